"""Those who sweep, with a credential for each dialect and one for Odoo's API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from odoo import fields
from odoo.api import Environment

from .dialects import DIALECTS, Dialect
from .http import Request, send

LOGINS = ("admin", "demo")
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class User:
    """A user, with each dialect and Odoo's API opened for him.

    :param bearer: headers for JSON-2
    """

    login: str
    bearer: Mapping[str, str]
    dialects: tuple[Dialect, ...]


def users(env: Environment, url: str) -> Iterator[User]:
    """Issue the credentials of the administrator and of an ordinary user."""
    for login in LOGINS:
        user = env["res.users"].search([("login", "=", login)])
        own = env(user=user.id)
        expires = fields.Datetime.now() + timedelta(days=1)
        # sudo: an ordinary user's key may not live that long.
        keys = own["res.users.apikeys"].sudo()
        key = keys._generate("rpc", "sweep", expires)
        account = env["restapi.account"].create(
            {"name": f"Sweep {login}", "user_id": user.id, "is_limited": False}
        )
        api_key = account._restapi_new_key()
        env.cr.commit()  # the server reads them in other transactions
        bearer = {"Authorization": f"Bearer {key}"}
        pair = {"username": login, "password": key, "access_lifetime": DAY_SECONDS}
        tokens = send(url, Request("POST", "/api/auth/get_tokens", body=pair), {})
        pair = {"login": login, "password": key}
        token = send(url, Request("POST", "/api/auth/token", body=pair), {})
        opened = {
            "native": bearer,
            "rest_api": {"Access-Token": tokens.body["access_token"]},
            "restful": {"Access-Token": token.body["access_token"]},
            "synconics": bearer,
            "candidroot": {"api-key": api_key},
        }
        # As Odoo's API has it: all that are the user's, his default one first.
        own_first = user.company_id | user.company_ids
        companies = {"X-Company-Id": ",".join(map(str, own_first.ids))}
        dialects = tuple(
            dialect({**opened[dialect.name], **companies}) for dialect in DIALECTS
        )
        yield User(login, bearer, dialects)
