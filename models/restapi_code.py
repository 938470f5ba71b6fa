from odoo import api, fields, models
from odoo.tools import SQL


class RestapiCode(models.Model):
    """An authorization code of OAuth 2; see ``auth/oauth2/store.py``.

    Used ones are kept for a while: a second use tells that it was stolen.
    """

    _name = "restapi.code"
    _description = "OAuth 2 Authorization Code"
    _log_access = False
    _rec_name = "family"

    client_id = fields.Many2one(
        "restapi.client", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", required=True, ondelete="cascade", index=True
    )
    scope = fields.Char()
    resource = fields.Char()
    family = fields.Char(required=True, index=True)
    epoch = fields.Integer()
    redirect_uri = fields.Char()
    expires_at = fields.Datetime(required=True, index=True)
    used_at = fields.Datetime()

    def init(self):
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_code
                       ADD COLUMN IF NOT EXISTS digest varchar,
                       ADD COLUMN IF NOT EXISTS challenge varchar;
                   CREATE UNIQUE INDEX IF NOT EXISTS restapi_code_digest_index
                       ON restapi_code (digest)"""
            )
        )

    @api.autovacuum
    def _gc_expired(self):
        self.env.cr.execute(
            SQL(
                """DELETE FROM restapi_code
                    WHERE expires_at < now() AT TIME ZONE 'utc' - interval '1 day'"""
            )
        )
