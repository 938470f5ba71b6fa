from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.base.models.res_users import check_identity
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..auth import secrets
from ..records import confidential
from ..webhooks import signature

# How long messages are signed with the secret before as well.
OVERLAP = timedelta(hours=24)


class RestapiWebhook(models.Model):
    """Secrets of webhooks: columns without fields, sealed, shown when they are made."""

    _inherit = "restapi.webhook"

    secret_changed = fields.Datetime("Secret Made on", readonly=True, copy=False)
    has_two_secrets = fields.Boolean(compute="_compute_has_two_secrets")
    is_secret_shown = fields.Boolean(readonly=True, copy=False)

    def _compute_has_two_secrets(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM restapi_webhook WHERE id = ANY(%s)"
                " AND previous_until > clock_timestamp() AT TIME ZONE 'utc'",
                list(self.ids),
            )
        )
        found = {id_ for (id_,) in rows}
        for webhook in self:
            webhook.has_two_secrets = not found.isdisjoint(webhook.ids)

    def _compute_secret(self):
        self.secret = False

    def _inverse_secret(self):
        # sudo: a client of the API may set it, and not read it.
        for webhook in self.sudo().filtered("secret"):
            try:
                signature.key(webhook.secret)
            except ValueError as exc:
                raise ValidationError(str(exc)) from exc
            webhook._restapi_replace_secret(webhook.secret)
            # Whoever has set it knows it.
            webhook.is_secret_shown = True

    def _compute_headers(self):
        for webhook in self:
            (sealed,) = webhook._restapi_column("sealed_headers")
            webhook.headers = secrets.unseal(self.env, sealed) if sealed else False

    def _inverse_headers(self):
        # sudo: a client of the API may set them, and not read them.
        for webhook in self.sudo():
            text = webhook.headers or ""
            try:
                webhook._restapi_headers(text)
            except ValueError as exc:
                raise ValidationError(
                    self.env._("Headers: %(reason)s", reason=exc)
                ) from exc
            self.env.cr.execute(
                SQL(
                    "UPDATE restapi_webhook SET sealed_headers = %s WHERE id = %s",
                    *(secrets.seal(self.env, text) if text else None, webhook.id),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        webhooks = super().create(vals_list)
        for webhook in webhooks:
            if not webhook._restapi_column("sealed_secret")[0]:
                webhook._restapi_replace_secret(signature.new_secret())
        webhooks.invalidate_recordset(["secret"])
        return webhooks

    def write(self, vals):
        result = super().write(vals)
        self.invalidate_recordset(["secret"])
        return result

    # -- administrators

    @check_identity
    def action_show_secret(self):
        """Show the secret that was made with the webhook, once."""
        self.ensure_one()
        self._restapi_check_shown_to_people()
        if self.is_secret_shown:
            raise AccessError(
                self.env._("The secret was shown before. Replace it for another one.")
            )
        (sealed,) = self._restapi_column("sealed_secret")
        return self._restapi_show(secrets.unseal(self.env, sealed))

    @check_identity
    def action_replace_secret(self):
        """Make another secret, and show it; the present one is good for a day."""
        self.ensure_one()
        self._restapi_check_shown_to_people()
        secret = signature.new_secret()
        self._restapi_replace_secret(secret)
        return self._restapi_show(secret)

    def _restapi_check_shown_to_people(self) -> None:
        self.check_access("write")
        if confidential.is_guarded():
            raise AccessError(
                self.env._("A secret is shown in Odoo; by the API you may set one.")
            )

    def _restapi_show(self, secret: str) -> dict:
        self.is_secret_shown = True
        view = self.env.ref("restapi.restapi_webhook_secret_view_form")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write down the secret"),
            "res_model": "res.users.apikeys.show",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"default_key": secret},
        }

    # -- for those who send

    def _restapi_secrets(self) -> list[str]:
        """Return the secrets that a message is signed with now, the present one first.

        :raise ValueError: there is none that this server can read
        """
        present, previous = self._restapi_column(
            "sealed_secret",
            "CASE WHEN previous_until > clock_timestamp() AT TIME ZONE 'utc'"
            " THEN sealed_previous END",
        )
        known = [secrets.unseal(self.env, each) for each in (present, previous) if each]
        found = [secret for secret in known if secret]
        if not found:
            raise ValueError("The secret was sealed by another server: replace it.")
        return found

    def _restapi_replace_secret(self, secret: str) -> None:
        """Sign with another secret from now on, and with the present one for a day."""
        self.ensure_one()
        self.flush_recordset()
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """UPDATE restapi_webhook
                      SET sealed_previous = sealed_secret, sealed_secret = %s,
                          previous_until = CASE WHEN sealed_secret IS NOT NULL
                                           THEN %s::timestamp END
                    WHERE id = %s""",
                *(secrets.seal(self.env, secret), now + OVERLAP, self.id),
            )
        )
        self.secret_changed = now
        self.invalidate_recordset(["has_two_secrets"])

    def _restapi_column(self, *columns: str) -> tuple:
        """Return columns without fields, constants of this file."""
        if not self.ids:
            return (None,) * len(columns)
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM restapi_webhook WHERE id = %s",
                SQL(", ").join(SQL(column) for column in columns),
                self.ids[0],
            )
        )
        return rows[0]
