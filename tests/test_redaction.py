"""What is kept of bodies and addresses, without what they hold in confidence."""

import json

from odoo.tests import BaseCase, tagged

from ..core import redaction
from ..core.redaction import STARS

MARK = "Ma4rk"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def kept(value, mimetype=JSON):
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return redaction.body(content, mimetype, 1000)


@tagged("post_install", "-at_install")
class TestRedaction(BaseCase):
    def test_what_names_no_secret_is_kept(self):
        value = {"name": "Ada", "line_ids": [{"qty": 2, "tags": ["a", "b"]}], "n": None}
        self.assertEqual(json.loads(kept(value)), value)
        self.assertEqual(kept(b"name=Ada&city=Ghent", FORM), "name=Ada&city=Ghent")
        self.assertEqual(kept(b""), "")

    def test_names_of_secrets(self):
        for name in (
            *("password", "new_password", "Passwd", "pwd", "pass", "client_secret"),
            *("access_token", "api-key", "apikey", "code", "user_code", "args"),
            *("signature", "oauth_verifier", "pass%77ord", "credential"),
        ):
            with self.subTest(name):
                self.assertEqual(json.loads(kept({name: MARK})), {name: STARS})
                self.assertEqual(json.loads(kept([{name: [MARK]}])), [{name: STARS}])
                self.assertNotIn(MARK, kept(f"{name}={MARK}&a=b".encode(), FORM))

    def test_what_stands_beside_a_name(self):
        for value in (
            {"domain": [["password", "=", MARK]]},
            {"field": "password", "value": MARK},
            {"method": "change_password", "params": [MARK]},
            {"vals": f"{{'password': '{MARK}'}}"},
            {"vals": f"{{'pass\\x77ord': '{MARK}'}}"},
            {"vals": f"{{'pass' 'word': '{MARK}'}}"},
            {"note": f"my secret is {MARK}"},
        ):
            with self.subTest(value):
                self.assertNotIn(MARK, kept(value))

    def test_what_is_neither_json_nor_a_form_is_not_kept(self):
        for content, mimetype in (
            (f"<vals><name>{MARK}</name></vals>", "text/xml"),
            (f'{{"name": "{MARK}"', JSON),
            (f'"{MARK}"', JSON),
            (f'["{MARK}"]', JSON),
            (f'[["{MARK}"]]', JSON),
            (f"%PDF {MARK}", "application/pdf"),
            (f"<a>={MARK}</a>", FORM),
            ("[" * 5000 + f'"{MARK}"' + "]" * 5000, JSON),
            ("[" * 900 + f'"{MARK}"' + "]" * 900, JSON),
        ):
            with self.subTest(content[:20]):
                text = redaction.body(content.encode(), mimetype, 10_000)
                self.assertNotIn(MARK, text)
                self.assertTrue(text.startswith(STARS))

    def test_answers(self):
        text = f"The credential {MARK} may not."
        value = {"error": text, "access_token": MARK, "name": "Ada", "n": [text, "b"]}
        content = json.dumps(value).encode()
        told = {"error": STARS, "access_token": STARS, "name": "Ada", "n": [STARS, "b"]}
        self.assertEqual(json.loads(redaction.answer(content, 1000)), told)
        for content in (b"%PDF " + MARK.encode(), f'"{MARK}"'.encode()):
            self.assertNotIn(MARK, redaction.answer(content, 1000))
        self.assertEqual(redaction.answer(b"", 1000), "")

    def test_answers_in_answers(self):
        inner = json.dumps({"code": MARK, "name": "Ada"})
        content = json.dumps({"content": [{"type": "text", "text": inner}]})
        told = redaction.answer(content.encode(), 1000)
        self.assertNotIn(MARK, told)
        plain = json.dumps({"text": json.dumps({"name": "Ada"})})
        self.assertEqual(
            json.loads(redaction.answer(plain.encode(), 1000)), json.loads(plain)
        )

    def test_it_is_cut_off(self):
        self.assertEqual(len(kept({"name": "x" * 5000})), 1000)
