"""The dialects, and which of them a request speaks."""

import re
from collections.abc import Callable

from odoo.http import HTTPRequest

from ..auth.oauth1_request import SIGNED
from ..auth.token import PREFIXES, RESTFUL_ACCESS
from . import oauth1
from .base import Dialect
from .candidroot import KEY_HEADERS, SUB_PATHS, Candidroot
from .native import Native
from .oauth1 import Oauth1
from .rest_api import RestApi
from .restful import Restful, sent_token
from .synconics import Synconics

DIALECTS: dict[str, type[Dialect]] = {
    dialect.name: dialect
    for dialect in (Native, RestApi, Restful, Candidroot, Synconics)
}

# All but Synconics', which has a prefix of its own.
BELOW_API = [name for name in DIALECTS if name != Synconics.name]
_PREFIX = re.compile(r"^/(?:api|restapi/docs)(?=/|$)")


def choose(http: HTTPRequest, default: str = Native.name) -> Dialect:
    """Return the dialect of a request: by its path, then by its credential.

    :param default: name of the dialect where neither tells
    """
    if not _PREFIX.match(http.path):
        is_oauth1 = http.path.startswith(oauth1.PREFIX)
        return (Oauth1 if is_oauth1 else Synconics)(http, http.path)
    name = _told(http, _below(http)) or default
    return DIALECTS.get(name, Native)(http, _below(http))


def allowed_methods(http: HTTPRequest) -> list[str]:
    """Return the methods that a path answers to, for ``OPTIONS``.

    Who asks before a request of another origin sends no credential: where nothing
    tells the dialect, these are the methods of all.
    """
    path = _below(http)
    if not _PREFIX.match(http.path) or _told(http, path):
        possible = [choose(http)]
    else:
        possible = [DIALECTS[name](http, path) for name in BELOW_API]
    found = frozenset().union(*(dialect.allowed_methods() for dialect in possible))
    return sorted({*found, "OPTIONS"})


def _below(http: HTTPRequest) -> str:
    return _PREFIX.sub("", http.path) or "/"


def _told(http: HTTPRequest, path: str) -> str | None:
    """Return the dialect that a request below ``/api`` tells of, if it does."""
    return next(filter(None, (rule(http, path) for rule in _RULES)), None)


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
    own = http.method in ("PATCH", "QUERY") or "_" in slug
    return Native.name if own else None


def _by_sub_path(http: HTTPRequest, path: str) -> str | None:
    """Tell the dialect by what only its addresses end in."""
    _start, model, name, *rest = (*path.rstrip("/").split("/"), "", "")[:4]
    known = name in SUB_PATHS and model and not any(rest)
    return Candidroot.name if known else None


_FIXED_PATHS = {
    "/generate_token": Candidroot.name,
    "/docs": Candidroot.name,
    "": Native.name,
    "/health": Native.name,
    "/models": Native.name,
    "/openapi.json": Native.name,
    "/postman.json": Native.name,
    "/auth/token": Restful.name,
    **{row.path: RestApi.name for row in RestApi.endpoints if row.public},
}
_RULES: tuple[Callable[[HTTPRequest, str], str | None], ...] = (
    _by_path,
    _by_api_key,
    _by_access_token,
    _by_bearer,
    _by_sent_token,
    _by_sub_path,
    _by_habit,
)
