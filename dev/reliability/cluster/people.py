"""Users with every kind of credential, and an administrator who changes them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from .. import database
from .topology import DATABASE, Topology

SECONDS = 60
PASSWORD = "scale-out, always 1"
OAUTH2 = "/restapi/1.0/common/oauth2"
PARTNERS = "/api/res.partner?limit=1&fields=id"
COUNT = "/api/res.partner/record_count"
GROUPS = ("base.group_user", "base.group_partner_manager")
SCOPE = "read write execute"

Headers = Mapping[str, str]
_numbers = itertools.count(time.time_ns() // 1_000_000)


@dataclass
class Admin:
    """The administrator, at one of the servers, over Odoo's own RPC."""

    url: str
    password: str = "admin"
    uid: int = 2

    def call(self, model: str, method: str, *args: Any) -> Any:
        """Call a method.

        :raise AssertionError: with what Odoo says
        """
        sent = [DATABASE, self.uid, self.password, model, method, list(args)]
        params = {"service": "object", "method": "execute_kw", "args": sent}
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = requests.post(f"{self.url}/jsonrpc", json=body, timeout=SECONDS).json()
        assert "error" not in answer, answer["error"]["data"]["message"]
        return answer["result"]

    def set(self, **parameters: str) -> None:
        """Set system parameters of ours."""
        self.set_all({f"restapi.{name}": text for name, text in parameters.items()})

    def set_all(self, parameters: Mapping[str, str]) -> None:
        for name, text in parameters.items():
            self.call("ir.config_parameter", "set_param", name, text)


def each_store(topology: Topology) -> Iterator[str]:
    """Have tokens and limits kept in one store after the other; name it."""
    admin = Admin(topology.urls[0])
    for name, uses_redis in (("PostgreSQL", False), ("Redis", True)):
        admin.set_all(topology.redis.parameters(uses_redis))
        yield name
    admin.set_all(topology.redis.parameters(False))


class Site:
    """A server, as clients see it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def send(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        url = self.url + path
        return self.session.request(method, url, timeout=SECONDS, **kwargs)

    def json(self, method: str, path: str, **kwargs: Any) -> Any:
        answer = self.send(method, path, **kwargs)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json()

    def status(self, headers: Headers, path: str = "") -> int:
        """Return with which status partners are answered, in the dialect shown."""
        probe = COUNT if "api-key" in headers else PARTNERS
        return self.send("GET", path or probe, headers=headers).status_code


@dataclass(slots=True)
class Person:
    """A user, and what their programs show.

    :ivar limited: a key that opens partners alone, by its one access line
    """

    id: int
    login: str
    key: str = ""
    key_id: int = 0
    limited: str = ""
    line_id: int = 0
    client: dict[str, str] = field(default_factory=dict)
    client_row: int = 0
    api_key: str = ""
    login_token: str = ""
    account_id: int = 0

    # -- ways to get what is shown, each at a server

    def personal(self, _site: Site) -> Headers:
        return bearer(self.key)

    def of_an_access_line(self, _site: Site) -> Headers:
        return bearer(self.limited)

    def rest_api(self, site: Site) -> Headers:
        sent = {"username": self.login, "password": PASSWORD}
        found = site.json("POST", "/api/auth/get_tokens", data=sent)
        return {"Access-Token": found["access_token"]}

    def restful(self, site: Site) -> Headers:
        sent = {"login": self.login, "password": PASSWORD}
        found = site.json("POST", "/api/auth/token", data=sent)
        return {"Access-Token": found["access_token"]}

    def oauth2(self, site: Site) -> Headers:
        form = {"grant_type": "client_credentials", "scope": SCOPE, **self.client}
        found = site.json("POST", f"{OAUTH2}/token", data=form)
        return bearer(found["access_token"])

    def account(self, site: Site) -> Headers:
        headers = {"api-key": self.api_key}
        sent = {"expiration_days": 1}
        found = site.json("POST", "/api/generate_token", json=sent, headers=headers)
        return {**headers, "Login-Token": found["login_token"]}


def bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


# Got at one server, shown at the other.
ISSUED: dict[str, Callable[[Person, Site], Headers]] = {
    "rest_api": Person.rest_api,
    "restful": Person.restful,
    "oauth2": Person.oauth2,
    "candidroot": Person.account,
}


def newcomer(**limits: Any) -> Person:
    """Make a user with all credentials, on the primary.

    :param limits: values of the key
    """
    with database.opened() as env:
        login = f"scale-out-{next(_numbers)}"
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": login,
                    "login": login,
                    "password": PASSWORD,
                    "group_ids": [(6, 0, [env.ref(name).id for name in GROUPS])],
                }
            )
        )
        person = Person(user.id, login)
        owned = {"name": login, "user_id": user.id}
        keys = env["restapi.key"]
        key = keys.create({**owned, "scope": SCOPE, **limits})
        person.key, person.key_id = key._restapi_new_key(), key.id
        line = {"model_id": env["ir.model"]._get("res.partner").id}
        limited = keys.create(
            {**owned, "is_limited": True, "access_ids": [(0, 0, line)]}
        )
        person.limited, person.line_id = (
            limited._restapi_new_key(),
            limited.access_ids.id,
        )
        _application(env, person, owned)
        account = env["restapi.account"].create({**owned, "is_limited": False})
        person.api_key, person.account_id = account._restapi_new_key(), account.id
        env.cr.commit()  # servers read it in other transactions
        env.registry.signal_changes()
    return person


def _application(env: Any, person: Person, owned: dict[str, Any]) -> None:
    values = {
        "redirect_uris": "http://127.0.0.1/callback",
        "allow_client_credentials": True,
        "scope": SCOPE,
        "service_user_id": person.id,
    }
    client = env["restapi.client"].create({**owned, **values})
    secret = client._restapi_new_secret()
    person.client_row = client.id
    person.client = {"client_id": client.client_id, "client_secret": secret}
