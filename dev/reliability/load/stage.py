"""Who the clients are, and the few records that all of them share."""

import json
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

NAME = "reliability"
PASSWORD = "reliability, always 1"
GROUPS = (
    "base.group_user",
    "base.group_partner_manager",
    "sales_team.group_sale_manager",
)
SCOPE = "read write execute"
FAMILIES = 32
REFRESH_SECONDS = 7 * 86_400
METERED_CALLS = 10
COUNTERS = 2
REGISTERS = 2
BASKETS = 6
REWRITTEN = 2


@dataclass(frozen=True, slots=True)
class Stage:
    """What a client needs to know; all of it is good JSON.

    :ivar refresh_tokens: of OAuth 2, each of a consent of its own
    :ivar metered_key: a key that may do :data:`METERED_CALLS` in a minute
    :ivar counters: partners whose `color` is counted up
    :ivar registers: partners whose `street` everybody writes
    :ivar baskets: orders that lines are added to
    :ivar rewritten: orders whose lines are replaced, all at once
    """

    database: str
    login: str
    password: str
    user_id: int
    key: str
    metered_key: str
    client_id: str
    client_secret: str
    api_key: str
    login_token: str
    product: int
    refresh_tokens: list[str] = field(default_factory=list)
    counters: list[int] = field(default_factory=list)
    registers: list[int] = field(default_factory=list)
    baskets: list[int] = field(default_factory=list)
    rewritten: list[int] = field(default_factory=list)

    def json(self) -> str:
        return json.dumps(asdict(self))


def set_up(env: Any) -> Stage:
    """Make the user, the credentials and the records, and commit.

    :param env: an Odoo environment of the superuser or the administrator, of a
        database with `sale` and this addon
    """
    user = _user(env, f"{NAME}-{secrets.token_hex(4)}")
    own = env(user=user, su=True)
    stage = Stage(
        database=env.cr.dbname,
        login=user.login,
        password=PASSWORD,
        user_id=user.id,
        **_keys(env, user),
        **_application(env, user),
        **_account(env, user),
        **_records(own),
    )
    env.cr.commit()  # the servers read it in other transactions
    env.registry.signal_changes()
    return stage


def tear_down(env: Any, stage: Stage) -> None:
    """Remove what the clients have made, the credentials and the user."""
    made = [("create_uid", "=", stage.user_id)]
    env["ir.attachment"].search([*made, ("res_model", "=", "res.partner")]).unlink()
    env["sale.order"].search(made).unlink()
    for model in ("product.product", "res.partner"):
        env[model].with_context(active_test=False).search(made).unlink()
    owned = [("name", "=", stage.login)]
    for model in ("restapi.client", "restapi.account"):
        env[model].with_context(active_test=False).search(owned).unlink()
    user = env["res.users"].browse(stage.user_id)
    partner = user.partner_id
    user.unlink()
    partner.unlink()


def _user(env: Any, name: str) -> Any:
    groups = [env.ref(name).id for name in GROUPS]
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": name,
                "login": name,
                "password": PASSWORD,
                "group_ids": [(6, 0, groups)],
                "tz": "UTC",
            }
        )
    )


def _keys(env: Any, user: Any) -> dict[str, str]:
    def key(**values: Any) -> str:
        owned = {"name": user.login, "user_id": user.id, "scope": SCOPE}
        return env["restapi.key"].create({**owned, **values})._restapi_new_key()

    return {"key": key(), "metered_key": key(requests_per_minute=METERED_CALLS)}


def _application(env: Any, user: Any) -> dict[str, Any]:
    from odoo.addons.restapi.auth.oauth2.store import OAuth2Store
    from odoo.addons.restapi.auth.tokens import token

    client = env["restapi.client"].create(
        {
            "name": user.login,
            "redirect_uris": "http://127.0.0.1/callback",
            "user_id": user.id,
            "allow_client_credentials": True,
            "scope": SCOPE,
            "service_user_id": user.id,
        }
    )
    secret = client._restapi_new_secret()
    env.flush_all()
    texts = [token.new_text(token.OAUTH2_REFRESH) for _ in range(FAMILIES)]
    store = OAuth2Store(env, env.cr)
    for text in texts:
        store.add(
            token.OAUTH2_REFRESH,
            text,
            client_id=client.id,
            user_id=user.id,
            scope=SCOPE,
            family=token.new_text(),
            resource=None,
            seconds=REFRESH_SECONDS,
        )
    return {
        "client_id": client.client_id,
        "client_secret": secret,
        "refresh_tokens": texts,
    }


def _account(env: Any, user: Any) -> dict[str, str]:
    account = env["restapi.account"].create(
        {"name": user.login, "user_id": user.id, "is_limited": False}
    )
    key = account._restapi_new_key()
    login_token, _claims = account._restapi_login_token(user.id, 30)
    return {"api_key": key, "login_token": login_token}


def _records(env: Any) -> dict[str, Any]:
    def partners(name: str, count: int) -> list[int]:
        values = [{"name": f"{NAME} {name} {number}"} for number in range(count)]
        return env["res.partner"].create(values).ids

    def orders(count: int) -> list[int]:
        (customer,) = partners("customer", 1)
        return env["sale.order"].create([{"partner_id": customer}] * count).ids

    product = env["product.product"].create({"name": NAME, "taxes_id": False})
    env.flush_all()
    return {
        "product": product.id,
        "counters": partners("counter", COUNTERS),
        "registers": partners("register", REGISTERS),
        "baskets": orders(BASKETS),
        "rewritten": orders(REWRITTEN),
    }
