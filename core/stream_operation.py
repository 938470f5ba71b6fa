"""Streams: rows that go out or come in piece by piece, whatever their number."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from .file_operation import Upload
from .operation import ModelOperation
from .schema import Node


@dataclass(frozen=True, slots=True)
class Export(ModelOperation):
    """Give all records that match a domain, of one moment.

    :param owner: whose streams it counts among
    :param domain: prefix notation, unchecked
    :param fields: tree of fields; ``None`` for all readable ones
    :param order: Odoo's syntax, unchecked; ``None`` for the model's own
    :param is_table: of single values, without lists of records
    :param columns: paths of fields, of a table whose fields are named
    """

    verb: ClassVar[str] = "export"

    owner: str
    domain: Any
    fields: Node | None
    order: str | None
    is_table: bool = field(default=False, kw_only=True)
    columns: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Import(ModelOperation):
    """Create a record of each line of a file.

    :param owner: as of an :class:`Export`
    :param upload: the file
    :param is_table: of CSV, else of JSON objects
    """

    verb: ClassVar[str] = "import"

    owner: str
    upload: Upload
    is_table: bool

    @property
    def lines(self) -> int:
        """The number of lines in the file."""
        count, last = 0, b"\n"
        for last in self.upload.pieces():
            count += last.count(b"\n")
        return count + (not last.endswith(b"\n"))


@dataclass(frozen=True, slots=True)
class ImportAtOnce(Import):
    """Create the records of a file in one transaction, without pieces that fail.

    Its result has a row of what became of each line.
    """

    verb: ClassVar[str] = "import_at_once"
