"""Endpoints of other addons, and the commands that write them."""

import os
import subprocess
import sys
import tempfile
import types
from pathlib import Path
from unittest.mock import patch

import odoo
from odoo import api, http
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config, mute_logger

from ..auth.secrets import VARIABLE
from .support.common import make_key
from .support.needs import PROGRAM, needs
from .test_rest_api import RestApiCase

# The example of the seed, but for its address, which another addon has.
EXAMPLE = """
from .main import *

class ControllerREST(http.Controller):

    @http.route('/api/your.own.endpoint', methods=['GET'], type='http', auth='none', cors=rest_cors_value)
    @check_permissions
    def a(self, **kw):
        # get Odoo env params
        cr, uid = request.cr, request.session.uid
        # get any model as ordinary Odoo object
        odoo_model_obj = request.env(cr, uid)['res.partner']
        # make models manipulations, actions, computations etc.
        your_custom_dict_data = {'your_vals': '...'}
        # send HTTP response
        return successful_response(status=200, dict_data=your_custom_dict_data)
"""


@tagged("post_install", "-at_install")
class TestCustomEndpoint(RestApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        if not cls.env["ir.module.module"].search_count(
            [("name", "=", "restapi_custom_test"), ("state", "=", "installed")]
        ):
            cls.skipTest(cls, "the test addon is not installed")
        cls.user.group_ids += cls.env.ref("base.group_system")

    @mute_logger("py.warnings")
    def test_example_of_the_seed(self):
        response = self.ask("GET", "/your.custom.endpoint")
        self.assertEqual(
            (response.status_code, response.json()), (200, {"your_vals": "..."})
        )
        self.assertNotIn("Set-Cookie", response.headers)
        self.assertIn("X-Request-Id", response.headers)

    @mute_logger("py.warnings")
    def test_example_of_the_seed_in_a_file_of_this_addon(self):
        name = "odoo.addons.restapi.controllers.example"
        module = types.ModuleType(name)
        module.__package__ = name.rpartition(".")[0]
        self.patch(sys, "modules", {**sys.modules, name: module})
        controllers = http.Controller.children_classes["restapi"]
        self.addCleanup(self.env.registry.clear_cache, "routing")
        self.addCleanup(controllers.__setitem__, slice(None), list(controllers))
        exec(compile(EXAMPLE, name, "exec"), module.__dict__)  # noqa: S102
        self.env.registry.clear_cache("routing")
        response = self.ask("GET", "/your.own.endpoint")
        self.assertEqual(
            (response.status_code, response.json()), (200, {"your_vals": "..."})
        )

    @mute_logger("py.warnings")
    def test_who_may_call(self):
        response = self.url_open("/api/your.custom.endpoint")
        self.assertError(response, 400, "no_access_token")
        response = self.ask("GET", "/your.custom.endpoint", "0" * 40)
        self.assertError(response, 401, "invalid_token")
        bearer = {"Authorization": f"Bearer {make_key(self.user)}"}
        response = self.url_open("/api/your.custom.endpoint", headers=bearer)
        self.assertEqual(response.status_code, 200, response.text)

    def test_runs_as_the_user(self):
        response = self.ask("POST", "/your.second.endpoint")
        self.assertEqual(
            (response.status_code, response.json()), (201, {"user": "token_user"})
        )

    def test_error_response(self):
        response = self.ask("POST", "/your.second.endpoint?refuse=1")
        self.assertError(response, 418, "teapot")

    @mute_logger("odoo.http")
    def test_exception_rolls_back(self):
        response = self.ask("POST", "/your.second.endpoint?fail=1")
        self.assertError(response, 500, "server_error")
        self.assertNotIn("mistake", response.text)
        made = self.env["res.partner.category"].search(
            [("name", "=", "Second endpoint")]
        )
        self.assertFalse(made)

    def test_odoo_runs_it_again_after_a_conflict(self):
        from odoo.addons.restapi_custom_test.controllers.custom import conflicts

        conflicts.append("another request was faster")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        response = self.ask(
            "POST", "/your.third.endpoint", data='{"name": "Again"}', headers=headers
        )
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.json()["name"], "Again")
        self.assertFalse(conflicts)
        made = self.env["res.partner.category"].search(
            [("name", "=", "Third endpoint")]
        )
        self.assertEqual(len(made), 1)

    def test_cross_origin(self):
        self.env["ir.config_parameter"].set_param(
            "rest_api.cors_parameter_value_in_all_routes", "https://shop.example"
        )
        headers = {"Origin": "https://shop.example"}
        response = self.url_open(
            "/api/your.second.endpoint", method="OPTIONS", headers=headers
        )
        self.assertEqual(response.status_code, 204)
        self.assertIn("Access-Token", response.headers["Access-Control-Allow-Headers"])

    def test_generated_file(self):
        path = "/res.partner.category"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        response = self.ask("POST", path, data='{"name": "Mother"}', headers=headers)
        self.assertEqual(response.status_code, 201, response.text)
        mother = self.env["res.partner.category"].browse(response.json()["id"])
        self.assertRecordValues(mother, [{"name": "Mother", "color": 7}])
        child = self.ask(
            "POST", path, json={"name": "Child", "parent_id": mother.id}
        ).json()["id"]
        record = self.ok("GET", f"{path}/{child}")
        self.assertEqual(
            record, {"id": child, "parent_id": {"id": mother.id, "name": "Mother"}}
        )
        self.env["res.partner.category"].create({"name": "Grey", "color": 1})
        body = self.ok("GET", f"{path}?filters=[('name','in',['Grey','Mother'])]")
        self.assertEqual(body["results"], [{"id": mother.id, "display_name": "Mother"}])
        self.assertEqual(
            self.ok("PUT", f"{path}/{child}", json={"name": "Daughter"}), {}
        )
        self.assertIs(self.ok("PUT", f"{path}/{child}/has_access?operation=read"), True)
        self.assertEqual(self.ok("DELETE", f"{path}/{child},{mother.id}"), {})
        self.assertError(
            self.ask("GET", f"{path}/{child}"), 404, "not_found_object_in_odoo"
        )

    def test_other_dialects_at_a_generated_address(self):
        bearer = {"Authorization": f"Bearer {make_key(self.user)}"}
        response = self.url_open("/api/res.partner.category?limit=1", headers=bearer)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(
            set(response.json()), {"count", "total", "limit", "offset", "results"}
        )
        missing = self.url_open("/api/res.partner.category/99999999", headers=bearer)
        self.assertEqual(
            (missing.status_code, missing.json()["code"]), (404, "missing_record")
        )

    def test_no_job_passes_a_generated_address_by(self):
        response = self.url_open(
            "/api/res.partner.category",
            method="POST",
            headers={
                "Authorization": f"Bearer {make_key(self.user)}",
                "Prefer": "respond-async",
            },
            json={"name": "Now"},
        )
        self.assertEqual(response.status_code, 201, response.text)
        self.assertNotIn("Preference-Applied", response.headers)
        made = self.env["res.partner.category"].browse(response.json()["id"])
        self.assertEqual(made.name, "Now")


