"""Lists of records, created and updated in one request."""

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..core import schema
from ..core.bulk_operation import UpdateMany, Upsert
from ..core.formats import NATIVE
from ..core.grant import FULL
from ..core.operation import CreateMany
from .support.common import ApiCase, make_key
from .test_grants import GrantCase

EVERYTHING = "/restapi_test.everything"


class ListCase(ApiCase):
    def allow(self, items):
        self.env["ir.config_parameter"].set_param("restapi.max_items", str(items))

    def done(self, method, path, body, status=200):
        response = self.call(method, path, json=body)
        self.assertEqual(response.status_code, status, response.text)
        return response.json()

    def refused(self, method, path, body, code="invalid_values"):
        response = self.call(method, path, json=body)
        self.assertProblem(response, 422, code)
        return {each["pointer"]: each["code"] for each in response.json()["details"]}

    def made(self, *names):
        return self.env[EVERYTHING[1:]].create([{"name": name} for name in names])


@tagged("post_install", "-at_install")
class TestCreate(ListCase):
    def test_list_is_created_in_order(self):
        body = self.done(
            "POST",
            f"{EVERYTHING}?fields=name,one2many_ids(name)",
            [
                {"name": "b", "one2many_ids": [{"name": "line"}]},
                {"name": "a"},
            ],
            201,
        )
        self.assertEqual(set(body), {"ids", "records"})
        self.assertEqual([row["name"] for row in body["records"]], ["b", "a"])
        self.assertEqual([row["id"] for row in body["records"]], body["ids"])
        self.assertEqual(body["records"][0]["one2many_ids"][0]["name"], "line")

    def test_create_is_called_once(self):
        calls = []
        partners = type(self.env["res.partner"])
        create = partners.create

        def counted(records, vals_list):
            calls.append(len(vals_list))
            return create(records, vals_list)

        self.patch(partners, "create", counted)
        rows = [{"name": f"Once {n}"} for n in range(30)]
        self.done("POST", "/res.partner?fields=id", rows, 201)
        self.assertEqual(calls, [30])

    def test_all_mistakes_of_all_items(self):
        found = self.refused(
            "POST",
            EVERYTHING,
            [
                {"name": "fine"},
                {"nmae": "x", "integer": "one"},
                5,
                {"name": "y", "one2many_ids": [{"name": "l"}, {"partner_id": "z"}]},
                {"name": "z", "many2one_id": 2147483647},
                [],
                None,
            ],
        )
        self.assertEqual(
            found,
            {
                "/1/nmae": "unknown_field",
                "/1/integer": "invalid_value",
                "/1/name": "required",
                "/2": "not_an_object",
                "/2/name": "required",
                "/3/one2many_ids/1/partner_id": "invalid_value",
                "/3/one2many_ids/1/name": "required",
                "/4/many2one_id": "missing_record",
                "/5": "not_an_object",
                "/5/name": "required",
                "/6": "not_an_object",
                "/6/name": "required",
            },
        )
        self.assertFalse(self.env[EVERYTHING[1:]].search([("name", "=", "fine")]))

    def test_most_items(self):
        self.allow(3)
        rows = [{"name": str(n)} for n in range(4)]
        for path in ("", "?atomic=false"):
            response = self.call("POST", f"{EVERYTHING}{path}", json=rows)
            self.assertProblem(response, 400, "too_large")
        self.done("POST", f"{EVERYTHING}?fields=id", rows[:3], 201)
        self.allow(0)
        self.done("POST", f"{EVERYTHING}?fields=id", rows, 201)

    def test_other_bodies(self):
        for body in ('"x"', "5", "true", "null", "", "[]"):
            for method, path in (
                ("POST", EVERYTHING),
                ("PATCH", EVERYTHING),
                ("PUT", f"{EVERYTHING}?match=name"),
            ):
                with self.subTest(method=method, body=body):
                    response = self.call(method, path, data=body)
                    self.assertProblem(response, 400, "invalid_body")
        response = self.call("PATCH", EVERYTHING, json={"id": 1, "name": "x"})
        self.assertProblem(response, 400, "invalid_body")

    def test_unknown_parameters(self):
        for method, name in (
            ("POST", "atomc"),
            ("POST", "match"),
            ("PATCH", "match"),
            ("PUT", "limit"),
            ("PATCH", "dryrun"),
        ):
            with self.subTest(method=method, name=name):
                response = self.call(method, f"{EVERYTHING}?{name}=1", json=[])
                self.assertProblem(response, 400, "unknown_parameter")
        for name in ("atomic", "dry_run"):
            response = self.call(
                "POST", f"{EVERYTHING}?{name}=perhaps", json=[{"name": "x"}]
            )
            self.assertProblem(response, 400, f"invalid_{name}")


