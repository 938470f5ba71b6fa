from dataclasses import replace

from odoo import models

from ..core import plan, schema, schema_literal
from ..core.operation import ReadingOperation
from ..core.plan import Plan
from ..core.schema import Node
from ..core.style import Style

ALL = "*"


class RestapiService(models.AbstractModel):
    """Shapes answers by the schemas that are stored with the models."""

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
