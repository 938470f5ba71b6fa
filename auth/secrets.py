"""Digests, seals and codes: what is kept in place of a secret.

Their key is derived from the database's own secret, which Odoo renews when it
duplicates a database, and from the server's, where there is one: ``RESTAPI_SECRET`` in
the environment, else ``restapi_secret`` in the configuration file. So with the server's
secret a copy of the database opens nothing by itself, and a duplicate neither.

To change the server's secret, put the new one before the old, separated by a comma. The
first one is used for what is made; all are tried for what was. What was made before
there was any is known as well: its key is derived from the database's secret alone.
"""

import base64
import hmac
import logging
import os
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from odoo.api import Environment
from odoo.tools import SQL, config

VARIABLE = "RESTAPI_SECRET"
OPTION = "restapi_secret"
MIN_LENGTH = 32

_logger = logging.getLogger(__name__)


def digest(env: Environment, text: str) -> str:
    """Return what is kept of a secret to know it again, hexadecimal."""
    return digests(env, text)[0]


def digests(env: Environment, text: str) -> list[str]:
    """Return the digests that a secret may have been kept by, the present one first."""
    return [_hmac(key, text.encode()) for key in _keys(env, "digest")]


def has_digest(env: Environment, column: SQL, text: str) -> SQL:
    """Return the condition that a column has the digest of a text, of any key."""
    return SQL("%s = ANY(%s)", column, digests(env, text))


def renewal(env: Environment, table: str, text: str) -> SQL | None:
    """Return the statement that has a digest made with the present key.

    :return: ``None`` where there is only one key
    """
    present, *past = digests(env, text)
    if not past:
        return None
    return SQL(
        "UPDATE %s SET digest = %s WHERE digest = ANY(%s)",
        SQL.identifier(table),
        present,
        past,
    )


def seal(env: Environment, text: str) -> str:
    """Encrypt what will be needed again."""
    return _cipher(env).encrypt(text.encode()).decode()


def unseal(env: Environment, sealed: str) -> str | None:
    """Decrypt what was sealed; ``None`` when it was sealed elsewhere."""
    try:
        return _cipher(env).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def sealed_anew(env: Environment, sealed: str) -> str | None:
    """Return what was sealed, under the present key; ``None`` where it is already."""
    try:
        _fernet(_keys(env, "seal")[0]).decrypt(sealed.encode())
    except InvalidToken:
        text = unseal(env, sealed)
        return None if text is None else seal(env, text)
    return None


def authentication_codes(
    env: Environment, content: bytes, purpose: str = "store"
) -> list[str]:
    """Return what tells that this database made a value which others may change.

    :param purpose: what is made so; the codes of one are none of another
    :return: the code to give with it, then those that were given under older keys
    """
    return [_hmac(key, content) for key in _keys(env, purpose, trusted=True)]


def fingerprint(env: Environment) -> str:
    """Return what tells whether the present key is the same as before."""
    return _hmac(_keys(env, "fingerprint")[0], b"")


def _hmac(key: bytes, text: bytes) -> str:
    return hmac.new(key, text, sha256).hexdigest()


def _cipher(env: Environment) -> MultiFernet:
    return MultiFernet([_fernet(key) for key in _keys(env, "seal")])


def _fernet(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))


def _keys(env: Environment, purpose: str, *, trusted: bool = False) -> list[bytes]:
    """Return the keys for a purpose, the present one first.

    :param trusted: only those that a copy of the database does not tell, if any
    """
    # sudo: the database's secret, which no user may read.
    own = env["ir.config_parameter"].sudo().get_param("database.secret").encode()
    name = f"restapi.token.{purpose}".encode()
    keys = [
        hmac.new(secret.encode(), name + b"\0" + own, sha256).digest()
        for secret in server_secrets()
    ]
    if trusted and keys:
        return keys
    return [*keys, hmac.new(own, name, sha256).digest()]


def server_secrets() -> list[str]:
    """Return the secrets of the server, the present one first."""
    text = os.environ.get(VARIABLE) or config.get(OPTION) or ""
    return [part.strip() for part in text.split(",") if part.strip()]


def check_server_secrets() -> None:
    """Warn of a secret that could be guessed by who has a copy of the database."""
    if any(len(secret) < MIN_LENGTH for secret in server_secrets()):
        _logger.warning(
            "%s (%s in the environment) has a secret of less than %s characters.",
            *(OPTION, VARIABLE, MIN_LENGTH),
        )
