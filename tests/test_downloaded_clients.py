"""The clients to download work: programs use them, on a real server.

What they write is committed, so these tests come late.
"""

import shutil
from pathlib import Path

from odoo.tests import tagged

from ..clients import php, python, typescript
from .support.flaky import Flaky
from .test_client_text import nasty_model
from .test_clients import THIRTY, ClientCase

USES = Path(__file__).with_name("clients")
MODELS = (
    "res.partner,res.country,sale.order,sale.order.line,product.product,ir.attachment"
)

# It wants more address space than Odoo has.
NODE = ("sh", "-c", 'ulimit -S -v unlimited; exec node "$@"', "node")

READ_ALL_PYTHON = """
import os

from client import Client, Reader

for name, model in vars(Client(os.environ["KEY"], os.environ["URL"])).items():
    if isinstance(model, Reader):
        print(name, len(model.page(limit=20).results))
"""
READ_ALL_PHP = r"""<?php
require 'client.php';

$client = new Odoo\RestApi\Client(getenv('KEY'), getenv('URL'));
foreach (get_object_vars($client) as $name => $model) {
    echo $name, ' ', count($model->page(limit: 20)->results), "\n";
}
"""


class DownloadedCase(ClientCase):
    language: str

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        shutil.copy(USES / f"use_client.{cls.language}", cls.folder)
        cls.flaky = cls.enterClassContext(Flaky(cls.server.url))

    def fetch(self, models: str = MODELS) -> Path:
        name = f"client.{self.language}"
        return self.download(f"/restapi/docs/{name}?models={models}", name)

    def use(self, *command: str | Path) -> None:
        """Run the program; look at what it has sent to a server that failed."""
        printed = self.succeed(
            *command,
            URL=self.server.url,
            KEY=self.key,
            FLAKY_URL=self.flaky.url,
        )
        self.assertEqual(printed.splitlines()[-1], "done")
        attempts = self.flaky.attempts
        [created] = [keys for (method, _), keys in attempts.items() if method == "POST"]
        self.assertEqual(len(created), 3)
        self.assertEqual(len(set(created)), 1)
        self.assertTrue(created[0])
        for (method, _path), keys in attempts.items():
            if method == "GET":
                self.assertEqual(set(keys), {None})

    def check_read(self, *command: str | Path) -> None:
        """Run a program that prints how many records it reads of each model."""
        printed = self.succeed(*command, URL=self.server.url, KEY=self.key)
        counts = [int(line.rpartition(" ")[2]) for line in printed.splitlines()]
        self.assertEqual(len(counts), len(THIRTY.split(",")), printed)
        self.assertGreaterEqual(sum(map(bool, counts)), 25, printed)


@tagged("post_install", "-at_install")
class TestPythonClient(DownloadedCase):
    tool = "CLIENTS"
    language = "py"

    def test_a_program_uses_it(self):
        self.fetch()
        self.mypy("use_client.py", "client.py")
        self.use(self.program / "python", "use_client.py")

    def mypy(self, *files: str) -> None:
        self.succeed(self.program / "python", "-m", "mypy", "--strict", *files)

    def test_types_of_many_models(self):
        self.fetch(THIRTY)
        self.mypy("client.py")
        (self.folder / "read_all.py").write_text(READ_ALL_PYTHON)
        self.check_read(self.program / "python", "read_all.py")

    def test_types_find_mistakes(self):
        self.fetch()
        (self.folder / "wrong.py").write_text(
            "from client import Client\n"
            "client = Client('')\n"
            "client.res_partner.create({'nam': 'x'})  # type: ignore[typeddict-unknown-key]\n"
            "client.res_partner.create({'name': 3})  # type: ignore[typeddict-item]\n"
            "client.res_partner.read(3).nam  # type: ignore[attr-defined]\n"
            "client.res_partner.read(3).country_id.name  # type: ignore[union-attr]\n"
        )
        # Of a comment that ignores nothing it complains.
        self.mypy("wrong.py")

    def test_nasty_names(self):
        (self.folder / "nasty.py").write_text(
            python.written([nasty_model()], self.server.url)
        )
        self.mypy("nasty.py")
        self.succeed(self.program / "python", "nasty.py")


@tagged("post_install", "-at_install")
class TestTypescriptClient(DownloadedCase):
    tool = "OPENAPI_TOOLS"
    language = "ts"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        (cls.folder / "package.json").write_text('{"type": "module"}')

    def compile(self, *files: str) -> None:
        self.succeed(
            *("sh", "-c", 'ulimit -S -v unlimited; exec "$@"', "tsc"),
            *(self.program / "tsc", "--strict", "--lib", "ES2022,DOM"),
            *("--target", "ES2022", "--module", "ES2022"),
            *("--moduleResolution", "bundler", *files),
        )

    def test_a_program_uses_it(self):
        self.fetch()
        self.compile("use_client.ts")
        self.use(*NODE, "use_client.js")

    def test_types_of_many_models(self):
        self.fetch(THIRTY)
        self.compile("client.ts")

    def test_types_find_mistakes(self):
        self.fetch()
        (self.folder / "wrong.ts").write_text(
            'import { Client } from "./client.js";\n'
            'const client = new Client("");\n'
            "// @ts-expect-error\n"
            'client.res_partner.create({ nam: "x" });\n'
            "// @ts-expect-error\n"
            "client.res_partner.create({ name: 3 });\n"
            "// @ts-expect-error\n"
            'client.res_partner.read(3, ["nam"]);\n'
            "// @ts-expect-error\n"
            'client.res_partner.read(3, ["name"]).then((partner) => partner.city);\n'
        )
        self.compile("wrong.ts")

    def test_nasty_names(self):
        (self.folder / "nasty.ts").write_text(
            typescript.written([nasty_model()], self.server.url)
        )
        self.compile("nasty.ts")
        self.succeed(*NODE, "nasty.js")


@tagged("post_install", "-at_install")
class TestPhpClient(DownloadedCase):
    tool = "PHP"
    language = "php"

    def test_a_program_uses_it(self):
        self.fetch()
        self.succeed(self.program, "-l", "client.php")
        self.use(self.program, "use_client.php")

    def test_types_of_many_models(self):
        self.fetch(THIRTY)
        # Properties refuse what is not of their type.
        (self.folder / "read_all.php").write_text(READ_ALL_PHP)
        self.check_read(self.program, "read_all.php")

    def test_nasty_names(self):
        (self.folder / "nasty.php").write_text(
            php.written([nasty_model()], self.server.url)
        )
        self.assertEqual(self.succeed(self.program, "nasty.php"), "")
