"""What a request of the native dialect says: in its query, its body, its headers."""

from collections.abc import Mapping
from functools import cached_property
from types import NoneType
from typing import Any

from odoo.http import HTTPRequest

from ...core import codes, literal, schema, versions
from ...core.errors import BadRequest, UnsupportedMedia
from ...core.schema import Node
from ...core.versions import Sent
from .. import body
from ..base import JSON, READ_METHODS
from . import preferences

# Of Odoo itself: the database is checked where the request arrives.
EVERYWHERE = ("db", "debug")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class Parameters:
    """The part of the dialect that reads.

    :ivar query: parameters of the query
    """

    http: HTTPRequest
    query: Mapping[str, str]

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """The query, and what a reading request has in its body over it."""
        if self.http.method not in READ_METHODS:
            return self.query
        if self.http.method == "QUERY" and self.http.mimetype != JSON:
            # RFC 10008: it must be there, and be that of the body.
            raise UnsupportedMedia(
                f"QUERY needs Content-Type: {JSON}, and a JSON object of parameters.",
                headers={"Accept-Query": JSON},
            )
        sent = body.read(self.http)
        if not isinstance(sent, (dict, NoneType)):
            raise BadRequest(
                "The body must be a JSON object of parameters.", codes.INVALID_BODY
            )
        return {**self.query, **(sent or {})}

    def domain(self) -> Any:
        """Return the condition of the request, a literal read; not checked."""
        domain = self.parameters.get("domain") or []
        return literal.parse(domain, "domain") if isinstance(domain, str) else domain

    def order(self) -> str | None:
        order = self.parameters.get("order")
        if not isinstance(order, (str, NoneType)):
            raise BadRequest("order: a text is expected.", codes.INVALID_ORDER)
        return order

    def fields(self) -> Node | None:
        """Return the tree of fields of the request; ``None`` where it has none."""
        fields = self.fields_text()
        return schema.parse(fields) if fields else None

    def fields_text(self) -> str:
        """Return the fields of the request as they are spelled; a list as a text."""
        fields = self.parameters.get("fields") or ""
        if isinstance(fields, list) and all(isinstance(name, str) for name in fields):
            fields = ",".join(fields)
        if not isinstance(fields, str):
            raise BadRequest(
                "fields: a text or a list of texts is expected.", codes.INVALID_FIELDS
            )
        return fields.strip()

    def context(self) -> Mapping[str, Any]:
        """Return the context; a body of values has fields, and no context."""
        context = self.parameters.get("context") or {}
        if isinstance(context, str):
            context = literal.parse(context, "context")
        if not isinstance(context, dict):
            raise BadRequest("context: an object is expected.", codes.INVALID_CONTEXT)
        return context

    def versions(self) -> Sent:
        """Return the versions of ``If-Match`` (RFC 9110, 13.1.1); none without it.

        :raise BadRequest: it is malformed
        """
        sent = self.http.headers.get("If-Match")
        if sent is None:
            return Sent(frozenset(), None)
        tags = self.http.if_match
        found = frozenset([versions.ANY] if tags.star_tag else tags.as_set())
        if not found:
            raise BadRequest(
                'If-Match: a version as ETag has it, like "abc", or *.',
                codes.INVALID_IF_MATCH,
            )
        return Sent(found, self.fields())

    def flag(self, name: str, default: bool) -> bool:
        """Return a parameter that is true or false."""
        text = str(self.parameters.get(name, default)).strip().lower()
        if text not in _FLAGS:
            raise BadRequest(f"{name}: true or false is expected.", codes.invalid(name))
        return _FLAGS[text]

    @cached_property
    def preferences(self) -> Mapping[str, str]:
        """What the client prefers, of what a server may do either way."""
        return preferences.read(self.http.headers.get("Prefer", ""))

    def items(self) -> tuple[Any, ...] | None:
        """Return the body, a list; ``None`` where it is none.

        :raise BadRequest: the list is empty
        """
        sent = body.read(self.http)
        if sent == []:
            raise BadRequest("The list in the body is empty.", codes.INVALID_BODY)
        return tuple(sent) if isinstance(sent, list) else None

    def values(self) -> dict[str, Any]:
        """Return the body, an object of field values."""
        values = body.read(self.http)
        if not isinstance(values, dict):
            raise BadRequest(
                "The body must be a JSON object of field values.", codes.INVALID_BODY
            )
        return values
