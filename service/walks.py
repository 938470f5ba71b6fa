from dataclasses import replace
from typing import Any

from odoo import models

from ..auth import cursors
from ..auth.cursors import Cursor
from ..core import codes, schema
from ..core.errors import BadRequest
from ..core.formats import NATIVE
from ..core.operation import Result, Search
from ..core.walk_operation import Walk
from ..records.access import Access
from ..records.read import domain as domains
from ..records.read import keyset
from ..records.read.counted_search import NONE


class RestapiService(models.AbstractModel):
    """Reads lists page by page, each from where the one before has ended."""

    _inherit = "restapi.service"

    def _execute_walk(self, operation: Walk, access: Access) -> Result:
        walk = self._walk(operation)
        search = self._walk_search(walk, operation)
        model, tree, style, page = self._page(search, access)
        if walk.model and walk.model != model._name:
            raise BadRequest(
                f"cursor: it belongs to {walk.model}; begin anew with cursor=.",
                codes.INVALID_CURSOR,
            )
        page = page._replace(order=keyset.total(model, page.order))
        position = walk.position or None
        with domains.comparing(model, page.domain):
            # One more, which tells whether there is a next page.
            more = page._replace(limit=page.limit + 1)
            found = keyset.fetch_after(model, more, position)
            total = model.search_count(page.domain) if operation.count else None
        records = found[: page.limit]
        next_ = None
        if len(found) > page.limit:
            position = keyset.position(records[-1:], page.order)
            next_ = self._next(walk, model, page.limit, position).text(self.env)
        result = self._rows(search, access, tree, style, records)
        return replace(
            result, operation=operation, total=total, limit=page.limit, value=next_
        )

    def _walk(self, operation: Walk) -> Cursor:
        """Return what a walk is; what is sent again must be the same.

        :raise BadRequest: it is not; the size of pages and the fields may change
        """
        sent = {
            "domain": _plain(operation.domain),
            "order": operation.order,
        }
        context = _plain(operation.context)
        chosen = {"fields": operation.fields, "limit": operation.limit}
        if not operation.cursor:
            return Cursor(
                self.env.uid, "", **sent, **chosen, context=context, position=()
            )
        walk = cursors.read(self.env, operation.cursor)
        context = {**walk.context, **context}
        if context != walk.context:
            sent["context"] = context
        for name, value in sent.items():
            if value is not None and value != getattr(walk, name):
                raise BadRequest(
                    f"{name}: differs from that of the cursor; leave it out, or begin "
                    "anew with cursor=.",
                    codes.INVALID_CURSOR,
                )
        return replace(
            walk, **{name: value for name, value in chosen.items() if value is not None}
        )

    def _walk_search(self, walk: Cursor, operation: Walk) -> Search:
        return Search(
            operation.model,
            walk.domain or [],
            schema.parse(walk.fields) if walk.fields else None,
            NATIVE,
            limit=walk.limit,
            order=walk.order,
            default_limit=operation.default_limit,
            count=NONE,
            context=walk.context,
        )

    def _next(
        self,
        walk: Cursor,
        model: models.BaseModel,
        limit: int,
        position: keyset.Position,
    ) -> Cursor:
        """Return the walk at a position, in the language and companies it has."""
        kept = {
            name: model.env.context[name]
            for name in cursors.KEPT_CONTEXT
            if model.env.context.get(name)
        }
        return replace(
            walk,
            model=model._name,
            limit=limit,
            context={**walk.context, **kept},
            position=position,
        )


def _plain(value: Any) -> Any:
    """Return a value as JSON gives it back, tuples as lists."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value
