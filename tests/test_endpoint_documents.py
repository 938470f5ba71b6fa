"""Endpoints without code in documents, and as data of an addon."""

import json
from io import BytesIO

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.convert import convert_xml_import

from ..openapi.formats import LARGE_INTEGER
from .support.common import make_key
from .support.endpoints import EndpointCase

EVERYTHING = "restapi_test.everything"
VALUES = {
    "tree": "name,country_id(name),child_ids(name),category_id,ref",
    "domain": "[('is_company', '=', True), ('ref', 'in', refs), ('color', '>', color)]",
    "order": "name",
    "page_size": 7,
    "max_page_size": 9,
    "may_create": True,
    "may_update": True,
    "accepted": "name,country_id,category_id,child_ids(name)",
    "create_values": "{'is_company': True, 'ref': shop}",
    "description": "For tills.",
    "parameters": [
        {"name": "refs", "kind": "text", "several": True, "help": "References."},
        {"name": "color", "kind": "integer", "default": "-1"},
        {"name": "shop", "kind": "choice", "choices": "a,b", "required": True},
    ],
}


class DocumentCase(EndpointCase):
    def setUp(self) -> None:
        super().setUp()
        self.shops = self.endpoint("till/shops", **VALUES)

    def document(self, **kwargs):
        return self.get("/openapi.json?models=res.country", **kwargs)


@tagged("post_install", "-at_install")
class TestOpenApi(DocumentCase):
    def test_document_is_valid(self):
        from openapi_spec_validator import validate

        self.endpoint(
            "calls",
            EVERYTHING,
            may_call=True,
            method="double",
            arguments="{'number': n}",
            parameters=[{"name": "n", "kind": kind} for kind in ("number",)],
        )
        document = self.document()
        validate(document)
        self.assertIn("Endpoints", [tag["name"] for tag in document["tags"]])
        names = [
            operation["operationId"]
            for item in document["paths"].values()
            for operation in item.values()
        ]
        self.assertEqual(len(names), len(set(names)))

    def test_parameters_have_types(self):
        item = self.document()["paths"]["/x/v1/till/shops"]
        self.assertEqual(set(item), {"get", "x-query", "post"})
        by_name = {
            each["name"]: each for each in item["get"]["parameters"] if "name" in each
        }
        self.assertEqual(
            by_name["refs"]["schema"], {"type": "array", "items": {"type": "string"}}
        )
        self.assertEqual(by_name["refs"]["explode"], False)
        self.assertEqual(by_name["refs"]["description"], "References.")
        self.assertEqual(by_name["color"]["schema"], {**LARGE_INTEGER, "default": -1})
        limit = by_name["limit"]["schema"]
        self.assertEqual((limit["default"], limit["maximum"]), (7, 9))
        self.assertNotIn("shop", by_name)
        self.assertEqual(item["get"]["description"], "For tills.")
        (shop,) = [p for p in item["post"]["parameters"] if p.get("name") == "shop"]
        self.assertEqual(shop["schema"]["enum"], ["a", "b"])
        self.assertTrue(shop["required"])

    def test_answers_are_as_described(self):
        from jsonschema import Draft202012Validator

        document = self.document()
        example = self.body(document)["example"]
        response = self.call("POST", "/x/v1/till/shops?shop=a", json=example)
        self.assertEqual(response.status_code, 201, response.text)
        one = f"/x/v1/till/shops/{response.json()['id']}"
        paths = document["paths"]
        for path, address, query in (
            ("/x/v1/till/shops", "/x/v1/till/shops", "?refs=a"),
            ("/x/v1/till/shops/{id}", one, ""),
            ("/x", "/x", ""),
        ):
            content = paths[path]["get"]["responses"]["200"]["content"]
            schema = content["application/json"]["schema"]
            schema = {**schema, "components": document["components"]}
            Draft202012Validator(schema).validate(self.get(f"{address}{query}"))

    def body(self, document):
        item = document["paths"]["/x/v1/till/shops"]
        return item["post"]["requestBody"]["content"]["application/json"]

    def test_bodies_are_as_accepted(self):
        one, several = self.body(self.document())["schema"]["oneOf"]
        self.assertEqual(several["items"], one)
        self.assertEqual(
            set(one["properties"]), {"name", "country_id", "category_id", "child_ids"}
        )
        self.assertFalse(one["additionalProperties"])
        line = one["properties"]["child_ids"]["items"]
        self.assertEqual(set(line["properties"]), {"id", "name"})
        self.assertFalse(line["additionalProperties"])

    def test_only_what_the_reader_may_use(self):
        path = "/x/v1/till/shops"
        portal = new_test_user(self.env, "endpoint_docs", groups="base.group_portal")
        self.assertEqual(
            set(self.document(key=make_key(portal))["paths"][path]), {"get", "x-query"}
        )
        limited = self.key_with({"model_id": "res.country"})
        self.assertNotIn(path, self.document(key=limited)["paths"])
        self.shops.key_ids = self.made
        self.env.flush_all()
        self.assertIn("post", self.document(key=limited)["paths"][path])
        self.shops.write({"all_users": False})
        self.env.flush_all()
        self.assertNotIn(path, self.document()["paths"])

    def test_other_dialects_have_none(self):
        document = self.get("/openapi.json?models=res.country&dialect=rest_api")
        self.assertFalse([path for path in document["paths"] if "/x" in path])

    def test_postman(self):
        folder = self.get("/postman.json?models=res.country")["item"][-1]
        self.assertEqual(folder["name"], "Endpoints")
        requests = folder["item"][0]["item"]
        methods = {each["name"]: each["request"]["method"] for each in requests}
        self.assertEqual(
            methods,
            {"List": "GET", "Create": "POST"} | ({"Read": "GET", "Update": "PATCH"}),
        )
        create = next(each["request"] for each in requests if each["name"] == "Create")
        self.assertEqual(
            create["url"]["raw"],
            "{{base_url}}/api/x/v1/till/shops?shop=a&dry_run=true",
        )
        response = self.call(
            "POST",
            "/x/v1/till/shops?shop=a&dry_run=true",
            json=json.loads(create["body"]["raw"]),
        )
        self.assertEqual(response.status_code, 200, response.text)


