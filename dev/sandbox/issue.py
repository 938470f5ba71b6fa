"""Make the sandbox's credentials; runs in an Odoo shell, which provides `env`.

Each entry of `ISSUERS` is one credential, or several that belong together: the names
it provides, and the function that makes them for the administrator.
"""

import json
import os
from datetime import timedelta
from pathlib import Path

from odoo import fields

LIFETIME_DAYS = 90
REDIRECT_URI = "http://127.0.0.1/callback"


def odoo_api_key(env):
    """Make a personal API key of Odoo, as the user's preferences do."""
    expiration = fields.Datetime.now() + timedelta(days=LIFETIME_DAYS)
    # Only the administrators' own lifetime limit would apply without sudo.
    keys = env["res.users.apikeys"].sudo()
    return {"odoo_api_key": keys._generate("rpc", "sandbox", expiration)}


def application(env):
    """Register an OAuth application with every grant, as an administrator does."""
    client = env["restapi.client"].create(
        {
            "name": "Sandbox",
            "redirect_uris": REDIRECT_URI,
            "allow_client_credentials": True,
            "allow_device_code": True,
            "allow_introspection": True,
            "allow_oauth1": True,
            "allow_oob": True,
            "scope": "read write execute",
            "service_user_id": env.uid,
        }
    )
    return {
        "client_id": client.client_id,
        "client_secret": client._restapi_new_secret(),
        "redirect_uri": REDIRECT_URI,
    }


def account(env):
    """Make an API key that does all its user may, and a login token for it."""
    users = env["res.users"].search([("share", "=", False)])
    made = env["restapi.account"].create(
        {"name": "Sandbox", "is_limited": False, "allowed_user_ids": users.ids}
    )
    key = made._restapi_new_key()
    token, _claims = made._restapi_login_token(env.uid, LIFETIME_DAYS)
    return {"api_key": key, "login_token": token}


ISSUERS = {
    ("odoo_api_key",): odoo_api_key,
    ("client_id", "client_secret", "redirect_uri"): application,
    ("api_key", "login_token"): account,
}


def issue(env):
    """Write what is not to be kept to the file that the environment names."""
    env["ir.config_parameter"].set_param("restapi.demo", "True")
    kept = os.environ["RESTAPI_SANDBOX_KEEP"].split(",")
    admin = env.ref("base.user_admin")
    issued = {}
    for names, make in ISSUERS.items():
        if not set(names) <= set(kept):
            issued.update(make(env(user=admin)))
    env.cr.commit()
    Path(os.environ["RESTAPI_SANDBOX_ISSUED"]).write_text(json.dumps(issued))


issue(env)  # noqa: F821
