"""What no client reaches, whatever its credential and its user may do.

============ =================================================================
models       those of this addon: credentials would read and widen themselves;
             webhooks are for administrators whose credential has no limits
fields       that lead to such a model, and those that hold passwords, keys and
             other secrets: they may be written where the user may, not read
records      settings that hold secrets
============ =================================================================

They are asked while an operation is executed (:func:`guarded`), in the ORM's own
places, so that a method which a client calls finds no more than its query would, and
changes no powerful model that its credential does not name. Business code that runs
as superuser is not concerned.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from odoo.fields import Domain, Field
from odoo.models import BaseModel

OWN_MODELS = "restapi."
# Of this addon's, for administrators whose credential has no limits. A webhook tells
# what its user may read, so it would be a way around limits.
ADMINISTERED = frozenset(
    ["restapi.webhook"]
    + [f"restapi.webhook.{part}" for part in ("subscription", "delivery", "attempt")]
)
TEXTS = frozenset(["char", "text", "html", "binary", "json"])
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|passphrase|pass|secret|api_?key|private_?key|rtoken"
    r"|signup_token|account_token|access_key)(?:_|$)|(?:secret|password)$"
)
# Named otherwise: model and field.
SECRET_FIELDS = frozenset(
    [
        ("restapi.webhook", "headers"),
        ("res.partner", "signup_type"),  # whether a link to set a password is open
        ("certificate.key", "content"),
        ("certificate.certificate", "content"),
        ("certificate.certificate", "pkcs12_password"),
        ("ir.mail_server", "smtp_ssl_private_key"),
        ("google.gmail.mixin", "google_gmail_refresh_token"),
        ("ir.mail_server", "google_gmail_refresh_token"),
        ("ir.mail_server", "google_gmail_access_token"),
        ("fetchmail.server", "google_gmail_refresh_token"),
        ("fetchmail.server", "google_gmail_access_token"),
        ("ir.mail_server", "microsoft_outlook_refresh_token"),
        ("ir.mail_server", "microsoft_outlook_access_token"),
        ("fetchmail.server", "microsoft_outlook_refresh_token"),
        ("fetchmail.server", "microsoft_outlook_access_token"),
        ("mail.guest", "access_token"),
        ("mail.ice.server", "credential"),
        ("res.config.settings", "sfu_server_key"),
        ("res.users", "oauth_access_token"),
        ("res.users.apikeys", "key"),
        ("res.users.settings", "google_calendar_token"),
        ("res.users.settings", "microsoft_calendar_token"),
    ]
)
_NO_SECRETS = (
    Domain("key", "not ilike", "secret")
    & Domain("key", "not ilike", "password")
    & Domain("key", "not ilike", "passwd")
    & Domain("key", "not ilike", "private_key")
    & Domain("key", "not ilike", "api_key")
    & Domain("key", "not ilike", "apikey")
    & Domain("key", "not ilike", "access_key")
    & Domain("key", "not ilike", "server_key")
    & Domain("key", "not ilike", "account_info")
    & Domain("key", "not ilike", "token")
)
# The lives of tokens are no secrets.
_LIVES = Domain("key", "ilike", "token_expires_in") | Domain("key", "ilike", "_store")
SECRET_RECORDS = {"ir.config_parameter": _NO_SECRETS | _LIVES}

# Tells whether there is a right on a model.
Allows = Callable[[str, str], bool]

_allows: ContextVar[Allows | None] = ContextVar("restapi_allows", default=None)


@contextmanager
def guarded(allows: Allows) -> Iterator[None]:
    """Keep what is confidential from the code within, superusers aside.

    :param allows: whether that code may do something to a model
    """
    token = _allows.set(allows)
    try:
        yield
    finally:
        _allows.reset(token)


def is_guarded() -> bool:
    """Tell whether an operation of a client is executed."""
    return _allows.get() is not None


def allows(model: str, right: str) -> bool:
    """Tell whether code that runs now may do something to a model."""
    ask = _allows.get()
    return ask is None or (not is_own_model(model) and ask(model, right))


def is_own_model(name: str) -> bool:
    """Tell whether a model is one of this addon's that no client reaches."""
    return name.startswith(OWN_MODELS) and name not in ADMINISTERED


def is_administered(name: str) -> bool:
    """Tell whether a model is for credentials without limits alone."""
    return name in ADMINISTERED


def is_hidden(field: Field) -> bool:
    """Tell whether a field leads to a model of this addon."""
    return is_own_model(field.comodel_name or "")


def is_secret(field: Field) -> bool:
    """Tell whether a field is read by nobody."""
    return is_hidden(field) or _holds_secret(field.model_name, field.name, field.type)


def has_secrets(model: BaseModel) -> bool:
    """Tell whether some records of a model are read by nobody."""
    return model._name in SECRET_RECORDS


# What payment providers call them.
_PROVIDER_SECRET = re.compile(r"_key(?:_|$)|_token(?:_|$)|_sha_|hmac|_secret")
_PROVIDER_PUBLIC = re.compile(r"public|publishable|client|website")


@lru_cache(maxsize=1 << 16)
def _holds_secret(model: str, name: str, kind: str) -> bool:
    if (model, name) in SECRET_FIELDS:
        return True
    if kind not in TEXTS:
        return False
    if model == "payment.provider" and _PROVIDER_SECRET.search(name):
        return not _PROVIDER_PUBLIC.search(name)
    return bool(_SECRET_NAME.search(name))
