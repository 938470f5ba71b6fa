"""A body that is a file: as it is, or the one part of a form.

It is written to disk as it comes, beyond a megabyte, and is held in memory by
whoever needs all of it.
"""

import re
import shutil
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from odoo.http import HTTPRequest

from ..core import codes
from ..core.errors import BadRequest
from ..core.file_operation import Upload
from ..records import file_names, odoo19
from . import body
from .body import FORM, MULTIPART

MEMORY_BYTES = 1024 * 1024
# Read whole already, maybe, by who looked for a token in it.
SMALL_BYTES = 64 * 1024
MAX_PARTS = 10
# What clients say who have not been told what the file is.
SAYS_NOTHING = frozenset(["", FORM, MULTIPART, file_names.UNKNOWN_TYPE])
_MIMETYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")


def read(http: HTTPRequest, name: str) -> Upload:
    """Return the file that a request brings.

    :param name: what the client calls it in the query, before all other names
    :raise BadRequest: a broken form, or one that is not of one file
    :raise UnsupportedMedia: compressed
    """
    body.check_encoding(http)
    source = _part if http.mimetype == MULTIPART else _whole
    file, mimetype, own_name = source(http)
    mimetype = mimetype.lower()
    if mimetype in SAYS_NOTHING or not _MIMETYPE.fullmatch(mimetype):
        mimetype = ""
    size = file.seek(0, 2)
    return Upload(file_names.sent(name or own_name), mimetype, size, file)


def _stream(http: HTTPRequest) -> IO[bytes]:
    """Return the body, which ends where the limit of its size is reached."""
    size = http.content_length
    if size is not None and size <= SMALL_BYTES:
        return BytesIO(http.get_data(cache=True))
    return odoo19.body_stream(http)


def _whole(http: HTTPRequest) -> tuple[IO[bytes], str, str]:
    file = SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115 as long as the request
    shutil.copyfileobj(_stream(http), file)
    _disposition, options = parse_options_header(
        _text(http.headers.get("Content-Disposition", ""))
    )
    return file, http.mimetype, options.get("filename", "")


def _part(http: HTTPRequest) -> tuple[IO[bytes], str, str]:
    parser = FormDataParser(
        max_form_memory_size=SMALL_BYTES, max_form_parts=MAX_PARTS, silent=False
    )
    try:
        _stream_left, fields, files = parser.parse(
            _stream(http), MULTIPART, http.content_length, http.mimetype_params
        )
    except ValueError as exc:
        raise BadRequest("The form is malformed.", codes.INVALID_FORM) from exc
    parts = [part for _name, part in files.items(multi=True)]
    if len(parts) != 1 or fields:
        raise BadRequest(
            "A form with a file has one part, the file with its name, and no other.",
            codes.INVALID_FORM,
        )
    (part,) = parts
    return part.stream, part.mimetype, part.filename or ""


def _text(header: str) -> str:
    """Return a header as its client has written it: WSGI takes bytes for Latin-1."""
    try:
        return header.encode("latin-1").decode()
    except ValueError:
        return header
