"""What real use has found, and the test of each, so that it is not found again.

==== ====================================================== ==========================
A1   lines whose parent is computed                         TestLists
A2   binary fields that JSON cannot express                 TestLists
A3   content of attachments; objects described as objects   TestBinary
A4   a lone id in a list of lines                           test_write_back
A5   a record is written back as it was read                test_write_back
A6   context among the keyword arguments                    test_context
A7   context of the native dialect                          test_context
A8   a required value is missing, in words                  TestRefusedValues
A9   still needed by another record, in words               TestRefusedValues
A10  unknown parameters                                     TestParameters
B1   token of restful in query and body                     test_old_clients
B2   multipart at the token endpoint                        test_old_clients
B3   quoted order                                           test_old_clients
B4   list bodies of rest_api                                test_old_clients
B5   all mistakes in every dialect                          TestRefusedValues
B6   header names with underscores                          test_old_clients
B7   reading by POST in Synconics                           test_old_clients
C1   fields for others do not take a list                   TestLists
C2   fields that Odoo cannot compute do not, either         TestLists
C3   lines of no table                                      TestViews
C4   views of the database cannot be written                TestViews
C5   negative ids                                           test_bad_values
C6   a search that fails names its condition                TestRefusedValues
C7   default values that need a context                     TestRefusedValues
C8   many records are created at once                       TestManyRecords
C9   line breaks in a path                                  test_bad_values, test_sweep
C10  what to send instead: a key, a company                 TestRefusedValues
C11  attachments of messages                                TestMessages
C12  a method that asks a person first                      TestActions
==== ====================================================== ==========================

``test_sweep`` asks for all of it on real models. SQLSTATEs: ``test_sqlstates``;
addresses and methods: ``test_verbs``.
"""

import base64

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.common import ApiCase
from .support.spellings import SpellingCase

AWKWARD = "restapi_test.awkward"
PNG = b"\x89PNG\r\n\x1a\n"


