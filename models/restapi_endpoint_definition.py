from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.service.model import get_public_method

from ..core import schema, template
from ..core.accepted import Accepted
from ..core.endpoint import CALL, CHANGE, LIST, NEW, RIGHTS, Endpoint
from ..core.errors import ApiError, BadRequest
from ..core.formats import NATIVE
from ..core.grant import FULL
from ..core.opened_grant import Opened
from ..records import accepted_fields, confidential
from ..records.access import Access
from ..records.call import arguments as call_arguments
from ..records.read import domain as domains
from ..records.read import order as orders
from ..records.read.plan import Plan
from ..records.write.values import ValuesReader
from .restapi_endpoint import ACTIONS, CREDENTIALS

MAX_CONDITIONS = 200


class RestapiEndpoint(models.Model):
    """Makes of a record what the API uses, and says what is wrong with it."""

    _inherit = "restapi.endpoint"

    def _restapi_endpoint(self) -> Endpoint:
        """Return the endpoint, with its mistake where it has one."""
        try:
            return self._restapi_definition()
        except ApiError as exc:
            return Endpoint(
                self.id,
                self.address,
                self.model or "",
                groups=self._group_ids(),
                credentials=self._credentials(),
                mistake=str(exc),
            )

    def _restapi_definition(self) -> Endpoint:
        """Return the endpoint.

        :raise BadRequest: it names what there is not; says what there is
        """
        self.ensure_one()
        # sudo: names of models and fields, whoever may read which.
        model = self.sudo()._model()
        actions = self._actions()
        parameters = [each._restapi_parameter() for each in self.parameter_ids]
        names = [each.name for each in parameters]
        samples = {each.name: each.sample for each in parameters}
        tree = (self.tree or "").strip()
        self._check_tree(model, tree)
        domain = self._parsed(self.domain, "Domain", names, list)
        self._check_domain(model, domain, samples)
        order = (self.order or "").strip() or None
        orders.parse_order(model, order, Access(model.env, FULL))
        writes = actions & {NEW, CHANGE}
        accepted = accepted_fields.read(
            model, (self.accepted or "") if writes else "", "Accepted Fields"
        )
        values = {
            name: self._fixed(model, name, names, accepted.names, action in actions)
            for name, action in (("create_values", NEW), ("update_values", CHANGE))
        }
        arguments = self._parsed(self.arguments, "Arguments", names, dict)
        if CALL in actions:
            self._check_method(model, template.filled_object(arguments, samples))
        found = Endpoint(
            self.id,
            self.address,
            model._name,
            actions,
            tree,
            domain,
            **values,
            arguments=arguments,
            order=order,
            page_size=self.page_size,
            max_page_size=self.max_page_size,
            accepted=accepted,
            removes_lines=self.removes_lines,
            method=(self.method or "").strip(),
            is_of_records=self.is_of_records,
            groups=self._group_ids(),
            credentials=self._credentials(),
            opened=self._sources(),
            does=self._does(model, accepted, values, actions),
        )
        used = {
            action: set(template.names(_templates(found, action))) for action in actions
        }
        self._check_used(names, used.values())
        found.parameters.update(
            {
                action: tuple(each for each in parameters if each.name in used[action])
                for action in actions
            }
        )
        return found

    def _model(self) -> models.BaseModel:
        name = self.model
        if not name:
            raise BadRequest("Model: choose one.")
        if name not in self.env:
            raise BadRequest(f"Model: there is no {name}, its addon is not installed.")
        if not self.env["restapi.service"]._is_reachable(name):
            raise BadRequest(f"Model: {name} is not open to clients.")
        return self.env[name]

    def _actions(self) -> frozenset[str]:
        found = frozenset(action for name, action in ACTIONS.items() if self[name])
        if not found:
            raise BadRequest(
                "Choose at least one of List, Read, Create, Update and Call a Method."
            )
        if {NEW, CALL} <= found and not self.is_of_records:
            raise BadRequest(
                "POST at the address either creates or calls a method of the model: "
                "choose one, or give the method an endpoint of its own."
            )
        return found

    def _check_tree(self, model: models.BaseModel, text: str) -> None:
        if not text:
            raise BadRequest("Fields: name at least one, like name.")
        plan = model.env["restapi.service"]._plan_of(model._name, schema.parse(text))
        _check_no_secrets(model, plan)

    def _check_domain(
        self, model: models.BaseModel, domain: list[Any], samples: Mapping[str, Any]
    ) -> None:
        if len(domain) > MAX_CONDITIONS:
            raise BadRequest(
                f"Domain: at most {MAX_CONDITIONS} conditions and operators."
            )
        filled = template.filled(domain, samples)
        checked = domains.parse_domain(model, filled, Access(model.env, FULL))
        with domains.comparing(model, checked):
            Domain(checked).optimize_full(model)

    def _parsed(self, text: str | None, what: str, names: list[str], kind: type) -> Any:
        """Return the value of a template."""
        found = template.parse(text, what, names) if (text or "").strip() else kind()
        if not isinstance(found, kind):
            example = _EXAMPLES[kind]
            raise BadRequest(f"{what}: {example} is expected.")
        return found

    def _fixed(
        self,
        model: models.BaseModel,
        name: str,
        names: list[str],
        accepted: Iterable[str],
        is_used: bool,
    ) -> dict[str, Any]:
        """Return values that are given to records."""
        if not is_used:
            return {}
        what = self._fields[name].string
        found = self._parsed(self[name], what, names, dict)
        for key in found:
            accepted_fields.writable(model, str(key), f"{what}: {key}")
            if key in accepted:
                raise BadRequest(
                    f"{what}: {key} is accepted from clients as well; it is either "
                    "fixed or sent."
                )
        known = {k: v for k, v in found.items() if not any(template.names(v))}
        try:
            reader = ValuesReader(Access(model.env, FULL), NATIVE)
            reader.update(model, template.filled(known, {}))
        except ApiError as exc:
            raise BadRequest(f"{what}: {exc}") from exc
        return found

    def _check_method(
        self, model: models.BaseModel, arguments: Mapping[str, Any]
    ) -> None:
        name = (self.method or "").strip()
        if not name:
            raise BadRequest("Method: name one, like action_confirm.")
        try:
            method = get_public_method(model, name)
        except (AttributeError, AccessError) as exc:
            raise BadRequest(
                f"Method: {model._name} has no public method {name}."
            ) from exc
        if hasattr(type(self.env["base"]), name):
            raise BadRequest(
                f"Method: {name} is one that every model has; the actions of an "
                "endpoint are for those."
            )
        if getattr(method, "_api_model", False) and self.is_of_records:
            raise BadRequest(
                f"Method: {name} is one of the model; switch On Records off."
            )
        call_arguments.bound(name, method, (model,), arguments)

    def _check_used(self, names: list[str], used: Iterable[set[str]]) -> None:
        for name in names:
            if not any(name in each for each in used):
                raise BadRequest(
                    f"Parameter {name} is used nowhere: write it, without quotes, into "
                    "the domain, the fixed values or the arguments."
                )

    def _does(
        self,
        model: models.BaseModel,
        accepted: Accepted,
        values: Mapping[str, Mapping[str, Any]],
        actions: frozenset[str],
    ) -> Opened:
        """Return the rights that the endpoint takes."""
        rights = {RIGHTS[action] for action in actions}
        return Opened(
            accepted_fields.lines(
                model,
                accepted,
                rights,
                fixed=chain(*values.values()),
                methods=[self.method.strip()] if CALL in actions else (),
                removes=self.removes_lines,
            )
        )

    # -- for whom

    def _group_ids(self) -> frozenset[int] | None:
        return None if self.all_users else frozenset(self.group_ids.ids)

    def _sources(self) -> frozenset[str]:
        """Return the credentials that are listed, as requests name theirs."""
        return frozenset(
            f"{credential._name},{credential.id}"
            for name in CREDENTIALS
            for credential in self.with_context(active_test=False)[name]
        )

    def _credentials(self) -> frozenset[str] | None:
        return None if self.all_credentials else self._sources()


def _templates(endpoint: Endpoint, action: str) -> list[Any]:
    """Return what an action puts values into."""
    has_domain = action == LIST or endpoint.has_ids(action)
    more = {
        NEW: endpoint.create_values,
        CHANGE: endpoint.update_values,
        CALL: endpoint.arguments,
    }
    return [endpoint.domain if has_domain else [], more.get(action, {})]


def _check_no_secrets(model: models.BaseModel, plan: Plan) -> None:
    for column in plan.columns:
        if confidential.is_secret(model._fields[column.name]):
            raise BadRequest(
                f"Fields: {column.name} of {model._name} is not open to clients."
            )
        if column.child:
            _check_no_secrets(model.env[column.child.model], column.child)


_EXAMPLES = {
    list: "a list of conditions like [('state', '=', 'sale')]",
    dict: "an object like {'state': 'draft'}",
}
