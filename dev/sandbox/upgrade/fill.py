"""Fill an older version with every kind of record; runs in its Odoo shell.

Credentials are written to the file that the environment names, and no names are used
that the older version does not have.
"""

import json
import os
from datetime import timedelta
from pathlib import Path

from odoo import Command, fields

PASSWORD = "correct horse battery staple"
REDIRECT_URI = "http://127.0.0.1/callback"
SETTINGS = {
    "restapi.max_page_size": "77",
    "restapi.lock_timeout": "7",
    "rest_api.access_token_expires_in": "86400",
    "rest_api.refresh_token_expires_in": "86400",
    "rest_api.cors_parameter_value_in_all_routes": "https://shop.example",
}


def fill(env):
    user = env["res.users"].create(
        {
            "name": "Ursula Upgrade",
            "login": "upgrade",
            "password": PASSWORD,
            "group_ids": [
                Command.link(env.ref("base.group_user").id),
                Command.link(env.ref("base.group_partner_manager").id),
            ],
        }
    )
    for name, value in SETTINGS.items():
        env["ir.config_parameter"].set_param(name, value)
    partner = env["ir.model"]._get("res.partner")
    partner.write(
        {
            "rest_api__used": True,
            "rest_api__read_one__schema": "('id', 'name', 'email')",
        }
    )
    env["res.partner"].create(
        [
            {"name": "Upgrade in", "email": "in@upgrade.example", "ref": "upgrade"},
            {"name": "Upgrade out", "email": "out@upgrade.example"},
        ]
    )
    expiration = fields.Datetime.now() + timedelta(days=90)
    odoo_keys = env(user=user)["res.users.apikeys"].sudo()
    found = {
        "login": user.login,
        "password": PASSWORD,
        "user_id": user.id,
        "redirect_uri": REDIRECT_URI,
        "odoo_key": odoo_keys._generate("rpc", "upgrade", expiration),
    }
    key = env["restapi.key"].create(
        {"name": "Upgrade", "user_id": user.id, "scope": "read write execute"}
    )
    found["key"] = key._restapi_new_key()
    limited = env["restapi.key"].create(
        {
            "name": "Upgrade, limited",
            "user_id": user.id,
            "is_limited": True,
            "scope": "read write execute",
            "access_ids": [
                Command.create(line) for line in lines(env, partner, "name email ref")
            ],
        }
    )
    found["limited_key"] = limited._restapi_new_key()
    account = env["restapi.account"].create(
        {
            "name": "Upgrade",
            "user_id": env.ref("base.user_admin").id,
            "is_limited": True,
            "allowed_user_ids": [Command.link(user.id)],
            "access_ids": [Command.create(lines(env, partner, "name ref")[0])],
        }
    )
    found["api_key"] = account._restapi_new_key()
    found["login_token"] = account._restapi_login_token(user.id, 30)[0]
    client = env["restapi.client"].create(
        {
            "name": "Upgrade",
            "user_id": user.id,
            "redirect_uris": REDIRECT_URI,
            "scope": "read write execute",
            "allow_oauth1": True,
            "allow_client_credentials": True,
            "allow_device_code": True,
            "allow_introspection": True,
            "service_user_id": user.id,
            "is_limited": True,
            "access_ids": [Command.create({"model_id": partner.id})],
        }
    )
    found["client_id"] = client.client_id
    found["client_secret"] = client._restapi_secret()
    env.cr.commit()
    Path(os.environ["RESTAPI_UPGRADE_FILE"]).write_text(json.dumps(found))


def lines(env, model, names):
    """Return the lines for a model: two, of which later versions make one."""
    shown = env["ir.model.fields"].search(
        [("model_id", "=", model.id), ("name", "in", names.split())]
    )
    wide = {
        "model_id": model.id,
        "may_update": True,
        "may_execute": True,
        "methods": "name_search, read",
        "field_ids": [Command.set(shown.ids)],
    }
    narrow = {"model_id": model.id, "domain": "[('ref', '=', 'upgrade')]"}
    if "all_fields" in env["restapi.access"]._fields:
        return [{**wide, **narrow, "may_update": False, "may_execute": False}]
    return [wide, narrow]


fill(env)  # noqa: F821
