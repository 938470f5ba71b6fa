"""Answers and mistakes: what is asked for is bounded, what is wrong is never a 500."""

from typing import Any

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .. import settings
from ..dialects.mcp import protocol
from ..records.confidential import ADMINISTERED
from .support.common import make_key
from .test_tokens import PASSWORD, TokenCase

OBJECT = "/restapi/1.0/object"


class DialectCase(TokenCase):
    """One user, without limits, in all five dialects."""

    groups = "base.group_system,base.group_partner_manager"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.user.group_ids = [
            Command.link(cls.env.ref(name).id) for name in cls.groups.split(",")
        ]
        cls.key = make_key(cls.user)
        account = cls.env["restapi.account"].create(
            {"name": "Till", "user_id": cls.user.id, "is_limited": False}
        )
        cls.account_key = account._restapi_new_key()

    def setUp(self) -> None:
        super().setUp()
        self.pair = self.tokens()["access_token"]
        sent = {"login": "token_user", "password": PASSWORD}
        one = self.url_open("/api/auth/token", json=sent).json()["access_token"]
        bearer = {"Authorization": f"Bearer {self.key}"}
        self.headers = {
            "native": bearer,
            "synconics": bearer,
            "rest_api": {"Access-Token": self.pair},
            "restful": {"access-token": one},
            "candidroot": {"api-key": self.account_key},
        }

    def allow(self, name: str, value: int) -> None:
        self.env["ir.config_parameter"].set_param(settings.NAMES[name], value)

    def tool(self, name: str, **arguments: Any):
        """Call a tool of an AI agent."""
        params = {"name": name, "arguments": arguments}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        headers = {**self.headers["native"], protocol.VERSION_HEADER: "2025-11-25"}
        return self.url_open("/mcp", json=body, headers=headers)

    def sent(self, dialect: str, method: str, path: str, body: Any = None):
        return self.url_open(
            path, method=method, json=body, headers=self.headers[dialect]
        )


@tagged("post_install", "-at_install")
class TestBounds(DialectCase):
    """A4, A22, A34: rows, pages and files of an answer, in every dialect."""

    def test_to_and_fro(self):
        state = self.env.ref("base.us").state_ids[0]
        tree = "country_id(state_ids(country_id(state_ids(country_id(state_ids(id))))))"
        model = "res.country.state"
        for dialect, path in (
            ("native", f"/api/{model}/{state.id}?fields={tree}"),
            ("native", f"/api/{model}?domain=[('id','=',{state.id})]&fields={tree}"),
            (
                "native",
                f"/api/res.country?domain=[('code','=','US')]&fields=state_ids({tree})",
            ),
        ):
            with self.subTest(path=path):
                answer = self.sent(dialect, "GET", path)
                self.assertEqual(answer.status_code, 400, answer.text[:300])
                self.assertLess(len(answer.content), 1000)
        answer = self.tool("read_records", model=model, ids=[state.id], fields=tree)
        self.assertIs(answer.json()["result"]["isError"], True)
        self.assertLess(len(answer.content), 1000)

    def test_pages_without_a_limit(self):
        self.allow("max_page_size", 2)
        model = "res.country"
        for dialect, method, path, body in (
            ("native", "GET", f"/api/{model}?limit=3", None),
            ("synconics", "GET", f"{OBJECT}/{model}", None),
            ("synconics", "GET", f"{OBJECT}/{model}?limit=3", None),
            ("synconics", "GET", f"{OBJECT}/{model}/search_read", None),
            ("rest_api", "GET", f"/api/{model}", None),
            ("rest_api", "GET", f"/api/{model}?limit=3", None),
            ("rest_api", "PUT", f"/api/{model}/0/search", {"domain": []}),
            ("restful", "GET", f"/api/{model}", {"domain": "[]"}),
            ("candidroot", "GET", f"/api/{model}/search", None),
            ("candidroot", "GET", f"/api/{model}/search?limit=3", None),
            ("candidroot", "POST", f"/api/{model}/execute_kw", _call("search", [[]])),
            ("candidroot", "POST", f"/api/{model}/execute_kw", _call("search_read")),
        ):
            with self.subTest(dialect=dialect, path=path, body=body):
                answer = self.sent(dialect, method, path, body)
                self.assertEqual(answer.status_code, 400, answer.text[:300])
                self.assertIn("limit", answer.text)


def _call(method: str, args: tuple | list = (), **kwargs: Any) -> dict:
    return {"method": method, "args": list(args), "kwargs": kwargs}


