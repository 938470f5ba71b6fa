"""The ``order`` of a search, ``partner_id.name desc, id``, checked."""

from odoo.fields import Field
from odoo.models import BaseModel

from ...core import codes
from ...core.errors import ApiError, BadRequest
from ...core.grant import READ
from .. import odoo19
from ..access import Access
from .domain import MAX_DOTS
from .order_paths import TERM

MAX_TERMS = 5


def parse_order(model: BaseModel, order: str | None, access: Access) -> str | None:
    """Return ``order`` in Odoo's syntax; ``None`` asks for the model's own.

    Of the model's own, a credential with limits has those terms that it may read.

    :raise BadRequest: malformed, of more than :data:`MAX_TERMS` terms, or by a
        field that does not exist or that cannot be sorted by
    :raise Forbidden: by a field that may not be read
    """
    if order is None or not order.strip():
        return _own(model, access) if access.is_limited else None
    terms = [term.strip() for term in order.split(",")]
    if len(terms) > MAX_TERMS:
        raise BadRequest(f"order: more than {MAX_TERMS} fields.", codes.TOO_LARGE)
    return ", ".join(_term(model, term, access) for term in terms)


def own_is_allowed(model: BaseModel, access: Access) -> bool:
    """Tell whether all of the model's own order may be read."""
    terms = [term.strip() for term in model._order.split(",")]
    try:
        return all(_term(model, term, access) for term in terms)
    except ApiError:
        return False


def _own(model: BaseModel, access: Access) -> str:
    """Return the model's own order, up to the first term that may not be read."""
    known = []
    for term in model._order.split(","):
        try:
            known.append(_term(model, term.strip(), access))
        except ApiError:
            break
    return ", ".join(known) or "id"


def _term(model: BaseModel, term: str, access: Access) -> str:
    match = TERM.match(term)
    if match is None:
        raise BadRequest(
            f"order: '{term[:80]}' is not a field with an optional asc or desc.",
            codes.INVALID_ORDER,
        )
    path = match["path"]
    if path.count(".") > MAX_DOTS:
        raise BadRequest(
            f"order: {path[:80]} has more than {MAX_DOTS} dots.", codes.TOO_DEEP
        )
    *steps, last = path.split(".")
    by_id = bool(steps) and last.lower() == "id"
    if by_id:
        last = steps.pop()
    for name in steps:
        field = access.readable_field(model, name, f"order: {path}")
        _check_step(model, field, path)
        model = model.env[field.comodel_name]
        access.check_unrestricted(model._name, READ, f"order: {path}")
    field = access.readable_field(model, last, f"order: {path}")
    _check_sortable(model, field, path)
    if by_id and field.type != "many2one":
        raise BadRequest(
            f"order: {path}: {field.name} is no many2one, so it has no id.",
            codes.INVALID_ORDER,
        )
    if field.type == "many2one" and not by_id:
        # Sorted as the related records are.
        access.check_order(model.env[field.comodel_name], f"order: {path}")
    return term


def _check_step(model: BaseModel, field: Field, path: str) -> None:
    """Refuse what leads to no single record.

    :raise BadRequest: says why
    """
    if field.type != "many2one":
        raise BadRequest(
            f"order: {path}: {field.name} of {model._name} is a {field.type}, and only "
            "a many2one leads to fields to sort by.",
            codes.INVALID_ORDER,
        )
    _check_sortable(model, field, path)


def _check_sortable(model: BaseModel, field: Field, path: str) -> None:
    """Refuse what PostgreSQL cannot sort by.

    :raise BadRequest: says why
    """
    reason = _UNSORTABLE.get(field.type)
    if reason is None and not odoo19.is_sortable(field, model.env):
        reason = "is computed and not stored"
    if reason:
        raise BadRequest(
            f"order: {path}: cannot be sorted by, {field.name} of {model._name} "
            f"{reason}.",
            codes.INVALID_ORDER,
        )


_UNSORTABLE = {
    "one2many": "is a list of records",
    "many2many": "is a list of records",
    "binary": "is a file",
    "properties": "has properties, which differ from record to record",
    "properties_definition": "defines properties",
}
