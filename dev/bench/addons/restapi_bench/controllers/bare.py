import json

from odoo.http import Controller, request, route


class BareController(Controller):
    """The floor: ``search_read`` and ``json.dumps`` behind a route, no more."""

    @route("/bench/bare", type="http", auth="none", readonly=True, save_session=False)
    def bare(self):
        # The administrator, as the other clients of the benchmark are.
        partners = request.env(user=2)["res.partner"]
        rows = partners.search_read([], ["name", "email", "city"], limit=20)
        return request.make_response(
            json.dumps(rows), [("Content-Type", "application/json")]
        )