@tagged("post_install", "-at_install")
class TestMistakes(DialectCase):
    """A21: whatever a client gets wrong, it is told so."""

    CONDITIONS = (
        "['category_id','<',1e308]",
        "['bank_ids','not in',true]",
        "['category_id','=',true]",
        "['bank_ids','parent_of',[true]]",
        "['id','child_of',[true]]",
        "['partner_latitude','=',1e308]",
        "['color','=',1e999]",
        "['parent_id','=',-1e999]",
        "['create_date','>',1e308]",
        "['image_1920','=',true]",
        "['active','in',[[]]]",
        "['lang','=like',true]",
        "['id','in',[1e300]]",
        "['parent_id.id','=','x']",
        "['company_id','any',[['id','=',{}]]]",
    )

    @mute_logger("odoo.http")
    def test_conditions(self):
        for condition in self.CONDITIONS:
            for dialect, method, path in (
                ("native", "GET", "/api/res.partner?limit=1&domain="),
                ("synconics", "GET", f"{OBJECT}/res.partner/search?limit=1&domain="),
                ("rest_api", "GET", "/api/res.partner?limit=1&domain="),
                ("candidroot", "GET", "/api/res.partner/record_count?domain="),
                ("restful", "GET", "/api/res.partner?limit=1&domain="),
            ):
                with self.subTest(dialect=dialect, condition=condition):
                    answer = self.sent(dialect, method, f"{path}[{condition}]")
                    self.assertLess(answer.status_code, 500, answer.text[:300])

    @mute_logger("odoo.http")
    def test_calls(self):
        digits = "9" * 5000
        for model, method, args in (
            ("res.users", "signup", [{}]),
            ("res.users", "signup", [[]]),
            ("res.partner", "message_process", ["res.partner", "x"]),
            ("res.partner", "message_process", [1, {}]),
            ("res.partner", "message_post", [[1], {"body": []}]),
            ("res.partner", "name_search", [{}]),
            ("res.partner", "name_create", [[]]),
            ("res.partner", "read", [[digits], ["name"]]),
            ("res.partner", "read", [[2**70], ["name"]]),
            ("res.partner", "default_get", [5]),
            ("res.partner", "has_access", ["nonsense"]),
            ("res.partner", "check_access", ["nonsense"]),
            ("res.partner", "copy", [[1], "x"]),
            ("res.partner", "write", [[1], []]),
            ("res.partner", "export_data", [[1], 5]),
        ):
            with self.subTest(method=method, args=str(args)[:60]):
                path = f"/api/{model}/execute_kw"
                answer = self.sent("candidroot", "POST", path, _call(method, args))
                self.assertLess(answer.status_code, 500, answer.text[:300])
                body = {"args": args}
                path = f"{OBJECT}/{model}/{method}"
                answer = self.sent("synconics", "POST", path, body)
                self.assertLess(answer.status_code, 500, answer.text[:300])

    @mute_logger("odoo.http")
    def test_values(self):
        digits = "9" * 5000
        for values in (
            {"name": "x", "parent_id": digits},
            {"name": "x", "parent_id": 1e308},
            {"name": "x", "category_id": [digits]},
            {"name": "x", "category_id": [[4, digits]]},
            {"name": "x", "category_id": [[6, 0, digits]]},
            {"name": "x", "child_ids": [[1, 1e308, {}]]},
            {"name": "x", "color": 10**400},
            {"name": "x", "partner_latitude": 10**400},
            {"name": ["x"], "lang": {}},
            {"name": "x", "image_1920": "%%%"},
            {"name": "x\x00"},
        ):
            for dialect, path, body in (
                ("native", "/api/res.partner", values),
                ("synconics", f"{OBJECT}/res.partner", {"vals": values}),
                ("rest_api", "/api/res.partner", values),
                ("restful", "/api/res.partner", values),
                ("candidroot", "/api/res.partner/create", values),
            ):
                with self.subTest(dialect=dialect, values=str(values)[:60]):
                    answer = self.sent(dialect, "POST", path, body)
                    self.assertLess(answer.status_code, 500, answer.text[:300])


@tagged("post_install", "-at_install")
class TestOwnModels(DialectCase):
    """A7, A8, A30: models of this addon are there for no client, in no dialect."""

    def test_every_model_and_dialect(self):
        # Those for administrators are in test_webhooks.py.
        names = [
            name
            for name in self.env.registry
            if name.startswith("restapi.") and name not in ADMINISTERED
        ]
        self.assertGreater(len(names), 10)
        for name in names:
            for dialect, method, path, body in (
                ("native", "GET", f"/api/{name}", None),
                ("native", "POST", f"/api/{name}", {"client_id": 1}),
                ("native", "GET", f"/api/{name.replace('.', '_')}", None),
                ("synconics", "GET", f"{OBJECT}/{name}", None),
                ("synconics", "POST", f"{OBJECT}/{name}/search_read", {}),
                ("rest_api", "GET", f"/api/{name}", None),
                ("rest_api", "PUT", f"/api/{name}/0/search", {}),
                ("restful", "GET", f"/api/{name}", None),
                ("candidroot", "GET", f"/api/{name}/search", None),
                ("candidroot", "POST", f"/api/{name}/execute_kw", _call("search")),
            ):
                answer = self.sent(dialect, method, path, body)
                self.assertIn(answer.status_code, (400, 404, 501), (path, answer.text))
            for tool in ("describe_model", "search_records", "aggregate_records"):
                answer = self.tool(tool, model=name)
                self.assertIn(f"There is no model {name}.", answer.text)

    def test_no_application_of_others_is_named(self):
        """In the web client, too: whose it is not learns neither name nor secret."""
        owner = self.env.ref("base.user_admin")
        client = self.env["restapi.client"].create(
            {
                "name": "x",
                "user_id": owner.id,
                "allow_oauth1": True,
                "allow_authorization_code": False,
            }
        )
        client._restapi_new_secret()
        stranger = new_test_user(self.env, login="stranger", groups="base.group_user")
        seen = client.with_user(stranger)
        for asked in (
            lambda: seen.read(["client_id"]),
            lambda: seen.action_show_secret.__wrapped__(seen),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                asked()
