"""The native dialect, also the one of ``mrm_rest_api``.

============================== ===============================================
GET    /health                 ``{"status": "ok"}``
GET    /openapi.json?models=   OpenAPI 3.1, with ``ETag``; of another dialect with
                              ``dialect=``
GET    /postman.json?models=   a Postman collection, with ``ETag``
GET    /<slug>                 ``{"count", "total", "limit", "offset", "results"}``
POST   /<slug>                 201 ``{"id", "record"}``, ``Location``
GET    /<slug>/<id>            the record
PUT    /<slug>/<id>[,<id>…]    ``{"id", "record"}``, or ``{"ids", "records"}``
PATCH  /<slug>/<id>[,<id>…]    the same
DELETE /<slug>/<id>[,<id>…]    ``{"ok": true}``
============================== ===============================================

``<slug>`` is a model's technical name, or that name with ``_`` for ``.``.
Query: ``fields`` and ``context`` everywhere, ``domain``, ``limit`` (80),
``offset``, ``order`` on the list; others are refused. A reading request may have
them in its body instead, where a domain can be longer than a URL.

A credential is ``Authorization: Bearer``, or the web session. Errors are
``{"error", "code", "details", "request_id"}``, or RFC 9457's
``application/problem+json`` where ``Accept`` asks for it.
"""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from http import HTTPStatus
from types import NoneType
from typing import Any, ClassVar
from urllib.parse import urlsplit

from werkzeug.routing import Map, Rule

from odoo.http import Response

from ..auth.credentials import Verifier
from ..core import literal, schema
from ..core.errors import BadRequest, Forbidden, Problem
from ..core.operation import (
    Create,
    Delete,
    Health,
    OpenApi,
    Operation,
    Postman,
    Read,
    Result,
    Search,
    Update,
)
from ..core.page import AUTO, COUNTS
from ..core.schema import Node
from ..core.style import NATIVE
from . import base, body
from .base import READ_METHODS, Dialect, json_response

DEFAULT_LIMIT = 80
POSTMAN_FILE = "restapi.postman_collection.json"
PROBLEM_JSON = "application/problem+json"
_READING = ("fields", "context")
# What each endpoint takes; the health check is for those who add what they like.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "openapi": ("models", "dialect"),
    "postman": ("models",),
    "search": ("domain", "fields", "limit", "offset", "order", "count", "context"),
    "create": _READING,
    "read": _READING,
    "update": _READING,
    "delete": ("context",),
}
# Of Odoo itself: the database is checked where the request arrives.
EVERYWHERE = ("db", "debug")


