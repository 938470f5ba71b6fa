"""Groups and counts in the native dialect, beside Odoo's own figures."""

import json
from datetime import date, datetime, timedelta

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.common import ApiCase, make_key
from .test_grants import GrantCase

MODEL = "restapi_test.everything"


class GroupsCase(ApiCase):
    """Records of which each field groups some."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        countries = cls.env.ref("base.be"), cls.env.ref("base.fr")
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": name, "country_id": country.id if country else False}
                for name, country in (
                    ("Zoe", countries[0]),
                    ("Abe", countries[1]),
                    ("Mia", False),
                )
            ]
        )
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": "Red"}, {"name": "Blue"}]
        )
        cls.records = cls.env[MODEL].create([cls._values(i) for i in range(24)])
        cls.env.flush_all()

    @classmethod
    def _values(cls, i: int) -> dict:
        partner = cls.partners[i % 3] if i % 4 else cls.partners.browse()
        return {
            "name": f"Group {i:02}",
            "short": ("a", "b", False)[i % 3],
            "integer": i % 5 + 1,
            "float": i / 4,
            "boolean": not i % 3,
            "date": i % 6 and date(2026, 1, 1) + timedelta(days=i * 9),
            "datetime": i % 7 and datetime(2026, 3, 28, 22, 30) + timedelta(hours=i),
            "selection": ("a", "b", False)[i % 3],
            "many2one_id": partner.id,
            "many2many_ids": [Command.set(cls.tags[: i % 3].ids)],
            "reference": f"res.partner,{cls.partners[0].id}" if i % 2 else False,
        }

    def grouped(self, **parameters):
        return self.get(f"/{MODEL}/groups", params=parameters)

    def refused(self, status, code, **parameters):
        response = self.call("GET", f"/{MODEL}/groups", params=parameters)
        return self.assertProblem(response, status, code)


@tagged("post_install", "-at_install")
class TestGroups(GroupsCase):
    def test_groups_are_pages_with_keys_values_count_and_domain(self):
        body = self.grouped(
            by="selection,date:month",
            values="integer:sum,id:count_distinct",
            domain="[('date','<','2026-02-01'),('selection','=','b')]",
        )
        self.assertEqual(
            body,
            {
                "count": 1,
                "total": 1,
                "limit": 80,
                "offset": 0,
                "results": [
                    {
                        "selection": "b",
                        "date:month": {
                            "from": "2026-01-01",
                            "to": "2026-02-01",
                            "label": "January 2026",
                        },
                        "integer:sum": 2,
                        "id:count_distinct": 1,
                        "count": 1,
                        "domain": [
                            ["selection", "=", "b"],
                            ["date", ">=", "2026-01-01"],
                            ["date", "<", "2026-02-01"],
                            ["date", "<", "2026-02-01"],
                            ["selection", "=", "b"],
                        ],
                    }
                ],
            },
        )

    def test_figures_are_those_of_odoo_and_domains_find_the_records(self):
        values = ["integer:sum", "float:avg", "float:max", "boolean:bool_or"]
        for by in (
            ["selection"],
            ["boolean", "selection"],
            ["many2one_id"],
            ["many2many_ids"],
            ["many2many_ids", "many2one_id", "boolean"],
            ["reference", "short"],
            ["many2one_id.country_id", "boolean"],
            ["id"],
            ["integer"],
            *([f"date:{part}"] for part in ("day", "week", "month", "quarter", "year")),
            *([f"datetime:{part}"] for part in ("hour", "day", "week", "month")),
            ["datetime:hour_number", "date:day_of_week"],
            ["related"],
            ["create_uid"],
        ):
            with self.subTest(by=by):
                self.assertAsOdoo(by, values, [("integer", "<", 5)])

    def assertAsOdoo(self, by, values, domain):
        context = {"tz": "Europe/Brussels"}
        body = self.grouped(
            by=",".join(by),
            values=",".join(values),
            domain=str(domain),
            context=str(context),
            order=",".join(by),
        )
        model = self.env[MODEL].with_user(self.user).with_context(**context)
        expected = model.formatted_read_group(domain, by, ["__count", *values])
        self.assertEqual(
            [
                [row["count"], *(row[value] for value in values)]
                for row in body["results"]
            ],
            [[row["__count"], *(row[value] for value in values)] for row in expected],
        )
        length = model.web_read_group(domain, by[:1], ["__count"])["length"]
        self.assertGreaterEqual(body["total"], length)
        for row in body["results"]:
            domain = json.dumps(row["domain"])
            found = self.get(
                f"/{MODEL}/count", params={"domain": domain, "context": str(context)}
            )
            self.assertEqual(found, {"count": row["count"]}, domain)

    def test_records_are_ids_and_names(self):
        body = self.grouped(by="many2one_id", order="many2one_id desc")
        self.assertEqual(
            [row["many2one_id"] for row in body["results"]],
            [
                None,
                {"id": self.partners[0].id, "name": "Zoe"},
                {"id": self.partners[2].id, "name": "Mia"},
                {"id": self.partners[1].id, "name": "Abe"},
            ],
        )
        body = self.grouped(by="reference", domain="[('reference','!=',False)]")
        self.assertEqual(
            body["results"][0]["reference"],
            {"model": "res.partner", "id": self.partners[0].id, "name": "Zoe"},
        )

    def test_without_keys_there_is_one_row_of_totals(self):
        body = self.grouped(values="integer:sum,float:max")
        self.assertEqual((body["count"], body["total"]), (1, 1))
        [row] = body["results"]
        self.assertEqual(row["count"], 24)
        self.assertEqual(row["float:max"], 5.75)
        nothing = "[('name','=','nobody')]"
        [row] = self.grouped(values="integer:sum", domain=nothing)["results"]
        self.assertEqual((row["count"], row["integer:sum"]), (0, None))
        self.assertEqual(self.grouped(by="short", domain=nothing)["results"], [])

    def test_empty_spans_of_time_are_not_invented(self):
        domain = "[('name','in',['Group 01','Group 23'])]"
        body = self.grouped(by="date:month", domain=domain, order="date")
        self.assertEqual(
            [row["date:month"]["from"] for row in body["results"]],
            ["2026-01-01", "2026-07-01"],
        )

    def test_pages_cover_all_groups_once(self):
        everything = self.grouped(by="many2one_id,integer", order="count desc")
        rows = []
        for offset in range(0, 25, 4):
            body = self.grouped(
                by="many2one_id,integer", order="count desc", limit=4, offset=offset
            )
            self.assertEqual(body["total"], everything["total"])
            self.assertEqual((body["limit"], body["offset"]), (4, offset))
            rows += body["results"]
        self.assertEqual(rows, everything["results"])
        self.assertEqual(len(rows), everything["total"])

    def test_orders(self):
        for order, key in (
            ("integer:sum desc", lambda row: -row["integer:sum"]),
            ("float:avg", lambda row: row["float:avg"]),
            ("count,integer:sum", lambda row: (row["count"], row["integer:sum"])),
            ("short desc nulls last", lambda row: -ord(row["short"] or "\0")),
        ):
            with self.subTest(order=order):
                rows = self.grouped(
                    by="short", values="integer:sum,float:avg", order=order
                )["results"]
                self.assertEqual(rows, sorted(rows, key=key))
        # By what is not in the answer.
        rows = self.grouped(by="boolean", order="float:max")["results"]
        self.assertEqual([row["boolean"] for row in rows], [True, False])

    def test_having(self):
        rows = self.grouped(by="integer", values="float:sum")["results"]
        sums = {row["integer"]: row["float:sum"] for row in rows}
        for having, expected in (
            ("[('float:sum','>',13)]", lambda row: row["float:sum"] > 13),
            (
                "['|',('integer:max','=',2),('float:sum','>=',15)]",
                lambda row: row["integer"] == 2 or row["float:sum"] >= 15,
            ),
            ("['!',('count','in',[5])]", lambda row: row["count"] != 5),
            ("[('name:max','<','Group 21')]", lambda row: row["integer"] in (1, 5)),
            ("[('date:min','>','2026-01-31')]", None),
        ):
            with self.subTest(having=having):
                body = self.grouped(by="integer", values="float:sum", having=having)
                self.assertEqual(body["total"], len(body["results"]))
                if expected:
                    self.assertEqual(
                        body["results"], [row for row in rows if expected(row)]
                    )
        self.assertEqual(len(sums), 5)

    def test_parameters_in_a_body(self):
        parameters = {
            "by": ["selection"],
            "values": ["integer:sum"],
            "having": [["count", ">", 1]],
            "domain": [["name", "like", "Group"]],
            "limit": 2,
        }
        sent = self.call("GET", f"/{MODEL}/groups", json=parameters).json()
        asked = self.grouped(
            by="selection",
            values="integer:sum",
            having="[('count','>',1)]",
            domain="[('name','like','Group')]",
            limit=2,
        )
        self.assertEqual(sent, asked)
        self.assertEqual(sent["count"], 2)
        response = self.call("GET", f"/{MODEL}/groups", json={"byy": "selection"})
        self.assertIn("by?", self.assertProblem(response, 400, "unknown_parameter"))

    def test_hidden_records_have_no_names(self):
        self.env["ir.rule"].create(
            {
                "name": "not Zoe",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name', '!=', 'Zoe')]",
            }
        )
        hidden = self.partners[0]
        body = self.grouped(
            by="many2one_id", domain=f"[('many2one_id','=',{hidden.id})]"
        )
        self.assertEqual(body["results"][0]["many2one_id"], {"id": hidden.id})

    def test_number_of_statements_is_the_same_for_any_number_of_groups(self):
        def statements(limit):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.grouped(by="many2one_id,integer,short", limit=limit)
            return self.env.cr.sql_log_count - before

        statements(1)
        self.assertEqual(statements(2), statements(20))

    def test_answers_are_as_documented(self):
        document = self.get(f"/openapi.json?models={MODEL}")
        validate(document)
        for name, query in (
            ("groups", "by=many2one_id,date:month,selection&values=integer:sum"),
            ("groups", "domain=[('name','=','nobody')]&values=integer:sum"),
            ("count", ""),
        ):
            operation = document["paths"][f"/{MODEL}/{name}"]["get"]
            answer = operation["responses"]["200"]["content"]["application/json"]
            schema = {**answer["schema"], "components": document["components"]}
            body = self.get(f"/{MODEL}/{name}?{query}")
            self.assertFalse(list(Draft202012Validator(schema).iter_errors(body)))

    def test_documented_examples_are_accepted(self):
        document = self.get(f"/openapi.json?models={MODEL}")
        operation = document["paths"][f"/{MODEL}/groups"]["get"]
        components = document["components"]["parameters"]
        parameters = [
            components[item["$ref"].rpartition("/")[2]] if "$ref" in item else item
            for item in operation["parameters"]
        ]
        examples = {item["name"]: item.get("example") for item in parameters}
        self.assertTrue(examples["by"])
        body = self.grouped(**{k: v for k, v in examples.items() if v is not None})
        self.assertTrue(body["results"])

    def test_count(self):
        domain = "[('selection','=','a')]"
        body = self.get(f"/{MODEL}/count", params={"domain": domain})
        self.assertEqual(body, {"count": 8})
        self.assertEqual(self.get(f"/{MODEL}/count")["count"], 24)
        response = self.call("GET", f"/{MODEL}/count?limit=1")
        self.assertProblem(response, 400, "unknown_parameter")
        response = self.call("GET", f"/{MODEL}/count?domain=[('nam','=',1)]")
        self.assertIn("name?", self.assertProblem(response, 400, "unknown_field"))
        response = self.call("GET", "/restapi_test.nothing/count")
        self.assertProblem(response, 404, "unknown_model")


@tagged("post_install", "-at_install")
class TestTimeZones(GroupsCase):
    """Clocks in Brussels are put forward on 29 March 2026, and back on 25 October."""

    zone = "{'tz':'Europe/Brussels'}"

    def moments(self, *moments):
        self.records.unlink()
        self.env[MODEL].create(
            [{"name": "m", "datetime": moment} for moment in moments]
        )
        self.env.flush_all()

    def test_days_are_those_of_the_time_zone(self):
        self.moments(
            "2026-03-28 22:30:00", "2026-03-28 23:30:00", "2026-03-29 22:30:00"
        )
        body = self.grouped(by="datetime:day", context=self.zone)
        self.assertEqual(
            [(row["datetime:day"], row["domain"]) for row in body["results"]],
            [
                (
                    {"from": "2026-03-28", "to": "2026-03-29", "label": "28 Mar 2026"},
                    [
                        ["datetime", ">=", "2026-03-27 23:00:00"],
                        ["datetime", "<", "2026-03-28 23:00:00"],
                    ],
                ),
                (
                    {"from": "2026-03-29", "to": "2026-03-30", "label": "29 Mar 2026"},
                    [
                        ["datetime", ">=", "2026-03-28 23:00:00"],
                        ["datetime", "<", "2026-03-29 22:00:00"],
                    ],
                ),
                (
                    {"from": "2026-03-30", "to": "2026-03-31", "label": "30 Mar 2026"},
                    [
                        ["datetime", ">=", "2026-03-29 22:00:00"],
                        ["datetime", "<", "2026-03-30 22:00:00"],
                    ],
                ),
            ],
        )
        utc = self.grouped(by="datetime:day", context="{'tz':False}")
        self.assertEqual([row["count"] for row in utc["results"]], [2, 1])

    def test_an_hour_that_is_there_twice_is_one(self):
        self.moments(
            "2026-10-24 23:30:00", "2026-10-25 00:30:00", "2026-10-25 01:30:00"
        )
        body = self.grouped(by="datetime:hour", context=self.zone)
        self.assertEqual([row["count"] for row in body["results"]], [1, 2])
        self.assertEqual(
            body["results"][1]["datetime:hour"],
            {
                "from": "2026-10-25 00:00:00",
                "to": "2026-10-25 02:00:00",
                "label": "02:00 25 Oct",
            },
        )
        for row in body["results"]:
            domain = json.dumps(row["domain"])
            found = self.get(f"/{MODEL}/count", params={"domain": domain})
            self.assertEqual(found["count"], row["count"])

    def test_weeks_begin_as_the_language_has_them(self):
        self.moments("2026-03-01 12:00:00")
        lang = self.env["res.lang"]._lang_get("en_US")
        for start, first in (("1", "2026-02-23"), ("7", "2026-03-01")):
            lang.week_start = start
            self.env.flush_all()
            [row] = self.grouped(by="datetime:week", context="{'tz':'UTC'}")["results"]
            self.assertEqual(row["datetime:week"]["from"], first)


@tagged("post_install", "-at_install")
class TestRefusedGroups(GroupsCase):
    @mute_logger("odoo.http")
    def test_mistakes_are_told(self):
        for code, message, parameters in (
            ("unknown_field", "did you mean selection?", {"by": "selektion"}),
            ("unknown_field", "did you mean integer?", {"values": "intger:sum"}),
            ("unknown_field", "did you mean name?", {"by": "many2one_id.nam"}),
            ("invalid_groupby", "list of records", {"by": "one2many_ids"}),
            ("invalid_groupby", "a file", {"by": "binary"}),
            ("invalid_groupby", "properties", {"by": "properties"}),
            ("invalid_groupby", "leads to no", {"by": "properties.color"}),
            ("invalid_groupby", "leads to no", {"by": "many2many_ids.name"}),
            ("invalid_groupby", "is JSON", {"by": "json"}),
            ("invalid_groupby", "not stored", {"by": "computed"}),
            ("invalid_groupby", "did you mean month?", {"by": "date:mnth"}),
            ("invalid_groupby", "only a date", {"by": "name:month"}),
            ("invalid_groupby", "only a date", {"by": "integer:sum"}),
            ("invalid_groupby", "of its own", {"by": "count"}),
            ("too_large", "more than 5", {"by": "id,name,short,text,integer,float"}),
            ("too_deep", "dots", {"by": "many2one_id" + ".parent_id" * 9}),
            ("invalid_aggregate", "did you mean sum?", {"values": "integer:summ"}),
            ("invalid_aggregate", "no sum of a char", {"values": "name:sum"}),
            ("invalid_aggregate", "no count of a binary", {"values": "binary:count"}),
            ("invalid_aggregate", "unknown function", {"values": "id:array_agg"}),
            ("invalid_aggregate", "unknown function", {"values": "id:recordset"}),
            ("invalid_aggregate", "a field and a function", {"values": "integer"}),
            ("invalid_aggregate", "a field and a function", {"values": "a:sum(b)"}),
            ("invalid_aggregate", "no column", {"values": "computed:max"}),
            ("invalid_aggregate", "own model", {"values": "many2one_id.color:sum"}),
            ("invalid_by", "a list of texts", {"json": {"by": {"a": 1}}}),
            ("invalid_values", "a list of texts", {"json": {"values": [1]}}),
            ("invalid_order", "did you mean name?", {"by": "name", "order": "nam"}),
            ("invalid_order", "neither", {"by": "name", "order": "short"}),
            ("invalid_order", "asc or desc", {"by": "name", "order": "name random()"}),
            ("invalid_aggregate", "unknown", {"by": "name", "order": "id:random"}),
            ("invalid_having", "no aggregate", {"having": "[('integer','>',1)]"}),
            ("invalid_having", "a number", {"having": "[('integer:sum','>','x')]"}),
            ("invalid_having", "a number", {"having": "[('integer:sum','>',True)]"}),
            ("invalid_having", "a number", {"having": "[('integer:sum','=',False)]"}),
            ("invalid_having", "a date", {"having": "[('date:max','>','soon')]"}),
            ("invalid_having", "true or", {"having": "[('boolean:bool_or','=',1)]"}),
            ("invalid_having", "brackets", {"having": "['count','>',1]"}),
            ("invalid_having", "lacks", {"having": "['|',('count','>',1)]"}),
            ("invalid_having", "values", {"having": "[('count','in',[])]"}),
            ("unknown_operator", "'like'", {"having": "[('count','like',1)]"}),
            ("invalid_literal", "having", {"having": "[(1"}),
            ("invalid_limit", "limit", {"limit": "0"}),
            ("invalid_offset", "offset", {"offset": "-1"}),
            ("unknown_parameter", "did you mean", {"valuess": "x"}),
        ):
            with self.subTest(**parameters):
                sent = {"by": "name", **parameters}
                body = sent.pop("json", None)
                path = f"/{MODEL}/groups"
                if body is not None:
                    response = self.call("GET", path, json=body)
                else:
                    response = self.call("GET", path, params=sent)
                self.assertIn(message, self.assertProblem(response, 400, code))

    @mute_logger("odoo.http")
    def test_keys_that_no_domain_finds_are_refused(self):
        key = make_key(self.env.ref("base.user_admin"))
        path = "/account.move/groups?by=status_in_payment"
        message = self.assertProblem(
            self.call("GET", path, key), 400, "invalid_groupby"
        )
        self.assertIn("cannot be searched", message)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_what_the_model_stumbles_over_is_a_mistake(self):
        domain = "[('integer','in',[[1]])]"
        response = self.call("GET", f"/{MODEL}/groups?by=name&domain={domain}")
        self.assertEqual(response.status_code, 400, response.text)
        key = make_key(self.env.ref("base.user_admin"))
        response = self.call("GET", "/res.users/groups?by=activity_state", key)
        self.assertIn(response.status_code, (200, 400), response.text)

    def test_having_needs_keys(self):
        message = self.refused(400, "invalid_having", having="[('count','>',1)]")
        self.assertIn("group by", message)

    @mute_logger("odoo.http")
    def test_fields_of_other_groups(self):
        for parameters in (
            {"by": "secret"},
            {"values": "secret:max"},
            {"by": "name", "order": "secret:max"},
            {"by": "name", "having": "[('secret:max','=','x')]"},
        ):
            with self.subTest(**parameters):
                self.refused(403, "field_access", **parameters)

    @mute_logger("odoo.http")
    def test_no_right_to_read(self):
        self.env["ir.model.access"].search([("model_id.model", "=", MODEL)]).write(
            {"active": False}
        )
        self.refused(403, "access_error", by="name")
        response = self.call("GET", f"/{MODEL}/count")
        self.assertProblem(response, 403, "access_error")


@tagged("post_install", "-at_install")
class TestGroupsOfLimitedKeys(GrantCase):
    @mute_logger("odoo.http")
    def test_every_name_is_one_that_the_key_may_read(self):
        key = self.key_with({"model_id": "res.partner", "field_ids": ["name", "color"]})
        path = "/res.partner/groups"
        body = self.get(f"{path}?by=name&values=color:sum&order=color:max", key=key)
        self.assertTrue(body["results"])
        for query in (
            "by=phone",
            "by=name&values=email:max",
            "by=name&having=[('email:max','=','x')]",
            "by=name&order=email:max",
            "by=country_id",
            "by=parent_id.name",
            "by=name&domain=[('email','=','x')]",
        ):
            with self.subTest(query=query):
                self.assertRefused(self.call("GET", f"{path}?{query}", key))

    @mute_logger("odoo.http")
    def test_paths_lead_through_whole_models_alone(self):
        partner = {"model_id": "res.partner", "field_ids": ["name", "country_id"]}
        some = {"model_id": "res.country", "domain": "[('code', '=', 'BE')]"}
        path = "/res.partner/groups?by="
        for other, allowed in (
            ({"model_id": "res.country"}, True),
            ({"model_id": "res.country", "field_ids": ["name"]}, False),
            (some, False),
        ):
            key = self.key_with(partner, other)
            response = self.call("GET", f"{path}country_id.code", key)
            self.assertEqual(response.status_code, 200 if allowed else 403)
        self.assertRefused(self.call("GET", f"{path}country_id", key))

    def test_records_are_those_of_the_key(self):
        domain = f"[('id', 'in', {(self.company | self.person).ids})]"
        key = self.key_with(
            {"model_id": "res.partner", "field_ids": ["name"], "domain": domain}
        )
        body = self.get("/res.partner/groups?by=name", key=key)
        self.assertEqual([row["name"] for row in body["results"]], ["Acme", "Ann"])
        self.assertEqual(self.get("/res.partner/count", key=key), {"count": 2})

    def test_orders_of_related_records_that_the_key_may_not_know(self):
        fields = ["name", "display_name", "parent_id"]
        key = self.key_with({"model_id": "res.partner", "field_ids": fields})
        query = "by=parent_id&order=parent_id desc&domain=[('parent_id','!=',False)]"
        body = self.get(f"/res.partner/groups?{query}", key=key)
        ids = [row["parent_id"]["id"] for row in body["results"]]
        self.assertEqual(ids, sorted(ids, reverse=True))
