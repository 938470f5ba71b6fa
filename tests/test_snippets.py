"""Programs that the form of a credential shows, run as they are copied."""

import re
import resource
import shutil
import subprocess
import sys

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from ..controllers.consent.page import SEE_OTHER
from ..core.snippets import LANGUAGES
from .support.common import make_rest_key
from .support.needs import PROGRAM, needs
from .support.oauth import REDIRECT, TIMEOUT, OAuthCase, query

RUN = {
    "curl": ("sh", "-ec"),
    "Python": (sys.executable, "-c"),
    "JavaScript": ("node", "--input-type=module", "-e"),
}


def _lift_memory_limit() -> None:
    """WebAssembly reserves more than Odoo's limit."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


@tagged("post_install", "-at_install")
@needs(PROGRAM)
class TestPrograms(OAuthCase):
    def snippets(self, make) -> dict[str, str]:
        """Return the programs of a new credential, with its secret, by language."""

        def made(env):
            credential, secret = make(env)
            self.addCleanup(self.committed, _remove, credential._name, credential.id)
            return dict(credential._restapi_snippets(secret))

        return self.committed(made)

    def run_program(self, language: str, text: str) -> str:
        """Return what a program writes; it must do so without an error."""
        if not shutil.which(RUN[language][0]):
            self.skipTest(f"There is no {RUN[language][0]}")
        done = subprocess.run(
            [*RUN[language], text],
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=_lift_memory_limit,
        )
        self.assertEqual(done.returncode, 0, f"{text}\n{done.stdout}{done.stderr}")
        return done.stdout

    def check(self, programs: dict[str, str], expected: str) -> None:
        self.assertEqual(set(programs), set(LANGUAGES))
        for language, text in programs.items():
            with self.subTest(language=language):
                self.assertIn(expected, self.run_program(language, text))

    def test_key(self):
        def make(env):
            return make_rest_key(env["res.users"].browse(self.user_id), name="Laptop")

        self.check(self.snippets(make), "display_name")

    def test_account_with_lines(self):
        def make(env):
            model = env["ir.model"]._get("res.lang")
            code = env["ir.model.fields"]._get("res.lang", "code")
            line = {"model_id": model.id, "field_ids": [Command.link(code.id)]}
            account = env["restapi.account"].create(
                {
                    "name": "Till",
                    "user_id": self.user_id,
                    "access_ids": [Command.create({**line, "all_fields": False})],
                }
            )
            return account, account._restapi_new_key()

        self.check(self.snippets(make), "en_US")

    def test_client_credentials(self):
        def make(env):
            client = env["restapi.client"].create(
                {
                    "name": "Partner",
                    "user_id": self.user_id,
                    "allow_authorization_code": False,
                    "allow_client_credentials": True,
                    "service_user_id": self.user_id,
                }
            )
            return client, client._restapi_new_secret()

        self.check(self.snippets(make), "display_name")

    def test_authorization_code(self):
        session = self.browser()
        programs = self.committed(self._programs)
        self.assertEqual(set(programs), set(LANGUAGES))
        for language, text in programs.items():
            # The address that users are sent to is in the comment.
            address = re.search(r"(\S+) -> CODE", text)[1]
            answer = session.get(address, allow_redirects=False, timeout=TIMEOUT)
            if answer.status_code != SEE_OTHER:
                answer = self.decide(session, answer, "allow")
            given = re.sub(r"(?<=[=\"])CODE\b", query(answer)["code"], text)
            with self.subTest(language=language):
                self.assertIn("display_name", self.run_program(language, given))

    def _programs(self, env) -> dict[str, str]:
        client = env["restapi.client"].search([("client_id", "=", self.client_id)])
        return dict(client._restapi_snippets(self.secret))


def _remove(env, model: str, id_: int) -> None:
    env[model].browse(id_).unlink()


@tagged("post_install", "-at_install")
class TestSnippets(TransactionCase):
    def programs(self, model: str, **values) -> str:
        return str(self.env[model].create({"name": "Till", **values}).snippets)

    def test_secret_is_a_placeholder(self):
        key, text = make_rest_key(self.env.user)
        self.assertIn("Bearer YOUR_KEY", str(key.snippets))
        self.assertNotIn(text, str(key.snippets))
        self.assertIn(
            "YOUR_SECRET", self.programs("restapi.client", redirect_uris=REDIRECT)
        )

    def test_login_token_where_it_is_required(self):
        for required in (False, True):
            text = self.programs("restapi.account", login_token_required=required)
            self.assertEqual("Login-Token" in text, required)

    def test_model_is_one_that_may_be_read(self):
        key, _text = make_rest_key(self.env.user, scope="res.lang:read execute")
        self.assertIn("/api/res.lang?", str(key.snippets))

    def test_public_application_has_none(self):
        """It must prove by PKCE that it is the same, which is no snippet."""
        text = self.programs(
            "restapi.client", client_type="public", redirect_uris=REDIRECT
        )
        self.assertEqual(text, "False")
