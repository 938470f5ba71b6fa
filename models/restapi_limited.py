from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..auth.credentials import ip_networks


class RestapiLimited(models.AbstractModel):
    """Limits of calls, whatever they are allowed to do."""

    _name = "restapi.limited"
    _description = "Limits of REST API Calls"

    requests_per_minute = fields.Integer(
        help="More calls in a minute are answered with status 429; empty for no limit."
    )
    ip_networks = fields.Char(
        "IP Networks",
        help="Addresses and networks that calls may come from, separated by commas, "
        "like 192.0.2.7, 10.0.0.0/8; empty for everywhere.",
    )

    _requests_not_negative = models.Constraint(
        "CHECK(requests_per_minute >= 0)",
        "Requests per minute: a positive number, or empty for no limit.",
    )

    @api.constrains("ip_networks")
    def _check_ip_networks(self):
        for limited in self:
            try:
                ip_networks(limited.ip_networks or "")
            except ValueError as exc:
                raise ValidationError(
                    self.env._("IP Networks: %(reason)s", reason=str(exc))
                ) from exc
