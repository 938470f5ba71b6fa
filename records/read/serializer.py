"""Records to rows of JSON values, level by level and column by column.

A level is all records of one node of the tree, each once. It is fetched in one
statement; then each field's column is taken out of the ORM's cache, converted
by the field's type, and the columns are zipped into rows. The number of SQL
statements depends on the tree, never on the number of records.

Rights are the user's at every level: a level is fetched by a search as the
user, and a record that the search does not find is given as ``{"id": n}``.
"""

from collections.abc import Callable, Collection
from itertools import chain
from typing import Any

import psycopg2

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Field
from odoo.models import BaseModel

from ... import settings
from ...core import codes, refusal
from ...core.errors import ApiError, FieldFailed, Forbidden
from ...core.formats import Style
from ...core.grant import READ
from .. import odoo19
from ..access import Access
from . import binary_sizes, chosen_lines
from .answer_size import AnswerSize
from .columns import (
    cached,
    comodel_records,
    delegated,
    fetch_lines,
    fetch_parents,
    readable,
    without_archived,
)
from .converters import FLAT
from .limited_lines import can_limit
from .plan import Column, Plan
from .value_writer import ValueWriter

Row = dict[str, Any]


class Serializer:
    """Reads the records of one request.

    :param style: how the dialect writes values
    :param access: what the request may touch; asked on every level
    """

    def __init__(self, style: Style, access: Access) -> None:
        self.writer = ValueWriter(style, access)
        self.access = access
        # Fields that nobody named and that could not be computed.
        self.omitted: list[str] = []
        self._size: AnswerSize

    def rows(self, plan: Plan, records: BaseModel) -> list[Row]:
        """Return a row per record, in order.

        :param records: records that the user may read, their stored columns
            fetched already
        :raise Forbidden: where computing a field needs a right that the user
            does not have
        :raise FieldFailed: where it cannot be computed
        :raise BadRequest: the answer would be too large
        """
        if not records:
            return []
        self._size = AnswerSize(settings.read(records.env))
        rows = self._rows(plan, records, len(records), 1)
        self._size.check(plan, rows)
        return rows

    def _rows(
        self, plan: Plan, records: BaseModel, instances: int, most: int
    ) -> list[Row]:
        """Return a row per record of a level.

        :param instances: how often rows of the level are written, all together
        :param most: how often any one of them is written at most
        """
        if not records:
            return []
        self._size.add_rows(plan, instances)
        fetch_parents(plan, records)
        columns: dict[str, list[Any]] = {}
        for column in plan.columns:
            try:
                columns[column.name] = self._column(column, records, most)
            except (Forbidden, FieldFailed, UserError) as exc:
                if not plan.tolerant:
                    raise
                if not isinstance(exc, Forbidden) or exc.code == codes.ACCESS_ERROR:
                    self.omitted.append(column.name)
        names = tuple(columns)
        rows = [dict(zip(names, values)) for values in zip(*columns.values())]  # noqa: B905
        for column in plan.columns:
            if column.options is not None and column.options.limit:
                chosen_lines.trim(rows, column.name, column.options.limit)
        return rows

    def _column(self, column: Column, records: BaseModel, most: int) -> list[Any]:
        field = records._fields[column.name]
        self.access.check_field(records, column.name, READ, column.name)
        try:
            odoo19.check_field_access(records, field, "read")
            field, records = delegated(field, records)
            if column.child is not None:
                return _NESTED[column.type](self, column, field, records, most)
            if column.type == "binary":
                binary_sizes.fetch(field, records, self._size)
            values = FLAT[column.type](self.writer, field, records)
            self._size.add_column(column.type, values, most)
            if column.type == "many2one":
                self._size.add_labels(most * len(values), self.writer.longest_label)
            return values
        except (ApiError, psycopg2.OperationalError, ConcurrencyError):
            raise  # these are told elsewhere, or the request is run again
        except AccessError as exc:
            raise Forbidden(
                f"{field.model_name}.{field.name}: {refusal.message(exc)}",
                codes.ACCESS_ERROR,
                refusal=refusal.of(exc),
            ) from exc
        except UserError:
            raise
        except Exception as exc:
            raise FieldFailed(
                f"{records._name}.{column.name}: Odoo could not compute this field."
            ) from exc

    def _level(
        self,
        plan: Plan,
        records: BaseModel,
        instances: int,
        most: int,
        fetched: Collection[int] = (),
    ) -> dict[int, Row]:
        """Return the rows of records by id, the forbidden ones with the id alone.

        :param instances: as :meth:`_rows`, as the next one
        :param fetched: ids of those whose columns a search as the user fetched
        """
        restriction = self.access.domain(records._name, READ)
        whole = restriction.is_true()
        if whole and fetched and all(id_ in fetched for id_ in records._ids):
            found = records
        else:
            found = readable(records, plan.fetch, restriction)
        rows = self._rows(plan, found, instances, most)
        by_id = dict(zip(found._ids, rows))  # noqa: B905
        if len(found) < len(records):
            for id_ in records._ids:
                by_id.setdefault(id_, {"id": id_})
        return by_id


def _nested_many2one(
    serializer: Serializer, column: Column, field: Field, records: BaseModel, most: int
) -> list[Any]:
    ids = cached(field, records)
    comodel = comodel_records(field, records, ids)
    instances, most = _repeated(len(ids), comodel, most)
    by_id = serializer._level(column.child, comodel, instances, most)
    by_id[None] = by_id[False] = serializer.writer.style.empty
    return [by_id[id_] for id_ in ids]


def _nested_x2many(
    serializer: Serializer, column: Column, field: Field, records: BaseModel, most: int
) -> list[list[Row]]:
    options = column.options
    fetched: Collection[int] = ()
    if options is not None and options.limit and can_limit(field, records):
        lists = chosen_lines.first(options, field, records, serializer.access)
    else:
        fetched = fetch_lines(field, records, column.child.fetch)
        comodel = records.env[field.comodel_name]
        lists = serializer.writer.listed(comodel, cached(field, records))
        if options is not None:
            lists = without_archived(field, records, lists)
            lists = chosen_lines.selected(
                options, field, records, lists, serializer.access
            )
    comodel = comodel_records(field, records, chain.from_iterable(lists))
    instances, most = _repeated(sum(map(len, lists)), comodel, most)
    by_id = serializer._level(column.child, comodel, instances, most, fetched)
    return [
        [by_id[id_] for id_ in ids] for ids in without_archived(field, records, lists)
    ]


def _repeated(links: int, records: BaseModel, most: int) -> tuple[int, int]:
    """Return how often rows are written: all together, and any one at most.

    :param links: to the records, of which each has one at least
    :param most: how often a row that has such links is written
    """
    return links * most, (links - len(records) + 1) * most


Nested = Callable[[Serializer, Column, Field, BaseModel, int], list[Any]]
_NESTED: dict[str, Nested] = {
    "many2one": _nested_many2one,
    "one2many": _nested_x2many,
    "many2many": _nested_x2many,
}
