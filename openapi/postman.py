"""A Postman collection (2.1): per model a folder whose requests run in order.

A creation keeps the id of its record in a variable, which the requests after it
use and the deletion clears. So a run of the collection leaves nothing behind.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from ..core.grant import CREATE, DELETE, READ, UPDATE
from ..records.read.binary_sizes import ATTACHMENT
from . import example, postman_endpoints
from .endpoint_scope import EndpointScope
from .postman_request import Item, Request, item, keep, value
from .scope import Scope

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
# A method that every model has, and that changes nothing.
CALLED = "search_count"


def collection(
    scopes: Sequence[Scope], base_url: str, endpoints: Sequence[EndpointScope] = ()
) -> dict[str, Any]:
    """Return the collection.

    :param base_url: of the server, without ``/api``
    :param endpoints: those without code, a folder of them all
    """
    folders = [_folder(scope) for scope in scopes]
    if endpoints:
        folders.append(postman_endpoints.folder(endpoints))
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
        "item": folders,
    }


def _folder(scope: Scope) -> Item:
    return {
        "name": scope.name,
        "description": scope.model._description,
        "item": [item(scope.name, request) for request in _requests(scope)],
    }


def _requests(scope: Scope) -> Iterator[Request]:
    """Give the requests that run one after the other.

    Without the right to create a record of its own, a run changes nothing.
    """
    variable = f"{scope.name.replace('.', '_')}_id"
    created = CREATE in scope.rights
    known = created
    if READ in scope.rights:
        known = known or bool(scope.model.search([], limit=1))
        kept = "results[0].id" if known and not created else ""
        script = keep(variable, kept)
        yield Request("List", "GET", query="limit=1&order=id", script=script)
        yield Request("Query", "QUERY", body={"limit": 1, "fields": "id"})
        yield Request("Count", "GET", "count")
        yield Request("Groups", "GET", "groups", "values=id:count_distinct")
    yield Request("Fields", "GET", "fields")
    if READ in scope.rights and scope.access.allows_method(scope.name, CALLED):
        yield Request("Call a method", "POST", CALLED, body={"domain": []})
    if created:
        yield from _life(scope, variable)
    elif READ in scope.rights and known:
        yield Request("Read", "GET", value(variable))


def _life(scope: Scope, variable: str) -> Iterator[Request]:
    """Give the requests about a record of their own."""
    one = value(variable)
    if {READ, UPDATE} <= scope.rights:
        # Tried only: it would make a record that nothing deletes.
        new = {"xmlid": f"{variable}_example", **example.new_record(scope)}
        query = "match=xmlid&dry_run=true"
        yield Request("Create or update", "PUT", query=query, body=[new])
    yield Request(
        *("Create", "POST"),
        query="fields=id,display_name",
        body=example.new_record(scope),
        status=201,
        script=keep(variable, "id"),
    )
    if READ in scope.rights:
        yield Request("Read", "GET", one)
    if UPDATE in scope.rights:
        yield Request("Update", "PATCH", one, body=example.change(scope))
        changes = [{"id": one, **example.change(scope)}]
        yield Request("Update several", "PATCH", query="atomic=false", body=changes)
        yield from _file(scope, variable, one)
    if DELETE in scope.rights:
        clear = f'pm.collectionVariables.unset("{variable}");'
        yield Request("Delete", "DELETE", one, script=clear)


def _file(scope: Scope, variable: str, one: str) -> Iterator[Request]:
    """Give the requests about a file of the record, which goes with it."""
    access = scope.access
    attachments = scope.model.env[ATTACHMENT]
    if not (
        DELETE in scope.rights
        and all(access.allows(ATTACHMENT, right) for right in (READ, CREATE))
        and attachments.has_access("create")
        and access.is_unrestricted(scope.name, READ)
    ):
        return
    file = f"{variable}_file"
    yield Request(
        *("Attach a file", "POST", f"{one}/attachments", "name=example.txt"),
        body="Example",
        status=201,
        script=keep(file, "id"),
    )
    script = f'pm.collectionVariables.unset("{file}");'
    address = f"{value(file)}/raw"
    yield Request("Download the file", "GET", address, script=script, model=ATTACHMENT)
