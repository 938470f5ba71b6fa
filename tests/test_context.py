"""Context where Odoo's developers put it, in each dialect that has a place for it."""

from typing import Any

from requests import Response

from odoo.fields import Command
from odoo.tests import tagged

from .support.common import make_rest_key
from .support.spellings import SpellingCase

QUESTION = "restapi_test.question"


class ContextCase(SpellingCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.germany = cls.env.ref("base.de")
        cls.record = cls.env["restapi_test.awkward"].create({"text": "x"})
        cls.env.flush_all()

    def calling(self, method: str, args: list, context: Any, model: str = "res.partner"):
        """Give the answers to a call with a context, by dialect."""
        kwargs = {"context": context}
        candidroot, synconics = self.spellings[3], self.spellings[4]
        body = {"method": method, "args": args, "kwargs": kwargs}
        yield "candidroot", self.send(
            candidroot, "POST", f"{model}/execute_kw", json=body
        )
        yield "synconics", self.send(
            synconics, "POST", f"{model}/{method}", json={"args": args, **body}
        )


@tagged("post_install", "-at_install")
class TestContext(ContextCase):
    def read_in_french(self) -> list[tuple[str, Response]]:
        """Read the name of a country in every way that there is."""
        native, rest_api, restful, candidroot, synconics = self.spellings
        lang = {"lang": "fr_FR"}
        path = f"res.country/{self.germany.id}"
        domain = [["id", "=", self.germany.id]]
        find = f"res.country?fields=name&domain={domain}&context={lang}"
        one = {"fields": ["name"]}
        positional = {"method": "read", "args": [self.germany.ids, ["name"]]}
        named = {"method": "search_read", "kwargs": {**one, "domain": domain}}
        named["kwargs"]["context"] = lang
        execute = "res.country/execute_kw"
        send = self.send
        return [
            ("native list", send(native, "GET", find)),
            ("native one", send(native, "GET", f"{path}?fields=name&context={lang}")),
            ("native body", send(native, "GET", path, json={**one, "context": lang})),
            (
                "rest_api",
                send(rest_api, "PUT", f"{path}/read", json={**one, "__context__": lang}),
            ),
            (
                "restful",
                send(restful, "PATCH", f"{path}/read", json={**one, "context": lang}),
            ),
            (
                "candidroot by position",
                send(
                    candidroot,
                    "POST",
                    execute,
                    json={**positional, "kwargs": {"context": lang}},
                ),
            ),
            ("candidroot by name", send(candidroot, "POST", execute, json=named)),
            (
                "synconics",
                send(synconics, "POST", "res.country/search_read", json=named),
            ),
            (
                "synconics beside",
                send(synconics, "GET", f"{path}?fields=['name']&context={lang}"),
            ),
        ]

    def test_language(self):
        for place, response in self.read_in_french():
            with self.subTest(place=place):
                self.assertEqual(response.status_code, 200, response.text)
                self.assertIn("Allemagne", response.text)

    def test_records_of_a_wizard(self):
        context = {
            "active_model": self.record._name,
            "active_id": self.record.id,
            "active_ids": self.record.ids,
        }
        for place, response in self.calling("create", [{}], context, QUESTION):
            with self.subTest(place=place):
                self.assertEqual(response.status_code, 200, response.text)
                made = self.env[QUESTION].search([], order="id desc", limit=1)
                self.assertEqual(made.awkward_id, self.record)
        path = f"/{QUESTION}?context={context}&fields=awkward_id"
        response = self.call("POST", path, json={"answer": "no"})
        self.assertEqual(response.status_code, 201, response.text)

    def test_method_of_records(self):
        partner = self.env["res.partner"].create({"name": "A"})
        context = {"lang": "fr_FR", "active_test": False}
        for method in ("action_archive", "action_unarchive"):
            args = [partner.ids]
            response = next(self.calling(method, args, context))[1]
            self.assertEqual(response.status_code, 200, response.text)
        path = f"res.partner/{partner.id}/action_archive"
        body = {"args": [], "kwargs": {"context": context}}
        response = self.send(self.spellings[4], "POST", path, json=body)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertFalse(partner.active)

    def test_other_keys_do_nothing(self):
        """Keys that switch checks off, or that change who is asking."""
        context = {
            "uid": 1,
            "su": True,
            "tracking_disable": True,
            "mail_create_nosubscribe": True,
            "install_mode": True,
        }
        for place, response in self.calling("create", [{"name": "Keys"}], context):
            with self.subTest(place=place):
                self.assertEqual(response.status_code, 200, response.text)
                made = self.env["res.partner"].search([], order="id desc", limit=1)
                self.assertEqual((made.name, made.create_uid), ("Keys", self.user))
                self.assertTrue(made.message_ids, "the creation was not logged")

    def test_wrong_values_are_refused(self):
        for context in (
            {"lang": "xx_XX"},
            {"tz": ["a"]},
            {"active_ids": "x"},
            {"active_model": "no.model"},
            {"default_child_ids": [[0, 0, {"name": "x"}]]},
            {"default_category_id": [[6, 0, [1]]]},
            {"default_color": "red"},
            "lang",
            ["lang"],
        ):
            for place, response in self.calling("create", [{"name": "A"}], context):
                with self.subTest(place=place, context=context):
                    self.assertEqual(response.status_code, 400, response.text)
            path = f"/res.partner?context={context!r}"
            response = self.call("POST", path, json={"name": "A"})
            self.assertEqual(response.status_code, 400, response.text)

    def test_companies_of_others_are_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        context = {"allowed_company_ids": other.ids}
        args = [[], ["name"]]
        for place, response in self.calling("search_read", args, context):
            with self.subTest(place=place):
                self.assertEqual(response.status_code, 403, response.text)
        self.user.company_ids = [Command.link(other.id)]
        self.env.flush_all()
        for place, response in self.calling("search_read", args, context):
            with self.subTest(place=place):
                self.assertEqual(response.status_code, 200, response.text)


@tagged("post_install", "-at_install")
class TestDefaults(ContextCase):
    """``default_…`` are values of what is created, by another way."""

    def test_they_are_values(self):
        context = {"default_city": "Lille", "default_country_id": self.germany.id}
        for place, response in self.calling("create", [{"name": "A"}], context):
            with self.subTest(place=place):
                self.assertEqual(response.status_code, 200, response.text)
                made = self.env["res.partner"].search([], order="id desc", limit=1)
                self.assertEqual((made.city, made.country_id), ("Lille", self.germany))
        path = f"/res.partner?context={context}&fields=city"
        response = self.call("POST", path, json={"name": "B"})
        self.assertEqual(response.json()["record"]["city"], "Lille")
        response = self.call("POST", path, json={"name": "B", "city": "Lyon"})
        self.assertEqual(response.json()["record"]["city"], "Lyon")

    def test_of_other_models_they_do_nothing(self):
        context = {"default_no_such_field": 1, "default_acc_number": "x"}
        path = f"/res.partner?context={context}"
        self.assertEqual(self.call("POST", path, json={"name": "A"}).status_code, 201)

    def test_credentials_with_limits_send_none(self):
        lines = [
            {
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "may_read": True,
                "may_create": True,
                "may_execute": True,
            }
        ]
        access = {
            "is_limited": True,
            "access_ids": [Command.create(line) for line in lines],
        }
        _key, text = make_rest_key(self.user, **access)
        account = self.env["restapi.account"].create(
            {"name": "limited", "user_id": self.user.id, **access}
        )
        bearer = {"Authorization": f"Bearer {text}"}
        api_key = {"api-key": account._restapi_new_key()}
        self.env.flush_all()
        count = self.env["res.partner"].search_count([])
        for context, status in (({"default_city": "Lille"}, 403), ({"tz": "UTC"}, 200)):
            body = {"args": [{"name": "L"}], "kwargs": {"context": context}}
            for response in (
                self.url_open(
                    f"/api/res.partner?context={context}",
                    json={"name": "L"},
                    headers=bearer,
                    method="POST",
                ),
                self.url_open(
                    "/api/res.partner/execute_kw",
                    json={"method": "create", **body},
                    headers=api_key,
                    method="POST",
                ),
                self.url_open(
                    "/restapi/1.0/object/res.partner/create",
                    json=body,
                    headers=bearer,
                    method="POST",
                ),
            ):
                with self.subTest(url=response.url, context=context):
                    self.assertEqual(
                        response.status_code // 100, status // 100, response.text
                    )
                    if status == 403:
                        self.assertIn("default_city", response.text)
            made = self.env["res.partner"].search_count([]) - count
            self.assertEqual(made, 0 if status == 403 else 3)
