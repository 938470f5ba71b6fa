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

from ..core import codes, refusal
from ..core.errors import Forbidden
from ..core.grant import EXECUTE, FULL, READ, Grant
from ..core.refusal import SCOPE, Refusal
from . import confidential, odoo19, powerful
from .field_names import known_field
from .implied_reads import ImpliedReads


class Access(ImpliedReads):
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
            raise Forbidden(f"{model} is not open to clients.", codes.MODEL_ACCESS)
        if why := self._why_by_name(model, right):
            raise Forbidden(
                f"The credential does not allow to {right} {model}: {why}, so a "
                "credential with limits must name it.",
                codes.INSUFFICIENT_SCOPE,
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
                codes.INSUFFICIENT_SCOPE,
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

    def check_method(self, model: str, method: str) -> None:
        """Refuse a method that may not be called.

        :raise Forbidden: the message names both
        """
        if not self.allows_method(model, method):
            raise Forbidden(
                f"The credential does not allow to call {method} on {model}.",
                codes.INSUFFICIENT_SCOPE,
                refusal=Refusal(SCOPE, model, EXECUTE, method=method),
            )

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
                codes.FIELD_ACCESS,
            )
        raise Forbidden(
            f"{where}: the credential does not allow to {right} {name} of "
            f"{model._name}.",
            codes.INSUFFICIENT_SCOPE,
            refusal=Refusal(SCOPE, model._name, right, name),
        )

    def readable_field(self, model: BaseModel, name: str, where: str) -> Field:
        """Return a field that exists and that may be read.

        :raise BadRequest: there is none; the message has the nearest name
        :raise Forbidden: it is for other groups, or not for this credential
        """
        field = known_field(model, name, where)
        self.check_field(model, name, READ, where)
        if not odoo19.has_field_access(model, field, "read"):
            raise Forbidden(
                f"{where}: you may not read this field of {model._name}.",
                codes.FIELD_ACCESS,
                refusal=refusal.field_group(model, field, READ),
            )
        return field

    def check_writable(
        self, model: BaseModel, field: Field, right: str, where: str
    ) -> None:
        """Refuse a field that may not be given a value.

        :param right: to create or to update
        :raise Forbidden: it is for other groups, or not for this credential
        """
        self.check_field(model, field.name, right, where)
        if not odoo19.has_field_access(model, field, "write"):
            raise Forbidden(
                f"{where}: you may not write {field.name} of {model._name}.",
                codes.FIELD_ACCESS,
                refusal=refusal.field_group(model, field, right),
            )
