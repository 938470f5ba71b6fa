"""An AI agent, which calls the tools of a server over MCP."""

from collections.abc import Mapping
from typing import Any

from .people import Headers, Site

CALL = "tools/call"
VERSION = "2026-07-28"
META = {
    "io.modelcontextprotocol/protocolVersion": VERSION,
    "io.modelcontextprotocol/clientCapabilities": {},
}


def call(
    site: Site, headers: Headers, name: str, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the content that a tool answers with.

    :raise AssertionError: with what it says where it refuses
    """
    params = {"name": name, "arguments": arguments, "_meta": META}
    answer = site.json(
        *("POST", "/mcp"),
        json={"jsonrpc": "2.0", "id": 1, "method": CALL, "params": params},
        headers={
            **headers,
            "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": VERSION,
            "Mcp-Method": CALL,
            "Mcp-Name": name,
        },
    )
    result = answer["result"]
    assert not result["isError"], result["content"]
    return result["structuredContent"]
