"""Binary fields: how large they are is asked before they are read.

Files cost several times their size in memory on their way into an answer.
"""

from collections.abc import Iterable

from odoo.fields import Field
from odoo.models import BaseModel
from odoo.tools import SQL

from .answer_size import AnswerSize
from .columns import cached, comodel_records

ATTACHMENT = "ir.attachment"
# What the size of an attachment is not stored for is read this many at a time.
BATCH = 100


def fetch(field: Field, records: BaseModel, answer: AnswerSize) -> None:
    """Put the values of a binary field into the cache.

    :raise BadRequest: they would make the answer too large
    """
    size = stored_size(field, records)
    if size is None:
        _fetch_batches(field, records, answer)
        return
    answer.add_files(size)
    if field.store:
        records.fetch([field.name])


def total(records: BaseModel, names: Iterable[str]) -> int:
    """Return how many bytes binary fields hold together, as far as it is stored."""
    fields = (records._fields.get(name) for name in names)
    return sum(
        stored_size(field, records) or 0
        for field in fields
        if field is not None and field.type == "binary"
    )


def stored_size(field: Field, records: BaseModel) -> int | None:
    """Return the bytes of a field's values, ``None`` where that is not stored."""
    if not records:
        return 0
    if field.store and field.attachment:
        return _attached(
            records,
            [("res_model", "=", records._name), ("res_field", "=", field.name)],
            "res_id",
            records._ids,
        )
    if field.store and records._auto:
        return _in_column(field, records)
    if field.model_name == ATTACHMENT:
        return _attached(records, [], "id", records._ids)
    if field.inherited and field.related_field.model_name == ATTACHMENT:
        link = records._fields[field.related.partition(".")[0]]
        files = comodel_records(link, records, cached(link, records))
        return _attached(records, [], "id", files._ids)
    return None


def _attached(
    records: BaseModel, domain: list[tuple], name: str, ids: Iterable[int]
) -> int:
    # sudo: how large files are that belong to records the user may read.
    attachments = records.env[ATTACHMENT].sudo().with_context(active_test=False)
    # Core hides the files of fields where a condition does not name res_field.
    fields = ("res_field", "in", [False]), ("res_field", "not in", [False])
    domain = [*domain, "|", *fields, (name, "in", list(ids))]
    return attachments._read_group(domain, [], ["file_size:sum"])[0][0] or 0


def _in_column(field: Field, records: BaseModel) -> int:
    records.flush_recordset([field.name])
    query = SQL(
        "SELECT SUM(OCTET_LENGTH(%s)) FROM %s WHERE id IN %s",
        SQL.identifier(field.name),
        SQL.identifier(records._table),
        records._ids,
    )
    return records.env.execute_query(query)[0][0] or 0


def _fetch_batches(field: Field, records: BaseModel, answer: AnswerSize) -> None:
    """Read computed values, and stop where they become too large."""
    for start in range(0, len(records), BATCH):
        values = cached(field, records.browse(records._ids[start : start + BATCH]))
        answer.add_files(
            sum(len(value) for value in values if isinstance(value, (bytes, str)))
        )
