"""A client's mistakes: each a 4xx with a sentence, and nothing written."""

import json
from urllib.parse import quote

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .support.common import ApiCase, make_key

# Left as they are, so that a long list stays below the server's 64 KiB a line.
SAFE = ",[]()'"


def nested_any(depth: int) -> list:
    domain: list = [["id", "=", 1]]
    for _ in range(depth):
        domain = [["child_ids", "any", domain]]
    return domain


@tagged("post_install", "-at_install")
class TestBadQuery(ApiCase):
    def refused(self, query: str, code: str, status: int = 400) -> str:
        return self.assertProblem(
            self.call("GET", f"/res.partner?{query}"), status, code
        )

    def test_domains(self):
        for domain, code in (
            ("[(", "invalid_literal"),
            ("__import__('os')", "invalid_literal"),
            ("[x for x in 'a']", "invalid_literal"),
            ("b'x'", "invalid_literal"),
            ("[('name','=','\\0')]", "invalid_literal"),
            ("[" * 100 + "]" * 100, "too_deep"),
            ("5", "invalid_domain"),
            ("('name','=','x')", "invalid_domain"),
            ("['name','=','x']", "invalid_domain"),
            ("[('name','=')]", "invalid_domain"),
            ("['|',('id','=',1)]", "invalid_domain"),
            ("['xor',('id','=',1),('id','=',2)]", "invalid_domain"),
            ("[(1,'=','x')]", "invalid_domain"),
            ("[('id','in',5)]", "invalid_domain"),
            ("[('name','=',{'a':1})]", "invalid_domain"),
            ("[('nam','=','x')]", "unknown_field"),
            ("[('country_id.cod','=','x')]", "unknown_field"),
            ("[('name.x','=','x')]", "unknown_field"),
            ("[('create_date.second','=','x')]", "unknown_field"),
            ("[('__class__','=','x')]", "unknown_field"),
            ("[('category_id','ANY!',[])]", "unknown_operator"),
            ("[('category_id','any!',[])]", "unknown_operator"),
            ("[('category_id','any',[('name','ILIKE','x')])]", "unknown_operator"),
            ("[('name','LIKE','x')]", "unknown_operator"),
            ("[('name','inselect','x')]", "unknown_operator"),
            (
                "[('parent_id.parent_id.parent_id.parent_id.parent_id.name','=','x')]",
                "too_deep",
            ),
            ("[('activity_state','=','x'),('tz_offset','=','x')]", "not_searchable"),
            ("[('id','=','x')]", "invalid_value"),
            ("[('id','=',99999999999999999999999)]", "invalid_value"),
            ("[('active','=','maybe')]", "invalid_value"),
            ("[('create_date','>','yesterday-ish')]", "invalid_domain"),
            (json.dumps(nested_any(4)), "too_deep"),
            (json.dumps(nested_any(50)), "too_deep"),
            (json.dumps([["id", "=", 1]] * 501), "too_large"),
            (json.dumps(["|"] * 300 + [["id", "=", 1]] * 301), "too_large"),
            (json.dumps(["|", "&"] * 100 + [["id", "=", 1]] * 201), "too_deep"),
            (json.dumps(["!"] * 40 + [["id", "=", 1]]), "too_deep"),
            ("[('id','in',[" + "1," * 10_001 + "])]", "too_large"),
        ):
            with self.subTest(domain=domain[:60]):
                self.refused(f"domain={quote(domain, safe=SAFE)}", code)

    def test_domain_at_its_limits_works(self):
        for domain in (
            nested_any(3),
            [["id", "=", 1]] * 500,
            ["|"] * 249 + [["id", "=", 1]] * 250,
            ["|", "&"] * 15 + [["id", "=", 1]] * 31,
            ["!"] * 32 + [["id", "=", 1]],
            [["parent_id.parent_id.parent_id.parent_id.name", "=", "x"]],
            [["id", "in", [1] * 10_000]],
            [[1, "=", 1], "!", [0, "=", 1]],
            [
                ["create_date.month_number", "=", 5],
                ["name", "==", "x"],
                ["name", "<>", 5],
            ],
        ):
            with self.subTest(domain=str(domain)[:60]):
                self.get(
                    f"/res.partner?fields=id&domain={quote(json.dumps(domain, separators=(',', ':')), safe=SAFE)}"
                )

    def test_pages(self):
        for query, code in (
            ("limit=a", "invalid_limit"),
            ("limit=-1", "invalid_limit"),
            ("limit=0", "invalid_limit"),
            ("limit=", "invalid_limit"),
            ("limit=1.5", "invalid_limit"),
            ("limit=True", "invalid_limit"),
            ("limit=%D9%A1", "invalid_limit"),
            ("limit=100000", "invalid_limit"),
            ("limit=" + "9" * 40, "invalid_limit"),
            ("offset=-1", "invalid_offset"),
            ("offset=x", "invalid_offset"),
            ("offset=99999999999", "invalid_offset"),
        ):
            with self.subTest(query=query):
                self.refused(query, code)

    def test_orders(self):
        for order, code in (
            ("nothing", "unknown_field"),
            ("display_name", "invalid_order"),
            ("category_id", "invalid_order"),
            ("name; select 1", "invalid_order"),
            ("name::text", "invalid_order"),
            ("category_id.name", "invalid_order"),
            ("name.id", "invalid_order"),
            ("random()", "invalid_order"),
            ("name upwards", "invalid_order"),
            ("name,", "invalid_order"),
            ("id,name,city,zip,street,ref", "too_large"),
        ):
            with self.subTest(order=order):
                self.refused(f"order={quote(order)}", code)
        for order in (
            "name DESC nulls last, id",
            "country_id.id",
            "country_id desc",
            "country_id.name",
        ):
            self.get(f"/res.partner?fields=id&limit=1&order={quote(order)}")

    def test_fields(self):
        for fields, code in (
            ("nothing", "unknown_field"),
            ("country_id(cod)", "unknown_field"),
            ("partner_id.name", "unknown_field"),
            ("name(id)", "not_relational"),
            ("country_id(name", "invalid_fields"),
            ("country_id(name))", "invalid_fields"),
            ("(name)", "invalid_fields"),
            (",", "invalid_fields"),
            ("name,,city", "invalid_fields"),
            ("child_ids(name;limit=0)", "invalid_fields"),
            ("child_ids(name;limit=x)", "invalid_fields"),
            ("child_ids(name;colour=red)", "invalid_fields"),
            ("child_ids(name;order=nothing)", "unknown_field"),
            ("child_ids(name;domain=[('id','ANY!',[])])", "unknown_operator"),
            ("country_id(name;limit=1)", "invalid_fields"),
            ("child_ids(" * 12 + "name" + ")" * 12, "too_deep"),
            ("child_ids(" * 50 + "name" + ")" * 50, "too_deep"),
        ):
            with self.subTest(fields=fields[:60]):
                self.refused(
                    f"fields={quote(fields)}&domain=[('child_ids','!=',False)]", code
                )

    def test_unknown_field_has_a_hint(self):
        sentence = self.refused("fields=country_id(cod)", "unknown_field")
        self.assertEqual(sentence, "country_id.cod: unknown field, did you mean code?")

    def test_too_many_fields(self):
        self.env["ir.config_parameter"].set_param("restapi.max_tree_nodes", "4")
        self.refused("fields=name,city,zip,street,ref", "too_large")

    def test_ids(self):
        for path, status, code in (
            ("/res.partner/x", 400, "invalid_id"),
            ("/res.partner/0", 400, "invalid_id"),
            ("/res.partner/-1", 400, "invalid_id"),
            ("/res.partner/1.5", 400, "invalid_id"),
            ("/res.partner/1e3", 400, "invalid_id"),
            ("/res.partner/2147483648", 400, "invalid_id"),
            ("/res.partner/" + "9" * 50, 400, "invalid_id"),
            ("/res.partner/1,x", 400, "invalid_id"),
            ("/res.partner/1,2", 400, "invalid_id"),
            ("/res.partner/2147483647", 404, "missing_record"),
            ("/res.partner/%00", 400, "nul_character"),
            ("/res.partner/_compute_display_name", 400, "invalid_id"),
            ("/res.partner/1/_compute_display_name", 404, "not_found"),
            ("/res.partner?fields=a%00", 400, "nul_character"),
        ):
            with self.subTest(path=path[:60]):
                self.assertProblem(self.call("GET", path), status, code)

    def test_models(self):
        for slug in (
            "nothing",
            "base",
            "ir.http",
            "restapi.service",
            "res.partner.x",
            "a" * 500,
        ):
            with self.subTest(slug=slug[:20]):
                self.assertProblem(self.call("GET", f"/{slug}"), 404, "unknown_model")


