"""The pages of the documentation: their commands run as printed, their links lead on."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from lxml import etree

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged

from ..controllers.guide import anchor
from ..dev.sandbox.credentials import exports
from .support.common import make_key
from .support.documentation import README, ROOT, blocks, pages, script
from .support.needs import PROGRAM, SERVER, needs
from .support.server import Server, odoo_environment

LOGIN = PASSWORD = "documented_user"
GROUPS = (
    "base.group_user,base.group_partner_manager,base.group_system,"
    "sales_team.group_sale_manager,account.group_account_manager,"
    "product.group_product_manager"
)
REDIRECT = "http://127.0.0.1/callback"
# Beside what runs, shown ones.
KNOWN = {"sh", "python", "json", "xml", "text", "ini", "nginx", "html"}
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<file>[^)#]*)(?:#(?P<anchor>[^)]*))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)
SECONDS = 240


@tagged("post_install", "-at_install")
class TestPages(BaseCase):
    def test_every_block_is_run_or_shown(self):
        for page in pages():
            for block in blocks(page):
                with self.subTest(page=page.name, text=block.text[:60]):
                    self.assertIn(block.language, KNOWN)
                    if block.language not in ("sh", "python"):
                        self.assertNotRegex(block.text, r"(?m)^(\$ )?(curl|api) ")

    def test_json_and_xml_are(self):
        for page in pages():
            for block in blocks(page):
                with self.subTest(page=page.name, text=block.text[:60]):
                    if block.language == "json":
                        for line in re.split(r"\n(?=[\[{])", block.text.strip()):
                            json.loads(line)
                    elif block.language == "xml":
                        etree.fromstring(block.text)

    def test_few_are_not_run(self):
        """Each with its reason; more than these want another look."""
        skipped = [block for page in pages() for block in blocks(page) if block.reason]
        self.assertLessEqual(len(skipped), 15)

    def test_links_lead_somewhere(self):
        for page in pages():
            text = page.read_text()
            for link in LINK.finditer(text):
                with self.subTest(page=page.name, link=link[0]):
                    target = page.parent / link["file"] if link["file"] else page
                    self.assertTrue(target.exists())
                    if link["anchor"]:
                        self.assertIn(link["anchor"], _anchors(target))

    def test_the_readme_knows_every_page(self):
        known = README.read_text()
        self.assertLessEqual(known.count("\n"), 150)
        for page in pages()[1:]:
            self.assertIn(f"(docs/{page.name}", known)


@tagged("post_install", "-at_install")
@needs(SERVER, PROGRAM)
class TestCommands(BaseCase):
    """The commands, on a real server; what they write is committed: they come last."""

    test_sequence = 10_000

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        registry = Registry(get_db_name())
        if "sale.order" not in registry:
            cls.skipTest(cls, "sale is not installed")
        cls.server = Server(get_db_name(), 2, **{"max-cron-threads": 1})
        with registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["ir.config_parameter"].set_param("restapi.issuer", cls.server.url)
            # Receivers of webhooks are on this computer.
            env["ir.config_parameter"].set_param(
                "restapi.outgoing_networks", "127.0.0.0/8"
            )
            user = new_test_user(env, LOGIN, groups=GROUPS)
            cls.credentials = cls._issue(env(user=user), user)
        cls.enterClassContext(cls.server)

    @classmethod
    def _issue(cls, env, user) -> dict[str, str]:
        account = env["restapi.account"].create(
            {"name": "Documented", "user_id": user.id, "is_limited": False}
        )
        issued = account._restapi_new_key()
        client = env["restapi.client"].create(
            {
                "name": "Documented",
                "redirect_uris": REDIRECT,
                "allow_client_credentials": True,
                "service_user_id": user.id,
            }
        )
        token, _claims = account._restapi_login_token(user.id, 1)
        return {
            "base_url": cls.server.url,
            "db": get_db_name(),
            "login": LOGIN,
            "password": PASSWORD,
            "odoo_api_key": make_key(user),
            "client_id": client.client_id,
            "client_secret": client._restapi_new_secret(),
            "redirect_uri": REDIRECT,
            "api_key": issued,
            "login_token": token,
        }

    def test_pages(self):
        for page in pages():
            commands = script(page)
            if commands:
                with self.subTest(page=page.name):
                    self.run_in_shell(commands)

    def test_python(self):
        for page in pages():
            for block in blocks(page):
                if block.language == "python" and not block.reason:
                    with self.subTest(page=page.name, text=block.text[:60]):
                        self.run_in_folder([sys.executable, "-c", block.text])

    def test_workflows_print_what_they_say(self):
        printed = self.run_in_shell(script(ROOT / "docs" / "workflows.md"))
        self.assertIn('"amount_residual":0.0', printed)
        self.assertIn('"name":"Chaise pliante"', printed)
        self.assertIn('"name":"measures.txt"', printed)

    def run_in_shell(self, commands: str) -> str:
        # Answers of 4xx and 5xx are no success here.
        commands = re.sub(r"\bcurl ", "curl --fail-with-body -sS ", commands)
        return self.run_in_folder(["bash", "-euo", "pipefail", "-c", commands])

    def run_in_folder(self, command: list[str]) -> str:
        """Run a command where there is what ``make run`` leaves; return its output."""
        with tempfile.TemporaryDirectory() as folder:
            state = Path(folder, ".sandbox")
            state.mkdir()
            (state / "credentials.json").write_text(json.dumps(self.credentials))
            (state / "env").write_text(exports(self.credentials))
            for name in ("README.md", "static", "examples", "openapi"):
                if (ROOT / name).exists():
                    Path(folder, name).symlink_to(ROOT / name)
            done = subprocess.run(
                command,
                cwd=folder,
                env={**odoo_environment(), **self.environment()},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",  # pictures
                timeout=SECONDS,
            )
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
        return done.stdout

    def environment(self) -> dict[str, str]:
        """Return what ``.sandbox/env`` sets, which pages other than the first expect."""
        lines = exports(self.credentials).splitlines()
        pairs = (line.removeprefix("export ").partition("=") for line in lines)
        return {name: value.strip("'") for name, _equals, value in pairs}


def _anchors(page: Path) -> set[str]:
    return set(map(anchor, HEADING.findall(page.read_text())))
