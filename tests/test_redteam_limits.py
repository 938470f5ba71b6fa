"""Limits by lines, in other dialects, verbs and depths than those of the other tests."""

import json
from typing import Any

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_grants import GrantCase

OBJECT = "/restapi/1.0/object"
PARTNER = "res.partner"


class LimitCase(GrantCase):
    """One set of lines, held by a personal key and by an account."""

    groups = "base.group_system,base.group_partner_manager"

    def given(self, *lines: dict) -> None:
        """Make a key and an account with the same lines."""
        self.text = self.key_with(*lines)
        account = self.env["restapi.account"].create(
            {
                "name": "Till",
                "user_id": self.user.id,
                "access_ids": [
                    Command.create(
                        {
                            name: [Command.set(line[name].ids)]
                            if name == "field_ids"
                            else getattr(line[name], "id", line[name])
                            for name in _COPIED
                        }
                    )
                    for line in self.made.access_ids
                ],
            }
        )
        self.account_key = account._restapi_new_key()

    def sent(self, method: str, path: str, body: Any = None, **params: Any):
        """Send a request in the dialect of its path."""
        own = path.startswith((OBJECT, "/api/native/"))
        headers = {"Authorization": f"Bearer {self.text}"}
        if not own:
            headers = {"api-key": self.account_key}
        path = path.replace("/api/native/", "/api/")
        return self.url_open(
            path, method=method, json=body, params=params, headers=headers
        )

    def assertHeld(self, *request: Any, **params: Any) -> str:
        with self.subTest(request=request, **params):
            response = self.sent(*request, **params)
            self.assertIn(response.status_code, (400, 403, 404), response.text)
        return response.text

    def assertDone(self, *request: Any, **params: Any) -> Any:
        response = self.sent(*request, **params)
        self.assertIn(response.status_code, (200, 201), response.text)
        return response.json()


_COPIED = (
    "model_id",
    "may_read",
    "may_create",
    "may_update",
    "may_delete",
    "may_execute",
    "field_ids",
    "methods",
    "domain",
)


def execute(model: str, method: str, *args: Any, **kwargs: Any) -> tuple:
    """Return a call in the dialect of accounts."""
    body = {"method": method, "args": list(args), "kwargs": kwargs}
    return "POST", f"/api/{model}/execute_kw", body


@tagged("post_install", "-at_install")
class TestDefaults(LimitCase):
    """A1: defaults in a context are values, in whatever dialect they come."""

    administrator = [[0, 0, {"login": "new2", "name": "New", "password": "evilnew2"}]]

    def contexts(self):
        yield {"default_user_ids": self.administrator}
        yield {"default_email": "bypass@example.com"}
        yield {"default_child_ids": [[0, 0, {"name": "x"}]]}
        yield {"default_bank_ids": [[0, 0, {"acc_number": "1"}]]}
        yield {"default_no_such_field": 1}

    def test_of_lines_and_scopes(self):
        line = {
            "model_id": PARTNER,
            "may_create": True,
            "may_update": True,
            "may_execute": True,
            "field_ids": ["name"],
        }
        self.given(line)
        lines = self.text
        values = {"name": "New one"}
        company = self.company.id
        for text in (lines, self.key_with(scope="res.partner:write")):
            self.text = text
            for context in self.contexts():
                written = json.dumps(context)
                query = {"context": written}
                self.assertHeld("POST", f"/api/native/{PARTNER}", values, **query)
                self.assertHeld(
                    "PUT", f"/api/native/{PARTNER}/{company}", values, **query
                )
                body = {"vals": values, "context": context}
                self.assertHeld("POST", f"{OBJECT}/{PARTNER}", body)
                body = {"args": ["New one"], "kwargs": {"context": context}}
                self.assertHeld("POST", f"{OBJECT}/{PARTNER}/name_create", body)
        for context in self.contexts():
            self.assertHeld(*execute(PARTNER, "create", values, context=context))
            self.assertHeld(*execute(PARTNER, "name_create", "New", context=context))
        self.assertFalse(self.env[PARTNER].search([("name", "=like", "New%")]))
        self.assertFalse(self.env["res.users"].search([("login", "=", "new2")]))

    def test_without_limits_they_are_scalars(self):
        values = {"name": "New one"}
        path = f"/{PARTNER}?fields=email"
        for context, status in (
            ({"default_user_ids": self.administrator}, 400),
            ({"default_category_id": [[6, 0, [1]]]}, 400),
            ({"default_restapi_key_ids": [[0, 0, {}]]}, 201),
            ({"default_parent_id": [[1]]}, 400),
            ({"default_color": "red"}, 400),
            ({"default_email": "a@example.com", "default_country_id": 20}, 201),
        ):
            with self.subTest(context=context):
                response = self.call(
                    "POST", f"{path}&context={json.dumps(context)}", json=values
                )
                self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(response.json()["record"]["email"], "a@example.com")
        self.assertFalse(self.env["res.users"].search([("login", "=", "new2")]))


