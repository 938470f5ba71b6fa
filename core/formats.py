"""How a dialect writes the values that JSON has no form for, and reads them back.

The table in the wire contracts, "Value formats", is what these say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Bucket:
    """A span of time that records are grouped by.

    :param first: its first day in the time zone of the request, of an hour the moment
    :param after: the first one after it
    :param start: the same as values of conditions, moments in UTC
    :param label: in the language of the request
    """

    first: str
    after: str
    start: str
    label: str


@dataclass(frozen=True, slots=True)
class Style:
    """Formats of values, the same for all fields of an answer.

    :param empty: an unset char, date, selection, binary, many2one …
    :param label: a many2one that is not expanded, from its id and its name;
        the name is ``None`` when the user may not read the record
    :param reference: a reference field, from model, id and name
    :param moment: a datetime, naive UTC
    :param bucket: a span of time that records are grouped by
    :param drops_unwritable: pass over values that cannot be written, as Odoo does;
        else they must be those that a record has
    :param deletes_by_id: an object with an ``id`` alone deletes a line; else it
        keeps it
    """

    empty: Any
    label: Callable[[int, str | None], Any]
    reference: Callable[[str, int, str | None], Any]
    moment: Callable[[datetime], str]
    bucket: Callable[[Bucket], Any]
    drops_unwritable: bool = True
    deletes_by_id: bool = True


def spaced(moment: datetime) -> str:
    """``2026-11-21 08:15:00``, Odoo's own form."""
    return moment.isoformat(" ", "seconds")


def label_object(id_: int, name: str | None) -> dict[str, Any]:
    """``{"id": 3, "name": "…"}``, without the name when it is hidden."""
    return {"id": id_} if name is None else {"id": id_, "name": name}


def reference_object(model: str, id_: int, name: str | None) -> dict[str, Any]:
    """``{"model": "res.partner", "id": 3, "name": "…"}``."""
    return {"model": model, **label_object(id_, name)}


def reference_text(model: str, id_: int, name: str | None) -> str:
    """``"res.partner,3"``."""
    return f"{model},{id_}"


def label_pair(id_: int, name: str | None) -> list[Any]:
    """``[3, "name"]``, with an empty name when it is hidden."""
    return [id_, name or ""]


def label_id(id_: int, name: str | None) -> int:
    """``3``."""
    return id_


def bucket_object(bucket: Bucket) -> dict[str, str]:
    """``{"from": "2026-01-01", "to": "2026-02-01", "label": "January 2026"}``."""
    return {"from": bucket.first, "to": bucket.after, "label": bucket.label}


def bucket_pair(bucket: Bucket) -> list[str]:
    """``["2026-01-01", "January 2026"]``, as Odoo's ``read_group``."""
    return [bucket.start, bucket.label]


def with_microseconds(moment: datetime) -> str:
    """``2026-11-21T08:15:00.000000``."""
    return moment.isoformat("T", "microseconds")


NATIVE = Style(
    empty=None,
    label=label_object,
    reference=reference_object,
    moment=spaced,
    bucket=bucket_object,
    drops_unwritable=False,
    deletes_by_id=False,
)
REST_API = Style(
    empty=None,
    label=label_object,
    reference=reference_object,
    moment=spaced,
    bucket=bucket_object,
)
# Where a schema says which many2one to expand, the others are ids.
REST_API_SCHEMA = Style(
    empty=None,
    label=label_id,
    reference=reference_object,
    moment=spaced,
    bucket=bucket_object,
)
SYNCONICS = Style(
    empty=False,
    label=label_pair,
    reference=reference_text,
    moment=spaced,
    bucket=bucket_pair,
)
RESTFUL = Style(
    empty=False,
    label=label_pair,
    reference=reference_text,
    moment=with_microseconds,
    bucket=bucket_pair,
)
CANDIDROOT = RESTFUL
