"""A client of ``/mcp``, as plain as it can be."""

import json
from typing import Any

from requests import Response

from ...dialects.mcp import protocol
from .common import ApiCase

PATH = "/mcp"
META = {protocol.VERSION_KEY: protocol.MODERN, protocol.CAPABILITIES_KEY: {}}
ACCEPT = "application/json, text/event-stream"


class McpCase(ApiCase):
    """A user with a key, and messages of the newest version."""

    def post(
        self, body: Any, key: str | None = "", headers: dict[str, str] | None = None
    ) -> Response:
        """Send a body as it is, with these headers beside those of every message."""
        sent = {"Content-Type": "application/json", "Accept": ACCEPT}
        if key is not None:
            sent["Authorization"] = f"Bearer {key or self.key}"
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        sent.update(headers or {})
        return self.url_open(PATH, data=text, headers=sent, method="POST")

    def message(
        self, method: str, params: dict[str, Any] | None = None, **more: Any
    ) -> Response:
        """Send a request of the newest version."""
        params = {**(params or {}), protocol.META: META}
        headers = {
            protocol.VERSION_HEADER: protocol.MODERN,
            protocol.METHOD_HEADER: method,
        }
        if "name" in params:
            headers[protocol.NAME_HEADER] = params["name"]
        headers.update(more.pop("headers", {}))
        id_ = more.pop("id_", 7)
        body = {"jsonrpc": "2.0", "id": id_, "method": method, "params": params}
        return self.post(body, headers=headers, **more)

    def result(self, method: str, params: dict[str, Any] | None = None, **more: Any):
        """Return the result of a request."""
        response = self.message(method, params, **more)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()["result"]

    def tool(self, name: str, arguments: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Call a tool; return its content."""
        result = self.result(
            "tools/call", {"name": name, "arguments": arguments}, **more
        )
        self.assertFalse(result["isError"], result["content"])
        content = result["structuredContent"]
        self.assertEqual(json.loads(result["content"][0]["text"]), content)
        return content

    def mistake(self, name: str, arguments: dict[str, Any], **more: Any) -> str:
        """Call a tool that refuses; return what it says."""
        result = self.result(
            "tools/call", {"name": name, "arguments": arguments}, **more
        )
        self.assertTrue(result["isError"], result)
        self.assertNotIn("structuredContent", result)
        text = result["content"][0]["text"]
        for leak in ("Traceback", "psycopg2", ".py", "SELECT "):
            self.assertNotIn(leak, text)
        return text

    def tools(self, **more: Any) -> list[str]:
        return [tool["name"] for tool in self.result("tools/list", **more)["tools"]]

    def assertRefused(self, response: Response, status: int, code: int) -> dict:
        """Check a JSON-RPC error; return it."""
        self.assertEqual(response.status_code, status, response.text)
        body = response.json()
        self.assertEqual(body["jsonrpc"], "2.0")
        self.assertEqual(body["error"]["code"], code, body)
        self.assertTrue(body["error"]["message"])
        return body
