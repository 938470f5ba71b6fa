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


def odoo_api_key(env):
    """Make a personal API key of Odoo, as the user's preferences do."""
    expiration = fields.Datetime.now() + timedelta(days=LIFETIME_DAYS)
    # Only the administrators' own lifetime limit would apply without sudo.
    keys = env["res.users.apikeys"].sudo()
    return {"odoo_api_key": keys._generate("rpc", "sandbox", expiration)}


ISSUERS = {
    ("odoo_api_key",): odoo_api_key,
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
