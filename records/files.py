"""Where the file of a record is: in the filestore, in a column, or computed.

A file of the filestore is known by its path. What is in the database is read in
pieces, so that it is in memory once: a column of PostgreSQL arrives as a whole in
three copies of different kinds. What a model computes is what it gives.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import NamedTuple

from odoo.fields import Field
from odoo.models import BaseModel
from odoo.tools import SQL
from odoo.tools.mimetypes import MIMETYPE_HEAD_SIZE, guess_mimetype

from ..core import codes
from ..core.errors import NotFound
from . import odoo19
from .binary import holds_bytes
from .read.binary_sizes import ATTACHMENT

PIECE_BYTES = 1024 * 1024
# Of an attachment: the file itself, however it is stored.
CONTENT_FIELDS = frozenset(["raw", "datas"])
_SPACE = b" \t\r\n"


class Found(NamedTuple):
    """A file without its name, as :class:`~.file_operation.StoredFile` has it."""

    mimetype: str
    checksum: str
    size: int
    path: str = ""
    content: bytes = b""


def find(record: BaseModel, field: Field) -> Found | None:
    """Return the file that a field holds; ``None`` where it holds none.

    :param record: one, which with this field may be read
    :raise NotFound: an attachment that only links to a file, or that has lost it
    """
    record, field = origin(record, field)
    if not record:
        return None
    if is_content(field):
        return _of_attachment(record)
    if field.store and field.attachment:
        attachment = _attachment(record, field)
        return _of_attachment(attachment) if attachment else None
    content = _content(record, field)
    return known(content) if content else None


def origin(record: BaseModel, field: Field) -> tuple[BaseModel, Field]:
    """Return where an inherited field is stored, on which record."""
    while field.inherited:
        record = record[field.related.partition(".")[0]]
        field = field.related_field
    return record, field


def is_content(field: Field) -> bool:
    """Tell whether a field is the content of an attachment."""
    return field.model_name == ATTACHMENT and field.name in CONTENT_FIELDS


def _attachment(record: BaseModel, field: Field) -> BaseModel:
    # sudo: the value of a field that the user may read.
    return (
        record.env[ATTACHMENT]
        .sudo()
        .search(
            [
                ("res_model", "=", record._name),
                ("res_field", "=", field.name),
                ("res_id", "=", record.id),
            ],
            limit=1,
        )
    )


def _of_attachment(attachment: BaseModel) -> Found:
    # sudo: where the file of an attachment is that the user may read.
    attachment = attachment.sudo()
    if attachment.type != "binary":
        raise NotFound(
            "The attachment links to a file elsewhere; its field url says where.",
            codes.LINKED_FILE,
        )
    if not attachment.store_fname:
        content = _joined(_pieces(attachment, "db_datas"))
        return known(content, attachment.mimetype)
    path = Path(odoo19.file_path(attachment))
    if path.is_file():
        size = path.stat().st_size
        return Found(attachment.mimetype, attachment.checksum, size, str(path))
    # Another addon may keep files in another place.
    content = attachment.raw
    if not content and attachment.file_size:
        raise NotFound("The server has lost this file.", codes.LOST_FILE)
    return known(content, attachment.mimetype)


def _content(record: BaseModel, field: Field) -> bytes:
    """Return what a field holds that is not stored as an attachment."""
    if field.store and record._auto:
        pieces = partial(_pieces, record, field.name)
    else:
        value = record[field.name] or b""
        record.invalidate_recordset([field.name])
        pieces = partial(iter, [value.encode() if isinstance(value, str) else value])
    if holds_bytes(field):
        return _joined(pieces())
    try:
        return _joined(_decoded(pieces()))
    except ValueError:  # no base64, whatever the field should hold
        return _joined(pieces())


def _joined(pieces: Iterable[bytes]) -> bytes:
    content = BytesIO()
    for piece in pieces:
        content.write(piece)
    return content.getvalue()


def _pieces(record: BaseModel, name: str) -> Iterator[memoryview]:
    record.flush_recordset([name])
    for start in count(1, PIECE_BYTES):
        statement = SQL(
            "SELECT substring(%s FROM %s FOR %s) FROM %s WHERE id = %s",
            SQL.identifier(name),
            start,
            PIECE_BYTES,
            SQL.identifier(record._table),
            record.id,
        )
        piece = record.env.execute_query(statement)[0][0] or b""
        yield piece
        if len(piece) < PIECE_BYTES:
            return


def _decoded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Return what base64 stands for.

    :raise ValueError: it is none
    """
    rest = b""
    for piece in pieces:
        text = rest + bytes(piece).translate(None, _SPACE)
        whole = len(text) - len(text) % 4
        yield base64.b64decode(text[:whole], validate=True)
        rest = text[whole:]
    yield base64.b64decode(rest, validate=True)


def known(content: bytes, mimetype: str | bool = "") -> Found:
    """Return a file that is at hand.

    :param mimetype: as it is stored, if it is
    """
    mimetype = mimetype or guess_mimetype(content[:MIMETYPE_HEAD_SIZE])
    # As Odoo does it for attachments: the name of the bytes, and no secret.
    checksum = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    return Found(mimetype, checksum, len(content), content=content)
