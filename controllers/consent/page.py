"""Pages on which a user decides: what they have in common."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug.exceptions import BadRequest, MethodNotAllowed

from odoo.http import Response, request
from odoo.models import BaseModel

from ...auth import tickets
from ...dialects.base import json_response
from ...records import odoo19
from ...records import scope as scopes

PAGE = {
    "type": "http",
    "auth": "public",
    "methods": ["GET", "POST"],
    "readonly": False,
    "sitemap": False,
}
SEE_OTHER = 303


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
    body = odoo19.page(request.env, template, {**values, "request": request})
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

    :param question: JSON values, kept with the ticket until he answers
    :param action: the address of his answer
    :param target: where he goes on afterwards
    :param shown: what else is on the page
    """
    values = {
        "application": client.name,
        "owner": client.user_id.name,
        "account": account(),
        "sentences": sentences(scope),
        "action": action,
        "ticket": tickets.issue(request.session, question),
        "host": urlsplit(target).netloc,
        **shown,
    }
    return page("restapi.consent_page", values, target=target)


def too_late() -> Response:
    """Tell a user that he was asked too long ago, or has answered already."""
    return problem(
        request.env._("This page is too old. Start again in the application.")
    )


def problem(text: str, status: int = 400) -> Response:
    """Tell a user why there is nothing to decide."""
    if wants_json():
        error = {"error": "invalid_request", "error_description": text}
        return json_response(error, status, {"Cache-Control": "no-store"})
    return page("restapi.problem_page", {"text": text}, status)


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
            "write": request.env._("Create, change and delete what you may"),
            "execute": request.env._(
                "Do what the buttons do: confirm, send, post, cancel …"
            ),
        }[access]
    # sudo: what a model is called.
    found = odoo19.model_row(request.env["ir.model"].sudo(), model)
    name = f"{found.name} ({model})" if found else model
    return {
        "read": request.env._("Read: %(model)s", model=name),
        "write": request.env._("Create, change and delete: %(model)s", model=name),
        "execute": request.env._("Do what the buttons do: %(model)s", model=name),
    }[access]


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    if parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:" if parts.scheme else ""