@tagged("post_install", "-at_install")
class TestUpdate(ListCase):
    def test_each_has_its_own_values(self):
        a, b, c = self.made("a", "b", "c")
        body = self.done(
            "PATCH",
            f"{EVERYTHING}?fields=name,integer",
            [
                {"id": c.id, "name": "C"},
                {"id": a.id, "integer": 5, "one2many_ids": [{"name": "line"}]},
                {"id": str(b.id), "name": "B", "integer": 6},
            ],
        )
        self.assertEqual(body["ids"], [c.id, a.id, b.id])
        self.assertEqual(
            [(row["name"], row["integer"]) for row in body["records"]],
            [("C", 0), ("a", 5), ("B", 6)],
        )
        self.assertEqual(a.one2many_ids.name, "line")

    def test_neighbours_with_equal_values_are_written_at_once(self):
        records = self.made(*"abcde")
        calls = []
        model = type(records)
        write = model.write

        def counted(written, values):
            calls.append((written.ids, dict(values)))
            return write(written, values)

        self.patch(model, "write", counted)
        values = [{"integer": 1}] * 3 + [{"integer": 2}, {"integer": 1}]
        items = [
            {"id": record.id, **each}
            for record, each in zip(records, values, strict=True)
        ]
        self.done("PATCH", f"{EVERYTHING}?fields=id", items)
        self.assertEqual(
            calls,
            [
                (records[:3].ids, {"integer": 1}),
                (records[3].ids, {"integer": 2}),
                (records[4].ids, {"integer": 1}),
            ],
        )

    def test_what_was_read_is_written_back(self):
        records = self.made("a", "b")
        path = f"{EVERYTHING}?domain=[('id','in',{records.ids})]"
        rows = self.get(path)["results"]
        rows[0]["name"] = "changed"
        body = self.done("PATCH", f"{EVERYTHING}?fields=name", rows)
        self.assertEqual([row["name"] for row in body["records"]], ["changed", "b"])
        rows[0]["computed"] = "<other>"
        rows[1]["stored"] = 7
        found = self.refused("PATCH", EVERYTHING, rows)
        self.assertEqual(found["/0/computed"], "readonly")
        self.assertEqual(found["/1/stored"], "readonly")

    def test_lines_go_and_stay(self):
        records = self.made("a", "b")
        records.write({"one2many_ids": [(0, 0, {"name": n}) for n in "xyz"]})
        first, second = records
        x, y, _z = first.one2many_ids
        self.done(
            "PATCH",
            f"{EVERYTHING}?fields=id",
            [
                {
                    "id": first.id,
                    "one2many_ids": [
                        {"id": x.id, "_delete": True},
                        {"id": y.id, "name": "Y"},
                        {"name": "new"},
                    ],
                },
                {
                    "id": second.id,
                    "one2many_ids": {
                        "replace": [{"id": second.one2many_ids[2].id}, {"name": "w"}]
                    },
                },
            ],
        )
        self.assertEqual(first.one2many_ids.mapped("name"), ["Y", "z", "new"])
        self.assertEqual(second.one2many_ids.mapped("name"), ["z", "w"])

    def test_mistakes(self):
        (record,) = self.made("a")
        gone = self.made("gone")
        gone_id = gone.id
        gone.unlink()
        found = self.refused(
            "PATCH",
            EVERYTHING,
            [
                {"id": record.id, "integer": "x"},
                {"name": "no id"},
                {"id": True, "name": "x"},
                {"id": gone_id, "name": "x"},
                {"id": record.id, "name": "again"},
                "text",
                {"id": -5},
                {"id": 2**40},
            ],
        )
        self.assertEqual(
            found,
            {
                "/0/integer": "invalid_value",
                "/1/id": "invalid_value",
                "/2/id": "invalid_value",
                "/3/id": "missing_record",
                "/4/id": "duplicate",
                "/5": "not_an_object",
                "/6/id": "invalid_value",
                "/7/id": "invalid_value",
            },
        )
        self.assertEqual(record.name, "a")

    def test_most_items(self):
        records = self.made(*"abcd")
        self.allow(3)
        items = [{"id": id_, "name": "x"} for id_ in records.ids]
        response = self.call("PATCH", EVERYTHING, json=items)
        self.assertProblem(response, 400, "too_large")
        # Pages are another limit.
        self.env["ir.config_parameter"].set_param("restapi.max_page_size", "2")
        self.done("PATCH", f"{EVERYTHING}?fields=id", items[:3])

    def test_missing_right(self):
        reader = new_test_user(self.env, "list_reader", groups="base.group_user")
        key = make_key(reader)
        partner = self.env["res.partner"].create({"name": "x", "ref": "list"})
        for method, path, item in (
            ("POST", "", {"name": "y"}),
            ("PATCH", "", {"id": partner.id, "name": "y"}),
            ("PUT", "?match=ref", {"ref": "list", "name": "y"}),
            ("PUT", "?match=ref", {"ref": "list 2", "name": "y"}),
        ):
            with self.subTest(method=method, item=item):
                response = self.call(
                    method, f"/res.partner{path}", key=key, json=[item]
                )
                self.assertProblem(response, 403, "access_error")