class AwkwardCase(SpellingCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.records = cls.env[AWKWARD].create([{"text": "one"}, {"text": "two"}])
        cls.notes = cls.env["restapi_test.note"].create(
            [{"name": n, "target_id": cls.records[0].id} for n in "ab"]
        )
        cls.env.flush_all()

    def assertTold(self, response, statuses, *words):
        """Check a refusal in any dialect: one of the statuses, and all of the words."""
        self.assertIn(response.status_code, statuses, response.text)
        for word in words:
            self.assertIn(word, response.text)


@tagged("post_install", "-at_install")
class TestLists(AwkwardCase):
    def test_lines_of_a_computed_parent(self):
        for spelling in self.spellings:
            with self.each(spelling):
                id_ = self.records[0].id
                body = self.send(spelling, "GET", f"{AWKWARD}/{id_}").json()
                self.assertEqual(
                    spelling.row(AWKWARD, body)["note_ids"], self.notes.ids
                )
        path = f"/{AWKWARD}?fields=note_ids(name)&order=id"
        first, second = self.get(path)["results"]
        self.assertEqual([line["name"] for line in first["note_ids"]], ["a", "b"])
        self.assertEqual(second["note_ids"], [])

    @mute_logger("odoo.addons.restapi.core.errors", "odoo.http")
    def test_bad_fields_are_left_out_and_named(self):
        """By every dialect: what fails for several records, and what is for others."""
        for spelling in self.spellings:
            with self.each(spelling):
                response = self.list_of(spelling, AWKWARD)
                self.assertEqual(response.status_code, 200, response.text)
                rows = spelling.rows(AWKWARD, response.json())
                self.assertEqual(len(rows), 2)
                if spelling.name != "rest_api":  # whose lists are of id and name
                    self.assertEqual(rows[0]["text"], "one")
                    self.assertNotIn("single", rows[0])
                    self.assertNotIn("refused", rows[0])
                    omitted = response.headers["Restapi-Omitted"].split(", ")
                    self.assertLessEqual({"single", "refused"}, {*omitted})
                response = self.send(spelling, "GET", f"{AWKWARD}/{self.records[0].id}")
                self.assertEqual(response.status_code, 200, response.text)
                row = spelling.row(AWKWARD, response.json())
                self.assertEqual(row["single"], "alone")
                self.assertNotIn("terms", row)

    @mute_logger("odoo.addons.restapi.core.errors", "odoo.http")
    def test_bad_fields_that_are_named_are_told(self):
        for name, status, code in (
            ("single", 500, "field_failed"),
            ("terms", 400, "not_expressible"),
            ("refused", 403, "access_error"),
        ):
            with self.subTest(name=name):
                response = self.call("GET", f"/{AWKWARD}?fields={name}")
                message = self.assertProblem(response, status, code)
                self.assertIn(f"{AWKWARD}.{name}", message)
                restful = self.spellings[2]
                response = self.list_of(restful, AWKWARD, fields=name)
                self.assertTold(response, [status], f"{AWKWARD}.{name}")


@tagged("post_install", "-at_install")
class TestBinary(SpellingCase):
    def test_content_of_attachments_is_base64_both_ways(self):
        text = base64.b64encode(PNG).decode()
        for spelling in self.spellings:
            with self.each(spelling):
                values = {"name": "logo.png", "raw": text, "res_model": "res.partner"}
                values["res_id"] = self.user.partner_id.id
                response = self.create(spelling, "ir.attachment", values)
                self.assertLess(response.status_code, 300, response.text)
                made = self.env["ir.attachment"].search([], order="id desc", limit=1)
                self.assertEqual((made.raw, made.mimetype), (PNG, "image/png"))
        path = f"/ir.attachment/{made.id}?fields=raw,datas"
        self.assertEqual(
            self.get(path), {"id": made.id, "raw": text, "datas": text}
        )
        made.raw = b"hello"
        self.assertEqual(self.get(path)["raw"], base64.b64encode(b"hello").decode())

    def test_text_is_no_content(self):
        values = {"name": "x", "raw": "not base64!"}
        response = self.call("POST", "/ir.attachment", json=values)
        self.assertProblem(response, 422, "invalid_values")

    def test_objects_are_objects(self):
        record = self.env[AWKWARD].create({"text": "x"})
        row = self.get(f"/{AWKWARD}/{record.id}?fields=totals")
        self.assertEqual(row["totals"], {"total": 1.5, "lines": [record.id]})
        document = self.get(f"/openapi.json?models={AWKWARD},ir.attachment")
        schemas = document["components"]["schemas"]
        found = {
            name: field
            for schema in schemas.values()
            for name, field in schema.get("properties", {}).items()
            if name in ("totals", "raw")
        }
        self.assertNotIn("contentEncoding", found["totals"])
        self.assertIn("object", str(found["totals"]))
        self.assertEqual(found["raw"]["contentEncoding"], "base64")


@tagged("post_install", "-at_install")
class TestRefusedValues(AwkwardCase):
    groups = "base.group_user,base.group_partner_manager,base.group_system"
    refusing = (403, 409, 422)

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_missing_value_is_named(self):
        """Computed, so that only the database knows that it is missing."""
        for spelling in self.spellings:
            with self.each(spelling):
                response = self.create(spelling, AWKWARD, {})
                self.assertTold(response, self.refusing, "title", AWKWARD)
                response = self.create(spelling, "restapi_test.line", {"name": "x"})
                self.assertTold(response, self.refusing, "parent_id is required")

    def test_wrong_value_is_not_missing_as_well(self):
        values = {"name": "x", "parent_id": "nobody"}
        response = self.call("POST", "/restapi_test.line", json=values)
        self.assertProblem(response, 422, "invalid_values")
        pointers = [error["pointer"] for error in response.json()["details"]]
        self.assertEqual(pointers, ["/parent_id"])

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_constraints_are_named(self):
        country = self.env["res.country"].create({"name": "Utopia", "code": "XU"})
        self.records[0].country_id = country
        self.env.flush_all()
        for spelling in self.spellings:
            with self.each(spelling):
                path = f"res.country/{country.id}"
                response = self.send(spelling, "DELETE", path)
                words = "restapi_test_awkward", "restapi_test_awkward_country_id_fkey"
                self.assertTold(response, (403, 409), *words)
                response = self.create(spelling, AWKWARD, {"text": "two"})
                words = "restapi_test_awkward", "restapi_test_awkward_text_is_unique"
                self.assertTold(response, (403, 409), *words)
                response = self.create(spelling, AWKWARD, {"text": "n", "number": -1})
                self.assertTold(response, self.refusing, "Numbers are not negative.")
        self.assertTrue(country.exists())

    def test_all_mistakes_in_every_dialect(self):
        values = {"nmae": 1, "color": "x", "country_id": "nowhere"}
        for spelling in self.spellings:
            with self.each(spelling):
                response = self.create(spelling, "res.partner", values)
                self.assertTold(response, self.refusing, '"details"')
                self.assertTold(response, self.refusing, *(f"/{n}" for n in values))

    def test_search_that_fails_names_its_condition(self):
        for spelling in self.spellings:
            with self.each(spelling):
                domain = "['|',('text','=','x'),('searched','!=',False)]"
                response = self.search(spelling, AWKWARD, domain)
                self.assertTold(response, [400], "'searched !='", AWKWARD)
                response = self.search(spelling, AWKWARD, "[('searched','in',['x'])]")
                self.assertEqual(response.status_code, 200, response.text)
        call = {"method": "search_count", "args": [[["searched", "!=", False]]]}
        response = self.send(
            self.spellings[3], "POST", f"{AWKWARD}/execute_kw", json=call
        )
        self.assertTold(response, [400], f"{AWKWARD}.search_count", "'searched !='")

    @mute_logger("odoo.http")
    def test_default_values_that_need_a_context(self):
        model = "restapi_test.question"
        for spelling in self.spellings:
            with self.each(spelling):
                response = self.create(spelling, model, {})
                self.assertTold(response, self.refusing, model, "active_ids")
        context = {"active_model": AWKWARD, "active_ids": self.records.ids}
        response = self.call("POST", f"/{model}?context={context}", json={})
        self.assertEqual(response.status_code, 201, response.text)
        self.assertEqual(
            response.json()["record"]["awkward_id"]["id"], self.records[0].id
        )

    def test_natural_key_is_offered(self):
        body = {"name": "x"}
        for value in ("USD", "usd", "5 USD"):
            with self.subTest(value=value):
                body["currency_id"] = value
                response = self.call("POST", "/restapi_test.everything", json=body)
                message = self.assertProblem(response, 422, "invalid_values")
                self.assertIn(f'{{"name": "{value}"}}', message)
        body["currency_id"] = {"name": "USD"}
        response = self.call("POST", "/restapi_test.everything", json=body)
        self.assertEqual(response.status_code, 201, response.text)

    def test_company_is_offered(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user.company_ids = [Command.link(other.id)]
        self.env.flush_all()
        values = {"name": "x", "company_id": other.id}
        for spelling in self.spellings:
            with self.each(spelling):
                response = self.create(spelling, "res.partner", values)
                self.assertTold(response, [403], f"X-Company-Id: {other.id}.")
        headers = {"X-Company-Id": str(other.id)}
        response = self.call("POST", "/res.partner", json=values, headers=headers)
        self.assertEqual(response.status_code, 201, response.text)


@tagged("post_install", "-at_install")
class TestParameters(ApiCase):
    def test_unknown_ones_are_refused(self):
        partner = self.env["res.partner"].create({"name": "Acme"})
        for method, query, near in (
            ("GET", "?filter=[('id','=',3)]", ""),
            ("GET", "?filters=[]", "fields"),
            ("GET", "?field=name", "fields"),
            ("GET", "?page=2", ""),
            ("GET", "?Limit=2", "limit"),
            ("POST", "?feilds=name", "fields"),
            ("GET", f"/{partner.id}?field=name", "fields"),
            ("PUT", f"/{partner.id}?limit=1", ""),
            ("DELETE", f"/{partner.id}?force=1", ""),
        ):
            with self.subTest(method=method, query=query):
                body = {"name": "x"} if method in ("POST", "PUT") else None
                response = self.call(method, f"/res.partner{query}", json=body)
                message = self.assertProblem(response, 400, "unknown_parameter")
                if near:
                    self.assertIn(f"did you mean {near}?", message)
        response = self.call("GET", "/res.partner", json={"filter": []})
        self.assertProblem(response, 400, "unknown_parameter")
        self.assertTrue(partner.exists())


@tagged("post_install", "-at_install")
class TestViews(AwkwardCase):
    @mute_logger("odoo.sql_db", "odoo.http")
    def test_lines_of_no_table(self):
        id_ = self.records[0].id
        for spelling in self.spellings:
            with self.each(spelling):
                response = self.update(spelling, AWKWARD, id_, {"row_ids": [-id_]})
                self.assertTold(response, (200, 403, 409, 422))
                response = self.update(spelling, AWKWARD, id_, {"row_ids": [-(10**6)]})
                self.assertTold(response, (403, 409, 422), "restapi_test.row")

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_they_cannot_be_written(self):
        for model in ("restapi_test.report", "restapi_test.row"):
            id_ = self.env[model].search([], limit=1).id
            for spelling in self.spellings:
                with self.subTest(model=model, dialect=spelling.name):
                    name = "title" if model.endswith("report") else "name"
                    for response in (
                        self.update(spelling, model, id_, {name: "x"}),
                        self.create(spelling, model, {name: "x"}),
                        self.send(spelling, "DELETE", f"{model}/{id_}"),
                    ):
                        self.assertTold(response, (403, 409, 422), "cannot be written")
                        self.assertNotIn("Retry-After", response.headers)


@tagged("post_install", "-at_install")
class TestManyRecords(SpellingCase):
    def test_statements_do_not_grow_with_the_list(self):
        """As many ``INSERT`` and ``SELECT`` for 40 records as for 20."""
        restful = self.spellings[2]

        def statements(count: int) -> int:
            rows = [{"name": f"Many {n}"} for n in range(count)]
            before = self.cr.sql_log_count
            response = self.send(
                restful, "POST", "res.partner.category", json=rows
            )
            self.assertEqual(response.json()["count"], count, response.text[:300])
            return self.cr.sql_log_count - before

        statements(1)
        few, many = statements(20), statements(40)
        self.assertLess(many, few + 20)


@tagged("post_install", "-at_install")
class TestMessages(SpellingCase):
    def test_attachments_are_records_first(self):
        text = base64.b64encode(b"hello").decode()
        partner = self.env["res.partner"].create({"name": "Acme"})
        response = self.call(
            "POST", "/ir.attachment", json={"name": "f.txt", "raw": text}
        )
        kwargs = {"body": "x", "attachment_ids": [response.json()["id"]]}
        response = self.send(
            self.spellings[4],
            "POST",
            f"res.partner/{partner.id}/message_post",
            json={"kwargs": kwargs},
        )
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(partner.message_ids[0].attachment_ids.raw, b"hello")


@tagged("post_install", "-at_install")
class TestActions(AwkwardCase):
    def call_method(self, spelling, method):
        id_ = self.records[0].id
        if spelling.name == "candidroot":
            body = {"method": method, "args": [[id_]]}
            return self.send(spelling, "POST", f"{AWKWARD}/execute_kw", json=body)
        verbs = {"rest_api": "PUT", "restful": "PATCH", "synconics": "POST"}
        path = f"{AWKWARD}/{id_}/{method}"
        return self.send(spelling, verbs[spelling.name], path)

    def test_header_tells_that_a_person_is_asked(self):
        for spelling in self.spellings[1:]:
            with self.each(spelling):
                response = self.call_method(spelling, "ask_first")
                self.assertEqual(response.status_code, 200, response.text)
                self.assertEqual(
                    response.headers["Restapi-Action"],
                    "ir.actions.act_window; model=restapi_test.question",
                )
                response = self.call_method(spelling, "tell_end")
                self.assertEqual(response.status_code, 200, response.text)
                self.assertNotIn("Restapi-Action", response.headers)
