"""An application, as OAuth 1.0a sees it: its secret and how it may sign.

Where there is none with a consumer key, one that nobody can sign for stands in,
so that the answer takes the same time.
"""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from oauthlib.oauth1 import (
    SIGNATURE_HMAC_SHA1,
    SIGNATURE_HMAC_SHA256,
    SIGNATURE_PLAINTEXT,
    SIGNATURE_RSA_SHA1,
)

from odoo.api import Environment
from odoo.tools import SQL

from .. import secrets
from ..tokens import token

HMAC = "hmac"
HMAC_SHA256 = "hmac_sha256"
RSA = "rsa"
METHODS = {
    HMAC: frozenset([SIGNATURE_HMAC_SHA1, SIGNATURE_HMAC_SHA256]),
    HMAC_SHA256: frozenset([SIGNATURE_HMAC_SHA256]),
    RSA: frozenset([SIGNATURE_RSA_SHA1]),
}
_ANY = METHODS[HMAC] | METHODS[RSA]
RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class Client:
    """What :func:`find` returns; ``id`` is 0 for the one that stands in.

    :param secret: never empty
    :param rsa_public_key: PEM, never empty
    :param methods: of signatures, but for PLAINTEXT
    """

    id: int
    secret: str
    rsa_public_key: str
    methods: frozenset[str]
    allow_plaintext: bool = False
    allow_oob: bool = False
    redirect_uris: str = ""

    def accepted_methods(self, *, is_secure: bool, is_local: bool) -> frozenset[str]:
        """Return how it may sign a request that came over some connection."""
        has_secret = SIGNATURE_HMAC_SHA256 in self.methods
        allowed = self.allow_plaintext or (
            is_local and SIGNATURE_HMAC_SHA1 in self.methods
        )
        plaintext = has_secret and is_secure and allowed
        return self.methods | {SIGNATURE_PLAINTEXT} if plaintext else self.methods


def find(env: Environment, consumer_key: str) -> Client:
    """Return the application with a consumer key that may use OAuth 1.0a now."""
    rows = env.execute_query(
        SQL(
            """SELECT c.id, coalesce(c.sealed_secret, ''),
                      coalesce(c.rsa_public_key, ''), c.oauth1_methods,
                      coalesce(c.allow_plaintext, false), coalesce(c.allow_oob, false),
                      coalesce(c.redirect_uris, '')
                 FROM restapi_client c
                WHERE c.client_id = %s AND c.allow_oauth1 AND %s""",
            consumer_key,
            env["restapi.client"]._restapi_is_valid(),
        )
    )
    id_, sealed, key, methods, *rest = rows[0] if rows else (0, "", "", "")
    secret = unsealed(env, sealed)
    known = METHODS.get(methods or HMAC, _ANY) if rows else _ANY
    return Client(id_, secret, key or _unknown_key(), known, *rest)


def unsealed(env: Environment, sealed: str) -> str:
    """Return a secret; one that nobody knows where there is none."""
    return secrets.unseal(env, sealed or _unknown_secret(env)) or token.new_text()


# By database, sealed.
_unknown_secrets: dict[str, str] = {}


def _unknown_secret(env: Environment) -> str:
    database = env.cr.dbname
    if database not in _unknown_secrets:
        _unknown_secrets[database] = secrets.seal(env, token.new_text())
    return _unknown_secrets[database]


@lru_cache(maxsize=1)
def _unknown_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    return (
        key.public_key()
        .public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo,
        )
        .decode()
    )
