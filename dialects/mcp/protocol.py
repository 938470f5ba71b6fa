"""Words and numbers of the specification."""

from http import HTTPStatus

from ...core import codes
from ...core.errors import Problem

MODERN = "2026-07-28"
# With a handshake, and no version in each message; the newest first.
LEGACY = ("2025-11-25", "2025-06-18")
SUPPORTED = (MODERN, *LEGACY)

VERSION_HEADER = "MCP-Protocol-Version"
METHOD_HEADER = "Mcp-Method"
NAME_HEADER = "Mcp-Name"

META = "_meta"
_PREFIX = "io.modelcontextprotocol/"
VERSION_KEY = f"{_PREFIX}protocolVersion"
CAPABILITIES_KEY = f"{_PREFIX}clientCapabilities"
SERVER_KEY = f"{_PREFIX}serverInfo"

# The numbers that JSON-RPC and the specification have for our codes.
NUMBERS = {
    codes.INVALID_JSON: -32700,
    codes.INVALID_MESSAGE: -32600,
    codes.UNKNOWN_RPC_METHOD: -32601,
    codes.INVALID_PARAMS: -32602,
    codes.HEADER_MISMATCH: -32020,
    codes.UNSUPPORTED_PROTOCOL_VERSION: -32022,
}
INTERNAL_ERROR = -32603


def number(problem: Problem) -> int:
    """Return the code of a JSON-RPC error.

    What the specification has no code for has its HTTP status: the numbers outside of
    the range of JSON-RPC are free.
    """
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return INTERNAL_ERROR
    return NUMBERS.get(problem.code, problem.status)
