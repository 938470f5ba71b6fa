"""The context in which a request is executed, as its user and its headers have it."""

from typing import Any

from odoo.api import Environment
from odoo.http import HTTPRequest

from ..core import codes
from ..core.errors import BadRequest, Forbidden
from ..records import odoo19
from .credentials import Identity


def of(env: Environment, http: HTTPRequest, identity: Identity) -> dict[str, Any]:
    """Return the context of a request.

    Language and time zone are the user's; ``Accept-Language`` chooses another
    installed language, ``X-Company-Id`` other companies of theirs.

    :param env: of the user
    :raise BadRequest, Forbidden: these are no companies, or not the user's
    """
    context = dict(env["res.users"].context_get())
    context.pop("uid", None)
    if lang := _language(env, http):
        context["lang"] = lang
    companies = http.headers.get("X-Company-Id")
    context["allowed_company_ids"] = (
        _companies(env, companies) if companies else [identity.company_id]
    )
    return context


def place_companies(env: Environment) -> None:
    """Remember where the companies are in their tree.

    Most record rules ask for it, and would fetch all that a company is with it. A
    company stays where it is, so it is asked for once.
    """
    companies = env.companies
    field = companies._fields["parent_path"]
    odoo19.remember(field, companies, map(companies._restapi_path, companies._ids))


def _language(env: Environment, http: HTTPRequest) -> str | None:
    accepted = http.accept_languages
    if not accepted:
        return None
    installed = {
        code.replace("_", "-"): code for code, _name in env["res.lang"].get_installed()
    }
    return installed.get(accepted.best_match(list(installed)))


def _companies(env: Environment, text: str) -> list[int]:
    try:
        ids = [int(part) for part in text.split(",")]
    except ValueError:
        raise BadRequest(
            "X-Company-Id: a list of company ids is expected, like 1,3.",
            codes.INVALID_COMPANY,
        ) from None
    if not set(ids) <= set(odoo19.company_ids(env.user)):
        raise Forbidden(
            "X-Company-Id: a company that is not yours.", codes.COMPANY_ACCESS
        )
    return ids
