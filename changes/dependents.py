"""What PostgreSQL deletes and empties by itself when a record is deleted.

Foreign keys ``ON DELETE CASCADE`` and ``SET NULL`` are not seen by the ORM, so the
records are looked up before.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from odoo.api import Environment
from odoo.fields import Field
from odoo.modules.registry import Registry
from odoo.tools import SQL

from .change import DELETE, UPDATE


@dataclass(frozen=True, slots=True)
class Edge:
    """A foreign key to a model.

    :param model: whose records are deleted or changed
    :param field: name of the field that has the key
    :param operation: what becomes of them
    """

    model: str
    field: str
    operation: str


Edges = Mapping[str, tuple[Edge, ...]]


def edges(registry: Registry, recorded: Iterable[str]) -> Edges:
    """Return the keys to each model whose deletion changes records that count.

    Those that are reached over models which do not count as well.
    """
    every = defaultdict(list)
    for model in registry.values():
        if model._auto and not model._abstract and not model._transient:
            for field in model._fields.values():
                if operation := _operation(field):
                    edge = Edge(model._name, field.name, operation)
                    every[field.comodel_name].append(edge)
    counted = frozenset(recorded)
    found: dict[str, tuple[Edge, ...]] = {}
    while True:
        after = {
            target: kept
            for target, known in every.items()
            if (
                kept := tuple(
                    edge
                    for edge in known
                    if edge.model in counted
                    or (edge.operation == DELETE and edge.model in found)
                )
            )
        }
        if after == found:
            return found
        found = after


def _operation(field: Field) -> str | None:
    """Return what becomes of a record when one is deleted that a field names."""
    if not field.store or field.company_dependent:
        return None
    if field.type == "many2many":
        return UPDATE
    if field.type == "many2one":
        return {"cascade": DELETE, "set null": UPDATE}.get(field.ondelete)
    return None


def of(
    env: Environment, known: Edges, model: str, ids: Iterable[int]
) -> Iterator[tuple[Edge, list[int]]]:
    """Give the records that go, or change, with those of a model."""
    seen: dict[str, set[int]] = defaultdict(set)
    todo = [(model, list(ids))]
    seen[model].update(ids)
    while todo:
        target, gone = todo.pop()
        for edge in known.get(target, ()):
            found = _naming(env, edge, gone)
            if edge.operation == DELETE:
                found = [id_ for id_ in found if id_ not in seen[edge.model]]
                seen[edge.model].update(found)
            if found and edge.operation == DELETE:
                todo.append((edge.model, found))
            if found:
                yield edge, found


def _naming(env: Environment, edge: Edge, ids: list[int]) -> list[int]:
    """Return the ids of the records whose field names one of others.

    In SQL: foreign keys know no record rules, and no ``active``.
    """
    model = env[edge.model]
    field = model._fields[edge.field]
    if field.type == "many2many":
        owner = SQL.identifier(field.column1)
        table, key = SQL.identifier(field.relation), SQL.identifier(field.column2)
    else:
        owner = SQL.identifier("id")
        table = SQL.identifier(model._table)
        key = SQL.identifier(field.name, to_flush=field)
    rows = env.execute_query(
        SQL("SELECT DISTINCT %s FROM %s WHERE %s = ANY(%s)", owner, table, key, ids)
    )
    return [id_ for (id_,) in rows]
