"""What values change of the records that they are for.

An upsert that is sent again changes nothing, so that nothing is written: no date of
change, no log, no automation.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from odoo.exceptions import AccessError
from odoo.fields import Command, Field
from odoo.models import BaseModel

from ...core.formats import Style
from ...core.grant import READ
from .. import odoo19
from ..access import Access
from . import present, scalars
from .values import Values

# Compared as a client reads them: as trees, or in words.
_AS_READ = frozenset(["one2many", "properties", "properties_definition"])
# To read a file costs more than to write it.
_ALWAYS_WRITTEN = frozenset(["binary", "image"])


def changed(
    records: BaseModel,
    sent: Sequence[Mapping[str, Any]],
    values: Sequence[Values],
    style: Style,
    access: Access,
) -> list[Values]:
    """Return the values that each record has not yet; in the statements of one reading.

    What may not be read counts as changed, and files do.

    :param sent: what the client has sent for each
    :param values: what was read of it, as ``write`` takes it
    """
    names = dict.fromkeys(name for each in values for name in each)
    fields = {name: records._fields[name] for name in names}
    readable = {name for name in names if _is_readable(records, fields[name], access)}
    as_read = [name for name in readable if fields[name].type in _AS_READ]
    same: Sequence[set[str]] = [set() for _ in values]
    if as_read:
        compared = [
            {name: row[name] for name in as_read if name in row} for row in sent
        ]
        same = present.unchanged(records, compared, as_read, style, access)
    records.fetch([name for name in readable if fields[name].store])
    plain = readable.difference(as_read)
    return [
        {
            name: value
            for name, value in each.items()
            if name not in kept
            and not (name in plain and _has(record, fields[name], value))
        }
        for record, each, kept in zip(records, values, same, strict=True)
    ]


def runs(
    records: BaseModel, values: Sequence[Values]
) -> Iterator[tuple[BaseModel, Values]]:
    """Join neighbours that get the same values, and leave out what gets none.

    Neighbours only, so that the order is the client's.
    """
    groups: list[tuple[list[int], Values]] = []
    for record, each in zip(records, values, strict=True):
        if groups and groups[-1][1] == each:
            groups[-1][0].append(record.id)
        else:
            groups.append(([record.id], each))
    for ids, same in groups:
        if same:
            yield (
                records.browse(ids).with_prefetch(odoo19.prefetched_with(records)),
                same,
            )


def _is_readable(model: BaseModel, field: Field, access: Access) -> bool:
    return (
        field.type not in _ALWAYS_WRITTEN
        and access.allows_field(model, field.name, READ)
        and odoo19.has_field_access(model, field, "read")
    )


def _has(record: BaseModel, field: Field, value: Any) -> bool:
    """Tell whether a record has a value; both as the ORM would store them."""
    try:
        now = record[field.name]
    except AccessError:
        return False
    if field.type == "many2many":
        return len(value) == 1 and _set_ids(value[0]) == set(now._ids)
    if field.type == "many2one":
        return (value or False) == (now.id or False)
    if not scalars.is_scalar(field):
        return False
    return _stored(record, field, value) == _stored(record, field, now)


def _set_ids(command: Any) -> set[int] | None:
    return set(command[2]) if command[0] == Command.SET else None


def _stored(record: BaseModel, field: Field, value: Any) -> Any:
    found = field.convert_to_cache(value, record)
    return found or None if field.type in ("char", "text", "html") else found
