"""What an answer tells, and what a request has changed, that it may not.

Three things are looked at: the markers anywhere in the answer, the rows of the answer
field by field, and the rows of the database that are not as they were.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from odoo.models import BaseModel

from .attempts import Attempt, Need, Tree
from .audit import Change
from .oracle import CREATE, DELETE, EXECUTE, READ, UPDATE, Oracle, is_powerful
from .spelling import Spelled

SENT = re.compile(r"zw\d+zw")
# Written by Odoo itself beside what is asked for; planted ones are looked at.
BESIDE = frozenset(
    "mail.mail mail.message mail.followers mail.tracking.value mail.notification "
    "ir.sequence ir.attachment ir.model.data".split()
)
# What Odoo archives where it is asked to delete it.
ARCHIVED = {"res.partner.bank"}
# Who is sent a mail with a link to a page may make a password there.
BESIDE_FIELDS = frozenset(["res.partner.signup_type"])
# Keys around the rows, in one dialect or another.
_AROUND = ("results", "data", "record", "records", "return", "result")
# Within the result of a tool.
_AROUND += ("structuredContent",)


class Judge:
    """Says what is wrong with an answer.

    :param oracle: of the credential that asked
    """

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle
        self.world = oracle.world
        self.env = oracle.world.env
        self.tables = {
            self.env[name]._table: name
            for name in self.env.registry
            if not self.env[name]._abstract
        }

    def faults(
        self,
        attempt: Attempt,
        spelled: Spelled,
        status: int,
        body: str,
        changes: list[Change],
    ) -> Iterator[str]:
        """Yield what may not be, each as a sentence."""
        if status >= 500 and not _is_documented(status, body):
            yield f"status {status}"
        yield from self._markers(attempt, json.dumps(spelled), body, changes)
        if status >= 400:
            if changes:
                yield f"refused, and yet {changes[0].table} has changed"
            return
        yield from self._needs(attempt.needs)
        if attempt.verb == "report" and not self.oracle.may_print(attempt.model):
            yield f"prints a {attempt.model}"
        if attempt.verb in ("search", "read", "create", "update"):
            with suppress(ValueError):
                tree = attempt.tree if spelled.options else None
                yield from self._rows(attempt, json.loads(body), tree)
        yield from self._changes(attempt, changes)

    # -- what is told

    def _markers(
        self, attempt: Attempt, asked: str, body: str, changes: list[Change]
    ) -> Iterator[str]:
        guessed = self.world.found_in(asked)
        for marker in sorted(self.world.found_in(body) - guessed):
            known = self.oracle.may_know(marker) or self._is_copied(marker, changes)
            if not known and not self._is_anything(attempt):
                cells = sorted(self.world.carriers[marker])[:4]
                yield f"tells {', '.join(f'{c.model}.{c.field}' for c in cells)}"

    def _is_copied(self, marker: str, changes: list[Change]) -> bool:
        """Tell whether a model has computed a value that may be read of another one.

        The price of an order line is that of the product that a client has chosen.
        """
        return any(
            change.table in self.tables
            and marker in str(change.after.get(name))
            and self.oracle.may(self.tables[change.table], READ, name, change.id)
            for change in changes
            if change.after
            for name in change.columns
        )

    def _is_anything(self, attempt: Attempt) -> bool:
        """Tell whether the model's own code has answered, which may tell anything."""
        return attempt.verb == "report" or self._is_called(attempt)

    def _is_called(self, attempt: Attempt) -> bool:
        """Tell whether a method of the model's own was called that may be."""
        return (
            attempt.verb == "call"
            and not hasattr(type(self.env["base"]), attempt.method)
            and self.oracle.may_call(attempt.model, attempt.method)
        )

    def _needs(self, needs: Iterable[Need]) -> Iterator[str]:
        for need in needs:
            name = need.field
            if need.right == EXECUTE:
                allowed = self.oracle.may_call(need.model, name)
                name = None
            elif need.whole:
                allowed = self.oracle.is_whole(need.model, need.right)
                allowed = allowed and self.oracle.may(need.model, need.right, name)
            else:
                allowed = self.oracle.may(need.model, need.right, name)
            if not allowed:
                yield f"answers without {need.right} on {need.model} {name or ''}"

    def _rows(self, attempt: Attempt, body: Any, tree: Tree | None) -> Iterator[str]:
        model = self.env[attempt.model]
        found = attempt.verb in ("search", "read")
        for row in filter(
            lambda row: isinstance(row, dict), _rows(body, attempt.model)
        ):
            if found and not self.oracle.may(attempt.model, READ, None, row.get("id")):
                yield f"tells of a hidden {attempt.model}"
            yield from self._row(model, row, tree)

    def _row(
        self, model: BaseModel, row: dict[str, Any], tree: Tree | None
    ) -> Iterator[str]:
        id_ = row.get("id")
        below = dict(tree.fields) if tree else {}
        for key, value in row.items():
            field = model._fields.get(key)
            if field is None or key == "id":
                continue
            if not self.oracle.may(model._name, READ, key, id_):
                yield f"gives {model._name}.{key}"
            elif field.relational and value:
                comodel = self.env[field.comodel_name]
                yield from self._related(comodel, value, below.get(key))

    def _related(
        self, comodel: BaseModel, value: Any, tree: Tree | None
    ) -> Iterator[str]:
        yield from self._needs(tree.needs if tree else ())
        items = value if isinstance(value, list) else [value]
        if len(items) == 2 and isinstance(items[1], str):
            items = [{"id": items[0], "name": items[1]}]
        for item in items:
            if not isinstance(item, dict):
                continue
            if set(item) == {"id", "name"}:
                told = self.oracle.may_label(comodel._name, item["id"])
                named = self.oracle.may(comodel._name, READ, "name", item["id"])
                if item["name"] and not told and not named:
                    yield f"names a {comodel._name}"
            else:
                yield from self._row(comodel, item, tree)

    # -- what is changed

    def _changes(self, attempt: Attempt, changes: list[Change]) -> Iterator[str]:
        if attempt.verb == "call" and self._is_called(attempt):
            return
        made = {
            (change.table, change.id) for change in changes if change.before is None
        }
        gone = {
            (self.tables.get(change.table), change.id)
            for change in changes
            if change.after is None
        }
        for change in changes:
            yield from self._sent(attempt, change)
            model = self.tables.get(change.table)
            if model is None:
                yield from self._links(change, made, gone)
            elif change.after is None:
                yield from self._deleted(model, change, gone)
            else:
                yield from self._kept(attempt, model, change, made, gone)

    def _kept(
        self, attempt: Attempt, model: str, change: Change, made: set, gone: set
    ) -> Iterator[str]:
        if model in BESIDE and change.id not in self.world.ids.get(model, ()):
            return
        if (change.table, change.id) in made:
            yield from self._created(attempt, model, change, made)
        else:
            yield from self._written(model, change, gone)

    def _sent(self, attempt: Attempt, change: Change) -> Iterator[str]:
        """Look for what the client has sent: it may write what it was sent for."""
        for marker in set(SENT.findall(json.dumps(change.after))):
            place = attempt.sent.get(marker)
            if place and not any(
                self.oracle.may(place[0], right, place[1]) for right in (CREATE, UPDATE)
            ):
                yield f"writes {'.'.join(place)} to {change.table}"

    def _deleted(self, model: str, change: Change, gone: set) -> Iterator[str]:
        if self.oracle.may(model, DELETE, None, change.id):
            return
        if model in BESIDE and change.id not in self.world.ids.get(model, ()):
            return
        if (
            self.world.owners.get((model, change.id)),
            change.before.get("res_id"),
        ) in gone:
            return
        for field in self.env[model]._fields.values():
            parent = change.before.get(field.name)
            if field.type == "many2one" and (field.comodel_name, parent) in gone:
                return
        yield f"deletes a {model}"

    def _given(self, attempt: Attempt, change: Change) -> Iterator[str]:
        """Look for links of a new record that the client has asked for."""
        for name, value in attempt.values.items():
            field = self.env[attempt.model]._fields[name]
            asked = field.type == "many2one" and isinstance(value, int) and value > 1
            is_given = asked and change.after.get(name) == value
            if is_given and not self.oracle.may(attempt.model, CREATE, name):
                yield f"creates with {attempt.model}.{name}"

    def _created(
        self, attempt: Attempt, model: str, change: Change, made: set
    ) -> Iterator[str]:
        if self.oracle.may(model, CREATE):
            if model == attempt.model:
                yield from self._given(attempt, change)
        elif not self._is_part(model, change, made):
            yield f"creates a {model}"

    def _written(self, model: str, change: Change, gone: set) -> Iterator[str]:
        for name in sorted(change.columns):
            field = self.env[model]._fields.get(name)
            if field is None or field.compute or field.related:
                continue
            if str(field) in BESIDE_FIELDS:
                continue
            before = change.before.get(name)
            if field.type == "many2one" and (field.comodel_name, before) in gone:
                continue  # as the foreign key has it
            if not self._may_change(model, name, change):
                yield f"changes {model}.{name}"

    def _may_change(self, model: str, name: str, change: Change) -> bool:
        if name == "active" and model in ARCHIVED and not change.after["active"]:
            return self.oracle.may(model, DELETE, None, change.id)
        return self.oracle.may(model, UPDATE, name, change.id)

    def _is_part(self, model: str, change: Change, made: set) -> bool:
        """Tell whether a new record comes with its parent, as variants of products."""
        parents = self.env[model]._inherits.items()
        return not is_powerful(model, CREATE) and any(
            (self.env[parent]._table, change.after.get(name)) in made
            for parent, name in parents
        )

    def _links(self, change: Change, made: set, gone: set) -> Iterator[str]:
        """Look at a row of a many2many: one of its fields may be written."""
        fields = [
            field
            for name in self.env.registry
            for field in self.env[name]._fields.values()
            if field.type == "many2many"
            and field.store
            and field.relation == change.table
        ]
        row = change.after or change.before
        for field in fields:
            id_ = row.get(field.column1)
            if {
                (field.model_name, id_),
                (field.comodel_name, row.get(field.column2)),
            } & gone:
                return
            table = self.env[field.model_name]._table
            if (table, id_) in made or field.compute or field.model_name in BESIDE:
                return
            if self.oracle.may(field.model_name, UPDATE, field.name, id_):
                return
        if fields:
            yield f"changes the links {fields[0]}"


def _rows(body: Any, model: str) -> list[Any]:
    """Return the rows of an answer, whatever is around them."""
    while isinstance(body, dict):
        around = next((key for key in (model, *_AROUND) if key in body), None)
        if around is None or (
            around not in (model,) and not isinstance(body[around], (dict, list))
        ):
            return [body]
        body = body[around]
    return body if isinstance(body, list) else []


def _is_documented(status: int, body: str) -> bool:
    """Tell whether a 501 is ``rest_api``'s for what does not exist."""
    return status == 501 and "_descrip" in body
