"""Many requests in one: ``POST /batch``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from odoo.http import Response

from ...core import codes, references
from ...core.batch_operation import Answer as ItemAnswer
from ...core.batch_operation import Batch, Item
from ...core.errors import BadRequest, Problem
from ...core.job_operation import Defer
from ...core.operation import Operation, Result
from ...core.stream_operation import Export, Import
from .. import inner_request
from ..base import SHARED_PREFIX
from .answer import Answer

if TYPE_CHECKING:
    from .dialect import Native

MAX_ITEMS = 100
_METHODS = frozenset(["GET", "QUERY", "POST", "PUT", "PATCH", "DELETE"])
_KEYS = frozenset(["id", "method", "path", "body", "headers"])
# Of a request of its own; language and companies are those of the batch.
_HEADERS = frozenset(["if-match", "if-none-match", "prefer"])
# Of its answer.
_TOLD = ("Location", "ETag", "Preference-Applied", "Retry-After")


def batch(dialect: Native) -> Operation:
    sent = dialect.values()
    for name in sent.keys() - {"atomic", "requests"}:
        raise BadRequest(
            f"{name[:50]}: unknown. A batch has atomic and requests.",
            codes.UNKNOWN_PARAMETER,
        )
    atomic, requests = sent.get("atomic", True), sent.get("requests")
    if not isinstance(atomic, bool):
        raise BadRequest("atomic: true or false is expected.", codes.INVALID_ATOMIC)
    if not isinstance(requests, list) or not requests:
        raise BadRequest(
            "requests: a list of requests is expected.", codes.INVALID_REQUESTS
        )
    if len(requests) > MAX_ITEMS:
        raise BadRequest(f"requests: at most {MAX_ITEMS} at once.", codes.TOO_LARGE)
    items = tuple(_item(dialect, item, place) for place, item in enumerate(requests))
    names = [item.name for item in items]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise BadRequest(
                f"requests/{place}/id: {name} is that of another request.",
                codes.DUPLICATE,
            )
    return Batch(items, atomic)


def render(dialect: Native, result: Result) -> Answer:
    answers: Mapping[str, ItemAnswer] = result.value
    body: dict[str, Any] = {
        "results": [
            {
                "id": name,
                "status": answer.status,
                **({"headers": answer.headers} if answer.headers else {}),
                "body": answer.body,
            }
            for name, answer in answers.items()
        ]
    }
    failed = [name for name, answer in answers.items() if answer.failed]
    if not failed:
        return Answer(body)
    if not result.operation.atomic:
        return Answer(body, 207)
    # Of those that were undone, the one that did it.
    culprit = next(name for name in failed if answers[name].status != 424)
    return Answer({"failed": culprit, **body}, answers[culprit].status)


class _Request(Item):
    """A request of a batch, as a dialect of its own reads and writes it."""

    def __init__(self, batch: Native, name: str, sent: Mapping[str, Any]) -> None:
        self.name = name
        self._batch = batch
        self._sent = sent

    @cached_property
    def independent(self) -> Operation | None:
        depends = references.has_any([self._sent["path"], self._sent.get("body")])
        return None if depends else self._parsed({})

    def operation(self, answers: Mapping[str, Any]) -> Operation:
        return self.independent or self._parsed(answers)

    def _parsed(self, answers: Mapping[str, Any]) -> Operation:
        path = references.resolved(self._sent["path"], answers)
        if not isinstance(path, str):
            raise BadRequest(
                "path: a reference in it must be a text.", codes.INVALID_PATH
            )
        body = references.resolved(self._sent.get("body"), answers)
        self._dialect = self._dialect_of(path, body)
        endpoint = self._dialect.endpoint
        alone = endpoint is not None and endpoint.alone
        operation = None if alone else self._dialect.parse()
        if operation is None or isinstance(operation, (Export, Import)):
            raise BadRequest(
                f"path: {path[:80]} can be no part of a batch.", codes.NOT_IN_A_BATCH
            )
        if isinstance(operation, Defer):
            raise BadRequest(
                "Prefer: respond-async is of a whole batch, not of one request in it.",
                codes.NOT_IN_A_BATCH,
            )
        return operation

    def _dialect_of(self, path: str, body: Any) -> Native:
        address = urlsplit(path)
        below = "/" + address.path.removeprefix(SHARED_PREFIX + "/").lstrip("/")
        content = b"" if body is None else orjson.dumps(body)
        http = inner_request.made(
            self._sent["method"],
            below,
            address.query,
            self._sent.get("headers", {}),
            content,
        )
        dialect = type(self._batch)(http, below)
        dialect.identity = self._batch.identity
        return dialect

    def answer(self, result: Result) -> ItemAnswer:
        return _answer(self._dialect.render(result))

    def refusal(self, problem: Problem) -> ItemAnswer:
        return _answer(self._batch.render_error(problem, ""))


def _answer(response: Response) -> ItemAnswer:
    content = response.get_data()
    body = orjson.loads(content) if content else None
    if response.status_code >= 400:
        body.pop("request_id", None)
    headers = {
        name: response.headers[name] for name in _TOLD if name in response.headers
    }
    return ItemAnswer(response.status_code, body, headers)


def _item(dialect: Native, sent: Any, place: int) -> _Request:
    """Return a request of the list.

    :raise BadRequest: says where it is none
    """
    where = f"requests/{place}"
    if not isinstance(sent, dict):
        raise BadRequest(f"{where}: an object is expected.", codes.INVALID_REQUESTS)
    for name in sent.keys() - _KEYS:
        raise BadRequest(
            f"{where}/{name[:50]}: unknown. There are {', '.join(sorted(_KEYS))}.",
            codes.UNKNOWN_PARAMETER,
        )
    method = sent.get("method")
    if not isinstance(method, str) or method not in _METHODS:
        raise BadRequest(
            f"{where}/method: one of {', '.join(sorted(_METHODS))}.",
            codes.INVALID_REQUESTS,
        )
    if not isinstance(sent.get("path"), str) or not sent["path"].strip("/"):
        raise BadRequest(
            f"{where}/path: a text like sale.order/7?fields=name.",
            codes.INVALID_REQUESTS,
        )
    name = sent.get("id", str(place))
    if not isinstance(name, str) or not 0 < len(name) <= 100 or "." in name:
        raise BadRequest(
            f"{where}/id: a text without dots, of 100 characters at most.",
            codes.INVALID_REQUESTS,
        )
    headers = sent.get("headers", {})
    if not isinstance(headers, dict) or not all(
        isinstance(value, str) and key.lower() in _HEADERS and value.isprintable()
        for key, value in headers.items()
    ):
        raise BadRequest(
            f"{where}/headers: an object of {', '.join(sorted(_HEADERS))}.",
            codes.INVALID_REQUESTS,
        )
    return _Request(dialect, name, sent)
