from odoo import api, fields, models

from .. import settings

# A token of a password that lives longer is told of.
LONG_SECONDS = 90 * 86_400
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


class ResConfigSettings(models.TransientModel):
    """What among the settings weakens security, for who sets it."""

    _inherit = "res.config.settings"

    restapi_warnings = fields.Text(
        compute="_compute_restapi_warnings", help="What weakens security."
    )

    @api.depends(
        *("restapi_cors", "restapi_max_login_failures", "restapi_issuer"),
        *("restapi_max_address_failures", "restapi_restful_access_token_expires_in"),
        *("restapi_use_redis_token_store", "restapi_redis_host"),
        *("restapi_redis_password", "restapi_dialect_restful"),
    )
    def _compute_restapi_warnings(self):
        for record in self:
            record.restapi_warnings = "\n".join(record._restapi_weaknesses())

    def _restapi_weaknesses(self) -> list[str]:
        """Return a sentence for each setting that weakens security."""
        current = settings.read(self.env)
        issuer = self.restapi_issuer or current.issuer
        host = issuer.partition("//")[2].partition(":")[0].partition("/")[0]
        is_open = issuer.startswith("http://") and host not in LOCAL_HOSTS
        checks = (
            (
                "*" in (self.restapi_cors or ""),
                self.env._(
                    "Allowed Origins: scripts of every web page may call the API."
                ),
            ),
            (
                not self.restapi_max_login_failures,
                self.env._(
                    "Wrong Passwords: there is no limit, so that they can be guessed."
                ),
            ),
            (
                not self.restapi_max_address_failures,
                self.env._(
                    "Failed Attempts: there is no limit, so that keys can be tried."
                ),
            ),
            (
                self.restapi_dialect_restful
                and self.restapi_restful_access_token_expires_in > LONG_SECONDS,
                self.env._(
                    "Life of restful Tokens: a stolen one is good for a long time."
                ),
            ),
            (
                is_open,
                self.env._(
                    "%s is not encrypted: keys and tokens can be read on the way.",
                    issuer,
                ),
            ),
            (
                self.restapi_use_redis_token_store
                and not self.restapi_redis_password
                and self.restapi_redis_host not in LOCAL_HOSTS,
                self.env._(
                    "Redis Password: there is none, and Redis is on another server."
                ),
            ),
            (
                current.demo,
                self.env._(
                    "restapi.demo is on: /start tells strangers a client secret."
                ),
            ),
        )
        return [sentence for applies, sentence in checks if applies]
