"""The dialects, and which of them a request speaks.

A dialect of another addon joins them by :func:`register`, and brings a route of its
own where it is not below ``/api``::

    from odoo.addons.restapi.controllers import api
    from odoo.addons.restapi.dialects import registry
    from odoo.addons.restapi.dialects.base import Dialect, Endpoint

    class Plain(Dialect):
        name, label, prefixes = "plain", "Plain text", ("/plain",)
        endpoints = (Endpoint("GET", "/plain/<model>", "list", …),)

    registry.register(Plain, DESCRIPTION)

    class PlainController(http.Controller):
        @http.route("/plain/<restapi_path:path>", **api.ROUTE)
        def execute(self, operation, grant):
            return api.execute(operation, grant)

Settings, documentation page and ``?dialect=`` of the OpenAPI document offer it.
"""

from collections.abc import Iterable

from odoo.http import HTTPRequest

from ..core.client_operation import LANGUAGES
from ..openapi.description import Description
from .base import SHARED_PREFIX, Dialect
from .endpoint import SAYING, Choice

_dialects: dict[str, type[Dialect]] = {}
_descriptions: dict[str, Description] = {}


def register(dialect: type[Dialect], description: Description | None = None) -> None:
    """Have a dialect answer; one of the same name takes the place of the first.

    :param description: for OpenAPI; none for one that is a part of another
    """
    _dialects[dialect.name] = dialect
    if description is not None:
        _descriptions[dialect.name] = description


def described() -> dict[str, Description]:
    """Return how dialects are described, by name, the native one first."""
    return dict(_descriptions)


def offered() -> dict[str, type[Dialect]]:
    """Return the dialects that are described, by name."""
    return {name: _dialects[name] for name in _descriptions}


def labels() -> list[tuple[str, str]]:
    """Return name and label of the dialects that are described."""
    return [(name, dialect.label) for name, dialect in offered().items()]


def spoken() -> list[tuple[str, str]]:
    """Return name and label of all dialects that have a label, described or not."""
    return [(name, each.label) for name, each in _dialects.items() if each.label]


def shared() -> list[type[Dialect]]:
    """Return those below ``/api``, which more than a path tells apart."""
    return [each for each in _dialects.values() if SHARED_PREFIX in each.prefixes]


def choose(http: HTTPRequest, default: str) -> Dialect:
    """Return the dialect of a request: by its path, its credential, or its looks.

    Without a credential the request is refused, in the words of the dialect that it
    looks like.

    :param default: name of the dialect where nothing tells
    """
    return _chosen(http, Choice, default)


def choose_for_session(http: HTTPRequest, default: str) -> Dialect:
    """Return the dialect of a request that a web session stands behind.

    That is a credential as well: what the request looks like does not count.
    """
    return _chosen(http, SAYING, default)


def _chosen(http: HTTPRequest, choices: Iterable[Choice], default: str) -> Dialect:
    path = below(http)
    if path is None:
        found = max(_dialects.values(), key=lambda each: _fit(each, http))
        return found(http, http.path)
    found = _told(http, path, choices) or _dialects.get(default) or shared()[0]
    return found(http, path)


def allowed_methods(http: HTTPRequest, default: str) -> list[str]:
    """Return the methods that a path answers to, for ``OPTIONS``.

    Who asks before a request of another origin sends no credential: where nothing
    tells the dialect, these are the methods of all.
    """
    path = below(http)
    if path is None or _told(http, path, Choice):
        possible = [choose(http, default)]
    else:
        possible = [each(http, path) for each in shared()]
    found = frozenset().union(*(dialect.allowed_methods() for dialect in possible))
    return sorted({*found, "OPTIONS"})


def below(http: HTTPRequest) -> str | None:
    """Return the path below ``/api``, or ``None`` where the request is elsewhere."""
    if http.path in DOCUMENTS:
        return http.path.removeprefix(DOCUMENTS_PREFIX)
    if _is_below(http.path, SHARED_PREFIX):
        return http.path.removeprefix(SHARED_PREFIX) or "/"
    return None


def has_address(path: str) -> bool:
    """Tell whether a path is below a prefix of a dialect."""
    return any(
        _is_below(path, prefix)
        for dialect in _dialects.values()
        for prefix in dialect.prefixes
    )


# Downloads of the documentation page are those of ``/api``; nothing else is.
DOCUMENTS_PREFIX = "/restapi/docs"
DOCUMENTS = frozenset(
    f"{DOCUMENTS_PREFIX}/{name}"
    for name in (
        "openapi.json",
        "postman.json",
        *(f"client.{language}" for language in LANGUAGES),
    )
)


def _told(
    http: HTTPRequest, path: str, choices: Iterable[Choice]
) -> type[Dialect] | None:
    """Return the dialect that a request below ``/api`` tells of, if it does."""
    for choice in choices:
        if choice is Choice.ROUTE and (found := _by_route(http, path)):
            return found
        for dialect in shared():
            rule = dialect.choices.get(choice)
            if rule is not None and rule(http, path):
                return dialect
    return None


def _by_route(http: HTTPRequest, path: str) -> type[Dialect] | None:
    """Return the dialect that alone has the address with the method.

    Where one takes a file, another has called methods for longer: clients without a
    credential are that one's.
    """
    able = [
        dialect
        for each in shared()
        if http.method in (dialect := each(http, path)).allowed_methods()
        and not dialect.takes_file
    ]
    return type(able[0]) if len(able) == 1 else None


def _fit(dialect: type[Dialect], http: HTTPRequest) -> int:
    """Return how much of a request's path is a prefix of a dialect."""
    fitting = (p for p in dialect.prefixes if _is_below(http.path, p))
    return max(map(len, fitting), default=0)


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")
