"""How large an answer is, known before it is rendered.

Records that several others point to are read once, and their rows are shared: a
short tree that goes to and fro between two models costs the ORM little, and would
be written out exponentially. While levels are read, a bound is kept that costs
next to nothing; only where it is passed are the rows counted, each of them once.
"""

from collections.abc import Sequence
from typing import Any

from ...core import codes, json
from ...core.errors import BadRequest
from ...settings import MEBIBYTE, Parameters
from .plan import Plan

Row = dict[str, Any]
# Bytes: of a number, a date or a boolean with its punctuation, and of an id.
SCALAR_BYTES = 24
ID_BYTES = 11
TEXTS = frozenset(["char", "text", "html", "selection", "binary"])
ID_LISTS = frozenset(["one2many", "many2many"])


class AnswerSize:
    """Bounds of the rows and bytes of one answer, and what its binary fields hold.

    :param limits: what is allowed
    """

    __slots__ = ("_binary_bytes", "_bytes", "_limits", "_rows")

    def __init__(self, limits: Parameters) -> None:
        self._limits = limits
        self._rows = 0
        self._bytes = 0
        self._binary_bytes = 0

    def add_rows(self, plan: Plan, rows: int) -> None:
        """Add the rows of a level, as often as they are written at most."""
        self._rows += rows
        width = sum(map(len, plan.names)) + SCALAR_BYTES * len(plan.names)
        self._bytes += rows * width

    def add_column(self, kind: str, values: Sequence[Any], most: int) -> None:
        """Add what a column holds beyond a scalar's size.

        :param kind: type of the field
        :param most: how often a row of the level is written at most
        """
        if kind in TEXTS:
            self._bytes += most * sum(map(len, filter(None, values)))
        elif kind in ID_LISTS:
            self._bytes += most * ID_BYTES * sum(map(len, filter(None, values)))

    def add_labels(self, rows: int, longest: int) -> None:
        """Add the names of the records that a column points to."""
        self._bytes += rows * longest

    def add_files(self, size: int) -> None:
        """Add the bytes of binary fields that are about to be read.

        :raise BadRequest: they are more than is allowed
        """
        self._binary_bytes += size
        if self._binary_bytes > self._limits.max_binary_mib * MEBIBYTE:
            raise BadRequest(
                "The files asked for have more than the "
                f"{self._limits.max_binary_mib} MiB that are allowed at once; read "
                "fewer records at once, or each file at its native address, "
                "/api/<model>/<id>/<field>.",
                codes.TOO_LARGE,
            )

    def check(self, plan: Plan, rows: Sequence[Row]) -> None:
        """Refuse an answer that is too large.

        :raise BadRequest: the message says how large it would be
        """
        most_rows = self._limits.max_rows
        most_bytes = self._limits.max_answer_mib * MEBIBYTE
        if self._rows <= most_rows and self._bytes <= most_bytes:
            return
        known: dict[tuple[int, int], tuple[int, int]] = {}
        sizes = [_measured(plan, row, known) for row in rows]
        count = sum(rows for rows, _size in sizes)
        if count > most_rows:
            raise BadRequest(
                f"The answer would have {_shown(count)} records on all its levels, and "
                f"{most_rows} are allowed; ask for fewer records, or fewer levels.",
                codes.TOO_LARGE,
            )
        if sum(size for _rows, size in sizes) > most_bytes:
            raise BadRequest(
                f"The answer would have more than {self._limits.max_answer_mib} MiB; "
                "ask for fewer records, or fewer fields.",
                codes.TOO_LARGE,
            )


def _measured(
    plan: Plan, row: Row, known: dict[tuple[int, int], tuple[int, int]]
) -> tuple[int, int]:
    """Return the rows that a row is written as, itself included, and their bytes."""
    key = id(plan), id(row)
    if key not in known:
        flat, rows, size = dict(row), 1, 0
        for column in plan.columns:
            if column.child is None or column.name not in flat:
                continue
            below = flat.pop(column.name)
            for child in below if isinstance(below, list) else [below]:
                if isinstance(child, dict):
                    more, bytes_ = _measured(column.child, child, known)
                    rows, size = rows + more, size + bytes_
        known[key] = rows, size + len(json.dumps(flat))
    return known[key]


def _shown(count: int) -> str:
    return str(count) if count < 10**15 else "more than 10^15"