@tagged("post_install", "-at_install")
class TestNotAtomic(ListCase):
    groups = "base.group_system,base.group_partner_manager"

    def statuses(self, body):
        return [result["status"] for result in body["results"]]

    @mute_logger("odoo.sql_db")
    def test_items_fail_alone(self):
        body = self.done(
            "POST",
            "/res.partner?atomic=false",
            [
                {"name": "Alone 1"},
                {"name": "Alone 2", "country_id": "Atlantis"},
                {"city": "a partner needs a name"},
                "text",
                {"name": "Alone 5"},
            ],
            207,
        )
        self.assertEqual(set(body), {"results"})
        self.assertEqual(self.statuses(body), [201, 422, 422, 422, 201])
        first, second = body["results"][:2]
        self.assertEqual(set(first), {"status", "id"})
        self.assertEqual(set(second), {"status", "error", "code", "details"})
        self.assertEqual(second["details"][0]["pointer"], "/1/country_id")
        found = self.env["res.partner"].search([("name", "like", "Alone %")])
        self.assertEqual(sorted(found.ids), [first["id"], body["results"][4]["id"]])

    @mute_logger("odoo.sql_db")
    def test_constraints_are_told_by_item(self):
        body = self.done(
            "POST",
            "/res.country?atomic=false",
            [{"name": "Belgium again", "code": "BE"}, {"name": "Xa", "code": "XA"}],
            207,
        )
        self.assertEqual(self.statuses(body), [409, 201])
        self.assertEqual(body["results"][0]["code"], "conflict")
        parent = self.env["res.partner.category"].create({"name": "parent"})
        child = parent.create({"name": "child", "parent_id": parent.id})
        body = self.done(
            "PATCH",
            "/res.partner.category?atomic=false",
            [
                {"id": parent.id, "parent_id": child.id},
                {"id": child.id, "name": "changed"},
            ],
            207,
        )
        self.assertEqual(self.statuses(body), [422, 200])
        self.assertEqual(body["results"][0]["code"], "user_error")
        self.assertEqual(child.name, "changed")

    def test_all_well_is_200(self):
        a, b = self.made("a", "b")
        body = self.done(
            "PATCH",
            f"{EVERYTHING}?atomic=false&fields=name",
            [{"id": a.id, "name": "A"}, {"id": b.id, "name": "B"}],
        )
        self.assertEqual(
            body["results"],
            [
                {"status": 200, "id": a.id, "record": {"id": a.id, "name": "A"}},
                {"status": 200, "id": b.id, "record": {"id": b.id, "name": "B"}},
            ],
        )

    def test_updates_of_what_is_not_there(self):
        (a,) = self.made("a")
        body = self.done(
            "PATCH",
            f"{EVERYTHING}?atomic=false",
            [{"id": 2147483647, "name": "x"}, {"id": a.id, "name": "A"}, {}],
            207,
        )
        self.assertEqual(self.statuses(body), [422, 200, 422])
        self.assertEqual(body["results"][2]["details"][0]["pointer"], "/2/id")
        self.assertEqual(a.name, "A")

    def test_equal_keys_follow_each_other(self):
        body = self.done(
            "PUT",
            f"{EVERYTHING}?match=name&atomic=false",
            [
                {"name": "twin", "integer": 1},
                {"name": "twin", "integer": 2},
                {"integer": 3},
            ],
            207,
        )
        first, second, third = body["results"]
        self.assertEqual((first["status"], first["created"]), (201, True))
        self.assertEqual((second["status"], second["created"]), (200, False))
        self.assertEqual(second["id"], first["id"])
        self.assertEqual(third["details"][0]["pointer"], "/2/name")
        found = self.env[EVERYTHING[1:]].browse(first["id"])
        self.assertEqual(found.integer, 2)

    @mute_logger("odoo.addons.restapi.service.lists")
    def test_a_bug_of_a_model_is_one_item(self):
        model = type(self.env[EVERYTHING[1:]])
        create = model.create

        def stumbling(records, vals_list):
            if any(values["name"] == "bug" for values in vals_list):
                raise RuntimeError("secret reason")
            return create(records, vals_list)

        self.patch(model, "create", stumbling)
        body = self.done(
            "POST", f"{EVERYTHING}?atomic=false", [{"name": "bug"}, {"name": "x"}], 207
        )
        self.assertEqual(self.statuses(body), [500, 201])
        self.assertNotIn("secret", str(body))


