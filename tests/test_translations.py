"""The languages of the addon have all of its terms, with what stands in them."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

import polib
from lxml import etree

from odoo.tests import BaseCase, TransactionCase, tagged

from .support.patient import PatientCase

FOLDER = Path(__file__).parents[1] / "i18n"
STATIC = FOLDER.with_name("static")
LANGUAGES = ("de", "es", "fr", "nl")
# What a sentence is filled with, and tags: they stay as they are.
KEPT = re.compile(r"%\(\w+\)[sdrf]|%[sdrf]|\{[\w.]*\}|<[^>]+>")

# Elements that are not read, and attributes that are.
CODE = ("script", "style")
READ = ("string", "help", "placeholder", "confirm", "title", "alt", "aria-label")
WORD = re.compile(r"[A-Za-z]{2}")
DOCTYPE = "<!DOCTYPE"
SENTENCE = re.compile(r"""["']([A-Z][a-z]+(?: [\w%]+)*[.!?…]?)["']""")


@tagged("post_install", "-at_install")
class TestLanguages(BaseCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.terms = {entry.msgid for entry in polib.pofile(FOLDER / "restapi.pot")}
        cls.languages = {
            name: polib.pofile(FOLDER / f"{name}.po") for name in LANGUAGES
        }

    def test_nothing_is_missing(self):
        for name, language in self.languages.items():
            with self.subTest(language=name):
                translated = {entry.msgid for entry in language if entry.msgstr}
                self.assertEqual(self.terms - translated, set())
                self.assertEqual(translated - self.terms, set())

    def test_what_sentences_are_filled_with(self):
        for name, language in self.languages.items():
            for entry in language:
                with self.subTest(language=name, text=entry.msgid):
                    kept = sorted(KEPT.findall(entry.msgid))
                    self.assertEqual(sorted(KEPT.findall(entry.msgstr)), kept)

    def test_they_differ(self):
        """What is the same in another language is names and a few words."""
        for name, language in self.languages.items():
            same = [e.msgid for e in language if e.msgid == e.msgstr and " " in e.msgid]
            with self.subTest(language=name, same=same):
                self.assertLess(len(same), len(self.terms) / 12)


@tagged("post_install", "-at_install")
class TestTranslatable(TransactionCase):
    """Odoo has found what people read, or nobody could translate it."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        terms = polib.pofile(FOLDER / "restapi.pot")
        cls.terms = "\n".join(" ".join(entry.msgid.split()) for entry in terms)

    def test_texts_of_templates_and_views(self):
        found = self.env["ir.model.data"].search(
            [("module", "=", "restapi"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(found.mapped("res_id"))
        for view in views.with_context(lang=None):
            for text in _read(etree.fromstring(view.arch_db)):
                with self.subTest(view=view.key or view.name, text=text):
                    words = escape(" ".join(text.split()))
                    self.assertTrue(words in self.terms, "not found by Odoo")

    def test_texts_of_scripts(self):
        """A script has its texts from Odoo, or from the page that it is in."""
        for script in (*STATIC.glob("src/**/*.js"), STATIC / "docs" / "docs.js"):
            for text in SENTENCE.findall(script.read_text()):
                with self.subTest(script=script.name, text=text):
                    self.assertTrue(text in self.terms, "not found by Odoo")


def _read(node: etree._Element) -> Iterator[str]:
    """Give the words of an element: what stands in it, and in its attributes."""
    is_code = node.tag == "attribute" and node.get("name") not in READ
    if is_code or node.tag in CODE or node.get("t-translation") == "off":
        return
    texts = [node.text, *map(node.get, READ), *(child.tail for child in node)]
    words = [text for text in texts if text and WORD.search(text)]
    yield from (text for text in words if not text.startswith(DOCTYPE))
    for child in node.iterchildren(etree.Element):
        yield from _read(child)


@tagged("post_install", "-at_install")
class TestPage(PatientCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(["restapi"], ["fr_FR"])
        cls.french = polib.pofile(FOLDER / "fr.po")

    def page(self, path: str, **headers: str) -> str:
        """Return a page that says that it is French, without line breaks."""
        answer = self.url_open(path, headers=headers)
        self.assertIn('lang="fr-FR"', answer.text)
        return " ".join(unescape(answer.text).split())

    def test_a_page_is_in_the_language_of_its_reader(self):
        self.env.ref("base.user_admin").lang = "fr_FR"
        self.authenticate("admin", "admin")
        page = self.page("/restapi/access")
        terms = {entry.msgid: entry.msgstr for entry in self.french}
        for term in (
            "Applications with access",
            "No application has access to your account.",
        ):
            self.assertIn(terms[term], page)

    def test_the_documentation_is_in_the_language_of_the_browser(self):
        for template, path in (
            ("docs", "/restapi/docs"),
            ("guide", "/restapi/docs/guide"),
        ):
            page = self.page(path, **{"Accept-Language": "fr-FR"})
            place = f"model_terms:ir.ui.view,arch_db:restapi.{template}"
            terms = [e for e in self.french if place in dict(e.occurrences)]
            self.assertTrue(terms)
            for term in terms:
                # What is to be installed is installed here.
                if "pip install" not in term.msgid:
                    text = " ".join(term.msgstr.split()).partition("{{")[0]
                    with self.subTest(page=path, text=text):
                        self.assertIn(text, page)

    def test_the_text_of_the_guide_is_english(self):
        page = self.page("/restapi/docs/guide", **{"Accept-Language": "fr-FR"})
        self.assertIn('<main lang="en">', page)