class Native(Dialect):
    """See the module."""

    name: ClassVar[str] = "mrm"
    routes: ClassVar[Map] = Map(
        [
            Rule("/health", methods=["GET"], endpoint="health"),
            Rule("/openapi.json", methods=["GET"], endpoint="openapi"),
            Rule("/postman.json", methods=["GET"], endpoint="postman"),
            Rule("/<slug>", methods=["GET"], endpoint="search"),
            Rule("/<slug>", methods=["POST"], endpoint="create"),
            Rule("/<slug>/<ids>", methods=["GET"], endpoint="read"),
            Rule("/<slug>/<ids>", methods=["PUT", "PATCH"], endpoint="update"),
            Rule("/<slug>/<ids>", methods=["DELETE"], endpoint="delete"),
        ],
        strict_slashes=False,
        merge_slashes=False,
    )

    # -- authentication

    def is_public(self) -> bool:
        return self.path.rstrip("/") == "/health"

    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        return self.own_credential()

    @property
    def accepts_session(self) -> bool:
        return True

    def check_same_origin(self) -> None:
        """Accept a writing request of a session from our own pages only.

        A form of another site cannot send ``application/json``, and a script
        of another site is told apart by what the browser says of its origin.
        """
        if self.http.method in READ_METHODS:
            return
        if self.http.mimetype != "application/json":
            raise Forbidden(
                "With a web session, writing needs Content-Type: application/json.",
                "csrf",
            )
        site = self.http.headers.get("Sec-Fetch-Site")
        origin = self.http.headers.get("Origin")
        same_origin = origin and urlsplit(origin).netloc == self.http.host
        if site not in (None, "same-origin") or (origin and not same_origin):
            raise Forbidden("A web session is not accepted from another site.", "csrf")
        if site is None and origin is None:
            raise Forbidden(
                "With a web session, writing needs the header Origin or "
                "Sec-Fetch-Site; outside of a browser, use an API key.",
                "csrf",
            )

    # -- parse

    def parse(self) -> Operation:
        base.check_text(self.http, self.path)
        endpoint, arguments = self.match()
        self._check_parameters(endpoint)
        return _PARSERS[endpoint](self, **arguments)

    def _health(self) -> Operation:
        return Health()

    def _openapi(self) -> Operation:
        return OpenApi(self._models(), self.query.get("dialect", "").strip())

    def _postman(self) -> Operation:
        return Postman(self._models())

    def _models(self) -> tuple[str, ...]:
        """Read the names of a query, each once."""
        names = map(str.strip, self.query.get("models", "").split(","))
        return tuple(dict.fromkeys(filter(None, names)))

    def _search(self, slug: str) -> Operation:
        parameters = self._parameters()
        domain = parameters.get("domain") or []
        order = parameters.get("order")
        if not isinstance(order, (str, NoneType)):
            raise BadRequest("order: a text is expected.", "invalid_order")
        return Search(
            slug,
            domain=literal.parse(domain, "domain")
            if isinstance(domain, str)
            else domain,
            fields=self._fields(),
            style=NATIVE,
            offset=base.integer(str(parameters.get("offset", 0)), "offset", 0),
            limit=_limit(parameters.get("limit")),
            default_limit=DEFAULT_LIMIT,
            count=_count(parameters.get("count")),
            order=order,
            context=self._context(),
        )

    def _read(self, slug: str, ids: str) -> Operation:
        found = base.record_ids(ids)
        if len(found) > 1:
            raise BadRequest("id: reading takes one id.", "invalid_id")
        return Read(slug, found, self._fields(), NATIVE, context=self._context())

    def _create(self, slug: str) -> Operation:
        return Create(
            slug, self._values(), self._fields(), NATIVE, context=self._context()
        )

    def _update(self, slug: str, ids: str) -> Operation:
        return Update(
            slug,
            base.record_ids(ids),
            self._values(),
            self._fields(),
            NATIVE,
            context=self._context(),
        )

    def _delete(self, slug: str, ids: str) -> Operation:
        return Delete(slug, base.record_ids(ids), context=self._context())

    def _context(self) -> Mapping[str, Any]:
        """Return the context; a body of values has fields, and no context."""
        context = self._parameters().get("context") or {}
        if isinstance(context, str):
            context = literal.parse(context, "context")
        if not isinstance(context, dict):
            raise BadRequest("context: an object is expected.", "invalid_context")
        return context

    def _check_parameters(self, endpoint: str) -> None:
        """Refuse what has no meaning: a misspelt filter would give everything.

        :raise BadRequest: names the nearest parameter that there is
        """
        known = PARAMETERS.get(endpoint)
        if known is None:
            return
        for name in self._parameters() if endpoint == "search" else self.query:
            if name not in known and name not in EVERYWHERE:
                near = get_close_matches(name[:50], known, 1)
                hint = f", did you mean {near[0]}?" if near else "."
                raise BadRequest(
                    f"{name[:50]}: unknown parameter{hint} "
                    f"There are {', '.join(known)}.",
                    "unknown_parameter",
                )

    def _parameters(self) -> Mapping[str, Any]:
        """Return the query, and what a reading request has in its body over it."""
        if self.http.method not in READ_METHODS:
            return self.query
        sent = body.read(self.http)
        if not isinstance(sent, (dict, NoneType)):
            raise BadRequest(
                "The body must be a JSON object of parameters.", "invalid_body"
            )
        return {**self.query, **(sent or {})}

    def _fields(self) -> Node | None:
        fields = self._parameters().get("fields") or ""
        if isinstance(fields, list) and all(isinstance(name, str) for name in fields):
            fields = ",".join(fields)
        if not isinstance(fields, str):
            raise BadRequest(
                "fields: a text or a list of texts is expected.", "invalid_fields"
            )
        return schema.parse(fields) if fields.strip() else None

    def _values(self) -> dict[str, Any]:
        values = body.read(self.http)
        if not isinstance(values, dict):
            raise BadRequest(
                "The body must be a JSON object of field values.", "invalid_body"
            )
        return values

    # -- render

    def render(self, result: Result) -> Response:
        return _RENDERERS[type(result.operation)](self, result)

    def _page(self, result: Result) -> Response:
        operation = result.operation
        return json_response(
            {
                "count": len(result.rows),
                **_total(result),
                "limit": result.limit,
                "offset": operation.offset,
                "results": result.rows,
            }
        )

    def _document(self, result: Result) -> Response:
        """Answer with a document that clients may keep, and ask for again."""
        response = Response(
            result.value, content_type="application/json; charset=utf-8"
        )
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Vary"] = (
            "Authorization, Cookie, Accept-Language, X-Company-Id"
        )
        response.add_etag()
        return response.make_conditional(self.http)

    def _download(self, result: Result) -> Response:
        response = self._document(result)
        response.headers["Content-Disposition"] = f"attachment; filename={POSTMAN_FILE}"
        return response

    def _record(self, result: Result) -> Response:
        return json_response(result.rows[0])

    def _created(self, result: Result) -> Response:
        record = result.rows[0]
        location = f"{self.http.path.rstrip('/')}/{record['id']}"
        return json_response(
            {"id": record["id"], "record": record}, 201, {"Location": location}
        )

    def _updated(self, result: Result) -> Response:
        if len(result.rows) == 1:
            return json_response({"id": result.rows[0]["id"], "record": result.rows[0]})
        ids = [row["id"] for row in result.rows]
        return json_response({"ids": ids, "records": result.rows})

    def render_error(self, problem: Problem, request_id: str) -> Response:
        more = {
            "code": problem.code,
            "details": problem.details,
            "request_id": request_id,
        }
        accepted = self.http.accept_mimetypes
        if PROBLEM_JSON in accepted.values():
            body = {
                "type": "about:blank",
                "title": HTTPStatus(problem.status).phrase,
                "status": problem.status,
                "detail": problem.message,
                **more,
            }
            return json_response(body, problem.status, problem.headers, PROBLEM_JSON)
        return json_response(
            {"error": problem.message, **more}, problem.status, problem.headers
        )