@tagged("post_install", "-at_install")
class TestBadBody(ApiCase):
    def refused(self, body, status, code, method="POST", path="/res.partner") -> dict:
        count = self.env["res.partner"].search_count([])
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        response = self.call(method, path, data=data)
        self.assertProblem(response, status, code)
        self.assertEqual(self.env["res.partner"].search_count([]), count)
        return {
            error["pointer"]: error["code"]
            for error in response.json()["details"] or ()
        }

    def test_bodies(self):
        for body, code in (
            ("", "invalid_body"),
            ("null", "invalid_body"),
            ("[]", "invalid_body"),
            ('"name"', "invalid_body"),
            ("{", "invalid_json"),
            ("{'name': 'x'}", "invalid_json"),
            ('{"name": NaN}', "invalid_json"),
            ('{"name": "\\u0000"}', "invalid_json"),
            ('{"name": "\\ud800"}', "invalid_json"),
            (b'{"name": "\xff"}', "invalid_json"),
            ('{"a":' * 100 + "1" + "}" * 100, "invalid_json"),
            ('{"properties":' + "[" * 100_000 + "]" * 100_000 + "}", "invalid_json"),
        ):
            with self.subTest(body=body[:40]):
                self.refused(body, 400, code)

    def test_escaped_backslash_is_no_nul(self):
        response = self.call(
            "POST", "/res.partner?fields=name", data='{"name": "a\\\\u0000"}'
        )
        self.assertEqual(response.json()["record"]["name"], "a\\u0000")

    def test_values(self):
        errors = self.refused(
            {
                "name": ["x"],
                "nam": "x",
                "color": "blue",
                "partner_latitude": "north",
                "active": "perhaps",
                "type": "palace",
                "country_id": "BE",
                "parent_id": 2147483647,
                "category_id": 5,
                "child_ids": [{"name": True}, "x"],
                "id": 7,
                "create_uid": 1,
                "tz_offset": "+0100",
                "image_1920": "not base64!",
            },
            422,
            "invalid_values",
        )
        self.assertEqual(
            errors,
            {
                "/name": "invalid_value",
                "/nam": "unknown_field",
                "/color": "invalid_value",
                "/partner_latitude": "invalid_value",
                "/active": "invalid_value",
                "/type": "invalid_value",
                "/country_id": "invalid_value",
                "/parent_id": "missing_record",
                "/category_id": "invalid_value",
                "/child_ids/0/name": "invalid_value",
                "/child_ids/1": "invalid_value",
                "/id": "readonly",
                "/create_uid": "readonly",
                "/tz_offset": "readonly",
                "/image_1920": "invalid_value",
            },
        )

    def test_number_out_of_range(self):
        self.refused({"name": "x", "color": 2**31}, 422, "invalid_values")
        self.refused('{"name": "x", "color": 1e400}', 400, "invalid_json")

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_business_rule(self):
        response = self.call("POST", "/res.partner", json={"name": False})
        self.assertEqual(response.status_code, 422, response.text)

    @mute_logger("odoo.sql_db")
    def test_unique_constraint(self):
        code = self.env["res.currency"].search([], limit=1).name
        self.env.ref("base.group_system").user_ids += self.user
        response = self.call(
            "POST", "/res.currency", json={"name": code, "symbol": "x"}
        )
        self.assertIn(response.status_code, (409, 422))
        self.assertNotIn("res_currency_", response.json()["error"])


