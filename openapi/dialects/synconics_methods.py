"""The methods of Synconics' ``restapi`` that have documented parameters."""

from collections.abc import Iterator, Sequence

from ...core.grant import CREATE, READ
from .. import operations as ops
from ..description import PathItem
from ..formats import COUNT, INTEGER, Schema
from ..operations import Row
from ..scope import Scope

# Where the name of a method is that of another operation, or longer than it needs.
_NAMES = {"search_count": "count", "read": "read_by_method"}
_IDS: Schema = ops.array(INTEGER)
_PAIR: Schema = {"type": "array", "items": {}, "description": "Id and name."}
_PAIRS: Schema = ops.array(_PAIR)
_COUNTED: Schema = ops.fixed(count=ops.noted(COUNT, "Records that match."))
_ALLOWED: Schema = ops.fixed(
    **{"return": ops.noted(ops.BOOLEAN, "Whether there are all.")}
)
_DATAS: Schema = ops.fixed(
    datas={
        "type": "array",
        "items": {"type": "array", "items": {}},
        "description": "Values, a row for each record.",
    }
)
_VALUES: Schema = ops.noted(ops.OBJECT, "Values that the copy shall have.")
_PAGE = ("offset", "limit", "order")
_GROUPS = ("domain", "aggregates", "groupby", "offset", "limit", "orderby", "lazy")


def keyed(scope: Scope, value: Schema) -> Schema:
    """Return the schema of an answer whose one key is the model."""
    return ops.fixed(**{scope.name: value})


def methods(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    """Give the operations of a model and of its records."""
    yield from _of_the_model(scope, ops.record(scope, described))
    yield from _of_a_record(scope, ops.record(scope, described))


def _of_the_model(scope: Scope, record: Schema) -> Iterator[Row]:
    path = f"/object/{scope.name}"
    for name, summary, answer, parameters in (
        ("search", "Ids", keyed(scope, _IDS), ("domain", *_PAGE)),
        ("search_count", "Count", _COUNTED, ("domain",)),
        (
            *("search_read", "Search", keyed(scope, ops.array(record))),
            ("domain", "fields", *_PAGE),
        ),
        ("read_group", "Group", keyed(scope, ops.array(ops.OBJECT)), _GROUPS),
        (
            *("check_access_rights", "Ask for rights", _ALLOWED),
            ("operation", "raise_exception"),
        ),
        (
            *("fields_get", "Fields", keyed(scope, ops.OBJECT)),
            ("allfields", "attributes"),
        ),
        (
            *("name_search", "Search by name", keyed(scope, _PAIRS)),
            ("name", "domain", "operator", "limit"),
        ),
    ):
        yield _row("get", path, name, summary, answer, READ, parameters)
    answer = keyed(scope, ops.OBJECT)
    yield _row(
        "post", path, "default_get", "Default values", answer, CREATE, ("fields",)
    )
    body = ops.json_body(ops.texts(name="Of the new record."), {"name": "Example"})
    answer = keyed(scope, _PAIR)
    yield _row("post", path, "name_create", "Create by name", answer, CREATE, body=body)


def _of_a_record(scope: Scope, record: Schema) -> Iterator[Row]:
    path = f"/object/{scope.name}/{{id}}"
    for name, summary, answer, parameters in (
        ("read", "Read by method", keyed(scope, record), ("fields",)),
        ("name_get", "Name", keyed(scope, _PAIRS), ()),
        ("export_data", "Export", keyed(scope, _DATAS), ("fields",)),
    ):
        yield _row("get", path, name, summary, answer, READ, ("id", *parameters))
    sent = {"type": "object", "properties": {"default": _VALUES}}
    body = ops.json_body(sent, {}, required=False)
    yield _row("post", path, "copy", "Copy", keyed(scope, _IDS), CREATE, ("id",), body)


def _row(
    method: str,
    path: str,
    name: str,
    summary: str,
    answer: Schema,
    right: str,
    parameters: Sequence[str] = (),
    body: PathItem | None = None,
) -> Row:
    return Row(
        *(method, f"{path}/{name}", _NAMES.get(name, name), summary),
        f"What `{name}` of Odoo 8 to 12 answers with.",
        answer,
        right,
        parameters,
        body,
    )
