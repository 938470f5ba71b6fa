"""Clients to download: what they say, whatever a database calls its models and fields."""

import ast
import re

from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from ..clients import names, php, python, text, typescript
from ..clients.models import Field, Model
from ..core.client_operation import LANGUAGES
from .support.common import ApiCase, make_rest_key

PATH = "/restapi/docs/client"
TEXT = {"type": ["string", "null"]}
# What ends comments and texts in one of the languages, or hides what is code.
NASTY = (
    "a */ b ?> c \"\"\" d ''' e \\ f \" g ' h ${i} @@j # k // l"
    "\n\r\u2028\u2029\x0b\x0c\x1c\x85\0\u202e\u2066 PWNED(); \N{PILE OF POO}"
)


def nasty_model() -> Model:
    """Return a model all of whose texts are nasty."""
    label = text.one_line(NASTY)
    fields = (
        Field("name", label, TEXT),
        Field("choice", label, {"enum": [NASTY, None]}),
        Field("x_a$b", label, TEXT),
        Field("class", label, TEXT),
        Field("str", label, TEXT),
        Field("this", label, TEXT),
    )
    return Model(
        name="x_nasty",
        label=label,
        title="XNasty",
        attribute="x_nasty",
        answer=fields,
        values=fields,
        required=("name",),
        is_written=True,
    )


