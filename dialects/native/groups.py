"""Numbers of records, and their groups with what is aggregated of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ...core import codes, literal
from ...core.errors import BadRequest
from ...core.formats import NATIVE
from ...core.operation import DEFAULT_LIMIT, Count, Group, Operation, Result
from .. import base
from . import pages

if TYPE_CHECKING:
    from .dialect import Native

COUNT = "count"
DOMAIN = "domain"
_AGGREGATE = re.compile(r"[^:\s]+:\w+")


def count(dialect: Native, slug: str) -> Operation:
    return Count(slug, dialect.domain(), context=dialect.context())


def render_count(dialect: Native, result: Result) -> Any:
    return {COUNT: result.total}


def group(dialect: Native, slug: str) -> Operation:
    parameters = dialect.parameters
    return Group(
        slug,
        dialect.domain(),
        keys(_names(dialect, "by")),
        aggregates(_names(dialect, "values")),
        NATIVE,
        offset=base.integer(str(parameters.get("offset", 0)), "offset", 0),
        limit=pages.limit(dialect),
        order=dialect.order(),
        having=_having(dialect),
        count=COUNT,
        default_limit=DEFAULT_LIMIT,
        context=dialect.context(),
    )


def render_groups(dialect: Native, result: Result) -> dict[str, Any]:
    return rendered(result)


def rendered(result: Result) -> dict[str, Any]:
    """Write groups with a domain each, which the list takes as it is."""
    asked = list(result.operation.domain)
    return {
        COUNT: len(result.value),
        "total": result.total,
        "limit": result.limit,
        "offset": result.operation.offset,
        "results": [
            {**found.values, DOMAIN: [*found.domain, *asked]} for found in result.value
        ],
    }


def keys(names: Iterable[str]) -> tuple[str, ...]:
    """Return what to group by.

    :raise BadRequest: a name that groups have already
    """
    found = tuple(dict.fromkeys(names))
    for name in found:
        if name in (COUNT, DOMAIN):
            raise BadRequest(
                f"by: {name}: every group has a {name} of its own, so it cannot be "
                "grouped by a field of that name.",
                codes.INVALID_GROUPBY,
            )
    return found


def aggregates(terms: Iterable[str]) -> tuple[str, ...]:
    """Return what to aggregate.

    :raise BadRequest: a field without a function
    """
    found = tuple(dict.fromkeys(terms))
    for term in found:
        if not _AGGREGATE.fullmatch(term):
            raise BadRequest(
                f"values: '{term[:80]}' needs a field and a function, as "
                "amount_total:sum.",
                codes.INVALID_AGGREGATE,
            )
    return found


def _names(dialect: Native, parameter: str) -> tuple[str, ...]:
    """Read names separated by commas, or a list of them."""
    names = dialect.parameters.get(parameter) or ""
    if isinstance(names, str):
        names = names.split(",")
    if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise BadRequest(
            f"{parameter}: a text or a list of texts is expected.",
            codes.invalid(parameter),
        )
    return tuple(filter(None, map(str.strip, names)))


def _having(dialect: Native) -> Any:
    having = dialect.parameters.get("having") or []
    return literal.parse(having, "having") if isinstance(having, str) else having
