"""The ``order`` of a search: ``name desc, id``, checked against the model."""

import re

from odoo.models import BaseModel

from .access import Access
from .errors import ApiError, BadRequest

MAX_TERMS = 5
_TERM = re.compile(
    r"^(?P<field>[a-z_][a-z0-9_]*)(?P<by_id>\.id)?"
    r"(?:\s+(?P<direction>asc|desc))?(?:\s+(?P<nulls>nulls\s+(?:first|last)))?$",
    re.IGNORECASE,
)


def checked(model: BaseModel, order: str | None, access: Access) -> str | None:
    """Return ``order`` in Odoo's syntax; ``None`` asks for the model's own.

    Of the model's own, a credential with limits has those terms that it may read.

    :raise BadRequest: malformed, of more than :data:`MAX_TERMS` terms, or by a
        field that does not exist or is not stored
    :raise Forbidden: by a field that may not be read
    """
    if order is None or not order.strip():
        return _own(model, access) if access.is_limited else None
    terms = [term.strip() for term in order.split(",")]
    if len(terms) > MAX_TERMS:
        raise BadRequest(f"order: more than {MAX_TERMS} fields.", "too_large")
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
    match = _TERM.match(term)
    if match is None:
        raise BadRequest(
            f"order: '{term[:80]}' is not a field with an optional asc or desc.",
            "invalid_order",
        )
    field = access.readable_field(model, match["field"], f"order: {match['field']}")
    if not (field.column_type and (field.store or field.inherited)):
        raise BadRequest(f"order: {field.name} is not stored.", "invalid_order")
    if field.type == "many2one" and not match["by_id"]:
        # Sorted as the related records are.
        comodel = model.env[field.comodel_name]
        access.check_order(comodel, f"order: {field.name}")
    if match["by_id"] and field.type != "many2one":
        raise BadRequest(f"order: {field.name} has no id.", "invalid_order")
    return term
