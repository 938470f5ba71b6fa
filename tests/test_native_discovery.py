"""Root, models and fields of the native dialect, and the version of its contract."""

from odoo import Command
from odoo.tests import tagged

from ..core.description_operation import ListModels
from ..core.grant import FULL
from .support.common import ApiCase, make_key
from .test_grants import GrantCase

ADDRESSES = {
    "models": "/api/models",
    "openapi": "/api/openapi.json",
    "docs": "/api/docs",
    "changes": "/api/changes",
}
KEYS = {
    "type",
    "label",
    "help",
    "required",
    "readonly",
    "stored",
    "searchable",
    "sortable",
    "groupable",
    "relation",
    "selection",
    "translate",
    "default",
}
CORS = "rest_api.cors_parameter_value_in_all_routes"


@tagged("post_install", "-at_install")
class TestRoot(ApiCase):
    def test_with_a_credential(self):
        company = self.user.company_id
        other = self.env["res.company"].create({"name": "Second"})
        self.user.company_ids += other
        for path in ("", "/"):
            body = self.get(path)
            companies = {row["id"]: row["name"] for row in body.pop("companies")}
            self.assertEqual(companies, {company.id: company.name, other.id: "Second"})
            user = {"id": self.user.id, "name": self.user.name}
            self.assertEqual(body, {"version": 1, "user": user, **ADDRESSES})

    def test_without_one(self):
        self.assertEqual(self.get("", key=None), {"version": 1, **ADDRESSES})

    def test_with_a_wrong_one(self):
        self.assertProblem(self.call("GET", "", key="0" * 40), 401, "invalid_token")

    def test_session(self):
        self.authenticate("api_user", "api_user")
        self.assertEqual(self.get("", key=None)["user"]["id"], self.user.id)
        self.user.password = "another-password-1"
        self.assertNotIn("user", self.get("", key=None))

    def test_addresses_answer(self):
        # What has changed is told of models that somebody has switched on.
        for path in set(ADDRESSES.values()) - {ADDRESSES["changes"]}:
            headers = {"Authorization": f"Bearer {self.key}"}
            self.assertEqual(
                self.url_open(path, headers=headers).status_code, 200, path
            )

    def test_parameters(self):
        response = self.call("GET", "?search=x")
        self.assertIn(
            "There are none.", self.assertProblem(response, 400, "unknown_parameter")
        )


@tagged("post_install", "-at_install")
class TestVersion(ApiCase):
    def test_every_native_answer_tells_it(self):
        for method, path, key in (
            ("GET", "/health", None),
            ("GET", "", None),
            ("GET", "/res.partner?limit=1", ""),
            ("GET", "/res.partner", "wrong"),
            ("POST", "/res.partner/nothing", ""),
            ("GET", "/a/b/c/d", ""),
            ("OPTIONS", "/res_partner", None),
        ):
            with self.subTest(method=method, path=path):
                response = self.call(method, path, key=key)
                self.assertEqual(response.headers["Restapi-Version"], "1")

    def test_other_dialects_have_none(self):
        for headers in ({"Access-Token": "x"}, {"api-key": "x"}):
            response = self.call("GET", "/res.partner", key=None, headers=headers)
            self.assertNotIn("Restapi-Version", response.headers)

    def test_scripts_of_other_origins_may_read_it(self):
        self.env["ir.config_parameter"].set_param(CORS, "*")
        headers = {"Origin": "https://shop.example.com"}
        response = self.call("GET", "/health", headers=headers)
        exposed = response.headers["Access-Control-Expose-Headers"].split(", ")
        self.assertIn("Restapi-Version", exposed)
        response = self.call("OPTIONS", "/res.partner", key=None, headers=headers)
        self.assertIn("QUERY", response.headers["Access-Control-Allow-Methods"])


