"""Signatures of Standard Webhooks 1.0, with a key that both sides know.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
import os
from collections.abc import Iterable
from hashlib import sha256

PREFIX = "whsec_"
KEY_BYTES = 32
MIN_KEY_BYTES, MAX_KEY_BYTES = 24, 64
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
NAMES = (ID, TIMESTAMP, SIGNATURE)


def new_secret() -> str:
    """Return a random secret, as it is given to a receiver."""
    return PREFIX + base64.b64encode(os.urandom(KEY_BYTES)).decode()


def key(secret: str) -> bytes:
    """Return the key that a secret stands for.

    :raise ValueError: a sentence that says what a secret looks like
    """
    try:
        found = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not secret.startswith(PREFIX) or not (
        MIN_KEY_BYTES <= len(found) <= MAX_KEY_BYTES
    ):
        raise ValueError(
            f"A secret is {PREFIX} and the base64 of {MIN_KEY_BYTES} to {MAX_KEY_BYTES}"
            " random bytes."
        )
    return found


def headers(
    secrets: Iterable[str], name: str, seconds: int, content: bytes
) -> dict[str, str]:
    """Return the headers that a message is verified by.

    :param secrets: each gives a signature; two while one is replaced
    :param name: the same whenever the message is sent again
    :param seconds: when it is sent, since 1970
    """
    signed = b".".join((name.encode(), str(seconds).encode(), content))
    signatures = [
        base64.b64encode(hmac.new(key(secret), signed, sha256).digest()).decode()
        for secret in secrets
    ]
    return {
        ID: name,
        TIMESTAMP: str(seconds),
        SIGNATURE: " ".join(f"v1,{signature}" for signature in signatures),
    }
