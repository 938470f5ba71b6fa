"""A request that is signed with OAuth 1.0a (RFC 5849), as it came.

The protocol's parameters are in one of three places (3.5): in the header
``Authorization: OAuth name="value", …``, where single quotes do as well, in the
query or in a form. They are read once, and shown to ``oauthlib`` in the header,
whatever their place was: the signature is the same (3.4.1.3).
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from oauthlib.oauth1.rfc5849.utils import escape

from odoo.http import HTTPRequest

from ...core import codes
from . import parameters
from .parameters import SCHEME, refused

SIGNED = "oauth_signature"
FORM = "application/x-www-form-urlencoded"
# What oauthlib takes in a query; brackets and quotes come as they are from many.
_QUERY_SAFE = "=&;:%+~,*@!()/?'$"
_PATH_SAFE = "".join(map(chr, range(0x21, 0x7F)))
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HASHES = {"HMAC-SHA256": hashlib.sha256}


@dataclass(slots=True)
class SignedRequest:
    """What is signed, and with what.

    :param method: of HTTP
    :param uri: as the client saw it, without the protocol's parameters
    :param form: the body where it is a form, without them; else empty
    :param oauth: the protocol's parameters, decoded
    :param body: as it came
    :param address: of the client
    :param is_local: from this machine, to an address of this machine
    :param single_quotes: the header has them, as in the Synconics manual
    :param done: what was done for the request outside of its transaction, and
        is not done again when Odoo runs it again
    """

    method: str
    uri: str
    form: str
    oauth: dict[str, str]
    body: bytes
    address: str
    is_local: bool
    single_quotes: bool
    done: dict[str, object] = field(default_factory=dict)

    @property
    def consumer_key(self) -> str:
        return self.oauth["oauth_consumer_key"]

    @property
    def token(self) -> str:
        return self.oauth.get("oauth_token", "")

    @property
    def signature_method(self) -> str:
        return self.oauth["oauth_signature_method"]

    @property
    def is_secure(self) -> bool:
        """Tell whether nobody on the way can read it."""
        return self.is_local or self.uri.startswith("https://")

    @property
    def arguments(self) -> tuple[str, str, str, dict[str, str]]:
        """What an endpoint of oauthlib takes: address, method, body, headers."""
        pairs = ", ".join(f'{k}="{escape(v)}"' for k, v in self.oauth.items())
        headers = {"Authorization": f"OAuth {pairs}"}
        if self.form:
            headers["Content-Type"] = FORM
        return self.uri, self.method, self.form, headers

    def check_body(self) -> None:
        """Refuse a body other than the one that was hashed, if it was.

        https://oauth.googlecode.com/svn/spec/ext/body_hash/1.0/
        """
        sent = self.oauth.get("oauth_body_hash")
        if sent is None:
            return
        hashed = _HASHES.get(self.signature_method, hashlib.sha1)(self.body)
        if not hmac.compare_digest(base64.b64encode(hashed.digest()), sent.encode()):
            raise refused(
                "The body is not the one that was signed.", codes.INVALID_BODY
            )


def read(http: HTTPRequest) -> SignedRequest | None:
    """Return how a request is signed; ``None`` where it is not.

    :raise BadRequest: the protocol's parameters are malformed, incomplete or
        there twice
    :raise Unauthorized: the timestamp is too far from the server's time
    """
    authorization = http.headers.get("Authorization", "")
    if authorization and not SCHEME.match(authorization):
        return None
    path, query = _raw_address(http)
    form = _form(http)
    header = parameters.in_header(authorization)
    places = [header, parameters.in_text(query), parameters.in_text(form)]
    if not authorization and not any(SIGNED in dict(pairs) for pairs in places):
        return None
    oauth = parameters.parse([pairs for pairs in places if pairs])
    query, form = parameters.without(query), parameters.without(form)
    return SignedRequest(
        method=http.method,
        uri=f"{http.scheme}://{http.host}{path}{'?' if query else ''}{query}",
        form=form,
        oauth=oauth,
        body=http.get_data(cache=True),
        address=http.remote_addr or "",
        is_local=_is_loopback(http.remote_addr) and _is_local_host(http.host),
        single_quotes="'" in authorization and '"' not in authorization,
    )


def _raw_address(http: HTTPRequest) -> tuple[str, str]:
    """Return path and query as they were sent: both are signed as they were."""
    raw = http.environ.get("REQUEST_URI") or http.full_path
    if not raw.startswith("/"):
        parts = urlsplit(raw)
        raw = f"{parts.path}?{parts.query}"
    path, _question, query = raw.partition("?")
    return quote(path.encode("latin-1", "replace"), safe=_PATH_SAFE), _encoded(
        query.encode("latin-1", "replace")
    )


def _encoded(text: bytes) -> str:
    """Encode what clients should have, without a change to the decoded values."""
    return _LONE_PERCENT.sub("%25", quote(text, safe=_QUERY_SAFE))


def _form(http: HTTPRequest) -> str:
    if http.mimetype != FORM:
        return ""
    body = http.get_data(cache=True)
    # JSON is read under any content type, and is no form.
    return "" if body.lstrip()[:1] in (b"{", b"[", b"<") else _encoded(body)


def _is_local_host(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or _is_loopback(name)


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
