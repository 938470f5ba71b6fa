from collections.abc import Sized
from dataclasses import replace

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from .. import settings
from ..core import codes
from ..core.errors import BadRequest
from ..core.formats import Style
from ..core.grant import READ
from ..core.operation import Count, Group, Result, Search
from ..records.access import Access
from ..records.read import domain as domains
from ..records.read import order as orders
from ..records.read.counted_search import Page, fetch_counted
from ..records.read.plan import Plan


class RestapiService(models.AbstractModel):
    """Finds records, a page of them or their number."""

    _inherit = "restapi.service"

    def _execute_search(self, operation: Search, access: Access) -> Result:
        model, tree, style, page = self._page(operation, access)
        with domains.comparing(model, page.domain):
            found = fetch_counted(
                model, page, operation.count, self._estimate_from(model._name)
            )
        result = self._rows(operation, access, tree, style, found.records)
        return replace(
            result, total=found.total, is_estimate=found.is_estimate, limit=page.limit
        )

    def _execute_find(self, operation: Search, access: Access) -> Result:
        model, tree, style, page = self._page(operation, access)
        with domains.comparing(model, page.domain):
            records = model.search_fetch(*page)
        self._check_found(operation, records)
        return self._rows(operation, access, tree, style, records)

    def _execute_count(self, operation: Count, access: Access) -> Result:
        model = self._model(operation, access, READ)
        domain = self._domain(model, operation, access)
        with domains.comparing(model, domain):
            return Result(operation, total=model.search_count(domain))

    # -- steps of handlers

    def _estimate_from(self, model_name: str) -> int:
        """Return the number of records from which totals of a model are estimated.

        :return: 0 for a small table
        """
        limit = settings.read(self.env).count_limit
        return limit if limit and self._table_size(model_name) > limit else 0

    @ormcache("model_name")
    def _table_size(self, model_name: str) -> int:
        """Return how many rows the planner knows of, as long as caches live."""
        table = self.env[model_name]._table
        rows = self.env.execute_query(
            SQL("SELECT reltuples FROM pg_class WHERE oid = to_regclass(%s)", table)
        )
        return int(rows[0][0]) if rows else 0

    def _page(
        self, operation: Search, access: Access
    ) -> tuple[models.BaseModel, Plan, Style, Page]:
        """Return what a search reads, and the arguments of ``search_fetch``."""
        model = self._model(operation, access, READ)
        self._check_page(operation)
        self._check_offset(operation)
        tree, style = self._plan_for(model, operation)
        domain = self._domain(model, operation, access)
        order = orders.parse_order(model, operation.order, access)
        page = Page(domain, tree.fetch, operation.offset, self._limit(operation), order)
        return model, tree, style, page

    def _domain(
        self,
        model: models.BaseModel,
        operation: Search | Count | Group,
        access: Access,
    ) -> Domain:
        """Return what an operation searches, among what its credential may read."""
        restriction = access.domain(model._name, READ)
        return domains.parse_domain(model, operation.domain, access) & restriction

    def _limit(self, operation: Search) -> int:
        """Return how many records to search for.

        Where the dialect has no page, one more than allowed, to see that there are
        more.
        """
        largest = self._max_page_size()
        if operation.default_limit and not operation.limit:
            return min(operation.default_limit, largest)
        return operation.limit or largest + 1

    def _check_page(self, operation: Search) -> None:
        largest = self._max_page_size()
        if operation.limit and operation.limit > largest:
            raise BadRequest(
                f"limit: at most {largest} records at once.", codes.INVALID_LIMIT
            )

    def _check_offset(self, operation: Search) -> None:
        """Refuse to skip what would have to be read first."""
        largest = settings.read(self.env).max_offset
        if operation.has_cursors and 0 < largest < operation.offset:
            raise BadRequest(
                f"offset: at most {largest}; to read on, begin with cursor= in place "
                "of offset, and send the cursor that is next in each answer.",
                codes.INVALID_OFFSET,
            )

    def _check_found(self, operation: Search | Group, found: Sized) -> None:
        """Refuse to cut what a client without ``limit`` takes for everything."""
        largest = self._max_page_size()
        if not operation.limit and len(found) > largest:
            raise BadRequest(
                f"limit: there are more than {largest} records; ask for at most that "
                "many at once, with limit and offset.",
                codes.TOO_LARGE,
            )
