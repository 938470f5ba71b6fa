"""What a request reads without naming it: names, trees and orders of records."""

from abc import ABC, abstractmethod

from odoo.fields import Field
from odoo.models import BaseModel

from ..core import codes
from ..core.errors import Forbidden
from ..core.grant import READ, Grant
from ..core.refusal import SCOPE, Refusal

# A model may be ordered by its parent.
_MAX_ORDER_DEPTH = 4


class ImpliedReads(ABC):
    """The part of an :class:`~.access.Access` that finds the fields behind these."""

    __slots__ = ()

    grant: Grant

    @property
    @abstractmethod
    def is_limited(self) -> bool: ...

    @abstractmethod
    def reaches(self, model: str) -> bool: ...

    @abstractmethod
    def allows(self, model: str, right: str) -> bool: ...

    @abstractmethod
    def allows_field(self, model: BaseModel, name: str, right: str) -> bool: ...

    @abstractmethod
    def check_field(
        self, model: BaseModel, name: str, right: str, where: str
    ) -> None: ...

    @abstractmethod
    def is_unrestricted(self, model: str, right: str) -> bool: ...

    @abstractmethod
    def check_unrestricted(self, model: str, right: str, where: str) -> None: ...

    def label_field(self, model: BaseModel) -> str | None:
        """Return the field that a model's records are called by, for this request.

        Models make display names of several fields: the code of a product, the
        company of a person. Who may not read those has the plain name.
        """
        if not self.is_limited:
            return "display_name" if self.reaches(model._name) else None
        return self._label_field(model, frozenset())

    def _label_field(self, model: BaseModel, seen: frozenset[str]) -> str | None:
        if not self.allows(model._name, READ):
            return None
        if self.allows_field(model, "display_name", READ):
            return "display_name"
        name = model._rec_name
        if name is None or not self.allows_field(model, name, READ):
            return None
        field = model._fields[name]
        own = type(model)._compute_display_name is not BaseModel._compute_display_name
        if not field.relational:
            return "display_name" if not own else name if _is_text(field) else None
        # Called like its related records.
        comodel = field.comodel_name
        if own or comodel in seen or not self.is_unrestricted(comodel, READ):
            return None
        below = self._label_field(model.env[comodel], seen | {model._name})
        return below if below == "display_name" else None

    def allows_label(self, model: BaseModel) -> bool:
        """Tell whether the display names of a model's records may be read."""
        return self.label_field(model) == "display_name"

    def check_label(self, model: BaseModel, where: str) -> None:
        """Refuse the display names of a model's records, where they may not be read.

        :raise Forbidden: the message names the model
        """
        if not self.allows_label(model):
            self.check_field(model, "display_name", READ, where)

    def check_label_search(self, model: BaseModel, where: str) -> None:
        """Refuse a search by names that looks into fields which may not be read.

        What a model's own code looks into is not known.

        :raise Forbidden: the message names the field
        """
        if not self.is_limited:
            return
        every = self.grant.allows_every_field(model._name, READ)
        own = type(model)._search_display_name is not BaseModel._search_display_name
        names = model._rec_names_search or [model._rec_name or "display_name"]
        fields = [path.partition(".")[0] for path in names]
        # Those of a parent are another model's.
        for name in ["display_name"] if own and not every else fields:
            self.check_field(model, name, READ, where)
        if every:
            return
        if own or any(model._fields[name].relational for name in fields):
            raise Forbidden(
                f"{where}: a credential limited to some fields of {model._name} "
                "may not search by name.",
                codes.INSUFFICIENT_SCOPE,
                refusal=Refusal(SCOPE, model._name, READ, "display_name"),
            )

    def check_hierarchy(self, model: BaseModel, where: str) -> None:
        """Refuse to follow the tree of a model, where parents may not be read.

        :raise Forbidden: the message names the field
        """
        if self.is_limited and model._parent_name in model._fields:
            self.check_field(model, model._parent_name, READ, where)

    def check_order(self, model: BaseModel, where: str, depth: int = 0) -> None:
        """Refuse to sort by related records whose own order may not be read.

        :raise Forbidden: the message names the model or the field
        """
        self.check_unrestricted(model._name, READ, where)
        if not self.is_limited or depth > _MAX_ORDER_DEPTH:
            return
        for term in model._order.split(","):
            field = model._fields.get(term.split()[0].partition(".")[0])
            if field is None or field.name == "id":
                continue
            self.check_field(model, field.name, READ, where)
            if field.type == "many2one":
                self.check_order(model.env[field.comodel_name], where, depth + 1)


def _is_text(field: Field) -> bool:
    return field.type in ("char", "text")
