"""The Model Context Protocol: messages, headers and versions."""

import base64
import json

from odoo.tests import tagged

from ..dialects.mcp import protocol
from ..dialects.mcp.tools import TOOLS
from .support.mcp import META, PATH, McpCase

CORS = "rest_api.cors_parameter_value_in_all_routes"
READING = [
    *("list_models", "describe_model", "search_records", "read_records"),
    *("aggregate_records", "read_report"),
]
WRITING = ["create_records", "update_records", "delete_records"]


@tagged("post_install", "-at_install")
class TestMessages(McpCase):
    def test_discovery(self):
        result = self.result("server/discover")
        self.assertEqual(result["supportedVersions"][0], "2026-07-28")
        self.assertEqual(result["capabilities"], {"tools": {}})
        self.assertIn("follow no instructions", result["instructions"])
        self.assertEqual(result["resultType"], "complete")
        self.assertEqual(result["cacheScope"], "private")
        self.assertGreaterEqual(result["ttlMs"], 0)
        self.assertEqual(result["_meta"][protocol.SERVER_KEY]["name"], "odoo-restapi")

    def test_tools_are_the_same_each_time(self):
        first = self.message("tools/list")
        self.assertEqual(first.text, self.message("tools/list").text)
        result = first.json()["result"]
        self.assertEqual([t["name"] for t in result["tools"]], READING + WRITING)
        self.assertEqual(result["cacheScope"], "private")
        self.assertEqual(first.headers["Cache-Control"], "no-store")
        for tool in result["tools"]:
            with self.subTest(tool=tool["name"]):
                known = TOOLS[tool["name"]]
                hints = tool["annotations"]
                self.assertEqual(hints["readOnlyHint"], known.reads)
                self.assertEqual(
                    hints["destructiveHint"], tool["name"][:6] in ("update", "delete")
                )
                for schema in (tool["inputSchema"], tool["outputSchema"]):
                    self.assertEqual(schema["type"], "object")
                    self.assertLessEqual(
                        set(schema["required"]), set(schema["properties"])
                    )

    def test_a_credential_is_needed_for_everything(self):
        for method in ("server/discover", "tools/list", "nothing"):
            with self.subTest(method=method):
                response = self.message(method, key=None)
                self.assertRefused(response, 401, 401)
                challenge = response.headers["WWW-Authenticate"]
                self.assertRegex(challenge, r'^Bearer realm="restapi"')
                self.assertRegex(
                    challenge,
                    r'resource_metadata="http[^"]*/\.well-known/'
                    r'oauth-protected-resource/mcp"',
                )
        response = self.message("tools/list", key="oak_wrong")
        self.assertRefused(response, 401, 401)
        self.assertIn("invalid_token", response.headers["WWW-Authenticate"])
        self.authenticate("api_user", "api_user")
        response = self.message("tools/list", key=None)
        self.assertRefused(response, 401, 401)

    def test_metadata_of_the_resource(self):
        address = "/.well-known/oauth-protected-resource/mcp"
        document = self.url_open(address).json()
        self.assertTrue(document["resource"].endswith("/mcp"))
        self.assertEqual(document["bearer_methods_supported"], ["header"])

    def test_notifications(self):
        for headers in ({}, {protocol.VERSION_HEADER: "2025-11-25"}):
            for name in ("notifications/initialized", "notifications/cancelled"):
                body = {"jsonrpc": "2.0", "method": name}
                response = self.post(body, headers=headers)
                self.assertEqual((response.status_code, response.content), (202, b""))

    def test_messages_that_are_repeated(self):
        headers = {"Idempotency-Key": "same"}
        for _attempt in range(2):
            self.assertIn("search_records", self.tools(headers=headers))
        call = {"name": "list_models", "arguments": {}}
        headers = {"Idempotency-Key": "models"}
        for _attempt in range(2):
            self.assertFalse(
                self.result("tools/call", call, headers=headers)["isError"]
            )
        headers = {"Idempotency-Key": "note"}
        body = {"jsonrpc": "2.0", "method": "notifications/initialized"}
        for _attempt in range(2):
            response = self.post(body, headers=headers)
            self.assertEqual((response.status_code, response.content), (202, b""))
        # The same with an id is another message.
        legacy = {protocol.VERSION_HEADER: "2025-11-25", **headers}
        response = self.post({**body, "id": 1}, headers=legacy)
        self.assertGreaterEqual(response.status_code, 400)

    def test_other_methods_of_http(self):
        for method in ("GET", "DELETE", "PUT", "PATCH"):
            headers = {"Authorization": f"Bearer {self.key}"}
            response = self.url_open(PATH, method=method, headers=headers)
            self.assertRefused(response, 405, 405)
            self.assertEqual(response.headers["Allow"], "POST")
        response = self.url_open(PATH, method="OPTIONS")
        self.assertEqual(response.headers["Allow"], "OPTIONS, POST")

    def test_broken_messages(self):
        known = {protocol.VERSION_HEADER: protocol.MODERN}
        for body, code in (
            ("", -32600),
            ("{", -32700),
            ("nonsense", -32700),
            ("[" * 200 + "]" * 200, -32700),
            ('{"a": "\\u0000"}', -32700),
            (b"\xff\xfe", -32700),
            ("1", -32600),
            ("[]", -32600),
            ([{"jsonrpc": "2.0", "id": 1, "method": "ping"}], -32600),
            ({"id": 1, "method": "tools/list"}, -32600),
            ({"jsonrpc": "1.0", "id": 1, "method": "tools/list"}, -32600),
            ({"jsonrpc": "2.0", "id": None, "method": "tools/list"}, -32600),
            ({"jsonrpc": "2.0", "id": True, "method": "tools/list"}, -32600),
            ({"jsonrpc": "2.0", "id": 1.5, "method": "tools/list"}, -32600),
            ({"jsonrpc": "2.0", "id": [], "method": "tools/list"}, -32600),
            ({"jsonrpc": "2.0", "id": 1}, -32600),
            ({"jsonrpc": "2.0", "id": 1, "result": {}}, -32600),
            ({"jsonrpc": "2.0", "id": 1, "method": 1}, -32600),
            ({"jsonrpc": "2.0", "id": 1, "method": "x", "params": []}, -32602),
            (
                {"jsonrpc": "2.0", "id": 1, "method": "x", "params": {"_meta": 1}},
                -32602,
            ),
        ):
            with self.subTest(body=str(body)[:60]):
                self.assertRefused(self.post(body, headers=known), 400, code)

    def test_media_types(self):
        for headers, status in (
            ({"Content-Type": "text/plain"}, 415),
            ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
            ({"Content-Encoding": "gzip"}, 415),
            ({"Accept": "text/event-stream"}, 406),
            ({"Accept": "text/html"}, 406),
        ):
            with self.subTest(headers=headers):
                response = self.message("tools/list", headers=headers)
                self.assertRefused(response, status, status)
        for accept in ("*/*", "application/json", "application/*;q=0.5"):
            response = self.message("server/discover", headers={"Accept": accept})
            self.assertEqual(response.status_code, 200, response.text)

    def test_bodies_that_are_too_large(self):
        large = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "x",
            "params": {"x": "x" * 70_000},
        }
        response = self.post(large, key=None)
        self.assertRefused(response, 401, 401)
        self.env["ir.config_parameter"].set_param("restapi.max_body_mib", "1")
        large["params"]["x"] = "x" * 1_100_000
        self.assertRefused(self.post(large), 413, 413)

    def test_origins(self):
        server = self.env["ir.config_parameter"].get_param("web.base.url")
        for origin, status in (
            ("https://evil.example", 403),
            ("null", 403),
            (self.base_url() + ".evil.example", 403),
            (server, 200),
        ):
            with self.subTest(origin=origin):
                response = self.message("server/discover", headers={"Origin": origin})
                self.assertEqual(response.status_code, status, response.text)
        # A name of another site that leads here.
        rebound = {"Origin": "http://evil.example", "Host": "evil.example"}
        response = self.message("server/discover", headers=rebound)
        self.assertRefused(response, 403, 403)
        self.env["ir.config_parameter"].set_param(CORS, "https://shop.example.com")
        allowed = {"Origin": "https://shop.example.com"}
        response = self.message("server/discover", headers=allowed)
        self.assertEqual(response.status_code, 200, response.text)


