from odoo import api, fields, models
from odoo.addons.base.models.res_users import check_identity
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..auth import rotation, secrets
from ..auth.tokens import token


class RestapiClient(models.Model):
    """The secret of an application.

    A digest of it is kept. OAuth 1.0a needs the secret itself: where that is allowed,
    it is kept encrypted as well.
    """

    _inherit = "restapi.client"

    secret_prefix = fields.Char(
        "Client Secret",
        readonly=True,
        copy=False,
        help="First characters of the secret; OAuth 1.0a calls it the consumer secret.",
    )
    keeps_secret = fields.Boolean(
        compute="_compute_keeps_secret",
        help="The secret itself is kept, encrypted, because OAuth 1.0a needs it.",
    )
    wants_secret = fields.Boolean(compute="_compute_keeps_secret")

    def init(self):
        rotation.add_columns(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_client
                       ADD COLUMN IF NOT EXISTS sealed_secret varchar"""
            )
        )

    @api.depends("secret_prefix", "allow_oauth1", "client_type", "oauth1_methods")
    def _compute_keeps_secret(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM restapi_client
                    WHERE id = ANY(%s) AND sealed_secret IS NOT NULL""",
                self.ids,
            )
        )
        kept = {id_ for (id_,) in rows}
        for client in self:
            saved = client.ids  # of a page that is not saved as well
            client.keeps_secret = bool(kept & set(saved))
            needs = client.client_type == "confidential" and bool(saved)
            signs = client.allow_oauth1 and client.oauth1_methods != "rsa"
            client.wants_secret = needs and (
                not client.secret_prefix or (signs and not client.keeps_secret)
            )

    def _restapi_has_secret(self) -> bool:
        by_key = self.allow_oauth1 and self.oauth1_methods == "rsa"
        return self.client_type == "public" or by_key or bool(self.secret_prefix)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("client_type") == "public":
            rotation.forget(self)
            self.secret_prefix = False
        if vals.get("client_type") == "public" or vals.get("allow_oauth1") is False:
            self._restapi_forget_sealed()
        return result

    @check_identity
    def action_show_secret(self):
        """Show the secret again, where OAuth 1.0a has it kept."""
        self.ensure_one()
        # Its owner and administrators may see the application.
        self.check_access("read")
        secret = self._restapi_secret()
        if not secret:
            raise UserError(
                self.env._("Only a digest of the secret is kept: make a new one.")
            )
        return self.env["restapi.secret"]._restapi_show(secret, is_kept=True)

    def _restapi_new_secret(self, overlap_seconds: int = 0) -> str:
        """Give the application another secret, and return it.

        :param overlap_seconds: how long OAuth 2 takes the one before beside it;
            OAuth 1.0a takes the new one alone
        """
        self.ensure_one()
        self._restapi_check_powers()
        secret = token.new_text()
        self.secret_prefix = f"{secret[:6]}…"
        rotation.replace(self, secret, overlap_seconds)
        sealed = secrets.seal(self.env, secret) if self.allow_oauth1 else None
        self.env.cr.execute(
            SQL(
                "UPDATE restapi_client SET sealed_secret = %s WHERE id = %s",
                sealed,
                self.id,
            )
        )
        self.invalidate_recordset(["keeps_secret", "wants_secret"])
        return secret

    def _restapi_forget_sealed(self) -> None:
        """Keep no more than the digest of the secret."""
        self.env.cr.execute(
            SQL(
                "UPDATE restapi_client SET sealed_secret = NULL WHERE id = ANY(%s)",
                self.ids,
            )
        )
        self.invalidate_recordset(["keeps_secret", "wants_secret"])

    def _restapi_secret(self) -> str | None:
        """Return the secret, where OAuth 1.0a has it kept; else ``None``."""
        self.ensure_one()
        self._restapi_check_powers()
        rows = self.env.execute_query(
            SQL("SELECT sealed_secret FROM restapi_client WHERE id = %s", self.id)
        )
        return secrets.unseal(self.env, rows[0][0]) if rows[0][0] else None
