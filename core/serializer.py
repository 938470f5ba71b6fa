"""Records to rows of JSON values, level by level and column by column.

A level is all records of one node of the tree, each once. It is fetched in one
statement; then each field's column is taken out of the ORM's cache, converted
by the field's type, and the columns are zipped into rows. The number of SQL
statements depends on the tree, never on the number of records.

Rights are the user's at every level: a level is fetched by a search as the
user, and a record that the search does not find is given as ``{"id": n}``.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from itertools import chain
from typing import Any

from odoo.exceptions import AccessError
from odoo.fields import Domain, Field
from odoo.models import BaseModel

from . import domain as domains
from . import order as orders
from .errors import Forbidden
from .grant import FULL, READ, Grant
from .plan import Column, Plan
from .schema import Options
from .style import Style

Row = dict[str, Any]


class Serializer:
    """Reads the records of one request.

    :param style: how the dialect writes values
    :param grant: what the credential allows; checked on every level
    """

    def __init__(self, style: Style, grant: Grant = FULL) -> None:
        self.style = style
        self.grant = grant
        # Names of readable records by model, ``None`` for the others: a list
        # of all fields asks for the same users and companies many times.
        self._labels: dict[str, dict[int, str | None]] = defaultdict(dict)

    def rows(self, plan: Plan, records: BaseModel) -> list[Row]:
        """Return a row per record, in order.

        :param records: records that the user may read, their stored columns
            fetched already
        :raise Forbidden: where computing a field needs a right that the user
            does not have
        """
        if not records:
            return []
        _fetch_parents(plan, records)
        columns: dict[str, list[Any]] = {}
        for column in plan.columns:
            try:
                columns[column.name] = self._column(column, records)
            except Forbidden:
                if not plan.tolerant:
                    raise
        names = tuple(columns)
        rows = [dict(zip(names, values)) for values in zip(*columns.values())]  # noqa: B905
        for column in plan.columns:
            if column.options is not None and column.options.limit:
                _trim(rows, column.name, column.options.limit)
        return rows

    def _column(self, column: Column, records: BaseModel) -> list[Any]:
        field = records._fields[column.name]
        try:
            records._check_field_access(field, "read")
            field, records = _delegated(field, records)
            if column.child is not None:
                return _NESTED[column.type](self, column, field, records)
            return _FLAT[column.type](self, field, records)
        except AccessError as exc:
            raise Forbidden(
                f"{field.model_name}.{field.name}: {exc}", "access_error"
            ) from exc

    def _level(
        self, plan: Plan, records: BaseModel, fetched: Collection[int] = ()
    ) -> dict[int, Row]:
        """Return the rows of records by id, the forbidden ones with the id alone.

        :param fetched: ids of those whose columns a search as the user fetched
        """
        if not self.grant.allows(records._name, READ):
            found = records.browse()
        elif fetched and all(id_ in fetched for id_ in records._ids):
            found = records
        else:
            found = readable(records, plan.fetch)
        by_id = dict(zip(found._ids, self.rows(plan, found)))  # noqa: B905
        if len(found) < len(records):
            for id_ in records._ids:
                by_id.setdefault(id_, {"id": id_})
        return by_id

    def labels(self, records: BaseModel) -> dict[int, str | None]:
        """Return the display names of records by id; ``None`` where forbidden."""
        known = self._labels[records._name]
        missing = [id_ for id_ in records._ids if id_ not in known]
        if missing:
            found = readable(records.browse(missing), ["display_name"])
            known.update(dict.fromkeys(missing))
            # sudo: the name of a record that the user may read, as core's
            # many2one values do; a name may be made of what he may not read.
            names = cached(found._fields["display_name"], found.sudo())
            known.update(zip(found._ids, names))  # noqa: B905
        return known


def readable(records: BaseModel, names: Iterable[str]) -> BaseModel:
    """Return those of ``records`` that the user may read, fields fetched."""
    if not records or not records.browse().has_access("read"):
        return records.browse()
    found = records.with_context(active_test=False).search_fetch(
        [("id", "in", records._ids)], names, order="id"
    )
    return found.with_env(records.env)


def cached(field: Field, records: BaseModel) -> list[Any]:
    """Return the column of a field out of the ORM's cache, raw."""
    if field.compute and field.store:
        field.recompute(records)
    values = field._get_cache(records.env)
    try:
        return [values[id_] for id_ in records._ids]
    except KeyError:
        for record in records:
            record[field.name]
        values = field._get_cache(records.env)
        return [values[id_] for id_ in records._ids]