@tagged("post_install", "-at_install")
class TestLines(LimitCase):
    """A9, A10: what is listed is all there is, also when it is gone."""

    def test_deleted_field_is_not_all_fields(self):
        field = self.env["ir.model.fields"].create(
            {
                "name": "x_probe",
                "model_id": self.env["ir.model"]._get(PARTNER).id,
                "ttype": "char",
            }
        )
        line = {"model_id": PARTNER, "may_update": True, "field_ids": ["x_probe"]}
        self.given(line)
        with mute_logger("odoo.registry"):
            field.unlink()
        self.env.flush_all()
        self.assertFalse(self.made.access_ids.all_fields)
        path = f"/api/native/{PARTNER}"
        for query in ("fields=email", "domain=[('email','!=',False)]", "order=email"):
            self.assertHeld("GET", f"{path}?{query}")
        self.assertHeld("PUT", f"{path}/{self.company.id}", {"email": "x"})
        self.assertHeld("GET", f"/api/{PARTNER}/search", fields="['email','phone']")
        self.assertHeld("GET", f"{OBJECT}/{PARTNER}", fields="['email']")
        row = self.assertDone("GET", f"{path}/{self.company.id}")
        self.assertEqual(row, {"id": self.company.id})

    def test_cleared_methods_are_not_all_methods(self):
        line = {"model_id": PARTNER, "may_execute": True, "methods": "address_get"}
        self.given(line)
        path = f"{OBJECT}/{PARTNER}/{self.company.id}"
        self.assertDone("PUT", f"{path}/address_get")
        for text in ("", False):
            self.made.access_ids.methods = text
            self.env.flush_all()
            for method in ("address_get", "message_subscribe", "toggle_active"):
                self.assertHeld("PUT", f"{path}/{method}")
        for text in (" , ", "no_such_method", "_write", "address_get, sudo"):
            with (
                self.subTest(text=text),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                self.made.access_ids.methods = text

    def test_fields_and_records_of_a_line_hold_together(self):
        line = {
            "model_id": PARTNER,
            "may_update": True,
            "may_execute": True,
            "field_ids": ["name"],
            "methods": "address_get",
            "domain": f"[('id', '=', {self.company.id})]",
        }
        self.given(line, {"may_read": True, "may_update": True, "may_execute": True})
        one, other = self.company.id, self.person.id
        self.assertDone("PUT", f"/api/native/{PARTNER}/{one}", {"name": "Acme"})
        self.assertDone(*execute(PARTNER, "address_get", [one]))
        for request in (
            ("GET", f"/api/native/{PARTNER}/{other}?fields=name"),
            ("GET", f"/api/native/{PARTNER}/{one}?fields=email"),
            ("PUT", f"/api/native/{PARTNER}/{other}", {"name": "x"}),
            ("PUT", f"/api/native/{PARTNER}/{one},{other}", {"name": "x"}),
            ("PUT", f"/api/native/{PARTNER}/{one}", {"comment": "x"}),
            ("PUT", f"/api/{PARTNER}/{other}", {"name": "x"}),
            ("GET", f"{OBJECT}/{PARTNER}/{other}"),
            execute(PARTNER, "address_get", [other]),
            execute(PARTNER, "address_get", [one, other]),
            execute(PARTNER, "message_subscribe", [one], [3]),
        ):
            self.assertHeld(*request)
        rows = self.assertDone("GET", f"/api/{PARTNER}/search", fields="['name']")
        self.assertEqual([row["id"] for row in rows], [one])


@tagged("post_install", "-at_install")
class TestOracles(LimitCase):
    """A13, A14, A15, A26, A27: what may not be read is not searched or sorted by."""

    def test_accounts_search_no_hidden_fields(self):
        self.given({"model_id": PARTNER, "may_execute": True, "field_ids": ["name"]})
        hidden = "[('email','ilike','acme')]"
        search = f"/api/{PARTNER}/search"
        for params in (
            {"domain": hidden},
            {"domain": "[('display_name','ilike','acme@')]"},
            {"domain": "[('child_ids','ilike','ann')]"},
            {"domain": "[('child_ids','any',[('name','=','Ann')])]"},
            {"domain": "['!',('commercial_partner_id.email','=','x')]"},
            {"order": "email"},
            {"order": "name, parent_id"},
        ):
            self.assertHeld("GET", search, **params)
            self.assertHeld("GET", f"{OBJECT}/{PARTNER}", **params)
        self.assertHeld("GET", f"/api/{PARTNER}/record_count", domain=hidden)
        condition = [["email", "ilike", "acme"]]
        for method, args, kwargs in (
            ("search", [condition], {}),
            ("search_count", [condition], {}),
            ("search_read", [condition], {"fields": ["name"]}),
            ("search", [[]], {"order": "email"}),
            ("name_search", ["acme@"], {}),
            ("name_search", [], {"name": "acme@", "operator": "=like"}),
            ("name_search", ["A"], {"domain": condition}),
            ("read_group", [[], ["email:count"], ["name"]], {}),
            ("read_group", [condition, [], ["name"]], {}),
            ("formatted_read_group", [condition, ["name"]], {}),
            ("search_panel_select_range", ["parent_id"], {}),
            ("read_progress_bar", [condition, "name", {}], {}),
            ("web_search_read", [condition, {"name": {}}], {}),
            ("filtered_domain", [[1], condition], {}),
            ("grouped", [[1], "email"], {}),
        ):
            self.assertHeld(*execute(PARTNER, method, *args, **kwargs))

    def test_operators_that_step_round_rules(self):
        """For credentials without limits too: in any argument of any method."""
        self.given({"model_id": PARTNER, "may_execute": True})
        limited, self.text = self.text, self.key
        leaf = ["child_ids", "any!", [["name", "=", "Ann"]]]
        deep = [["parent_id", "any", [["child_ids", "not any!", []]]]]
        for name, value in (
            ("domain", [leaf]),
            ("additional_domain", [leaf]),
            ("search_domain", ["|", leaf, leaf]),
            ("comodel_domain", deep),
            ("kwargs", {"domain": [leaf]}),
            ("x", json.dumps([leaf])),
            ("x", repr([tuple(leaf)])),
            ("x", [["a", "ANY!", []]]),
        ):
            body = {"kwargs": {name: value}}
            for text in (self.key, limited):
                self.text = text
                self.assertHeld(
                    "POST", f"{OBJECT}/{PARTNER}/get_import_templates", body
                )
                self.assertHeld("POST", f"{OBJECT}/{PARTNER}/message_post", body)
            self.assertHeld(*execute(PARTNER, "message_post", [1], **{name: value}))
            self.assertHeld(*execute(PARTNER, "search_panel_select_range", "x", value))

    def test_records_stay_in_the_line(self):
        line = {
            "model_id": PARTNER,
            "may_create": True,
            "may_update": True,
            "may_execute": True,
            "domain": "[('city', '=', 'A')]",
        }
        self.company.city = "A"
        self.given(line)
        path, out = f"{PARTNER}/{self.company.id}", {"city": "B"}
        for request in (
            ("PUT", f"/api/native/{path}", out),
            ("PATCH", f"/api/native/{path}", out),
            ("PUT", f"/api/{path}", out),
            ("PUT", f"{OBJECT}/{path}", {"vals": out}),
            execute(PARTNER, "write", [self.company.id], out),
            execute(PARTNER, "web_save", [self.company.id], out, {}),
            execute(PARTNER, "toggle_active", [self.company.id]),
            ("POST", f"/api/native/{PARTNER}", {"name": "x", **out}),
            ("POST", f"/api/{PARTNER}/create", {"name": "x", **out}),
            execute(PARTNER, "copy", [self.company.id], out),
        ):
            self.assertHeld(*request)
        self.env.invalidate_all()
        self.assertEqual(self.company.city, "A")


@tagged("post_install", "-at_install")
class TestOtherModels(LimitCase):
    """A12, A18, A20: what a model says of others is for who may read those."""

    def test_properties(self):
        container = self.env["restapi_test.container"].create(
            {
                "definition": [
                    {
                        "name": "owner",
                        "type": "many2one",
                        "string": "Owner",
                        "comodel": "res.users",
                    },
                    {
                        "name": "many",
                        "type": "many2many",
                        "string": "Many",
                        "comodel": "res.users",
                    },
                ]
            }
        )
        everything = self.env["restapi_test.everything"].create(
            {"name": "x", "container_id": container.id}
        )
        everything.properties = {"owner": self.user.id, "many": self.user.ids}
        model = everything._name
        fields = ["name", "properties"]
        line = {
            "model_id": model,
            "may_update": True,
            "may_execute": True,
            "field_ids": fields,
        }
        self.given(line)
        path, name = f"{model}/{everything.id}", self.user.name
        for request in (
            ("GET", f"/api/native/{path}?fields=properties"),
            ("GET", f"{OBJECT}/{path}?fields=['properties']"),
            ("GET", f"/api/{path}"),
            ("GET", f"/api/{model}/search?fields=['properties']"),
        ):
            response = self.sent(*request)
            self.assertEqual(response.status_code, 200, response.text)
            self.assertNotIn(name, response.text)
            self.assertIn("owner", response.text)
        for method in ("read", "search_read", "export_data"):
            args = (
                [[], fields] if method == "search_read" else [[everything.id], fields]
            )
            with self.subTest(method=method):
                self.assertNotIn(name, self.sent(*execute(model, method, *args)).text)
        hacked = {"name": "p2", "type": "char", "string": "Hacked", "value": "x"}
        for item in (
            {**hacked, "definition_changed": True},
            {**hacked, "definition_deleted": True},
            {"name": "owner", "definition_deleted": True},
        ):
            values = {"properties": [item]}
            for request in (
                ("PUT", f"/api/native/{path}", values),
                ("PUT", f"{OBJECT}/{path}", {"vals": values}),
                ("PUT", f"/api/{path}", values),
                execute(model, "write", [everything.id], values),
            ):
                self.assertHeld(*request)
        self.env.invalidate_all()
        names = [item["name"] for item in container.definition]
        self.assertEqual(names, ["owner", "many"])

    def test_messages_and_files_of_hidden_models(self):
        self.company.message_post(body="Hidden words")
        message = self.company.message_ids[0]
        file = self.env["ir.attachment"].search(
            [("res_model", "=", PARTNER), ("res_field", "!=", False)], limit=1
        )
        self.given({"model_id": "ir.attachment"}, {"model_id": "mail.message"})
        for request in (
            ("GET", f"/api/native/mail.message/{message.id}"),
            ("GET", f"{OBJECT}/mail.message/{message.id}"),
            ("GET", f"/api/mail.message/{message.id}"),
            ("GET", f"/api/native/ir.attachment/{file.id}"),
            ("GET", f"/api/ir.attachment/{file.id}"),
        ):
            self.assertNotIn("Hidden words", self.assertHeld(*request))
        for path in ("/api/native/mail.message", f"{OBJECT}/mail.message"):
            found = self.sent("GET", path, domain=f"[('id','=',{message.id})]")
            self.assertEqual(found.status_code, 200, found.text)
            self.assertNotIn("Hidden words", found.text)
        domain = f"[('id','=',{file.id}),('res_field','!=',False)]"
        rows = self.assertDone("GET", "/api/ir.attachment/search", domain=domain)
        self.assertEqual(rows, [])

    def test_reports(self):
        report = self.env["ir.actions.report"].create(
            {
                "name": "Partner",
                "model": PARTNER,
                "report_name": "restapi.no_such_template",
                "report_type": "qweb-pdf",
            }
        )
        name = report.report_name
        for line in (
            {"field_ids": ["name"]},
            {"field_ids": ["name"], "may_execute": True},
            {"field_ids": ["name"], "may_execute": True, "methods": "address_get"},
            {"domain": f"[('id', '=', {self.person.id})]"},
            {"may_read": False, "may_update": True},
        ):
            self.given({"model_id": PARTNER, **line})
            id_ = self.company.id
            for request in (
                ("GET", f"/restapi/1.0/report/{name}/{id_}"),
                ("GET", f"/restapi/1.0/report/{name}?ids={id_}"),
                ("GET", f"/restapi/1.0/report/{name}/{id_},{self.person.id}"),
            ):
                headers = {"Authorization": f"Bearer {self.text}"}
                with self.subTest(line=line, request=request):
                    response = self.url_open(request[1], headers=headers)
                    self.assertIn(response.status_code, (403, 404), response.text)
