"""What a dispatcher knows of its request, for those who follow it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ..auth.credentials import Identity
from ..core import codes, problems
from ..core.errors import Problem
from ..core.operation import Operation, Result
from ..settings import Parameters

if TYPE_CHECKING:
    from odoo.http import Request

    from ..dialects.base import Dialect

_PLACE = re.compile(r"<(?:[^:<>]*:)?([^:<>]*)>")
# What people call a part that an endpoint has another name for.
_CALLED = {"slug": "model"}


class Told:
    """A part of every dispatcher of ours, which fills it in as it learns more."""

    request: Request
    request_id: str
    settings: Parameters
    _dialect: Dialect | None = None
    # Whose credential it is, also where it is refused for its limits.
    caller: Identity | None = None
    is_session = False
    # Public name that an application gives of itself.
    client_id: str | None = None
    # All that is sent and answered may be secret.
    handles_secrets = False
    operation: Operation | None = None
    result: Result | None = None
    # All is done but for the commit, of what a client must not do twice.
    commits = False

    def problem_of(self, exc: Exception) -> Problem:
        """Describe an error; what may have been done stays so, whatever fails next."""
        problem = problems.of_commit(exc) if self.commits else problems.of(exc)
        self.commits = self.commits or problem.code == codes.OUTCOME_UNKNOWN
        return problem

    @property
    def dialect_name(self) -> str:
        return self._dialect.name if self._dialect else ""

    @property
    def route(self) -> str:
        """The template of the address; empty where there is nothing at it."""
        dialect = self._dialect
        if dialect is None or dialect.endpoint is None:
            return ""
        prefix = self.request.httprequest.path.removesuffix(dialect.path)
        return f"{prefix}{template(dialect.endpoint.path)}"

    @property
    def is_write(self) -> bool:
        return self._dialect is not None and not self._dialect.reads_only

    @property
    def takes_file(self) -> bool:
        return self._dialect is not None and self._dialect.takes_file


@cache
def template(path: str) -> str:
    """Return the path of an endpoint as OpenAPI writes it: ``/{model}/{ids}``."""
    return _PLACE.sub(lambda found: f"{{{_CALLED.get(found[1], found[1])}}}", path)
