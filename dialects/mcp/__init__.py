"""The dialect of AI agents: the Model Context Protocol, over streamable HTTP.

=========================== ==================================================
POST ``/mcp``               one JSON-RPC request or notification; answered with one
                            JSON object, or 202 and nothing
=========================== ==================================================

=========================== ==================================================
``server/discover``         versions and capabilities (2026-07-28)
``initialize``, ``ping``    of clients of 2025-06-18 and 2025-11-25; no session
``tools/list``              the tools that user and credential may use
``tools/call``              one of them: an operation of the other dialects
``notifications/…``         accepted, and passed over
=========================== ==================================================

A request of 2026-07-28 has its version and its method in headers as well, which must
be those of the body. The specification is ``docs/specification/2026-07-28`` of
``modelcontextprotocol/modelcontextprotocol``.

What is wrong with a message is a JSON-RPC error, with the HTTP status that the
specification gives it. What is wrong with a tool call is its result, with ``isError``:
the sentence of the API, and what to do next. The transaction is undone all the same.
"""

from .dialect import Mcp

__all__ = ["Mcp"]
