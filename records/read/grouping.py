"""What a client groups by and aggregates, checked against a model.

Functions and granularities are closed lists: the ORM knows some more, that
return whole tables or records. Every name, of keys, aggregates and orders, is asked
of the :class:`~.access.Access`, on each step of a path.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from odoo.fields import Field
from odoo.models import BaseModel

from ...core import codes
from ...core.errors import BadRequest
from ...core.grant import READ
from .. import odoo19
from ..access import Access
from .domain import DATE_PARTS, MAX_DOTS

MAX_GROUPBY = 5
MAX_AGGREGATES = 50
NUMBERS = frozenset(["integer", "float", "monetary"])
IDS = frozenset(["many2one", "many2one_reference"])
DATES = frozenset(["date", "datetime"])
TEXTS = frozenset(["char", "text", "html", "selection", "reference"])
UNCOUNTED = frozenset(["binary", "json", "properties", "properties_definition"])
# Types of fields by function; ``None`` for all that can be counted.
FUNCTIONS: Mapping[str, frozenset[str] | None] = {
    "sum": NUMBERS,
    "avg": NUMBERS,
    "max": NUMBERS | IDS | DATES | TEXTS,
    "min": NUMBERS | IDS | DATES | TEXTS,
    "bool_and": frozenset(["boolean"]),
    "bool_or": frozenset(["boolean"]),
    "count": None,
    "count_distinct": None,
}
INTERVALS = ("hour", "day", "week", "month", "quarter", "year")
GRANULARITIES = frozenset(INTERVALS) | DATE_PARTS
DEFAULT_GRANULARITY = "month"
COUNT = "__count"
_NOT_GROUPED = {
    "one2many": "is a list of records",
    "binary": "is a file",
    "json": "is JSON",
    "properties": "has properties, which differ from record to record",
    "properties_definition": "defines properties",
}


@dataclass(frozen=True, slots=True)
class Key:
    """What records are grouped by.

    :param term: as the client writes it
    :param path: names of fields, many2one but for the last
    :param field: the last one
    :param granularity: of a date; empty for other fields
    """

    term: str
    path: str
    field: Field
    granularity: str

    @property
    def spec(self) -> str:
        """As the ORM writes it."""
        return f"{self.path}:{self.granularity}" if self.granularity else self.path


def parse_keys(
    model: BaseModel, terms: Iterable[str], access: Access
) -> tuple[Key, ...]:
    """Return what to group by, each once.

    :raise BadRequest: too many, or something that records cannot be grouped by
    :raise Forbidden: a field that may not be read, or names of records
    """
    keys = tuple(_key(model, term, access) for term in dict.fromkeys(terms))
    if len(keys) > MAX_GROUPBY:
        raise BadRequest(f"Grouped by more than {MAX_GROUPBY} fields.", codes.TOO_LARGE)
    return keys


def _key(model: BaseModel, term: str, access: Access) -> Key:
    path, _, granularity = term.partition(":")
    owner, field = _followed(model, path, term, access)
    if field.relational:
        # Groups are named after their records.
        access.check_unrestricted(field.comodel_name, READ, term)
        access.check_label(model.env[field.comodel_name], term)
    reason = _NOT_GROUPED.get(field.type)
    if reason is None and not odoo19.is_groupable(field, owner.env):
        reason = "is computed and not stored"
    if reason is None and not odoo19.is_searchable(field):
        reason = "cannot be searched, so no domain would find its records"
    if reason:
        raise BadRequest(
            f"{term[:80]}: cannot be grouped by, {field.name} of {owner._name} "
            f"{reason}.",
            codes.INVALID_GROUPBY,
        )
    if field.type in DATES:
        granularity = granularity or DEFAULT_GRANULARITY
        _check_word(
            term, granularity, GRANULARITIES, "granularity", codes.INVALID_GROUPBY
        )
    elif granularity:
        raise BadRequest(
            f"{term[:80]}: only a date has a granularity, {field.name} is a "
            f"{field.type}.",
            codes.INVALID_GROUPBY,
        )
    return Key(term, path, field, granularity)


def _followed(
    model: BaseModel, path: str, where: str, access: Access
) -> tuple[BaseModel, Field]:
    """Follow a path to its field, and return whose that is."""
    if path.count(".") > MAX_DOTS:
        raise BadRequest(f"{where[:80]}: more than {MAX_DOTS} dots.", codes.TOO_DEEP)
    *steps, last = path.split(".")
    for name in steps:
        field = access.readable_field(model, name, where)
        if field.type != "many2one" or not odoo19.is_groupable(field, model.env):
            raise BadRequest(
                f"{where[:80]}: {name} of {model._name} leads to no other fields, only "
                "a stored many2one does.",
                codes.INVALID_GROUPBY,
            )
        access.check_unrestricted(field.comodel_name, READ, where)
        model = model.env[field.comodel_name]
    return model, access.readable_field(model, last, where)


def parse_aggregates(
    model: BaseModel, terms: Iterable[str], access: Access
) -> dict[str, str]:
    """Return what to aggregate, as the client and as the ORM writes it.

    A field that is not named with a function is aggregated by its own one; one
    that has none is left out, as Odoo's ``read_group`` does.

    :raise BadRequest: too many, or what cannot be aggregated
    :raise Forbidden: a field that may not be read
    """
    found = dict(_aggregates(model, terms, access))
    if len(found) > MAX_AGGREGATES:
        raise BadRequest(f"More than {MAX_AGGREGATES} aggregates.", codes.TOO_LARGE)
    return found


def _aggregates(
    model: BaseModel, terms: Iterable[str], access: Access
) -> Iterator[tuple[str, str]]:
    for term in terms:
        name, _, function = term.partition(":")
        if function:
            yield term, aggregate(model, term, access)
            continue
        field = access.readable_field(model, name, term)
        if field.aggregator in FUNCTIONS and _is_aggregated(model, field):
            yield term, f"{name}:{field.aggregator}"


def aggregate(model: BaseModel, term: str, access: Access) -> str:
    """Return ``field:function``, checked.

    :raise BadRequest: one is unknown, or they do not fit
    :raise Forbidden: the field may not be read
    """
    name, _, function = term.partition(":")
    if "." in name:
        raise BadRequest(
            f"{term[:80]}: fields of related records cannot be aggregated; aggregate "
            "them on their own model.",
            codes.INVALID_AGGREGATE,
        )
    field = access.readable_field(model, name, term)
    _check_word(term, function, FUNCTIONS, "function", codes.INVALID_AGGREGATE)
    types = FUNCTIONS[function]
    if field.type in UNCOUNTED if types is None else field.type not in types:
        raise BadRequest(
            f"{term[:80]}: there is no {function} of a {field.type}.",
            codes.INVALID_AGGREGATE,
        )
    if not _is_aggregated(model, field):
        raise BadRequest(
            f"{term[:80]}: cannot be aggregated, {name} of {model._name} has no column "
            "of its own.",
            codes.INVALID_AGGREGATE,
        )
    return f"{name}:{function}"


def _is_aggregated(model: BaseModel, field: Field) -> bool:
    """Tell whether a field is in a column, of the model's table or of a joined one."""
    if field.base_field.store and field.base_field.column_type:
        try:
            query = odoo19.query_of(model)
            return bool(odoo19.aggregate(model, f"{field.name}:count", query))
        except ValueError:
            return False
    return False


def _check_word(
    term: str, word: str, known: Iterable[str], what: str, code: str
) -> None:
    """Refuse a word that is not known, naming the nearest one."""
    if word in known:
        return
    near = get_close_matches(word[:50], known, 1)
    hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(sorted(known))}."
    raise BadRequest(f"{term[:80]}: unknown {what} {word[:50]!r}, {hint}", code)
