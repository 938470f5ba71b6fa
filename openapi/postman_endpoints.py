"""Endpoints without code in a Postman collection: what writes is only tried."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from ..core.endpoint import CALL, CHANGE, LIST, NEW, RECORD
from . import example
from .endpoint_scope import EndpointScope
from .operations import ENDPOINTS
from .postman_request import Item, Request, item, keep, value

TRIED = ("dry_run", "true")


def folder(scopes: Sequence[EndpointScope]) -> Item:
    """Return the folder of all of them, with one for each."""
    folders = (_folder(scope) for scope in scopes)
    return {"name": ENDPOINTS, "item": [each for each in folders if each["item"]]}


def _folder(scope: EndpointScope) -> Item:
    address = f"x/{scope.endpoint.address}"
    return {
        "name": f"{scope.label} ({scope.endpoint.address})",
        "description": scope.text,
        "item": [item(address, request) for request in _requests(scope)],
    }


def _requests(scope: EndpointScope) -> Iterator[Request]:
    actions, variable = scope.endpoint.actions, f"{scope.slug}_id"
    one = value(variable)
    # Of which record, only a list tells.
    is_known = LIST in actions and bool(scope.model.search([], limit=1))
    if LIST in actions:
        script = keep(variable, "results[0]?.id")
        query = _query(scope, LIST, ("limit", "1"))
        yield Request("List", "GET", query=query, script=script)
    if RECORD in actions and is_known:
        yield Request("Read", "GET", one, query=_query(scope, RECORD))
    if NEW in actions:
        query = _query(scope, NEW, TRIED)
        new = example.of_endpoint(scope)
        yield Request("Create", "POST", query=query, body=new)
    if CHANGE in actions and is_known:
        query = _query(scope, CHANGE, TRIED)
        yield Request("Update", "PATCH", one, query=query, body={})
    if CALL in actions:
        sent = {each.name: each.sample for each in scope.endpoint.parameters[CALL]}
        is_of_records = scope.endpoint.is_of_records
        if is_known or not is_of_records:
            below = one if is_of_records else ""
            yield Request("Call", "POST", below, query="=".join(TRIED), body=sent)


def _query(scope: EndpointScope, action: str, *more: tuple[str, str]) -> str:
    """Return the parameters that must be sent, and some more."""
    needed = (each for each in scope.endpoint.parameters.get(action, ()))
    sent = [(each.name, _text(each.sample)) for each in needed if each.required]
    return "&".join(f"{name}={quote(text)}" for name, text in [*sent, *more])


def _text(sample: Any) -> str:
    return ",".join(map(str, sample)) if isinstance(sample, list) else str(sample)
