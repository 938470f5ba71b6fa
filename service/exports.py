from collections.abc import Iterator

from odoo import api, models

from ..auth.transactions import stream
from ..core.change_operation import CURSOR_HEADER
from ..core.formats import NATIVE
from ..core.operation import Result, Row, Search
from ..core.stream_operation import Export
from ..records import confidential, odoo19
from ..records.access import Access
from ..records.read import domain as domains
from ..records.read import export
from ..records.read.counted_search import NONE
from ..records.read.serializer import Serializer


class RestapiService(models.AbstractModel):
    """Gives all records of a search, while they are sent."""

    _inherit = "restapi.service"

    def _execute_export(self, operation: Export, access: Access) -> Result:
        """Check what is asked for; the records are read as they are sent."""
        model, tree, _style, page = self._export_page(operation, access)
        columns = tuple(export.columns(tree)) if operation.is_table else ()
        columns = operation.columns or columns
        with domains.comparing(model, page.domain):
            odoo19.search_query(model, page.domain, order=page.order or model._order)

        headers: dict[str, str] = {}

        def work(env: api.Environment) -> Iterator[list[Row]]:
            own = Access(env, access.grant)
            service = env["restapi.service"]
            # In the snapshot of the rows, which may be another server's.
            if position := service._position_for(model._name):
                headers[CURSOR_HEADER] = position
            return service._exported(operation, own)

        found = stream.of(
            *(self.env, operation.owner, work, True), columns=columns, headers=headers
        )
        return Result(operation, value=found)

    def _export_page(self, operation: Export, access: Access):
        """Return what an export reads, as :meth:`_page`."""
        search = Search(
            operation.model,
            operation.domain,
            operation.fields,
            NATIVE,
            order=operation.order,
            count=NONE,
            context=operation.context,
        )
        model, tree, style, page = self._page(search, access)
        if operation.is_table and operation.fields is None:
            tree = export.table(tree, model, access)
            page = page._replace(names=tree.fetch)
        return model, tree, style, page

    def _exported(self, operation: Export, access: Access) -> Iterator[list[Row]]:
        with confidential.guarded(access.allows_code):
            model, tree, style, page = self._export_page(operation, access)
            found = export.pieces(model, page)
        while True:
            # Not while others are waited for, who have the thread meanwhile.
            with confidential.guarded(access.allows_code):
                records = next(found, None)
                if records is None:
                    return
                rows = Serializer(style, access).rows(tree, records)
            self.env.invalidate_all(flush=False)
            yield rows
