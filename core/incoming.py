"""Lines of a file that comes in: objects of JSON, or rows of CSV.

A line that cannot be read is an item with what is wrong with it, told with its
number, so that the others are not lost.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from . import codes, json
from .errors import ApiError, BadRequest, Problem

_SKIP_BYTES = 64 * 1024
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Item:
    """A record to be, or what is wrong with its line.

    :param line: number of its first line in the file
    """

    line: int
    values: Any = None
    problem: Problem | None = None


class _Broken(Exception):
    """A line of a table cannot be read, so none behind it is."""


def objects(file: IO[bytes], most: int) -> Iterator[Item]:
    """Give the objects of NDJSON; empty lines are passed over.

    :param most: bytes of a line
    """
    for number, line in _lines(file, most):
        if line is None:
            yield Item(number, problem=_too_long(number, most))
        elif line.strip():
            yield _object(number, line)


def _object(number: int, line: bytes) -> Item:
    try:
        return Item(number, json.loads(line))
    except ApiError as exc:
        text = f"Line {number}: {exc}"
        return Item(number, problem=Problem(exc.status, exc.code, text))


def header(file: IO[bytes], most: int) -> list[str]:
    """Return the names in the first line of CSV.

    :raise BadRequest: there is none, or it cannot be read
    """
    try:
        names = next(_rows(file, most), (1, []))[1]
    except (_Broken, csv.Error) as exc:
        raise BadRequest(f"Line 1: {exc}", codes.INVALID_CSV) from exc
    names = [name.strip() for name in names]
    if not any(names):
        raise BadRequest(
            "The first line of CSV has the names of the columns; it is empty.",
            codes.INVALID_CSV,
        )
    return names


def table(file: IO[bytes], most: int) -> Iterator[Item]:
    """Give the rows of CSV below its header, empty cells left out.

    After one that is malformed there are no others: where it ends is not known.
    """
    names = header(file, most)
    rows = _rows(file, most)
    next(rows)
    number = 1
    while True:
        try:
            number, row = next(rows, (0, []))
        except (_Broken, csv.Error) as exc:
            # The reader does not tell where it was.
            text = f"Behind line {number}: {exc} The rest is not read."
            yield Item(number + 1, problem=Problem(400, codes.INVALID_CSV, text))
            return
        if not number:
            return
        if row:
            yield _row(number, names, row)


def _row(number: int, names: list[str], row: list[str]) -> Item:
    if len(row) != len(names):
        text = f"Line {number} has {len(row)} cells; there are {len(names)} columns."
        return Item(number, problem=Problem(400, codes.INVALID_CSV, text))
    if any("\0" in cell for cell in row):
        text = f"Line {number} has a NUL character."
        return Item(number, problem=Problem(400, codes.NUL_CHARACTER, text))
    return Item(number, {name: cell for name, cell in zip(names, row) if cell})  # noqa: B905


def _rows(file: IO[bytes], most: int) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of CSV with the numbers of their first lines."""
    reader = csv.reader(_texts(file, most), strict=True)
    start = 1
    for row in reader:
        yield start, row
        start = reader.line_num + 1


def _texts(file: IO[bytes], most: int) -> Iterator[str]:
    for number, line in _lines(file, most):
        if line is None:
            raise _Broken(_too_long(number, most).message)
        try:
            yield line.decode()
        except UnicodeDecodeError as exc:
            raise _Broken(
                f"Line {number} is not UTF-8, at byte {exc.start + 1}."
            ) from exc


def _lines(file: IO[bytes], most: int) -> Iterator[tuple[int, bytes | None]]:
    """Give the lines of a file with their numbers; ``None`` for a longer one."""
    file.seek(0)
    number = 0
    while line := file.readline(most + 1):
        number += 1
        if len(line) > most and not line.endswith(b"\n"):
            while (rest := file.readline(_SKIP_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line.removeprefix(_BOM) if number == 1 else line


def _too_long(number: int, most: int) -> Problem:
    return Problem(413, codes.TOO_LARGE, f"Line {number} has more than {most} bytes.")
