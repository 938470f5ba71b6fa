"""Actions that methods return: what Odoo's own client would open next.

Most only show records. One that opens a wizard in a dialog says that the method has
stopped half way: a person would fill it in and press one of its buttons.
"""

from collections.abc import Mapping
from typing import Any

from odoo.api import Environment

from ...core import literal
from ...core.call_operation import Pending
from ...core.errors import BadRequest
from ..context import DEFAULT

WINDOW = "ir.actions.act_window"
_ACTIVE = ("active_model", "active_id", "active_ids")


def pending(
    env: Environment, value: Any, model: str, ids: tuple[int, ...]
) -> Pending | None:
    """Return the wizard that an action opens; ``None`` where it opens none.

    :param value: what a method returned
    :param model: that it was called on, with the ``ids`` of the records
    """
    if not isinstance(value, Mapping) or value.get("type") != WINDOW:
        return None
    name = value.get("res_model")
    if value.get("target") != "new" or name not in env or not env[name]._transient:
        return None
    context = _context(value.get("context"))
    active = dict(zip(_ACTIVE, (model, *ids[:1], ids), strict=True)) if ids else {}
    known = {key: context[key] for key in _ACTIVE if key in context}
    defaults = {
        key.removeprefix(DEFAULT): each
        for key, each in context.items()
        if str(key).startswith(DEFAULT)
    }
    return Pending(
        name,
        value.get("res_id") or None,
        {**active, **known},
        {key: each for key, each in defaults.items() if key in env[name]._fields},
    )


def _context(context: Any) -> Mapping[str, Any]:
    """Return the context of an action; stored ones are text, of Python."""
    if isinstance(context, str):
        try:
            context = literal.parse(context, "context")
        except BadRequest:  # it names variables of the web client
            return {}
    return context if isinstance(context, Mapping) else {}
