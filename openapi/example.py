"""Values of a new record that the server would accept, most likely."""

from typing import Any

from odoo.fields import Field

from ..core.errors import ApiError
from ..core.grant import READ
from .endpoint_scope import EndpointScope
from .field_schema import choices
from .scope import Scope

_TEXT = "Example"
_VALUES: dict[str, Any] = {
    "char": _TEXT,
    "text": _TEXT,
    "html": "<p>Example</p>",
    "integer": 1,
    "float": 1.0,
    "monetary": 1.0,
    "boolean": True,
    "date": "2026-01-31",
    "datetime": "2026-01-31 08:30:00",
    "many2many": [],
    "one2many": [],
}


def new_record(scope: Scope) -> dict[str, Any]:
    """Return values for the required fields, and for the name."""
    writable = {field.name: field for field in scope.writable}
    names = dict.fromkeys([*scope.required, scope.model._rec_name])
    values = {name: _value(scope, writable[name]) for name in names if name in writable}
    return {name: value for name, value in values.items() if value is not None}


def change(scope: Scope) -> dict[str, Any]:
    """Return values for an update: the name, or the first text that there is."""
    texts = [field for field in scope.writable if field.type in ("char", "text")]
    named = [field for field in texts if field.name == scope.model._rec_name]
    return {field.name: _fitting(field, f"{_TEXT} 2") for field in (named or texts)[:1]}


def of_endpoint(scope: EndpointScope) -> dict[str, Any]:
    """Return values for the name of a record, and for what else it needs."""
    names = dict.fromkeys([*scope.required, scope.model._rec_name])
    fields = scope.model._fields
    accepted = scope.endpoint.accepted.names
    values = {n: _value(scope, fields[n]) for n in names if n in accepted}
    return {name: value for name, value in values.items() if value is not None}


def _value(scope: Scope | EndpointScope, field: Field) -> Any:
    if field.type == "selection":
        return next((value for value, _label in choices(scope.model.env, field)), None)
    if field.type == "many2one":
        return _record_id(scope, field)
    value = _VALUES.get(field.type)
    return _fitting(field, value) if isinstance(value, str) else value


def _fitting(field: Field, text: str) -> str:
    return text[: getattr(field, "size", None) or None]


def _record_id(scope: Scope | EndpointScope, field: Field) -> int | None:
    """Return a record of the other model that the user may see."""
    other = scope.model.env[field.comodel_name]
    if not (scope.access.allows(other._name, READ) and other.has_access("read")):
        return None
    domain = field.get_comodel_domain(scope.model)
    try:
        return other.search(domain, limit=1).id or None
    except (ApiError, ValueError, KeyError):
        return other.search([], limit=1).id or None
