"""What the dispatcher asks of a dialect.

A dialect translates: request → :class:`~..core.operation.Operation`, result →
response, problem → error response. It never sees an environment.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from werkzeug.datastructures import ImmutableMultiDict

from odoo.api import Environment
from odoo.http import HTTPRequest, Response

from ..auth import bearer, oauth1
from ..auth.credentials import Identity, Verifier, bearer_token
from ..auth.oauth1 import request as oauth1_request
from ..auth.oauth1.parameters import PROTOCOL
from ..auth.oauth1.request import SignedRequest
from ..core import codes, json
from ..core.errors import BadRequest, Problem
from ..core.formats import NATIVE
from ..core.integers import MAX_INT4
from ..core.operation import Operation, Result
from ..core.owner import NOBODY, Owner
from .endpoint import Choice, Endpoint, Recognition
from .routed import Routed

# What a dialect of another addon is made of.
__all__ = ["Choice", "Dialect", "Endpoint"]

JSON = "application/json"
# RFC 9110, 9.2.1, and RFC 10008.
READ_METHODS = frozenset(["GET", "HEAD", "OPTIONS", "QUERY"])
# What most dialects are below, told apart by more than the path.
SHARED_PREFIX = "/api"


class Dialect(Routed, ABC):
    """One way of saying things over HTTP.

    :param http: the request
    :param path: below the route's prefix, with a leading slash
    """

    name: ClassVar[str]
    # For people; none for one that is a part of another.
    label: ClassVar[str] = ""
    prefixes: ClassVar[tuple[str, ...]] = (SHARED_PREFIX,)
    # How a request below the shared prefix is told to be in this dialect.
    choices: ClassVar[Mapping[Choice, Recognition]] = {}
    # Of every answer.
    headers: ClassVar[Mapping[str, str]] = {}
    # Pages of sites that are not known are refused, whatever credential they have.
    checks_origin: ClassVar[bool] = False
    # Whose request it is, once that is verified.
    identity: Identity | None = None
    # Answers in ASCII with ``\uXXXX``, for dialects that offer it.
    ascii_only = False

    def __init__(self, http: HTTPRequest, path: str) -> None:
        self.http = http
        self.path = path

    @property
    def owner(self) -> Owner:
        """Whose the request is; nobody's before it is known."""
        return self.identity.owner if self.identity else NOBODY

    # -- authentication

    def is_public(self) -> bool:
        """Tell whether the request needs no credential."""
        return self.endpoint is not None and self.endpoint.public

    def is_anonymous(self) -> bool:
        """Tell whether who sends no credential is served as well."""
        return self.endpoint is not None and self.endpoint.anonymous

    @abstractmethod
    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        """Return the token of the request and who may verify it.

        :return: ``None`` where there is none
        """

    @cached_property
    def signed(self) -> SignedRequest | None:
        """How the request is signed with OAuth 1.0a, if it is.

        The same object when Odoo runs the request again.
        """
        return oauth1_request.read(self.http)

    def own_credential(self) -> tuple[str, Sequence[Verifier]] | None:
        """Return a credential of this addon or of Odoo, for :meth:`credential`."""
        if self.signed:
            return self.signed.consumer_key, (self._verify_signed,)
        token = bearer_token(self.http.headers.get("Authorization"))
        return (token, (bearer.verify,)) if token else None

    def _verify_signed(self, env: Environment, _consumer_key: str) -> Identity:
        return oauth1.verify(env, self.signed)

    @property
    def accepts_session(self) -> bool:
        """Tell whether a web session stands in for a missing credential."""
        return False

    @abstractmethod
    def check_same_origin(self) -> None:
        """Refuse a writing request that another site may have forged."""

    # -- the way of a request

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters of the query, without those of OAuth 1.0a."""
        args = self.http.args
        if PROTOCOL.isdisjoint(args):
            return args
        pairs = args.items(multi=True)
        return ImmutableMultiDict((k, v) for k, v in pairs if k not in PROTOCOL)

    @property
    def reads_only(self) -> bool:
        """Tell whether the request writes nothing, so that a replica serves."""
        if self.endpoint is None or self.endpoint.reads is None:
            return self.http.method in READ_METHODS
        return self.endpoint.reads

    @property
    def takes_file(self) -> bool:
        """Tell whether the body of the request is a file."""
        return self.endpoint is not None and self.endpoint.takes_file

    def body_pieces(self) -> Iterable[bytes]:
        """Return the body of a request that was parsed, in pieces."""
        return [self.http.get_data(cache=True)]

    def parse(self) -> Operation:
        """Translate the request; called again when Odoo retries it."""
        check_text(self.http, self.path)
        endpoint, names = self.match()
        return endpoint.parse(self, **names)

    def render(self, result: Result) -> Response:
        """Translate what an operation gave."""
        value = self.endpoint.render(self, result)
        return value if isinstance(value, Response) else self.answer(value)

    def replayed(self, response: Response) -> Response:
        """Return an answer that was kept, as one to this request."""
        return response

    @abstractmethod
    def answer(self, value: Any, status: int = 200) -> Response:
        """Return a value as the dialect writes it."""

    @abstractmethod
    def render_error(self, problem: Problem, request_id: str) -> Response:
        """Translate what went wrong."""


def json_response(
    value: Any,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    content_type: str = "application/json; charset=utf-8",
    moment: Callable[[datetime], str] = NATIVE.moment,
) -> Response:
    """Return ``value`` as a JSON response.

    :param moment: how the dialect writes a date with a time
    """
    body = json.dumps(value, moment)
    response = Response(body, status=status, content_type=content_type)
    response.headers.update(headers or {})
    return response


def mistakes(problem: Problem) -> dict[str, Any]:
    """Return several mistakes of a body, beside the keys that are documented."""
    listed = isinstance(problem.details, list) and len(problem.details) > 1
    return {"details": problem.details} if listed else {}


def record_ids(text: str) -> tuple[int, ...]:
    """Read the ids of a path: ``7`` or ``7,8``, each once.

    :raise BadRequest: not a positive integer, or too large for an id
    """
    ids = [record_id(part.strip()) for part in text.split(",")]
    return tuple(dict.fromkeys(ids))


def record_id(text: str) -> int:
    """Read one id of a path; records of a view in SQL have negative ones.

    :raise BadRequest: not a positive integer, or too large for an id
    """
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        raise BadRequest(
            f"id: '{text[:50]}' is not a positive integer.", codes.INVALID_ID
        )
    if len(digits) > 10 or not 0 < int(digits) <= MAX_INT4:
        raise BadRequest(
            f"id: {text[:50]} is not from 1 to {MAX_INT4}.", codes.INVALID_ID
        )
    return int(text)


def integer(text: str, name: str, least: int) -> int:
    """Read an integer parameter of a query.

    :raise BadRequest: not an integer, or out of range
    """
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise BadRequest(
            f"{name}: '{text[:50]}' is not an integer.", codes.invalid(name)
        )
    if len(text) > 11 or not least <= int(text) <= MAX_INT4:
        raise BadRequest(
            f"{name}: {text[:50]} is not from {least} to {MAX_INT4}.",
            codes.invalid(name),
        )
    return int(text)


def check_text(http: HTTPRequest, path: str) -> None:
    """Refuse what PostgreSQL cannot store, in the path and in the query.

    :raise BadRequest: a NUL character
    """
    if "\0" in path or any(
        "\0" in part for pair in http.args.items(multi=True) for part in pair
    ):
        raise BadRequest("The address has a NUL character.", codes.NUL_CHARACTER)
    if any(character < " " for character in path):
        raise BadRequest("The path has a control character.", codes.INVALID_PATH)
