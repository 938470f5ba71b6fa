"""Which models a document is about, and what its reader may do with them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from odoo.fields import Field
from odoo.models import BaseModel

from ..core.access import Access
from ..core.errors import Forbidden
from ..core.grant import CREATE, DELETE, READ, UPDATE
from ..core.plan import X2MANY
from ..core.style import NATIVE
from ..core.values import ValuesReader, is_writable

MAX_MODELS = 50
MAX_DEFAULT_MODELS = 6
DEFAULT_MODELS = (
    "res.partner",
    "product.product",
    "sale.order",
    "sale.order.line",
    "purchase.order",
    "account.move",
    "crm.lead",
    "project.task",
    "stock.picking",
    "hr.employee",
    "res.company",
    "res.country",
)
RIGHTS = {READ: "read", CREATE: "create", UPDATE: "write", DELETE: "unlink"}


@dataclass(frozen=True, slots=True)
class Scope:
    """A model, as the user of its environment and a credential see it.

    :param rights: those of :data:`RIGHTS` that both have
    :param required: fields that a new record needs and that have no default
    """

    model: BaseModel
    access: Access
    rights: frozenset[str]
    required: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.model._name

    def readable(self) -> Iterator[Field]:
        """Give the fields that an answer may have."""
        for field in self._fields("read", READ):
            below = field.type in X2MANY and self.model.env[field.comodel_name]
            if below is False or below.has_access("read"):
                yield field

    def writable(self) -> Iterator[Field]:
        """Give the fields that a body may have."""
        return filter(is_writable, self._fields("write", UPDATE))

    def _fields(self, mode: str, right: str) -> Iterator[Field]:
        for name, field in sorted(self.model._fields.items()):
            if self.model._has_field_access(field, mode) and self.access.allows_field(
                self.model, name, right
            ):
                yield field


def scope(model: BaseModel, access: Access) -> Scope:
    """Return what a user and his credential may do with a model.

    :raise Forbidden: nothing
    """
    rights = frozenset(
        right
        for right, mode in RIGHTS.items()
        if access.allows(model._name, right) and model.has_access(mode)
    )
    if not rights:
        raise Forbidden(f"You have no right on {model._name}.", "access_error")
    found = Scope(model, access, rights)
    if CREATE not in rights:
        return found
    writable = {field.name for field in found.writable()}
    required = writable.intersection(ValuesReader(access, NATIVE).required(model))
    return replace(found, required=tuple(sorted(required)))
