"""Credentials of everybody else: copies, with digests that no secret has."""

from odoo import Command
from odoo.addons.restapi.auth.tokens import issued, token
from odoo.addons.restapi.tests.support import every_credential
from odoo.addons.restapi.tests.support.every_credential import Credentials
from odoo.api import Environment
from odoo.tools import SQL

from .fill import copies, rows
from .sizes import BASE, Sizes

KINDS = (
    *(token.REST_API_ACCESS, token.REST_API_REFRESH, token.RESTFUL_ACCESS),
    *(token.OAUTH2_ACCESS, token.OAUTH2_REFRESH, token.OAUTH1_ACCESS, token.LOGIN),
)
GROUPS = ("base.group_system", "sales_team.group_sale_manager")
_ID = SQL("%s + n", BASE)
_NAME = SQL("'Growth ' || n")
_DIGEST = SQL("md5(n::text) || md5((-n)::text)")
_KEY = {"name": _NAME, "user_id": _ID, "digest": _DIGEST}
# What copies of a table have of their own, beside their ids; users first.
OWN = {
    "res_users": {
        "login": SQL("'growth' || n"),
        "partner_id": _ID,
        "password": SQL("NULL"),
    },
    "res_users_apikeys": {
        "user_id": _ID,
        "index": SQL("lpad(to_hex(n), 8, '0')"),
        "key": SQL("md5(n::text)"),
    },
    "restapi_key": _KEY,
    "restapi_account": _KEY,
    "restapi_client": {**_KEY, "client_id": SQL("'growth' || n")},
}


def make(env: Environment) -> Credentials:
    """Make a user who may see everything, and one credential of each kind."""
    groups = [env.ref(name).id for name in GROUPS]
    user = env["res.users"].create(
        {"name": "Growth", "login": "growth", "group_ids": [Command.set(groups)]}
    )
    return every_credential.make(user)


def fill(env: Environment, made: Credentials, old: Sizes, new: Sizes) -> None:
    """Add what there is not yet."""
    sources = {record._table: record.id for record in made.records}
    for table, own in OWN.items():
        source = SQL("t.id = %s", sources[table])
        values = {"id": _ID, **own}
        copies(env.cr, table, old.keys + 1, new.keys, source, values)
    _tokens(env, old, new)


def _tokens(env: Environment, old: Sizes, new: Sizes) -> None:
    """Each user has a hundred, of every kind; some have expired."""
    whose = SQL("%s + 1 + n / 100 %% %s", BASE, new.keys)
    kind = SQL("(%s::varchar[])[1 + n %% %s]", list(KINDS), len(KINDS))
    of_client = SQL("n %% %s IN (3, 4, 5)", len(KINDS))
    rows(
        env.cr,
        "restapi_token",
        old.tokens + 1,
        new.tokens,
        {
            "id": _ID,
            "kind": kind,
            "digest": _DIGEST,
            "user_id": whose,
            "epoch": SQL("0"),
            "family": SQL("md5((n / 2)::text)"),
            "client_id": SQL("CASE WHEN %s THEN %s END", of_client, whose),
            "account_id": SQL("CASE WHEN n %% %s = 6 THEN %s END", len(KINDS), whose),
            "scope": SQL("CASE WHEN %s THEN 'read write' END", of_client),
            "create_date": SQL("%s - interval '1 day'", issued.NOW),
            "expires_at": SQL("%s + (n %% 365 - 5) * interval '1 day'", issued.NOW),
            "last_use": SQL("%s - interval '1 hour'", issued.NOW),
            "last_address": SQL("'192.0.2.' || n %% 256"),
            "last_agent": SQL("'python-requests/2.32.3'"),
        },
    )
