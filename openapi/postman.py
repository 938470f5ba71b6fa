"""A Postman collection (2.1): per model a folder whose requests run in order.

A creation keeps the id of its record in a variable, which the requests after it
use and the deletion clears. So a run of the collection leaves nothing behind.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..core.grant import CREATE, DELETE, READ, UPDATE
from . import example
from .scope import Scope

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
# A method that every model has, and that changes nothing.
CALLED = "search_count"
Item = dict[str, Any]


def collection(scopes: Sequence[Scope], base_url: str) -> dict[str, Any]:
    """Return the collection.

    :param base_url: of the server, without ``/api``
    """
    return {
        "info": {
            "name": "REST API of Odoo",
            "description": "Set the variable `key` to an API key, then run it.",
            "schema": FORMAT,
        },
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{key}}", "type": "string"}],
        },
        "variable": [
            {"key": "base_url", "value": base_url},
            {"key": "key", "value": ""},
        ],
        "item": [_folder(scope) for scope in scopes],
    }


def _folder(scope: Scope) -> Item:
    return {
        "name": scope.name,
        "description": scope.model._description,
        "item": [_request(scope.name, *request) for request in _requests(scope)],
    }


def _requests(scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Give the requests that run one after the other, arguments of `_request`.

    Without the right to create a record of its own, a run changes nothing.
    """
    variable = f"{scope.name.replace('.', '_')}_id"
    one = f"{{{{{variable}}}}}"
    created = CREATE in scope.rights
    known = created
    if READ in scope.rights:
        known = known or bool(scope.model.search([], limit=1))
        keep = "results[0].id" if known and not created else ""
        yield "List", "GET", "", "limit=1&order=id", None, 200, _keep(variable, keep)
        yield "Query", "QUERY", "", "", {"limit": 1, "fields": "id"}, 200, ""
    yield "Fields", "GET", "fields", "", None, 200, ""
    if READ in scope.rights and scope.access.allows_method(scope.name, CALLED):
        yield "Call a method", "POST", CALLED, "", {"domain": []}, 200, ""
    if created:
        body = example.new_record(scope)
        query = "fields=id,display_name"
        yield "Create", "POST", "", query, body, 201, _keep(variable, "id")
    if READ in scope.rights and known:
        yield "Read", "GET", one, "", None, 200, ""
    if UPDATE in scope.rights and created:
        yield "Update", "PATCH", one, "", example.change(scope), 200, ""
    if DELETE in scope.rights and created:
        clear = f'pm.collectionVariables.unset("{variable}");'
        yield "Delete", "DELETE", one, "", None, 200, clear


def _keep(variable: str, part: str) -> str:
    """Return the script that keeps a part of the answer, if there is one."""
    value = f"pm.response.json().{part}"
    return f'pm.collectionVariables.set("{variable}", {value});' if part else ""


def _request(
    model: str,
    name: str,
    method: str,
    record: str,
    query: str,
    body: dict[str, Any] | None,
    status: int,
    script: str,
) -> Item:
    path = ["api", model, *filter(None, [record])]
    address = "/".join(["{{base_url}}", *path])
    request: Item = {
        "method": method,
        "header": [{"key": "Accept", "value": "application/json"}],
        "url": {
            "raw": f"{address}?{query}" if query else address,
            "host": ["{{base_url}}"],
            "path": path,
            "query": [
                dict(zip(("key", "value"), part.split("=", 1), strict=True))
                for part in filter(None, query.split("&"))
            ],
        },
    }
    if body is not None:
        request["header"].append({"key": "Content-Type", "value": "application/json"})
        request["body"] = {
            "mode": "raw",
            "raw": json.dumps(body, indent=2),
            "options": _AS_JSON,
        }
    checks = [
        f'pm.test("status {status}", () => pm.response.to.have.status({status}));',
        f"if (pm.response.code === {status}) {{ {script} }}" if script else "",
    ]
    event = {
        "listen": "test",
        "script": {"type": "text/javascript", "exec": [*filter(None, checks)]},
    }
    return {"name": name, "request": request, "event": [event]}


_AS_JSON = {"raw": {"language": "json"}}
