from odoo import Command, api, models
from odoo.exceptions import AccessError

from ..records import remembered
from .restapi_endpoint import CREDENTIALS

# What is done with the rights of whoever calls.
WRITING = ("may_create", "may_update", "may_call")


class RestapiEndpoint(models.Model):
    """Says who may define an endpoint, and has all workers know of it."""

    _inherit = "restapi.endpoint"

    @api.model_create_multi
    def create(self, vals_list):
        remembered.forget(self.env)
        endpoints = super().create(vals_list)._narrowed()
        endpoints._restapi_check_powers()
        return endpoints

    def write(self, vals):
        remembered.forget(self.env)
        # To switch one off takes no power.
        widens = vals != {"active": False}
        if widens:
            self._restapi_check_powers()
        if vals.get("all_users"):
            vals = {"group_ids": [Command.clear()], **vals}
        result = super().write(vals)
        self._narrowed()
        if widens:
            self._restapi_check_powers()
        return result

    def unlink(self):
        remembered.forget(self.env)
        return super().unlink()

    def _narrowed(self):
        """Let lists of groups and credentials be about these alone.

        The choice is kept beside the list: a group that is deleted must not turn
        "these" into "all".
        """
        self.filtered(lambda each: each.all_users and each.group_ids).all_users = False
        return self

    def _restapi_check_powers(self) -> None:
        """Refuse to define what others would do without knowing it.

        An endpoint runs with the rights of whoever calls it. Who reads gets the answer
        himself; but who writes or calls may do more than the author, for whom he would
        do it. And a credential that is listed may do more than before.

        :raise AccessError: only for who administers the system
        """
        if self.env.su or self.env.user._is_system():
            return
        if any(endpoint[name] for endpoint in self for name in WRITING):
            raise AccessError(
                self.env._(
                    "An endpoint that creates, updates or calls does so with the "
                    "rights of whoever calls it: only who administers the system may "
                    "define one. You may define those that list and read, and switch "
                    "off any."
                )
            )
        for name in CREDENTIALS:
            self.with_context(active_test=False)[name]._restapi_check_powers()
