"""Names of fields from the wire: known, and readable by user and credential."""

from difflib import get_close_matches

from odoo.fields import Field
from odoo.models import BaseModel

from . import refusal
from .errors import BadRequest, Forbidden
from .grant import FULL, READ, Grant
from .refusal import SCOPE, Refusal


def known_field(model: BaseModel, name: str, where: str) -> Field:
    """Return a field that exists.

    :param where: the name as the client wrote it, for the message
    :raise BadRequest: there is none; the message has the nearest name
    """
    if field := model._fields.get(name):
        return field
    if "." in name:
        first, _, rest = name.partition(".")
        raise BadRequest(
            f"{where}: write {first}({rest}) to read a field of a related record.",
            "unknown_field",
        )
    near = get_close_matches(name, model._fields, 1)
    hint = f", did you mean {near[0]}?" if near else f" on {model._name}."
    raise BadRequest(f"{where}: unknown field{hint}", "unknown_field")


def readable_field(
    model: BaseModel, name: str, where: str, grant: Grant = FULL
) -> Field:
    """Return a field that exists and that may be read.

    :raise Forbidden: it is for other groups, or not for this credential
    """
    field = known_field(model, name, where)
    check_field(model, name, READ, where, grant)
    if not model._has_field_access(field, "read"):
        raise Forbidden(
            f"{where}: you may not read this field of {model._name}.",
            "field_access",
            refusal=refusal.field_group(model, field, READ),
        )
    return field


def check_field(
    model: BaseModel, name: str, right: str, where: str, grant: Grant
) -> None:
    """Refuse a field that is not for this credential.

    :raise Forbidden: the message names field, model and right
    """
    if not grant.allows_field(model._name, name, right):
        raise Forbidden(
            f"{where}: the credential does not allow to {right} {name} of "
            f"{model._name}.",
            "insufficient_scope",
            refusal=Refusal(SCOPE, model._name, right, name),
        )


def readable_label(model: BaseModel, grant: Grant) -> bool:
    """Tell whether a credential may read the display names of a model's records."""
    name = model._rec_name or "display_name"
    return grant.allows_field(model._name, "display_name", READ) or (
        grant.allows_field(model._name, name, READ)
    )


def check_whole(model: BaseModel, right: str, where: str, grant: Grant) -> None:
    """Refuse a model of which the credential does not have all records.

    For what reaches records without naming them: a condition on a related
    record would tell what is in those that are hidden.

    :raise Forbidden: the message names the model and the right
    """
    grant.check(model._name, right)
    if not grant.domain(model._name, right).is_true():
        raise Forbidden(
            f"{where}: the credential allows to {right} some {model._name} only, "
            "not through other records.",
            "insufficient_scope",
            refusal=Refusal(SCOPE, model._name, right),
        )