def fetch_lines(
    field: Field, records: BaseModel, names: Iterable[str] = ()
) -> Collection[int]:
    """Fetch the lines of a one2many with their own columns, in one statement.

    The ORM would search first, group record by record, and fetch then.

    :param names: fields of the lines that will be read
    :return: ids of the lines whose columns are fetched
    """
    if field.type != "one2many" or not field.store or field.compute:
        return ()
    values = field._get_cache(records.env)
    missing = tuple(dict.fromkeys(id_ for id_ in records._ids if id_ not in values))
    if not missing:
        return ()
    lines = records.env[field.comodel_name].with_context(
        **{"active_test": False, **field.context}
    )
    inverse = lines._fields[field.inverse_name]
    domain = field.get_comodel_domain(records) & Domain(inverse.name, "in", missing)
    found = lines.search_fetch(domain, {*names, inverse.name})
    by_parent: dict[int, list[int]] = {id_: [] for id_ in missing}
    for line, parent in zip(found._ids, cached(inverse, found)):  # noqa: B905
        by_parent[parent].append(line)
    field._insert_cache(records.browse(missing), map(tuple, by_parent.values()))
    return set(found._ids)


def _fetch_parents(plan: Plan, records: BaseModel) -> None:
    """Fetch inherited fields (``_inherits``) from the records they are stored in.

    As related fields they would be computed record by record, after a fetch of
    everything that the parent model stores.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for name in plan.names:
        field = records._fields[name]
        if _is_delegated(field):
            names[field.related.partition(".")[0]].add(field.related_field.name)
    for link, fields in names.items():
        parents = _comodel(
            records._fields[link], records, cached(records._fields[link], records)
        )
        # sudo: an inherited field is readable with the record that inherits it,
        # as ``related`` has it.
        parents.sudo().fetch(
            [name for name in fields if parents._fields[name].column_type]
        )


def _is_delegated(field: Field) -> bool:
    return bool(field.inherited and not field.store and field.related_field.store)


def _delegated(field: Field, records: BaseModel) -> tuple[Field, BaseModel]:
    """Return where the values of a field are stored: in it, or in a parent."""
    if not _is_delegated(field):
        return field, records
    link = records._fields[field.related.partition(".")[0]]
    parents = records.env[link.comodel_name].browse(cached(link, records))
    return _delegated(field.related_field, parents)


# -- flat columns ------------------------------------------------------------


def _plain(serializer: Serializer, field: Field, records: BaseModel) -> list[Any]:
    empty = serializer.style.empty
    return [empty if value is None else value for value in cached(field, records)]


def _id(serializer: Serializer, field: Field, records: BaseModel) -> list[int]:
    return list(records._ids)


def _integer(serializer: Serializer, field: Field, records: BaseModel) -> list[int]:
    if field.name == "id":
        return list(records._ids)
    return [value or 0 for value in cached(field, records)]


def _float(serializer: Serializer, field: Field, records: BaseModel) -> list[float]:
    return [value or 0.0 for value in cached(field, records)]


def _boolean(serializer: Serializer, field: Field, records: BaseModel) -> list[bool]:
    return [bool(value) for value in cached(field, records)]


def _date(serializer: Serializer, field: Field, records: BaseModel) -> list[Any]:
    empty = serializer.style.empty
    return [value.isoformat() if value else empty for value in cached(field, records)]


def _datetime(serializer: Serializer, field: Field, records: BaseModel) -> list[Any]:
    empty, moment = serializer.style.empty, serializer.style.moment
    return [moment(value) if value else empty for value in cached(field, records)]


def _binary(serializer: Serializer, field: Field, records: BaseModel) -> list[Any]:
    empty = serializer.style.empty
    return [_base64(value) if value else empty for value in cached(field, records)]


def _base64(value: Any) -> Any:
    """Return base64 text; some computed fields of this type hold other values."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode()
    return value


def _many2one(serializer: Serializer, field: Field, records: BaseModel) -> list[Any]:
    ids = cached(field, records)
    empty, label = serializer.style.empty, serializer.style.label
    names = serializer.labels(_comodel(field, records, ids))
    labelled = {id_: label(id_, names[id_]) for id_ in set(ids) if id_}
    return [labelled[id_] if id_ else empty for id_ in ids]


def _x2many(
    serializer: Serializer, field: Field, records: BaseModel
) -> list[list[int]]:
    fetch_lines(field, records)
    return [list(ids) for ids in _active(field, records, cached(field, records))]


def _reference(serializer: Serializer, field: Field, records: BaseModel) -> list[Any]:
    empty, reference = serializer.style.empty, serializer.style.reference
    pairs = [_pair(value) for value in cached(field, records)]
    by_model: dict[str, set[int]] = defaultdict(set)
    for model, id_ in filter(None, pairs):
        by_model[model].add(id_)
    names = {
        model: serializer.labels(records.env[model].browse(sorted(ids)))
        for model, ids in by_model.items()
        if model in records.env
    }
    return [
        reference(*pair, names[pair[0]][pair[1]])
        if pair and pair[1] in names.get(pair[0], ())
        else empty
        for pair in pairs
    ]


