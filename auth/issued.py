"""All that is issued for a user: what there is, and how it ends.

Whatever a user has allowed is revoked together, in every table: a code or a device
that is forgotten would give tokens afterwards.
"""

from odoo.api import Environment
from odoo.tools import SQL

# Tokens, authorization codes, devices that wait, and what OAuth 1.0a calls temporary
# credentials; each row is of an application, and of a user once one has decided.
TABLES = (
    "restapi_token",
    "restapi_code",
    "restapi_device",
    "restapi_oauth1_temporary",
)


def revoke(env: Environment, *, client_id: int, user_id: int | None = None) -> None:
    """Forget all that an application has, or has of one user.

    :param client_id: id of the application
    :param user_id: ``None`` for every user
    """
    whose = SQL("client_id = %s", client_id)
    if user_id is not None:
        whose = SQL("%s AND user_id = %s", whose, user_id)
    for table in TABLES:
        env.cr.execute(SQL("DELETE FROM %s WHERE %s", SQL.identifier(table), whose))