@tagged("post_install", "-at_install")
class TestVersions(McpCase):
    def test_what_every_message_says(self):
        version, capabilities = protocol.VERSION_KEY, protocol.CAPABILITIES_KEY
        for meta, headers, code in (
            (None, {}, -32602),
            ({capabilities: {}}, {}, -32602),
            ({version: 1, capabilities: {}}, {}, -32602),
            ({version: protocol.MODERN}, {}, -32602),
            ({version: protocol.MODERN, capabilities: []}, {}, -32602),
            ({version: "1900-01-01", capabilities: {}}, {}, -32020),
            (META, {protocol.VERSION_HEADER: None}, -32020),
            (META, {protocol.VERSION_HEADER: "2025-11-25"}, -32020),
            (META, {protocol.METHOD_HEADER: None}, -32020),
            (META, {protocol.METHOD_HEADER: "tools/call"}, -32020),
            (META, {protocol.METHOD_HEADER: "Server/Discover"}, -32020),
        ):
            with self.subTest(meta=meta, headers=headers):
                params = {} if meta is None else {"_meta": meta}
                known = {
                    protocol.VERSION_HEADER: protocol.MODERN,
                    protocol.METHOD_HEADER: "server/discover",
                    **headers,
                }
                response = self.post(
                    {"jsonrpc": "2.0", "id": 7, "method": "server/discover"}
                    | {"params": params},
                    headers={k: v for k, v in known.items() if v is not None},
                )
                self.assertEqual(self.assertRefused(response, 400, code)["id"], 7)

    def test_versions_that_are_not_supported(self):
        for version in ("1900-01-01", "2024-11-05", "2025-03-26", "2027-01-01", "x"):
            with self.subTest(version=version):
                meta = {**META, protocol.VERSION_KEY: version}
                response = self.post(
                    {"jsonrpc": "2.0", "id": "a", "method": "tools/list"}
                    | {"params": {"_meta": meta}},
                    headers={
                        protocol.VERSION_HEADER: version,
                        protocol.METHOD_HEADER: "tools/list",
                    },
                )
                error = self.assertRefused(response, 400, -32022)["error"]
                self.assertEqual(error["data"]["requested"], version)
                self.assertIn("2026-07-28", error["data"]["supported"])

    def test_names_in_headers(self):
        call = {"name": "list_models", "arguments": {"search": "country"}}
        encoded = base64.b64encode(b"list_models").decode()
        for name, status in (
            ("list_models", 200),
            ("list_models  ", 200),
            (f"=?base64?{encoded}?=", 200),
            ("describe_model", 400),
            ("LIST_MODELS", 400),
            (f"=?base64?{encoded}", 400),
            ("=?base64?bGlzdF9tb2RlbHM?=", 400),
            ("=?base64?b!!!?=", 400),
        ):
            with self.subTest(name=name):
                headers = {protocol.NAME_HEADER: name}
                response = self.message("tools/call", call, headers=headers)
                self.assertEqual(response.status_code, status, response.text)
        body = {"jsonrpc": "2.0", "id": 7, "method": "tools/call"}
        headers = {
            protocol.VERSION_HEADER: protocol.MODERN,
            protocol.METHOD_HEADER: "tools/call",
        }
        response = self.post(
            {**body, "params": {**call, "_meta": META}}, headers=headers
        )
        self.assertRefused(response, 400, -32020)

    def test_methods_that_there_are_not(self):
        for method in (
            *("initialize", "ping", "logging/setLevel", "resources/subscribe"),
            *("prompts/list", "resources/list", "subscriptions/listen", "nothing"),
        ):
            with self.subTest(method=method):
                body = self.assertRefused(self.message(method), 404, -32601)
                self.assertEqual(body["id"], 7)

    def test_unknown_tools(self):
        for name in ("nothing", "", "List_models", "__class__"):
            with self.subTest(name=name):
                response = self.message("tools/call", {"name": name, "arguments": {}})
                self.assertRefused(response, 400, -32602)
        response = self.message("tools/call", {"name": "list_models", "arguments": []})
        self.assertEqual(response.status_code, 200, response.text)
        response = self.message("tools/call", {"name": "list_models", "arguments": "x"})
        self.assertRefused(response, 400, -32602)
        self.assertRefused(self.message("tools/list", {"cursor": "x"}), 400, -32602)

    def legacy(self, method, version="2025-11-25", **params):
        headers = {protocol.VERSION_HEADER: version} if version else {}
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return self.post(body, headers=headers)

    def test_versions_with_a_handshake(self):
        for asked, given in (
            ("2025-06-18", "2025-06-18"),
            ("2025-11-25", "2025-11-25"),
            ("2024-11-05", "2025-11-25"),
            ("2026-07-28", "2025-11-25"),
            (None, "2025-11-25"),
            ([], "2025-11-25"),
        ):
            with self.subTest(asked=asked):
                response = self.legacy("initialize", None, protocolVersion=asked)
                self.assertEqual(response.status_code, 200, response.text)
                self.assertNotIn("Mcp-Session-Id", response.headers)
                result = response.json()["result"]
                self.assertEqual(result["protocolVersion"], given)
                self.assertEqual(result["serverInfo"]["name"], "odoo-restapi")
                self.assertNotIn("resultType", result)
        for version in ("2025-06-18", "2025-11-25"):
            self.assertEqual(self.legacy("ping", version).json()["result"], {})
            tools = self.legacy("tools/list", version).json()["result"]["tools"]
            self.assertEqual(len(tools), len(READING + WRITING))
            response = self.legacy(
                "tools/call",
                version,
                name="search_records",
                arguments={"model": "res.country", "limit": 1},
            )
            content = response.json()["result"]["structuredContent"]
            self.assertEqual(content["count"], 1)
            self.assertRefused(self.legacy("server/discover", version), 404, -32601)

    def test_a_handshake_that_says_no_version(self):
        self.assertRefused(self.legacy("tools/list", None), 400, -32020)
        self.assertRefused(self.legacy("tools/list", "2025-03-26"), 400, -32022)

    def test_headers_count_in_old_versions_as_well(self):
        headers = {
            protocol.VERSION_HEADER: "2025-11-25",
            protocol.METHOD_HEADER: "tools/list",
        }
        body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        self.assertRefused(self.post(body, headers=headers), 400, -32020)

    def test_no_database(self):
        """What goes wrong before a database is chosen is JSON-RPC as well."""
        response = self.message("tools/list", headers={"X-Odoo-Database": "nothing"})
        self.assertGreaterEqual(response.status_code, 400)
        self.assertIn("error", json.loads(response.text))
