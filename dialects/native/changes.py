"""What has changed since a client last asked."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any

from ...core import codes, schema
from ...core.change_operation import (
    DEFAULT_LIMIT,
    Changes,
    ReadChanges,
    ToldChange,
)
from ...core.codes import Code
from ...core.errors import BadRequest
from ...core.operation import Operation, Result
from ...core.schema import Node
from . import pages

if TYPE_CHECKING:
    from .dialect import Native

FIELDS = "fields."
PARAMETERS = ("models", "since", "limit", f"{FIELDS}<model>", "context")


def read(dialect: Native) -> Operation:
    sent = dialect.parameters
    return ReadChanges(
        _models(_joined(sent.get("models"), "models", codes.INVALID_MODELS)),
        _joined(sent.get("since"), "since", codes.INVALID_CURSOR),
        pages.limit(dialect) or DEFAULT_LIMIT,
        {
            name.removeprefix(FIELDS): _fields(
                name, _joined(value, name, codes.INVALID_FIELDS)
            )
            for name, value in sent.items()
            if name.startswith(FIELDS)
        },
        context=dialect.context(),
    )


def _joined(value: Any, name: str, code: Code) -> str | None:
    """Return a parameter, which a body may have as a list of names.

    :raise BadRequest: it is something else
    """
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = ",".join(value)
    if not isinstance(value, (str, NoneType)):
        raise BadRequest(f"{name[:100]}: a text is expected.", code)
    return value


def _models(text: str | None) -> tuple[str, ...]:
    """Return the models that are named; none where the parameter is not sent."""
    if text is None:
        return ()
    names = tuple(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))
    if not names:
        raise BadRequest(
            "models: names of models are expected, separated by commas.",
            codes.INVALID_MODELS,
        )
    return names


def _fields(name: str, text: str | None) -> Node:
    if not (text or "").strip():
        raise BadRequest(
            f"{name[:100]}: names of fields are expected.", codes.INVALID_FIELDS
        )
    return schema.parse(text)


def render(dialect: Native, result: Result) -> dict[str, Any]:
    found: Changes = result.value
    return {
        "changes": [_told(change) for change in found.changes],
        "next": found.next,
        "more": found.more,
    }


def _told(change: ToldChange) -> dict[str, Any]:
    told = {
        "model": change.model,
        "id": change.id,
        "operation": change.operation,
        "fields": change.fields,
        "at": change.at,
    }
    return told if change.record is None else {**told, "record": change.record}
