"""What the dispatcher asks of a dialect.

A dialect translates: request → :class:`~..core.operation.Operation`, result →
response, problem → error response. It never sees an environment.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from typing import Any, ClassVar

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import BaseConverter, Map, Rule

from odoo.api import Environment
from odoo.http import HTTPRequest, Response

from ..auth import bearer, oauth1
from ..auth.credentials import Identity, Verifier, bearer_token
from ..auth.oauth1 import request as oauth1_request
from ..auth.oauth1.parameters import PROTOCOL
from ..auth.oauth1.request import SignedRequest
from ..core import json
from ..core.errors import BadRequest, Problem
from ..core.formats import NATIVE
from ..core.operation import Operation, Result
from ..core.owner import NOBODY, Owner

MAX_ID = 2**31 - 1
JSON = "application/json"
# RFC 9110, 9.2.1, and RFC 10008.
READ_METHODS = frozenset(["GET", "HEAD", "OPTIONS", "QUERY"])
_ANY_PART = re.compile(r"<[^:<>]+>")
# What most dialects are below, told apart by more than the path.
SHARED_PREFIX = "/api"


class Choice(IntEnum):
    """What a request tells its dialect by, first to last: what says it, then looks."""

    PATH = 1
    KEY = 2
    TOKEN = 3
    AUTHORIZATION = 4
    SENT_TOKEN = 5
    SUB_PATH = 6
    ROUTE = 7
    PARAMETER = 8
    HABIT = 9


# The rest is what a request without a credential looks like.
SAYING = (
    Choice.PATH,
    Choice.KEY,
    Choice.TOKEN,
    Choice.AUTHORIZATION,
    Choice.SENT_TOKEN,
)

# Tells whether a request is in a dialect, by its headers and its path below the prefix.
Recognition = Callable[[HTTPRequest, str], bool]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of a dialect: a row of its table.

    :param methods: those it answers to, separated by spaces
    :param path: as werkzeug spells it, below the prefix of the dialect
    :param name: what it does; rows that do the same have the same
    :param parse: gets the dialect and what the path names, gives the operation
    :param render: gets the dialect and the result, gives the value of the answer, or
        the answer
    :param public: it needs no credential
    :param anonymous: who sends no credential is served as well, as nobody
    :param reads: it writes nothing, so that a replica serves; ``None`` where its
        methods tell
    :param alone: it can be no part of a batch
    :param parameters: what it takes in the query; ``None`` where others are passed over
    :param has_more: it takes others as well, which its operation knows
    :param takes_file: its body is a file, with a limit of its own
    """

    methods: str
    path: str
    name: str
    parse: Callable[..., Operation]
    render: Callable[..., Any]
    public: bool = False
    anonymous: bool = False
    reads: bool | None = None
    parameters: tuple[str, ...] | None = None
    has_more: bool = False
    takes_file: bool = False
    alone: bool = False


