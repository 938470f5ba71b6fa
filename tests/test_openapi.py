"""The OpenAPI document: valid, and no more than its reader may know."""

from odoo.tests import new_test_user, tagged

from ..core import json
from ..core.grant import READ, Grant
from ..core.operation import OpenApi
from .support.common import ApiCase, make_key
from .test_grants import GrantCase


class _NamesOfPartners(Grant):
    """A credential that reads the names of partners, and nothing else."""

    def allows(self, model: str, right: str) -> bool:
        return (model, right) == ("res.partner", READ)

    def allows_field(self, model: str, field: str, right: str) -> bool:
        return field in ("id", "name")


@tagged("post_install", "-at_install")
class TestOpenApi(ApiCase):
    def document(self, models="res.partner", **kwargs):
        return self.get(f"/openapi.json?models={models}", **kwargs)

    def test_document_is_valid(self):
        from openapi_spec_validator import validate

        models = [
            "res.partner",
            "res.users",
            "res.company",
            "res.country",
            "res.currency",
            "product.product",
            "product.template",
            "sale.order",
            "sale.order.line",
            "account.move",
            "account.move.line",
            "ir.attachment",
        ]
        administrator = make_key(self.env.ref("base.user_admin"))
        document = self.document(",".join(models), key=administrator)
        validate(document)
        self.assertEqual(document["openapi"], "3.1.0")
        for model in models:
            self.assertIn(f"/{model}", document["paths"])

    def test_fields_have_real_schemas(self):
        document = self.document()
        fields = document["components"]["schemas"]["res_partner"]["properties"]
        self.assertEqual(fields["name"]["type"], ["string", "null"])
        self.assertEqual(fields["active"]["type"], "boolean")
        self.assertEqual(
            fields["country_id"]["anyOf"],
            [{"$ref": "#/components/schemas/Related"}, {"type": "null"}],
        )
        self.assertEqual(fields["country_id"]["x-comodel"], "res.country")
        self.assertIn("delivery", fields["type"]["enum"])
        self.assertIn("`delivery` Delivery", fields["type"]["description"])
        self.assertTrue(fields["commercial_partner_id"]["readOnly"])
        self.assertNotIn("readOnly", fields["name"])

    def test_written_lines_have_schemas(self):
        schemas = self.document()["components"]["schemas"]
        values = schemas["res_partner_write"]["properties"]
        self.assertNotIn("id", values)
        self.assertNotIn("create_date", values)
        lines, replacement = values["child_ids"]["anyOf"]
        self.assertEqual(replacement, {"$ref": "#/components/schemas/Replacement"})
        self.assertEqual(
            [option["$ref"] for option in lines["items"]["anyOf"][1:]],
            [
                "#/components/schemas/res_partner_nested",
                "#/components/schemas/Command",
            ],
        )
        line = schemas["res_partner_nested"]["properties"]
        self.assertLessEqual({"id", "_delete", "name"}, line.keys())
        self.assertFalse(schemas["res_partner_write"]["additionalProperties"])

    def test_required_fields(self):
        administrator = make_key(self.env.ref("base.user_admin"))
        schemas = self.document("res.partner.bank", key=administrator)["components"][
            "schemas"
        ]
        required = schemas["res_partner_bank_create"]["required"]
        self.assertEqual(required, ["acc_number", "partner_id"])

    def test_example_is_accepted(self):
        document = self.document()
        body = document["paths"]["/res.partner"]["post"]["requestBody"]
        example = body["content"]["application/json"]["example"]
        response = self.call("POST", "/res.partner?fields=name", json=example)
        self.assertEqual(response.status_code, 201, response.text)

    def test_default_models_are_few(self):
        document = self.document("")
        tags = [tag["name"] for tag in document["tags"]]
        self.assertIn("res.partner", tags)
        self.assertLessEqual(len(tags), 7)
        self.assertIn("res.country", document["x-models"])

    def test_slug_names_the_model(self):
        self.assertIn("/res.partner", self.document("res_partner,res.partner")["paths"])

    def test_unknown_model(self):
        response = self.call("GET", "/openapi.json?models=no.model")
        self.assertProblem(response, 404, "unknown_model")

    def test_too_many_models(self):
        names = ",".join(f"a{i}" for i in range(51))
        response = self.call("GET", f"/openapi.json?models={names}")
        self.assertProblem(response, 400, "too_large")

    def test_server_is_the_real_one(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("restapi.issuer", "https://odoo.example/")
        parameters.set_param("restapi.max_page_size", "50")
        headers = {"Host": "evil.example"}
        document = self.document(headers=headers)
        self.assertEqual(document["servers"], [{"url": "https://odoo.example/api"}])
        info = document["info"]
        owner = self.user.company_id.display_name
        self.assertEqual(
            info["contact"], {"name": owner, "url": "https://odoo.example"}
        )
        self.assertEqual(info["license"]["identifier"], "LGPL-3.0-only")
        limit = document["components"]["parameters"]["limit"]["schema"]
        self.assertEqual((limit["default"], limit["maximum"]), (50, 50))
        self.assertNotIn("evil.example", str(document))

    def test_ids_of_views_may_be_negative(self):
        administrator = make_key(self.env.ref("base.user_admin"))
        schemas = self.document("sale.report,sale.order", key=administrator)[
            "components"
        ]["schemas"]
        least = {
            name: schemas[name]["properties"]["id"]["minimum"]
            for name in ("sale_report", "sale_order")
        }
        self.assertEqual(least["sale_order"], 1)
        self.assertLess(least["sale_report"], 0)

    def test_binary_fields_by_what_they_hold(self):
        administrator = make_key(self.env.ref("base.user_admin"))
        schemas = self.document("ir.attachment,account.move", key=administrator)[
            "components"
        ]["schemas"]
        raw = schemas["ir_attachment"]["properties"]["raw"]
        self.assertEqual(raw["contentEncoding"], "base64")
        totals = schemas["account_move"]["properties"]["tax_totals"]
        self.assertEqual(totals["type"], ["object", "null"])

    def test_needs_a_credential(self):
        response = self.call("GET", "/openapi.json", key=None)
        self.assertProblem(response, 401, "unauthorized")


@tagged("post_install", "-at_install")
class TestOpenApiRights(ApiCase):
    groups = "base.group_user"

    def test_model_without_rights(self):
        response = self.call("GET", "/openapi.json?models=ir.config_parameter")
        self.assertProblem(response, 403, "access_error")
        document = self.get("/openapi.json")
        self.assertNotIn("ir.config_parameter", document["x-models"])

    def test_only_what_the_user_may_do(self):
        document = self.get("/openapi.json?models=res.country")
        self.assertEqual(set(document["paths"]["/res.country"]), {"get", "x-query"})
        # POST there calls methods of the model.
        self.assertEqual(set(document["paths"]["/res.country/{id}"]), {"get", "post"})
        self.assertNotIn("res_country_write", document["components"]["schemas"])

    def test_fields_of_other_groups_are_not_told(self):
        groups = "base.group_user,base.group_system"
        system = new_test_user(self.env, login="api_system", groups=groups)
        field = self.env["res.partner"]._fields["comment"]
        self.patch(field, "groups", "base.group_system")
        for key, told in ((make_key(system), True), (self.key, False)):
            document = self.get("/openapi.json?models=res.partner", key=key)
            properties = document["components"]["schemas"]["res_partner"]["properties"]
            self.assertEqual("comment" in properties, told)

    def test_only_what_the_credential_may_do(self):
        service = self.env["restapi.service"].with_user(self.user)
        result = service.execute(OpenApi(), _NamesOfPartners())
        document = json.loads(result.value)
        self.assertEqual(list(document["x-models"]), ["res.partner"])
        self.assertEqual(set(document["paths"]["/res.partner"]), {"get", "x-query"})
        fields = document["components"]["schemas"]["res_partner"]["properties"]
        self.assertEqual(list(fields), ["id", "name"])

    def test_model_that_is_switched_off(self):
        self.env["ir.model"]._get("res.country").rest_api__used = False
        document = self.get("/openapi.json?models=res.partner")
        self.assertNotIn("res.country", document["x-models"])
        response = self.call("GET", "/openapi.json?models=res.country")
        self.assertProblem(response, 404, "unknown_model")


@tagged("post_install", "-at_install")
class TestOpenApiCache(ApiCase):
    path = "/openapi.json?models=res.partner"

    def test_unchanged_document_is_not_sent_again(self):
        first = self.call("GET", self.path)
        again = self.call(
            "GET", self.path, headers={"If-None-Match": first.headers["ETag"]}
        )
        self.assertEqual((again.status_code, again.content), (304, b""))
        self.assertEqual(again.headers["ETag"], first.headers["ETag"])
        self.assertEqual(first.headers["Cache-Control"], "private, no-cache")

    def test_changed_rights_change_the_document(self):
        first = self.call("GET", self.path)
        group = self.env.ref("base.group_partner_manager")
        self.user.write({"group_ids": [(3, group.id)]})
        again = self.call(
            "GET", self.path, headers={"If-None-Match": first.headers["ETag"]}
        )
        self.assertEqual(again.status_code, 200)
        self.assertNotIn("post", again.json()["paths"]["/res.partner"])

    def test_language_of_the_labels(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.model.fields"]._get("res.partner", "city").with_context(
            lang="fr_FR"
        ).field_description = "Ville"
        document = self.get(self.path, headers={"Accept-Language": "fr-FR"})
        properties = document["components"]["schemas"]["res_partner"]["properties"]
        self.assertTrue(properties["city"]["description"].startswith("Ville."))


@tagged("post_install", "-at_install")
class TestFiles(ApiCase):
    """Files, attachments and reports, as far as they are there."""

    def paths(self, models: str = "res.partner", **kwargs) -> dict:
        return self.get(f"/openapi.json?models={models}", **kwargs)["paths"]

    def test_files_of_a_model(self):
        item = self.paths()["/res.partner/{id}/{member}"]
        self.assertEqual(set(item), {"get", "put", "delete", "post"})
        self.assertIn("image_1920", item["get"]["parameters"][1]["schema"]["enum"])
        self.assertIn("avatar_128", item["get"]["parameters"][1]["schema"]["enum"])
        self.assertNotIn("avatar_128", item["put"]["parameters"][1]["schema"]["enum"])
        for status in ("200", "206", "304", "404", "416"):
            self.assertIn(status, item["get"]["responses"])
        self.assertIn("application/octet-stream", item["put"]["requestBody"]["content"])
        self.assertIn("multipart/form-data", item["put"]["description"])

    def test_model_without_files(self):
        paths = self.paths("res.country.state")
        self.assertEqual(set(paths["/res.country.state/{id}/{member}"]), {"post"})
        self.assertIn("get", paths["/res.country.state/{id}/attachments"])

    def test_what_the_user_may(self):
        portal = new_test_user(self.env, "openapi_files", groups="base.group_portal")
        paths = self.paths("res.partner", key=make_key(portal))
        self.assertEqual(set(paths["/res.partner/{id}/{member}"]), {"get", "post"})
        self.assertEqual(set(paths["/res.partner/{id}/attachments"]), {"get"})
        self.assertIn("/res.partner/{id}/report/{report}", paths)


@tagged("post_install", "-at_install")
class TestOpenApiMethods(GrantCase):
    """What the document says of methods, of descriptions and of ``QUERY``."""

    path = "/openapi.json?models=restapi_test.everything,res.partner"
    calls = "/restapi_test.everything/{id}/{member}"
    of_model = "/restapi_test.everything/{id}"

    def operation(self, **kwargs):
        return self.get(self.path, **kwargs)["paths"][self.calls]["post"]

    def methods(self, **kwargs):
        """Return the methods of records and of the model, by name."""
        paths = self.get(self.path, **kwargs)["paths"]
        return {
            name: method
            for path in (self.of_model, self.calls)
            for name, method in paths[path].get("post", {}).get("x-methods", {}).items()
        }

    def test_methods_by_their_signatures_and_docstrings(self):
        operation = self.operation()
        methods = operation["x-methods"]
        self.assertEqual(operation["parameters"][1]["schema"]["enum"], list(methods))
        self.assertEqual(
            methods["refuse"],
            {
                "path": "/restapi_test.everything/{id}/refuse",
                "summary": "Fail, after a change.",
                "arguments": {
                    "type": "object",
                    "properties": {
                        "why": {
                            "type": "string",
                            "description": "the kind of error, of three",
                        },
                        "keep": {
                            "type": "string",
                            "description": "what to write before",
                        },
                    },
                    "additionalProperties": False,
                    "required": ["why"],
                },
            },
        )
        double = methods["double"]["arguments"]["properties"]
        self.assertEqual(
            double, {"number": {}, "factor": {"type": "integer", "default": 2}}
        )
        partner = self.get(self.path)["paths"]["/res.partner/{id}/{member}"]["post"]
        post = partner["x-methods"]["message_post"]
        self.assertIn("body", post["arguments"]["properties"])
        self.assertIs(post["arguments"]["additionalProperties"], True)
        wizard = self.methods()["open_wizard"]["path"]
        self.assertEqual(wizard, "/restapi_test.everything/open_wizard")

    def test_which_methods(self):
        methods = self.methods()
        for name in ("search", "name_search", "write", "fields", "various"):
            self.assertIn(name, methods)
        for name in ("not_for_clients", "_compute_stored", "browse", "name", "sudo"):
            self.assertNotIn(name, methods)

    def test_methods_of_the_credential(self):
        model = "restapi_test.everything"
        line = {"model_id": model, "may_execute": True}
        partner = {"model_id": "res.partner"}
        methods = self.methods(key=self.key_with(line, partner))
        self.assertIn("double", methods)
        self.assertIn("search", methods)
        self.assertNotIn("write", methods)
        key = self.key_with({**line, "methods": "double"}, partner)
        self.assertEqual(list(self.operation(key=key)["x-methods"]), ["double"])
        paths = self.get(self.path, key=self.key_with({"model_id": model}, partner))[
            "paths"
        ]
        self.assertNotIn("post", paths.get(self.calls, {}))
        self.assertNotIn("post", paths[self.of_model])

    def test_documented_calls_answer(self):
        """Every method told to be one is one: it is never 404 or 403."""
        methods = self.methods()
        self.assertGreater(len(methods), 20)
        for name in methods:
            response = self.call(
                "POST", f"/restapi_test.everything/{name}", json={"?": 1}
            )
            self.assertNotIn(response.status_code, (403, 404), name)

    def test_query_and_descriptions(self):
        paths = self.get(self.path)["paths"]
        item = paths["/res.partner"]
        answers = [
            item[method]["responses"]["200"]["content"] for method in ("x-query", "get")
        ]
        self.assertEqual(*answers)
        body = item["x-query"]["requestBody"]["content"]["application/json"]["schema"]
        self.assertIn("domain", body["properties"])
        self.assertIn("/res.partner/fields", paths)
        for path in ("/", "/models"):
            self.assertIn("get", paths[path])

    def test_answers_are_as_described(self):
        from jsonschema import Draft202012Validator

        paths = self.get(self.path)["paths"]
        for path in (
            "/",
            "/models",
            "/res.partner/fields",
            "/restapi_test.everything/fields",
        ):
            content = paths[path]["get"]["responses"]["200"]["content"]
            schema = content["application/json"]["schema"]
            Draft202012Validator(schema).validate(self.get(path))
