from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache

from ..auth import token
from ..auth.token import PERSONAL_KEY
from ..core import scope
from ..core.grant import Grant, both


class RestapiKey(models.Model):
    """A personal REST key: a bearer token that a user makes for himself."""

    _name = "restapi.key"
    _inherit = ["restapi.credential"]
    _description = "REST API Key"

    access_ids = fields.One2many("restapi.access", "key_id", copy=False)
    scope = fields.Char(
        required=True,
        default="read write execute",
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

    @api.constrains("scope")
    def _check_scope(self):
        for key in self:
            try:
                scope.words(key.scope)
            except ValueError as exc:
                raise ValidationError(
                    self.env._("Scope: %(word)s is no scope.", word=exc)
                ) from exc

    def write(self, vals):
        result = super().write(vals)
        if "scope" in vals:
            self.env.registry.clear_cache()
        return result

    def action_revoke(self):
        """End these keys."""
        # Users may delete their own keys, and no others.
        self.unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _restapi_new_key(self) -> str:
        """Give the record its key, and return it."""
        self.ensure_one()
        key = token.new_text(PERSONAL_KEY)
        self.key_prefix = f"{key[:10]}…"
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE restapi_key SET digest = %s WHERE id = %s",
                token.digest(self.env, key),
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

    @api.model
    @ormcache("id_")
    def _restapi_grant(self, id_: int) -> Grant:
        # sudo: what the owner has set for the key.
        return both(
            scope.grant(self.sudo().browse(id_).scope), super()._restapi_grant(id_)
        )
