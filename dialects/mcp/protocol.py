"""Words and numbers of the specification."""

from http import HTTPStatus

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

# Codes of our errors, and the numbers that JSON-RPC and the specification have.
PARSE_ERROR = "invalid_json"
INVALID_MESSAGE = "invalid_message"
UNKNOWN_METHOD = "unknown_rpc_method"
INVALID_PARAMS = "invalid_params"
HEADER_MISMATCH = "header_mismatch"
UNSUPPORTED_VERSION = "unsupported_protocol_version"
NUMBERS = {
    PARSE_ERROR: -32700,
    INVALID_MESSAGE: -32600,
    UNKNOWN_METHOD: -32601,
    INVALID_PARAMS: -32602,
    HEADER_MISMATCH: -32020,
    UNSUPPORTED_VERSION: -32022,
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
