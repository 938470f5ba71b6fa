from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..auth.oauth2 import redirect_uri
from ..auth.tokens import issued, token


class RestapiClient(models.Model):
    """An OAuth application: its id and secret serve OAuth 1.0a and OAuth 2."""

    _name = "restapi.client"
    _inherit = ["restapi.scoped"]
    _description = "OAuth Application"
    _restapi_hints = ("client_id", "secret_prefix", "client_type", "allow_oauth1")

    access_ids = fields.One2many("restapi.access", "client_id", copy=True)
    client_id = fields.Char(
        "Client ID",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: token.new_text(),
        help="Public name of the application; OAuth 1.0a calls it the consumer key.",
    )
    client_type = fields.Selection(
        [("confidential", "Confidential"), ("public", "Public")],
        required=True,
        default="confidential",
        tracking=True,
        help="A public application cannot keep a secret, as one in a browser or on a "
        "phone: it has none, and must use PKCE.",
    )
    redirect_uris = fields.Text(
        "Redirect URIs",
        tracking=True,
        help="One a line; compared exactly, except for the port of a loopback address.",
    )
    scope = fields.Char(
        help="The most that tokens of this application may allow: read, write and "
        "execute for every model, or for one, like res.partner:read; separated "
        "by spaces.",
    )
    allow_oauth1 = fields.Boolean(
        "OAuth 1.0a",
        tracking=True,
        help="Sign its calls, with tokens that users have consented to. The secret "
        "itself is kept then, encrypted, in place of a digest alone.",
    )
    allow_authorization_code = fields.Boolean(
        "Authorization Code",
        default=True,
        tracking=True,
        help="Send users to a page of this server, on which they consent.",
    )
    allow_refresh_token = fields.Boolean(
        "Refresh Token",
        default=True,
        tracking=True,
        help="Renew its access tokens without the user.",
    )
    allow_client_credentials = fields.Boolean(
        "Client Credentials",
        tracking=True,
        help="Get tokens of the service user, without anybody's consent.",
    )
    allow_device_code = fields.Boolean(
        "Device Code",
        tracking=True,
        help="Connect devices without a browser: the user types a code elsewhere.",
    )
    allow_introspection = fields.Boolean(
        "Introspection",
        tracking=True,
        help="May ask about the tokens of other applications (RFC 7662), as an API "
        "gateway does; about its own it always may.",
    )
    service_user_id = fields.Many2one(
        "res.users",
        tracking=True,
        help="Whose rights apply with the grant Client Credentials.",
    )
    access_token_lifetime = fields.Integer(
        default=1800,
        tracking=True,
        help="How long an access token of OAuth 2 is good for.",
    )
    refresh_token_lifetime = fields.Integer(
        default=30 * 24 * 3600,
        tracking=True,
        help="How long a refresh token is good for, after which users consent again.",
    )

    consent_ids = fields.One2many("restapi.consent", "client_id")
    consent_count = fields.Integer(compute="_compute_consent_count")

    _client_id_unique = models.UniqueIndex("(client_id)")

    def _restapi_hint(self) -> str:
        return f"{self.client_id[:6]}…" if self.client_id else ""

    @api.depends("consent_ids")
    def _compute_consent_count(self):
        for client in self:
            client.consent_count = len(client.consent_ids)

    @api.constrains("redirect_uris")
    def _check_redirect_uris(self):
        for client in self:
            for uri in client._restapi_redirect_uris():
                try:
                    redirect_uri.check(uri)
                except ValueError as exc:
                    raise ValidationError(
                        self.env._(
                            "Redirect URI %(uri)s: %(reason)s.", uri=uri, reason=exc
                        )
                    ) from exc

    @api.constrains("redirect_uris", "allow_authorization_code")
    def _check_has_redirect_uri(self):
        for client in self:
            if client.allow_authorization_code and not client._restapi_redirect_uris():
                raise ValidationError(
                    self.env._(
                        "Redirect URIs: the grant Authorization Code sends users back "
                        "to the application. Enter the address that its developer "
                        "gives you, like https://shop.example.com/callback, or switch "
                        "the grant off."
                    )
                )

    @api.constrains("access_token_lifetime", "refresh_token_lifetime")
    def _check_lifetimes(self):
        for client in self:
            if client.access_token_lifetime < 1 or client.refresh_token_lifetime < 1:
                raise ValidationError(
                    self.env._("A token lives for a second at least.")
                )

    @api.constrains("allow_client_credentials", "service_user_id")
    def _check_service_user(self):
        for client in self:
            if client.allow_client_credentials and not client.service_user_id:
                raise ValidationError(
                    self.env._("Client Credentials need a user whose rights apply.")
                )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self.action_revoke_tokens()
        return result

    def action_revoke_tokens(self):
        """End all that users have allowed these applications."""
        self.check_access("write")
        for client in self:
            issued.revoke(self.env.cr, client_id=client.id)
        self.with_context(active_test=False).consent_ids.unlink()
        return True

    @api.model
    def _restapi_live(self, client_id: str):
        """Return the application with this public name, if it is good now.

        With the rights to read all of it, for the endpoints of OAuth.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id
                     FROM restapi_client c JOIN res_users u ON u.id = c.user_id
                    WHERE c.client_id = %s AND %s""",
                client_id,
                self._restapi_is_live(),
            )
        )
        # sudo: applications ask for tokens before anybody is logged in.
        return self.sudo().browse(id_ for (id_,) in rows)

    def _restapi_acting_users(self):
        return super()._restapi_acting_users() | self.service_user_id

    def _restapi_redirect_uris(self) -> list[str]:
        return (self.redirect_uris or "").split()
