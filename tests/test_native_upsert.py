"""``PUT ?match=``: records are made to be as they are sent."""

from datetime import datetime

from odoo.tests import tagged
from odoo.tools import SQL

from .test_native_lists import EVERYTHING, ListCase

LONG_AGO = datetime(2020, 1, 1)


class UpsertCase(ListCase):
    def upsert(self, body, path=f"{EVERYTHING}?match=name&fields=id"):
        return self.done("PUT", path, body)["results"]

    def created(self, results):
        return [result["created"] for result in results]

    def age(self, records):
        """Have records been written long ago."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = %s WHERE id IN %s",
                SQL.identifier(records._table),
                LONG_AGO,
                tuple(records.ids),
            )
        )
        self.env.invalidate_all()

    def written(self, records):
        """Return those that were written since."""
        self.env.invalidate_all()
        return records.filtered(lambda record: record.write_date != LONG_AGO)


@tagged("post_install", "-at_install")
class TestByFields(UpsertCase):
    def test_created_then_updated(self):
        path = f"{EVERYTHING}?match=name&fields=name,integer"
        results = self.upsert([{"name": "a", "integer": 1}, {"name": "b"}], path)
        self.assertEqual(self.created(results), [True, True])
        a, b = (result["id"] for result in results)
        self.assertEqual(
            results[0],
            {
                "id": a,
                "created": True,
                "record": {"id": a, "name": "a", "integer": 1},
            },
        )
        results = self.upsert(
            [{"name": "c"}, {"name": "b", "integer": 2}, {"name": "a"}], path
        )
        self.assertEqual(self.created(results), [True, False, False])
        self.assertEqual([result["id"] for result in results[1:]], [b, a])
        self.assertEqual([r["record"]["integer"] for r in results], [0, 2, 1])

    def test_one_object(self):
        first = self.upsert({"name": "single", "integer": 1})
        second = self.upsert({"name": "single", "integer": 2})
        self.assertEqual(self.created(first + second), [True, False])
        self.assertEqual(first[0]["id"], second[0]["id"])

    def test_several_fields(self):
        path = f"{EVERYTHING}?match=name,date,selection&fields=id"
        items = [
            {"name": "a", "date": "2026-01-01", "selection": "a"},
            {"name": "a", "date": "2026-01-02", "selection": "a"},
            {"name": "a", "date": "2026-01-01", "selection": None},
            {"name": "b", "date": "2026-01-01", "selection": "a"},
        ]
        first, second = self.upsert(items, path), self.upsert(items, path)
        self.assertEqual(self.created(first), [True] * 4)
        self.assertEqual(self.created(second), [False] * 4)
        self.assertEqual([r["id"] for r in first], [r["id"] for r in second])

    def test_keys_of_every_type(self):
        belgium = self.env.ref("base.be")
        for name, values in (
            ("text", ["x", "y"]),
            ("short", ["x", "y"]),
            ("integer", [7, "8"]),
            ("boolean", [True, False]),
            ("date", ["2026-02-01", "2026-02-02"]),
            ("datetime", ["2026-02-01 10:00:00", "2026-02-01T11:00:00Z"]),
            ("selection", ["a", "b"]),
            ("translated", ["x", "y"]),
            ("company_dependent", ["x", "y"]),
            ("currency_id", [1, {"id": 2}]),
        ):
            with self.subTest(name=name):
                self.env[EVERYTHING[1:]].search([]).unlink()
                path = f"{EVERYTHING}?match={name}&fields=id"
                items = [{"name": "key", name: value} for value in values]
                first, second = self.upsert(items, path), self.upsert(items, path)
                self.assertEqual(self.created(first), [True, True])
                self.assertEqual(self.created(second), [False, False])
                self.assertEqual([r["id"] for r in first], [r["id"] for r in second])
        path = "/res.partner?match=name,country_id&fields=id"
        for country in ({"code": "BE"}, {"xmlid": "base.be"}, belgium.id):
            results = self.upsert({"name": "Upsert", "country_id": country}, path)
            self.assertEqual(self.created(results), [country == {"code": "BE"}])

    def test_a_thousand_twice(self):
        path = "/res.partner?match=ref&fields=id"
        items = [
            {
                "ref": f"upsert {n}",
                "name": f"Upsert {n}",
                "zip": 9000 + n,
                "country_id": {"code": "BE"},
                "is_company": n % 2 == 0,
                "comment": f"<p>{n}</p>",
                "category_id": [],
            }
            for n in range(1000)
        ]
        first = self.upsert(items, path)
        self.assertEqual(self.created(first), [True] * 1000)
        records = self.env["res.partner"].browse(r["id"] for r in first)
        self.age(records)
        second = self.upsert(items, path)
        self.assertEqual(self.created(second), [False] * 1000)
        self.assertFalse(self.written(records))
        items[17]["zip"] = "1000"
        self.upsert(items, path)
        self.assertEqual(self.written(records), records[17])
        self.assertEqual(records[17].zip, "1000")

    def test_present_values_are_not_written(self):
        tags = self.env["res.partner.category"].create([{"name": "1"}, {"name": "2"}])
        item = {
            "name": "present",
            "html": "<p>a</p>",
            "float": 1.23,
            "boolean": False,
            "text": None,
            "datetime": "2026-11-21T09:15:00+01:00",
            "selection": "a",
            "json": {"a": [1]},
            "many2one_id": {"id": self.env.user.partner_id.id},
            "many2many_ids": tags[::-1].ids,
            "reference": {"model": "res.partner", "id": self.user.partner_id.id},
            "short": "",
        }
        (first,) = self.upsert(item)
        record = self.env[EVERYTHING[1:]].browse(first["id"])
        self.age(record)
        self.upsert(item)
        self.assertFalse(self.written(record))
        read = self.get(f"{EVERYTHING}/{record.id}")
        self.upsert(read)
        self.assertFalse(self.written(record))
        for name, value in (
            ("html", "<p>b</p>"),
            ("float", 1.24),
            ("boolean", True),
            ("text", "x"),
            ("datetime", "2026-11-21 08:16:00"),
            ("selection", None),
            ("json", {"a": [2]}),
            ("many2one_id", None),
            ("many2many_ids", tags[0].ids),
            ("reference", None),
        ):
            with self.subTest(name=name):
                self.age(record)
                self.upsert({**item, name: value})
                self.assertEqual(self.written(record), record)

    def test_archived_records_are_found(self):
        partner = self.env["res.partner"].create(
            {"name": "x", "ref": "archived", "active": False}
        )
        path = "/res.partner?match=ref&fields=id"
        results = self.upsert({"ref": "archived", "active": True}, path)
        self.assertEqual(results[0]["id"], partner.id)
        self.assertTrue(partner.active)

    def test_several_are_ambiguous(self):
        self.made("twin", "twin", "one")
        items = [{"name": "one"}, {"name": "new"}, {"name": "twin"}]
        found = self.refused("PUT", f"{EVERYTHING}?match=name", items, "ambiguous")
        self.assertEqual(found, {"/2": "ambiguous"})
        self.assertFalse(self.env[EVERYTHING[1:]].search([("name", "=", "new")]))
        items[0]["integer"] = "x"
        found = self.refused("PUT", f"{EVERYTHING}?match=name", items)
        self.assertEqual(found, {"/0/integer": "invalid_value", "/2": "ambiguous"})

    def test_key_that_very_many_have(self):
        self.made(*["many"] * 50, "one")
        items = [{"name": "many"}, {"name": "one"}]
        found = self.refused("PUT", f"{EVERYTHING}?match=name", items, "ambiguous")
        self.assertEqual(found, {"/0": "ambiguous"})

    def test_mistakes_in_keys(self):
        path = f"{EVERYTHING}?match=name,integer"
        found = self.refused(
            "PUT",
            path,
            [
                {"name": "a", "integer": 1},
                {"name": "a", "integer": "1"},
                {"name": "b"},
                {"integer": "x"},
                {"name": {"a": 1}, "integer": 2},
                [],
                {"name": "c", "integer": 3, "one2many_ids": [{"nmae": "x"}]},
            ],
        )
        self.assertEqual(
            found,
            {
                "/1": "duplicate",
                "/2/integer": "missing_key",
                "/3/name": "missing_key",
                "/3/integer": "invalid_value",
                "/4/name": "invalid_value",
                "/5": "not_an_object",
                "/6/one2many_ids/0/nmae": "unknown_field",
                "/6/one2many_ids/0/name": "required",
            },
        )
        found = self.refused("PUT", f"{EVERYTHING}?match=text", [{"text": ""}])
        self.assertEqual(found["/0/text"], "missing_key")

    def test_fields_that_cannot_be_matched_by(self):
        for match, status, code in (
            ("", 400, "missing_match"),
            (" , ", 400, "missing_match"),
            ("nmae", 400, "unknown_field"),
            ("one2many_ids", 400, "invalid_match"),
            ("binary", 400, "invalid_match"),
            ("float", 400, "invalid_match"),
            ("json", 400, "invalid_match"),
            ("computed", 400, "invalid_match"),
            ("related", 400, "invalid_match"),
            ("stored", 400, "invalid_match"),
            ("id", 400, "invalid_match"),
            ("create_date", 400, "invalid_match"),
            ("many2one_id.name", 400, "unknown_field"),
            ("secret", 403, "field_access"),
            (
                "name," * 3
                + "text,short,integer,boolean,date,datetime,selection,model",
                400,
                "invalid_match",
            ),
            ("xmlid,name", 400, "unknown_field"),
        ):
            with self.subTest(match=match):
                response = self.call(
                    "PUT", EVERYTHING, params={"match": match}, json=[{"name": "x"}]
                )
                self.assertProblem(response, status, code)
        response = self.call("PUT", EVERYTHING, json={"name": "x"})
        self.assertProblem(response, 400, "missing_match")

    def test_hidden_records_are_not_found(self):
        (hidden,) = self.made("hidden")
        self.env["ir.rule"].create(
            {
                "name": "not those",
                "model_id": self.env["ir.model"]._get_id(EVERYTHING[1:]),
                "domain_force": f"[('id', '!=', {hidden.id})]",
            }
        )
        (result,) = self.upsert({"name": "hidden", "integer": 5})
        self.assertTrue(result["created"])
        self.assertEqual(hidden.integer, 0)


@tagged("post_install", "-at_install")
class TestByXmlid(UpsertCase):
    PATH = "/res.partner?match=xmlid&fields=id"

    def data(self, xmlid):
        module, name = xmlid.split(".")
        return self.env["ir.model.data"].search(
            [("module", "=", module), ("name", "=", name)]
        )

    def test_created_then_updated(self):
        items = [
            {"xmlid": "shop.customer_17", "name": "Seventeen"},
            {"xmlid": "customer-18", "name": "Eighteen"},
        ]
        first = self.upsert(items, self.PATH)
        self.assertEqual(self.created(first), [True, True])
        for result, xmlid in zip(
            first, ("shop.customer_17", "__restapi__.customer-18"), strict=True
        ):
            data = self.data(xmlid)
            self.assertEqual(
                (data.model, data.res_id, data.noupdate),
                ("res.partner", result["id"], True),
            )
        records = self.env["res.partner"].browse(r["id"] for r in first)
        self.age(records)
        second = self.upsert(items, self.PATH)
        self.assertEqual([r["id"] for r in second], records.ids)
        self.assertEqual(self.created(second), [False, False])
        self.assertFalse(self.written(records))
        items[1]["xmlid"] = "__restapi__.customer-18"
        items[1]["city"] = "Ghent"
        self.assertEqual(self.created(self.upsert(items, self.PATH)), [False, False])
        self.assertEqual(records[1].city, "Ghent")

    def test_record_of_a_module_is_updated(self):
        partner = self.env.ref("base.main_partner")
        (result,) = self.upsert(
            {"xmlid": "base.main_partner", "city": "Ghent"}, self.PATH
        )
        self.assertEqual(result, {**result, "id": partner.id, "created": False})
        self.assertEqual(partner.city, "Ghent")

    def test_deleted_record_is_created_anew(self):
        item = {"xmlid": "shop.again", "name": "Again"}
        (first,) = self.upsert(item, self.PATH)
        self.env["res.partner"].browse(first["id"]).unlink()
        (second,) = self.upsert(item, self.PATH)
        self.assertTrue(second["created"])
        self.assertEqual(self.data("shop.again").res_id, second["id"])

    def test_mistakes(self):
        hidden = self.env["res.partner"].create({"name": "hidden", "ref": "hidden"})
        self.env["ir.model.data"].create(
            {
                "module": "shop",
                "name": "hidden",
                "model": "res.partner",
                "res_id": hidden.id,
            }
        )
        self.env["ir.rule"].create(
            {
                "name": "not those",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('ref', '!=', 'hidden')]",
            }
        )
        found = self.refused(
            "PUT",
            self.PATH,
            [
                {"name": "none"},
                {"xmlid": 5, "name": "x"},
                {"xmlid": "a.b.c", "name": "x"},
                {"xmlid": "a b", "name": "x"},
                {"xmlid": "", "name": "x"},
                {"xmlid": "base.be", "name": "x"},
                {"xmlid": "base.no_such", "name": "x"},
                {"xmlid": "website.of_no_use", "name": "x"},
                {"xmlid": "shop.hidden", "name": "x"},
                {"xmlid": "shop.twice", "name": "x"},
                {"xmlid": "shop.twice", "name": "x"},
                {"xmlid": "shop.values", "name": "x", "city": []},
                {"xmlid": "shop." + "x" * 200, "name": "x"},
            ],
        )
        invalid = dict.fromkeys(
            (f"/{n}/xmlid" for n in (1, 2, 3, 4, 12)), "invalid_value"
        )
        self.assertEqual(
            found,
            {
                "/0/xmlid": "missing_key",
                **invalid,
                "/5/xmlid": "other_model",
                "/6/xmlid": "reserved_xmlid",
                "/7/xmlid": "reserved_xmlid",
                "/8/xmlid": "missing_record",
                "/10": "duplicate",
                "/11/city": "invalid_value",
            },
        )
        self.assertFalse(self.data("shop.twice"))
