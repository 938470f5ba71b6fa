from odoo import fields, models
from odoo.addons.base.models.res_users import check_identity

CREDENTIALS = [
    ("restapi.account", "Account"),
    ("restapi.key", "Personal Key"),
    ("restapi.client", "Application"),
]
HOUR_SECONDS = 3600


class RestapiRotation(models.TransientModel):
    """The dialog in which a credential gets another secret, without a gap."""

    _name = "restapi.rotation"
    _description = "Rotation of a Secret"

    credential = fields.Reference(CREDENTIALS, required=True, readonly=True)
    overlap_hours = fields.Selection(
        [
            ("0", "Ends at once"),
            ("1", "Good for 1 hour more"),
            ("24", "Good for 24 hours more"),
            ("168", "Good for 7 days more"),
        ],
        "Present Secret",
        required=True,
        default="24",
        help="How long clients may go on with the secret that they have.",
    )

    @check_identity
    def action_rotate(self):
        """Make the new secret, and show it."""
        self.ensure_one()
        seconds = int(self.overlap_hours) * HOUR_SECONDS
        return self.credential._restapi_show_new(seconds)
