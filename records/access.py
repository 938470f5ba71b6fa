"""What one request may touch: models, fields, methods and records, asked here alone.

Three have a say: what is offered to clients at all (:mod:`.confidential`, and the
models that an administrator switches off), what the credential allows
(:mod:`.grant`), and the rights of the user. Whoever follows a name from the wire
asks for each model and field on its way; what names records without saying which,
a condition on a related record, asks for all records of the model.
"""

from odoo.api import Environment
from odoo.fields import Domain, Field
from odoo.models import BaseModel

from ..core import refusal
from ..core.errors import Forbidden
from ..core.grant import EXECUTE, FULL, READ, Grant
from ..core.refusal import SCOPE, Refusal
from . import confidential, powerful
from .field_names import known_field


class Access:
    """The reach of one request.

    :param env: of the user whom the request runs as
    :param grant: what its credential allows
    """

    __slots__ = ("_allowed", "_env", "grant")

    def __init__(self, env: Environment, grant: Grant) -> None:
        self._env = env
        self.grant = grant
        self._allowed: dict[tuple[str, str], bool] = {}

    @property
    def is_limited(self) -> bool:
        """Tell whether the credential allows less than its user may."""
        return self.grant is not FULL

    # -- models

    def reaches(self, model: str) -> bool:
        """Tell whether clients are offered a model at all."""
        if self.is_limited and confidential.is_administered(model):
            return False
        return self._env["restapi.service"]._is_reachable(model)

    def allows(self, model: str, right: str) -> bool:
        """Tell whether there is ``right`` on some records of a model."""
        key = model, right
        if key not in self._allowed:
            self._allowed[key] = (
                self.grant.allows(model, right)
                and self.reaches(model)
                and self._why_by_name(model, right) is None
            )
        return self._allowed[key]

    def allows_code(self, model: str, right: str) -> bool:
        """Tell whether Odoo's code may do something to a model for this request.

        It goes by the rights of the user, but that powerful models are changed by
        name alone. Dialogs are none: buttons of other models work through them.
        """
        if self.is_limited and confidential.is_administered(model):
            return False
        if right == READ or not self.is_limited or self._env[model]._transient:
            return True
        return self._why_by_name(model, right) is None

    def _why_by_name(self, model: str, right: str) -> str | None:
        """Return why a credential must name a model; ``None`` where it does."""
        if not self.is_limited or self.grant.names(model, right):
            return None
        return powerful.reason(self._env[model], right)

    def check(self, model: str, right: str) -> None:
        """Refuse what is not allowed on any record.

        :raise Forbidden: the message names the model and the right
        """
        self.grant.check(model, right)
        if not self.reaches(model):
            raise Forbidden(f"{model} is not open to clients.", "model_access")
        if why := self._why_by_name(model, right):
            raise Forbidden(
                f"The credential does not allow to {right} {model}: {why}, so a "
                "credential with limits must name it.",
                "insufficient_scope",
                refusal=Refusal(SCOPE, model, right),
            )

    def domain(self, model: str, right: str) -> Domain:
        """Return which records of a model there is ``right`` on."""
        if not self.allows(model, right):
            return Domain.FALSE
        if not self.is_limited:
            return Domain.TRUE
        return self.grant.domain(model, right) & self._of_allowed_models(model)

    def _of_allowed_models(self, model: str) -> Domain:
        """Return which records belong to records that may be read.

        Attachments, messages and the like name a model and an id: whoever has a
        right on them must have one on what they are about.
        """
        fields = [
            field
            for field in self._env[model]._fields.values()
            if field.type == "many2one_reference" and field.store
        ]
        if not fields:
            return Domain.TRUE
        allowed = [
            name for name in self._env.registry if self.is_unrestricted(name, READ)
        ]
        found = Domain.AND(
            Domain(field.model_field, "in", [False, *allowed]) for field in fields
        )
        if model == "ir.attachment":
            # Those of a field are the field's values.
            found &= Domain("res_field", "=", False)
        return found

    def is_unrestricted(self, model: str, right: str) -> bool:
        """Tell whether there is ``right`` on all records of a model."""
        return self.allows(model, right) and self.grant.domain(model, right).is_true()

    def check_unrestricted(self, model: str, right: str, where: str) -> None:
        """Refuse a model of which the credential does not have all records.

        For what reaches records without naming them: a condition on a related
        record would tell what is in those that are hidden.

        :param where: the name as the client wrote it, for the message
        :raise Forbidden: the message names the model and the right
        """
        self.check(model, right)
        if not self.domain(model, right).is_true():
            raise Forbidden(
                f"{where}: the credential allows to {right} some {model} only, "
                "not through other records.",
                "insufficient_scope",
                refusal=Refusal(SCOPE, model, right),
            )

    # -- methods

    def allows_method(self, model: str, method: str) -> bool:
        """Tell whether a method may be called."""
        if self.is_limited and method in powerful.METHODS:
            return self.names_method(model, method)
        return self.allows(model, EXECUTE) and self.grant.allows_method(model, method)

    def names_method(self, model: str, method: str) -> bool:
        """Tell whether a method is named by the credential, or it has no limits."""
        return self.allows(model, EXECUTE) and self.grant.names_method(model, method)

    # -- fields

    def allows_every_field(self, model: str, right: str) -> bool:
        """Tell whether all fields may be used, also those to come."""
        return self.allows(model, right) and self.grant.allows_every_field(model, right)

    def allows_field(self, model: BaseModel, name: str, right: str) -> bool:
        """Tell whether the credential may use a field, rights of the user aside."""
        field = model._fields[name]
        if confidential.is_hidden(field) or (
            right == READ and confidential.is_secret(field)
        ):
            return False
        if not self.is_limited:
            return True
        if not self.allows(model._name, right):
            return False
        if not self.grant.allows_field(model._name, name, right):
            return False
        return not field.inherited or self._allows_inherited(model, field, right)

    def _allows_inherited(self, model: BaseModel, field: Field, right: str) -> bool:
        """Ask for the field of the parent that an inherited field is stored in."""
        parent = model.env[field.related_field.model_name]
        return self.is_unrestricted(parent._name, right) and self.allows_field(
            parent, field.related_field.name, right
        )

    def check_field(self, model: BaseModel, name: str, right: str, where: str) -> None:
        """Refuse a field that is not for this credential.

        :raise Forbidden: the message names field, model and right
        """
        if self.allows_field(model, name, right):
            return
        if confidential.is_secret(model._fields[name]):
            raise Forbidden(
                f"{where}: {name} of {model._name} is not open to clients.",
                "field_access",
            )
        raise Forbidden(
            f"{where}: the credential does not allow to {right} {name} of "
            f"{model._name}.",
            "insufficient_scope",
            refusal=Refusal(SCOPE, model._name, right, name),
        )

    def readable_field(self, model: BaseModel, name: str, where: str) -> Field:
        """Return a field that exists and that may be read.

        :raise BadRequest: there is none; the message has the nearest name
        :raise Forbidden: it is for other groups, or not for this credential
        """
        field = known_field(model, name, where)
        self.check_field(model, name, READ, where)
        if not model._has_field_access(field, "read"):
            raise Forbidden(
                f"{where}: you may not read this field of {model._name}.",
                "field_access",
                refusal=refusal.field_group(model, field, READ),
            )
        return field

    # -- names of records

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
        if not self.is_limited or self.grant.allows_every_field(model._name, READ):
            return
        own = type(model)._search_display_name is not BaseModel._search_display_name
        names = model._rec_names_search or [model._rec_name or "display_name"]
        fields = [path.partition(".")[0] for path in names]
        for name in ["display_name"] if own else fields:
            self.check_field(model, name, READ, where)
        if own or any(model._fields[name].relational for name in fields):
            raise Forbidden(
                f"{where}: a credential limited to some fields of {model._name} "
                "may not search by name.",
                "insufficient_scope",
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


# A model may be ordered by its parent.
_MAX_ORDER_DEPTH = 4
