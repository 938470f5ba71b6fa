"""What a client must know of a model to read and write its records."""

from typing import Any

from odoo.exceptions import UserError
from odoo.fields import Field
from odoo.models import BaseModel

from ..core.grant import CREATE, READ, UPDATE
from ..core.stumbles import MISUSE
from . import odoo19
from .access import Access
from .call.jsonable import plain
from .read.plan import X2MANY
from .write.values import is_writable

# Ours, of what Odoo calls them.
_KEYS = {
    "type": "type",
    "label": "string",
    "help": "help",
    "required": "required",
    "stored": "store",
    "searchable": "searchable",
    "sortable": "sortable",
    "groupable": "groupable",
    "relation": "relation",
    "selection": "selection",
    "translate": "translate",
}
_FLAGS = frozenset(
    ["required", "stored", "searchable", "sortable", "groupable", "translate"]
)
# Files, and moments that differ each time.
_NO_DEFAULT = frozenset(["binary", "datetime"])


def fields(
    model: BaseModel, access: Access, rights: frozenset[str]
) -> dict[str, dict[str, Any]]:
    """Describe the fields that user and credential may read or write, by name.

    :param rights: on the model, those that both have
    """
    readable = {
        name
        for name, field in model._fields.items()
        if READ in rights and _is_readable(model, field, access)
    }
    writable = {
        name
        for name, field in model._fields.items()
        if any(
            right in rights and _is_writable(model, field, access, right)
            for right in (CREATE, UPDATE)
        )
    }
    defaults = _defaults(model, access, readable & writable)
    return {
        name: _described(model, name, name in writable, defaults.get(name))
        for name in sorted(readable | writable)
    }


def order(model: BaseModel, access: Access) -> str | None:
    """Return how records are sorted; ``None`` where the credential may not know."""
    names = [term.split()[0].partition(".")[0] for term in model._order.split(",")]
    known = all(
        name in model._fields and access.allows_field(model, name, READ)
        for name in names
    )
    return model._order if known else None


def _is_readable(model: BaseModel, field: Field, access: Access) -> bool:
    below = field.type in X2MANY and model.env[field.comodel_name]
    return (
        access.allows_field(model, field.name, READ)
        and odoo19.has_field_access(model, field, "read")
        and (below is False or below.has_access("read"))
    )


def _is_writable(model: BaseModel, field: Field, access: Access, right: str) -> bool:
    return (
        is_writable(field)
        and access.allows_field(model, field.name, right)
        and odoo19.has_field_access(model, field, "write")
    )


def _described(
    model: BaseModel, name: str, writable: bool, default: Any
) -> dict[str, Any]:
    found = model._fields[name].get_description(model.env, list(_KEYS.values()))
    described = {
        key: bool(found.get(odoo)) if key in _FLAGS else found.get(odoo) or None
        for key, odoo in _KEYS.items()
    }
    return {**plain(described), "readonly": not writable, "default": default}


def _defaults(model: BaseModel, access: Access, names: set[str]) -> dict[str, Any]:
    """Return the values of a new record, those that can be told in advance."""
    asked = [
        name
        for name in sorted(names)
        if model._fields[name].type not in _NO_DEFAULT
        and access.allows_field(model, name, CREATE)
    ]
    try:
        found = model.default_get(asked) if asked else {}
    except (UserError, *MISUSE):  # wizards ask for a context
        return {}
    return {
        name: plain(value)
        for name, value in found.items()
        if name in names and (value is not False or _is_boolean(model, name))
    }


def _is_boolean(model: BaseModel, name: str) -> bool:
    return model._fields[name].type == "boolean"
