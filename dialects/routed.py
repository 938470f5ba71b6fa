"""Addresses: which endpoint of a dialect's table a request is for."""

import re
from collections.abc import Mapping
from functools import cache, cached_property, lru_cache
from typing import Any, ClassVar

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import BaseConverter, Map, Rule

from odoo.http import HTTPRequest

from .endpoint import Endpoint

_ANY_PART = re.compile(r"<[^:<>]+>")


class Routed:
    """What has a table of endpoints.

    :ivar http: the request
    :ivar path: below the route's prefix, with a leading slash
    """

    endpoints: ClassVar[tuple[Endpoint, ...]] = ()
    converters: ClassVar[Mapping[str, type[BaseConverter]]] = {}
    # Made of the endpoints.
    routes: ClassVar[Map]

    http: HTTPRequest
    path: str

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

    @classmethod
    @cache
    def _names(cls) -> frozenset[tuple[int, str]]:
        """Return the parts of paths that have a meaning where they stand.

        The ``search`` of ``/<model>/search`` is ``(2, "search")``.
        """
        parts = (
            part
            for rule in cls.routes.iter_rules()
            for part in enumerate(rule.rule.split("/"))
        )
        return frozenset(part for part in parts if part[1] and "<" not in part[1])

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
            part[1] if part in self._names() else _sample(part[1])
            for part in enumerate(self.path.split("/"))
        ]
        return self._methods("/".join(parts))

    def check_method(self) -> None:
        """Refuse a wrong method of an address with a meaning, whoever asks.

        Otherwise it would be taken for the name of a model or of a record.

        :raise MethodNotAllowed: with those that are right
        """
        if self._names().isdisjoint(enumerate(self.path.split("/"))):
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


def _sample(part: str) -> str:
    """Return an id for an id, a name for a name, nothing for nothing."""
    if not part:
        return ""
    return "1" if part[0] in "-0123456789" else "_"
