"""JSON-RPC messages: read, and checked against the headers of their request."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from odoo.http import HTTPRequest

from ...core import codes
from ...core.errors import ApiError, BadRequest, NotAcceptable, UnsupportedMedia
from .. import body
from ..base import JSON
from . import protocol

NOTIFICATION = "notifications/"
INITIALIZE = "initialize"
# Where the parameters of a method have what the header ``Mcp-Name`` says.
NAMED = {"tools/call": "name", "resources/read": "uri", "prompts/get": "name"}
_ENCODED = ("=?base64?", "?=")


@dataclass(frozen=True, slots=True)
class Message:
    """What a client sends.

    :param id: of a request, which its answer has as well; ``None`` of a notification
    :param is_legacy: it is of a version with a handshake
    """

    id: str | int | None
    method: str
    params: Mapping[str, Any]
    is_legacy: bool

    @property
    def is_notification(self) -> bool:
        return self.id is None


def read(http: HTTPRequest) -> Message:
    """Return the message of a request.

    :raise ApiError: with a code of :mod:`.protocol`, or 406, 413, 415
    """
    _check_media(http)
    sent = _sent(http)
    id_, method, params = sent.get("id"), sent.get("method"), sent.get("params", {})
    if "id" in sent and (isinstance(id_, bool) or not isinstance(id_, (str, int))):
        _refuse("id: a text or an integer is expected.")
    if not isinstance(method, str):
        _refuse("method: a text is expected; a server is sent no answers.")
    if not isinstance(params, dict):
        _refuse("params: an object is expected.", codes.INVALID_PARAMS)
    is_legacy = _is_legacy(http, method, params, "id" not in sent)
    message = Message(id_, method, params, is_legacy)
    _check_headers(http, message)
    return message


def id_of(http: HTTPRequest) -> str | int | None:
    """Return the id of a request that may be broken, or nobody's yet."""
    id_ = body.small_object(http).get("id")
    return id_ if isinstance(id_, (str, int)) and not isinstance(id_, bool) else None


def _check_media(http: HTTPRequest) -> None:
    if http.mimetype != JSON:
        raise UnsupportedMedia(f"Content-Type: {JSON} is expected.")
    accepted = http.accept_mimetypes
    if accepted and JSON not in accepted:
        raise NotAcceptable(f"Answers are {JSON}; Accept must list it.")


def _sent(http: HTTPRequest) -> Mapping[str, Any]:
    sent = body.read(http)
    if isinstance(sent, list):
        _refuse("One message is expected: batches are no part of the protocol.")
    if not isinstance(sent, dict) or sent.get("jsonrpc") != "2.0":
        _refuse('A JSON-RPC message is expected: {"jsonrpc": "2.0", …}.')
    return sent


def _is_legacy(
    http: HTTPRequest, method: str, params: Mapping[str, Any], is_notification: bool
) -> bool:
    """Tell the version of a message; one that says nothing begins a handshake."""
    meta = params.get(protocol.META, {})
    if not isinstance(meta, dict):
        _refuse("params/_meta: an object is expected.", codes.INVALID_PARAMS)
    header = http.headers.get(protocol.VERSION_HEADER)
    stated = meta.get(protocol.VERSION_KEY)
    begins = method == INITIALIZE and header != protocol.MODERN
    if stated is None and (header in protocol.LEGACY or is_notification or begins):
        return True
    _check_version(header, stated)
    if header != protocol.MODERN:
        return True
    if not isinstance(meta.get(protocol.CAPABILITIES_KEY), dict):
        raise _missing(protocol.CAPABILITIES_KEY)
    return False


def _check_version(header: str | None, stated: Any) -> None:
    """Refuse a message whose header and body have not the same version of ours."""
    if header is None:
        raise _mismatch(f"The header {protocol.VERSION_HEADER} is missing.")
    if header == protocol.MODERN and not isinstance(stated, str):
        raise _missing(protocol.VERSION_KEY)
    if stated is not None and header != stated:
        raise _mismatch(
            f"The header {protocol.VERSION_HEADER} is not the version of the body."
        )
    if header not in protocol.SUPPORTED:
        raise BadRequest(
            "Unsupported protocol version.",
            codes.UNSUPPORTED_PROTOCOL_VERSION,
            details={"supported": protocol.SUPPORTED, "requested": header[:50]},
        )


def _check_headers(http: HTTPRequest, message: Message) -> None:
    """Refuse headers that are not those of the body, which others may have trusted."""
    if message.is_notification:
        return
    said_twice = {protocol.METHOD_HEADER: message.method}
    if key := NAMED.get(message.method):
        said_twice[protocol.NAME_HEADER] = message.params.get(key)
    for header, value in said_twice.items():
        said = http.headers.get(header)
        if said is None and (message.is_legacy or value is None):
            continue
        if said is None:
            raise _mismatch(f"The header {header} is missing.")
        if _decoded(said.strip(), header) != value:
            raise _mismatch(f"The header {header} is not that of the body.")


def _decoded(value: str, header: str) -> str:
    """Return what a header says; only names are encoded."""
    start, end = _ENCODED
    if header != protocol.NAME_HEADER or not (
        value.startswith(start) and value.endswith(end)
    ):
        return value
    try:
        content = value[len(start) : -len(end)]
        return base64.b64decode(content, validate=True).decode()
    except (binascii.Error, ValueError) as exc:
        raise _mismatch(f"The header {header} is malformed.") from exc


def _refuse(text: str, code: str = codes.INVALID_MESSAGE) -> None:
    raise BadRequest(text, code)


def _mismatch(text: str) -> ApiError:
    return BadRequest(text, codes.HEADER_MISMATCH)


def _missing(key: str) -> ApiError:
    return BadRequest(f"params/_meta/{key} is missing.", codes.INVALID_PARAMS)
