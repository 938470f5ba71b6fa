"""Temporary credentials (RFC 5849, 2): what becomes of a "request token".

issued → authorized by a user, which gives a verifier → exchanged for a token.
Each step is one statement, committed at once, so it happens once: the row of
one that is denied, exchanged or guessed at too often is of no more use.
"""

import hmac
from dataclasses import dataclass

from odoo.api import Environment
from odoo.tools import SQL

from .. import secrets
from ..tokens import token
from ..transactions.autocommit import autocommitted

LIFE_SECONDS = 600
MAX_FAILURES = 5
OUT_OF_BAND = "oob"

_LIVE = SQL("expires_at > clock_timestamp() AND failures < %s", MAX_FAILURES)
_COLUMNS = SQL(
    "digest, client_id, callback, sealed, coalesce(verifier, ''),"
    " coalesce(user_id, 0), coalesce(epoch, 0), coalesce(scope, '')"
)


@dataclass(frozen=True, slots=True)
class Temporary:
    """A temporary credential.

    :param digest: of the request token
    :param client_id: id of the application
    :param callback: where the user is sent back to, or ``oob``
    :param sealed: its secret
    :param verifier: digest of the verifier, empty until a user has authorized it
    :param user_id: who has, 0 for nobody
    :param epoch: of their credentials at that time
    :param scope: what they were shown
    """

    digest: str
    client_id: int
    callback: str
    sealed: str
    verifier: str
    user_id: int
    epoch: int
    scope: str

    def knows(self, env: Environment, verifier: str) -> bool:
        """Tell whether a verifier is the one that was given out."""
        return hmac.compare_digest(self.verifier, secrets.digest(env, verifier))


def add(
    env: Environment, *, text: str, secret: str, client_id: int, callback: str
) -> None:
    """Keep a new one, for ten minutes."""
    _run(
        env,
        SQL(
            """INSERT INTO restapi_oauth1_temporary
                   (digest, client_id, callback, sealed, expires_at)
               VALUES (%s, %s, %s, %s, clock_timestamp() + make_interval(secs => %s))
               RETURNING %s""",
            secrets.digest(env, text),
            client_id,
            callback,
            secrets.seal(env, secret),
            LIFE_SECONDS,
            _COLUMNS,
        ),
    )


def find(env: Environment, text: str) -> Temporary | None:
    """Return the live one with a request token."""
    return _run(
        env,
        SQL(
            "SELECT %s FROM restapi_oauth1_temporary WHERE digest = %s AND %s",
            _COLUMNS,
            secrets.digest(env, text),
            _LIVE,
        ),
    )


def authorize(
    env: Environment, text: str, *, user_id: int, epoch: int, scope: str
) -> tuple[Temporary, str] | None:
    """Let a user authorize one; return it and the verifier.

    :return: ``None`` where it has expired, or somebody has authorized it before
    """
    verifier = token.new_text()
    found = _run(
        env,
        SQL(
            """UPDATE restapi_oauth1_temporary
                  SET user_id = %s, epoch = %s, scope = %s, verifier = %s
                WHERE digest = %s AND user_id IS NULL AND %s RETURNING %s""",
            user_id,
            epoch,
            scope,
            secrets.digest(env, verifier),
            secrets.digest(env, text),
            _LIVE,
            _COLUMNS,
        ),
    )
    return (found, verifier) if found else None


def deny(env: Environment, text: str) -> Temporary | None:
    """Remove one that nobody has authorized, and return it."""
    return _run(
        env,
        SQL(
            """DELETE FROM restapi_oauth1_temporary
                WHERE digest = %s AND user_id IS NULL AND %s RETURNING %s""",
            secrets.digest(env, text),
            _LIVE,
            _COLUMNS,
        ),
    )


def consume(env: Environment, temporary: Temporary) -> bool:
    """Use up one that a user has authorized; tell whether it was there."""
    return bool(
        _run(
            env,
            SQL(
                """DELETE FROM restapi_oauth1_temporary
                    WHERE digest = %s AND verifier = %s AND %s RETURNING %s""",
                temporary.digest,
                temporary.verifier,
                _LIVE,
                _COLUMNS,
            ),
        )
    )


def note_failure(env: Environment, temporary: Temporary) -> None:
    """Count a wrong verifier."""
    _run(
        env,
        SQL(
            """UPDATE restapi_oauth1_temporary SET failures = failures + 1
                WHERE digest = %s RETURNING %s""",
            temporary.digest,
            _COLUMNS,
        ),
    )


def forget_expired(env: Environment) -> None:
    """Remove those that have expired."""
    _run(
        env,
        SQL(
            """WITH gone AS (DELETE FROM restapi_oauth1_temporary
                              WHERE expires_at < clock_timestamp() RETURNING *)
               SELECT %s FROM gone""",
            _COLUMNS,
        ),
    )


def _run(env: Environment, statement: SQL) -> Temporary | None:
    with autocommitted(env) as cr:
        cr.execute(statement)
        row = cr.fetchone()
    return Temporary(*row) if row else None
