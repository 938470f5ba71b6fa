from collections.abc import Collection

import psycopg2.errors

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ..core import domain as domains
from ..core import order as orders
from ..core import parameters, plan, schema
from ..core.errors import BadRequest, NotFound
from ..core.operation import (
    Create,
    Delete,
    Health,
    ModelOperation,
    Operation,
    Read,
    Result,
    Search,
    Update,
)
from ..core.plan import Plan
from ..core.schema import Node
from ..core.serializer import Serializer, readable
from ..core.values import ValuesReader

# What creating a record without a required value ends in, depending on how
# far the model's own code gets without it.
INCOMPLETE = (psycopg2.errors.NotNullViolation, KeyError, TypeError, ValueError)


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
        model = self._model(operation)
        self._check_page(operation)
        tree = self._plan(model, operation.fields)
        domain = domains.checked(model, operation.domain)
        order = orders.checked(model, operation.order)
        try:
            records = model.search_fetch(
                domain, tree.fetch, operation.offset, operation.limit, order
            )
        except (ValueError, TypeError) as exc:
            raise BadRequest(
                "domain: a value cannot be compared with its field.", "invalid_domain"
            ) from exc
        rows = Serializer(operation.style).rows(tree, records)
        return Result(operation, rows, self._total(operation, domain, len(records)))

    def _execute_read(self, operation: Read) -> Result:
        model = self._model(operation)
        tree = self._plan(model, operation.fields)
        records = self._records(model, operation.ids, tree.fetch)
        return Result(operation, Serializer(operation.style).rows(tree, records))

    def _execute_create(self, operation: Create) -> Result:
        model = self._model(operation)
        model.check_access("create")
        tree = self._plan(model, operation.fields)
        reader = ValuesReader()
        values = reader.create(model, operation.values)
        try:
            records = model.create(values)
            records.flush_recordset()
        except INCOMPLETE:
            if not reader.errors:
                raise
            reader.fail()
        return self._read_back(operation, tree, records)

    def _execute_update(self, operation: Update) -> Result:
        model = self._model(operation)
        tree = self._plan(model, operation.fields)
        records = self._records(model, operation.ids)
        records.check_access("write")
        records.write(ValuesReader().update(model, operation.values))
        return self._read_back(operation, tree, records)

    def _execute_delete(self, operation: Delete) -> Result:
        self._records(self._model(operation), operation.ids).unlink()
        return Result(operation)

    # -- steps of handlers

    def _model(self, operation: ModelOperation) -> models.BaseModel:
        """Return the model an operation names, by name or by slug."""
        name = operation.model
        if name not in self.env:
            name = self._model_names().get(name, "")
        if name not in self.env or self.env[name]._abstract:
            raise NotFound(f"There is no model {operation.model[:100]}.", "unknown_model")
        return self.env[name]

    @ormcache()
    def _model_names(self) -> dict[str, str]:
        return {name.replace(".", "_"): name for name in self.env.registry}

    def _check_page(self, operation: Search) -> None:
        largest = parameters.read(self.env).max_page_size
        if largest and operation.limit and operation.limit > largest:
            raise BadRequest(f"limit: at most {largest} records at once.", "invalid_limit")

    def _total(self, operation: Search, domain: Domain, count: int) -> int:
        """Return how many records match; the page tells when it is the last."""
        limit = operation.limit
        if (limit is None or count < limit) and (count or not operation.offset):
            return operation.offset + count
        return self._model(operation).search_count(domain)

    def _records(
        self, model: models.BaseModel, ids: tuple[int, ...], names: Collection[str] = ()
    ) -> models.BaseModel:
        """Return the records with these ids, archived ones too, fetched.

        :raise NotFound: one does not exist, or the user may not see it
        """
        found = model.with_context(active_test=False).search_fetch(
            [("id", "in", ids)], names, order="id"
        )
        missing = [id_ for id_ in ids if id_ not in set(found._ids)]
        if missing:
            listed = ", ".join(map(str, missing[:20]))
            raise NotFound(f"There is no {model._name} {listed}.", "missing_record")
        return model.browse(ids)

    def _read_back(
        self, operation: Create | Update, tree: Plan, records: models.BaseModel
    ) -> Result:
        """Read what was just written.

        A record may be out of its writer's sight now; its id is not.
        """
        found = readable(records, tree.fetch)
        by_id = {row["id"]: row for row in Serializer(operation.style).rows(tree, found)}
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
        model = self.env[model_name]
        return plan.compile_plan(model, schema.tree(plan.readable_fields(model)))
