"""Devices without a browser that wait for their user (RFC 8628).

::

    pending ── allow ──▶ authorized ── token ──▶ used
       └────── deny ───▶ denied
"""

import random
from dataclasses import dataclass

from odoo.api import Environment
from odoo.sql_db import Cursor
from odoo.tools import SQL

from .. import secrets
from ..tokens import issued, token
from ..tokens.issued import EPOCH, NOW
from ..tokens.token import OAUTH2_DEVICE

DEVICE_SECONDS = 600
POLL_SECONDS = 5
# Without vowels and digits: no words, and nothing to confuse (RFC 8628, 6.1).
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
USER_CODE_LENGTH = 8

_random = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Device:
    """A device that waits, or its user's decision.

    :param too_fast: it has asked again before its time
    """

    id: int
    client_id: int
    user_id: int | None
    scope: str
    state: str
    poll_seconds: int
    address: str
    is_expired: bool
    too_fast: bool


_COLUMNS = SQL(
    "id, client_id, user_id, scope, state, poll_seconds, coalesce(address, ''),"
    " expires_at <= %(now)s,"
    " coalesce(polled_at + make_interval(secs => poll_seconds) > %(now)s, false)",
    now=NOW,
)


def normalised(user_code: str) -> str:
    """Return a user code as it is kept, however it was typed."""
    return "".join(letter for letter in user_code.upper() if letter in ALPHABET)


class DeviceStore:
    """Keeps devices.

    :param cr: of a transaction of its own, see :mod:`.separate`
    """

    def __init__(self, env: Environment, cr: Cursor) -> None:
        self.env = env
        self.cr = cr

    def add(self, *, client_id: int, scope: str, address: str) -> tuple[str, str]:
        """Keep a device that waits; return its code, and what its user types."""
        device_code = token.new_text(OAUTH2_DEVICE)
        letters = "".join(_random.choices(ALPHABET, k=USER_CODE_LENGTH))
        self.cr.execute(
            SQL(
                """INSERT INTO restapi_device
                       (digest, user_code_digest, client_id, scope, state,
                        poll_seconds, address, expires_at)
                   VALUES (%s, %s, %s, %s, 'pending', %s, %s, %s)""",
                secrets.digest(self.env, device_code),
                secrets.digest(self.env, letters),
                client_id,
                scope,
                POLL_SECONDS,
                address,
                issued.after(DEVICE_SECONDS),
            )
        )
        half = USER_CODE_LENGTH // 2
        return device_code, f"{letters[:half]}-{letters[half:]}"

    def waiting(self, user_code: str) -> Device | None:
        """Return the device that waits for the user who types this code."""
        found = self._find(SQL("user_code_digest = %s", self._user_digest(user_code)))
        return found if found and found.state == "pending" else None

    def decide(self, device: Device, state: str, user_id: int, scope: str) -> bool:
        """Note what the user has decided; tell whether the device still waited.

        :param state: ``authorized`` or ``denied``
        """
        self.cr.execute(
            SQL(
                """UPDATE restapi_device d
                      SET state = %s, user_id = u.id, scope = %s,
                          epoch = %s
                     FROM res_users u
                    WHERE u.id = %s AND d.id = %s AND d.state = 'pending'
                      AND d.expires_at > %s""",
                *(state, scope, EPOCH, user_id, device.id, NOW),
            )
        )
        return bool(self.cr.rowcount)

    def poll(self, device_code: str, client_id: int) -> Device | None:
        """Return the device of a client that asks for its token, and note that."""
        found = self._find(
            SQL(
                "digest = %s AND client_id = %s",
                secrets.digest(self.env, device_code),
                client_id,
            )
        )
        if found is None:
            return None
        slower = POLL_SECONDS if found.too_fast else 0
        self.cr.execute(
            SQL(
                """UPDATE restapi_device
                      SET polled_at = %s, poll_seconds = poll_seconds + %s
                    WHERE id = %s""",
                *(NOW, slower, found.id),
            )
        )
        return found

    def use(self, device: Device) -> bool:
        """Take the token's turn; tell whether device and user are still good."""
        self.cr.execute(
            SQL(
                """UPDATE restapi_device t SET state = 'used'
                     FROM res_users u
                    WHERE u.id = t.user_id AND t.id = %s AND t.state = 'authorized'
                      AND %s""",
                device.id,
                issued.IS_LIVE,
            )
        )
        return bool(self.cr.rowcount)

    def _find(self, condition: SQL) -> Device | None:
        self.cr.execute(
            SQL(
                "SELECT %s FROM restapi_device WHERE %s FOR UPDATE", _COLUMNS, condition
            )
        )
        row = self.cr.fetchone()
        return Device(*row) if row else None

    def _user_digest(self, user_code: str) -> str:
        return secrets.digest(self.env, normalised(user_code))
