"""Calls of methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...core import codes
from ...core.call_operation import Invoke, Pending
from ...core.errors import BadRequest
from ...core.operation import Operation, Result
from ...records.call.jsonable import plain
from .. import base, body
from ..arguments import without_context

if TYPE_CHECKING:
    from .dialect import Native

# A body that has no other keys gives arguments by position.
POSITIONAL = frozenset(["args", "kwargs", "context"])


def call(dialect: Native, slug: str, method: str, ids: str = "") -> Operation:
    args, kwargs, context = _arguments(body.read(dialect.http))
    return Invoke(
        slug,
        base.record_ids(ids) if ids else (),
        method,
        args,
        kwargs,
        fields=dialect.fields(),
        context={**context, **dialect.context()},
    )


def _arguments(sent: Any) -> tuple[tuple[Any, ...], dict[str, Any], dict[str, Any]]:
    """Return the arguments of a body by position and by name, and its context."""
    if sent is None:
        return (), {}, {}
    if not isinstance(sent, dict):
        raise BadRequest(
            "The body must be a JSON object: of named arguments, or of args and "
            "kwargs.",
            codes.INVALID_BODY,
        )
    rest, context = without_context(sent)
    if not rest or rest.keys() - POSITIONAL:
        return (), rest, context
    args, kwargs = rest.get("args", []), rest.get("kwargs", {})
    if not isinstance(args, list):
        raise BadRequest("args: a list is expected.", codes.INVALID_ARGS)
    if not isinstance(kwargs, dict):
        raise BadRequest("kwargs: an object is expected.", codes.INVALID_KWARGS)
    named, inner = without_context(kwargs, context)
    return tuple(args), named, inner


def render(dialect: Native, result: Result) -> dict[str, Any]:
    return rendered(result)


def rendered(result: Result) -> dict[str, Any]:
    """Write what a method gave, and the wizard that it has opened."""
    returned = result.value
    if returned.ids is None:
        value = plain(returned.value)
    elif result.operation.fields is None:
        value = {"ids": list(returned.ids)}
    else:
        value = result.rows
    return {"result": value, **_pending(returned.pending)}


def _pending(wizard: Pending | None) -> dict[str, Any]:
    if wizard is None:
        return {}
    return {
        "pending": {
            "model": wizard.model,
            "id": wizard.id,
            "context": plain(wizard.context),
            "values": plain(wizard.values),
        }
    }