@tagged("post_install", "-at_install")
class TestRights(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.reader = make_key(
            new_test_user(cls.env, login="api_reader", groups="base.group_user")
        )

    @mute_logger("odoo.http")
    def test_no_right_on_the_model(self):
        for method, path in (
            ("GET", "/ir.config_parameter"),
            ("POST", "/res.partner"),
            ("PUT", f"/res.partner/{self.user.partner_id.id}"),
            ("DELETE", f"/res.partner/{self.user.partner_id.id}"),
        ):
            with self.subTest(method=method):
                body = None if method in ("GET", "DELETE") else {"name": "x"}
                response = self.call(method, path, key=self.reader, json=body)
                self.assertProblem(response, 403, "access_error")

    @mute_logger("odoo.http")
    def test_fields_of_other_groups(self):
        for query in (
            "fields=totp_secret",
            "domain=[('totp_secret','!=',False)]",
            "order=totp_secret",
        ):
            with self.subTest(query=query):
                response = self.call("GET", f"/res.users?{query}")
                self.assertIn(response.status_code, (400, 403), response.text)
                self.assertIn("totp_secret", response.json()["error"])
        response = self.call(
            "POST", "/restapi_test.everything", json={"name": "x", "secret": "x"}
        )
        self.assertProblem(response, 403, "field_access")

    def test_record_hidden_by_a_rule(self):
        hidden = self.env["res.partner"].create({"name": "Hidden"})
        child = self.env["res.partner"].create(
            {"name": "Child", "parent_id": hidden.id}
        )
        self.env["ir.rule"].create(
            {
                "name": "hide",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {hidden.id})]",
            }
        )
        missing = self.call("GET", "/res.partner/2147483647").json()
        response = self.call("GET", f"/res.partner/{hidden.id}")
        self.assertProblem(response, 404, "missing_record")
        self.assertEqual(
            response.json()["error"],
            missing["error"].replace("2147483647", str(hidden.id)),
        )
        for method in ("PUT", "DELETE"):
            response = self.call(
                method, f"/res.partner/{hidden.id}", json={"name": "x"}
            )
            self.assertProblem(response, 404, "missing_record")
        for fields in ("parent_id", "parent_id(name,city)"):
            record = self.get(f"/res.partner/{child.id}?fields={fields}")
            self.assertEqual(record["parent_id"], {"id": hidden.id})
        self.assertEqual(hidden.name, "Hidden")

    @mute_logger("odoo.http")
    def test_mass_assignment(self):
        group = self.env.ref("base.group_system").id
        response = self.call(
            "PUT", f"/res.users/{self.user.id}", json={"group_ids": [{"id": group}]}
        )
        self.assertEqual(response.status_code, 403, response.text)
        self.assertFalse(self.user.has_group("base.group_system"))
