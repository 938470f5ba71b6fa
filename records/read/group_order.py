"""In which order groups follow each other: by their keys and aggregates."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from odoo.models import BaseModel

from ...core import codes
from ...core.errors import ApiError, BadRequest
from ..access import Access
from .grouping import COUNT, Key, aggregate

MAX_TERMS = 8


@dataclass(frozen=True, slots=True)
class Order:
    """How groups follow each other.

    :param terms: as the ORM writes them; ``None`` by the values of the keys
    :param aggregates: which of them a client orders by
    """

    terms: str | None = None
    aggregates: tuple[str, ...] = ()


def parse_order(
    model: BaseModel,
    order: str | None,
    keys: Sequence[Key],
    count: str,
    access: Access,
) -> Order:
    """Return an order by keys and aggregates, and by all keys after them.

    So each group has its place, and pages fit. A many2one that is named is sorted as
    its records are in lists, for a credential that may know how; else by the ids.

    :param count: what the client calls the number of records
    :raise BadRequest: by something else
    :raise Forbidden: by an aggregate of what may not be read
    """
    parts = [part.split() for part in (order or "").split(",") if part.strip()]
    if not parts:
        return Order()
    if len(parts) > MAX_TERMS:
        raise BadRequest(f"order: more than {MAX_TERMS} terms.", codes.TOO_LARGE)
    named = {key.path: key for key in reversed(keys)} | {key.term: key for key in keys}
    terms: dict[str, str] = {}
    aggregates = []
    for name, *direction in parts:
        if key := named.get(name):
            spec = key.spec if _may_order(model, key, access) else _by_id(key)
        else:
            spec = _aggregated(model, name, [*named, count], count, access)
            aggregates.append(spec)
        terms[spec] = _direction(name, direction)
    for key in keys:
        terms.setdefault(_by_id(key) if _is_by_records(model, key) else key.spec, "")
    text = ", ".join(f"{spec} {words}".strip() for spec, words in terms.items())
    return Order(text, tuple(aggregates))


def _is_by_records(model: BaseModel, key: Key) -> bool:
    """Tell whether the ORM sorts a key as the related records are sorted."""
    return (
        key.field.type == "many2one"
        and "." not in key.path
        and model.env[key.field.comodel_name]._order != "id"
    )


def _by_id(key: Key) -> str:
    """Return an aggregate: the least id of a group is that of its key."""
    return f"{key.path}:min"


def _may_order(model: BaseModel, key: Key, access: Access) -> bool:
    if not _is_by_records(model, key):
        return True
    try:
        access.check_order(model.env[key.field.comodel_name], key.term)
    except ApiError:
        return False
    return True


def _aggregated(
    model: BaseModel, name: str, known: Sequence[str], count: str, access: Access
) -> str:
    if name == count:
        return COUNT
    if ":" in name:
        return aggregate(model, name, access)
    near = get_close_matches(name[:50], known, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
    raise BadRequest(
        f"order: '{name[:80]}' is neither grouped by nor an aggregate, {hint}",
        codes.INVALID_ORDER,
    )


def _direction(term: str, words: Sequence[str]) -> str:
    text = " ".join(words).lower()
    if text not in _DIRECTIONS:
        raise BadRequest(
            f"order: '{term[:50]} {text[:30]}' is not a term with an optional asc or "
            "desc.",
            codes.INVALID_ORDER,
        )
    return text


_NULLS = ("", " nulls first", " nulls last")
_DIRECTIONS = frozenset(
    f"{direction}{nulls}".strip()
    for direction in ("", "asc", "desc")
    for nulls in _NULLS
)