@tagged("post_install", "-at_install")
class TestLimitedKeys(GrantCase):
    """Lists reach what single writes reach, and no more."""

    def test_lines_domains_and_fields(self):
        key = self.key_with(
            {
                "model_id": "res.partner",
                "may_read": True,
                "may_update": True,
                "domain": f"[('id', '=', {self.company.id})]",
                "field_ids": ["name", "ref"],
            }
        )
        path = "/res.partner?fields=name"
        allowed = [{"id": self.company.id, "name": "Acme 2"}]
        response = self.call("PATCH", path, key, json=allowed)
        self.assertEqual(response.status_code, 200, response.text)
        other = [{"id": self.person.id, "name": "x"}]
        response = self.call("PATCH", path, key, json=[*allowed, *other])
        self.assertProblem(response, 422, "invalid_values")
        city = [{"id": self.company.id, "city": "x"}]
        self.assertRefused(self.call("PATCH", path, key, json=city))
        self.assertRefused(self.call("POST", path, key, json=[{"name": "x"}]))
        answer = self.call("PATCH", f"{path}&atomic=false", key, json=allowed + other)
        self.assertEqual(answer.status_code, 207, answer.text)
        self.assertEqual(self.person.name, "Ann")

    def test_created_records_are_those_of_the_line(self):
        key = self.key_with(
            {
                "model_id": "res.partner",
                "may_read": True,
                "may_create": True,
                "domain": "[('city', '=', 'Ghent')]",
            }
        )
        rows = [{"name": "in", "city": "Ghent"}, {"name": "out", "city": "Mons"}]
        path = "/res.partner?fields=name"
        self.assertRefused(self.call("POST", path, key, json=rows))
        response = self.call("POST", path, key, json=rows[:1])
        self.assertEqual(response.status_code, 201, response.text)


@tagged("post_install", "-at_install")
class TestStatements(ApiCase):
    """A longer list costs more rows, not more statements but the ORM's own."""

    def counted(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def execute(self, operation):
        service = self.env["restapi.service"].with_user(self.user)
        keys = service.contended(operation, FULL)
        self.assertTrue(keys or not isinstance(operation, (UpdateMany, Upsert)))
        return service.execute(operation, FULL)

    def rows(self, count, mark):
        return tuple(
            {"name": f"{mark} {n}", "ref": f"{mark} {n}", "city": "Ghent"}
            for n in range(count)
        )

    def test_create(self):
        partners = self.env["res.partner"].with_user(self.user)
        tree = schema.parse("name,country_id(code)")

        def ours(count):
            rows = self.rows(count, f"ours {count}")
            return self.counted(
                lambda: self.execute(CreateMany("res.partner", rows, tree, NATIVE))
            )

        def odoo(count):
            rows = list(self.rows(count, f"odoo {count}"))
            return self.counted(lambda: partners.create(rows))

        ours(1), odoo(1)
        more = ours(1000) - ours(100)
        more_of_odoo = odoo(1000) - odoo(100)
        self.assertLessEqual(more, more_of_odoo + 10)

    def test_upsert_and_update(self):
        tree = schema.parse("id")

        def upsert(rows):
            return lambda: self.execute(
                Upsert("res.partner", rows, ("ref",), tree, NATIVE)
            )

        few, many = self.rows(100, "few"), self.rows(1000, "many")
        upsert(self.rows(1, "one"))()
        upsert(few)(), upsert(many)()
        unchanged = [self.counted(upsert(rows)) for rows in (few, many)]
        self.assertLessEqual(unchanged[1] - unchanged[0], 10)
        ids = self.env["res.partner"].search([("ref", "like", "many %")]).ids

        def update(count):
            items = tuple({"id": id_, "city": "Mons"} for id_ in ids[:count])
            return self.counted(
                lambda: self.execute(UpdateMany("res.partner", items, tree, NATIVE))
            )

        update(1)
        alike = [update(100), update(1000)]
        self.assertLessEqual(alike[1] - alike[0], 100)
