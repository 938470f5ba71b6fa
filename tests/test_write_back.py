"""What was read may be sent back, in every dialect."""

from typing import Any

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..auth import token
from .common import ApiCase

# Written anew by every write, what Odoo logs of some, and what moves with the clock.
ALIVE = {"write_date", "write_uid", "message_ids", "has_message", "expected_date"}
MODELS = (
    "product.template",
    "res.country",
    "res.partner",
    "res.partner.bank",
    "res.partner.category",
    "sale.order",
    "sale.order.line",
    "uom.uom",
)


class Spelling:
    """How one dialect reads and writes a record."""

    def __init__(self, headers: dict[str, str], path: str, wrapped: str = "") -> None:
        self.headers = headers
        self.path = path
        self.wrapped = wrapped

    def values(self, model: str, body: Any) -> dict[str, Any]:
        if isinstance(body, dict) and model in body:
            return body[model]
        return body["data"][0] if isinstance(body, dict) and "data" in body else body

    def body(self, values: dict[str, Any]) -> dict[str, Any]:
        return {self.wrapped: values} if self.wrapped else values


@tagged("post_install", "-at_install")
class TestWriteBack(ApiCase):
    groups = "base.group_system,sales_team.group_sale_manager"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        account = cls.env["restapi.account"].create(
            {"name": "write back", "user_id": cls.user.id, "is_limited": False}
        )
        key = account._restapi_new_key()
        family = token.new_text()
        service = cls.env["restapi.service"]
        access, restful = (
            service._issue(kind, cls.user.id, family, 3600)
            for kind in (token.REST_API_ACCESS, token.RESTFUL_ACCESS)
        )
        bearer = {"Authorization": f"Bearer {cls.key}"}
        cls.env.flush_all()
        cls.spellings = {
            "native": Spelling(bearer, "/api"),
            "rest_api": Spelling({"Access-Token": access}, "/api"),
            "restful": Spelling({"Access-Token": restful}, "/api"),
            "candidroot": Spelling({"api-key": key}, "/api"),
            "synconics": Spelling(bearer, "/restapi/1.0/object", "vals"),
        }

    def send(self, spelling: Spelling, method: str, path: str, **more: Any) -> Any:
        return self.url_open(
            f"{spelling.path}/{path}", method=method, headers=spelling.headers, **more
        )

    @mute_logger("odoo.addons.restapi.core.errors")
    def test_record_as_it_was_read(self):
        for model in MODELS:
            # An order that is confirmed refuses Odoo's own write of its values, too.
            draft = [("state", "=", "draft")] if model.startswith("sale.order") else []
            record = self.env[model].search(draft, limit=1)
            if not record:
                continue
            for name, spelling in self.spellings.items():
                with self.subTest(model=model, dialect=name):
                    path = f"{model}/{record.id}"
                    before = self.send(spelling, "GET", path)
                    self.assertEqual(before.status_code, 200, before.text[:300])
                    values = spelling.values(model, before.json())
                    self.assertGreater(len(values), 1)
                    written = self.send(
                        spelling, "PUT", path, json=spelling.body(values)
                    )
                    self.assertEqual(written.status_code, 200, written.text[:500])
                    after = self.send(spelling, "GET", path)
                    again = spelling.values(model, after.json())
                    changed = {
                        key: (values[key], again.get(key))
                        for key in values
                        if key not in ALIVE and values[key] != again.get(key)
                    }
                    self.assertFalse(changed)

    def test_changed_value_that_cannot_be_written_is_refused(self):
        partner = self.env["res.partner"].create({"name": "Acme"})
        path = f"/res.partner/{partner.id}"
        row = self.get(path)
        self.assertEqual(self.call("PUT", path, json=row).status_code, 200)
        for name, value in (
            ("display_name", "x"),
            ("id", 1),
            ("create_uid", {"id": 2}),
        ):
            with self.subTest(name=name):
                body = {**self.get(path), name: value}
                response = self.call("PUT", path, json=body)
                self.assertProblem(response, 422, "invalid_values")
                self.assertEqual(
                    [error["pointer"] for error in response.json()["details"]],
                    [f"/{name}"],
                )

    def test_related_record_as_it_was_read_links(self):
        country = self.env.ref("base.be")
        tag = self.env["res.partner.category"].create({"name": "Tag", "color": 3})
        partner = self.env["res.partner"].create(
            {"name": "A", "country_id": country.id, "category_id": [(4, tag.id)]}
        )
        fields = "name,country_id(name,code,currency_id(name)),category_id(name,color)"
        path = f"/res.partner/{partner.id}"
        row = self.get(f"{path}?fields={fields}")
        self.assertEqual(row["country_id"]["currency_id"]["name"], "EUR")
        self.assertEqual(self.call("PUT", path, json=row).status_code, 200)
        created = self.call(
            "POST", "/res.partner", json={k: row[k] for k in row if k != "id"}
        )
        self.assertEqual(created.status_code, 201, created.text)
        row["country_id"]["code"] = "XX"
        self.assertProblem(self.call("PUT", path, json=row), 422, "invalid_values")
        self.assertEqual(country.code, "BE")

    def test_lone_id_keeps_a_line_in_native(self):
        partner = self.env["res.partner"].create(
            {"name": "A", "child_ids": [(0, 0, {"name": n}) for n in "BCD"]}
        )
        path = f"/res.partner/{partner.id}"
        first, second, third = partner.child_ids
        row = self.get(f"{path}?fields=child_ids(id)")
        self.assertEqual(self.call("PUT", path, json=row).status_code, 200)
        self.assertEqual(len(partner.child_ids), 3)
        body = {"child_ids": [{"id": first.id, "_delete": True}, {"id": second.id}]}
        self.assertEqual(self.call("PUT", path, json=body).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(partner.child_ids, second | third)
        body = {
            "child_ids": {"replace": [{"id": third.id, "name": "E"}, {"name": "F"}]}
        }
        response = self.call("PUT", path, json=body)
        self.assertEqual(response.status_code, 200, response.text)
        self.env.invalidate_all()
        self.assertEqual(sorted(partner.child_ids.mapped("name")), ["E", "F"])

    def test_importer_may_create_with_what_it_has_read(self):
        values = {"name": "Tag", "display_name": "Other", "create_date": "2026-01-01"}
        for name in ("rest_api", "restful", "synconics"):
            spelling = self.spellings[name]
            path = "res.partner.category"
            with self.subTest(dialect=name):
                response = self.send(spelling, "POST", path, json=spelling.body(values))
                self.assertLess(response.status_code, 300, response.text)
        response = self.call("POST", "/res.partner.category", json=values)
        self.assertProblem(response, 422, "invalid_values")
