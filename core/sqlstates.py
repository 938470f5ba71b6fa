"""What PostgreSQL refuses, by the code that every version has for it (SQLSTATE).

The classes of psycopg2 follow one version; PostgreSQL 18 tells RESTRICT from other
foreign keys, earlier ones do not. Odoo's own sentence is better where it has one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg2


@dataclass(frozen=True, slots=True)
class Refused:
    """How a refusal of the database is told.

    :param sentence: makes one of the diagnostics
    """

    status: int
    code: str
    sentence: Callable[[Any], str]


def _needed(diag: Any) -> str:
    return (
        f"A related record does not exist, or a record of {diag.table_name} still "
        f"needs this one ({diag.constraint_name}); it may be archived instead."
    )


SQLSTATES = {
    "23001": Refused(409, "conflict", _needed),
    "23503": Refused(409, "conflict", _needed),
    "23505": Refused(
        409,
        "conflict",
        lambda diag: (
            f"Another record of {diag.table_name} has the same value already "
            f"({diag.constraint_name})."
        ),
    ),
    "23502": Refused(
        422,
        "validation_error",
        lambda diag: f"{diag.table_name}.{diag.column_name}: a value is required.",
    ),
    "23514": Refused(
        422,
        "validation_error",
        lambda diag: f"A value is outside of its bounds ({diag.constraint_name}).",
    ),
    "23P01": Refused(
        409,
        "conflict",
        lambda diag: f"Another record excludes this one ({diag.constraint_name}).",
    ),
    "55000": Refused(
        422,
        "not_writable",
        lambda diag: "These records are a view of others, and cannot be written.",
    ),
}


def refused(exc: BaseException | None) -> Refused | None:
    """Return what an error of the database means; ``None`` where it is no refusal."""
    if not isinstance(exc, psycopg2.Error):
        return None
    found = SQLSTATES.get(exc.pgcode or "")
    if found is None and isinstance(exc, psycopg2.IntegrityError):
        return Refused(
            422,
            "validation_error",
            lambda diag: f"A constraint refuses this ({diag.constraint_name}).",
        )
    return found
