"""Texts that clients keep and give back unchanged: authenticated, in one spelling."""

import base64
import binascii
import hmac

from odoo.api import Environment

from . import secrets

CODE_BYTES = 16
MAX_LENGTH = 256 * 1024


def text(env: Environment, content: bytes, purpose: str) -> str:
    """Return what a client gets.

    :param purpose: what it is; a text of one purpose is none of another
    """
    return _encoded(_codes(env, content, purpose)[0] + content)


def content(env: Environment, text: str, purpose: str) -> bytes:
    """Return what is in a text.

    :raise ValueError: this database did not give it, for this purpose
    """
    if len(text) > MAX_LENGTH:
        raise ValueError
    raw = _decoded(text)
    code, found = raw[:CODE_BYTES], raw[CODE_BYTES:]
    # A text may be spelled in several ways in base64; one of them is ours.
    known = any(hmac.compare_digest(code, each) for each in _codes(env, found, purpose))
    if not known or _encoded(raw) != text:
        raise ValueError
    return found


def _codes(env: Environment, content: bytes, purpose: str) -> list[bytes]:
    codes = secrets.authentication_codes(env, content, purpose)
    return [bytes.fromhex(code)[:CODE_BYTES] for code in codes]


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except binascii.Error as exc:
        raise ValueError(text[:20]) from exc
