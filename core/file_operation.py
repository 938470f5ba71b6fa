"""Operations on files: what binary fields hold, attachments of records, reports."""

import base64
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, ClassVar

from .operation import ModelOperation, Report
from .versions import Sent

# What is made of it ends on a whole group of base64.
PIECE_BYTES = 3 * 64 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a client has sent, on disk where it is large.

    :param name: without control characters; empty where the client gives none
    :param mimetype: as the client calls it; empty where that says nothing
    :param size: in bytes
    """

    name: str
    mimetype: str
    size: int
    file: IO[bytes]

    def content(self) -> bytes:
        """Return the bytes of the file."""
        self.file.seek(0)
        return self.file.read()

    def pieces(self) -> Iterator[bytes]:
        """Give the bytes of the file, some at a time."""
        self.file.seek(0)
        while piece := self.file.read(PIECE_BYTES):
            yield piece

    def base64(self) -> bytes:
        """Return the bytes of the file as base64, which is all that is held of it."""
        text = BytesIO()
        for piece in self.pieces():
            text.write(base64.b64encode(piece))
        return text.getvalue()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the server: in the filestore, or at hand.

    :param name: for whoever saves it
    :param checksum: SHA-1 of the content, as Odoo makes it of attachments
    :param size: in bytes
    :param path: in the filestore; empty where there is only the content
    """

    name: str
    mimetype: str
    checksum: str
    size: int
    path: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class FileOperation(ModelOperation):
    """Something done with the file that a binary field of one record holds.

    :param versions: those that the file may be in, of ``If-Match``
    """

    ids: tuple[int, ...]
    field: str
    versions: Sent | None = dataclasses.field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class ReadFile(FileOperation):
    """Give the file of a record."""

    verb: ClassVar[str] = "read_file"


@dataclass(frozen=True, slots=True)
class ReplaceFile(FileOperation):
    """Put a file in the place of the one that is there, if any."""

    verb: ClassVar[str] = "replace_file"

    upload: Upload


@dataclass(frozen=True, slots=True)
class RemoveFile(FileOperation):
    """Leave a record without its file."""

    verb: ClassVar[str] = "remove_file"


@dataclass(frozen=True, slots=True)
class ListAttachments(ModelOperation):
    """List the attachments of one record, the newest first."""

    verb: ClassVar[str] = "list_attachments"

    ids: tuple[int, ...]
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Attach(ModelOperation):
    """Attach a file to one record."""

    verb: ClassVar[str] = "attach"

    ids: tuple[int, ...]
    upload: Upload


@dataclass(frozen=True, slots=True)
class Print(Report):
    """Render a report of a model's records as one document.

    :param model: name or slug of the model
    :param format: ``pdf``, ``html`` or ``text``; ``None`` for the report's own
    """

    verb: ClassVar[str] = "print"

    model: str
    format: str | None
