"""The parameters of a request to an OAuth 2 endpoint, wherever they are.

=================== ==========================================================
form                RFC 6749, 3.2
query               as Synconics' clients may send them
``Basic``           client's id and secret, form-encoded: RFC 6749, 2.3.1
``OAuth a='b', …``  as Synconics' document has it, quoted with ``'`` or ``"``
=================== ==========================================================

They become one form, which oauthlib reads. A parameter is given once; an empty
one counts as left out (RFC 6749, 3.1); those that nobody asks for are dropped,
since oauthlib makes an attribute of the request of any of them.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus, urlencode

from oauthlib.oauth2 import InvalidRequestError

from odoo.http import HTTPRequest

KNOWN = frozenset(
    "client_id client_secret grant_type code redirect_uri code_verifier refresh_token "
    "scope device_code token token_type_hint response_type state code_challenge "
    "code_challenge_method response_mode request request_uri resource".split()
)
MAX_LENGTH = 4096
MAX_STATE = 2000
_PAIR = re.compile(r"""\s*([a-z_]+)=(?:'([^']*)'|"([^"]*)")\s*,?""")
# The second one is what ``FormData`` of browsers becomes.
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Parameters:
    """What was sent.

    :param values: by name, each once and not empty
    """

    values: dict[str, str]

    @property
    def form(self) -> str:
        return urlencode(self.values)


def read(http: HTTPRequest) -> Parameters:
    """Read the parameters of a request.

    :raise InvalidRequestError: one is given twice, too long, or has characters
        that do not belong there; or the body is no form
    """
    values: dict[str, str] = {}
    for name, value in [*http.args.items(multi=True), *_form(http), *_oauth(http)]:
        if value and name in KNOWN:
            _add(values, name, value)
    client = _basic(http)
    if client is None:
        return Parameters(values)
    client_id, secret = client
    if "client_secret" in values or values.get("client_id", client_id) != client_id:
        raise InvalidRequestError("The client is authenticated twice.")
    return Parameters({**values, "client_id": client_id, "client_secret": secret})


def _add(values: dict[str, str], name: str, value: str) -> None:
    if name in values:
        raise InvalidRequestError(f"The parameter {name} is given twice.")
    limit = MAX_STATE if name == "state" else MAX_LENGTH
    if len(value) > limit or not value.isprintable():
        raise InvalidRequestError(f"The parameter {name} is malformed.")
    values[name] = value


def _form(http: HTTPRequest) -> Iterator[tuple[str, str]]:
    if http.method not in ("POST", "PUT") or not http.get_data(cache=True):
        return iter(())
    if http.mimetype not in _FORMS:
        raise InvalidRequestError(f"The body must be {_FORMS[0]}.")
    return http.form.items(multi=True)


def _oauth(http: HTTPRequest) -> Iterator[tuple[str, str]]:
    scheme, _, text = http.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "oauth":
        return
    text = text.strip()
    position = 0
    while position < len(text):
        match = _PAIR.match(text, position)
        if match is None:
            raise InvalidRequestError("The header Authorization is malformed.")
        position = match.end()
        yield match[1], unquote(match[2] if match[2] is not None else match[3])


def _basic(http: HTTPRequest) -> tuple[str, str] | None:
    """Return id and secret of the client; werkzeug would not form-decode them."""
    scheme, _, text = http.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(text.strip(), validate=True).decode()
    except (binascii.Error, ValueError) as exc:
        raise InvalidRequestError("The header Authorization is malformed.") from exc
    client_id, separator, secret = decoded.partition(":")
    if not separator or not decoded.isprintable():
        raise InvalidRequestError("The header Authorization is malformed.")
    return unquote_plus(client_id), unquote_plus(secret)
