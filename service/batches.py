from contextlib import suppress
from functools import partial

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.exceptions import AccessError

from ..core import codes, progress
from ..core.batch_operation import Answer, Batch, Item
from ..core.errors import ApiError, Problem
from ..core.operation import Result
from ..records.access import Access
from ..records.write import attempts
from ..records.write.write_locks import Key
from .lists import OF_ALL

UNDONE = Problem(
    424,
    codes.FAILED_DEPENDENCY,
    "Another request of the batch has failed, so this is undone.",
)


class _Failed(Exception):
    """A request of an atomic batch has failed, and undoes the others."""


class RestapiService(models.AbstractModel):
    """Executes the requests of a batch, in one transaction and one environment."""

    _inherit = "restapi.service"

    def _execute_batch(self, operation: Batch, access: Access) -> Result:
        execute = self._all_or_none if operation.atomic else self._one_by_one
        return Result(operation, value=execute(operation, access))

    def _all_or_none(self, operation: Batch, access: Access) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        try:
            with attempts.attempt(self.env):
                for item in progress.each(operation.items):
                    answers[item.name] = self._answered_or_failed(item, answers, access)
                    if answers[item.name].failed:
                        raise _Failed
        except _Failed:
            failed = next(reversed(answers))
            return {
                item.name: answers[failed]
                if item.name == failed
                else item.refusal(UNDONE)
                for item in operation.items
            }
        return answers

    def _answered_or_failed(
        self, item: Item, answers: dict[str, Answer], access: Access
    ) -> Answer:
        try:
            return self._answered(item, answers, access)
        except OF_ALL:
            raise
        except Exception as exc:  # noqa: BLE001 whatever it ends in is its answer
            return item.refusal(self._problem_of_item(exc))

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
                if (independent := item.independent()) is not None:
                    keys |= self._contended(independent, access)
        return keys
