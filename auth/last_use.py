"""When, from where and by what a credential was used last.

Written at most once a minute, whatever becomes of the request, on a connection of its
own: the request's may be for reading only.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from odoo.api import Environment
from odoo.http import request
from odoo.tools import SQL

from .tokens.issued import NOW
from .transactions.autocommit import autocommitted

SECONDS = 60
AGENT_LENGTH = 200
COLUMNS = ("last_use", "last_address", "last_agent")


def is_stale(alias: str) -> SQL:
    """Return the condition that a row was not used in the last minute."""
    return SQL(
        "coalesce(%s < %s - %s, true)",
        SQL.identifier(alias, "last_use"),
        NOW,
        timedelta(seconds=SECONDS),
    )


def note(
    env: Environment, used: Mapping[str, int], renewals: Sequence[SQL | None] = ()
) -> None:
    """Write down that rows were used now.

    :param used: ids by table
    :param renewals: executed as well, see :func:`~.secrets.renewal`
    """
    address = agent = None
    # A job has no request, and is from where its request was.
    if request:
        address = request.httprequest.remote_addr
        agent = request.httprequest.user_agent.string[:AGENT_LENGTH]
    with autocommitted(env) as cr:
        for table, id_ in used.items():
            cr.execute(
                SQL(
                    """UPDATE %(table)s
                          SET last_use = %(now)s,
                              last_address = coalesce(%(address)s, last_address),
                              last_agent = coalesce(%(agent)s, last_agent)
                        WHERE id IN (SELECT id FROM %(table)s WHERE id = %(id)s
                                        FOR UPDATE SKIP LOCKED)""",
                    table=SQL.identifier(table),
                    now=NOW,
                    address=address,
                    agent=agent,
                    id=id_,
                )
            )
        for renewal in filter(None, renewals):
            cr.execute(renewal)
