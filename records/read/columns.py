"""Columns: the values of one field on many records, raw, and few statements.

What the ORM would do record by record is done here for all records at once, and
the values are taken out of its cache.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any

from odoo.fields import Domain, Field
from odoo.models import BaseModel

from .. import odoo19
from .plan import Plan


def readable(
    records: BaseModel, names: Iterable[str], restriction: Domain = Domain.TRUE
) -> BaseModel:
    """Return those of ``records`` that the user may read, fields fetched.

    :param restriction: which of them the credential allows
    """
    if not records or not records.browse().has_access("read"):
        return records.browse()
    found = records.with_context(active_test=False).search_fetch(
        Domain("id", "in", records._ids) & restriction, names, order="id"
    )
    return found.with_env(records.env)


def cached(field: Field, records: BaseModel) -> list[Any]:
    """Return the column of a field out of the ORM's cache, raw."""
    if field.compute and field.store:
        field.recompute(records)
    values = odoo19.cached_values(field, records.env)
    try:
        return [values[id_] for id_ in records._ids]
    except KeyError:
        for record in records:
            record[field.name]
        values = odoo19.cached_values(field, records.env)
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
    values = odoo19.cached_values(field, records.env)
    missing = tuple(dict.fromkeys(id_ for id_ in records._ids if id_ not in values))
    if not missing:
        return ()
    inverse = records.env[field.comodel_name]._fields[field.inverse_name]
    if not inverse.store:
        return ()  # the ORM asks the inverse's own search method
    lines = records.env[field.comodel_name].with_context(
        **{"active_test": False, **field.context}
    )
    domain = field.get_comodel_domain(records) & Domain(inverse.name, "in", missing)
    found = lines.search_fetch(domain, {*names, inverse.name})
    by_parent: dict[int, list[int]] = {id_: [] for id_ in missing}
    for line, parent in zip(found._ids, cached(inverse, found)):  # noqa: B905
        by_parent[parent].append(line)
    odoo19.remember(field, records.browse(missing), map(tuple, by_parent.values()))
    return set(found._ids)


def fetch_parents(plan: Plan, records: BaseModel) -> None:
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
        parents = comodel_records(
            records._fields[link], records, cached(records._fields[link], records)
        )
        # sudo: an inherited field is readable with the record that inherits it,
        # as ``related`` has it.
        parents.sudo().fetch(
            [
                name
                for name in fields
                if parents._fields[name].column_type
                and parents._fields[name].type != "binary"
            ]
        )


def _is_delegated(field: Field) -> bool:
    return bool(field.inherited and not field.store and field.related_field.store)


def delegated(field: Field, records: BaseModel) -> tuple[Field, BaseModel]:
    """Return where the values of a field are stored: in it, or in a parent."""
    if not _is_delegated(field):
        return field, records
    link = records._fields[field.related.partition(".")[0]]
    parents = records.env[link.comodel_name].browse(cached(link, records))
    return delegated(field.related_field, parents)


def tests_active(field: Field, records: BaseModel) -> bool:
    """Tell whether archived records are left out of the lists of a field."""
    if not records.env[field.comodel_name]._active_name:
        return False
    context = records.env.context
    return bool(field.context.get("active_test", context.get("active_test", True)))


def without_archived(field: Field, records: BaseModel, lists: list[Any]) -> list[Any]:
    """Leave archived records out, as reading the field on a record does."""
    if not tests_active(field, records):
        return lists
    comodel = records.env[field.comodel_name]
    # sudo: whether a line is archived decides only whether it is listed.
    lines = comodel_records(field, records, chain.from_iterable(lists)).sudo()
    lines.fetch([comodel._active_name])
    active = cached(comodel._fields[comodel._active_name], lines)
    archived = {id_ for id_, value in zip(lines._ids, active) if not value}  # noqa: B905
    if not archived:
        return lists
    return [[id_ for id_ in ids if id_ not in archived] for ids in lists]


def comodel_records(
    field: Field, records: BaseModel, ids: Iterable[int | None]
) -> BaseModel:
    """Return the distinct records that a column points to."""
    return records.env[field.comodel_name].browse(
        tuple(dict.fromkeys(id_ for id_ in ids if id_))
    )
