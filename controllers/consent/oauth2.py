from urllib.parse import parse_qsl, urlsplit

from oauthlib.common import add_params_to_uri
from oauthlib.oauth2 import (
    AccessDeniedError,
    FatalClientError,
    OAuth2Error,
)

from odoo.http import Controller, Response, request, route

from ... import settings
from ...auth import oauth2, tickets
from ...auth.oauth2 import AuthorizationServer, registrations
from ...auth.oauth2 import parameters as oauth_parameters
from ...auth.oauth2.parameters import Parameters
from ...auth.oauth2.registrations import InvalidDocumentError, InvalidMetadata
from ...dialects.base import json_response
from ..oauth2 import PREFIX
from . import errors as consent_errors
from . import page as consent

AUTHORIZE = f"{PREFIX}/authorize"


class OAuth2PagesController(Controller):
    """Where a browser brings the user of an application (RFC 6749, 3.1)."""

    @route(AUTHORIZE, **consent.PAGE)
    def authorize(self, **_query: str) -> Response:
        """Ask the user, or pass on the answer."""
        consent.check_request()
        if request.httprequest.method == "POST":
            return self._decide()
        try:
            sent = oauth_parameters.read(request.httprequest)
            if _has_document(sent):
                if not request.session.uid:
                    return _anonymous()
                _look_up_document(sent.values["client_id"])
            with oauth2.server(request.env, request.httprequest.remote_addr) as server:
                return self._ask(server, sent)
        except (FatalClientError, OAuth2Error) as exc:
            if not isinstance(exc, FatalClientError) and exc.redirect_uri:
                # Who is not logged in is not sent anywhere (RFC 9700, 4.11.2).
                return _refusal(exc) if request.session.uid else _anonymous()
            return _problem(exc)

    def _ask(self, server: AuthorizationServer, sent: Parameters) -> Response:
        asked, found = server.validate_authorization_request(_uri(sent))
        client, scope = found["request"].client, " ".join(asked)
        if not request.session.uid:
            return _anonymous()
        if self._is_remembered(client, scope):
            return _granted(server, sent.values, asked)
        if consent.wants_json():
            return _error("consent_required", "The user has not consented yet.", 403)
        question = {"parameters": sent.values, "scope": scope}
        return consent.ask(
            client, scope, question, action=AUTHORIZE, target=found["redirect_uri"]
        )

    def _is_remembered(self, client, scope: str) -> bool:
        """Tell whether the user need not be asked again.

        Anybody can pretend to be a public application (RFC 6749, 10.2).
        """
        http = request.httprequest
        prefetched = "prefetch" in http.headers.get(
            "Sec-Purpose", http.headers.get("Purpose", "")
        )
        return (
            client.client_type != "public"
            and http.method == "GET"
            and not prefetched
            and request.env["restapi.consent"]._restapi_remembered(
                client, request.session.uid, scope
            )
        )

    def _decide(self) -> Response:
        form = request.httprequest.form
        question = tickets.take(request.session, form.get("ticket", ""))
        if question is None:
            return consent.too_late()
        values, scope = question["parameters"], question["scope"].split()
        try:
            with oauth2.server(request.env, request.httprequest.remote_addr) as server:
                _asked, found = server.validate_authorization_request(
                    _uri(Parameters(values))
                )
                if form.get("decision") != "allow":
                    return _refusal(AccessDeniedError(request=found["request"]))
                request.env["restapi.consent"]._restapi_remember(
                    found["request"].client, request.session.uid, " ".join(scope)
                )
                return _granted(server, values, scope)
        except (FatalClientError, OAuth2Error) as exc:
            return _problem(exc)


def _problem(error: OAuth2Error) -> Response:
    """Tell in words what is wrong with a request that leads nowhere."""
    text, fix = consent_errors.told(request.env, error)
    client = request.env["restapi.client"]._restapi_live(error.client_id or "")
    return consent.problem(text, fix=fix, client=client)


def _has_document(sent: Parameters) -> bool:
    """Tell whether an application is known by the document at its address."""
    is_document = registrations.is_document(sent.values.get("client_id", ""))
    return is_document and settings.read(request.env).client_documents


def _look_up_document(client_id: str) -> None:
    """Know an application by its document, for a user who is logged in.

    :raise InvalidDocumentError: it is not accepted
    """
    try:
        request.env["restapi.client"]._restapi_look_up_document(client_id)
    except InvalidMetadata as exc:
        raise InvalidDocumentError(str(exc)) from exc


def _uri(sent: Parameters) -> str:
    return f"{AUTHORIZE}?{sent.form}"


def _granted(
    server: AuthorizationServer, values: dict[str, str], scope: list[str]
) -> Response:
    headers, _body, _status = server.create_authorization_response(
        _uri(Parameters(values)),
        scopes=scope,
        credentials={"user": request.session.uid},
    )
    return _redirected(headers["Location"])


def _refusal(error: OAuth2Error) -> Response:
    if consent.wants_json():
        return _error(error.error, error.description, 403)
    # There is no other mode than the query, whatever was asked for.
    error.response_mode = None
    return _redirected(error.in_uri(error.redirect_uri))


def _redirected(location: str) -> Response:
    """Send the browser back, or tell a client that is none what it would see."""
    if consent.wants_json():
        answer = dict(parse_qsl(urlsplit(location).query))
        names = ("code", "state", "error", "error_description")
        return json_response(
            {name: answer[name] for name in names if name in answer},
            headers={"Cache-Control": "no-store"},
        )
    issuer = settings.read(request.env).issuer
    response = request.redirect(
        add_params_to_uri(location, [("iss", issuer)]), consent.SEE_OTHER, local=False
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _anonymous() -> Response:
    if consent.wants_json():
        return _error("login_required", "Log in to Odoo first.", 401)
    return consent.log_in()


def _error(code: str, description: str, status: int) -> Response:
    body = {"error": code, "error_description": description}
    return json_response(body, status, {"Cache-Control": "no-store"})