@tagged("post_install", "-at_install")
class TestData(DocumentCase):
    def exported(self, endpoints) -> str:
        action = endpoints.action_export()
        return self.env[action["res_model"]].browse(action["res_id"]).text

    def test_what_is_exported_is_what_is_loaded(self):
        group = self.env.ref("base.group_user")
        self.shops.write({"group_ids": group.ids, "all_credentials": False})
        text = self.exported(self.shops)
        fields = [*VALUES.keys() - {"parameters"}, "all_users", "all_credentials"]
        before = self.shops.read(fields)[0]
        lines = ["name", "kind", "choices", "several", "required", "default", "help"]
        parameters = self.shops.parameter_ids.read(lines)
        self.shops.unlink()
        for _time in range(2):  # an update of its addon loads it again
            self.convert(text)
            made = self.env.ref("restapi_endpoint_test.endpoint_v1_till_shops")
            self.assertEqual(made.read(fields)[0] | {"id": 0}, before | {"id": 0})
            found = made.parameter_ids.read(lines)
            self.assertEqual(
                [row | {"id": 0} for row in found],
                [row | {"id": 0} for row in parameters],
            )
            self.assertEqual(made.group_ids, group)

    def convert(self, text: str) -> None:
        """Load a data file as an addon does."""
        file = BytesIO(text.encode())
        file.name = "data/restapi_endpoint_data.xml"
        convert_xml_import(self.env, "restapi_endpoint_test", file, {}, "init", False)

    def test_file_has_nothing_of_this_database(self):
        key = self.key_with({"model_id": "res.country"})
        self.shops.key_ids = self.made
        text = self.exported(self.shops)
        root = etree.fromstring(text.encode())
        names = {field.get("name") for field in root.iter("field")}
        self.assertFalse(names & {"key_ids", "account_ids", "client_ids", "id"})
        self.assertNotIn(key, text)
        group = self.env["res.groups"].create({"name": "Nameless"})
        self.shops.group_ids = group
        with self.assertRaisesRegex(UserError, "no external id"):
            self.exported(self.shops).encode()

    def test_addon_ships_one(self):
        reader = self.env.ref(
            "restapi_endpoint_test.group_reader", raise_if_not_found=False
        )
        if not reader:
            self.skipTest("the test addon is not installed")
        path = "/x/v1/shipped/countries"
        response = self.call("GET", f"{path}?codes=BE")
        self.assertProblem(response, 403, "endpoint_access")
        self.user.group_ids += reader
        self.env.flush_all()
        rows = self.get(f"{path}?codes=NL,BE")["results"]
        self.assertEqual([row["code"] for row in rows], ["BE", "NL"])
        self.assertEqual(rows[0]["currency_id"]["name"], "EUR")
        response = self.call("GET", path)
        self.assertProblem(response, 400, "missing_parameter")


@tagged("post_install", "-at_install")
class TestForm(EndpointCase):
    def test_tags_and_tree_are_the_same(self):
        fields = self.env["ir.model.fields"]
        ref, name = (
            fields._get("res.partner", "ref"),
            fields._get("res.partner", "name"),
        )
        with Form(self.env["restapi.endpoint"]) as form:
            form.name = form.path = "people"
            form.model_id = self.env["ir.model"]._get("res.partner")
            self.assertEqual(form.tree, "display_name")
            form.tree = "name,child_ids(name),nmae"
            form.field_ids.add(ref)
            # What is misspelt is not lost, but told.
            self.assertEqual(form.tree, "name,child_ids(name),nmae,ref")
            form.tree = "name,child_ids(name)"
            form.field_ids.add(ref)
            self.assertEqual(form.tree, "name,child_ids(name),ref")
            form.field_ids.remove(name.id)
            self.assertEqual(form.tree, "child_ids(name),ref")
        made = form.record
        self.assertEqual(set(made.field_ids.mapped("name")), {"child_ids", "ref"})
        self.assertEqual(made.url, f"{self.base_url()}/api/x/v1/people")
        self.assertIn(made.url, made.sample)

    def test_preview(self):
        made = self.endpoint(
            "acme",
            tree="name,child_ids(name)",
            domain="[('name', '=', name), ('ref', '=', ref)]",
            parameters=[{"name": "name", "default": "Acme"}, {"name": "ref"}],
        )
        action = made.action_preview()
        answer = json.loads(
            self.env[action["res_model"]].browse(action["res_id"]).answer
        )
        self.assertEqual(answer["name"], "Acme")
        self.assertEqual(
            {row["name"] for row in answer["child_ids"]}, {"Ann", "Branch"}
        )

    def test_next_version(self):
        made = self.endpoint("people", parameters=[])
        action = made.action_next_version()
        new = made.browse(action["res_id"])
        self.assertEqual((new.version, new.path, new.active), ("v2", "people", False))
        self.assertEqual(made.copy().path, "people-copy")