@tagged("post_install", "-at_install")
class TestClientText(BaseCase):
    def test_lines_are_lines(self):
        line = text.one_line(NASTY)
        self.assertEqual(line.splitlines(), [line])
        self.assertTrue(line.isprintable())
        self.assertIn("PWNED(); \N{PILE OF POO}", line)
        self.assertEqual(text.block_comment("a */ b ?> c\n"), "a * / b ? > c")

    def test_nasty_texts_stay_texts_in_python(self):
        written = python.written([nasty_model()], NASTY)
        tree = ast.parse(written)
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        self.assertNotIn("PWNED", called)
        values = {
            node.targets[0].id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        self.assertEqual(ast.literal_eval(values["BASE_URL"]), NASTY)
        _name, fields = values["XNastyValues"].args
        self.assertEqual(
            [ast.literal_eval(key) for key in fields.keys],
            ["name", "choice", "x_a$b", "class", "str", "this"],
        )
        choice = ast.parse(ast.literal_eval(fields.values[1]), mode="eval").body
        self.assertEqual(ast.literal_eval(choice.left.slice), NASTY)

    def test_nasty_texts_end_no_comment(self):
        for write in (typescript.written, php.written):
            with self.subTest(write.__module__):
                written = write([nasty_model()], "https://odoo.example")
                comments = re.findall(r"/\*\*.*?\*/", written, re.DOTALL)
                outside = re.sub(r"/\*\*.*?\*/", "", written, flags=re.DOTALL)
                self.assertTrue(any("PWNED" in comment for comment in comments))
                lines = [line for line in outside.splitlines() if "PWNED" in line]
                # The choice of TypeScript, a text that has no end within it.
                for line in lines:
                    self.assertRegex(
                        line, r'^    choice\??: "(?:[^"\\]|\\.)*" \| null;$'
                    )
        self.assertNotIn("?>", written)

    def test_names_of_models(self):
        titles = names.titles(
            ["sale.order", "sale_order", "record", "a", "a.values", "1.c", "list"],
            ["Record", "list"],
        )
        self.assertEqual(
            titles,
            {
                "sale.order": "SaleOrder",
                "sale_order": "SaleOrderModel",
                "record": "RecordModel",
                "a": "A",
                "a.values": "AValuesModel",
                "1.c": "Model1C",
                "list": "ListModel",
            },
        )
        attributes = names.attributes(["a.b", "a_b", "batch", "1.c"], ["batch"])
        self.assertEqual(
            attributes,
            {"a.b": "a_b", "a_b": "a_b_2", "batch": "batch_2", "1.c": "model_1_c"},
        )


@tagged("post_install", "-at_install")
class TestClientAddress(ApiCase):
    def client(self, language, models="res.partner", **headers):
        headers.setdefault("Authorization", f"Bearer {self.key}")
        url = f"{PATH}.{language}?models={models}"
        return self.url_open(url, headers=headers)

    def text(self, *args, **headers):
        response = self.client(*args, **headers)
        self.assertEqual(response.status_code, 200, response.text)
        return response.text

    def test_is_a_file_that_may_be_kept(self):
        for language in LANGUAGES:
            with self.subTest(language):
                response = self.client(language)
                self.assertEqual(response.status_code, 200, response.text)
                headers = response.headers
                self.assertEqual(
                    headers["Content-Disposition"],
                    f"attachment; filename=client.{language}",
                )
                self.assertEqual(headers["Content-Type"], "text/plain; charset=utf-8")
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                again = self.client(language, **{"If-None-Match": headers["ETag"]})
                self.assertEqual((again.status_code, again.text), (304, ""))
                self.assertNotIn(self.key, response.text)
                self.assertEqual(
                    self.call("GET", f"/client.{language}?models=res.partner").text,
                    response.text,
                )

    def test_address_is_the_servers_own(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("restapi.issuer", "https://odoo.example/")
        for language in LANGUAGES:
            found = self.text(language, Host="evil.example")
            self.assertIn("https://odoo.example", found)
            self.assertNotIn("evil", found)

    def test_refused(self):
        many = ",".join(f"no.model{number}" for number in range(51))
        for path, status, code in (
            ("client.py?models=no.model", 404, "unknown_model"),
            (f"client.py?models={many}", 400, "too_large"),
            ("client.py?modles=res.partner", 400, "unknown_parameter"),
            ("client.py?models=ir.config_parameter", 403, "access_error"),
        ):
            with self.subTest(path[:40]):
                self.assertProblem(self.call("GET", f"/{path}"), status, code)
        headers = {"Authorization": f"Bearer {self.key}"}
        for path in (f"{PATH}.rb", f"{PATH}.rb?models=res.partner", f"{PATH}.py/x"):
            response = self.url_open(path, headers=headers)
            self.assertEqual(response.status_code, 404, path)
        self.assertProblem(self.url_open(f"{PATH}.py"), 401, "unauthorized")
        self.assertProblem(self.call("POST", "/client.py"), 405, "method_not_allowed")

    def test_only_what_the_user_may_do(self):
        found = self.text("py", "res.partner,res.country")
        self.assertIn("self.res_partner: Model[ResPartner, ResPartnerValues]", found)
        self.assertIn("self.res_country: Reader[ResCountry]", found)
        self.assertNotIn("ResCountryValues", found)
        self.assertRegex(found, r"(?m)^    country_id: Related \| None  # Country$")
        # Fields of system administrators.
        self.assertNotIn("signup_type", found)

    def test_only_what_the_credential_may_do(self):
        line = {
            "model_id": self.env.ref("base.model_res_partner").id,
            "all_fields": False,
            "field_ids": self.env.ref("base.field_res_partner__ref").ids,
        }
        _key, key = make_rest_key(
            self.user, is_limited=True, access_ids=[Command.create(line)]
        )
        found = self.text("ts", "res.partner", Authorization=f"Bearer {key}")
        self.assertIn("    ref: string | null;", found)
        self.assertNotIn(" city", found)
        self.assertIn("new Reader<ResPartner>", found)
        response = self.client("ts", "res.country", Authorization=f"Bearer {key}")
        self.assertIn(response.status_code, (403, 404))

    def test_nasty_label_of_a_field(self):
        # As a translation would bring it; the ORM keeps labels of code.
        field = self.env.ref("base.field_res_country__code")
        self.env.cr.execute(
            "UPDATE ir_model_fields SET field_description = jsonb_build_object("
            "'en_US', %s) WHERE id = %s",
            ['x */ ?> """ \\\nPWNED()', field.id],
        )
        self.env.registry.clear_cache("stable")
        self.env.registry.clear_cache()
        found = self.text("py", "res.country")
        self.assertIn('code: str | None  # x */ ?> """ \\ PWNED()\n', found)
        ast.parse(found)
        for language in ("ts", "php"):
            found = self.text(language, "res.country")
            self.assertIn('x * / ? > """ \\ PWNED() */\n', found)
