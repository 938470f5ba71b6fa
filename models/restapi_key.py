from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import settings
from ..auth import rotation
from ..auth.tokens import token
from ..auth.tokens.token import PERSONAL_KEY
from ..records import odoo19


class RestapiKey(models.Model):
    """A personal REST key: a bearer token that users make for themselves."""

    _name = "restapi.key"
    _inherit = ["restapi.scoped"]
    _description = "REST API Key"
    _restapi_hints = ("key_prefix",)

    access_ids = fields.One2many("restapi.access", "key_id", copy=False)
    scope = fields.Char(
        help="read, write and execute for every model, or for one, like "
        "res.partner:read; separated by spaces.",
    )
    key_prefix = fields.Char(
        "Key", readonly=True, copy=False, help="First characters of the key."
    )

    def init(self):
        rotation.add_columns(self.env.cr, self._table)

    # Every key is made for a user: one that is made without an end is looked at, too.
    @api.constrains("valid_to", "user_id")
    def _check_longest_life(self):
        """Hold personal keys to the longest life that an administrator has set."""
        days = settings.read(self.env).key_max_days
        if not days:
            return
        for key in self:
            # A day more: dates are picked to the day.
            latest = fields.Datetime.now() + timedelta(days=days + 1)
            if not key.valid_to or key.valid_to > latest:
                raise ValidationError(
                    self.env._("A personal key expires within %s days here.", days)
                )

    def action_revoke(self):
        """End these keys."""
        # Users may delete their own keys, and no others.
        self.unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_revoke_shown(self):
        """End the key whose form is open, and leave it for the list."""
        self.action_revoke()
        action = odoo19.action(self.env, "restapi.restapi_key_action")
        return {**action, "target": "main"}

    def _restapi_show_new(self, overlap_seconds: int, **context) -> dict:
        """Let users change their own keys, whose limits others have set."""
        self.check_access("read")
        own = self.user_id == self.env.user
        # sudo: the key alone is another; users may not write anything else of it.
        key = self.sudo() if own else self
        return super(RestapiKey, key)._restapi_show_new(overlap_seconds, **context)

    def _restapi_hint(self) -> str:
        return self.key_prefix or ""

    def _restapi_new_secret(self, overlap_seconds: int = 0) -> str:
        return self._restapi_new_key(overlap_seconds)

    def _restapi_new_key(self, overlap_seconds: int = 0) -> str:
        """Give the record its key, and return it.

        :param overlap_seconds: how long the one before is good beside it
        """
        self.ensure_one()
        self._restapi_check_powers()
        key = token.new_text(PERSONAL_KEY)
        self.key_prefix = f"{key[:10]}…"
        rotation.replace(self, key, overlap_seconds)
        return key
