"""The body of a request: JSON, a form, or XML, by what it looks like.

JSON and XML are read whatever the content type says: ``curl -d`` calls
everything a form. The raw body is read once, and cached for a retry.
"""

from collections.abc import Mapping, Set
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.formparser import FormDataParser

from odoo.http import HTTPRequest

from ..auth.oauth1.parameters import PROTOCOL
from ..auth.oauth1.request import FORM
from ..core import codes, json
from ..core.errors import ApiError, BadRequest, UnsupportedMedia
from .synconics import xml

MULTIPART = "multipart/form-data"
MAX_FORM_FIELDS = 1000
# Of a body that is looked into before anybody knows whose it is.
MAX_SMALL_BODY = 64 * 1024


def read(http: HTTPRequest) -> Any:
    """Return the JSON value of the body, a form as a dict of texts; ``None``
    without a body.

    :raise BadRequest: malformed, or with a NUL character
    :raise UnsupportedMedia: compressed, or with a file
    """
    start, body = _raw(http)
    if not start:
        return None
    if start not in (b"{", b"[") and http.mimetype in _FORMS:
        return _FORMS[http.mimetype](http, body)
    return json.loads(body)


def small_object(http: HTTPRequest) -> Mapping[str, Any]:
    """Return the body where it is a small object, else an empty one."""
    if not 0 < (http.content_length or 0) <= MAX_SMALL_BODY:
        return {}
    try:
        found = read(http)
    except ApiError:  # told when the request is parsed
        return {}
    return found if isinstance(found, dict) else {}


def names(http: HTTPRequest) -> Set[str]:
    """Return the names of parameters, of the query or in the body of a ``GET``."""
    sent = small_object(http) if http.method in ("GET", "HEAD") else {}
    return {*http.args, *sent}


def read_with_xml(http: HTTPRequest) -> Any:
    """Return the same, or the value of an XML document; raises as :func:`read`."""
    start, body = _raw(http)
    return xml.loads(body) if start == b"<" else read(http)


def check_encoding(http: HTTPRequest) -> None:
    """Refuse a body that would have to be unpacked.

    :raise UnsupportedMedia: it is compressed
    """
    if http.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("A compressed body is not accepted.")


def _raw(http: HTTPRequest) -> tuple[bytes, bytes]:
    """Return the first character of the body that is no space, and the body."""
    check_encoding(http)
    body = http.get_data(cache=True)
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1], body


def _form(http: HTTPRequest, body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_FORM_FIELDS,
        )
    except ValueError as exc:
        raise BadRequest("The form is malformed.", codes.INVALID_FORM) from exc
    return _fields(pairs)


def _multipart(http: HTTPRequest, body: bytes) -> dict[str, str]:
    parser = FormDataParser(max_form_parts=MAX_FORM_FIELDS, silent=False)
    try:
        _stream, fields, files = parser.parse(
            BytesIO(body), MULTIPART, len(body), http.mimetype_params
        )
    except ValueError as exc:
        raise BadRequest("The form is malformed.", codes.INVALID_FORM) from exc
    if files:
        raise UnsupportedMedia(
            "A file is sent as base64 text, or to its native address, "
            "/api/<model>/<id>/<field>; not as a part of a form."
        )
    return _fields(fields.items(multi=True))


def _fields(pairs: Any) -> dict[str, str]:
    fields = {name: value for name, value in pairs if name not in PROTOCOL}
    if any("\0" in name or "\0" in value for name, value in fields.items()):
        raise BadRequest("The form has a NUL character.", codes.NUL_CHARACTER)
    return fields


_FORMS = {FORM: _form, MULTIPART: _multipart}
