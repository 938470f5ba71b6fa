"""Methods of models with documented parameters, and all the others.

A parameter is given by its name, or by its position in ``args``. A method that
is not in :data:`METHODS` takes a list ``args`` and a dict ``kwargs``.
"""

import re
from typing import Any

from ...core import codes, schema
from ...core.errors import BadRequest
from ...core.formats import SYNCONICS
from ...core.older_operation import CheckAccess, HasAccess
from ...core.operation import Call, Count, Group, Operation, OrmCall, Read, Result
from ...core.schema import Node
from ...records.call.jsonable import plain
from ...records.read.domain import COMPARISONS
from ...records.read.grouping import COUNT
from ..arguments import without_context
from . import objects
from .action import Action, Target, render_count, render_value

IDS_ALONE = Node("", ())
NAME = schema.tree(["display_name"])
MODES = ("read", "write", "create", "unlink")
_AGGREGATE = re.compile(r"(?P<name>\w+)(?::(?P<function>\w+)(?:\((?P<field>\w+)\))?)?")


def call(target: Target) -> Operation:
    kwargs, context = without_context(
        target.arguments.mapping("kwargs"), target.arguments.mapping("context")
    )
    return Call(
        target.model,
        target.ids,
        target.method,
        target.arguments.sequence("args"),
        kwargs,
        context=context,
    )


def _named(target: Target, **kwargs: Any) -> Operation:
    """Make a call with those of the keyword arguments that have a value."""
    given = {name: value for name, value in kwargs.items() if value is not None}
    context = target.arguments.mapping("context")
    return OrmCall(
        target.model, target.ids, target.method, kwargs=given, context=context
    )


def _search(target: Target) -> Operation:
    return objects.search(target, IDS_ALONE)


def _render_ids(target: Target, result: Result) -> Any:
    if isinstance(result.operation, Count):
        return render_count(target, result)
    return {target.model: [row["id"] for row in result.rows]}


def _search_count(target: Target) -> Operation:
    context = target.arguments.mapping("context")
    return Count(target.model, target.arguments.domain(), context=context)


def _read(target: Target) -> Operation:
    objects.needed_ids(target)
    return objects.read(target)


def _name_get(target: Target) -> Operation:
    context = target.arguments.mapping("context")
    return Read(
        target.model, objects.needed_ids(target), NAME, SYNCONICS, context=context
    )


def _render_names(target: Target, result: Result) -> Any:
    return {target.model: [[row["id"], row["display_name"]] for row in result.rows]}


def _check_access_rights(target: Target) -> Operation:
    modes = target.arguments.names("operation")
    if not modes or set(modes) - set(MODES):
        raise BadRequest(
            f"operation: needs some of {', '.join(MODES)}.", codes.INVALID_OPERATION
        )
    raises = target.arguments.boolean("raise_exception", True)
    operation = CheckAccess if raises else HasAccess
    return operation(target.model, modes, context=target.arguments.mapping("context"))


def _fields_get(target: Target) -> Operation:
    return _named(
        target,
        allfields=target.arguments.names("allfields") or None,
        attributes=target.arguments.names("attributes") or None,
    )


def _default_get(target: Target) -> Operation:
    names = target.arguments.names("fields") or target.arguments.names("fields_list")
    return _named(target, fields=list(names))


def _name_create(target: Target) -> Operation:
    name = target.arguments.text("name")
    if name is None:
        raise BadRequest("name: a text is needed.", codes.INVALID_NAME)
    return _named(target, name=name)


def _name_search(target: Target) -> Operation:
    operator = target.arguments.text("operator")
    if operator not in {None, *COMPARISONS}:
        raise BadRequest("operator: unknown.", codes.INVALID_OPERATOR)
    return _named(
        target,
        name=target.arguments.text("name"),
        domain=target.arguments.domain(),
        operator=operator,
        limit=target.arguments.integer("limit", 1, None),
    )


