"""Single records: read, updated, deleted."""

from collections.abc import Iterator

from ....core.grant import DELETE, READ, UPDATE
from ... import errors
from ... import operations as ops
from ...components import ref
from ...operations import Row
from ...scope import Scope
from . import answers

# What a change of a record that somebody else may have changed can end with.
CONDITIONAL = (412, 428)


def rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    one = f"/{scope.name}/{{id}}"
    record = ops.record(scope, described)
    yield Row(
        *("get", one, "read", "Read"),
        "One record, archived ones too.",
        record,
        READ,
        ("id", "fields", "context", "if_none_match"),
        statuses=errors.READING,
        headers=("ETag",),
        others=answers.NOT_MODIFIED,
    )
    for method, name in (("put", "put"), ("patch", "update")):
        yield Row(
            *(method, one, name, "Update"),
            "The values that are sent are written, the others stay. `PUT` and "
            "`PATCH` are the same. Several ids get the same values, and the answer has "
            "`ids` and `records`.",
            answers.one(record),
            UPDATE,
            ("id", "fields", "context", "dry_run", "if_match", "prefer"),
            ops.change(scope, described),
            statuses=(*errors.WRITING, *CONDITIONAL),
            headers=("ETag", "Preference-Applied"),
            others=answers.DEFERRED,
        )
    yield Row(
        *("delete", one, "delete", "Delete"),
        "The record is deleted, and what Odoo deletes with it.",
        ref("Ok"),
        DELETE,
        ("id", "fields", "context", "dry_run", "if_match", "prefer"),
        statuses=(*errors.DELETING, *CONDITIONAL),
        headers=("Preference-Applied",),
        others=answers.DEFERRED,
    )
