from collections.abc import Callable
from typing import NamedTuple

from odoo import api, fields, models
from odoo.models import BaseModel
from odoo.tools import SQL

# Of the routes, what the page of the documentation reads.
_DESCRIPTION = "%/openapi.json"


class _Step(NamedTuple):
    """Something to be done once.

    :param action: where it is done, an external id of this addon
    :param is_done: asks the database
    """

    title: str
    hint: str
    action: str
    is_done: Callable[[], bool]


class RestapiFirstSteps(models.TransientModel):
    """The way into the API, with what has been done of it ticked."""

    _name = "restapi.first.steps"
    _description = "First Steps with the REST API"

    steps = fields.Json(compute="_compute_steps")
    done = fields.Integer(compute="_compute_steps")
    total = fields.Integer(compute="_compute_steps")

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("First Steps")

    @api.depends_context("lang")
    def _compute_steps(self):
        steps = [
            {
                "title": step.title,
                "hint": step.hint,
                "action": f"restapi.{step.action}",
                "is_done": step.is_done(),
            }
            for step in self._restapi_steps()
        ]
        self.steps = steps
        self.done = sum(step["is_done"] for step in steps)
        self.total = len(steps)

    def _restapi_steps(self) -> list[_Step]:
        return [
            _Step(
                self.env._("Read the documentation of your own server"),
                self.env._("Every model with its fields, to try in the browser."),
                "restapi_docs_action",
                lambda: self._has_called(SQL("route LIKE %s", _DESCRIPTION)),
            ),
            _Step(
                self.env._("Make a key"),
                self.env._(
                    "In your preferences, under Security: for a script of yours."
                ),
                "restapi_key_new_action",
                lambda: bool(
                    self._count("restapi.key") or self._count("res.users.apikeys")
                ),
            ),
            _Step(
                self.env._("Call the API with it"),
                self.env._("Use It, on its form, has programs to copy."),
                "restapi_key_action",
                lambda: self._has_called(SQL("route NOT LIKE %s", _DESCRIPTION)),
            ),
            _Step(
                self.env._("Limit a credential"),
                self.env._(
                    "Only These Models, on its form: what it opens beside is refused."
                ),
                "restapi_credential_use_action",
                lambda: bool(self._limited()),
            ),
            _Step(
                self.env._("Find out why a call fails"),
                self.env._(
                    "The list of requests has it, with a button to try its credential."
                ),
                "restapi_log_action",
                lambda: bool(self._count("restapi.log")),
            ),
            _Step(
                self.env._("Register an application"),
                self.env._(
                    "For an app of many users, who each allow it their own data."
                ),
                "restapi_client_action",
                lambda: bool(self._count("restapi.client")),
            ),
        ]

    def _count(self, model: str) -> int:
        # sudo: whether there are any, also among those of others.
        records: BaseModel = self.env[model].sudo()
        return records.with_context(active_test=False).search_count([], limit=1)

    def _limited(self) -> BaseModel:
        return self.env["restapi.credential.use"].search(
            [("is_limited", "=", True)], limit=1
        )

    def _has_called(self, condition: SQL) -> bool:
        """Tell whether somebody has called such a route."""
        rows = self.env.execute_query(
            SQL(
                """SELECT 1 FROM restapi_usage_hour
                    WHERE user_id > 0 AND calls > errors + throttled
                      AND %s LIMIT 1""",
                condition,
            )
        )
        return bool(rows)
