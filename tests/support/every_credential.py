"""One credential of each kind that is good, all of the same user."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from oauthlib.oauth1 import Client

from odoo import http
from odoo.api import Environment

from ...auth import secrets
from ...auth.tokens import issued, password_tokens, token

SECONDS = 86_400
SCOPE = "read write execute"
SIGNATURE = "signature"


class Credentials(NamedTuple):
    """What a user shows.

    :param headers: of requests, by what people call the kind; but for signatures
    :param signer: of OAuth 1.0a
    :param records: those that can be copied: user, key, account, application, Odoo's key
    """

    headers: dict[str, dict[str, str]]
    signer: Client
    records: tuple[Any, ...]

    @property
    def user(self) -> Any:
        return self.records[0]

    @property
    def kinds(self) -> tuple[str, ...]:
        return (*self.headers, SIGNATURE)

    def shown(self, kind: str, url: str) -> dict[str, str]:
        """Return the headers of a request; of a signed one new ones each time."""
        if kind == SIGNATURE:
            _url, headers, _body = self.signer.sign(url)
            return headers
        return self.headers[kind]


def make(user: Any) -> Credentials:
    """Make all that a user can show; it is good for a day."""
    env = user.env
    owned = {"name": "Every kind", "user_id": user.id}
    key = env["restapi.key"].create({**owned, "scope": SCOPE})
    account = env["restapi.account"].create({**owned, "is_limited": False})
    account.allowed_user_ids = user
    client = env["restapi.client"].create(
        {
            **owned,
            "scope": SCOPE,
            "redirect_uris": "https://every.example/",
            "allow_oauth1": True,
        }
    )
    secret = client._restapi_new_secret()
    env.flush_all()
    headers = {
        **dict(_bearers(user, key, client)),
        **password_tokens_of(user),
        **dict(_of_account(user, account)),
        "session": {"Cookie": f"session_id={_session(user)}"},
    }
    pair = _client_token(env, token.OAUTH1_ACCESS, user.id, client.id)
    odoo_key = env["res.users.apikeys"].search([("user_id", "=", user.id)])
    return Credentials(
        headers,
        Client(client.client_id, secret, *pair),
        (user, key, account, client, odoo_key),
    )


def _bearers(user: Any, key: Any, client: Any) -> Iterator[tuple[str, dict[str, str]]]:
    expires = datetime.now() + timedelta(days=1)
    keys = user.env(user=user)["res.users.apikeys"].sudo()
    oauth2, _secret = _client_token(user.env, token.OAUTH2_ACCESS, user.id, client.id)
    for kind, text in (
        ("Odoo API key", keys._generate("rpc", "Every kind", expires)),
        ("personal key", key._restapi_new_key()),
        ("OAuth 2 token", oauth2),
    ):
        yield kind, {"Authorization": f"Bearer {text}"}


def _client_token(
    env: Environment, kind: str, user_id: int, client_id: int
) -> tuple[str, str]:
    """Keep a token of an application; return it, and its secret."""
    text, secret = token.new_text(kind), token.new_text()
    values = {
        "create_date": issued.NOW,
        "kind": kind,
        "digest": secrets.digest(env, text),
        "sealed": secrets.seal(env, secret),
        "client_id": client_id,
        "family": token.new_text(),
        "scope": SCOPE,
        "expires_at": issued.after(SECONDS),
    }
    issued.add(env.cr, issued.TOKENS, values, user_id=user_id)
    return text, secret


def password_tokens_of(user: Any) -> dict[str, dict[str, str]]:
    """Return new tokens that a user would get for their password, as headers."""
    found = {}
    for kind in (token.REST_API_ACCESS, token.RESTFUL_ACCESS):
        text = password_tokens.issue(
            user.env,
            kind=kind,
            user_id=user.id,
            family=token.new_text(),
            seconds=SECONDS,
        )
        dialect = kind.removesuffix("_access")
        found[f"token of {dialect}"] = {"Access-Token": text}
    return found


def _of_account(user: Any, account: Any) -> Iterator[tuple[str, dict[str, str]]]:
    key = {"api-key": account._restapi_new_key()}
    yield "account", key
    login_token, _claims = account._restapi_login_token(user.id, 1)
    yield "account and login token", {**key, "Login-Token": login_token}


def _session(user: Any) -> str:
    """Return the id of a session of the web client, whose device Odoo knows."""
    session = http.root.session_store.new()
    session.update(http.get_default_session(), db=user.env.cr.dbname)
    session.update(uid=user.id, login=user.login, _trace_disable=True)
    session.session_token = user._compute_session_token(session.sid)
    http.root.session_store.save(session)
    return session.sid
