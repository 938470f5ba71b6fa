from odoo import api, fields, models
from odoo.addons.base.models.res_users import check_identity

from ..records import odoo19

# How long before its end the user of a credential is told.
TELL_DAYS = 7
TOLD = ("restapi.account", "restapi.client", "restapi.key")


class RestapiCredential(models.AbstractModel):
    """What people see and are told of the secret of a credential."""

    _inherit = "restapi.credential"

    state = fields.Selection(
        [
            ("good", "Good"),
            ("no_secret", "No secret"),
            ("early", "Not valid yet"),
            ("expired", "Expired"),
            ("archived", "Archived"),
        ],
        "Status",
        compute="_compute_state",
    )

    def _restapi_has_secret(self) -> bool:
        """Tell whether there is something that a client can show."""
        return bool(self._restapi_hint())

    @api.depends(
        lambda self: ("active", "valid_from", "valid_to", *self._restapi_hints)
    )
    def _compute_state(self):
        now = fields.Datetime.now()
        for credential in self:
            if not credential.active:
                credential.state = "archived"
            elif credential.valid_to and credential.valid_to <= now:
                credential.state = "expired"
            elif credential.valid_from and credential.valid_from > now:
                credential.state = "early"
            elif credential._restapi_has_secret():
                credential.state = "good"
            else:
                credential.state = "no_secret"

    @check_identity
    def action_new_secret(self):
        """Make the first secret, and show it once; another one ends the present."""
        self.ensure_one()
        return self._restapi_show_new(0)

    def action_rotate(self):
        """Ask how long the present secret is good beside the new one."""
        return self._restapi_dialog("restapi.rotation", self.env._("Rotate"))

    def action_use_preset(self):
        """Ask which lines to fill in."""
        return self._restapi_dialog(
            "restapi.preset.use", self.env._("Fill In Access Lines")
        )

    def action_make_user(self):
        """Ask what the user is called whom the credential works as."""
        return self._restapi_dialog(
            "restapi.integration.user", self.env._("New Integration User")
        )

    def action_try(self):
        """Ask what call to try."""
        return self._restapi_dialog("restapi.trial", self.env._("Try a Credential"))

    def _restapi_dialog(self, model: str, title: str) -> dict:
        """Return a dialog about this credential."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_credential": f"{self._name},{self.id}"},
        }

    def _restapi_show_new(self, overlap_seconds: int, **context) -> dict:
        """Make a secret, write down who did, tell its user, and show it.

        :param overlap_seconds: how long the one before is good beside it
        """
        self.check_access("write")
        secret = self._restapi_new_secret(overlap_seconds)
        return self._restapi_shown(secret, overlap_seconds, **context)

    def _restapi_shown(self, secret: str, overlap_seconds: int = 0, **context) -> dict:
        """Write down and tell that a secret is new; return the dialog that shows it."""
        # sudo: whoever may make the secret is written down beside it.
        odoo19.write_down(self.sudo(), self._restapi_said_of_new(overlap_seconds))
        self._restapi_tell(
            self.env._("Security Update: New REST API Credential"),
            self.env._(
                "A new secret of “%(name)s” was made, which opens the REST API.",
                name=self.name,
            ),
        )
        return self.env["restapi.secret"]._restapi_show(
            secret, snippets=self._restapi_snippets(secret), **context
        )

    def _restapi_said_of_new(self, overlap_seconds: int) -> str:
        if overlap_seconds:
            return self.env._(
                "New secret; the one before is good for another %s hours.",
                overlap_seconds // 3600,
            )
        return self.env._("New secret.")

    def _restapi_tell(self, subject: str, content: str) -> None:
        """Mail the user whom these credentials act for."""
        # sudo: users are told of what others do with credentials of theirs.
        users = self.sudo().user_id.filtered("email")
        odoo19.tell_of_security(users, subject, content)

    @api.model
    def _cron_tell_expiry(self) -> None:
        """Mail users whose credentials expire soon, once for each date."""
        soon = fields.Datetime.add(fields.Datetime.now(), days=TELL_DAYS)
        for name in TOLD:
            expiring = self.env[name].search(
                [("valid_to", ">", fields.Datetime.now()), ("valid_to", "<=", soon)]
            )
            for credential in expiring:
                if credential.told_expiry == credential.valid_to:
                    continue
                credential.told_expiry = credential.valid_to
                credential._restapi_tell(
                    self.env._("REST API: a credential expires soon"),
                    self.env._(
                        "“%(name)s” opens nothing any more from %(when)s UTC on. "
                        "Make another key, or ask an administrator to extend it.",
                        name=credential.name,
                        when=credential.valid_to,
                    ),
                )
