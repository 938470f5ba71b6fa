"""``/mcp`` with clients nobody here wrote: the SDK, the inspector, the conformance suite."""

import json
import os
import re
import subprocess
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from unittest.mock import patch

import requests

from odoo.tests import new_test_user, tagged

from ..auth.oauth2 import resources
from ..controllers.oauth2 import PREFIX
from ..dialects.mcp import protocol
from ..settings import NAMES
from .support.browser import ApplicationCase, Callback, run_script
from .support.needs import PROGRAM, needs
from .support.oauth import TIMEOUT, hidden
from .support.proxy import Proxy
from .support.receivers import Certificate, Receiver
from .test_openid_client import unlimited_addresses

SCRIPT = Path(__file__).parent / "clients" / "use_mcp.py"
GUIDE = Path(__file__).parent.parent / "docs" / "agents.md"
SDK, TOOLS = "RESTAPI_SANDBOX_MCP_SDK", "RESTAPI_SANDBOX_MCP_TOOLS"
SUMMARY = re.compile(r"^([✓✗]) ([\w-]+): (\d+) passed, (\d+) failed", re.MULTILINE)
# What a server with tools and nothing else can pass, by the version of the protocol.
# The other scenarios call tools, prompts and resources that the suite asks a server
# under test to have.
PASSED = {
    "2026-07-28": {
        "dns-rebinding-protection",
        "http-header-validation",
        "input-required-result-ignore-extra-params",
        "input-required-result-missing-input-response",
        "input-required-result-unsupported-methods",
        "input-required-result-validate-input",
        "sep-2164-resource-not-found",
        "server-sse-multiple-streams",
        "tools-list",
    },
    "2025-11-25": {
        "dns-rebinding-protection",
        "ping",
        "server-initialize",
        "tools-list",
    },
}


