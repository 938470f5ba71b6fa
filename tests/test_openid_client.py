"""OAuth 2 with openid-client, which finds everything out by itself."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from odoo.tests import tagged

from ..controllers.consent import device
from .support.needs import PROGRAM, needs
from .support.oauth import TIMEOUT, OAuthCase, hidden

SCRIPT = Path(__file__).parent / "clients" / "openid_client.mjs"
VARIABLE = "RESTAPI_SANDBOX_OPENID_CLIENT"


@tagged("post_install", "-at_install")
@needs(PROGRAM)
class TestOpenidClient(OAuthCase):
    @classmethod
    def setUpClass(cls):
        cls.package = os.environ.get(VARIABLE)
        if not cls.package:
            cls.skipTest(cls, f"{VARIABLE} names no package")
        cls.node = shutil.which("node")
        if not cls.node:
            cls.skipTest(cls, "There is no node")
        super().setUpClass()

    def test_application(self):
        self.client_id, self.secret = self.make_client(
            allow_client_credentials=True,
            allow_device_code=True,
            service_user_id=self.user_id,
        )
        with unlimited_addresses():
            process = self.enterContext(self.application())
        self.addCleanup(process.kill)  # before the context waits for its end
        visited = []
        for line in process.stdout:
            if not line.startswith(self.url):
                self.fail(line + process.stdout.read())
            visited.append(urlsplit(line).path)
            self.visit(line.strip())
        self.assertEqual(process.wait(), 0)
        self.assertEqual(visited, [urlsplit(self.authorize()).path, device.PATH])

    def application(self) -> subprocess.Popen:
        variables = {
            "URL": self.url,
            "CLIENT_ID": self.client_id,
            "CLIENT_SECRET": self.secret,
            "OPENID_CLIENT": self.package,
        }
        return subprocess.Popen(
            [self.node, SCRIPT],
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def visit(self, address: str) -> None:
        """Log in, send every form, and allow, until nothing more is asked."""
        session = self.browser()
        page = session.get(address, timeout=TIMEOUT)
        while form := hidden(page.text):
            code = dict(part.split("=") for part in urlsplit(address).query.split("&"))
            form.update(decision="allow", user_code=code.get("user_code", ""))
            page = session.post(address.partition("?")[0], form, timeout=TIMEOUT)
        self.assertEqual(page.status_code, 200, page.text)


@contextmanager
def unlimited_addresses() -> Iterator[None]:
    """Lift Odoo's limit for programs started meanwhile: WebAssembly reserves GiB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
