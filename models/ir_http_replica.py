from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from psycopg2 import Error
from werkzeug.exceptions import HTTPException

from odoo import api, models
from odoo.http import DEFAULT_LANG, request
from odoo.sql_db import Cursor

from ..auth import replica
from ..auth.transactions.autocommit import autocommitted
from ..core.errors import ApiError
from .ir_http import KEEPS_BODY


def stays_on_primary(_controller, _rule, _args) -> bool:
    """Answer Odoo, which asks whether a replica serves a request: it does not.

    What has changed is asked of the primary all the same.
    """
    ir_http = request.registry["ir.http"]
    if ir_http._restapi_may_use_replica():
        with autocommitted(request.env) as primary:
            ir_http._restapi_is_refreshed(primary)
    return False


class IrHttp(models.AbstractModel):
    """Decides whether a replica serves a request of ours, see ``auth/replica.py``."""

    _inherit = "ir.http"

    def _generate_routing_rules(self, modules, converters) -> Iterator:
        """Have endpoints of other addons served by the primary.

        They may write, whatever their method, and Odoo takes them for readers since
        they authenticate by themselves.
        """
        for url, endpoint in super()._generate_routing_rules(modules, converters):
            if getattr(endpoint.func, KEEPS_BODY, False):
                endpoint.routing["readonly"] = stays_on_primary
            yield url, endpoint

    @classmethod
    def _restapi_may_use_replica(cls) -> bool:
        """Tell whether Odoo has opened a cursor of a replica for the request."""
        return replica.is_configured() and request.env.cr.readonly

    @classmethod
    def _restapi_replica_serves(cls) -> bool:
        """Tell whether the replica knows enough for a request.

        What is wrong with a request is said when the primary serves it; nothing is
        answered without it.
        """
        with autocommitted(request.env) as primary:
            if cls._restapi_is_refreshed(primary):
                return False
            with suppress(Error, ApiError, HTTPException):
                reads = request.dispatcher.dialect.reads_only
                return reads and cls._restapi_knows(primary)
        return False

    @classmethod
    def _restapi_is_refreshed(cls, primary: Cursor) -> bool:
        """Forget what does not hold any more; tell whether there was anything."""
        refreshed = replica.refreshed(request.registry, primary)
        if refreshed is not None:
            request.registry = refreshed
        return refreshed is not None

    @classmethod
    def _restapi_knows(cls, primary: Cursor) -> bool:
        """Verify the credential, and tell whether the replica will do for its user."""
        dispatcher = request.dispatcher
        dispatcher.begin()
        dialect = dispatcher.dialect
        sent = None if dialect.is_public() else dialect.credential()
        if sent is None:
            return False
        env = api.Environment(primary, None, {"lang": DEFAULT_LANG})
        identity = cls._restapi_verified(env, sent)
        if identity is None:
            return False
        seconds = dispatcher.settings.replica_seconds
        needed = replica.needed(primary, identity.user_id, seconds)
        if needed is None or not replica.is_level(
            request.registry, request.env.cr, needed
        ):
            return False
        # The transaction that was bounded is not the one that will read.
        dispatcher.verified = replace(identity, is_bounded=False)
        return True
