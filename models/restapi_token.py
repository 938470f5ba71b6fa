from odoo import api, fields, models
from odoo.tools import SQL

from ..records import odoo19


class RestapiToken(models.Model):
    """A token that was issued; see ``auth/tokens/token.py``.

    ``digest`` and ``sealed`` are columns without fields, so that no view, no
    export and no API can show them.
    """

    _name = "restapi.token"
    _description = "REST API Token"
    _order = "id DESC"
    _rec_name = "kind"
    _log_access = False

    kind = fields.Selection(
        [
            ("rest_api_access", "Access token of a password (rest_api)"),
            ("rest_api_refresh", "Refresh token of a password (rest_api)"),
            ("restful_access", "Access token of a password (restful)"),
            ("oauth2_access", "OAuth 2 access token"),
            ("oauth2_refresh", "OAuth 2 refresh token"),
            ("oauth1_access", "OAuth 1.0a access token"),
            ("login", "Login token of an account"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade", index=True
    )
    epoch = fields.Integer(
        readonly=True, help="Epoch of the user's credentials when the token was issued."
    )
    family = fields.Char(required=True, readonly=True, index=True)
    scope = fields.Char(readonly=True)
    resource = fields.Char(
        readonly=True, help="Where the token is good, like mcp; empty for everywhere."
    )
    client_id = fields.Many2one(
        "restapi.client", "Application", readonly=True, ondelete="cascade", index=True
    )
    used_at = fields.Datetime(readonly=True)
    account_id = fields.Many2one(
        "restapi.account", readonly=True, ondelete="cascade", index=True
    )
    create_date = fields.Datetime("Issued on", readonly=True)
    expires_at = fields.Datetime("Expires on", required=True, readonly=True, index=True)
    last_use = fields.Datetime(readonly=True, help="Within a minute.")
    last_address = fields.Char(readonly=True, help="Where it was used from last.")
    last_agent = fields.Char(
        "Last Client", readonly=True, help="What its program called itself last."
    )

    def init(self):
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_token
                       ADD COLUMN IF NOT EXISTS digest varchar,
                       ADD COLUMN IF NOT EXISTS sealed varchar;
                   CREATE UNIQUE INDEX IF NOT EXISTS restapi_token_digest_index
                       ON restapi_token (digest)"""
            )
        )

    def action_revoke(self):
        """End these tokens."""
        self.unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_revoke_shown(self):
        """End the token whose form is open, and leave it for the list."""
        self.action_revoke()
        action = odoo19.action(self.env, "restapi.restapi_token_action")
        return {**action, "target": "main"}

    @api.autovacuum
    def _gc_expired(self):
        self.env.cr.execute(
            SQL("DELETE FROM restapi_token WHERE expires_at < now() AT TIME ZONE 'utc'")
        )
