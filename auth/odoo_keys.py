"""Odoo's own API keys, without their slow hash on every request.

Odoo stores keys as PBKDF2 digests, 3 to 6 ms of processor time each. A key
that was verified once is remembered in this process as *SHA-256 of the key →
row and digest of the row*; from then on one indexed query checks that the row
is still there with the same digest, that it has not expired and that its user
is active. So a key that is removed, or a user who is archived, is refused on
the very next call, in every worker.
"""

from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.tools import SQL

from ..core.grant import FULL
from ..records import odoo19
from .credentials import Identity, bounded

SCOPE = "rpc"
# About 0.5 KiB each, in each process.
MAX_REMEMBERED = 16_384

_Row = tuple[int, str]


class _Remembered:
    """A bounded map from a key's fingerprint to its row; oldest use goes first."""

    def __init__(self, size: int) -> None:
        self._rows: OrderedDict[bytes, _Row] = OrderedDict()
        self._size = size
        self._lock = Lock()

    def get(self, fingerprint: bytes) -> _Row | None:
        with self._lock:
            if fingerprint in self._rows:
                self._rows.move_to_end(fingerprint)
            return self._rows.get(fingerprint)

    def put(self, fingerprint: bytes, row: _Row) -> None:
        with self._lock:
            self._rows[fingerprint] = row
            while len(self._rows) > self._size:
                self._rows.popitem(last=False)


_remembered = _Remembered(MAX_REMEMBERED)


def verify(env: Environment, key: str) -> Identity | None:
    """Return whom an Odoo API key stands for; ``None`` when it is not accepted."""
    fingerprint = sha256(f"{env.cr.dbname}\0{key}".encode()).digest()
    known = _remembered.get(fingerprint)
    if known is None:
        known = _verify_slowly(env, key)
        if known is None:
            return None
        _remembered.put(fingerprint, known)
    row_id, digest = known
    return _identity(env, SQL("k.id = %s AND k.key = %s", row_id, digest))


def identify(env: Environment, row_id: int) -> Identity | None:
    """Return whom a key stands for that was verified before.

    :return: ``None`` where it has ended
    """
    return _identity(env, SQL("k.id = %s", row_id))


def _verify_slowly(env: Environment, key: str) -> _Row | None:
    """Let Odoo check the key, then find the row that it was."""
    user_id = odoo19.api_key_owner(env, SCOPE, key)
    if not user_id:
        return None
    rows = env.execute_query(
        SQL(
            'SELECT id, key FROM res_users_apikeys WHERE user_id = %s AND "index" = %s',
            user_id,
            key[: odoo19.API_KEY_INDEX_SIZE],
        )
    )
    # Two keys of a user with the same first 32 bits: rare; tell them apart.
    if len(rows) > 1:
        rows = [row for row in rows if odoo19.API_KEY_CONTEXT.verify(key, row[1])]
    return rows[0] if rows else None


def _identity(env: Environment, condition: SQL) -> Identity | None:
    rows = env.execute_query(
        SQL(
            """SELECT k.id, u.id, u.company_id, %s
                 FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id
                WHERE %s AND u.active AND u.id != %s
                  AND (k.scope IS NULL OR k.scope = %s)
                  AND (k.expiration_date IS NULL
                       OR k.expiration_date >= now() AT TIME ZONE 'utc')""",
            bounded(env),
            condition,
            SUPERUSER_ID,
            SCOPE,
        )
    )
    if not rows:
        return None
    row_id, user_id, company_id, _bounded = rows[0]
    source = f"res.users.apikeys,{row_id}"
    return Identity(user_id, company_id, FULL, source, is_bounded=True)
