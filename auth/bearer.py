"""Bearer tokens (RFC 6750): which verifier knows a token, by its prefix.

======== =====================================================================
``oak_`` personal REST key, ``restapi.key``
``oat_`` OAuth 2 access token, ``restapi.token``
other    Odoo's own API key, ``res.users.apikeys``; where :func:`verifiers` are
         asked also the key of an account, ``restapi.account``, and what users got
         for their password from the dialects ``restful`` and ``rest_api``
======== =====================================================================
"""

from odoo.api import Environment

from . import accounts, odoo_keys, personal_keys
from .credentials import Identity, Verifier
from .oauth2 import access_tokens as oauth2_tokens
from .tokens import password_tokens
from .tokens.token import PREFIXES, REST_API_ACCESS, RESTFUL_ACCESS

_BY_PREFIX: dict[str, Verifier] = {
    personal_keys.PREFIX: personal_keys.verify,
    oauth2_tokens.PREFIX: oauth2_tokens.verify,
}


def verify(env: Environment, text: str) -> Identity | None:
    """Return whom a bearer token stands for; ``None`` when it is not accepted."""
    return _BY_PREFIX.get(text[:4], odoo_keys.verify)(env, text)


def verifiers(text: str, login_token: str) -> tuple[Verifier, ...]:
    """Return who may know a bearer token, of every kind that there is.

    :param login_token: of a user, for accounts that want one; or empty
    """
    if text[:4] in _BY_PREFIX:
        return (verify,)
    if login_token:
        return accounts.verifier(login_token), verify
    if text.startswith(PREFIXES[RESTFUL_ACCESS]):
        return (password_tokens.verifier(RESTFUL_ACCESS),)
    password_token = password_tokens.verifier(REST_API_ACCESS)
    return verify, accounts.verify_without_token, password_token
