from datetime import timedelta

from odoo import api, fields, models

from .. import settings
from ..auth.oauth2 import registrations
from ..auth.oauth2.registrations import DOCUMENT, InvalidMetadata, Metadata
from ..auth.throttle import sql as sql_throttle

# Of an application that nobody has looked at.
REQUESTS_PER_MINUTE = 60
UNUSED_DAYS = 1
# Documents that one user may have fetched.
LOOK_UPS, LOOK_UP_SECONDS = 30, 3600


class RestapiClient(models.Model):
    """Applications that register themselves, where an administrator lets them."""

    _inherit = "restapi.client"

    registration = fields.Selection(
        [
            ("manual", "By hand"),
            ("dynamic", "By itself"),
            (DOCUMENT, "By its metadata document"),
        ],
        "Registered",
        required=True,
        readonly=True,
        default="manual",
        copy=False,
        help="Applications that register themselves are public, and may do what the "
        "settings say at most. To end one, archive it.",
    )
    document_expires_at = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _restapi_register(self, metadata: Metadata, registration: str, **values):
        """Make an application of what it says of itself.

        :raise InvalidMetadata: there is nobody whose it could be
        """
        current = settings.read(self.env)
        # sudo: whoever may register is asked by the settings, not by access rights.
        owner = self.env["res.users"].sudo().browse(current.registration_owner)
        if not owner.exists().active:
            raise InvalidMetadata(
                "No administrator has allowed applications to register themselves."
            )
        return self.sudo().create(
            {
                **self._restapi_said(metadata),
                **values,
                "registration": registration,
                "user_id": owner.id,
                "client_type": "public",
                "allow_oauth1": False,
                "scope": current.registered_scope,
                "requests_per_minute": REQUESTS_PER_MINUTE,
            }
        )

    @api.model
    def _restapi_look_up_document(self, client_id: str) -> None:
        """Know the application whose id is the address of its document.

        :raise InvalidMetadata: the document is not accepted
        """
        # sudo: no user may read applications that are asked for by their id.
        every = self.sudo().with_context(active_test=False)
        client = every.search([("client_id", "=", client_id)], limit=1)
        now = fields.Datetime.now()
        if client and (
            client.registration != DOCUMENT or client.document_expires_at > now
        ):
            return
        self._restapi_count_look_up()
        metadata = registrations.fetch(self.env, client_id)
        until = now + timedelta(seconds=metadata.seconds)
        if client:
            client.write({**self._restapi_said(metadata), "document_expires_at": until})
        else:
            self._restapi_register(
                metadata, DOCUMENT, client_id=client_id, document_expires_at=until
            )

    @api.model
    def _restapi_count_look_up(self) -> None:
        """Refuse a user who has this server fetch one document after the other."""
        source = f"document,{self.env.uid}"
        if sql_throttle.count(self.env, source, LOOK_UP_SECONDS)[0] > LOOK_UPS:
            raise InvalidMetadata("Too many applications; try again in an hour.")

    @api.model
    def _restapi_said(self, metadata: Metadata) -> dict[str, str]:
        return {
            "name": metadata.name,
            "redirect_uris": "\n".join(metadata.redirect_uris),
        }

    @api.autovacuum
    def _gc_unused(self):
        """Forget applications that registered themselves and were never allowed."""
        before = fields.Datetime.now() - timedelta(days=UNUSED_DAYS)
        self.search(
            [
                ("registration", "!=", "manual"),
                ("create_date", "<", before),
                ("consent_ids", "=", False),
            ]
        ).unlink()