def _pair(value: str | None) -> tuple[str, int] | None:
    if not value:
        return None
    model, _, id_ = value.partition(",")
    return model, int(id_)


def _as_read(serializer: Serializer, field: Field, records: BaseModel) -> list[Any]:
    """Convert as ``read()`` does: properties and their definitions."""
    values = [record[field.name] for record in records]
    if field.type == "properties":
        return field.convert_to_read_multi(values, records)
    return [
        field.convert_to_read(value, record) or serializer.style.empty
        for value, record in zip(values, records, strict=True)
    ]


# -- expanded columns --------------------------------------------------------


def _nested_many2one(
    serializer: Serializer, column: Column, field: Field, records: BaseModel
) -> list[Any]:
    ids = cached(field, records)
    by_id = serializer._level(column.child, _comodel(field, records, ids))
    by_id[None] = by_id[False] = serializer.style.empty
    return [by_id[id_] for id_ in ids]


def _nested_x2many(
    serializer: Serializer, column: Column, field: Field, records: BaseModel
) -> list[list[Row]]:
    fetched = fetch_lines(field, records, column.child.fetch)
    lists = cached(field, records)
    if column.options is not None:
        lists = _selected(
            column.options, field, records, _active(field, records, lists)
        )
    comodel = _comodel(field, records, chain.from_iterable(lists))
    by_id = serializer._level(column.child, comodel, fetched)
    return [[by_id[id_] for id_ in ids] for ids in _active(field, records, lists)]


def _selected(
    options: Options, field: Field, records: BaseModel, lists: list[Any]
) -> list[Any]:
    """Filter and order the lists as the client asked; keep one more than the
    limit, for :func:`_trim` to see that there are more."""
    if options.domain is not None or options.order:
        lines = _comodel(field, records, chain.from_iterable(lists))
        condition = domains.checked(lines, options.domain)
        order = orders.checked(lines, options.order)
        found = lines.with_context(active_test=False).search(
            Domain("id", "in", lines._ids) & condition, order=order
        )
        rank = {id_: position for position, id_ in enumerate(found._ids)}
        lists = [[id_ for id_ in ids if id_ in rank] for ids in lists]
        if order:
            lists = [sorted(ids, key=rank.__getitem__) for ids in lists]
    if options.limit:
        lists = [ids[: options.limit + 1] for ids in lists]
    return lists


def _trim(rows: list[Row], name: str, limit: int) -> None:
    """Cut the lists of a column, with a visible sign where something is cut."""
    for row in rows:
        if len(row[name]) > limit:
            row[name] = row[name][:limit]
            row[f"{name}@more"] = True


def _active(field: Field, records: BaseModel, lists: list[Any]) -> list[Any]:
    """Leave archived records out, as reading the field on a record does."""
    comodel = records.env[field.comodel_name]
    test = field.context.get(
        "active_test", records.env.context.get("active_test", True)
    )
    if not (comodel._active_name and test):
        return lists
    # sudo: whether a line is archived decides only whether it is listed.
    lines = _comodel(field, records, chain.from_iterable(lists)).sudo()
    lines.fetch([comodel._active_name])
    active = cached(comodel._fields[comodel._active_name], lines)
    archived = {id_ for id_, value in zip(lines._ids, active) if not value}  # noqa: B905
    if not archived:
        return lists
    return [[id_ for id_ in ids if id_ not in archived] for ids in lists]


def _comodel(field: Field, records: BaseModel, ids: Iterable[int | None]) -> BaseModel:
    """Return the distinct records that a column points to."""
    return records.env[field.comodel_name].browse(
        tuple(dict.fromkeys(id_ for id_ in ids if id_))
    )


Flat = Callable[[Serializer, Field, BaseModel], list[Any]]
_FLAT: dict[str, Flat] = {
    "char": _plain,
    "text": _plain,
    "html": _plain,
    "selection": _plain,
    "json": _plain,
    "integer": _integer,
    "many2one_reference": _integer,
    "float": _float,
    "monetary": _float,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "binary": _binary,
    "many2one": _many2one,
    "one2many": _x2many,
    "many2many": _x2many,
    "reference": _reference,
    "properties": _as_read,
    "properties_definition": _as_read,
}
Nested = Callable[[Serializer, Column, Field, BaseModel], list[Any]]
_NESTED: dict[str, Nested] = {
    "many2one": _nested_many2one,
    "one2many": _nested_x2many,
    "many2many": _nested_x2many,
}
