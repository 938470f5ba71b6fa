from odoo import fields, models
from odoo.exceptions import AccessDenied
from odoo.fields import NO_ACCESS
from odoo.http import request
from odoo.tools import SQL

from ..auth.throttle import failures
from ..core import codes
from ..core.errors import Unauthorized
from ..records import odoo19

# Writing one of these ends the tokens of a user, as it ends their web sessions.
CREDENTIALS = frozenset(["active", "password", "new_password", "totp_secret"])
PASSWORDS = frozenset(["password", "new_password"])
# Longer ones only cost time to hash.
MAX_PASSWORD_LENGTH = 1024


class ResUsers(models.Model):
    _inherit = "res.users"

    restapi_key_ids = fields.One2many("restapi.key", "user_id", "REST Keys")
    restapi_login_token_ids = fields.One2many(
        "restapi.token", "user_id", "Login Tokens", domain=[("kind", "=", "login")]
    )
    restapi_epoch = fields.Integer(groups=NO_ACCESS, default=0, copy=False)

    @property
    def SELF_READABLE_FIELDS(self):
        own = ["restapi_key_ids", "restapi_login_token_ids"]
        return [*super().SELF_READABLE_FIELDS, *own]

    def write(self, vals):
        result = super().write(vals)
        if CREDENTIALS & vals.keys():
            self._restapi_end_tokens()
        if PASSWORDS & vals.keys():
            # sudo: keys of users whose password is reset by somebody else; their
            # own change leaves them alone, as Odoo's leaves its API keys.
            others = (self - self.env.user).sudo().with_context(active_test=False)
            others.restapi_key_ids.unlink()
        return result

    def _action_revoke_all_devices(self):
        self._restapi_end_tokens()
        return super()._action_revoke_all_devices()

    def _restapi_end_tokens(self):
        """Make every token of these users useless, in whatever store it is.

        The epoch only grows: reactivating a user brings no token back.
        """
        if not self.ids:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE res_users SET restapi_epoch = coalesce(restapi_epoch, 0) + 1
                    WHERE id IN %s""",
                tuple(self.ids),
            )
        )

    def _restapi_epoch(self, user_id):
        rows = self.env.execute_query(
            SQL(
                "SELECT coalesce(restapi_epoch, 0) FROM res_users WHERE id = %s",
                user_id,
            )
        )
        return rows[0][0]

    def _restapi_log_in(self, login, password):
        """Return the id of the user with this password, or this API key.

        Goes through Odoo's own log in, its cool-down after failures included.

        :raise Unauthorized: wrong, or a password of a user who has a second
            factor
        :raise TooManyRequests: after too many wrong ones
        :raise Forbidden: the user's tokens are not good at this address
        """
        address = request.httprequest.remote_addr if request else None
        failures.check_log_in(self.env, login, address)
        try:
            if len(password) > MAX_PASSWORD_LENGTH or "\0" in login + password:
                raise AccessDenied
            # sudo: as in ``_login``, before anybody is known.
            known = self.sudo().search_count(odoo19.login_domain(self, login), limit=1)
            if not known:
                self._restapi_refuse_unknown(login, password)
            credential = {"type": "password", "login": login, "password": password}
            agent = {"interactive": False, "restapi": True}
            user_id = odoo19.log_in(self, credential, agent)
        except AccessDenied as exc:
            failures.note_login(self.env, login)
            raise Unauthorized(str(exc), codes.ACCESS_DENIED) from exc
        self.env["restapi.login.limit"]._restapi_check_address(user_id, address)
        return user_id

    def _restapi_refuse_unknown(self, login, password):
        """Take the time that a wrong password of a known user takes."""
        with odoo19.counted_log_in(self, login):
            odoo19.password_context(self).hash(password)
            raise AccessDenied

    def _check_credentials(self, credential, env):
        try:
            return super()._check_credentials(credential, env)
        except AccessDenied:
            if not (env and env.get("restapi") and odoo19.needs_api_key(self.env.user)):
                raise
            # Only who knows the password is told that there is a second factor.
            super()._check_credentials(credential, {**env, "interactive": True})
            raise Unauthorized(
                "This user has two-factor authentication: "
                "send an API key of the user in place of the password.",
                codes.ACCESS_DENIED,
            ) from None
