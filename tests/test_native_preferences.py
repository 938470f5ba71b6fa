"""``Prefer``, and how much of what was written is given back."""

from odoo.tests import BaseCase, tagged

from ..dialects.native import preferences
from .support.common import ApiCase


@tagged("post_install", "-at_install")
class TestHeader(BaseCase):
    def test_preferences_are_read(self):
        for header, expected in (
            ("", {}),
            ("return=minimal", {"return": "minimal"}),
            ('Return = "minimal" ; x=1, wait=5', {"return": "minimal", "wait": "5"}),
            ("respond-async, wait=10", {"respond-async": "", "wait": "10"}),
            ("return=minimal, return=representation", {"return": "minimal"}),
            (", =, ;x", {}),
        ):
            with self.subTest(header=header):
                self.assertEqual(preferences.read(header), expected)


@tagged("post_install", "-at_install")
class TestReturn(ApiCase):
    def send(self, method, path, body, prefer=None):
        headers = {"Prefer": prefer} if prefer else {}
        response = self.call(method, path, json=body, headers=headers)
        self.assertIn(response.status_code, (200, 201), response.text)
        return response.json(), response.headers.get("Preference-Applied")

    def test_single_records(self):
        body, applied = self.send(
            "POST", "/res.partner", {"name": "Preferred"}, "return=minimal"
        )
        self.assertEqual((set(body), applied), ({"id"}, "return=minimal"))
        path = f"/res.partner/{body['id']}?fields=name"
        for method in ("PUT", "PATCH"):
            found = self.send(method, path, {"name": method}, "return=minimal")
            self.assertEqual(found, ({"id": body["id"]}, "return=minimal"))
        full, applied = self.send(
            "PATCH", path, {"name": "full"}, "return=representation"
        )
        self.assertEqual(full["record"], {"id": body["id"], "name": "full"})
        self.assertEqual(applied, "return=representation")
        for prefer in (None, "return=everything", "wait=5"):
            full, applied = self.send("PATCH", path, {"name": "again"}, prefer)
            self.assertEqual((full["record"]["name"], applied), ("again", None))
        answer = self.send("DELETE", path.partition("?")[0], None, "return=minimal")
        self.assertEqual(answer, ({"ok": True}, "return=minimal"))

    def test_lists(self):
        rows = [{"name": "Preferred", "ref": f"prefer {n}"} for n in range(2)]
        body, applied = self.send("POST", "/res.partner", rows, "return=minimal")
        self.assertEqual((set(body), applied), ({"ids"}, "return=minimal"))
        ids = body["ids"]
        changes = [{"id": id_, "city": "Ghent"} for id_ in ids]
        found = self.send("PATCH", "/res.partner", changes, "return=minimal")
        self.assertEqual(found, ({"ids": ids}, "return=minimal"))
        path = "/res.partner/" + ",".join(map(str, ids))
        found = self.send("PUT", path, {"city": "Bruges"}, "return=minimal")
        self.assertEqual(found, ({"ids": ids}, "return=minimal"))
        found = self.send("PUT", "/res.partner?match=ref", rows, "return=minimal")
        results = [{"id": id_, "created": False} for id_ in ids]
        self.assertEqual(found, ({"results": results}, "return=minimal"))

    def test_unknown_fields_are_refused_all_the_same(self):
        response = self.call(
            "POST",
            "/res.partner?fields=name(",
            json={"name": "x"},
            headers={"Prefer": "return=minimal"},
        )
        self.assertEqual(response.status_code, 400)
