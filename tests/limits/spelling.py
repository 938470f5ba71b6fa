"""The same request in each dialect."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from .attempts import REPORTS, Attempt, Tree


class Spelled(NamedTuple):
    """A request over HTTP.

    :param options: whether it has the options of lists
    """

    method: str
    path: str
    query: dict[str, str]
    body: Any = None
    options: bool = False


def spell(attempt: Attempt, dialect: str) -> Spelled | None:
    """Return how a dialect has a request; ``None`` where it has no such."""
    make = _SPELLINGS[dialect].get(attempt.verb)
    return make(attempt) if make else None


def text(tree: Tree) -> str:
    """Write a tree as the native dialect does."""
    return ",".join(
        name if below is None else f"{name}({text(below)}{_options(below)})"
        for name, below in tree.fields
    )


def _options(tree: Tree) -> str:
    return "".join(
        f";{name}={json.dumps(value) if name == 'domain' else value}"
        for name, value in tree.options
    )


def _tuples(tree: Tree) -> list[Any]:
    """Write a tree as ``rest_api`` does."""
    return [
        name if below is None else [name, _tuples(below)] for name, below in tree.fields
    ]


def _names(tree: Tree | None) -> list[str]:
    return [name for name, _below in tree.fields] if tree else []


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _ids(attempt: Attempt) -> str:
    return ",".join(map(str, attempt.ids))


# -- native


def _native_query(attempt: Attempt) -> dict[str, str]:
    context = json.dumps(attempt.context) if attempt.context else ""
    return _given(context=context, fields=attempt.tree and text(attempt.tree))


def _native_search(attempt: Attempt) -> Spelled:
    body = _given(
        domain=attempt.domain,
        fields=attempt.tree and text(attempt.tree),
        order=attempt.order,
        limit=attempt.limit,
        context=attempt.context,
    )
    return Spelled("GET", f"/api/{attempt.model}", {}, body, options=True)


def _native_read(attempt: Attempt) -> Spelled:
    path = f"/api/{attempt.model}/{_ids(attempt)}"
    return Spelled("GET", path, _native_query(attempt), options=True)


def _native_create(attempt: Attempt) -> Spelled:
    query = _native_query(attempt)
    return Spelled("POST", f"/api/{attempt.model}", query, attempt.values)


def _native_update(attempt: Attempt) -> Spelled:
    path = f"/api/{attempt.model}/{_ids(attempt)}"
    return Spelled("PUT", path, _native_query(attempt), attempt.values)


def _native_delete(attempt: Attempt) -> Spelled:
    path = f"/api/{attempt.model}/{_ids(attempt)}"
    return Spelled("DELETE", path, _native_query(attempt))


# -- synconics

_OBJECT = "/restapi/1.0/object"


def _synconics_search(attempt: Attempt) -> Spelled:
    query = _given(
        domain=repr(attempt.domain),
        fields=repr(_names(attempt.tree)),
        order=attempt.order,
        limit=attempt.limit and str(attempt.limit),
        context=attempt.context and repr(attempt.context),
    )
    return Spelled("GET", f"{_OBJECT}/{attempt.model}", query)


def _synconics_read(attempt: Attempt) -> Spelled:
    query = _given(
        fields=repr(_names(attempt.tree)),
        context=attempt.context and repr(attempt.context),
    )
    return Spelled("GET", f"{_OBJECT}/{attempt.model}/{_ids(attempt)}", query)


def _synconics_count(attempt: Attempt) -> Spelled:
    query = {"domain": repr(attempt.domain)}
    return Spelled("GET", f"{_OBJECT}/{attempt.model}/search_count", query)


def _synconics_group(attempt: Attempt) -> Spelled:
    query = {
        "domain": repr(attempt.domain),
        **{name: repr(value) for name, value in attempt.kwargs.items()},
    }
    return Spelled("GET", f"{_OBJECT}/{attempt.model}/read_group", query)


def _synconics_write(method: str) -> Callable[[Attempt], Spelled]:
    def spelled(attempt: Attempt) -> Spelled:
        ids = f"/{_ids(attempt)}" if attempt.ids else ""
        body = {"vals": attempt.values, "context": attempt.context}
        return Spelled(method, f"{_OBJECT}/{attempt.model}{ids}", {}, body)

    return spelled


def _synconics_call(attempt: Attempt) -> Spelled:
    ids = f"/{_ids(attempt)}" if attempt.ids else ""
    body = {**_named(attempt), "context": attempt.context}
    path = f"{_OBJECT}/{attempt.model}{ids}/{attempt.method}"
    return Spelled("POST", path, {}, body)


def _named(attempt: Attempt) -> dict[str, Any]:
    return {"args": attempt.args, "kwargs": attempt.kwargs}


def _synconics_report(attempt: Attempt) -> Spelled:
    name = REPORTS[attempt.model]
    return Spelled("GET", f"/restapi/1.0/report/{name}/{_ids(attempt)}", {})


# -- rest_api


def _rest_search(attempt: Attempt) -> Spelled:
    body = _given(
        filters=attempt.domain,
        include_fields=attempt.tree and _tuples(attempt.tree),
        order=attempt.order,
        limit=attempt.limit,
    )
    return Spelled("GET", f"/api/{attempt.model}", {}, body)


def _rest_read(attempt: Attempt) -> Spelled:
    body = _given(include_fields=attempt.tree and _tuples(attempt.tree))
    return Spelled("GET", f"/api/{attempt.model}/{_ids(attempt)}", {}, body)


def _rest_write(method: str) -> Callable[[Attempt], Spelled]:
    def spelled(attempt: Attempt) -> Spelled:
        ids = f"/{_ids(attempt)}" if attempt.ids else ""
        body = {**attempt.values, **_given(__context__=attempt.context)}
        return Spelled(method, f"/api/{attempt.model}{ids}", {}, body)

    return spelled


def _rest_call(attempt: Attempt) -> Spelled:
    body = {**attempt.kwargs, **_given(__context__=attempt.context)}
    path = f"/api/{attempt.model}/{_ids(attempt) or 0}/{attempt.method}"
    return Spelled("PUT", path, {}, body)


def _rest_report(attempt: Attempt) -> Spelled:
    body = {"report_name": REPORTS[attempt.model], "ids": attempt.ids}
    return Spelled("PUT", "/api/report/get_pdf", {}, body)


# -- restful


def _restful_search(attempt: Attempt) -> Spelled:
    body = _given(
        domain=repr(attempt.domain),
        fields=attempt.tree and repr(_names(attempt.tree)),
        order=attempt.order,
        limit=attempt.limit,
    )
    return Spelled("GET", f"/api/{attempt.model}", {}, body)


def _restful_read(attempt: Attempt) -> Spelled:
    query = _given(fields=",".join(_names(attempt.tree)))
    return Spelled("GET", f"/api/{attempt.model}/{_ids(attempt)}", query)


def _restful_write(method: str) -> Callable[[Attempt], Spelled]:
    def spelled(attempt: Attempt) -> Spelled:
        ids = f"/{_ids(attempt)}" if attempt.ids else ""
        return Spelled(method, f"/api/{attempt.model}{ids}", {}, attempt.values)

    return spelled


def _restful_call(attempt: Attempt) -> Spelled | None:
    if not attempt.ids:
        return None
    path = f"/api/{attempt.model}/{_ids(attempt)}/{attempt.method}"
    return Spelled("PATCH", path, {}, attempt.kwargs)


# -- candidroot


def _candidroot_search(attempt: Attempt) -> Spelled:
    query = _given(
        domain=json.dumps(attempt.domain),
        fields=json.dumps(_names(attempt.tree)),
        order=attempt.order,
        limit=attempt.limit and str(attempt.limit),
    )
    return Spelled("GET", f"/api/{attempt.model}/search", query)


def _candidroot_count(attempt: Attempt) -> Spelled:
    query = {"domain": json.dumps(attempt.domain)}
    return Spelled("GET", f"/api/{attempt.model}/record_count", query)


def _candidroot_read(attempt: Attempt) -> Spelled:
    return Spelled("GET", f"/api/{attempt.model}/{_ids(attempt)}", {})


def _candidroot_create(attempt: Attempt) -> Spelled:
    return Spelled("POST", f"/api/{attempt.model}/create", {}, attempt.values)


def _candidroot_call(attempt: Attempt) -> Spelled:
    args = [attempt.ids, *attempt.args] if attempt.ids else attempt.args
    kwargs = {**attempt.kwargs, **_given(context=attempt.context)}
    body = {"method": attempt.method, "args": args, "kwargs": kwargs}
    return Spelled("POST", f"/api/{attempt.model}/execute_kw", {}, body)


# -- mcp


def _tool(name: str, options: bool = False, **arguments: Any) -> Spelled:
    params = {"name": name, "arguments": _given(**arguments)}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return Spelled("POST", "/mcp", {}, body, options=options)


def _fields(attempt: Attempt) -> str:
    return text(attempt.tree) if attempt.tree else ""


def _mcp_search(attempt: Attempt) -> Spelled:
    return _tool(
        "search_records",
        True,
        model=attempt.model,
        domain=attempt.domain,
        fields=_fields(attempt),
        order=attempt.order,
        limit=attempt.limit,
    )


def _mcp_read(attempt: Attempt) -> Spelled:
    fields = _fields(attempt)
    return _tool(
        "read_records", True, model=attempt.model, ids=attempt.ids, fields=fields
    )


def _mcp_group(attempt: Attempt) -> Spelled:
    return _tool(
        "aggregate_records",
        model=attempt.model,
        domain=attempt.domain,
        by=attempt.kwargs["groupby"],
        values=attempt.kwargs["fields"],
    )


def _mcp_create(attempt: Attempt) -> Spelled:
    return _tool(
        "create_records",
        model=attempt.model,
        records=[attempt.values],
        fields=_fields(attempt),
    )


def _mcp_update(attempt: Attempt) -> Spelled:
    return _tool(
        "update_records",
        model=attempt.model,
        ids=attempt.ids,
        values=attempt.values,
        fields=_fields(attempt),
    )


def _mcp_delete(attempt: Attempt) -> Spelled:
    return _tool("delete_records", model=attempt.model, ids=attempt.ids)


def _mcp_call(attempt: Attempt) -> Spelled:
    return _tool(
        "call_method",
        model=attempt.model,
        method=attempt.method,
        ids=attempt.ids,
        arguments=attempt.kwargs,
    )


def _mcp_report(attempt: Attempt) -> Spelled:
    report = REPORTS[attempt.model]
    return _tool("read_report", model=attempt.model, report=report, ids=attempt.ids)


_SPELLINGS: dict[str, dict[str, Callable[[Attempt], Spelled | None]]] = {
    "mrm": {
        "search": _native_search,
        "read": _native_read,
        "create": _native_create,
        "update": _native_update,
        "delete": _native_delete,
    },
    "synconics": {
        "search": _synconics_search,
        "read": _synconics_read,
        "count": _synconics_count,
        "group": _synconics_group,
        "create": _synconics_write("POST"),
        "update": _synconics_write("PUT"),
        "delete": _synconics_write("DELETE"),
        "call": _synconics_call,
        "report": _synconics_report,
    },
    "rest_api": {
        "search": _rest_search,
        "read": _rest_read,
        "create": _rest_write("POST"),
        "update": _rest_write("PUT"),
        "delete": _rest_write("DELETE"),
        "call": _rest_call,
        "report": _rest_report,
    },
    "restful": {
        "search": _restful_search,
        "read": _restful_read,
        "create": _restful_write("POST"),
        "update": _restful_write("PUT"),
        "delete": _restful_write("DELETE"),
        "call": _restful_call,
    },
    "candidroot": {
        "search": _candidroot_search,
        "count": _candidroot_count,
        "read": _candidroot_read,
        "create": _candidroot_create,
        "update": _restful_write("PUT"),
        "delete": _restful_write("DELETE"),
        "call": _candidroot_call,
    },
    "mcp": {
        "search": _mcp_search,
        "read": _mcp_read,
        "group": _mcp_group,
        "create": _mcp_create,
        "update": _mcp_update,
        "delete": _mcp_delete,
        "call": _mcp_call,
        "report": _mcp_report,
    },
}
