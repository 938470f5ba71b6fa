"""What the limits of a credential cost a list."""

from odoo import Command
from odoo.addons.restapi.tests.support.common import make_rest_key
from odoo.api import Environment

from .figures import Figure
from .web import Load, seconds_each

FIELDS = ("name", "email", "city")
PATH = f"/api/res.partner?limit=20&fields={','.join(FIELDS)}"


def costs(url: str, env: Environment) -> list[Figure]:
    """Compare a key limited by lines, fields and records with one that is not."""
    fields = env["ir.model.fields"]
    line = {
        "model_id": env["ir.model"]._get("res.partner").id,
        "field_ids": [fields._get("res.partner", name).id for name in FIELDS],
        "domain": "[('active', '=', True)]",
    }
    other = {"model_id": env["ir.model"]._get("res.country").id}
    _made, limited = make_rest_key(
        env.user,
        is_limited=True,
        access_ids=[Command.create(line), Command.create(other)],
    )
    _made, free = make_rest_key(env.user)
    env.cr.commit()  # the server reads them in another transaction
    loads = {
        key: Load(PATH, headers={"Authorization": f"Bearer {key}"})
        for key in (limited, free)
    }
    times = seconds_each(url, loads)
    note = "a list with a key limited by lines, fields and records, and without"
    return [Figure("limited_key", times[limited], times[free], "≥ 0.9", note)]
