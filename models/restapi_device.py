from odoo import api, fields, models
from odoo.tools import SQL


class RestapiDevice(models.Model):
    """A device that waits for its user; see ``auth/oauth2/devices.py``."""

    _name = "restapi.device"
    _description = "OAuth 2 Device"
    _log_access = False
    _rec_name = "client_id"

    client_id = fields.Many2one(
        "restapi.client", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", ondelete="cascade", index=True)
    scope = fields.Char()
    epoch = fields.Integer()
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("authorized", "Authorized"),
            ("denied", "Denied"),
            ("used", "Used"),
        ],
        required=True,
    )
    poll_seconds = fields.Integer()
    polled_at = fields.Datetime()
    address = fields.Char()
    expires_at = fields.Datetime(required=True, index=True)

    def init(self):
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_device
                       ADD COLUMN IF NOT EXISTS digest varchar,
                       ADD COLUMN IF NOT EXISTS user_code_digest varchar;
                   CREATE UNIQUE INDEX IF NOT EXISTS restapi_device_digest_index
                       ON restapi_device (digest);
                   CREATE UNIQUE INDEX IF NOT EXISTS restapi_device_user_code_index
                       ON restapi_device (user_code_digest)"""
            )
        )

    @api.autovacuum
    def _gc_expired(self):
        self.env.cr.execute(
            SQL(
                """DELETE FROM restapi_device
                    WHERE expires_at < now() AT TIME ZONE 'utc' - interval '1 day'"""
            )
        )
