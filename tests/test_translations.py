"""The languages of the addon have all of its terms, with what stands in them."""

import re
from pathlib import Path

import polib

from odoo.tests import BaseCase, HttpCase, tagged

FOLDER = Path(__file__).parents[1] / "i18n"
LANGUAGES = ("de", "es", "fr", "nl")
# What a sentence is filled with, and tags: they stay as they are.
KEPT = re.compile(r"%\(\w+\)[sdrf]|%[sdrf]|\{[\w.]*\}|<[^>]+>")


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
class TestPage(HttpCase):
    def test_a_page_is_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["restapi"], ["fr_FR"])
        self.env.ref("base.user_admin").lang = "fr_FR"
        self.authenticate("admin", "admin")
        page = self.url_open("/restapi/access").text
        self.assertIn('lang="fr-FR"', page)
        french = polib.pofile(FOLDER / "fr.po")
        terms = {entry.msgid: entry.msgstr for entry in french}
        for term in (
            "Applications with access",
            "No application has access to your account.",
        ):
            self.assertIn(terms[term], page)