def _copy(target: Target) -> Operation:
    objects.needed_ids(target)
    return _named(target, default=target.arguments.mapping("default") or None)


def _export_data(target: Target) -> Operation:
    names = target.arguments.names("fields") or target.arguments.names(
        "fields_to_export"
    )
    objects.needed_ids(target)
    return _named(target, fields_to_export=list(names))


def _read_group(target: Target) -> Operation:
    groupby = target.arguments.names("groupby")
    keys = groupby[:1] if _is_lazy(target) else groupby
    order = target.arguments.text("orderby") or target.arguments.text("order")
    return Group(
        target.model,
        target.arguments.domain(),
        keys,
        tuple(_aggregates(target, groupby).values()),
        SYNCONICS,
        offset=target.arguments.integer("offset", 0, 0),
        limit=target.arguments.integer("limit", 1, None),
        order=order or ", ".join(keys),
        context=target.arguments.mapping("context"),
    )


def _is_lazy(target: Target) -> bool:
    return target.arguments.boolean("lazy", True)


def _aggregates(target: Target, groupby: tuple[str, ...]) -> dict[str, str]:
    """Return the names of the aggregates and what they are.

    ``amount`` and ``amount:sum`` are named after their field, ``most:max(amount)``
    by the client.
    """
    terms = {}
    for text in target.arguments.names("fields"):
        match = _AGGREGATE.fullmatch(text)
        if match is None:
            raise BadRequest(
                f"fields: '{text[:80]}' cannot be aggregated.", codes.INVALID_AGGREGATE
            )
        name, function, field = match["name"], match["function"], match["field"]
        term = f"{field or name}:{function}" if function else name
        if text != COUNT and (function or name not in groupby):
            terms[name] = term
    return terms


def _render_groups(target: Target, result: Result) -> Any:
    """Write groups as ``read_group`` has them."""
    groupby = target.arguments.names("groupby")
    names = _aggregates(target, groupby)
    lazy = _is_lazy(target)
    count = f"{groupby[0].partition(':')[0]}_count" if lazy and groupby else COUNT
    domain = list(target.arguments.domain())
    rows = []
    for group in result.value:
        found = group.values
        row = {term: found[term] for term in result.operation.groupby}
        row[count] = found[COUNT]
        row |= {name: found[term] for name, term in names.items() if term in found}
        row["__domain"] = [*group.domain, *domain]
        if lazy and len(groupby) > 1:
            row["__context"] = {"group_by": groupby[1:]}
        rows.append(plain(row))
    return {target.model: rows}


SEARCH = ("domain", "offset", "limit", "order", "count")
SEARCH_READ = ("domain", "fields", "offset", "limit", "order")
READ_GROUP = ("domain", "fields", "groupby", "offset", "limit", "orderby", "lazy")

METHODS: dict[str, Action] = {
    "search": Action(_search, _render_ids, SEARCH, reads=True),
    "search_count": Action(_search_count, render_count, ("domain",), reads=True),
    "search_read": Action(
        lambda target: objects.search(target, objects.fields(target)),
        objects.render_found,
        SEARCH_READ,
        reads=True,
    ),
    "read": Action(_read, objects.render_found, ("fields",), reads=True),
    "read_group": Action(_read_group, _render_groups, READ_GROUP, reads=True),
    "name_get": Action(_name_get, _render_names, reads=True),
    "check_access_rights": Action(
        _check_access_rights,
        lambda target, result: {"return": result.value},
        ("operation", "raise_exception"),
        reads=True,
    ),
    "fields_get": Action(
        _fields_get, render_value, ("allfields", "attributes"), reads=True
    ),
    "default_get": Action(_default_get, render_value, ("fields",)),
    "name_create": Action(_name_create, render_value, ("name",)),
    "name_search": Action(
        _name_search, render_value, ("name", "domain", "operator", "limit"), reads=True
    ),
    "copy": Action(_copy, render_value, ("default",)),
    "export_data": Action(_export_data, render_value, ("fields",)),
}
