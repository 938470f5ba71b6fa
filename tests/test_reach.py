"""A limit is a promise: by no path does a credential reach what it does not name."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.common import make_rest_key
from .test_grants import GrantCase


@tagged("post_install", "-at_install")
class TestOwnModels(GrantCase):
    """The models of this addon are reached by nobody, through nothing."""

    groups = "base.group_system,base.group_partner_manager"

    def setUp(self) -> None:
        super().setUp()
        self.made, self.text = make_rest_key(self.user, scope="read write execute")
        self.env.flush_all()

    def test_they_are_read_by_no_path(self):
        me = self.user.id
        for path in (
            "/restapi.key",
            "/restapi.secret",
            f"/res.users/{me}?fields=restapi_key_ids(scope)",
            f"/res.users/{me}?fields=restapi_key_ids",
            f"/res.users/{me}?fields=restapi_login_token_ids(kind,family)",
            "/res.users?domain=[('restapi_key_ids.scope','like','read')]",
            "/res.users?domain=[('restapi_key_ids','!=',False)]",
            "/res.users?domain=[('restapi_key_ids','any',[('scope','=','read')])]",
            "/res.users?order=restapi_key_ids",
        ):
            for key in (self.text, self.key):
                with self.subTest(path=path):
                    response = self.call("GET", path, key)
                    self.assertIn(response.status_code, (400, 403, 404), response.text)
        row = self.get(f"/res.users/{me}", key=self.text)
        self.assertFalse([name for name in row if name.startswith("restapi_key")])

    @mute_logger("odoo.http")
    def test_they_are_read_by_no_method(self):
        me = self.user.id
        path = f"res.users/{me}"
        for method, params in (
            ("read", {"fields": "['restapi_key_ids']"}),
            ("export_data", {"fields": "['restapi_key_ids/scope']"}),
            ("web_read", {"kwargs": "{'specification': {'restapi_key_ids': {}}}"}),
            ("mapped", {"args": "['restapi_key_ids.scope']"}),
        ):
            with self.subTest(method=method):
                response = self.synconics(
                    "POST", f"{path}/{method}", self.text, **params
                )
                self.assertNotIn("read write", response.text)

    def test_a_key_does_not_widen_itself(self):
        body = {"restapi_key_ids": [{"id": self.made.id, "ip_networks": "10.0.0.0/8"}]}
        path = f"/res.users/{self.user.id}"
        commands = {"restapi_key_ids": [[1, self.made.id, {"scope": "read"}]]}
        for sent in (body, commands, {"restapi_key_ids": [[0, 0, {"name": "x"}]]}):
            response = self.call("PUT", path, self.text, json=sent)
            self.assertIn(response.status_code, (403, 422), response.text)
        for model in ("restapi.key", "restapi.secret", "restapi.account"):
            response = self.call("POST", f"/{model}", self.text, json={"name": "x"})
            self.assertProblem(response, 404, "unknown_model")
        self.env.invalidate_all()
        self.assertFalse(self.made.ip_networks)
        self.assertEqual(self.user.restapi_key_ids, self.made)


@tagged("post_install", "-at_install")
class TestPowerfulModels(GrantCase):
    groups = "base.group_system,base.group_partner_manager"

    def test_scope_of_every_model_passes_them_over(self):
        code = {
            "name": "x",
            "model_id": self.env["ir.model"]._get("res.partner").id,
            "state": "code",
            "code": "raise",
        }
        for scope, method, path, body in (
            ("read", "GET", "/ir.config_parameter", None),
            ("read", "GET", "/ir.mail_server", None),
            ("read", "GET", "/res.users?fields=group_ids(name)", None),
            ("read", "GET", "/res.users?domain=[('group_ids.name','=','x')]", None),
            ("write", "POST", "/ir.cron", code),
            ("write", "POST", "/ir.actions.server", code),
            ("read write", "PUT", f"/res.users/{self.user.id}", {"name": "x"}),
            ("write", "POST", "/ir.rule", {"name": "x"}),
            ("read write", "POST", "/mail.template", {"name": "x"}),
        ):
            with self.subTest(path=path):
                key = self.key_with(scope=scope)
                response = self.call(method, path, key, json=body)
                if "fields=" in path:
                    groups = response.json()["results"][0]["group_ids"]
                    self.assertEqual({len(group) for group in groups}, {1})
                else:
                    self.assertRefused(response)

    def test_name_reaches_them(self):
        key = self.key_with(scope="read res.groups:write")
        response = self.call("POST", "/res.groups", key, json={"nmae": "x"})
        self.assertEqual(response.status_code, 422, response.text)
        line = {"model_id": "ir.config_parameter", "field_ids": ["key"]}
        rows = self.get("/ir.config_parameter?fields=key", key=self.key_with(line))
        keys = {row["key"] for row in rows["results"]}
        self.assertIn("web.base.url", keys)
        self.assertNotIn("database.secret", keys)

    def test_secrets_are_read_by_nobody(self):
        self.env["ir.mail_server"].create(
            {"name": "x", "smtp_host": "x", "smtp_user": "x", "smtp_pass": "hush"}
        )
        secret = self.env["ir.config_parameter"].get_param("database.secret")
        paths = (
            "/ir.config_parameter?domain=[('key','=','database.secret')]",
            "/ir.config_parameter?limit=1000",
            "/ir.mail_server?fields=smtp_pass",
            "/ir.mail_server",
            "/ir.mail_server?domain=[('smtp_pass','=like','h%25')]",
            "/ir.mail_server?order=smtp_pass",
        )
        for path in paths:
            with self.subTest(path=path):
                text = self.call("GET", path).text
                self.assertNotIn(secret, text)
                self.assertNotIn("hush", text)
        for method, kwargs in (
            ("search_read", "{'domain': [('key','=','database.secret')]}"),
            ("get_param", "{'key': 'database.secret'}"),
        ):
            response = self.synconics(
                "POST", f"ir.config_parameter/{method}", self.key, kwargs=kwargs
            )
            self.assertNotIn(secret, response.text)


@tagged("post_install", "-at_install")
class TestPaths(GrantCase):
    """What is beside the named models and fields stays out of sight."""

    groups = "base.group_user,base.group_partner_manager,sales_team.group_sale_manager"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        product = cls.env["product.product"].create({"name": "Thing"})
        lines = [
            Command.create({"product_id": product.id, "price_unit": price})
            for price in (0.5, 150, 295)
        ]
        cls.order = cls.env["sale.order"].create(
            {"partner_id": cls.company.id, "order_line": lines}
        )

    def test_options_of_a_list_search_no_hidden_lines(self):
        key = self.key_with(
            {"model_id": "sale.order", "field_ids": ["name", "order_line"]},
            {
                "model_id": "sale.order.line",
                "field_ids": ["name", "price_unit"],
                "domain": "[('price_unit', '<', 1)]",
            },
        )
        path = f"/sale.order/{self.order.id}?fields=order_line(id;domain=[('price_unit',%s)])"
        for condition in ("'>=',100),('price_unit','<',200", "'>',200", "'!=',150"):
            rows = self.get(path % condition, key=key)["order_line"]
            self.assertNotIn(self.order.order_line[1].id, [row["id"] for row in rows])
            self.assertNotIn(self.order.order_line[2].id, [row["id"] for row in rows])

    def test_search_by_name_looks_into_no_hidden_field(self):
        key = self.key_with({"model_id": "res.partner", "field_ids": ["name"]})
        self.assertRefused(
            self.call("GET", "/res.partner?domain=[('email','ilike','acme')]", key)
        )
        for path, params in (
            ("res.partner/name_search", {"name": "acme@", "operator": "ilike"}),
            ("res.partner/search", {"domain": "[('parent_id','ilike','acme@')]"}),
            ("res.partner/search", {"domain": "[('display_name','ilike','acme@')]"}),
        ):
            with self.subTest(path=path, params=params):
                response = self.synconics("GET", path, key, **params)
                self.assertEqual(response.status_code, 403, response.text)

    def test_order_by_a_hidden_model_is_refused(self):
        key = self.key_with({"model_id": "sale.order", "field_ids": ["partner_id"]})
        self.assertRefused(self.call("GET", "/sale.order?order=partner_id", key))
        self.get("/sale.order?order=partner_id.id desc", key=key)
        both = self.key_with(
            {"model_id": "sale.order", "field_ids": ["partner_id"]},
            {"model_id": "res.partner", "field_ids": ["email"]},
        )
        self.assertRefused(self.call("GET", "/sale.order?order=partner_id", both))

    def test_report_needs_all_fields(self):
        name = "sale.report_saleorder"
        for line, status in (
            ({"field_ids": ["name"]}, 403),
            (
                {"field_ids": ["name"], "may_execute": True, "methods": "action_draft"},
                403,
            ),
            ({"field_ids": ["name"], "domain": "[('id', '>', 0)]"}, 403),
        ):
            key = self.key_with({"model_id": "sale.order", **line})
            response = self.url_open(
                f"/restapi/1.0/report/{name}/{self.order.id}",
                headers={"Authorization": f"Bearer {key}"},
            )
            self.assertEqual(response.status_code, status, response.text[:200])

    def test_attachments_of_hidden_models(self):
        files = self.env["ir.attachment"].create(
            [
                {"name": "p", "res_model": "res.partner", "res_id": self.company.id},
                {"name": "o", "res_model": "sale.order", "res_id": self.order.id},
            ]
        )
        key = self.key_with({"model_id": "ir.attachment"}, {"model_id": "res.partner"})
        domain = f"[('id','in',{files.ids})]"
        rows = self.get(f"/ir.attachment?fields=name&domain={domain}", key=key)
        self.assertEqual({row["name"] for row in rows["results"]}, {"p"})
        for file, status in zip(files, (200, 404), strict=True):
            response = self.call("GET", f"/ir.attachment/{file.id}", key)
            self.assertEqual(response.status_code, status, response.text)

    def test_inherited_fields_ask_for_the_parents_line(self):
        key = self.key_with(
            {"model_id": "res.users"},
            {"model_id": "res.partner", "field_ids": ["name"]},
        )
        self.get("/res.users?fields=login,name", key=key)
        for query in ("fields=email", "domain=[('email','!=',False)]", "order=email"):
            self.assertRefused(self.call("GET", f"/res.users?{query}", key))

    def test_operators_round_the_rules_are_in_no_argument(self):
        condition = [["child_ids", "any!", [["name", "=", "x"]]]]
        bearer = {"Authorization": f"Bearer {self.key}"}
        for kwargs in (
            {"domain": condition},
            {"x": {"y": [condition]}},
            {"domain": str(condition)},
            {"domain": [["child_ids", " NOT ANY! ", []]]},
            {"domain": [["a.b.c.d.e.f.g", "=", 1]]},
        ):
            with self.subTest(kwargs=kwargs):
                response = self.url_open(
                    "/restapi/1.0/object/res.partner/search_count",
                    json={"kwargs": kwargs},
                    headers=bearer,
                    method="POST",
                )
                if "domain" in kwargs:
                    self.assertIn(response.status_code, (400, 403), response.text)
                response = self.url_open(
                    f"/restapi/1.0/object/res.partner/{self.company.id}/message_post",
                    json={"kwargs": kwargs},
                    headers=bearer,
                    method="POST",
                )
                self.assertIn(response.status_code, (400, 403), response.text)

    def test_defaults_are_no_way_round_the_fields(self):
        key = self.key_with(
            {"model_id": "res.partner", "may_create": True, "field_ids": ["name"]}
        )
        bearer = {"Authorization": f"Bearer {key}"}
        for context in (
            {"default_email": "bypass@example.com"},
            {"default_user_ids": [[0, 0, {"login": "new", "name": "New"}]]},
            {"default_bank_ids": [[0, 0, {"acc_number": "1"}]]},
        ):
            with self.subTest(context=context):
                response = self.url_open(
                    "/restapi/1.0/object/res.partner",
                    json={"vals": {"name": "New"}, "context": context},
                    headers=bearer,
                    method="POST",
                )
                self.assertEqual(response.status_code, 403, response.text)
                response = self.url_open(
                    f"/api/res.partner?context={context}",
                    json={"name": "New"},
                    headers=bearer,
                    method="POST",
                )
                self.assertRefused(response)
        self.assertFalse(self.env["res.users"].search([("login", "=", "new")]))
        self.assertFalse(self.env["res.partner"].search([("name", "=", "New")]))
