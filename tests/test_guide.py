"""The pages of the documentation, as the server shows them."""

import re

from lxml import html

from odoo.tests import new_test_user, tagged

from ..controllers.guide import ADDRESS
from .support.common import make_rest_key
from .support.documentation import README, pages
from .support.patient import PatientCase


@tagged("post_install", "-at_install")
class TestGuide(PatientCase):
    def read(self, path: str = ADDRESS) -> html.HtmlElement:
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200, path)
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
        return html.fromstring(response.content)

    def test_every_page_and_every_link(self):
        start = self.read()
        listed = start.xpath("//nav//li/a/@href")
        self.assertEqual(len(listed), len(pages()))
        shown = {address: self.read(address) for address in listed}
        shown[ADDRESS] = start
        for address, page in shown.items():
            for link in page.xpath("//main//a/@href"):
                target, _hash, anchor = link.partition("#")
                with self.subTest(page=address, link=link):
                    if target.startswith(ADDRESS) or not target:
                        there = shown[target or address]
                        if anchor:
                            self.assertTrue(there.xpath("//*[@id=$id]", id=anchor))
                    else:
                        self.assertRegex(target, r"^(https?|mailto):")

    def test_markdown_is_shown_as_html(self):
        page = self.read(f"{ADDRESS}/native")
        self.assertTrue(page.xpath("//table//code"))
        self.assertTrue(page.xpath("//pre/code[contains(@class, 'language-sh')]"))
        self.assertNotRegex(page.text_content(), r"<!--|\]\(")

    def test_pictures_are_for_readers_of_the_file(self):
        self.assertIn("description/docs.png", README.read_text())
        self.assertNotIn("description/docs.png", self.url_open(ADDRESS).text)

    def test_commands_are_for_this_server(self):
        text = self.read().text_content()
        self.assertIn(f"export URL={self.base_url()} KEY=oak_…", text)
        self.assertNotIn(".sandbox/env\ncurl", text)

    def test_commands_have_the_beginning_of_a_key_of_the_reader(self):
        user = new_test_user(self.env, login="reader", groups="base.group_user")
        make_rest_key(self.env.ref("base.user_admin"), name="Somebody else's")
        self.authenticate("reader", "reader")
        self.assertIn("KEY=oak_…", self.read().text_content())
        key, text = make_rest_key(user)
        shown = self.read().text_content()
        self.assertIn(f"KEY={key.key_prefix} ", shown)
        self.assertNotIn(text, shown)

    def test_other_names_are_no_pages(self):
        for name in ("nothing", "native.md", "README", "%5C..%5CREADME"):
            with self.subTest(name=name):
                response = self.url_open(f"{ADDRESS}/{name}")
                self.assertEqual(response.status_code, 404)
                self.assertFalse(re.search("depends", response.text))
