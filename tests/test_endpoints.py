"""Endpoints without code: what each of their actions does, over HTTP."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import idempotency
from .support.endpoints import EndpointCase

TREE = "name,ref,country_id,child_ids(name,parent_id(name))"
EVERYTHING = "restapi_test.everything"
PARAMETERS = (
    {"name": "kind", "kind": "choice", "choices": "a, b", "default": "a"},
    {"name": "since", "kind": "date"},
    {"name": "child", "kind": "text"},
)
DOMAIN = """
['&', '&', ('is_company', '=', True), ('ref', 'in', [kind]),
 '|', ('child_ids', 'any', [('name', '=', child)]), ('create_date', '>=', since)]
"""


@tagged("post_install", "-at_install")
class TestReading(EndpointCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.companies = cls.env["res.partner"].create(
            [
                {"name": f"Company {n}", "is_company": True, "ref": "ab"[n % 2]}
                for n in range(5)
            ]
        )
        cls.env["res.partner"].create(
            {"name": "Bo", "parent_id": cls.companies[2].id, "ref": "a"}
        )

    def setUp(self) -> None:
        super().setUp()
        self.made = self.endpoint(
            "companies",
            tree=TREE,
            domain=DOMAIN,
            order="name desc",
            page_size=2,
            max_page_size=3,
            parameters=PARAMETERS,
        )

    def test_page_is_that_of_the_native_dialect(self):
        page = self.get("/x/v1/companies")
        names = ["Company 4", "Company 2"]
        self.assertEqual([row["name"] for row in page["results"]], names)
        self.assertEqual(page["results"][1]["child_ids"][0]["name"], "Bo")
        domain = "[('is_company','=',True),('ref','=','a')]"
        native = self.get(
            f"/res.partner?fields={TREE}&domain={domain}&order=name desc&limit=2"
        )
        self.assertEqual(page, native)

    def test_parameters_are_conditions(self):
        self.assertEqual(self.names("companies?kind=b"), ["Company 3", "Company 1"])
        self.assertEqual(self.names("companies?child=Bo"), ["Company 2"])
        self.assertEqual(self.names("companies?since=2999-01-01"), [])
        found = self.names("companies?child=Bo&since=2999-01-01")
        self.assertEqual(found, ["Company 2"])
        response = self.call("QUERY", "/x/v1/companies", json={"child": "Bo"})
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.json()["count"], 1)

    def test_wrong_values_are_refused(self):
        for query, code in (
            ("kind=c", "invalid_parameter"),
            ("since=yesterday", "invalid_parameter"),
            ("limit=4", "invalid_limit"),
            ("limit=0", "invalid_limit"),
            ("offset=-1", "invalid_offset"),
            ("count=some", "invalid_count"),
        ):
            with self.subTest(query):
                response = self.call("GET", f"/x/v1/companies?{query}")
                self.assertProblem(response, 400, code)
        self.assertUnknown("companies?sinse=2026-01-01", "sinse", "since")
        names = "fields domain order context format company dry_run"
        for name in names.split():
            self.assertUnknown(f"companies?{name}=x", name)
            self.assertUnknown(f"companies/{self.companies[0].id}?{name}=x", name)

    def test_values_are_never_read_as_code(self):
        for text in (
            "') or 1=1 --",
            "'),('id','>',0",
            "[('id','>',0)]",
            "Bo'; DROP TABLE res_partner; --",
            "%",
            "__import__('os')",
            "{{7*7}}",
        ):
            with self.subTest(text):
                response = self.call("GET", "/x/v1/companies", params={"child": text})
                self.assertEqual(response.status_code, 200, response.text)
                # The condition on its own: nobody is called like this.
                self.assertEqual(response.json()["results"], [])
                response = self.call("QUERY", "/x/v1/companies", json={"child": [text]})
                self.assertProblem(response, 400, "invalid_parameter")

    def test_one_record_of_those_of_the_list(self):
        one, other = self.companies[2], self.companies[3]
        response = self.call("GET", f"/x/v1/companies/{one.id}")
        self.assertEqual(response.json()["name"], "Company 2")
        tag = {"If-None-Match": response.headers["ETag"]}
        again = self.call("GET", f"/x/v1/companies/{one.id}", headers=tag)
        self.assertEqual((again.status_code, again.content), (304, b""))
        for path in (
            f"{other.id}",
            f"{one.id}?kind=b",
            f"{self.person.id}",
            f"{one.id}?since=2999-01-01",
            "999999",
        ):
            response = self.call("GET", f"/x/v1/companies/{path}")
            self.assertProblem(response, 404, "missing_record")
        self.get(f"/x/v1/companies/{other.id}?kind=b")
        one.active = False
        self.env.flush_all()
        response = self.call("GET", f"/x/v1/companies/{one.id}")
        self.assertProblem(response, 404, "missing_record")

    def test_cursors_walk_through_all(self):
        query, names = "limit=1&cursor=", []
        while query:
            response = self.call("GET", f"/x/v1/companies?{query}")
            page = response.json()
            names += [row["name"] for row in page["results"]]
            query = page["next"] and f"cursor={page['next']}"
            self.assertEqual(bool(query), "Link" in response.headers)
        self.assertEqual(names, ["Company 4", "Company 2", "Company 0"])
        response = self.call("GET", "/x/v1/companies?kind=b&limit=1&cursor=")
        link = response.headers["Link"].partition("<")[2].partition(">")[0]
        self.assertIn("kind=b", link)
        following = self.get(link.removeprefix("/api"))
        self.assertEqual([row["name"] for row in following["results"]], ["Company 1"])

    def test_cursor_of_another_address_widens_nothing(self):
        query = {
            "fields": TREE,
            "domain": "[('is_company','=',True)]",
            "order": "name desc",
            "limit": "1",
            "cursor": "",
        }
        for change in (
            {},
            {"order": "ref"},
            {"fields": "name,email"},
            {"context": "{'active_test': False}"},
            {"limit": "100"},
        ):
            found = self.get("/res.partner", params={**query, **change, "limit": "1"})
            params = {"cursor": found["next"]}
            response = self.call("GET", "/x/v1/companies", params=params)
            self.assertProblem(response, 400, "invalid_cursor")

    def test_list_has_a_version_and_a_total(self):
        first = self.call("GET", "/x/v1/companies?count=exact")
        self.assertEqual(first.json()["total"], 3)
        tag = {"If-None-Match": first.headers["ETag"]}
        again = self.call("GET", "/x/v1/companies?count=exact", headers=tag)
        self.assertEqual(again.status_code, 304)
        self.assertNotIn("total", self.get("/x/v1/companies?count=none"))
        self.assertEqual(self.names("companies?offset=2"), ["Company 0"])

    def test_methods_that_it_does_not_have(self):
        one = f"/x/v1/companies/{self.companies[0].id}"
        for method, path in (
            ("POST", "/x/v1/companies"),
            ("PATCH", one),
            ("PUT", one),
            ("DELETE", one),
            ("DELETE", "/x/v1/companies"),
            ("PATCH", "/x/v1/companies"),
        ):
            with self.subTest(method=method, path=path):
                response = self.call(method, path, json={})
                self.assertProblem(response, 405, "method_not_allowed")
                self.assertIn("GET", response.headers["Allow"])
        response = self.call("POST", one, json={})
        self.assertProblem(response, 405, "method_not_allowed")
        self.made.may_list = False
        self.env.flush_all()
        response = self.call("GET", "/x/v1/companies")
        self.assertIn("with the id", self.assertProblem(response, 404, "not_found"))

    def test_switched_off_and_on(self):
        self.made.active = False
        self.env.flush_all()
        response = self.call("GET", "/x/v1/companies")
        self.assertProblem(response, 404, "unknown_endpoint")
        self.made.active = True
        self.env.flush_all()
        self.get("/x/v1/companies")
        text = self.assertProblem(
            self.call("GET", "/x/v1/company"), 404, "unknown_endpoint"
        )
        self.assertIn("did you mean v1/companies?", text)

    def test_two_versions_side_by_side(self):
        new = self.made.copy({"version": "v2", "tree": "display_name"})
        self.assertEqual(new.parameter_ids.mapped("name"), ["kind", "since", "child"])
        self.env.flush_all()
        self.assertIn("name", self.get("/x/v1/companies")["results"][0])
        row = self.get("/x/v2/companies?kind=b")["results"][0]
        self.assertEqual(set(row), {"id", "display_name"})
        self.assertEqual(self.made.version_count, 2)

    def test_lookup_costs_no_statement(self):
        domain = "[('is_company','=',True),('ref','in',['a'])]"
        native = f"/res.partner?fields={TREE}&domain={domain}&order=name desc&limit=2"
        costs = []
        for path in (native, "/x/v1/companies"):
            self.get(path)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.get(path)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*costs)

    def test_in_a_batch(self):
        requests = [
            {"id": "list", "method": "GET", "path": "x/v1/companies?child=Bo"},
            {
                "id": "one",
                "method": "GET",
                "path": "x/v1/companies/@{list.results.0.id}",
            },
        ]
        response = self.call("POST", "/batch", json={"requests": requests})
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.json()["results"][1]["body"]["name"], "Company 2")

    def test_all_that_there_are(self):
        self.endpoint("secret", all_users=False)
        found = self.get("/x")["results"]
        listed = [row["address"] for row in found if "companies" in row["address"]]
        self.assertEqual(listed, ["/api/x/v1/companies"])
        self.assertNotIn("/api/x/v1/secret", [row["address"] for row in found])


@tagged("post_install", "-at_install")
class TestWriting(EndpointCase):
    def setUp(self) -> None:
        super().setUp()
        self.made = self.endpoint(
            "shops",
            tree="name,ref,comment,child_ids(name)",
            domain="[('is_company', '=', True), ('ref', '=', shop)]",
            may_create=True,
            may_update=True,
            accepted="name,country_id,category_id,child_ids(name)",
            create_values="{'is_company': True, 'ref': shop, 'function': job}",
            update_values="{'comment': 'changed'}",
            parameters=[
                {"name": "shop", "kind": "text", "required": True},
                {"name": "job", "kind": "text"},
            ],
        )

    def post(self, body, query="shop=north", **kwargs):
        return self.call("POST", f"/x/v1/shops?{query}", json=body, **kwargs)

    def made_partner(self, body=None, query="shop=north"):
        response = self.post(body or {"name": "Shop"}, query)
        self.assertEqual(response.status_code, 201, response.text)
        return self.env["res.partner"].browse(response.json()["id"])

    def test_create_with_fixed_values_and_lines(self):
        body = {
            "name": "Shop",
            "country_id": {"xmlid": "base.be"},
            "child_ids": [{"name": "Jo"}, {"name": "Kim"}],
        }
        response = self.post(body)
        self.assertEqual(response.status_code, 201, response.text)
        record = response.json()["record"]
        self.assertEqual((record["name"], record["ref"]), ("Shop", "north"))
        self.assertEqual(len(record["child_ids"]), 2)
        made = self.env["res.partner"].browse(record["id"])
        self.assertEqual((made.is_company, made.function), (True, False))
        self.assertEqual(made.country_id, self.env.ref("base.be"))
        self.assertEqual(
            response.headers["Location"], f"/api/x/v1/shops/{record['id']}"
        )
        self.assertEqual(self.made_partner(query="shop=a&job=Till").function, "Till")

    def test_create_several(self):
        response = self.post([{"name": "A"}, {"name": "B"}])
        self.assertEqual(response.status_code, 201, response.text)
        names = [row["name"] for row in response.json()["records"]]
        self.assertEqual(names, ["A", "B"])
        made = self.env["res.partner"].browse(response.json()["ids"])
        self.assertEqual(made.mapped("ref"), ["north", "north"])
        response = self.post([{"name": "A"}, {"name": "B", "ref": "mine"}])
        self.assertProblem(response, 422, "invalid_values")
        self.assertIn("/1/ref", response.text)
        self.assertProblem(self.post([]), 400, "invalid_body")

    def test_refused_fields_write_nothing(self):
        count = self.env["res.partner"].search_count([])
        for body, pointer in (
            ({"name": "x", "ref": "mine"}, "/ref"),
            ({"name": "x", "is_company": False}, "/is_company"),
            ({"name": "x", "bank_ids": [{"acc_number": "1"}]}, "/bank_ids"),
            ({"name": "x", "country_id": {"code": "BE"}}, "/country_id"),
            ({"name": "x", "category_id": [[0, 0, {"name": "t"}]]}, "/category_id"),
            (
                {"name": "x", "child_ids": [{"name": "y", "ref": "z"}]},
                "/child_ids/0/ref",
            ),
            ({"name": "x", "child_ids": [[0, 0, {"ref": "z"}]]}, "/child_ids/0"),
            ({"name": "x", "child_ids": {"replace": []}}, "/child_ids/replace"),
            ({"nam": "x"}, "/nam"),
        ):
            with self.subTest(body):
                response = self.post(body)
                self.assertProblem(response, 422, "invalid_values")
                self.assertIn(pointer, response.text)
        self.assertProblem(self.post("x"), 400, "invalid_body")
        self.assertProblem(self.post({"name": "x"}, ""), 400, "missing_parameter")
        response = self.post({"name": "x"}, "shop=a&fields=id")
        self.assertProblem(response, 400, "unknown_parameter")
        self.assertEqual(self.env["res.partner"].search_count([]), count)

    def test_update_within_the_domain(self):
        made = self.made_partner()
        path = f"/x/v1/shops/{made.id}"
        response = self.call("PATCH", f"{path}?shop=north", json={"name": "New"})
        self.assertEqual(response.status_code, 200, response.text)
        record = response.json()["record"]
        self.assertEqual(record["name"], "New")
        self.assertIn("changed", record["comment"])
        for other in (
            f"{path}?shop=south",
            f"/x/v1/shops/{self.company.id}?shop=north",
        ):
            response = self.call("PATCH", other, json={"name": "Hacked"})
            self.assertProblem(response, 404, "missing_record")
        response = self.call("PATCH", f"{path}?shop=north", json={"ref": "mine"})
        self.assertProblem(response, 422, "invalid_values")
        self.env.invalidate_all()
        self.assertEqual((made.name, made.ref), ("New", "north"))
        self.assertEqual(self.company.name, "Acme")

    def test_lines_of_others_are_not_changed(self):
        made = self.made_partner({"name": "Shop", "child_ids": [{"name": "Jo"}]})
        line, path = made.child_ids, f"/x/v1/shops/{made.id}?shop=north"
        body = {"child_ids": [{"id": line.id, "name": "Joan"}, {"name": "Kim"}]}
        response = self.call("PATCH", path, json=body)
        self.assertEqual(response.status_code, 200, response.text)
        self.env.invalidate_all()
        self.assertEqual(set(made.child_ids.mapped("name")), {"Joan", "Kim"})
        body = {"child_ids": [{"id": self.person.id, "name": "Hacked"}]}
        response = self.call("PATCH", path, json=body)
        self.assertEqual(response.status_code, 422, response.text)
        body = {"child_ids": [{"id": line.id, "_delete": True}]}
        self.assertProblem(self.call("PATCH", path, json=body), 422, "invalid_values")
        self.made.removes_lines = True
        self.env.flush_all()
        response = self.call("PATCH", path, json=body)
        self.assertEqual(response.status_code, 200, response.text)
        self.env.invalidate_all()
        self.assertEqual(made.child_ids.mapped("name"), ["Kim"])
        self.assertEqual(self.person.name, "Ann")

    def test_versions_of_a_record(self):
        path = f"/x/v1/shops/{self.made_partner().id}?shop=north"
        tag = self.call("GET", path).headers["ETag"]
        match = {"If-Match": tag}
        response = self.call("PATCH", path, json={"name": "One"}, headers=match)
        self.assertEqual(response.status_code, 200, response.text)
        response = self.call("PATCH", path, json={"name": "Two"}, headers=match)
        self.assertProblem(response, 412, "precondition_failed")

    def test_repeated_tried_and_minimal(self):
        headers = {"Idempotency-Key": "endpoint-1"}
        first = self.post({"name": "Once"}, headers=headers)
        again = self.post({"name": "Once"}, headers=headers)
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        self.assertEqual(first.json(), again.json())
        # Of a large answer the records are read again.
        self.patch(idempotency, "MAX_BYTES", 10)
        headers = {"Idempotency-Key": "endpoint-2"}
        first = self.post({"name": "Large"}, headers=headers)
        again = self.post({"name": "Large"}, headers=headers)
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        self.assertEqual(first.json(), again.json())
        domain = [("name", "=", "Once")]
        self.assertEqual(self.env["res.partner"].search_count(domain), 1)
        response = self.post({"name": "Tried"}, "shop=north&dry_run=true")
        self.assertTrue(response.json()["dry_run"])
        domain = [("name", "=", "Tried")]
        self.assertFalse(self.env["res.partner"].search_count(domain))
        headers = {"Prefer": "return=minimal"}
        response = self.post({"name": "Small"}, headers=headers)
        self.assertEqual(set(response.json()), {"id"})
        self.assertEqual(response.headers["Preference-Applied"], "return=minimal")


@tagged("post_install", "-at_install")
class TestCalling(EndpointCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.records = cls.env[EVERYTHING].create(
            [{"name": "One", "integer": 1}, {"name": "Two", "integer": 2}]
        )

    def double(self, **values):
        return self.endpoint(
            "doubled",
            EVERYTHING,
            **{
                "may_list": False,
                "may_read": False,
                "may_call": True,
                "method": "double",
                "domain": "[('integer', '=', 1)]",
                "arguments": "{'number': number, 'factor': 3}",
                "parameters": [{"name": "number", "kind": "integer", "required": True}],
                **values,
            },
        )

    def test_method_of_records(self):
        self.double()
        one, two = self.records
        for body, query in (({"number": 5}, ""), (None, "?number=5")):
            path = f"/x/v1/doubled/{one.id}{query}"
            response = self.call("POST", path, json=body)
            self.assertEqual(response.json(), {"result": [15]}, response.text)
        for path, body, status, code in (
            (f"/{two.id}", {"number": 5}, 404, "missing_record"),
            (f"/{one.id},{two.id}", {"number": 5}, 404, "missing_record"),
            (f"/{one.id}", {}, 400, "missing_parameter"),
            (f"/{one.id}", {"number": "x"}, 400, "invalid_parameter"),
            (f"/{one.id}", {"number": 5, "factor": 9}, 400, "unknown_parameter"),
            (f"/{one.id}", {"args": [5]}, 400, "unknown_parameter"),
            (f"/{one.id}", [5], 400, "invalid_body"),
            ("", {"number": 5}, 404, "not_found"),
        ):
            with self.subTest(path, body=body):
                response = self.call("POST", f"/x/v1/doubled{path}", json=body)
                self.assertProblem(response, status, code)

    def test_method_of_the_model(self):
        self.double(
            method="open_wizard",
            is_of_records=False,
            arguments="{'target': target}",
            parameters=[
                {"name": "target", "kind": "choice", "choices": "new, current"}
            ],
        )
        response = self.call("POST", "/x/v1/doubled", json={"target": "current"})
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.json()["result"]["target"], "current")
        response = self.call("POST", f"/x/v1/doubled/{self.records[0].id}", json={})
        self.assertProblem(response, 404, "not_found")

    @mute_logger("odoo.http")
    def test_what_the_method_refuses(self):
        self.double(
            method="refuse",
            arguments="{'why': 'user'}",
            parameters=[],
        )
        response = self.call("POST", f"/x/v1/doubled/{self.records[0].id}", json={})
        self.assertProblem(response, 422, "user_error")
        self.env.invalidate_all()
        self.assertEqual(self.records[0].name, "One")

    def test_in_the_background(self):
        self.double()
        headers = {"Prefer": "respond-async"}
        path = f"/x/v1/doubled/{self.records[0].id}"
        response = self.call("POST", path, json={"number": 5}, headers=headers)
        self.assertEqual(response.status_code, 202, response.text)


@tagged("post_install", "-at_install")
class TestDefinition(EndpointCase):
    """What cannot work is not saved, and the message says what can."""

    def test_mistakes(self):
        text = {"name": "a", "kind": "text"}
        for values, message in (
            ({"tree": "nam"}, "did you mean name"),
            ({"tree": "password", "model": "res.users"}, "not open to clients"),
            ({"tree": "name("}, "is expected at character"),
            ({"domain": "[('nam', '=', 1)]"}, "did you mean name"),
            ({"domain": "[('name', '=', a)]"}, "names of parameters .none yet."),
            ({"domain": "{'name': 1}"}, "a list of conditions"),
            ({"domain": "[('name', 'is', 1)]"}, "unknown operator"),
            ({"domain": "[]", "parameters": [text]}, "used nowhere"),
            ({"order": "child_ids"}, "cannot be sorted"),
            ({"may_list": False, "may_read": False}, "at least one"),
            (
                {"may_create": True, "accepted": "child_ids"},
                "which fields its lines may have",
            ),
            ({"may_create": True, "accepted": "country_id(name)"}, "lists of lines"),
            ({"may_create": True, "accepted": "create_date"}, "cannot be written"),
            (
                {
                    "may_create": True,
                    "accepted": "ref",
                    "create_values": "{'ref': 'x'}",
                },
                "either fixed or sent",
            ),
            ({"may_create": True, "create_values": "{'color': 'x'}"}, "color"),
            ({"may_create": True, "create_values": "[1]"}, "an object like"),
            ({"may_call": True}, "name one, like action_confirm"),
            ({"may_call": True, "method": "_compute_x"}, "no public method"),
            ({"may_call": True, "method": "unlink"}, "every model has"),
            (
                {"may_call": True, "method": "double", "model": EVERYTHING},
                "missing a required argument",
            ),
            ({"model_id": False}, "choose one"),
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self.endpoint("wrong", **values)

    def test_parameters(self):
        domain = "[('name', '=', a)]"
        for values, message in (
            ({"name": "limit"}, "none of these"),
            ({"name": "A b"}, "begins with a small letter"),
            ({"name": "a", "kind": "choice"}, "list its choices"),
            ({"name": "a", "kind": "integer", "default": "x"}, "an integer"),
            ({"name": "a", "required": True, "default": "x"}, "either it is required"),
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self.endpoint("wrong", domain=domain, parameters=[values])

    def test_addresses(self):
        for path, version in (
            ("Open", "v1"),
            ("a//b", "v1"),
            ("a/7", "v1"),
            ("a b", "v1"),
            ("../x", "v1"),
            ("a", "1"),
            ("a", "v0"),
        ):
            with (
                self.subTest(path),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.endpoint(path, version=version)
        self.endpoint("shop/open-orders")
        self.get("/x/v1/shop/open-orders?limit=1")

    def test_what_has_gone_is_told(self):
        """A field that goes with its addon: 503 with a sentence, and the form warns."""
        made = self.endpoint("gone", tree="name", domain="[('name', '!=', False)]")
        self.get("/x/v1/gone")
        self.env.cr.execute(
            "UPDATE restapi_endpoint SET tree = 'x_gone' WHERE id = %s", made.ids
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        text = self.assertProblem(
            self.call("GET", "/x/v1/gone"), 503, "endpoint_broken"
        )
        self.assertIn("x_gone", text)
        self.assertIn("x_gone", made.mistake)
        self.assertNotIn("/x/v1/gone", self.get("/openapi.json")["paths"])
        made.active = False
        self.assertFalse(made.active)

    def test_model_that_is_switched_off(self):
        made = self.endpoint("countries", "res.country", tree="name")
        self.env["ir.model"]._get("res.country").rest_api__used = False
        self.env.flush_all()
        response = self.call("GET", "/x/v1/countries")
        self.assertIn(
            "not open to clients", self.assertProblem(response, 503, "endpoint_broken")
        )
        self.assertIn("res.country", made.mistake)

    def test_model_that_has_gone(self):
        made = self.endpoint("models")
        self.env.cr.execute(
            "UPDATE restapi_endpoint SET model_id = NULL, model = 'x_gone' "
            "WHERE id = %s",
            made.ids,
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        text = self.assertProblem(
            self.call("GET", "/x/v1/models"), 503, "endpoint_broken"
        )
        self.assertIn("its addon is not installed", text)
        self.assertIn("x_gone", made.mistake)
