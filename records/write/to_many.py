"""A one2many or many2many field of the records that are written."""

from dataclasses import dataclass

from odoo.fields import Field
from odoo.models import BaseModel

from ...core.grant import UPDATE
from ..access import Access


@dataclass(frozen=True, slots=True)
class ToMany:
    """A field, and whose.

    :param parents: the records, none if they are new
    """

    parents: BaseModel
    field: Field

    @property
    def comodel(self) -> BaseModel:
        return self.parents.env[self.field.comodel_name]

    @property
    def has_lines(self) -> bool:
        """Whether its records are a part of their parent, as lines are."""
        return self.field.type == "one2many"

    def check_moved(self, access: Access, pointer: str) -> None:
        """Ask for the field of a line that says whose it is.

        :raise Forbidden: the credential may not change it
        """
        comodel = self.comodel
        inverse = comodel._fields.get(getattr(self.field, "inverse_name", None) or "")
        if inverse is not None:
            access.check_field(comodel, inverse.name, UPDATE, pointer)
