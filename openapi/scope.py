"""Which models a document is about, and what its reader may do with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from odoo.fields import Field
from odoo.models import BaseModel

from ..core import codes
from ..core.errors import Forbidden
from ..core.formats import NATIVE
from ..core.grant import CREATE, DELETE, EXECUTE, READ, UPDATE
from ..records import odoo19
from ..records.access import Access
from ..records.read.plan import X2MANY
from ..records.write.values import ValuesReader, is_writable

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


@dataclass(frozen=True)
class Scope:
    """A model, as the user of its environment and a credential see it.

    :param rights: those of :data:`RIGHTS` that both have, and whether methods may
        be called
    """

    model: BaseModel
    access: Access
    rights: frozenset[str]

    @property
    def name(self) -> str:
        return self.model._name

    @property
    def label(self) -> str:
        return self.model._description

    @cached_property
    def readable(self) -> tuple[Field, ...]:
        """The fields that an answer may have."""
        env = self.model.env
        return tuple(
            field
            for field in self._fields("read", READ)
            if field.type not in X2MANY or env[field.comodel_name].has_access("read")
        )

    @cached_property
    def writable(self) -> tuple[Field, ...]:
        """The fields that a body may have."""
        return tuple(filter(is_writable, self._fields("write", UPDATE)))

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The fields that a new record needs and that have no default, sorted."""
        if CREATE not in self.rights:
            return ()
        writable = {field.name for field in self.writable}
        needed = ValuesReader(self.access, NATIVE).required(self.model)
        return tuple(sorted(writable.intersection(needed)))

    def _fields(self, mode: str, right: str) -> Iterator[Field]:
        for name, field in sorted(self.model._fields.items()):
            if odoo19.has_field_access(
                self.model, field, mode
            ) and self.access.allows_field(self.model, name, right):
                yield field


def scope(model: BaseModel, access: Access) -> Scope:
    """Return what a user and their credential may do with a model.

    :raise Forbidden: nothing
    """
    name = model._name
    rights = {
        right
        for right, mode in RIGHTS.items()
        if access.allows(name, right) and model.has_access(mode)
    }
    if not rights:
        raise Forbidden(f"You have no right on {name}.", codes.ACCESS_ERROR)
    if access.allows(name, EXECUTE):
        rights.add(EXECUTE)
    return Scope(model, access, frozenset(rights))
