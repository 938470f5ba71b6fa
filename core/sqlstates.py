"""What PostgreSQL refuses, by the code that every version has for it (SQLSTATE).

The classes of psycopg2 follow one version of PostgreSQL: a code that is newer has none,
and version 18 tells RESTRICT (``23001``) from other foreign keys, where earlier ones do
not. A code is looked up as it is, then by its class, which is its first two characters.

================ ==============================================================
``22…``          a value does not fit the type of its column
``23…``, ``44…`` a constraint
``40001`` …      other requests write the same rows; Odoo has tried again already
``53…``, ``57…`` the server has no room, or goes down
================ ==============================================================

What is in neither table is an error of the server. Odoo's own sentence is better where
it has one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg2

from . import codes
from .codes import Code
from .errors import RETRY_SECONDS


@dataclass(frozen=True, slots=True)
class Refused:
    """How a refusal of the database is told.

    :param sentence: makes one of the diagnostics
    :param is_passing: whether the same request may do a little later
    :param other_status: in place of the usual one of its code
    """

    code: Code
    sentence: Callable[[Any], str]
    is_passing: bool = False
    other_status: int | None = None

    @property
    def status(self) -> int:
        return self.other_status or self.code.status

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(RETRY_SECONDS)} if self.is_passing else {}


def _always(text: str) -> Callable[[Any], str]:
    return lambda diag: text


CONCURRENT = Refused(
    codes.CONCURRENT_UPDATE,
    _always("Another request is changing the same records; try again."),
    is_passing=True,
)
_TOO_LONG = Refused(
    codes.QUERY_TIMEOUT,
    _always("The request took too long in the database; ask for less at once."),
    is_passing=True,
)
AWAY = Refused(
    codes.UNAVAILABLE,
    _always("The database does not answer; try again."),
    is_passing=True,
)
_MISFIT = Refused(
    codes.INVALID_VALUE, _always("A value does not fit the type of its field.")
)
_NOT_WRITABLE = Refused(
    codes.NOT_WRITABLE,
    _always("These records are a view of others, and cannot be written."),
)

SQLSTATES = {
    "0A000": Refused(
        codes.NOT_WRITABLE, _always("The database does not support this.")
    ),
    # RESTRICT, as of PostgreSQL 18.
    "23001": Refused(
        codes.CONFLICT,
        lambda diag: (
            f"A record of {diag.table_name} still needs this one "
            f"({diag.constraint_name}); it may be archived instead."
        ),
    ),
    "23502": Refused(
        codes.VALIDATION_ERROR,
        lambda diag: f"{diag.table_name}.{diag.column_name}: a value is required.",
    ),
    "23503": Refused(
        codes.CONFLICT,
        lambda diag: (
            "A related record does not exist, or a record of "
            f"{diag.table_name} still needs this one ({diag.constraint_name}); it may "
            "be archived instead."
        ),
    ),
    "23505": Refused(
        codes.CONFLICT,
        lambda diag: (
            f"Another record of {diag.table_name} has the same value already "
            f"({diag.constraint_name})."
        ),
    ),
    "23514": Refused(
        codes.VALIDATION_ERROR,
        lambda diag: (
            f"{diag.table_name}: a value is outside of its bounds "
            f"({diag.constraint_name})."
        ),
    ),
    "23P01": Refused(
        codes.CONFLICT,
        lambda diag: (
            f"Another record of {diag.table_name} excludes this one "
            f"({diag.constraint_name})."
        ),
    ),
    "25P04": _TOO_LONG,
    "40001": CONCURRENT,
    "40P01": CONCURRENT,
    # A column of a model that is a view; which one is no secret of the data.
    "42703": Refused(
        codes.FIELD_FAILED,
        lambda diag: f"A field has no column in the database: {diag.message_primary}.",
    ),
    "54000": Refused(
        codes.INVALID_VALUE,
        _always("A value is too long for an index of its field."),
        other_status=422,
    ),
    "54001": Refused(codes.TOO_LARGE, _always("The request is too complex.")),
    "55000": _NOT_WRITABLE,
    "55P03": CONCURRENT,
    "57014": _TOO_LONG,
    "P0001": Refused(
        codes.VALIDATION_ERROR, _always("A trigger of the database refuses this.")
    ),
}
CLASSES = {
    "08": AWAY,
    "22": _MISFIT,
    "23": Refused(
        codes.VALIDATION_ERROR,
        lambda diag: (
            f"A constraint of {diag.table_name} refuses this ({diag.constraint_name})."
        ),
    ),
    "44": Refused(
        codes.VALIDATION_ERROR, _always("The view does not take such a record.")
    ),
    "53": AWAY,
    "57": AWAY,
}


def refused(exc: BaseException | None) -> Refused | None:
    """Return what an error of the database means; ``None`` where it is no refusal."""
    if not isinstance(exc, psycopg2.Error):
        return None
    state = exc.pgcode or ""
    found = SQLSTATES.get(state) or CLASSES.get(state[:2])
    return AWAY if found is None and is_lost(exc) else found


def is_lost(exc: psycopg2.Error) -> bool:
    """Tell whether an error is of the connection, unless its SQLSTATE says what else.

    It has no class of its own where the server went without a word (libpq).
    """
    lost = (psycopg2.OperationalError, psycopg2.InterfaceError)
    return isinstance(exc, lost) or type(exc) is psycopg2.DatabaseError
