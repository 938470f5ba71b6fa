"""What the consent pages of OAuth have in common."""

from urllib.parse import urlsplit

from odoo.http import Response, request

from ..core import scope
from .docs import SECURITY_HEADERS


def page(template: str, values: dict, *, leads_to: str = "", status: int = 200):
    """Render a page that nobody can frame, and that only its own form leaves.

    :param leads_to: the address that the answer to its form redirects to, which
        browsers count as a target of the form
    """
    response = request.render(template, values, status=status)
    response.headers.update(_headers(leads_to))
    return response


def _headers(leads_to: str) -> dict[str, str]:
    targets = f"'self' {origin(leads_to)}" if leads_to else "'self'"
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    policy = policy.replace("form-action 'self'", f"form-action {targets}")
    return {
        **SECURITY_HEADERS,
        "Content-Security-Policy": policy.replace("script-src 'self'; ", ""),
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store",
    }


def origin(uri: str) -> str:
    """Return the part of an address that a content security policy names."""
    parts = urlsplit(uri)
    if parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:"


def refusal(message: str) -> Response:
    """Tell a person why there is nothing to consent to; lead nowhere."""
    return page("restapi.consent_refusal", {"message": message}, status=400)


def sentences(text: str) -> list[str]:
    """Say in words what a scope allows, in the user's language."""
    return [_sentence(*scope.split(word)) for word in scope.words(text)]


def _sentence(model: str | None, access: str) -> str:
    _ = request.env._
    everything = {
        "read": _("See all records that you may see"),
        "write": _("Create, change and delete all records that you may"),
        "execute": _("Run actions that you may run, like confirming an order"),
    }
    if model is None:
        return everything[access]
    name = _model_name(model)
    return {
        "read": _("See records of %(model)s", model=name),
        "write": _("Create, change and delete records of %(model)s", model=name),
        "execute": _("Run actions on %(model)s", model=name),
    }[access]


def _model_name(model: str) -> str:
    # sudo: the names of models, for who may not look at models.
    found = request.env["ir.model"].sudo()._get(model)
    return f"{found.name} ({model})" if found else model
