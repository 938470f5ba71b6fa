"""The dialects, and which of them a request speaks."""

import re
from collections.abc import Callable, Sequence

from odoo.http import HTTPRequest

from ..auth.oauth1_request import SIGNED
from ..auth.token import PREFIXES, RESTFUL_ACCESS
from . import oauth1
from .base import READ_METHODS, Dialect
from .candidroot import KEY_HEADERS, SUB_PATHS, Candidroot
from .native import Native
from .oauth1 import Oauth1
from .rest_api import PUBLIC_PATHS, RestApi
from .restful import TOKEN_NAMES, Restful, sent_token, small_object
from .synconics import Synconics

DIALECTS: dict[str, type[Dialect]] = {
    dialect.name: dialect
    for dialect in (Native, RestApi, Restful, Candidroot, Synconics)
}

Rule = Callable[[HTTPRequest, str], str | None]

# All but Synconics', which has a prefix of its own.
BELOW_API = [name for name in DIALECTS if name != Synconics.name]
_PREFIX = re.compile(r"^/(?:api|restapi/docs)(?=/|$)")


def choose(http: HTTPRequest, default: str = Native.name) -> Dialect:
    """Return the dialect of a request: by its path, then by its credential.

    Without a credential the request is refused, in the words of the dialect that it
    looks like.

    :param default: name of the dialect where nothing tells
    """
    return _chosen(http, (*_RULES, *_LOOKS), default)


def choose_for_session(http: HTTPRequest) -> Dialect:
    """Return the dialect of a request that a web session stands behind.

    That is a credential as well: what the request looks like does not count.
    """
    return _chosen(http, _RULES, Native.name)


def _chosen(http: HTTPRequest, rules: Sequence[Rule], default: str) -> Dialect:
    if not _PREFIX.match(http.path):
        is_oauth1 = http.path.startswith(oauth1.PREFIX)
        return (Oauth1 if is_oauth1 else Synconics)(http, http.path)
    path = _below(http)
    name = _told(http, path, rules) or default
    return DIALECTS.get(name, Native)(http, path)


def allowed_methods(http: HTTPRequest) -> list[str]:
    """Return the methods that a path answers to, for ``OPTIONS``.

    Who asks before a request of another origin sends no credential: where nothing
    tells the dialect, these are the methods of all.
    """
    path = _below(http)
    if not _PREFIX.match(http.path) or _told(http, path, (*_RULES, *_LOOKS)):
        possible = [choose(http)]
    else:
        possible = [DIALECTS[name](http, path) for name in BELOW_API]
    found = frozenset().union(*(dialect.allowed_methods() for dialect in possible))
    return sorted({*found, "OPTIONS"})


def _below(http: HTTPRequest) -> str:
    return _PREFIX.sub("", http.path) or "/"


def _told(http: HTTPRequest, path: str, rules: Sequence[Rule]) -> str | None:
    """Return the dialect that a request below ``/api`` tells of, if it does."""
    return next(filter(None, (rule(http, path) for rule in rules)), None)


def _by_path(http: HTTPRequest, path: str) -> str | None:
    path = path.rstrip("/")
    if path.startswith("/report/") and path.count("/") == 2:
        return RestApi.name
    return _FIXED_PATHS.get(path)


def _by_api_key(http: HTTPRequest, path: str) -> str | None:
    sent = any(http.headers.get(name, "").strip() for name in KEY_HEADERS)
    return Candidroot.name if sent else None


def _by_access_token(http: HTTPRequest, path: str) -> str | None:
    token = http.headers.get("Access-Token", "").strip()
    if not token:
        return None
    return Restful.name if token.startswith(PREFIXES[RESTFUL_ACCESS]) else RestApi.name


def _by_sent_token(http: HTTPRequest, path: str) -> str | None:
    return Restful.name if sent_token(http) else None


def _by_bearer(http: HTTPRequest, path: str) -> str | None:
    own = "Authorization" in http.headers or SIGNED in http.args
    return Native.name if own else None


def _by_habit(http: HTTPRequest, path: str) -> str | None:
    """Tell the native dialect by what only its clients do."""
    slug = path.split("/")[1]
    return Native.name if http.method == "PATCH" or "_" in slug else None


def _by_sub_path(http: HTTPRequest, path: str) -> str | None:
    """Tell the dialect by what only its addresses end in."""
    _start, model, name, *rest = (*path.rstrip("/").split("/"), "", "")[:4]
    known = name in SUB_PATHS and model and not any(rest)
    return Candidroot.name if known else None


def _by_route(http: HTTPRequest, path: str) -> str | None:
    """Tell the dialect by an address and a method that no other has."""
    able = [
        name
        for name in BELOW_API
        if http.method in DIALECTS[name](http, path).allowed_methods()
    ]
    return able[0] if len(able) == 1 else None


def _by_parameter(http: HTTPRequest, path: str) -> str | None:
    """Tell the dialect by a parameter that no other has: of the query, or of a GET."""
    sent = {*http.args}
    if http.method in READ_METHODS:
        sent |= small_object(http).keys()
    return next((_PARAMETERS[name] for name in _PARAMETERS if name in sent), None)


_FIXED_PATHS = {
    "/generate_token": Candidroot.name,
    "/docs": Candidroot.name,
    "/health": Native.name,
    "/openapi.json": Native.name,
    "/postman.json": Native.name,
    "/auth/token": Restful.name,
    **dict.fromkeys(PUBLIC_PATHS, RestApi.name),
}
_PARAMETERS = {
    **dict.fromkeys(TOKEN_NAMES, Restful.name),
    **dict.fromkeys(
        ("filters", "include_fields", "exclude_fields", "search_field", "__context__"),
        RestApi.name,
    ),
}
# What says it, and what only looks like it.
_RULES: tuple[Rule, ...] = (
    _by_path,
    _by_api_key,
    _by_access_token,
    _by_bearer,
    _by_sent_token,
)
_LOOKS: tuple[Rule, ...] = (_by_sub_path, _by_route, _by_parameter, _by_habit)