def _total(result: Result) -> dict[str, Any]:
    if result.total is None:
        return {}
    estimate = {"total_is_estimate": True} if result.is_estimate else {}
    return {"total": result.total, **estimate}


def _count(value: object) -> str:
    """Return how exactly a client wants its total."""
    if value is None:
        return AUTO
    if value not in COUNTS:
        raise BadRequest(f"count: one of {', '.join(COUNTS)}.", "invalid_count")
    return value


def _limit(value: object) -> int | None:
    """Return the size of the page a client asks for; ``None`` where it does not."""
    return None if value is None else base.integer(str(value), "limit", 1)


_PARSERS: dict[str, Callable[..., Operation]] = {
    "health": Native._health,
    "openapi": Native._openapi,
    "postman": Native._postman,
    "search": Native._search,
    "create": Native._create,
    "read": Native._read,
    "update": Native._update,
    "delete": Native._delete,
}
_RENDERERS: dict[type[Operation], Callable[[Native, Result], Response]] = {
    Health: lambda dialect, result: json_response({"status": "ok"}),
    OpenApi: Native._document,
    Postman: Native._download,
    Search: Native._page,
    Read: Native._record,
    Create: Native._created,
    Update: Native._updated,
    Delete: lambda dialect, result: json_response({"ok": True}),
}
