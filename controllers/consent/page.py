"""Pages on which a user decides: what they have in common."""

import logging
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug.exceptions import BadRequest, MethodNotAllowed

from odoo.http import Response, request
from odoo.models import BaseModel
from odoo.modules.module import get_manifest

from ...auth import tickets
from ...dialects.base import json_response
from ...records import odoo19
from ...records import scope as scopes

_logger = logging.getLogger(__name__)

PAGE = {
    "type": "http",
    "auth": "public",
    "methods": ["GET", "POST"],
    "readonly": False,
    "sitemap": False,
}
SEE_OTHER = 303
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def wants_json() -> bool:
    """Tell whether the client asks for JSON rather than for a page."""
    accepted = request.httprequest.accept_mimetypes
    return accepted.best_match(["text/html", "application/json"]) == "application/json"


def check_request() -> None:
    """Refuse other methods, and forms that another site has sent.

    :raise MethodNotAllowed: also for OPTIONS, which Odoo adds to every route
    :raise BadRequest: the form is of another origin
    """
    http = request.httprequest
    if http.method not in ("GET", "HEAD", "POST"):
        raise MethodNotAllowed(["GET", "POST"])
    origin = http.headers.get("Origin")
    if http.method == "POST" and origin and urlsplit(origin).netloc != http.host:
        raise BadRequest("The form is of another site.")


def log_in() -> Response:
    """Send the browser to Odoo's log in, and back here."""
    back = request.httprequest.full_path.rstrip("?")
    return request.redirect(f"/web/login?{urlencode({'redirect': back})}", SEE_OTHER)


def page(
    template: str, values: Mapping[str, Any], status: int = 200, target: str = ""
) -> Response:
    """Render a page that no other site may frame, or send anything from.

    :param target: where its form may lead to, beside this server
    """
    # sudo: name and logo of the company, for who is not logged in, too.
    company = request.env.company.sudo()
    shared = {
        "request": request,
        "company": company,
        "version": get_manifest("restapi")["version"],
        "account": account(),
        "log_out": _log_out(),
    }
    body = odoo19.page(request.env, template, {**shared, **values})
    response = Response(body, status, content_type="text/html; charset=utf-8")
    response.headers.update(
        {
            "Content-Security-Policy": "; ".join(
                [
                    "default-src 'none'",
                    "style-src 'self'",
                    "img-src 'self'",
                    "base-uri 'none'",
                    # Chromium follows a form's redirections, too.
                    f"form-action 'self' {_origin(target)}".rstrip(),
                    "frame-ancestors 'none'",
                ]
            ),
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            # With no-referrer browsers would send our own form as Origin: null.
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
    )
    return response


def ask(
    client: BaseModel,
    scope: str,
    question: Mapping[str, Any],
    *,
    action: str,
    target: str = "",
    **shown: str,
) -> Response:
    """Ask the user whether an application may have a scope.

    :param question: JSON values, kept with the ticket until the user answers
    :param action: the address of the answer
    :param target: where the user goes on afterwards
    :param shown: what else is on the page
    """
    values = {
        "application": client.name,
        "owner": client.user_id.name,
        "sentences": sentences(scope),
        "action": action,
        "ticket": tickets.issue(request.session, question),
        "host": _destination(target),
        "is_unknown": client.registration != "manual",
        "document": urlsplit(client.client_id).netloc,
        "is_local": urlsplit(target).hostname in LOCAL_HOSTS,
        **shown,
    }
    return page("restapi.consent_page", values, target=target)


def _destination(uri: str) -> str:
    """Say where the user goes on; a program on their own device has no name."""
    parts = urlsplit(uri)
    if parts.scheme in ("http", "https") and parts.hostname in LOCAL_HOSTS:
        return request.env._("an application on this device (%s)", parts.hostname)
    return parts.netloc


def too_late() -> Response:
    """Tell users that they were asked too long ago, or have answered already."""
    return problem(
        request.env._("This page is too old, or was answered already."),
        fix=request.env._("Start again in the application."),
    )


def problem(
    text: str, status: int = 400, *, fix: str = "", client: BaseModel | None = None
) -> Response:
    """Tell a user why there is nothing to decide.

    :param fix: what may help
    :param client: the application, whose redirect URIs administrators are told
    """
    reference = uuid.uuid4().hex[:8]
    _logger.info(
        "Page %s: %s (reference %s)", request.httprequest.path, text, reference
    )
    if wants_json():
        error = {"error": "invalid_request", "error_description": text}
        return json_response(error, status, {"Cache-Control": "no-store"})
    manages = request.env.user.has_group("restapi.restapi_group_manager")
    values = {
        "text": text,
        "fix": fix,
        "reference": reference,
        "application_id": client.id if client else 0,
        "registered": client._restapi_redirect_uris() if client and manages else [],
    }
    return page("restapi.problem_page", values, status)


def _log_out() -> str:
    """Return where users log out who are somebody else, and come back from."""
    back = urlencode({"redirect": request.httprequest.full_path.rstrip("?")})
    return f"/web/session/logout?{urlencode({'redirect': f'/web/login?{back}'})}"


def account() -> str:
    """Name the user who decides."""
    user = request.env.user
    return f"{user.name} ({user.login})" if user.name != user.login else user.login


def sentences(scope: str) -> list[str]:
    """Say what a scope allows, in the user's language."""
    return [_sentence(*scopes.split(word)) for word in scopes.words(scope)]


def _sentence(model: str | None, access: str) -> str:
    if model is None:
        return {
            "read": request.env._("Read everything that you may read"),
            "write": request.env._("Create, change and delete everything that you may"),
            "execute": request.env._(
                "Press buttons in your name: confirm, send, post, cancel …"
            ),
        }[access]
    # sudo: what a model is called.
    found = odoo19.model_row(request.env["ir.model"].sudo(), model)
    name = f"{found.name} ({model})" if found else model
    return {
        "read": request.env._("Read: %(model)s", model=name),
        "write": request.env._("Create, change and delete: %(model)s", model=name),
        "execute": request.env._("Press buttons in your name: %(model)s", model=name),
    }[access]


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    if parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:" if parts.scheme else ""
