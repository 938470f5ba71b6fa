from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from odoo import models
from odoo.tools import frozendict, ormcache

from .. import settings
from ..core import codes, literal, schema
from ..core.errors import BadRequest
from ..core.formats import Style
from ..core.operation import ReadingOperation
from ..core.schema import Node
from ..records import odoo19
from ..records.read import plan, schema_literal
from ..records.read.plan import Plan

ALL = "*"


class RestapiService(models.AbstractModel):
    """Says what to read: by fields, or by the schemas stored with the models."""

    _inherit = "restapi.service"

    def _plan_for(
        self, model: models.BaseModel, operation: ReadingOperation
    ) -> tuple[Plan, Style]:
        """Return what an operation reads, and how its values are written."""
        if operation.schema is None:
            return self._plan(model, operation.fields), operation.style
        stored = operation.fields or self._stored_schema(model._name, operation.schema)
        fields = stored or self._default_schema(model, operation.schema)
        tree = self._plan(model, _combined(model, fields, operation))
        everything = stored is None and operation.schema == "read_one"
        style = (
            operation.schema_style
            if stored and operation.schema_style
            else operation.style
        )
        return replace(tree, tolerant=everything), style

    def _default_schema(self, model: models.BaseModel, kind: str) -> Node:
        """Return what clients of ``rest_api`` get where nothing is stored."""
        if kind == "read_one":
            return schema.tree(plan.readable_fields(model))
        if kind == "read_all":
            return schema.tree(
                ["id", "name" if "name" in model._fields else "display_name"]
            )
        return schema.tree(["id"])

    @ormcache("model_name", "kind")
    def _stored_schema(self, model_name: str, kind: str) -> Node | None:
        """Return the schema an administrator has stored for a model.

        :param kind: ``read_one``, ``read_all`` or ``create_one``
        """
        # sudo: what an administrator has set for every user.
        row = odoo19.model_row(self.env["ir.model"].sudo(), model_name)
        text = row[f"rest_api__{kind}__schema"]
        return schema_literal.parse(self.env[model_name], text) if text else None

    @ormcache("model_name")
    def _create_defaults(self, model_name: str) -> Mapping[str, Any]:
        """Return the values an administrator has stored for new records."""
        # sudo: what an administrator has set for every user.
        row = odoo19.model_row(self.env["ir.model"].sudo(), model_name)
        text = row.rest_api__create_one__defaults
        return frozendict(literal.parse(text, "defaults")) if text else frozendict()

    def _plan(self, model: models.BaseModel, fields: Node | None) -> Plan:
        if fields is None:
            return self._plan_of_all(model._name)
        return self._plan_of(model._name, fields)

    @ormcache("model_name", "fields")
    def _plan_of(self, model_name: str, fields: Node) -> Plan:
        tree = plan.compile_plan(self.env[model_name], fields)
        limits = settings.read(self.env)
        if tree.depth() > limits.max_tree_depth:
            raise BadRequest(
                f"fields: more than {limits.max_tree_depth} levels of records.",
                codes.TOO_DEEP,
            )
        if tree.nodes() > limits.max_tree_nodes:
            raise BadRequest(
                f"fields: more than {limits.max_tree_nodes} fields.", codes.TOO_LARGE
            )
        return tree

    @ormcache("self.env.uid", "model_name")
    def _plan_of_all(self, model_name: str) -> Plan:
        return plan.plan_of_all(self.env[model_name])


def _combined(
    model: models.BaseModel, fields: Node, operation: ReadingOperation
) -> Node:
    """Leave out what the client excludes, then add what it includes."""
    excluded = _names(operation.exclude_fields)
    nodes = {} if ALL in excluded else {node.name: node for node in fields.fields or ()}
    for name in excluded:
        nodes.pop(name, None)
    if operation.include_fields:
        included = schema_literal.node(model, operation.include_fields)
        nodes |= {node.name: node for node in included.fields or ()}
    return Node("", tuple(nodes.values()))


def _names(value: object) -> tuple[str, ...]:
    """Return the names in ``"name"`` or ``["name", "city"]``."""
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()
