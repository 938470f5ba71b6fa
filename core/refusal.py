"""What stood in the way of a request, as far as its caller may know.

``details`` of a 403 in the native dialect, and a sentence in all of them.

================ =============================================================
``scope``        the access lines or the scope of the credential
``access_right`` rights on the model; the user is in none of ``groups``
``record_rule``  a rule on the records; others of the model may do
``field_group``  a field for other groups; an internal user is told which
================ =============================================================

An exception of Odoo carries its refusal from where it is made, see
``models/ir_model_access.py``: when it becomes a response nothing can be asked.
"""

from dataclasses import dataclass
from typing import Any

from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS, Field
from odoo.models import BaseModel

SCOPE = "scope"
ACCESS_RIGHT = "access_right"
RECORD_RULE = "record_rule"
FIELD_GROUP = "field_group"

_PHRASES = {
    SCOPE: "the credential",
    ACCESS_RIGHT: "an access right",
    RECORD_RULE: "a record rule",
    FIELD_GROUP: "the groups of a field",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was refused.

    :param refused_by: one of the four constants of this module
    :param model: technical name
    :param operation: one of the rights in :mod:`.grant`
    :param groups: names of those that would be allowed; ``None`` where that is
        not known, or not told
    """

    refused_by: str
    model: str
    operation: str
    field: str | None = None
    method: str | None = None
    groups: tuple[str, ...] | None = None

    @property
    def details(self) -> dict[str, Any]:
        """Return what is known, as a JSON value."""
        known = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in known.items() if value is not None}

    @property
    def sentence(self) -> str:
        """Return who refused what."""
        what = f"{self.model}.{self.field}" if self.field else self.model
        return f"Refused by {_PHRASES[self.refused_by]}: {self.operation} {what}."


def of(exc: BaseException) -> Refusal | None:
    """Return the refusal that an exception carries."""
    return getattr(exc, "restapi_refusal", None)


def attach(exc: AccessError, refusal: Refusal) -> AccessError:
    """Have an exception carry a refusal; return it."""
    exc.restapi_refusal = refusal
    return exc


def message(exc: AccessError) -> str:
    """Return Odoo's own words, who refused what, and what to send instead."""
    found = of(exc)
    parts = [str(exc).strip(), found.sentence if found else "", _company(exc)]
    return "\n\n".join(filter(None, parts))


def _company(exc: AccessError) -> str:
    """Name the header that does what Odoo's pages offer: to switch the company."""
    # Set by ``ir.rule`` where another company of the user would do.
    suggested = (getattr(exc, "context", None) or {}).get("suggested_company")
    return f"Send the header X-Company-Id: {suggested['id']}." if suggested else ""


def field_group(model: BaseModel, field: Field, right: str) -> Refusal:
    """Describe that a field is for others than the user.

    Internal users are told for whom, as Odoo tells them who may have a model.
    """
    groups = (
        group_names(model, field)
        if model.env.user.has_group("base.group_user")
        else None
    )
    return Refusal(FIELD_GROUP, model._name, right, field.name, groups=groups)


def group_names(model: BaseModel, field: Field) -> tuple[str, ...] | None:
    """Name the groups that a field is for; ``None`` where groups do not decide."""
    if not field.groups or field.groups == NO_ACCESS:
        return None
    # sudo: names of groups, which Odoo's own message has as well.
    ref = model.sudo().env.ref
    found = (
        ref(xml_id.strip(), raise_if_not_found=False)
        for xml_id in field.groups.split(",")
        if not xml_id.strip().startswith("!")
    )
    return tuple(group.full_name for group in found if group)
