"""Calls of methods in the native dialect."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.common import ApiCase
from .test_grants import GrantCase

MODEL = "restapi_test.everything"


@tagged("post_install", "-at_install")
class TestCalls(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Called", "city": "Ghent"})
        cls.records = cls.env[MODEL].create(
            [{"name": f"Called {i}", "many2one_id": cls.partner.id} for i in range(2)]
        )
        cls.one, cls.two = cls.records.ids

    def post(self, path, body=None, **kwargs):
        response = self.call("POST", path, json=body, **kwargs)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def result(self, path, body=None, **kwargs):
        answer = self.post(path, body, **kwargs)
        self.assertEqual(set(answer), {"result"})
        return answer["result"]

    def test_records_of_the_path(self):
        for ids, expected in ((self.one, [6]), (f"{self.one},{self.two}", [6, 6])):
            path = f"/{MODEL}/{ids}/double"
            self.assertEqual(self.result(path, {"number": 3}), expected)
        self.assertEqual(self.result(f"/{MODEL}/double", {"number": 3}), [])

    def test_ways_to_send_arguments(self):
        path = f"/{MODEL}/{self.one}/double"
        for body in (
            {"number": 4, "factor": 3},
            {"args": [4, 3]},
            {"args": [4], "kwargs": {"factor": 3}},
            {"kwargs": {"number": 4, "factor": 3}},
            {"kwargs": {"number": 4, "factor": 3}, "context": {"tz": "UTC"}},
            {"number": 4, "factor": 3, "context": {}},
        ):
            with self.subTest(body=body):
                self.assertEqual(self.result(path, body), [12])

    def test_slug_and_no_body(self):
        self.assertEqual(
            self.result(f"/restapi_test_everything/{self.one}/fields"), "1"
        )

    def test_method_called_like_an_address(self):
        self.assertEqual(self.result(f"/{MODEL}/fields", {"prefix": "n"}), "n0")
        described = self.get(f"/{MODEL}/fields")
        self.assertEqual(described["model"], MODEL)

    def test_records_are_ids(self):
        body = {"domain": [["id", "in", self.records.ids]], "order": "id desc"}
        found = self.result(f"/{MODEL}/search", body)
        self.assertEqual(found, {"ids": [self.two, self.one]})
        self.assertEqual(
            self.result(f"/{MODEL}/search", {"domain": [["id", "=", 0]]}), {"ids": []}
        )

    def test_records_with_fields(self):
        body = {"domain": [["id", "in", self.records.ids]], "order": "id desc"}
        rows = self.result(f"/{MODEL}/search?fields=name,many2one_id(city)", body)
        partner = {"id": self.partner.id, "city": "Ghent"}
        self.assertEqual(
            rows,
            [
                {"id": self.two, "name": "Called 1", "many2one_id": partner},
                {"id": self.one, "name": "Called 0", "many2one_id": partner},
            ],
        )
        path = f"/res.partner/{self.partner.id}/copy?fields=name"
        [copied] = self.result(path, {"default": {"name": "New"}})
        self.assertEqual(copied["name"], "New")
        self.assertTrue(self.partner.browse(copied["id"]).exists())

    def test_fields_of_what_is_no_record_are_not_asked_for(self):
        path = f"/{MODEL}/{self.one}/double?fields=name"
        self.assertEqual(self.result(path, {"number": 1}), [2])

    def test_records_are_read_as_the_user(self):
        self.env["ir.rule"].create(
            {
                "name": "nobody",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.partner.id})]",
            }
        )
        path = f"/{MODEL}/{self.one}/as_superuser"
        self.assertEqual(self.result(path), {"ids": self.partner.ids})
        self.assertEqual(
            self.result(f"{path}?fields=name,city"), [{"id": self.partner.id}]
        )

    def test_values_that_json_has_no_form_for(self):
        self.assertEqual(
            self.result(f"/{MODEL}/{self.one}/various"),
            {
                "moment": "2026-11-21 08:15:00",
                "day": "2026-11-21",
                "records": [self.one],
                "pair": [1, "a"],
                "text": "<b>bold</b>",
                "raw": "raw",
                "binary": "/w==",
                "amount": 1.5,
                "3": None,
                "nan": None,
            },
        )

    def test_context_of_query_and_body(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        path = f"/{MODEL}/language"
        french = {"lang": "fr_FR", "active_ids": [1, 2], "install_mode": True}
        for query, body in (
            (f"?context={french}", None),
            ("", {"context": french}),
            ("", {"kwargs": {"context": french}}),
            ("?context={'active_ids':[1,2]}", {"context": {"lang": "fr_FR"}}),
        ):
            with self.subTest(query=query, body=body):
                self.assertEqual(self.result(path + query, body), ["fr_FR", [1, 2]])
        accept = {"Accept-Language": "fr-FR"}
        self.assertEqual(self.result(path, headers=accept), ["fr_FR", None])

    def test_wizard_that_is_still_to_do(self):
        answer = self.post(f"/{MODEL}/open_wizard")
        self.assertEqual(answer["result"]["res_model"], "change.password.own")
        self.assertEqual(
            answer["pending"],
            {
                "model": "change.password.own",
                "id": None,
                "context": {},
                "values": {"new_password": "x"},
            },
        )
        answer = self.post(
            f"/{MODEL}/{self.one},{self.two}/open_wizard", {"made": True}
        )
        self.assertEqual(answer["pending"]["id"], answer["result"]["res_id"])
        self.assertEqual(
            answer["pending"]["context"],
            {
                "active_model": MODEL,
                "active_id": self.one,
                "active_ids": self.records.ids,
            },
        )

    def test_actions_that_only_show(self):
        answer = self.post(f"/{MODEL}/open_wizard", {"target": "current"})
        self.assertNotIn("pending", answer)

    @mute_logger("odoo.http")
    def test_errors_of_the_model(self):
        for why, status, code in (
            ("user", 422, "user_error"),
            ("validation", 422, "validation_error"),
            ("access", 403, "access_error"),
        ):
            with self.subTest(why=why):
                response = self.call(
                    "POST", f"/{MODEL}/{self.one}/refuse", json={"why": why}
                )
                self.assertIn(
                    f"No, because of {why}.", self.assertProblem(response, status, code)
                )
        self.assertEqual(self.records[0].name, "Called 0")

    def test_arguments_that_do_not_fit(self):
        path = f"/{MODEL}/{self.one}/double"
        for body, words in (
            (
                {"numbr": 3},
                "unknown argument numbr, did you mean number? It takes number, factor.",
            ),
            ({"number": 3, "x" * 200: 1}, "unknown argument xxx"),
            ({}, "missing a required argument: 'number'. It takes number, factor."),
            ({"args": [1, 2, 3]}, "too many positional arguments"),
            (
                {"args": [1], "kwargs": {"number": 1}},
                "multiple values for argument 'number'",
            ),
            ({"kwargs": {"self": 1}}, "unknown argument self"),
        ):
            with self.subTest(body=body):
                response = self.call("POST", path, json=body)
                sentence = self.assertProblem(response, 400, "invalid_arguments")
                self.assertIn(words, sentence)
                self.assertLess(len(sentence), 300)

    def test_bodies_that_are_none(self):
        path = f"/{MODEL}/{self.one}/double"
        for body, code in (
            ([1], "invalid_body"),
            ("x", "invalid_body"),
            (5, "invalid_body"),
            ({"args": 5}, "invalid_args"),
            ({"args": {"number": 1}}, "invalid_args"),
            ({"kwargs": []}, "invalid_kwargs"),
            ({"number": 1, "context": 5}, "invalid_context"),
            ({"kwargs": {"number": 1, "context": []}, "args": []}, None),
            ({"kwargs": {"number": 1, "context": [1]}}, "invalid_context"),
            ({"number": 1, "context": {"lang": "xx_XX"}}, "invalid_context"),
        ):
            with self.subTest(body=body):
                response = self.call("POST", path, json=body)
                if code is None:
                    self.assertEqual(response.json(), {"result": [2]})
                else:
                    self.assertProblem(response, 400, code)
        response = self.call("POST", path, data="{")
        self.assertProblem(response, 400, "invalid_json")

    def test_parameters_of_the_query(self):
        path = f"/{MODEL}/{self.one}/double"
        for query, code in (
            ("number=3", "unknown_parameter"),
            ("field=name", "unknown_parameter"),
            ("context=5", "invalid_context"),
            ("fields=name(", "invalid_fields"),
        ):
            with self.subTest(query=query):
                response = self.call("POST", f"{path}?{query}", json={"number": 1})
                self.assertProblem(response, 400, code)
        path = f"/res.partner/{self.partner.id}/copy?fields=nme"
        response = self.call("POST", path, json={})
        sentence = self.assertProblem(response, 400, "unknown_field")
        self.assertIn("did you mean name?", sentence)
        self.assertEqual(self.partner.search_count([("name", "like", "Called")]), 1)

    @mute_logger("odoo.http")
    def test_what_is_not_called(self):
        for path, status, code in (
            (f"/{MODEL}/{self.one}/_compute_stored", 403, "access_error"),
            (f"/{MODEL}/{self.one}/not_for_clients", 403, "access_error"),
            (f"/{MODEL}/{self.one}/__class__", 403, "access_error"),
            (f"/{MODEL}/{self.one}/nothing", 404, "unknown_method"),
            (f"/{MODEL}/{self.one}/name", 404, "unknown_method"),
            (f"/{MODEL}/{2**31 - 1}/double", 404, "missing_record"),
            (f"/{MODEL}/0/double", 400, "invalid_id"),
            (f"/{MODEL}/x/double", 400, "invalid_id"),
            ("/nothing/double", 404, "unknown_model"),
            ("/restapi.key/search", 404, "unknown_model"),
            ("/restapi.service/execute", 404, "unknown_model"),
            ("/ir.config_parameter/get_param", 403, "method_access"),
            (f"/{MODEL}/{self.one}", 405, "method_not_allowed"),
            (f"/{MODEL}/{self.one}/double/more", 404, "not_found"),
        ):
            with self.subTest(path=path):
                response = self.call("POST", path, json={"number": 1})
                self.assertProblem(response, status, code)
        # What is read there is a file.
        response = self.call("GET", f"/{MODEL}/{self.one}/double")
        self.assertProblem(response, 404, "not_found")

    def test_domains_in_arguments(self):
        for domain in (
            [["many2one_id", "any!", [["name", "=", "x"]]]],
            [["nothing", "=", 1]],
        ):
            response = self.call("POST", f"/{MODEL}/search", json={"domain": domain})
            self.assertEqual(response.status_code, 400, response.text)

    def test_more_records_than_a_page(self):
        self.env["ir.config_parameter"].set_param("restapi.max_page_size", "1")
        body = {"domain": [["id", "in", self.records.ids]]}
        response = self.call("POST", f"/{MODEL}/search", json=body)
        self.assertProblem(response, 400, "too_large")

    def test_sessions_call_from_our_own_pages_only(self):
        self.authenticate("api_user", "api_user")
        path = f"/{MODEL}/{self.one}/double"
        response = self.call("POST", path, key=None, json={"number": 1})
        self.assertProblem(response, 403, "csrf")
        own = {"Origin": self.base_url()}
        self.assertEqual(self.result(path, {"number": 1}, key=None, headers=own), [2])

    def test_without_credential(self):
        response = self.call("POST", "/res_partner/address_get", key=None, json={})
        self.assertProblem(response, 401, "unauthorized")


@tagged("post_install", "-at_install")
class TestLimits(GrantCase):
    """Calls of a credential with access lines."""

    def test_execute_is_asked_for(self):
        key = self.key_with({"model_id": "res.partner", "may_update": True})
        path = f"/res.partner/{self.person.id}/address_get"
        self.assertRefused(self.call("POST", path, key, json={}))
        key = self.key_with({"model_id": "res.partner", "may_execute": True})
        self.assertEqual(self.call("POST", path, key, json={}).status_code, 200)
        self.assertRefused(self.call("POST", "/res.country/search", key, json={}))

    def test_named_methods(self):
        key = self.key_with(
            {"model_id": "res.partner", "may_execute": True, "methods": "address_get"}
        )
        path = f"/res.partner/{self.person.id}"
        self.assertEqual(
            self.call("POST", f"{path}/address_get", key, json={}).status_code, 200
        )
        self.assertRefused(self.call("POST", f"{path}/action_archive", key, json={}))

    def test_records_of_the_line(self):
        key = self.key_with(
            {
                "model_id": "res.partner",
                "may_execute": True,
                "may_update": True,
                "domain": f"[('id', '=', {self.person.id})]",
            }
        )
        hidden = f"/res.partner/{self.company.id}/address_get"
        self.assertProblem(
            self.call("POST", hidden, key, json={}), 404, "missing_record"
        )
        found = self.call(
            "POST", "/res.partner/search", key, json={"domain": []}
        ).json()
        self.assertEqual(found["result"], {"ids": self.person.ids})

    def test_fields_of_returned_records(self):
        key = self.key_with(
            {
                "model_id": "res.partner",
                "may_execute": True,
                "field_ids": ["name", "city"],
            }
        )
        body = {"domain": [["name", "=", "Ann"]]}
        path = "/res.partner/search?fields="
        answer = self.call("POST", f"{path}name", key, json=body)
        self.assertEqual(
            answer.json()["result"], [{"id": self.person.id, "name": "Ann"}]
        )
        self.assertRefused(self.call("POST", f"{path}email", key, json=body))

    def test_models_of_returned_records(self):
        record = self.env[MODEL].create({"name": "x", "many2one_id": self.person.id})
        key = self.key_with({"model_id": MODEL, "may_execute": True})
        path = f"/{MODEL}/{record.id}/as_superuser"
        self.assertEqual(
            self.call("POST", path, key, json={}).json()["result"],
            {"ids": self.person.ids},
        )
        self.assertRefused(self.call("POST", f"{path}?fields=name", key, json={}))

    def test_methods_of_every_model_are_limited_by_their_arguments(self):
        key = self.key_with(
            {
                "model_id": "res.partner",
                "may_execute": True,
                "may_update": True,
                "field_ids": ["name", "city"],
            }
        )
        path = f"/res.partner/{self.person.id}"
        self.assertRefused(
            self.call("POST", f"{path}/write", key, json={"vals": {"email": "a@b.c"}})
        )
        self.assertRefused(
            self.call("POST", f"{path}/read", key, json={"fields": ["email"]})
        )
        self.assertRefused(
            self.call(
                "POST", f"{path}/web_save", key, json={"vals": {}, "specification": {}}
            )
        )
        self.assertRefused(self.call("POST", f"{path}/unlink", key, json={}))
