"""What would become of a call, without making it.

The checks of a request in the order of a request, as the user whom it would run
as. An administrator is told more of each than the client would be.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from odoo import fields
from odoo.exceptions import AccessError
from odoo.models import BaseModel
from odoo.tools import SQL

from ..core import refusal
from ..core.errors import ApiError, Forbidden, NotFound
from ..core.grant import CREATE, DELETE, EXECUTE, MODES, READ
from ..core.operation import ModelOperation
from ..records import odoo19
from ..records.access import Access
from ..records.call import orm_methods

_MODES = {right: mode for mode, right in MODES.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """A check and its outcome.

    :param is_passed: ``None`` where an earlier one has refused already
    :param text: a sentence
    """

    title: str
    is_passed: bool | None
    text: str = ""


@dataclass(frozen=True)
class Trial:
    """A call that a client might make.

    :param credential: record of a model that inherits ``restapi.credential``
    :param user: who is chosen to act; none for the credential's own
    :param model: technical name
    :param right: one of the rights in :mod:`.grant`
    :param record_id: 0 for none in particular, as the empty texts
    """

    credential: BaseModel
    user: BaseModel
    model: str
    right: str
    method: str = ""
    record_id: int = 0
    field: str = ""

    def steps(self) -> Iterator[Step]:
        """Give each check; what follows a refusal is not asked."""
        refused = False
        for title, check in self._checks():
            if refused:
                yield Step(title, None)
                continue
            try:
                yield Step(title, True, check())
            except (ApiError, AccessError) as exc:
                refused = True
                yield Step(title, False, self._reason(exc))

    def _checks(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            (self.env._("Credential"), self._check_credential),
            (self.env._("Model"), self._check_model),
            (self.env._("Scope and access lines"), self._check_grant),
            (self.env._("Access right"), self._check_right),
            (self.env._("Record rules"), self._check_record),
            (self.env._("Field groups"), self._check_field),
        ]

    def _reason(self, exc: ApiError | AccessError) -> str:
        found = refusal.of(exc)
        if not found:
            return str(exc)
        groups = ", ".join(found.groups or ())
        return (
            self.env._("The user is in none of these groups: %s.", groups)
            if groups
            else found.sentence
        )

    # -- the checks: each returns a sentence, or raises

    def _check_credential(self) -> str:
        # sudo: users, and the user of a credential, for an administrator of it.
        credential, user = self.credential.sudo(), self._acting.sudo()
        if not self._is_live():
            raise Forbidden(self._why_dead())
        if not credential._restapi_has_secret():
            raise Forbidden(
                self.env._("It has no key yet, so that nobody can use it: 401.")
            )
        if credential._name == "restapi.account":
            if user not in credential._restapi_users():
                raise Forbidden(
                    self.env._("The account may not act for %s: 401.", user.name)
                )
            if credential.login_token_required and not self.user:
                raise Forbidden(
                    self.env._("The account needs the login token of a user: 401.")
                )
        told = [self.env._("Good; acts for %s.", user.name)]
        if credential.ip_networks:
            told.append(self.env._("Only from %s.", credential.ip_networks))
        if credential.requests_per_minute:
            told.append(
                self.env._("%s requests a minute.", credential.requests_per_minute)
            )
        return " ".join(told)

    def _check_model(self) -> str:
        service, access = self._service, self._access()
        try:
            model = service._model(ModelOperation(self.model), access)
        except NotFound as exc:
            raise Forbidden(
                self.env._("The API does not offer this model: 404.")
            ) from exc
        if self.right == EXECUTE:
            try:
                service._public_method(model, self.method)
            except NotFound as exc:
                raise Forbidden(
                    self.env._("The model has no method “%s”: 404.", self.method)
                ) from exc
        return self.env._("Open to the API.")

    def _check_grant(self) -> str:
        model, access, right = self.env[self.model], self._access(), self._effective
        if self.right != EXECUTE:
            access.check(self.model, right)
        else:
            access.check_method(self.model, self.method)
            if access.is_limited and self._is_of_every_model:
                orm_methods.needed_right(model, self.method, access)
        if self._has_field:
            access.check_field(model, self.field, right, self.field)
        restriction = access.domain(self.model, right)
        if restriction.is_true():
            return self.env._("They allow it.")
        # sudo: whether the record is one of the credential's, whoever sees it.
        record = model.sudo().browse(self.record_id or ()).exists()
        if record and not record.filtered_domain(restriction):
            raise Forbidden(self.env._("They do not allow this record."))
        return self.env._("They allow it for records with %s.", list(restriction))

    def _check_right(self) -> str:
        mode = _MODES.get(self._effective)
        if mode is None:
            return self.env._("The method itself asks for the rights it needs.")
        self._as_user().check_access(mode)
        return self.env._("The user has it.")

    def _check_record(self) -> str:
        if not self.record_id or self.right == CREATE:
            return self.env._("No record was named.")
        record = self._as_user().browse(self.record_id)
        mode = _MODES.get(self._effective, "read")
        try:
            self._service._records(record, record._ids, self._access(), self._effective)
        except NotFound as exc:
            raise Forbidden(self._why_missing(record)) from exc
        if not record.has_access(mode):
            raise Forbidden(
                self.env._("The user only sees it: %s.", self._rules(record, mode))
            )
        return self.env._("They allow it.")

    def _check_field(self) -> str:
        if not self._has_field:
            return self.env._("No field was named.")
        model, access = self._as_user(), self._access()
        field = model._fields[self.field]
        try:
            if self.right == READ:
                access.readable_field(model, self.field, self.field)
            else:
                access.check_writable(model, field, self.right, self.field)
        except Forbidden as exc:
            groups = refusal.group_names(model, field) or [self.env._("nobody")]
            text = self.env._("The field is for: %s.", ", ".join(groups))
            raise Forbidden(text) from exc
        return self.env._("They allow it.")

    # -- what they need to know

    @property
    def env(self):
        return self.credential.env

    @property
    def _acting(self) -> BaseModel:
        return self.user or self.credential.user_id

    @property
    def _has_field(self) -> bool:
        return bool(self.field) and self.right not in (DELETE, EXECUTE)

    @property
    def _is_of_every_model(self) -> bool:
        return hasattr(type(self.env["base"]), self.method)

    @property
    def _effective(self) -> str:
        """Return the right that it takes: a method of every model is about one."""
        if self.right == EXECUTE and self._is_of_every_model:
            known = orm_methods.METHODS.get(self.method)
            return known.right if known else EXECUTE
        return self.right

    def _access(self) -> Access:
        """Return what the credential allows; a token of it may allow less."""
        return Access(self.env, self.credential._restapi_grant(self.credential.id))

    def _as_user(self) -> BaseModel:
        """Return the model as the call would have it."""
        company = self._acting.sudo().company_id  # sudo: of another user
        return (
            self.env[self.model]
            .with_user(self._acting)
            .with_context(allowed_company_ids=company.ids)
        )

    @property
    def _service(self) -> BaseModel:
        """Return what would execute the call, as the user of the call."""
        return self._as_user().env["restapi.service"]

    def _is_live(self) -> bool:
        """Ask the condition that a request asks."""
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s c, res_users u WHERE c.id = %s AND u.id = %s"
                    " AND %s",
                    SQL.identifier(self.credential._table),
                    self.credential.id,
                    self._acting.id,
                    self.credential._restapi_is_live(),
                )
            )
        )

    def _why_dead(self) -> str:
        credential, now = self.credential, fields.Datetime.now()
        if not credential.active:
            return self.env._("It is archived: 401.")
        if credential.valid_from and credential.valid_from > now:
            return self.env._("It is not valid yet: 401.")
        if credential.valid_to and credential.valid_to <= now:
            return self.env._("It has expired: 401.")
        name = self._acting.sudo().name  # sudo: of another user
        return self.env._("%s is archived, or may not use the API: 401.", name)

    def _why_missing(self, record: BaseModel) -> str:
        # sudo: an administrator is told what a client is not.
        if not record.sudo().exists():
            return self.env._("There is no such record: 404.")
        rules = self._rules(record, "read")
        return self.env._("The user does not see it, 404: %s.", rules)

    def _rules(self, record: BaseModel, mode: str) -> str:
        # sudo: an administrator is told what a client is not.
        rules = odoo19.failing_rules(record, mode).sudo()
        names = rules.mapped("display_name")
        return ", ".join(names) or self.env._("the code of the model")
