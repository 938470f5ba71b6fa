from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache

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

    @api.model
    @ormcache("id_")
    def _restapi_grant(self, id_: int) -> Grant:
        # sudo: what the owner has set for the key.
        return both(
            scope.grant(self.sudo().browse(id_).scope), super()._restapi_grant(id_)
        )
