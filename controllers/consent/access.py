from odoo.http import Controller, Response, request, route

from . import page as consent

PATH = "/restapi/access"


class AccessController(Controller):
    """Where a user sees which applications have access, and takes it back."""

    @route(PATH, **consent.PAGE)
    def access(self, **_query: str) -> Response:
        consent.check_request()
        if not request.session.uid:
            return consent.log_in()
        # sudo: the user's own consents, for portal users too.
        consents = request.env["restapi.consent"].sudo()
        own = consents.search([("user_id", "=", request.session.uid)])
        if request.httprequest.method == "POST":
            chosen = request.httprequest.form.get("consent", "")
            own.filtered(lambda found: str(found.id) == chosen).unlink()
            return request.redirect(PATH, consent.SEE_OTHER)
        rows = [
            {
                "id": found.id,
                "application": found.client_id.name,
                "owner": found.client_id.user_id.name,
                "since": found.create_date,
                "last_use": found.last_use,
                "expires_at": found.expires_at,
                "sentences": consent.sentences(found.scope or ""),
            }
            for found in own
        ]
        return consent.page("restapi.access_page", {"rows": rows, "action": PATH})
