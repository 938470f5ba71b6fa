from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.models import BaseModel
from odoo.tools import SQL

_ITEM = Markup(
    '<li class="d-flex gap-3 py-2">'
    '<i class="fa fa-fw fa-2x %s" role="img" title="%s"></i>'
    '<div><a href="%s" class="fw-bold">%s</a>'
    '<div class="text-muted">%s</div></div></li>'
)


class _Step(NamedTuple):
    """Something to be done once.

    :param address: where it is done
    :param is_done: asks the database
    """

    title: str
    hint: str
    address: str
    is_done: Callable[[], bool]


class RestapiFirstSteps(models.TransientModel):
    """The way into the API, with what has been done of it ticked."""

    _name = "restapi.first.steps"
    _description = "First Steps with the REST API"

    steps = fields.Html(compute="_compute_steps", sanitize=False)
    done = fields.Integer(compute="_compute_steps")
    total = fields.Integer(compute="_compute_steps")

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("First Steps")

    @api.depends_context("lang")
    def _compute_steps(self):
        steps = self._restapi_steps()
        ticks = [step.is_done() for step in steps]
        items = (
            self._restapi_item(step, tick)
            for step, tick in zip(steps, ticks, strict=True)
        )
        self.steps = Markup('<ol class="list-unstyled">%s</ol>') % Markup().join(items)
        self.done, self.total = sum(ticks), len(ticks)

    def _restapi_item(self, step: _Step, is_done: bool) -> Markup:
        icon, told = (
            ("fa-check-circle text-success", self.env._("Done"))
            if is_done
            else ("fa-circle-o text-muted", self.env._("To do"))
        )
        return _ITEM % (icon, told, step.address, step.title, step.hint)

    def _restapi_steps(self) -> list[_Step]:
        return [
            _Step(
                self.env._("Read the documentation of your own server"),
                self.env._("Every model with its fields, to try in the browser."),
                "/restapi/docs",
                lambda: self._has_called("/openapi.json"),
            ),
            _Step(
                self.env._("Make a key"),
                self.env._(
                    "In your preferences, under Security: for a script of yours."
                ),
                "/odoo/action-base.action_res_users_my",
                lambda: bool(
                    self._count("restapi.key") or self._count("res.users.apikeys")
                ),
            ),
            _Step(
                self.env._("Call the API with it"),
                self.env._("The documentation has a line of curl to copy."),
                "/restapi/docs",
                lambda: self._has_called(""),
            ),
            _Step(
                self.env._("Limit a credential"),
                self.env._(
                    "Only These Models, on its form: what it opens beside is refused."
                ),
                "/odoo/action-restapi.restapi_credential_use_action",
                lambda: bool(self._limited()),
            ),
            _Step(
                self.env._("Find out why a call fails"),
                self.env._(
                    "The list of requests has it, with a button to try its credential."
                ),
                "/odoo/action-restapi.restapi_log_action",
                lambda: bool(self._count("restapi.log")),
            ),
            _Step(
                self.env._("Register an application"),
                self.env._(
                    "For an app of many users, who each allow it their own data."
                ),
                "/odoo/action-restapi.restapi_client_action",
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

    def _has_called(self, ending: str) -> bool:
        """Tell whether somebody has called such an address; all end with nothing."""
        rows = self.env.execute_query(
            SQL(
                """SELECT 1 FROM restapi_usage_hour
                    WHERE user_id > 0 AND calls > errors + throttled
                      AND route LIKE %s LIMIT 1""",
                f"%{ending}",
            )
        )
        return bool(rows)
