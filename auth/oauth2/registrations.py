"""Applications that nobody has registered by hand: what they say of themselves.

============================ ==============================================
client ID metadata document  the client's id is the address of a JSON document
RFC 7591                     the client sends the document, and gets an id
============================ ==============================================

Both are public, and use PKCE. Source: draft-ietf-oauth-client-id-metadata-document-02.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from oauthlib.oauth2 import InvalidClientIdError

from odoo.api import Environment

from ...core.outgoing import Client, NoAnswer, Refused
from .. import outgoing
from . import redirect_uri

# How an application is known that has its id from the address of its document.
DOCUMENT = "document"
MAX_DOCUMENT_BYTES = 10 * 1024
MAX_REDIRECT_URIS = 20
MAX_NAME = 100
FETCH_SECONDS = 5
# How long a document is taken for what it was, whatever its server says.
LEAST_SECONDS, MOST_SECONDS, USUAL_SECONDS = 300, 86_400, 3_600
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=([0-9]{1,9})(?:$|[\s,])")
# Clients with a secret, or a key of their own.
_SECRETS = ("client_secret", "client_secret_expires_at", "jwks", "jwks_uri")
PUBLIC = "none"


class InvalidMetadata(ValueError):
    """What an application says of itself is not accepted; the sentence says why.

    :param code: of RFC 7591, 3.2.2
    """

    def __init__(self, text: str, code: str = "invalid_client_metadata") -> None:
        super().__init__(text)
        self.code = code


class InvalidDocumentError(InvalidClientIdError):
    """The document of an application is not accepted."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an application says of itself.

    :param seconds: that it may be taken for good
    """

    name: str
    redirect_uris: tuple[str, ...]
    seconds: int = USUAL_SECONDS


def is_document(client_id: str) -> bool:
    """Tell whether a client's id is the address of its document."""
    if not client_id.startswith("https://"):
        return False
    try:
        parts = urlsplit(client_id)
    except ValueError:
        return False
    return bool(parts.hostname and len(parts.path) > 1)


def fetch(env: Environment, client_id: str) -> Metadata:
    """Return what the document of an application says.

    :raise InvalidMetadata: it cannot be had, or says something else
    """
    segments = urlsplit(client_id).path.split("/")
    if "." in segments or ".." in segments:
        raise InvalidMetadata("client_id: a path without dots is expected.")
    try:
        with Client(outgoing.guard(env), FETCH_SECONDS) as client:
            answer = client.send(
                "GET",
                client_id,
                {"Accept": "application/json"},
                max_bytes=MAX_DOCUMENT_BYTES,
            )
    except (Refused, NoAnswer) as exc:
        raise InvalidMetadata(f"client_id: {exc}") from exc
    if answer.status != 200 or answer.is_cut:
        raise InvalidMetadata(
            f"client_id: a document of at most {MAX_DOCUMENT_BYTES} bytes is expected "
            "there, with status 200."
        )
    try:
        sent = orjson.loads(answer.content)
    except orjson.JSONDecodeError as exc:
        raise InvalidMetadata("client_id: the document there is no JSON.") from exc
    if not isinstance(sent, dict) or sent.get("client_id") != client_id:
        raise InvalidMetadata("client_id: the document there is of another client.")
    if sent.get("token_endpoint_auth_method", PUBLIC) != PUBLIC:
        raise InvalidMetadata(
            "token_endpoint_auth_method: only none is accepted of applications that "
            "are not registered here."
        )
    return read(sent, _seconds(answer.headers.get("Cache-Control", "")))


def read(sent: Mapping[str, Any], seconds: int = USUAL_SECONDS) -> Metadata:
    """Return what an application says of itself.

    :raise InvalidMetadata: a name or an address is missing or not accepted
    """
    name, uris = sent.get("client_name"), sent.get("redirect_uris")
    for secret in _SECRETS:
        if secret in sent:
            raise InvalidMetadata(f"{secret}: such an application is registered here.")
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise InvalidMetadata("client_name: a text is expected.")
    if (
        not isinstance(uris, list)
        or not 0 < len(uris) <= MAX_REDIRECT_URIS
        or not all(isinstance(uri, str) for uri in uris)
    ):
        raise InvalidMetadata(
            f"redirect_uris: a list of 1 to {MAX_REDIRECT_URIS} addresses is expected.",
            "invalid_redirect_uri",
        )
    for uri in uris:
        try:
            redirect_uri.check(uri)
        except ValueError as exc:
            raise InvalidMetadata(
                f"redirect_uris: {uri[:200]}: {exc}.", "invalid_redirect_uri"
            ) from exc
    return Metadata(name.strip()[:MAX_NAME], tuple(dict.fromkeys(uris)), seconds)


def _seconds(cache_control: str) -> int:
    found = _MAX_AGE.search(cache_control.lower())
    seconds = int(found[1]) if found else USUAL_SECONDS
    return min(max(seconds, LEAST_SECONDS), MOST_SECONDS)
