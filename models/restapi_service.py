import inspect
import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg2.errors

from odoo import api, models
from odoo.fields import Domain
from odoo.service.model import get_public_method
from odoo.tools import frozendict, ormcache

from ..core import domain as domains
from ..core import literal, parameters, plan, schema_literal
from ..core import order as orders
from ..core.errors import (
    BadRequest,
    Forbidden,
    NotFound,
    Unavailable,
    Unprocessable,
)
from ..core.grant import CREATE, DELETE, READ, UPDATE, Grant
from ..core.operation import (
    Call,
    Count,
    Create,
    CreateMany,
    Delete,
    Health,
    ModelOperation,
    Operation,
    Read,
    Report,
    Result,
    Search,
    Update,
)
from ..core.plan import Plan
from ..core.schema import Node
from ..core.serializer import Serializer, readable
from ..core.style import Style
from ..core.values import ValuesReader

# What the code of models ends in when values are missing or make no sense to it.
STUMBLES = (
    psycopg2.errors.NotNullViolation,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)

UNCOMPARABLE = ("domain: a value cannot be compared with its field.", "invalid_domain")
# What a client may set of the 769 keys that core looks at, and ``default_…``.
CONTEXT_KEYS = frozenset(
    ["lang", "tz", "active_test", "allowed_company_ids", "active_id", "active_ids", "active_model"]
)
MAX_REPORT_IDS = 100
# Not even their names are told to clients.
SECRET_MODELS = frozenset(["restapi.token"])

_logger = logging.getLogger(__name__)


