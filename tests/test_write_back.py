"""What was read may be sent back, in every dialect."""

from itertools import cycle

from odoo.models import BaseModel
from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.spellings import Spelling, SpellingCase

# Written anew by every write, what Odoo logs of some, and what moves with the clock.
ALIVE = {"write_date", "write_uid", "message_ids", "has_message", "expected_date"}

# Messages about credentials are as far from clients as these.
OUT_OF_REACH = {
    "mail.message": ["|", ("model", "=", False), ("model", "not =like", "restapi.%")]
}


@tagged("post_install", "-at_install")
class TestWriteBack(SpellingCase):
    groups = (
        "base.group_system,sales_team.group_sale_manager,account.group_account_manager"
    )

    @mute_logger(
        "odoo.addons.restapi.core.errors", "odoo.http", "odoo.sql_db", "odoo.models"
    )
    def test_record_as_it_was_read(self):
        """Of every model that can be read, as far as Odoo writes it.

        In one dialect after the other; a sweep has all models in all of them.
        """
        written = 0
        for model, spelling in zip(self.models(), cycle(self.spellings), strict=False):
            domain = OUT_OF_REACH.get(model, [])
            record = self.env[model].with_user(self.user).search(domain, limit=1)
            if not record or (moving := self.changed_by_odoo(record)) is None:
                continue
            with self.subTest(model=model, dialect=spelling.name):
                self.assertSameAfterwards(spelling, record, moving)
                written += 1
        self.assertGreater(written, 60)

    def models(self) -> list[str]:
        """Name the models with tables that the user may write."""
        return [
            name
            for name in sorted(self.env.registry)
            if self.env[name]._auto
            and not self.env[name]._abstract
            and not name.startswith("restapi.")
            and self.env[name].with_user(self.user).has_access("write")
        ]

    def changed_by_odoo(self, record: BaseModel) -> set[str] | None:
        """Have Odoo write the record's own values; return what that changes.

        :return: ``None`` where Odoo refuses them
        """
        values = record.read(load=None)[0]
        try:
            with self.cr.savepoint():
                record.write({k: v for k, v in values.items() if k != "id"})
                record.env.flush_all()
        except Exception:  # noqa: BLE001 whatever Odoo's own code fails with
            return None
        finally:
            record.env.invalidate_all()
        after = record.read(load=None)[0]
        return {name for name, value in values.items() if after.get(name) != value}

    def assertSameAfterwards(
        self, spelling: Spelling, record: BaseModel, moving: set[str]
    ) -> None:
        model, path = record._name, f"{record._name}/{record.id}"
        before = self.send(spelling, "GET", path)
        self.assertEqual(before.status_code, 200, before.text[:300])
        values = spelling.row(model, before.json())
        response = self.update(spelling, model, record.id, values)
        self.assertEqual(response.status_code, 200, response.text[:500])
        again = spelling.row(model, self.send(spelling, "GET", path).json())
        changed = {
            key: (value, again.get(key))
            for key, value in values.items()
            if key not in moving | ALIVE and value != again.get(key)
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

    def test_value_that_moves_by_itself_is_none_of_the_clients(self):
        """Sent back with others as it was read; alone it is refused."""
        record = self.env["restapi_test.awkward"].create({"text": "x"})
        path = f"/{record._name}/{record.id}"
        for fields in ("", "?fields=text,ticks"):
            with self.subTest(fields=fields):
                row = self.get(f"{path}{fields}")
                self.assertLess(row["ticks"], self.get(f"{path}{fields}")["ticks"])
                response = self.call("PUT", path, json={**row, "text": "y"})
                self.assertEqual(response.status_code, 200, response.text)
        response = self.call("PUT", path, json={"ticks": 1})
        self.assertProblem(response, 422, "invalid_values")

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
        for spelling in self.spellings[1:]:
            with self.each(spelling):
                response = self.create(spelling, "res.partner.category", values)
                self.assertLess(response.status_code, 300, response.text)
        response = self.call("POST", "/res.partner.category", json=values)
        self.assertProblem(response, 422, "invalid_values")
