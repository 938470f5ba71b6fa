from oauthlib.common import add_params_to_uri

from odoo.http import Controller, Response, request, route

from ...auth import tickets
from ...auth.oauth1 import temporary as oauth1_temporary
from ...auth.oauth1.temporary import OUT_OF_BAND, Temporary
from ...dialects.base import json_response
from ...dialects.synconics.oauth1 import AUTHORIZE
from . import page as consent

NO_STORE = {"Cache-Control": "no-store"}


class Oauth1Controller(Controller):
    """The second leg of OAuth 1.0a (RFC 5849, 2.2): a user consents, or not.

    The answer is JSON for who asks for it, with the page or with the form, and
    where the application has no callback.
    """

    @route(AUTHORIZE, **consent.PAGE)
    def authorize(self, oauth_token: str = "", **_query: str) -> Response:
        """Ask the user, or pass on the answer."""
        consent.check_request()
        if not request.session.uid:
            return _anonymous()
        if request.httprequest.method == "POST":
            return self._decide()
        return self._ask(oauth_token)

    def _ask(self, oauth_token: str) -> Response:
        temporary = oauth1_temporary.find(request.env, oauth_token)
        client = _client(temporary)
        if not client or temporary.user_id:
            return _unknown()
        question = {
            "oauth_token": oauth_token,
            "scope": client.scope,
            "as_json": consent.wants_json(),
        }
        callback = "" if temporary.callback == OUT_OF_BAND else temporary.callback
        return consent.ask(
            client, client.scope, question, action=AUTHORIZE, target=callback
        )

    def _decide(self) -> Response:
        """Do what the user has decided about what the page has shown."""
        form = request.httprequest.form
        question = tickets.take(request.session, form.get("ticket", ""))
        if question is None:
            return _unknown()
        question["as_json"] |= consent.wants_json()
        decide = self._allow if form.get("decision") == "allow" else self._deny
        return decide(**question)

    def _allow(self, oauth_token: str, scope: str, as_json: bool) -> Response:
        user_id = request.session.uid
        client = _client(oauth1_temporary.find(request.env, oauth_token))
        if not client:
            return _unknown()
        request.env["restapi.consent"]._restapi_remember(client, user_id, scope)
        authorized = oauth1_temporary.authorize(
            request.env,
            oauth_token,
            user_id=user_id,
            epoch=request.env["res.users"]._restapi_epoch(user_id),
            scope=scope,
        )
        if authorized is None:
            return _unknown()
        temporary, verifier = authorized
        given = {"oauth_token": oauth_token, "oauth_verifier": verifier}
        if as_json or temporary.callback == OUT_OF_BAND:
            return json_response(given, headers=NO_STORE)
        return _redirected(temporary.callback, given)

    def _deny(self, oauth_token: str, scope: str, as_json: bool) -> Response:
        temporary = oauth1_temporary.deny(request.env, oauth_token)
        if temporary is None:
            return _unknown()
        if as_json or temporary.callback == OUT_OF_BAND:
            return _error(403, request.env._("You have denied access."))
        # https://oauth.pbworks.com/ProblemReporting
        problem = {"oauth_token": oauth_token, "oauth_problem": "user_refused"}
        return _redirected(temporary.callback, problem)


def _client(temporary: Temporary | None):
    """Return the application of a temporary credential, if it is good now."""
    clients = request.env["restapi.client"]
    if temporary is None:
        return clients
    # sudo: any user may be asked by any application.
    asking = clients.sudo().browse(temporary.client_id).exists()
    return clients._restapi_live(asking.client_id).filtered("allow_oauth1")


def _anonymous() -> Response:
    if consent.wants_json():
        return _error(401, request.env._("Log in to Odoo first."))
    return consent.log_in()


def _unknown() -> Response:
    text = request.env._(
        "This request for access is unknown, has expired or was answered before."
    )
    fix = request.env._("Start again in the application.")
    if consent.wants_json():
        return _error(400, f"{text} {fix}")
    return consent.problem(text, fix=fix)


def _error(status: int, message: str) -> Response:
    body = {"error": {"code": status, "message": message}}
    return json_response(body, status, NO_STORE)


def _redirected(callback: str, parameters: dict[str, str]) -> Response:
    response = request.redirect(
        add_params_to_uri(callback, list(parameters.items())),
        consent.SEE_OTHER,
        local=False,
    )
    response.headers.update({**NO_STORE, "Referrer-Policy": "no-referrer"})
    return response
