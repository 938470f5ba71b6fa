from odoo import fields, models
from odoo.addons.base.models.res_users import check_identity

from .. import settings
from ..auth import secrets
from ..auth.tokens import token
from ..core import snippets
from ..monitoring import levels
from ..settings import DEFAULTS, NAMES


class ResConfigSettings(models.TransientModel):
    """What is kept of requests, and who is told of them."""

    _inherit = "res.config.settings"

    restapi_log_level = fields.Selection(
        [
            (levels.OFF, "None"),
            (levels.ERRORS, "Errors"),
            (levels.WRITES, "Errors and writes"),
            (levels.ALL, "All"),
        ],
        "Requests to Log",
        config_parameter=NAMES["log_level"],
        default=DEFAULTS["log_level"],
        help="Which requests are kept in the list of requests. They are written a "
        "second later, outside of the request. The overview counts all of them, unless "
        "none are logged.",
    )
    restapi_log_bodies = fields.Boolean(
        "Log Bodies",
        config_parameter=NAMES["log_bodies"],
        default=DEFAULTS["log_bodies"],
        help="Keep what was sent and answered with each logged request, JSON and forms "
        "without passwords, tokens and secrets. It may hold personal data; use it to "
        "find a fault, and turn it off again.",
    )
    restapi_log_days = fields.Integer(
        "Keep Requests",
        config_parameter=NAMES["log_days"],
        default=DEFAULTS["log_days"],
        help="How long logged requests are kept; empty for ever.",
    )
    restapi_figures_days = fields.Integer(
        "Keep Figures",
        config_parameter=NAMES["figures_days"],
        default=DEFAULTS["figures_days"],
        help="How long the hourly figures of the overview are kept; empty for ever.",
    )
    restapi_metrics = fields.Boolean(
        "Prometheus",
        config_parameter=NAMES["metrics"],
        default=DEFAULTS["metrics"],
        help="Serve counters and durations at /restapi/metrics, to whoever shows the "
        "token that New Token gives.",
    )

    @check_identity
    def action_new_metrics_token(self):
        """Make another token for Prometheus, and show it once."""
        self.check_access("write")  # of settings: who administers the system
        text = token.new_text()
        # sudo: the digest, where settings are.
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(NAMES["metrics_digest"], secrets.digest(self.env, text))
        address = f"{settings.read(self.env).issuer}/restapi/metrics"
        call = snippets.Call(address, {"Authorization": f"Bearer {text}"})
        shown = [("curl", snippets.curl(call))]
        return self.env["restapi.secret"]._restapi_show(text, snippets=shown)