class RestapiService(models.AbstractModel):
    """Executes operations on models, as the user of the environment.

    Knows neither HTTP nor dialects. Another addon extends it per database by
    inheriting it: a handler is ``_execute_<verb>``, takes an operation and
    returns a result.
    """

    _name = "restapi.service"
    _description = "REST API Service"

    @api.private
    def execute(self, operation: Operation) -> Result:
        """Execute ``operation`` with the rights of the current user."""
        return getattr(self, f"_execute_{operation.verb}")(operation)

    # -- handlers

    def _execute_health(self, operation: Health) -> Result:
        return Result(operation)

    def _execute_search(self, operation: Search) -> Result:
        found = self._execute_find(operation)
        return replace(found, total=self._total(operation, len(found.rows)))

    def _execute_find(self, operation: Search) -> Result:
        model = self._model(operation, READ)
        self._check_page(operation)
        tree, style = self._plan_for(model, operation)
        domain = domains.checked(model, operation.domain)
        order = orders.checked(model, operation.order)
        try:
            records = model.search_fetch(
                domain, tree.fetch, operation.offset, operation.limit, order
            )
        except (ValueError, TypeError) as exc:
            raise BadRequest(*UNCOMPARABLE) from exc
        return Result(operation, Serializer(style, operation.grant).rows(tree, records))

    def _execute_count(self, operation: Count) -> Result:
        model = self._model(operation, READ)
        domain = domains.checked(model, operation.domain)
        return Result(operation, total=self._search_count(model, domain))

    def _execute_read(self, operation: Read) -> Result:
        model = self._model(operation, READ)
        tree, style = self._plan_for(model, operation)
        records = self._records(model, operation.ids, tree.fetch)
        return Result(operation, Serializer(style, operation.grant).rows(tree, records))

    def _execute_create(self, operation: Create) -> Result:
        model = self._model(operation, CREATE)
        model.check_access("create")
        tree, style = self._plan_for(model, operation)
        # What an administrator has stored goes over what the client sends.
        stored = self._create_defaults(model._name) if operation.schema else {}
        records = self._create_record(model, operation.grant, {**operation.values, **stored})
        return self._read_back(operation, tree, style, records)

    def _execute_create_many(self, operation: CreateMany) -> Result:
        model = self._model(operation, CREATE)
        model.check_access("create")
        tree = self._plan(model, operation.fields)
        records = model.browse().concat(
            *(self._create_record(model, operation.grant, values) for values in operation.values)
        )
        return self._read_back(operation, tree, operation.style, records)

    def _execute_update(self, operation: Update) -> Result:
        model = self._model(operation, UPDATE)
        tree = self._plan(model, operation.fields)
        records = self._records(model, operation.ids)
        records.check_access("write")
        reader = ValuesReader(operation.grant)
        values = reader.update(records, operation.values)
        with self._writing(reader):
            records.write(values)
        return self._read_back(operation, tree, operation.style, records)

    def _execute_delete(self, operation: Delete) -> Result:
        self._records(self._model(operation, DELETE), operation.ids).unlink()
        return Result(operation)

    def _execute_call(self, operation: Call) -> Result:
        model = self._model(operation)
        method = self._method(model, operation)
        records = self._records(model, operation.ids) if operation.ids else model.browse()
        try:
            bound = inspect.signature(method).bind(
                records, *operation.args, **operation.kwargs
            )
        except TypeError as exc:
            raise BadRequest(f"{operation.method}: {exc}.", "invalid_arguments") from exc
        if hasattr(type(self.env["base"]), operation.method):
            value = self._call_orm(model, operation.method, method, bound)
        else:
            value = method(*bound.args, **bound.kwargs)
        return Result(operation, value=value.ids if isinstance(value, models.BaseModel) else value)

    def _execute_report(self, operation: Report) -> Result:
        report = self._report(operation)
        model = self.env[report.sudo().model].with_env(report.env)  # sudo: the action's own row
        for ids in operation.batches:
            # Rendering itself looks at no rights: an attachment may be there.
            self._records(model, ids).check_access("read")
        rendered = [self._pdf(report, ids) for ids in operation.batches]
        return Result(operation, value=rendered)

    # -- steps of handlers

    def _create_record(
        self, model: models.BaseModel, grant: Grant, values: Mapping[str, Any]
    ) -> models.BaseModel:
        """Create a record of a JSON tree, in the database too."""
        reader = ValuesReader(grant)
        read = reader.create(model, values)
        with self._writing(reader):
            return model.create(read)

    @contextmanager
    def _writing(self, reader: ValuesReader) -> Iterator[None]:
        """Blame what the model's code stumbles over on the values.

        A required field left empty is refused only here, because the model may
        fill it in.
        """
        try:
            yield
            self.env.flush_all()
        except STUMBLES as exc:
            if reader.errors:
                reader.fail()
            raise Unprocessable(
                "The model could not process these values.", "unprocessable"
            ) from exc

    def _model(self, operation: ModelOperation, right: str | None = None) -> models.BaseModel:
        """Return the model an operation names, by name or by slug.

        :param right: what the grant of the operation must allow on it
        """
        name = operation.model
        if name not in self.env:
            name = self._model_names().get(name, "")
        if not self._is_reachable(name):
            raise NotFound(f"There is no model {operation.model[:100]}.", "unknown_model")
        if right is not None:
            operation.grant.check(name, right)
        return self.env[name].with_context(**self._context(operation.context))

    def _context(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return those keys of a client's context that are safe and known."""
        allowed = {
            key: value
            for key, value in context.items()
            if key in CONTEXT_KEYS or key.startswith("default_")
        }
        lang = allowed.get("lang", "")
        if "lang" in allowed and not (
            isinstance(lang, str) and self.env["res.lang"]._get_data(code=lang)
        ):
            raise BadRequest("context: the language is not installed.", "invalid_context")
        companies = allowed.get("allowed_company_ids", [])
        own = self.env.user._get_company_ids()
        if not isinstance(companies, (list, tuple)) or not all(
            company in own for company in companies
        ):
            raise Forbidden("context: a company that is not yours.", "company_access")
        return allowed

    def _method(self, model: models.BaseModel, operation: Call) -> Any:
        """Return the public method a call names.

        :raise NotFound: there is none
        :raise Forbidden: it is private, or the grant does not allow it
        """
        name = operation.method
        try:
            method = get_public_method(model, name)
        except AttributeError as exc:
            raise NotFound(
                f"There is no method {name[:100]} on {model._name}.", "unknown_method"
            ) from exc
        if not operation.grant.allows_method(model._name, name):
            raise Forbidden(
                f"The credential does not allow to call {name} on {model._name}.",
                "insufficient_scope",
            )
        return method

    def _call_orm(
        self,
        model: models.BaseModel,
        name: str,
        method: Any,
        bound: inspect.BoundArguments,
    ) -> Any:
        """Call a method that every model has.

        Its arguments are all that can make it fail in Python, so such a failure
        is the client's; and its domain is as dangerous as that of a search.
        """
        if "domain" in bound.arguments:
            domain = bound.arguments["domain"]
            bound.arguments["domain"] = list(domains.checked(model, domain))
        try:
            return method(*bound.args, **bound.kwargs)
        except (ValueError, TypeError, LookupError, AttributeError) as exc:
            _logger.info("%s.%s failed", model._name, name, exc_info=True)
            reason = str(exc).partition("\n")[0][:200]
            raise BadRequest(f"{name}: {reason}", "invalid_arguments") from exc

    def _report(self, operation: Report) -> models.BaseModel:
        """Return the report an operation names, if the user may use it."""
        # sudo: reports are found by name; who may print one is checked below.
        reports = self.env["ir.actions.report"].sudo()
        name = operation.report
        found = reports.search([("report_name", "=", name)], limit=1)
        if not found and name.count(".") == 1:
            model, id_ = self.env["ir.model.data"]._xmlid_to_res_model_res_id(name)
            found = reports.browse(id_ if model == reports._name else ())
        if not found or found.model not in self.env:
            raise NotFound(f"There is no report {name[:100]}.", "unknown_report")
        if found.group_ids and not found.group_ids & self.env.user.all_group_ids:
            raise Forbidden(f"You may not print the report {name}.", "report_access")
        if sum(map(len, operation.batches)) > MAX_REPORT_IDS:
            raise BadRequest(f"ids: at most {MAX_REPORT_IDS} records at once.", "too_large")
        operation.grant.check(found.model, READ)
        return found.sudo(False).with_context(**self._context(operation.context))

    def _pdf(self, report: models.BaseModel, ids: tuple[int, ...]) -> bytes:
        """Render one document."""
        if report.get_wkhtmltopdf_state() == "install":
            raise Unavailable("The server has no wkhtmltopdf to render PDF.", "no_wkhtmltopdf")
        # sudo: the action's own row; records were checked, and the report is
        # rendered as the user.
        name = report.sudo().report_name
        content, _kind = report._render_qweb_pdf(name, list(ids))
        return content

    def _is_reachable(self, name: str) -> bool:
        if name not in self.env or self.env[name]._abstract or name in SECRET_MODELS:
            return False
        return self._is_used(name)

    @ormcache("model_name")
    def _is_used(self, model_name: str) -> bool:
        # sudo: what an administrator has set for every user.
        return self.env["ir.model"].sudo()._get(model_name).rest_api__used

    @ormcache("model_name", "kind")
    def _stored_schema(self, model_name: str, kind: str) -> Node | None:
        """Return the schema an administrator has stored for a model.

        :param kind: ``read_one``, ``read_all`` or ``create_one``
        """
        # sudo: what an administrator has set for every user.
        text = self.env["ir.model"].sudo()._get(model_name)[f"rest_api__{kind}__schema"]
        return schema_literal.parse(self.env[model_name], text) if text else None

    @ormcache("model_name")
    def _create_defaults(self, model_name: str) -> Mapping[str, Any]:
        """Return the values an administrator has stored for new records."""
        # sudo: what an administrator has set for every user.
        text = self.env["ir.model"].sudo()._get(model_name).rest_api__create_one__defaults
        return frozendict(literal.parse(text, "defaults")) if text else frozendict()

    @ormcache()
    def _model_names(self) -> dict[str, str]:
        return {name.replace(".", "_"): name for name in self.env.registry}

    def _check_page(self, operation: Search) -> None:
        largest = parameters.read(self.env).max_page_size
        if largest and operation.limit and operation.limit > largest:
            raise BadRequest(f"limit: at most {largest} records at once.", "invalid_limit")

    def _total(self, operation: Search, count: int) -> int:
        """Return how many records match; the page tells when it is the last."""
        limit = operation.limit
        if (limit is None or count < limit) and (count or not operation.offset):
            return operation.offset + count
        model = self._model(operation)
        return self._search_count(model, domains.checked(model, operation.domain))

    def _search_count(self, model: models.BaseModel, domain: Domain) -> int:
        try:
            return model.search_count(domain)
        except (ValueError, TypeError) as exc:
            raise BadRequest(*UNCOMPARABLE) from exc

    def _records(
        self, model: models.BaseModel, ids: tuple[int, ...], names: Collection[str] = ()
    ) -> models.BaseModel:
        """Return the records with these ids, archived ones too, fetched.

        :raise NotFound: one does not exist, or the user may not see it
        """
        found = self._existing(model, ids, names)
        if len(found) < len(ids):
            missing = [id_ for id_ in ids if id_ not in set(found._ids)]
            listed = ", ".join(map(str, missing[:20]))
            raise NotFound(f"There is no {model._name} {listed}.", "missing_record")
        return found

    def _existing(
        self, model: models.BaseModel, ids: tuple[int, ...], names: Collection[str] = ()
    ) -> models.BaseModel:
        """Return those of the records that there are, in the order of the ids."""
        found = model.with_context(active_test=False).search_fetch(
            [("id", "in", ids)], names, order="id"
        )
        there = set(found._ids)
        return model.browse(id_ for id_ in ids if id_ in there)

    def _read_back(
        self, operation: Operation, tree: Plan, style: Style, records: models.BaseModel
    ) -> Result:
        """Read what was just written.

        A record may be out of its writer's sight now; its id is not.
        """
        found = readable(records, tree.fetch)
        rows = Serializer(style, operation.grant).rows(tree, found)
        by_id = {row["id"]: row for row in rows}
        return Result(operation, [by_id.get(id_, {"id": id_}) for id_ in records._ids])

    def _plan(self, model: models.BaseModel, fields: Node | None) -> Plan:
        if fields is None:
            return self._plan_of_all(model._name)
        return self._plan_of(model._name, fields)

    @ormcache("model_name", "fields")
    def _plan_of(self, model_name: str, fields: Node) -> Plan:
        tree = plan.compile_plan(self.env[model_name], fields)
        limits = parameters.read(self.env)
        if tree.depth() > limits.max_tree_depth:
            raise BadRequest(
                f"fields: more than {limits.max_tree_depth} levels of records.", "too_deep"
            )
        if tree.nodes() > limits.max_tree_nodes:
            raise BadRequest(f"fields: more than {limits.max_tree_nodes} fields.", "too_large")
        return tree

    @ormcache("self.env.uid", "model_name")
    def _plan_of_all(self, model_name: str) -> Plan:
        return plan.plan_of_all(self.env[model_name])
