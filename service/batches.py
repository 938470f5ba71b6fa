from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.exceptions import AccessError

from ..core import codes, progress
from ..core.batch_operation import Answer, Batch, Item
from ..core.errors import ApiError, Problem
from ..core.operation import Create, CreateMany, Result
from ..records.access import Access
from ..records.write import attempts
from ..records.write.write_locks import Key
from .lists import OF_ALL

UNDONE = Problem(
    424,
    codes.FAILED_DEPENDENCY,
    "Another request of the batch has failed, so this is undone.",
)
# Of a value that says what it is without another record.
_IDS = int | None
_SCALARS = str | float | int | None


class _Failed(Exception):
    """A request of an atomic batch has failed, and undoes the others.

    Its cause is what it ended in, unless that was an answer.
    """

    def __init__(self, item: Item, answer: Answer | None = None) -> None:
        super().__init__(item.name)
        self.item = item
        self.answer = answer


class RestapiService(models.AbstractModel):
    """Executes the requests of a batch, in one transaction and one environment."""

    _inherit = "restapi.service"

    def _execute_batch(self, operation: Batch, access: Access) -> Result:
        execute = self._all_or_none if operation.atomic else self._one_by_one
        return Result(operation, value=execute(operation, access))

    def _all_or_none(self, operation: Batch, access: Access) -> dict[str, Answer]:
        try:
            with attempts.attempt(self.env):
                return self._all(operation.items, access)
        except _Failed as failed:
            # Asked only now: the savepoint is what ends a transaction that has failed.
            told = failed.answer or failed.item.refusal(
                self._problem_of_item(failed.__cause__)
            )
            return {
                item.name: told if item is failed.item else item.refusal(UNDONE)
                for item in operation.items
            }

    def _all(self, items: Sequence[Item], access: Access) -> dict[str, Answer]:
        """Return the answers to all.

        :raise _Failed: by the first that has none
        """
        answers: dict[str, Answer] = {}
        runs = self._runs(items)
        for item in progress.each(items):
            if item.name in runs:
                answers |= self._created_at_once(runs[item.name], access)
            if item.name not in answers:
                answers[item.name] = self._answered_or_failed(item, answers, access)
        return answers

    def _runs(self, items: Iterable[Item]) -> Mapping[str, list[Item]]:
        """Return requests in a row that one create can do, by the name of the first."""
        runs: list[tuple[Create | None, list[Item]]] = []
        for item in items:
            kind = self._kind(item)
            if not runs or kind is None or kind != runs[-1][0]:
                runs.append((kind, []))
            runs[-1][1].append(item)
        return {run[0].name: run for _kind, run in runs if len(run) > 1}

    def _kind(self, item: Item) -> Create | None:
        """Return what a request creates, without its values.

        Nothing where these may mean records that the request before it creates.
        """
        with suppress(ApiError, HTTPException):
            operation = item.independent
            if type(operation) is Create and self._is_flat(operation):
                return replace(operation, values={})
        return None

    def _is_flat(self, operation: Create) -> bool:
        """Tell whether values are scalars, and ids where there are relations."""
        model = self.env.get(operation.model)
        fields = {} if model is None else model._fields
        return all(
            name in fields
            and isinstance(value, _IDS if fields[name].relational else _SCALARS)
            for name, value in operation.values.items()
        )

    def _created_at_once(self, run: list[Item], access: Access) -> dict[str, Answer]:
        """Answer requests that are executed as one; none of them where that fails.

        Which of them fails, and how, is known when each is executed.
        """
        creates = [item.independent for item in run]
        first = creates[0]
        values = tuple(create.values for create in creates)
        at_once = CreateMany(
            first.model, values, first.fields, first.style, context=first.context
        )
        found = self._attempted(partial(self._handle, at_once, access))
        if isinstance(found, Problem):
            return {}
        return {
            item.name: item.answer(replace(found, operation=create, rows=[row]))
            for item, create, row in zip(run, creates, found.rows, strict=True)
        }

    def _answered_or_failed(
        self, item: Item, answers: dict[str, Answer], access: Access
    ) -> Answer:
        try:
            answer = self._answered(item, answers, access)
        except OF_ALL:
            raise
        except Exception as exc:
            raise _Failed(item) from exc
        if answer.failed:
            raise _Failed(item, answer)
        return answer

    def _one_by_one(self, operation: Batch, access: Access) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        for item in progress.each(operation.items):
            found = self._attempted(partial(self._answered, item, answers, access))
            is_problem = isinstance(found, Problem)
            answers[item.name] = item.refusal(found) if is_problem else found
        return answers

    def _answered(
        self, item: Item, answers: dict[str, Answer], access: Access
    ) -> Answer:
        bodies = {
            name: answer.body for name, answer in answers.items() if not answer.failed
        }
        result = self._handle(item.operation(bodies), access)
        self.env.flush_all()
        return item.answer(result)

    def _contended_by_batch(self, operation: Batch, access: Access) -> set[Key]:
        """Return those of all requests that depend on no other's answer."""
        keys = set()
        for item in operation.items:
            with suppress(ApiError, AccessError, HTTPException):
                if item.independent is not None:
                    keys |= self._contended(item.independent, access)
        return keys
