"""The second leg of OAuth 1.0a (RFC 5849, 2.2): a user consents, or not."""

import json
from urllib.parse import urlencode

from oauthlib.common import add_params_to_uri

from odoo.http import Controller, Response, request, route

from ..auth import consent, oauth1_temporary
from ..auth.oauth1_temporary import OUT_OF_BAND, Temporary
from ..dialects.oauth1 import AUTHORIZE
from . import consent as pages

JSON = "application/json"
# In a ticket, before the request token: how to answer.
AS_JSON, AS_REDIRECT = "j", "r"


class Oauth1Controller(Controller):
    """``authorize``: a page with what the application wants, to allow or deny."""

    @route(
        AUTHORIZE,
        type="http",
        auth="public",
        methods=["GET"],
        readonly=False,
        sitemap=False,
    )
    def ask(self, oauth_token: str = "", **_query: str) -> Response:
        """Show the page, to a user who has logged in."""
        if request.env.user._is_public():
            return self._log_in(oauth_token)
        temporary = oauth1_temporary.find(request.env, oauth_token)
        client = self._client(temporary)
        if not client or temporary.user_id:
            return self._unknown()
        user = request.env.user
        how = AS_JSON if _wants_json() else AS_REDIRECT
        leads_to = temporary.callback if temporary.callback != OUT_OF_BAND else ""
        values = {
            "application": client.name,
            "owner": client.user_id.name,
            "account": f"{user.name} ({user.login})",
            "scopes": pages.sentences(client.scope),
            "action": AUTHORIZE,
            "ticket": consent.make_ticket(request, f"{how}{oauth_token}"),
            "csrf_token": request.csrf_token(),
        }
        return pages.page("restapi.consent", values, leads_to=leads_to)

    @route(
        AUTHORIZE, type="http", auth="user", methods=["POST"], sitemap=False, csrf=True
    )
    def answer(self, ticket: str = "", decision: str = "", **_form: str) -> Response:
        """Do as the user has decided, with what his page has shown."""
        subject = consent.read_ticket(request, ticket)
        decide = _DECISIONS.get(decision)
        if not subject or decide is None:
            return self._unknown()
        how, oauth_token = subject[0], subject[1:]
        return decide(self, oauth_token, how == AS_JSON or _wants_json())

    def _allow(self, oauth_token: str, as_json: bool) -> Response:
        user_id = request.env.uid
        if not self._client(oauth1_temporary.find(request.env, oauth_token)):
            return self._unknown()
        authorized = oauth1_temporary.authorize(
            request.env,
            oauth_token,
            user_id=user_id,
            epoch=request.env["res.users"]._restapi_epoch(user_id),
        )
        if authorized is None:
            return self._unknown()
        temporary, verifier = authorized
        given = {"oauth_token": oauth_token, "oauth_verifier": verifier}
        if as_json or temporary.callback == OUT_OF_BAND:
            return _json(given)
        return _go(temporary.callback, given)

    def _deny(self, oauth_token: str, as_json: bool) -> Response:
        temporary = oauth1_temporary.deny(request.env, oauth_token)
        if temporary is None:
            return self._unknown()
        if as_json or temporary.callback == OUT_OF_BAND:
            return _json_error(403, request.env._("You have denied access."))
        # https://oauth.pbworks.com/ProblemReporting
        problem = {"oauth_token": oauth_token, "oauth_problem": "user_refused"}
        return _go(temporary.callback, problem)

    def _log_in(self, oauth_token: str) -> Response:
        if _wants_json():
            return _json_error(401, "Log in to Odoo first: consent is for a browser.")
        here = f"{AUTHORIZE}?{urlencode({'oauth_token': oauth_token})}"
        return request.redirect_query("/web/login", {"redirect": here}, code=303)

    def _client(self, temporary: Temporary | None):
        """Return the application of a temporary credential, if it is good now."""
        # sudo: any user may consent to any application.
        clients = request.env["restapi.client"].sudo()
        if temporary is None:
            return clients
        return clients._restapi_usable(temporary.client_id).filtered("allow_oauth1")

    def _unknown(self) -> Response:
        message = request.env._(
            "This request for access is unknown, has expired or was answered before. "
            "Begin again in the application."
        )
        return _json_error(400, message) if _wants_json() else pages.refusal(message)


_DECISIONS = {"allow": Oauth1Controller._allow, "deny": Oauth1Controller._deny}


def _wants_json() -> bool:
    accepted = request.httprequest.accept_mimetypes
    return JSON in accepted.values() and not accepted.accept_html


def _json(value: dict, status: int = 200) -> Response:
    return Response(
        json.dumps(value),
        status=status,
        content_type=f"{JSON}; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )


def _json_error(status: int, message: str) -> Response:
    return _json({"error": {"code": status, "message": message}}, status)


def _go(callback: str, parameters: dict[str, str]) -> Response:
    response = request.redirect(
        add_params_to_uri(callback, list(parameters.items())), code=303, local=False
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
