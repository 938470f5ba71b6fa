from odoo import fields, models
from odoo.tools import SQL

# Of the tables that credentials are in, with what people call them.
_KINDS = {
    "restapi.key": "restapi_key",
    "restapi.account": "restapi_account",
    "restapi.client": "restapi_client",
}
_READ = "name user_id active is_limited valid_to last_use create_date".split()
_ONE = """SELECT c.id * 4 + %s AS id, c.name, %s AS kind, %s || c.id AS source,
                 c.user_id, c.active, c.is_limited, c.valid_to, c.last_use,
                 c.create_date,
                 coalesce((SELECT sum(t.calls) FROM restapi_usage_hour t
                            WHERE t.source = %s || c.id
                              AND t.hour >= now() AT TIME ZONE 'utc' - interval '7 days'
                          ), 0)::integer AS calls
            FROM %s c"""


class RestapiCredentialUse(models.Model):
    """All credentials, whatever they are, by their use and their end."""

    _name = "restapi.credential.use"
    _description = "Use of REST API Credentials"
    _order = "calls DESC, name, id"
    _auto = False
    _log_access = False
    _depends = dict.fromkeys(_KINDS, _READ)

    name = fields.Char("Credential", readonly=True)
    kind = fields.Selection(
        [
            ("restapi.key", "Personal Key"),
            ("restapi.account", "Account"),
            ("restapi.client", "Application"),
        ],
        readonly=True,
    )
    source = fields.Char("Credential ID", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    active = fields.Boolean(readonly=True)
    is_limited = fields.Boolean(
        "Limited", readonly=True, help="Opens only the models of its access lines."
    )
    create_date = fields.Datetime("Created on", readonly=True)
    valid_to = fields.Datetime(readonly=True)
    last_use = fields.Datetime(readonly=True, help="Within five minutes.")
    calls = fields.Integer(readonly=True, help="In the last seven days.")

    @property
    def _table_query(self):
        tables = (
            SQL(_ONE, place, kind, f"{kind},", f"{kind},", SQL.identifier(table))
            for place, (kind, table) in enumerate(_KINDS.items())
        )
        return SQL(" UNION ALL ").join(tables)

    def action_open(self):
        """Open the credential itself."""
        self.ensure_one()
        model, _comma, id_ = self.source.partition(",")
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": int(id_),
            "view_mode": "form",
        }