class Dialect(ABC):
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
    endpoints: ClassVar[tuple[Endpoint, ...]]
    converters: ClassVar[Mapping[str, type[BaseConverter]]] = {}
    # Of every answer.
    headers: ClassVar[Mapping[str, str]] = {}
    # Made of the endpoints.
    routes: ClassVar[Map]
    # Whose answers are kept and whose streams are counted; nobody's before it is known.
    owner = ""
    # The same, for operations that depend on the credential itself.
    whose: Owner = NOBODY
    # Answers in ASCII with ``\uXXXX``, for dialects that offer it.
    ascii_only = False

    def __init__(self, http: HTTPRequest, path: str) -> None:
        self.http = http
        self.path = path

    # There is nothing to return. pylint: disable-next=missing-return
    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.routes = Map(
            [
                Rule(row.path, methods=row.methods.split(), endpoint=row)
                for row in cls.endpoints
            ],
            strict_slashes=False,
            merge_slashes=False,
            converters=cls.converters,
        )

    # -- routes

    @classmethod
    @cache
    def _names(cls) -> frozenset[str]:
        """Return the parts of paths that have a meaning, like ``search``."""
        parts = (
            part for rule in cls.routes.iter_rules() for part in rule.rule.split("/")
        )
        return frozenset(part for part in parts if part and "<" not in part)

    @classmethod
    @lru_cache(maxsize=256)
    def _methods(cls, path: str) -> frozenset[str]:
        """Return the methods of the routes that fit a path best.

        Those that say more of it: ``/<model>/search`` before ``/<model>/<id>``, and
        beside it ``/<model>/<method:method>``, which takes no ids.
        """
        adapter = cls.routes.bind("")
        rules = {
            method: adapter.match(path, method, return_rule=True)[0].rule
            for method in adapter.allowed_methods(path)
        }
        open_parts = {
            method: len(_ANY_PART.findall(rule)) for method, rule in rules.items()
        }
        least = min(open_parts.values(), default=0)
        return frozenset(
            method for method, count in open_parts.items() if count == least
        )

    def allowed_methods(self) -> frozenset[str]:
        """Return the methods that the request's path answers to."""
        # One of each kind: names of models and ids are many.
        parts = [
            part if part in self._names() else _sample(part)
            for part in self.path.split("/")
        ]
        return self._methods("/".join(parts))

    def check_method(self) -> None:
        """Refuse a wrong method of an address with a meaning, whoever asks.

        Otherwise it would be taken for the name of a model or of a record.

        :raise MethodNotAllowed: with those that are right
        """
        if self._names().isdisjoint(self.path.split("/")):
            return
        allowed = self.allowed_methods()
        if allowed and self.http.method not in {*allowed, "OPTIONS"}:
            raise MethodNotAllowed(sorted(allowed))

    @cached_property
    def _route(self) -> tuple[Endpoint, Mapping[str, Any]] | HTTPException:
        """The endpoint of the request and what the path names, or why there is none.

        Asked for before the request is parsed, so it does not raise.
        """
        try:
            return self.routes.bind("").match(self.path, self.http.method)
        except HTTPException as exc:
            return exc

    def match(self) -> tuple[Endpoint, Mapping[str, Any]]:
        """Return the endpoint of the request, and what the path names.

        :raise NotFound: there is none
        :raise MethodNotAllowed: there is one of another method
        """
        if isinstance(self._route, HTTPException):
            raise self._route
        return self._route

    @cached_property
    def endpoint(self) -> Endpoint | None:
        """The endpoint of the request; ``None`` where there is none."""
        return None if isinstance(self._route, HTTPException) else self._route[0]

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

    @abstractmethod
    def answer(self, value: Any, status: int = 200) -> Response:
        """Return a value as the dialect writes it."""

    @abstractmethod
    def render_error(self, problem: Problem, request_id: str) -> Response:
        """Translate what went wrong."""


def _sample(part: str) -> str:
    """Return an id for an id, a name for a name, nothing for nothing."""
    if not part:
        return ""
    return "1" if part[0] in "-0123456789" else "_"


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
        raise BadRequest(f"id: '{text[:50]}' is not a positive integer.", "invalid_id")
    if len(digits) > 10 or not 0 < int(digits) <= MAX_ID:
        raise BadRequest(f"id: {text[:50]} is not from 1 to {MAX_ID}.", "invalid_id")
    return int(text)


def integer(text: str, name: str, least: int) -> int:
    """Read an integer parameter of a query.

    :raise BadRequest: not an integer, or out of range
    """
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise BadRequest(f"{name}: '{text[:50]}' is not an integer.", f"invalid_{name}")
    if len(text) > 11 or not least <= int(text) <= MAX_ID:
        raise BadRequest(
            f"{name}: {text[:50]} is not from {least} to {MAX_ID}.", f"invalid_{name}"
        )
    return int(text)


def check_text(http: HTTPRequest, path: str) -> None:
    """Refuse what PostgreSQL cannot store, in the path and in the query.

    :raise BadRequest: a NUL character
    """
    if "\0" in path or any(
        "\0" in part for pair in http.args.items(multi=True) for part in pair
    ):
        raise BadRequest("The address has a NUL character.", "nul_character")
    if any(character < " " for character in path):
        raise BadRequest("The path has a control character.", "invalid_path")
