"""Programs of others call the API by its own documentation, on a real server.

What they write is committed, so these tests come last.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import requests

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tests.common import new_test_user

from .common import make_key
from .server import Server

SECONDS = 300
GROUPS = "base.group_system,base.group_partner_manager,sales_team.group_sale_manager"


class ClientCase(BaseCase):
    """A server, a user of it with a key, and a folder to work in.

    :cvar tool: name of the variable that says where the program is
    """

    test_sequence = 10_000
    tool: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        found = os.environ.get(f"RESTAPI_SANDBOX_{cls.tool}")
        if not found:
            cls.skipTest(cls, f"RESTAPI_SANDBOX_{cls.tool} names no program")
        cls.program = Path(found)
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        with Registry(get_db_name()).cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            cls.login = f"api_{cls.__name__.lower()}"
            user = new_test_user(env, login=cls.login, groups=GROUPS)
            cls.key = make_key(user)
            cls.account_key = (
                env["restapi.account"]
                .create({"name": cls.login, "user_id": user.id, "is_limited": False})
                ._restapi_new_key()
            )
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))

    def download(self, path: str, name: str) -> Path:
        headers = {"Authorization": f"Bearer {self.key}"}
        url = f"{self.server.url}{path}"
        response = requests.get(url, headers=headers, timeout=60)
        self.assertEqual(response.status_code, 200, response.text)
        file = self.folder / name
        file.write_bytes(response.content)
        return file

    def succeed(self, *command: Any, **variables: str) -> str:
        """Run a program that must end well; return what it printed."""
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.folder,
            env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": "", **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
        )
        self.assertEqual(done.returncode, 0, done.stdout[-8000:])
        return done.stdout


@tagged("post_install", "-at_install")
class TestNewman(ClientCase):
    tool = "NEWMAN"
    models = (
        "res.partner,res.partner.category,res.partner.bank,res.country,res.currency,"
        "product.template,product.product,product.category,sale.order,crm.team"
    )

    def test_collection_runs_by_itself(self):
        path = f"/restapi/docs/postman.json?models={self.models}"
        file = self.download(path, "collection.json")
        collection = json.loads(file.read_text())
        self.assertEqual(len(collection["item"]), 10)
        report = self.folder / "report.json"
        self.succeed(
            *(self.program, "run", file, "--env-var", f"key={self.key}"),
            *("--env-var", f"base_url={self.server.url}"),
            *("--reporters", "cli,json", "--reporter-json-export", report),
        )
        stats = json.loads(report.read_text())["run"]["stats"]
        self.assertEqual(stats["requests"], {"total": 80, "pending": 0, "failed": 0})
        self.assertEqual(stats["assertions"]["total"], 80)
        self.assertEqual(stats["assertions"]["failed"], 0)


CYCLE = """
import os

from client import AuthenticatedClient
from client.api.res_partner import (
    create_res_partner,
    delete_res_partner,
    list_res_partner,
    read_res_partner,
    update_res_partner,
)
from client.models import Error, ResPartnerWrite

client = AuthenticatedClient(os.environ["URL"] + "/api", os.environ["KEY"])
made = create_res_partner.sync(client=client, body=ResPartnerWrite(name="Generated"))
found = list_res_partner.sync(
    client=client, domain="[('name', '=', 'Generated')]", fields="name,country_id"
)
assert [row.id for row in found.results] == [made.id], found
changed = update_res_partner.sync(made.id, client=client, body=ResPartnerWrite(city="Ghent"))
assert changed.record.city == "Ghent", changed
assert read_res_partner.sync(made.id, client=client).name == "Generated"
assert delete_res_partner.sync(made.id, client=client).ok is True
gone = read_res_partner.sync(made.id, client=client)
assert isinstance(gone, Error) and gone.code == "missing_record", gone
"""


@tagged("post_install", "-at_install")
class TestGeneratedClient(ClientCase):
    tool = "CLIENTS"

    def test_life_of_a_record(self):
        models = "res.partner,res.country,sale.order,sale.order.line"
        document = self.download(f"/api/openapi.json?models={models}", "openapi.json")
        generated = self.succeed(
            *(self.program / "openapi-python-client", "generate", "--meta", "none"),
            *("--path", document, "--output-path", self.folder / "client"),
        )
        self.assertNotIn("WARNING", generated)
        script = self.folder / "cycle.py"
        script.write_text(CYCLE)
        self.succeed(self.program / "python", script, URL=self.server.url, KEY=self.key)


@tagged("post_install", "-at_install")
class TestSchemathesis(ClientCase):
    tool = "CLIENTS"
    test_sequence = 10_001  # it deletes what it finds
    models = (
        "res.partner,res.partner.category,res.partner.bank,res.country,"
        "res.country.state,res.currency,product.category,product.tag,uom.uom,"
        "product.attribute,sale.order,crm.tag"
    )
    # Not a model that the tests have endpoints of their own for.
    few = "product.tag,res.country.state,crm.tag"
    checks = (
        "not_a_server_error,status_code_conformance,content_type_conformance,"
        "response_headers_conformance,response_schema_conformance"
    )

    def fuzz(
        self, document: Path, header: str, prefix: str = "/api", phases: str = "fuzzing"
    ) -> str:
        """Call all that a document describes; return what the program printed."""
        return self.succeed(
            *(self.program / "schemathesis", "run", document),
            *("--url", f"{self.server.url}{prefix}", "--header", header),
            *("--checks", self.checks, "--phases", phases, "--max-examples", "8"),
            *("--seed", "1", "--suppress-health-check", "all", "--continue-on-failure"),
            "--workers=2",
        )

    def test_answers_are_as_documented(self):
        document = self.download(
            f"/api/openapi.json?models={self.models}", "openapi.json"
        )
        header = f"Authorization: Bearer {self.key}"
        printed = self.fuzz(document, header, phases="fuzzing,stateful")
        self.assertIn("100 passed", printed)

    def test_other_dialects(self):
        tokens = requests.post(
            f"{self.server.url}/api/auth/get_tokens",
            json={"username": self.login, "password": self.key},
            timeout=60,
        ).json()
        issued = requests.post(
            f"{self.server.url}/api/auth/token",
            json={"login": self.login, "password": self.key},
            timeout=60,
        ).json()
        for dialect, prefix, header in (
            ("rest_api", "/api", f"Access-Token: {tokens['access_token']}"),
            ("restful", "/api", f"Access-Token: {issued['access_token']}"),
            ("candidroot", "/api", f"api-key: {self.account_key}"),
            ("synconics", "/restapi/1.0", f"Authorization: Bearer {self.key}"),
        ):
            with self.subTest(dialect):
                path = f"/api/openapi.json?dialect={dialect}&models={self.few}"
                document = self.download(path, f"{dialect}.json")
                self.assertIn(" passed", self.fuzz(document, header, prefix))
