"""What goes wrong before Odoo knows whose route a request is for.

Then no database was chosen, or two were, or all connections to it are in use.
Odoo answers through its dispatcher of ``type="http"``, in HTML. The registry of
dispatchers has one for each type, the one defined last, so this one takes its
place; below our addresses it answers as the dispatcher that the route would
have had. All else is Odoo's own, but that a server without a free connection
is a 503 everywhere: nothing is wrong with it, and it is worth to come back.

While PostgreSQL is away Odoo goes on without a database, where it finds no route: a
client would take its 404 for what it asks of a record. Here that is a 503 as well.

It is there in a process that has imported this addon: one that has served a
database with it, or that has it among its ``server_wide_modules``.
"""

import re

from psycopg2 import OperationalError
from psycopg2.pool import PoolError
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.exceptions import NotFound as NoRoute

from odoo.http import HttpDispatcher, HTTPRequest, RegistryError, Response, db_filter
from odoo.service.db import list_dbs

from .core import codes, sqlstates
from .core.errors import RETRY_SECONDS, ApiError, Forbidden, NotFound, Unavailable
from .dialects import registry
from .dispatcher import RestapiDispatcher
from .oauth_dispatcher import OAuthDispatcher

_OAUTH = re.compile(
    r"/restapi/1\.0/common/oauth2/"
    r"(?:access_token|token|revoke|introspect|device_authorization|register)/?"
)
# Among the addresses of the dialects: documentation, and where users consent.
_PAGES = re.compile(
    r"/api/docs/?"
    r"|/restapi/(?:docs|access|1\.0/common/oauth[12]/(?:authorize|device)\b).*"
)
_MEANT: dict[int, ApiError] = {
    403: Forbidden(
        "The session's cookie and the header X-Odoo-Database name two databases.",
        codes.INVALID_DATABASE,
    ),
    404: NotFound(
        "No database answers here; name it in the header X-Odoo-Database.",
        codes.NO_DATABASE,
    ),
}


class EarlyDispatcher(HttpDispatcher):
    """Serves routes of ``type="http"`` as Odoo does, see the module."""

    routing_type = "http"

    def handle_error(self, exc: Exception) -> Response:
        http = self.request.httprequest
        if self.request.registry is not None or not _is_of_the_api(http.path):
            if isinstance(exc, PoolError):
                exc = ServiceUnavailable(retry_after=RETRY_SECONDS)
            return super().handle_error(exc)
        if isinstance(exc, NoRoute) and _is_away(exc, http):
            away = sqlstates.AWAY
            exc = Unavailable(away.sentence(None), headers=away.headers)
        if isinstance(exc, HTTPException):
            exc = _MEANT.get(exc.code, exc)
        if _OAUTH.fullmatch(http.path):
            return OAuthDispatcher(self.request).handle_error(exc)
        return RestapiDispatcher(self.request).handle_error(exc)


def _is_of_the_api(path: str) -> bool:
    if path in registry.DOCUMENTS:
        return True
    return registry.has_address(path) and not _PAGES.fullmatch(path)


def _is_away(exc: NoRoute, http: HTTPRequest) -> bool:
    """Tell whether the database that is meant is out of reach, and not missing."""
    named = http.headers.get("X-Odoo-Database")
    try:
        known = db_filter(list_dbs(force=True))
    except (OperationalError, PoolError):
        return True
    if named:
        return named in known
    # one was chosen that could not be opened, or the only one can be seen again
    return isinstance(exc.__context__, RegistryError) or len(known) == 1
