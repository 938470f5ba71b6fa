"""Nonces of signed requests, each good for one (RFC 5849, 3.3).

Kept where all workers see them, committed at once, and only after the signature
was verified: nobody else fills the table.
"""

from hashlib import sha256

from odoo.api import Environment
from odoo.tools import SQL

from ...core import codes
from ..transactions.autocommit import autocommitted
from .parameters import WINDOW_SECONDS, refused
from .request import SignedRequest

BATCH = 10_000
# A clock of one worker may be behind that of another.
SLACK_SECONDS = 60
_CLAIMED = "nonce"


def claim(env: Environment, signed: SignedRequest, client_id: int) -> None:
    """Use up the nonce of a request; once, though Odoo may run it again.

    :raise Unauthorized: another request of the application, with the same token
        and timestamp, has used it
    """
    if signed.done.get(_CLAIMED):
        return
    nonce = signed.oauth["oauth_nonce"]
    fingerprint = sha256(f"{client_id}\0{signed.token}\0{nonce}".encode()).digest()
    with autocommitted(env) as cr:
        cr.execute(
            SQL(
                """INSERT INTO restapi_oauth1_nonce (timestamp, fingerprint)
                   VALUES (%s, %s) ON CONFLICT DO NOTHING""",
                int(signed.oauth["oauth_timestamp"]),
                fingerprint,
            )
        )
        if not cr.rowcount:
            raise refused("oauth_nonce was used before.", codes.NONCE_USED)
    signed.done[_CLAIMED] = True


def forget_old(env: Environment) -> None:
    """Remove nonces of requests that would be refused for their timestamp."""
    statement = SQL(
        """DELETE FROM restapi_oauth1_nonce WHERE ctid IN (
               SELECT ctid FROM restapi_oauth1_nonce
                WHERE timestamp < extract(epoch FROM clock_timestamp()) - %s
                LIMIT %s)""",
        WINDOW_SECONDS + SLACK_SECONDS,
        BATCH,
    )
    with autocommitted(env) as cr:
        cr.execute(statement)
        while cr.rowcount == BATCH:
            cr.execute(statement)