@tagged("post_install", "-at_install")
@needs(PROGRAM)
class TestMcpClients(ApplicationCase):
    login = "api_agents"

    @classmethod
    def setUpClass(cls):
        cls.certificate = Certificate("127.0.0.1")
        # Read by the server's TLS when it fetches documents of applications.
        trust = patch.dict(os.environ, SSL_CERT_FILE=str(cls.certificate.path))
        cls.enterClassContext(trust)
        cls.proxy = cls.enterClassContext(Proxy())
        cls.committed(cls._configure)
        cls.addClassCleanup(cls.committed, cls._unconfigure)
        super().setUpClass()
        cls.url = f"{cls.server.url}/mcp"
        cls.proxy.lead(cls.server.url, cls.key)

    @classmethod
    def _configure(cls, env):
        cls.settings = {
            NAMES["cors"]: cls.proxy.url,
            NAMES["outgoing_networks"]: "127.0.0.0/8",
            NAMES["client_documents"]: "True",
            NAMES["client_registration"]: "True",
            NAMES["log_level"]: "writes",
            NAMES["registered_scope"]: "res.partner:read",
            NAMES["registration_owner"]: str(env.ref("base.user_admin").id),
        }
        cls.before = {
            name: env["ir.config_parameter"].get_param(name) for name in cls.settings
        }
        for name, value in cls.settings.items():
            env["ir.config_parameter"].set_param(name, value)

    @classmethod
    def _unconfigure(cls, env):
        for name, value in cls.before.items():
            env["ir.config_parameter"].set_param(name, value)
        env["restapi.client"].search([("registration", "!=", "manual")]).unlink()
        env.cr.execute("DELETE FROM restapi_throttle")

    @classmethod
    def _register(cls, env):
        groups = "base.group_user,base.group_partner_manager"
        user = new_test_user(env, login=cls.login, groups=groups)
        keys = env["restapi.key"]
        values = {"name": "SDK", "user_id": user.id, "scope": "read write execute"}
        cls.key = keys.create(values)._restapi_new_key()
        clients = env["restapi.client"]
        agent = clients.browse(clients.action_new_agent()["res_id"])
        agent.write(
            {
                "name": "Agent",
                "user_id": user.id,
                "scope": "res.partner:read",
                "redirect_uris": "http://127.0.0.1/cb",
            }
        )
        return user.id, agent.client_id, ""

    @classmethod
    def _remove(cls, env):
        # It writes down who has called while the user is removed.
        cls.server.__exit__(None, None, None)
        return super()._remove(env)

    # -- the SDK

    def start(self, steps, **variables):
        python = os.environ.get(SDK)
        if not python:
            self.skipTest(f"{SDK} names no Python")
        environment = {
            **os.environ,
            "URL": self.url,
            "STEPS": json.dumps(steps),
            **variables,
        }
        # Neither Odoo's modules nor the certificate are the program's business.
        for name in ("PYTHONPATH", "SSL_CERT_FILE"):
            environment.pop(name, None)
        process = subprocess.Popen(
            [python, SCRIPT],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def told(self, process):
        """Return the next thing that the program tells."""
        line = process.stdout.readline()
        if not line:
            self.fail(process.stderr.read())
        return json.loads(line)

    def test_key(self):
        partner = {"model": "res.partner"}
        steps = [
            ("list_models", {"search": "contact"}),
            ("describe_model", {**partner, "search": "name"}),
            (
                "search_records",
                {
                    **partner,
                    "domain": [["name", "=", "Made by the SDK"]],
                    "fields": "nam",
                },
            ),
            (
                "create_records",
                {
                    **partner,
                    "records": [
                        {
                            "name": "Made by the SDK",
                            "child_ids": [{"name": "Made by it"}],
                        }
                    ],
                },
            ),
            (
                "search_records",
                {
                    **partner,
                    "domain": [["name", "=", "Made by the SDK"]],
                    "fields": "name,child_ids(name)",
                },
            ),
            ("delete_records", {"model": "res.country", "ids": [1]}),
        ]
        for mode in ("auto", "legacy"):
            with self.subTest(mode=mode):
                process = self.start(steps, KEY=self.key, MODE=mode)
                self.assertIn("create_records", self.told(process)["tools"])
                models, described, wrong, made, found, forbidden = (
                    self.told(process) for _ in steps
                )
                self.assertIn(
                    "res.partner", [row["model"] for row in models["content"]["models"]]
                )
                self.assertIn("name", described["content"]["fields"])
                self.assertTrue(wrong["error"])
                self.assertIn("did you mean name?", wrong["text"])
                (id_,) = made["content"]["ids"]
                rows = {row["id"]: row for row in found["content"]["records"]}
                self.assertEqual(rows[id_]["child_ids"][0]["name"], "Made by it")
                self.assertTrue(forbidden["error"])
                self.assertIn("do not try the same again", forbidden["text"])
                self.assertEqual(process.wait(), 0, process.stderr.read())
        made = self.logged([("operation", "=", "create_many")])
        self.assertTrue(all(entry["is_agent_write"] for entry in made), made)
        wrong = self.logged([("operation", "=", "search")])
        self.assertEqual(wrong[0]["code"], "unknown_field")
        self.assertFalse(wrong[0]["is_agent_write"])

    def logged(self, domain):
        """Return what the server has written down, once there is some."""
        domain = [("dialect", "=", "mcp"), ("user_id", "=", self.user_id), *domain]
        deadline = time.monotonic() + TIMEOUT
        found = []
        while not found:
            self.assertLess(time.monotonic(), deadline, domain)
            time.sleep(0.1)
            found = self.committed(lambda env: env["restapi.log"].search_read(domain))
        return found

    READ = (
        ("search_records", {"model": "res.partner", "limit": 1}),
        ("search_records", {"model": "res.country", "limit": 1}),
    )

    def test_application_and_consent_in_a_browser(self):
        with Callback() as page:
            process = self.start(self.READ, CLIENT_ID=self.client_id, REDIRECT=page.url)
            address = self.told(process)["address"]
            self.assertIn("resource=http", address)
            self.assertIn("code_challenge_method=S256", address)
            answer = self.consent(address, page)
        token = self.finish(process, answer)
        self.check_audience(token)

    def _check_page(self, browser):
        text = run_script(browser, "document.body.innerText")
        self.assertIn("Agent", text)
        self.assertIn("Read: Contact (res.partner)", text)
        self.assertNotIn("Nobody of your organisation", text)

    def finish(self, process, answer):
        """Go on after the consent; return the token."""
        process.stdin.write(f"{answer}\n")
        process.stdin.flush()
        tokens = self.told(process)
        self.assertEqual(tokens["scope"], "res.partner:read")
        tools = self.told(process)["tools"]
        self.assertIn("search_records", tools)
        self.assertNotIn("create_records", tools)
        allowed, refused = self.told(process), self.told(process)
        self.assertEqual(allowed["content"]["count"], 1)
        self.assertIn("does not allow to read res.country", refused["text"])
        self.assertEqual(process.wait(), 0, process.stderr.read())
        return tokens["token"]

    def check_audience(self, token):
        """A token for ``/mcp`` is good there alone."""
        for path in ("/api/res.partner?limit=1", "/restapi/1.0/object/res.partner"):
            headers = {"Authorization": f"Bearer {token}"}
            refused = requests.get(
                self.server.url + path, headers=headers, timeout=TIMEOUT
            )
            self.assertEqual(refused.status_code, 401, refused.text)
            self.assertIn("This token is good at /mcp", refused.text)

    def allow(self, address):
        """Log in and allow without a browser; return page and path of the callback."""
        session = requests.Session()
        page = session.get(address, timeout=TIMEOUT)
        form = {**hidden(page.text), "login": self.login, "password": self.login}
        page = session.post(f"{self.server.url}/web/login", form, timeout=TIMEOUT)
        self.assertEqual(page.status_code, 200, page.text)
        answer = session.post(
            f"{self.server.url}{PREFIX}/authorize",
            {**hidden(page.text), "decision": "allow"},
            allow_redirects=False,
            timeout=TIMEOUT,
        )
        return page.text, answer.headers["Location"]

    def test_application_registers_itself(self):
        process = self.start(self.READ)
        client_id = self.told(process)["client_id"]
        page, answer = self.allow(self.told(process)["address"])
        self.assertIn("Nobody of your organisation has registered", page)
        self.assertIn("on this computer", page)
        self.finish(process, answer)
        kept = self.committed(
            lambda env: (
                env["restapi.client"]
                .search([("client_id", "=", client_id)])
                .read(["client_type", "registration", "requests_per_minute", "name"])
            )
        )
        self.assertEqual(kept[0]["client_type"], "public")
        self.assertEqual(kept[0]["registration"], "dynamic")
        self.assertEqual(kept[0]["requests_per_minute"], 60)

    def test_application_with_a_document(self):
        with self.document() as (receiver, address):
            process = self.start(self.READ, DOCUMENT=address)
            told = self.told(process)
            if "client_id" in told:
                self.assertEqual(told["client_id"], address)
                told = self.told(process)
            page, answer = self.allow(told["address"])
            self.assertIn(f"127.0.0.1:{receiver.port}", page)
            self.check_audience(self.finish(process, answer))
            self.assertEqual(len(receiver.received), 1)

    @contextmanager
    def document(self, **changed):
        """Serve the document of an application; give the receiver, and its address."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            sent = {
                "client_id": receiver.url.replace("/hook", "/client.json"),
                "client_name": "Agent with a document",
                "redirect_uris": ["http://127.0.0.1/cb"],
                "token_endpoint_auth_method": "none",
                **changed,
            }
            body = json.dumps(sent).encode()
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        with Receiver(answer, self.certificate) as receiver:
            yield receiver, receiver.url.replace("/hook", "/client.json")

    def test_documents_that_are_not_accepted(self):
        session = requests.Session()
        page = session.get(f"{self.server.url}/web/login", timeout=TIMEOUT)
        form = {**hidden(page.text), "login": self.login, "password": self.login}
        session.post(f"{self.server.url}/web/login", form, timeout=TIMEOUT)
        for changed, words in (
            ({"client_id": "https://127.0.0.1/other"}, "of another client"),
            ({"redirect_uris": ["http://evil.example/cb"]}, "redirect_uris"),
            ({"redirect_uris": []}, "redirect_uris"),
            ({"client_name": ""}, "client_name"),
            ({"client_secret": "x"}, "client_secret"),
            ({"token_endpoint_auth_method": "client_secret_post"}, "only none"),
            ({"client_uri": "x" * 20_000}, "a document of at most"),
        ):
            with (
                self.subTest(changed=str(changed)[:50]),
                self.document(**changed) as found,
            ):
                answer = session.get(
                    f"{self.server.url}{PREFIX}/authorize",
                    params={"client_id": found[1], "response_type": "code"},
                    timeout=TIMEOUT,
                )
                self.assertEqual(answer.status_code, 400, answer.text)
                self.assertIn(words, answer.text)
        # A stranger has nothing fetched.
        with self.document() as (receiver, address):
            answer = requests.get(
                f"{self.server.url}{PREFIX}/authorize",
                params={"client_id": address, "response_type": "code"},
                timeout=TIMEOUT,
            )
            self.assertIn("/web/login", answer.url)
            self.assertEqual(receiver.received, [])

    def test_registration(self):
        address = f"{self.server.url}{PREFIX}/register"
        metadata = f"{self.server.url}/.well-known/oauth-authorization-server"
        document = requests.get(metadata, timeout=TIMEOUT).json()
        self.assertEqual(document["registration_endpoint"], address)
        self.assertIs(document["client_id_metadata_document_supported"], True)
        good = {"client_name": "x", "redirect_uris": ["https://a.example/cb"]}
        for sent, error in (
            ([], "invalid_client_metadata"),
            ({}, "invalid_client_metadata"),
            (
                {**good, "redirect_uris": ["javascript:alert(1)"]},
                "invalid_redirect_uri",
            ),
            ({**good, "redirect_uris": "https://a.example/cb"}, "invalid_redirect_uri"),
            ({**good, "jwks": {}}, "invalid_client_metadata"),
        ):
            answer = requests.post(address, json=sent, timeout=TIMEOUT)
            self.assertEqual(answer.status_code, 400, answer.text)
            self.assertEqual(answer.json()["error"], error)
        asked = {**good, "token_endpoint_auth_method": "client_secret_basic"}
        answer = requests.post(address, json=asked, timeout=TIMEOUT)
        self.assertEqual(answer.status_code, 201, answer.text)
        self.assertEqual(answer.json()["token_endpoint_auth_method"], "none")
        self.assertNotIn("client_secret", answer.json())
        for _ in range(10):
            answer = requests.post(address, json=good, timeout=TIMEOUT)
        self.assertEqual(answer.status_code, 429, answer.text)
        self.committed(lambda env: env.cr.execute("DELETE FROM restapi_throttle"))

    # -- programs of npm

    def run_tool(self, *words, **options):
        folder = os.environ.get(TOOLS)
        if not folder:
            self.skipTest(f"{TOOLS} names no folder")
        node = Path(folder).parent / "node" / "bin" / "node"
        with unlimited_addresses():
            return subprocess.run(
                [node, *(Path(folder) / words[0], *words[1:])],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=300,
                check=False,
                **options,
            )

    def test_inspector(self):
        def inspect(*words):
            header = f"Authorization: Bearer {self.key}"
            options = ("--cli", self.url, "--transport", "http", "--header", header)
            done = self.run_tool("mcp-inspector", *options, *words)
            self.assertEqual(done.returncode, 0, done.stdout)
            # Notes follow.
            found, _end = json.JSONDecoder().raw_decode(done.stdout)
            return found

        listed = inspect("--method", "tools/list")
        self.assertIn("aggregate_records", [tool["name"] for tool in listed["tools"]])
        arguments = ("model=res.country", "limit=1", 'domain=[["code", "=", "BE"]]')
        called = ("--method", "tools/call", "--tool-name", "search_records")
        found = inspect(*called, "--tool-arg", *arguments)
        self.assertEqual(found["structuredContent"]["count"], 1)

    def test_conformance(self):
        guide = GUIDE.read_text()
        for version, passed in PASSED.items():
            with self.subTest(version=version):
                done = self.run_tool(
                    *("conformance", "server", "--url", f"{self.proxy.url}/mcp"),
                    *("--requirements", version),
                )
                found = {
                    name: rest for _ok, name, *rest in SUMMARY.findall(done.stdout)
                }
                good = {
                    name
                    for name, (checks, failed) in found.items()
                    if failed == "0" < checks
                }
                self.assertEqual(good, passed, done.stdout[-3000:])
                for name in found.keys() - {n for n in found if n.startswith("tasks-")}:
                    self.assertIn(f"`{name}`", guide)
                if version == protocol.MODERN:
                    # Four of its checks need tools that a server under test has.
                    self.assertEqual(found["server-stateless"], ["21", "4"])

    # -- RFC 8707

    def test_resources(self):
        pair = self.committed(self._register_program)
        issuer = self.server.url
        good = {
            None: ("/api/res.partner?limit=1", "/mcp"),
            f"{issuer}/mcp": ("/mcp",),
            f"{issuer.upper().replace('HTTP', 'http')}/mcp/": ("/mcp",),
            f"{issuer}/api": ("/api/res.partner?limit=1",),
        }
        for resource, paths in good.items():
            with self.subTest(resource=resource):
                answer = self.ask_token(pair, resource)
                self.assertEqual(answer.status_code, 200, answer.text)
                token = answer.json()["access_token"]
                for path in ("/api/res.partner?limit=1", "/mcp"):
                    status = self.status_of(path, token)
                    self.assertEqual(status, 200 if path in paths else 401, path)
                claims = self.ask(pair, "introspect", token=token).json()
                name = resource and resources.named(issuer, resource)
                self.assertEqual(claims.get("aud"), name and f"{issuer}/{name}")
        for resource in (
            "https://other.example/mcp",
            f"{issuer}/web",
            "mcp",
            "[",
            issuer,
        ):
            with self.subTest(resource=resource):
                answer = self.ask_token(pair, resource)
                self.assertEqual(answer.status_code, 400, answer.text)
                self.assertEqual(answer.json()["error"], "invalid_target")

    def _register_program(self, env):
        client = env["restapi.client"].create(
            {
                "name": "Program",
                "user_id": self.user_id,
                "service_user_id": self.user_id,
                "allow_client_credentials": True,
                "allow_authorization_code": False,
                "scope": "res.partner:read",
            }
        )
        # The user and all that is theirs go when the class ends.
        return client.client_id, client._restapi_new_secret()

    def ask(self, pair, endpoint, **sent):
        sent = {"client_id": pair[0], "client_secret": pair[1], **sent}
        address = f"{self.server.url}{PREFIX}/{endpoint}"
        return requests.post(address, sent, timeout=TIMEOUT)

    def ask_token(self, pair, resource):
        sent = {"grant_type": "client_credentials"}
        if resource is not None:
            sent["resource"] = resource
        return self.ask(pair, "token", **sent)

    def status_of(self, path, token):
        headers = {"Authorization": f"Bearer {token}"}
        address = self.server.url + path
        if path != "/mcp":
            return requests.get(address, headers=headers, timeout=TIMEOUT).status_code
        headers[protocol.VERSION_HEADER] = protocol.LEGACY[0]
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        answer = requests.post(address, json=body, headers=headers, timeout=TIMEOUT)
        return answer.status_code