@tagged("post_install", "-at_install")
class TestModels(GrantCase):
    def models(self, key="", search=""):
        body = self.get(f"/models?search={search}", key=key)
        self.assertEqual(body["count"], len(body["results"]))
        return {row["model"]: row for row in body["results"]}

    def test_what_the_user_may_do(self):
        found = self.models()
        self.assertEqual(list(found), sorted(found))
        everything = ["read", "update", "create", "delete", "execute"]
        self.assertEqual(
            found["res.partner"],
            {"model": "res.partner", "label": "Contact", "rights": everything},
        )
        self.assertEqual(found["res.country"]["rights"], ["read", "execute"])
        for name in ("ir.config_parameter", "restapi.key", "mail.thread", "ir.rule"):
            self.assertNotIn(name, found)

    def test_search_by_name_or_label(self):
        by_name = self.models(search="RES.PARTNER.BANK")
        self.assertEqual(list(by_name), ["res.partner.bank"])
        self.assertIn("res.partner.bank", self.models(search="bank acc"))
        self.assertEqual(self.models(search="nothing at all"), {})

    def test_labels_in_the_language_of_the_request(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        model = self.env["ir.model"]._get("res.partner")
        model.with_context(lang="fr_FR").name = "Personne"
        body = self.get("/models?search=personne", headers={"Accept-Language": "fr-FR"})
        self.assertIn("res.partner", [row["model"] for row in body["results"]])

    def test_what_the_credential_may_do(self):
        key = self.key_with(
            {"model_id": "res.partner", "may_execute": True},
            {"model_id": "res.country", "may_update": True},
        )
        found = {name: row["rights"] for name, row in self.models(key).items()}
        self.assertEqual(
            found, {"res.partner": ["read", "execute"], "res.country": ["read"]}
        )

    def test_model_that_is_switched_off(self):
        self.env["ir.model"]._get("res.country").rest_api__used = False
        self.assertNotIn("res.country", self.models())

    def test_unknown_parameter(self):
        response = self.call("GET", "/models?serch=x")
        sentence = self.assertProblem(response, 400, "unknown_parameter")
        self.assertIn("did you mean search?", sentence)

    def test_needs_a_credential(self):
        self.assertProblem(self.call("GET", "/models", key=None), 401, "unauthorized")

    def test_number_of_statements_does_not_grow_with_models(self):
        service = self.env["restapi.service"].with_user(self.user)
        service.execute(ListModels(), FULL)
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            found = service.execute(ListModels(), FULL).rows
        self.assertGreater(len(found), 100)

    def test_names_in_the_root_are_those_that_may_be_read(self):
        key = self.key_with({"model_id": "res.partner"})
        body = self.get("", key=key)
        self.assertEqual(body["user"], {"id": self.user.id})
        self.assertEqual(body["companies"], [{"id": self.user.company_id.id}])


@tagged("post_install", "-at_install")
class TestFields(GrantCase):
    path = "/restapi_test.everything/fields"

    def test_description(self):
        body = self.get(self.path)
        self.assertEqual(
            {name: body[name] for name in ("model", "label", "order")},
            {
                "model": "restapi_test.everything",
                "label": "A field of every type",
                "order": "id",
            },
        )
        self.assertIn("execute", body["rights"])
        fields = body["fields"]
        self.assertEqual(
            {frozenset(field) for field in fields.values()}, {frozenset(KEYS)}
        )
        self.assertEqual(
            fields["name"],
            {
                "type": "char",
                "label": "Name",
                "help": None,
                "required": True,
                "readonly": False,
                "stored": True,
                "searchable": True,
                "sortable": True,
                "groupable": True,
                "relation": None,
                "selection": None,
                "translate": False,
                "default": None,
            },
        )
        self.assertEqual(fields["many2one_id"]["relation"], "res.partner")
        self.assertEqual(
            fields["selection"]["selection"], [["a", "Letter A"], ["b", "Letter B"]]
        )
        self.assertTrue(fields["translated"]["translate"])

    def test_computed_fields(self):
        fields = self.get(self.path)["fields"]
        expected = {
            "computed": (True, False, False, False),
            "stored": (True, True, True, True),
            "editable": (False, True, True, True),
            "inverted": (False, False, False, False),
            "id": (True, True, True, True),
        }
        for name, flags in expected.items():
            keys = ("readonly", "stored", "searchable", "sortable")
            self.assertEqual(tuple(fields[name][key] for key in keys), flags, name)

    def test_fields_of_other_groups(self):
        self.assertNotIn("secret", self.get(self.path)["fields"])
        self.assertNotIn("signup_type", self.get("/res.partner/fields")["fields"])

    def test_defaults(self):
        fields = self.get("/res.partner/fields")["fields"]
        self.assertIs(fields["active"]["default"], True)
        self.assertEqual(fields["type"]["default"], "contact")
        self.assertIs(fields["is_company"]["default"], False)
        self.assertIsNone(fields["city"]["default"])
        path = "/res.partner/fields?context={'default_city':'Ghent'}"
        self.assertEqual(self.get(path)["fields"]["city"]["default"], "Ghent")

    def test_wizard_without_its_context(self):
        administrator = self.env.ref("base.user_admin")
        body = self.get("/account.payment.register/fields", key=make_key(administrator))
        self.assertIn("payment_date", body["fields"])

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        field = self.env["ir.model.fields"]._get("res.partner", "city")
        field.with_context(lang="fr_FR").field_description = "Ville"
        for query, headers in (
            ("", {"Accept-Language": "fr-FR"}),
            ("?context={'lang':'fr_FR'}", {}),
        ):
            fields = self.get(f"/res.partner/fields{query}", headers=headers)["fields"]
            self.assertEqual(fields["city"]["label"], "Ville")

    def test_unchanged_description_is_not_sent_again(self):
        first = self.call("GET", self.path)
        self.assertEqual(first.headers["Cache-Control"], "private, no-cache")
        etag = {"If-None-Match": first.headers["ETag"]}
        again = self.call("GET", self.path, headers=etag)
        self.assertEqual((again.status_code, again.content), (304, b""))
        self.assertEqual(again.headers["Restapi-Version"], "1")
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user.lang = "fr_FR"
        field = self.env["ir.model.fields"]._get("restapi_test.everything", "name")
        field.with_context(lang="fr_FR").field_description = "Nom"
        changed = self.call("GET", self.path, headers=etag)
        self.assertEqual(changed.status_code, 200)

    def test_what_the_credential_may_do(self):
        key = self.key_with(
            {
                "model_id": "res.partner",
                "may_update": True,
                "field_ids": ["name", "city"],
            }
        )
        body = self.get("/res.partner/fields", key=key)
        self.assertEqual(set(body["fields"]) - {"id"}, {"name", "city"})
        self.assertFalse(body["fields"]["name"]["readonly"])
        self.assertEqual(body["rights"], ["read", "update"])
        self.assertIsNone(body["order"])
        key = self.key_with({"model_id": "res.partner"})
        fields = self.get("/res.partner/fields", key=key)["fields"]
        self.assertTrue(all(field["readonly"] for field in fields.values()))
        self.assertEqual({str(field["default"]) for field in fields.values()}, {"None"})

    def test_refusals(self):
        key = self.key_with({"model_id": "res.partner"})
        response = self.call("GET", "/res.country/fields", key)
        self.assertProblem(response, 403, "access_error")
        for path, status, code in (
            ("/nothing/fields", 404, "unknown_model"),
            ("/restapi.key/fields", 404, "unknown_model"),
            ("/ir.config_parameter/fields", 403, "access_error"),
            ("/res.partner/fields?fields=name", 400, "unknown_parameter"),
            ("/res.partner/fields?context=5", 400, "invalid_context"),
        ):
            with self.subTest(path=path):
                self.assertProblem(self.call("GET", path), status, code)


@tagged("post_install", "-at_install")
class TestAccountKeys(ApiCase):
    """Keys of accounts open the native dialect, within their limits."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.account = cls.env["restapi.account"].create(
            {
                "name": "Shop",
                "user_id": cls.user.id,
                "is_limited": True,
                "access_ids": [
                    Command.create(
                        {"model_id": cls.env["ir.model"]._get("res.country").id}
                    )
                ],
                "allowed_user_ids": [Command.set(cls.user.ids)],
            }
        )
        cls.account_key = cls.account._restapi_new_key()

    def login_token(self):
        response = self.url_open(
            "/api/generate_token",
            method="POST",
            json={},
            headers={"api-key": self.account_key},
        )
        return response.json()["login_token"]

    def test_key_alone(self):
        self.get("/res.country?limit=1", key=self.account_key)
        response = self.call("GET", "/res.partner", key=self.account_key)
        self.assertProblem(response, 403, "insufficient_scope")
        self.assertEqual(
            self.get("", key=self.account_key)["user"], {"id": self.user.id}
        )

    def test_account_that_wants_a_login_token(self):
        self.account.login_token_required = True
        response = self.call("GET", "/res.country", key=self.account_key)
        sentence = self.assertProblem(response, 401, "unauthorized")
        self.assertIn("Login-Token", sentence)
        headers = {"Login-Token": self.login_token()}
        self.get("/res.country?limit=1", key=self.account_key, headers=headers)
        response = self.call(
            "GET", "/res.partner", key=self.account_key, headers=headers
        )
        self.assertProblem(response, 403, "insufficient_scope")
        headers = {"Login-Token": headers["Login-Token"] + "x"}
        response = self.call(
            "GET", "/res.country", key=self.account_key, headers=headers
        )
        self.assertProblem(response, 401, "invalid_token")

    def test_login_token_beside_another_key(self):
        self.get("/res.partner?limit=1", headers={"Login-Token": self.login_token()})

    def test_account_that_has_ended(self):
        self.account.active = False
        response = self.call("GET", "/res.country", key=self.account_key)
        self.assertProblem(response, 401, "invalid_token")

    def test_old_header_still_chooses_the_old_dialect(self):
        response = self.url_open(
            "/api/res.country/search?limit=1", headers={"api-key": self.account_key}
        )
        self.assertIsInstance(response.json(), list)

    def test_tokens_of_the_old_dialects_are_theirs_in_the_others(self):
        credentials = {"login": "api_user", "password": "api_user"}
        token = self.url_open("/api/auth/token", params=credentials).json()[
            "access_token"
        ]
        self.get("/res.country?limit=1", key=token)
        headers = {"Authorization": f"Bearer {token}"}
        for path in ("/restapi/1.0/object/res.country/1", "/api/res.country/search"):
            with self.subTest(path=path):
                sent = headers if "1.0" in path else {"api-key": token}
                self.assertEqual(self.url_open(path, headers=sent).status_code, 401)
