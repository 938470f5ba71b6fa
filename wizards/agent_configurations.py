"""What people paste into the programs that AI agents run in."""

import json
import shlex
from collections.abc import Mapping
from typing import Any

SERVER = "odoo"


def texts(address: str, key: str) -> dict[str, str]:
    """Return a text for each program, by the name of its field.

    :param address: of ``/mcp`` on this server
    :param key: empty where users log in, and allow access
    """
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    given = {"headers": headers} if headers else {}
    return {
        "claude_code": _claude_code(address, headers),
        "claude_desktop": _json(
            {"mcpServers": {SERVER: _through_a_bridge(address, headers)}}
        ),
        "cursor": _json({"mcpServers": {SERVER: {"url": address, **given}}}),
        "vscode": _json(
            {"servers": {SERVER: {"type": "http", "url": address, **given}}}
        ),
    }


def _claude_code(address: str, headers: Mapping[str, str]) -> str:
    words = ["claude", "mcp", "add", "--transport", "http", SERVER, address]
    for name, value in headers.items():
        words += ["--header", f"{name}: {value}"]
    return shlex.join(words)


def _through_a_bridge(address: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Start a program that speaks HTTP for one that only starts programs."""
    sent = [f"{name}: {value}" for name, value in headers.items()]
    options = [part for header in sent for part in ("--header", header)]
    return {"command": "npx", "args": ["-y", "mcp-remote", address, *options]}


def _json(value: Any) -> str:
    return json.dumps(value, indent=2)
