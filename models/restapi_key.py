from odoo import api, fields, models
from odoo.tools import SQL

from ..auth import secrets
from ..auth.tokens import token
from ..auth.tokens.token import PERSONAL_KEY


class RestapiKey(models.Model):
    """A personal REST key: a bearer token that a user makes for himself."""

    _name = "restapi.key"
    _inherit = ["restapi.scoped"]
    _description = "REST API Key"

    access_ids = fields.One2many("restapi.access", "key_id", copy=False)
    scope = fields.Char(
        help="read, write and execute for every model, or for one, like "
        "res.partner:read; separated by spaces.",
    )
    key_prefix = fields.Char("Key", readonly=True, help="First characters of the key.")

    def init(self):
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_key ADD COLUMN IF NOT EXISTS digest varchar;
                   CREATE UNIQUE INDEX IF NOT EXISTS restapi_key_digest_index
                       ON restapi_key (digest)"""
            )
        )

    def action_revoke(self):
        """End these keys."""
        # Users may delete their own keys, and no others.
        self.unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _restapi_new_key(self) -> str:
        """Give the record its key, and return it."""
        self.ensure_one()
        self._restapi_check_powers()
        key = token.new_text(PERSONAL_KEY)
        self.key_prefix = f"{key[:10]}…"
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE restapi_key SET digest = %s WHERE id = %s",
                secrets.digest(self.env, key),
                self.id,
            )
        )
        return key

    @api.model
    def _restapi_show(self, key: str) -> dict:
        """Return the dialog that shows a key, once."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write down your key"),
            "res_model": "res.users.apikeys.show",
            "views": [
                (self.env.ref("restapi.res_users_apikeys_show_view_form").id, "form")
            ],
            "target": "new",
            "context": {"default_key": key},
        }