@tagged("post_install", "-at_install")
@needs(PROGRAM)
class TestCommands(BaseCase):
    def run_command(self, *arguments):
        source = str(Path(odoo.__path__[0]).parent)
        addons = ",".join(config["addons_path"])
        code = "import odoo.cli; odoo.cli.main()"
        return subprocess.run(
            [
                sys.executable,
                "-c",
                code,
                f"--addons-path={addons}",
                "restapi",
                *arguments,
            ],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "PYTHONPATH": source},
        )

    def test_add_model(self):
        with tempfile.TemporaryDirectory() as folder:
            addon = Path(folder)
            refused = self.run_command("add-model", "res.partner", "--into", folder)
            self.assertEqual(refused.returncode, 2)
            self.assertIn("is no addon", refused.stderr)
            (addon / "__manifest__.py").write_text("{}")
            (addon / "__init__.py").write_text("from . import models")
            done = self.run_command("add-model", "res.partner", "--into", folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            file = addon / "controllers" / "model__res_partner.py"
            text = file.read_text()
            compile(text, str(file), "exec")
            for kind in ("read_one", "read_all", "create_one"):
                self.assertIn(f"OUT__res_partner__{kind}__SCHEMA = (", text)
            self.assertEqual(
                (addon / "__init__.py").read_text().splitlines(),
                ["from . import models", "from . import controllers"],
            )
            self.assertEqual(
                (addon / "controllers" / "__init__.py").read_text(),
                "from . import model__res_partner\n",
            )
            again = self.run_command("add-model", "res.partner", "--into", folder)
            self.assertIn("exists", again.stderr)
            wrong = self.run_command("add-model", "no-name", "--into", folder)
            self.assertEqual(wrong.returncode, 2)

    def test_key(self):
        arguments = ["-c", config["config"], "-d", get_db_name()]
        self.addCleanup(self._remove_keys)
        options = ("--login", "admin", "--days", "1", "--name", "made by a test")
        done = self.run_command("key", *arguments, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout.strip(), "^[0-9a-f]{40}$")
        unknown = self.run_command("key", *arguments, "--login", "nobody_at_all")
        self.assertEqual(unknown.returncode, 2)

    def test_seal(self):
        made, secret = self._committed(self._make_client)
        self.addCleanup(self._committed, lambda env: self._client(env, made).unlink())
        arguments = ["seal", "-c", config["config"], "-d", get_db_name()]
        first, second = "first" * 8, "second" * 8
        for given, is_done in (
            (first, False),
            (first, True),
            (f"{second},{first}", False),
            (second, True),
        ):
            with self.subTest(secrets=given), patch.dict(os.environ, {VARIABLE: given}):
                done = self.run_command(*arguments)
                self.assertEqual(done.returncode, 0, done.stderr)
                count = int(done.stdout.split()[0])
                self.assertEqual(count == 0, is_done, done.stdout)
                shown = self._committed(
                    lambda env: self._client(env, made)._restapi_secret()
                )
                self.assertEqual(shown, secret)

    def _committed(self, function):
        with Registry(get_db_name()).cursor() as cr:
            return function(api.Environment(cr, api.SUPERUSER_ID, {}))

    def _make_client(self, env):
        made = env["restapi.client"].create(
            {"name": "Sealed", "allow_oauth1": True, "allow_authorization_code": False}
        )
        return made.id, made._restapi_new_secret()

    def _client(self, env, id_):
        return env["restapi.client"].browse(id_)

    def _remove_keys(self):
        with Registry(get_db_name()).cursor() as cr:
            cr.execute("DELETE FROM res_users_apikeys WHERE name = 'made by a test'")
