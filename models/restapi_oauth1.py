from odoo import api, models
from odoo.tools import SQL

from ..auth.oauth1 import nonces as oauth1_nonces
from ..auth.oauth1 import temporary as oauth1_temporary


class RestapiOauth1(models.AbstractModel):
    """The tables of OAuth 1.0a; see ``auth/oauth1/__init__.py``.

    Without references to other tables: a row is committed before those that it
    would name, and lives for minutes. Not logged: a crash of PostgreSQL costs
    users who were about to consent another try.
    """

    _name = "restapi.oauth1"
    _description = "OAuth 1.0a"

    def init(self):
        self.env.cr.execute(
            SQL(
                """CREATE UNLOGGED TABLE IF NOT EXISTS restapi_oauth1_nonce (
                       timestamp bigint NOT NULL,
                       fingerprint bytea NOT NULL,
                       PRIMARY KEY (timestamp, fingerprint)
                   );
                   CREATE UNLOGGED TABLE IF NOT EXISTS restapi_oauth1_temporary (
                       digest varchar PRIMARY KEY,
                       client_id integer NOT NULL,
                       callback varchar NOT NULL,
                       sealed varchar NOT NULL,
                       verifier varchar,
                       user_id integer,
                       epoch integer,
                       scope varchar,
                       failures smallint NOT NULL DEFAULT 0,
                       expires_at timestamptz NOT NULL
                   )"""
            )
        )

    @api.model
    def _cron_forget(self):
        """Remove what is of no more use, every hour."""
        oauth1_nonces.forget_old(self.env)
        oauth1_temporary.forget_expired(self.env)
