"""Programs of others call the API by its own documentation, on a real server.

What they write is committed, so these tests come last.
"""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import requests

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tests.common import new_test_user

from .support.common import make_key
from .support.needs import PROGRAM, SERVER, needs
from .support.server import Server

# On a machine with more to do, a document takes its time.
SECONDS = 600
GROUPS = "base.group_system,base.group_partner_manager,sales_team.group_sale_manager"


@needs(SERVER, PROGRAM)
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
            cls.admin_key = make_key(env.ref("base.user_admin"))
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
            # The collection has the address of web.base.url, another one.
            *("--env-var", f"base_url={self.server.url}"),
            *("--reporters", "cli,json", "--reporter-json-export", report),
        )
        stats = json.loads(report.read_text())["run"]["stats"]
        total = sum(len(folder["item"]) for folder in collection["item"])
        self.assertGreater(total, 100)
        counted = {"total": total, "pending": 0, "failed": 0}
        self.assertEqual(stats["requests"], counted)
        self.assertEqual(stats["assertions"]["total"], total)
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


# Of all modules of the tests, each with records of its own.
THIRTY = (
    "account.account,account.journal,account.move,account.tax,crm.team,ir.attachment,"
    "ir.model,ir.model.fields,ir.sequence,ir.ui.view,mail.message,mail.message.subtype,"
    "mail.template,product.category,product.product,product.template,"
    "report.paperformat,res.bank,res.company,res.country,res.country.group,"
    "res.country.state,res.currency,res.groups,res.lang,res.partner,res.users,"
    "resource.calendar,resource.calendar.attendance,sale.order,sale.report,uom.uom,"
    "utm.source"
)
READ_ALL = """
import importlib
import json
import pkgutil
import sys

import client
import models

for module in pkgutil.walk_packages(client.__path__, "client."):
    importlib.import_module(module.name)
for name, rows in json.load(open(sys.argv[1])).items():
    words = name.replace("_", ".").split(".")
    title = "".join(word.capitalize() for word in words)
    for row in rows:
        read = getattr(models, title).model_validate(row)
        assert read.id == row["id"], (name, row["id"])
        assert getattr(client.models, title).from_dict(row).id == row["id"]
    print(name, len(rows))
"""


# The generator knows no files of rows, and leaves them out.
FILES = re.compile(r"(?:application/x-ndjson|text/csv)")


@tagged("post_install", "-at_install")
class TestGeneratedClient(ClientCase):
    tool = "CLIENTS"

    def test_life_of_a_record(self):
        self.generate("res.partner,res.country,sale.order,sale.order.line")
        script = self.folder / "cycle.py"
        script.write_text(CYCLE)
        self.succeed(self.program / "python", script, URL=self.server.url, KEY=self.key)

    def generate(self, models: str, dialect: str = "mrm") -> Path:
        """Generate a client in the folder ``client``; return its document."""
        path = f"/api/openapi.json?models={models}&dialect={dialect}"
        document = self.download(path, "openapi.json")
        generated = self.succeed(
            *(self.program / "openapi-python-client", "generate", "--meta", "none"),
            *("--path", document, "--output-path", self.folder / "client"),
            "--overwrite",
        )
        for warning in generated.split("WARNING")[1:]:
            self.assertRegex(warning, FILES)
        return document

    def generate_models(self, document: Path) -> None:
        """Generate the module ``models`` with Pydantic's models."""
        self.succeed(
            *(self.program / "datamodel-codegen", "--input", document),
            *("--input-file-type", "openapi", "--formatters", "builtin"),
            *("--output-model-type", "pydantic_v2.BaseModel"),
            *("--output", self.folder / "models.py"),
        )

    def read(self, path: str, **headers: str) -> Any:
        response = requests.get(f"{self.server.url}{path}", headers=headers, timeout=60)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def check_answers(self, answers: dict[str, list[dict[str, Any]]]) -> None:
        """Read rows of models with what was generated for them."""
        file, script = self.folder / "answers.json", self.folder / "read_all.py"
        file.write_text(json.dumps(answers))
        script.write_text(READ_ALL)
        printed = self.succeed(self.program / "python", script, file)
        self.assertEqual(len(printed.splitlines()), len(answers))

    def test_answers_of_thirty_models(self):
        headers = {"Authorization": f"Bearer {self.admin_key}"}
        answers = {
            name: self.read(f"/api/{name}?limit=20&order=id", **headers)["results"]
            for name in THIRTY.split(",")
        }
        self.assertGreaterEqual(sum(map(bool, answers.values())), 30)
        self.generate_models(self.generate(THIRTY))
        self.check_answers(answers)

    def test_answers_of_old_dialects(self):
        headers = {"Authorization": f"Bearer {self.key}"}
        models = ("res.partner", "res.country", "product.template")
        self.generate_models(self.generate(",".join(models), "synconics"))
        self.check_answers(
            {
                name: self.read(f"/restapi/1.0/object/{name}?limit=20", **headers)[name]
                for name in models
            }
        )


# Of the server's errors one is the client's fault: `rest_api` calls a method that is
# not there 501, which the documents of the others do not have.
EXPECTED = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", 501]
"""


@tagged("post_install", "-at_install")
class TestSchemathesis(ClientCase):
    tool = "CLIENTS"
    test_sequence = 10_001  # it deletes what it finds
    models = "res.partner,res.country,product.category,product.tag,sale.order,crm.tag"
    # Not a model that the tests have endpoints of their own for.
    few = "product.tag,res.country.state,crm.tag"
    checks = (
        "not_a_server_error,status_code_conformance,content_type_conformance,"
        "response_headers_conformance,response_schema_conformance"
    )

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        (cls.folder / "schemathesis.toml").write_text(EXPECTED)

    def fuzz(
        self, document: Path, header: str, prefix: str = "/api", phases: str = "fuzzing"
    ) -> str:
        """Call all that a document describes; return what the program printed."""
        return self.succeed(
            *(self.program / "schemathesis", "run", document),
            *("--url", f"{self.server.url}{prefix}", "--header", header),
            # Its own token would end.
            *("--exclude-operation-id", "log_out"),
            *("--checks", self.checks, "--phases", phases, "--max-examples", "4"),
            *("--seed", "1", "--suppress-health-check", "all", "--continue-on-failure"),
            "--workers=2",
        )

    def test_answers_are_as_documented(self):
        document = self.download(
            f"/api/openapi.json?models={self.models}", "openapi.json"
        )
        header = f"Authorization: Bearer {self.key}"
        printed = self.fuzz(document, header, phases="fuzzing,stateful")
        items = json.loads(document.read_text())["paths"].values()
        operations = sum(not key.startswith("x-") for item in items for key in item)
        self.assertGreater(operations, 100)
        self.assertIn(f"{operations} passed", printed)

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
