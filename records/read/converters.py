"""Columns of fields that are not expanded, converted by the type of the field."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from odoo.api import Environment
from odoo.fields import Field
from odoo.models import BaseModel

from .. import binary
from .columns import cached, comodel_records, fetch_lines, without_archived
from .value_writer import ValueWriter


def _plain(writer: ValueWriter, field: Field, records: BaseModel) -> list[Any]:
    empty = writer.style.empty
    return [empty if value is None else value for value in cached(field, records)]


def _integer(writer: ValueWriter, field: Field, records: BaseModel) -> list[int]:
    if field.name == "id":
        return list(records._ids)
    return [value or 0 for value in cached(field, records)]


def _float(writer: ValueWriter, field: Field, records: BaseModel) -> list[float]:
    return [value or 0.0 for value in cached(field, records)]


def _boolean(writer: ValueWriter, field: Field, records: BaseModel) -> list[bool]:
    return [bool(value) for value in cached(field, records)]


def _date(writer: ValueWriter, field: Field, records: BaseModel) -> list[Any]:
    empty = writer.style.empty
    return [value.isoformat() if value else empty for value in cached(field, records)]


def _datetime(writer: ValueWriter, field: Field, records: BaseModel) -> list[Any]:
    empty, moment = writer.style.empty, writer.style.moment
    return [moment(value) if value else empty for value in cached(field, records)]


def _binary(writer: ValueWriter, field: Field, records: BaseModel) -> list[Any]:
    empty = writer.style.empty
    values = cached(field, records)
    return [binary.encode(field, value) if value else empty for value in values]


def _many2one(writer: ValueWriter, field: Field, records: BaseModel) -> list[Any]:
    ids = cached(field, records)
    empty, label = writer.style.empty, writer.style.label
    names = writer.labels(comodel_records(field, records, ids))
    labelled = {id_: label(id_, names[id_]) for id_ in set(ids) if id_}
    return [labelled[id_] if id_ else empty for id_ in ids]


def _x2many(writer: ValueWriter, field: Field, records: BaseModel) -> list[list[int]]:
    fetch_lines(field, records)
    lists = writer.listed(records.env[field.comodel_name], cached(field, records))
    return [list(ids) for ids in without_archived(field, records, lists)]


def _reference(writer: ValueWriter, field: Field, records: BaseModel) -> list[Any]:
    return reference_values(writer, records.env, cached(field, records))


def reference_values(
    writer: ValueWriter, env: Environment, values: Iterable[str | None]
) -> list[Any]:
    """Return references, ``"res.partner,3"``, as the dialect writes them."""
    empty, reference = writer.style.empty, writer.style.reference
    pairs = [_pair(value) for value in values]
    by_model: dict[str, set[int]] = defaultdict(set)
    for model, id_ in filter(None, pairs):
        by_model[model].add(id_)
    names = {
        model: writer.labels(env[model].browse(sorted(ids)))
        for model, ids in by_model.items()
        if model in env
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


def _properties(writer: ValueWriter, field: Field, records: BaseModel) -> list[Any]:
    """Convert as ``read()`` does, with names of records that may be read alone."""
    values = [record[field.name] for record in records]
    rows = field.convert_to_read_multi(values, records, use_display_name=False)
    for definition in chain.from_iterable(rows):
        if definition.get("comodel") not in records.env:
            continue
        comodel = records.env[definition["comodel"]]
        for key in {"value", "default"} & definition.keys():
            definition[key] = _named(writer, comodel, definition[key])
    return rows


def _named(writer: ValueWriter, comodel: BaseModel, value: Any) -> Any:
    """Return an id, or a list of ids, as pairs of an id and a name."""
    if not value:
        return value
    names = writer.labels(comodel.browse(value))
    if isinstance(value, int):
        return [value, names[value]]
    return [[id_, names[id_]] for id_ in value]


def _definition(writer: ValueWriter, field: Field, records: BaseModel) -> list[Any]:
    """Convert as ``read()`` does."""
    values = [record[field.name] for record in records]
    return [
        field.convert_to_read(value, record) or writer.style.empty
        for value, record in zip(values, records, strict=True)
    ]


Flat = Callable[[ValueWriter, Field, BaseModel], list[Any]]
FLAT: dict[str, Flat] = {
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
    "properties": _properties,
    "properties_definition": _definition,
}
