from odoo import models

from ..core import codes
from ..core.errors import BadRequest
from ..core.grant import READ
from ..core.operation import Group, Result
from ..records.access import Access
from ..records.read import group_order, grouping, groups
from ..records.read.group_keys import KeyWriter
from ..records.read.having import Having
from ..records.read.value_writer import ValueWriter


class RestapiService(models.AbstractModel):
    """Groups records and aggregates their fields."""

    _inherit = "restapi.service"

    def _execute_group(self, operation: Group, access: Access) -> Result:
        model = self._model(operation, access, READ)
        self._check_page(operation)
        keys = grouping.parse_keys(model, operation.groupby, access)
        aggregates = grouping.parse_aggregates(model, operation.aggregates, access)
        shown = {**aggregates, operation.count: grouping.COUNT}
        page = self._group_page(model, operation, access, keys, shown)
        with groups.computing():
            rows, total = groups.fetch(model, page)
        self._check_found(operation, rows)
        writer = KeyWriter(model, ValueWriter(operation.style, access))
        value = groups.written(writer, keys, page, shown, rows)
        return Result(operation, value=value, total=total, limit=page.limit)

    def _group_page(
        self,
        model: models.BaseModel,
        operation: Group,
        access: Access,
        keys: tuple[grouping.Key, ...],
        shown: dict[str, str],
    ) -> groups.GroupPage:
        """Return the arguments of ``_read_group``.

        What is only compared or sorted by is aggregated as well: models that hide
        values look there.
        """
        check = Having(access, count=operation.count)
        having = check.items(model, operation.having or [])
        if having and not keys:
            raise BadRequest(
                "having: without groups there is one row of totals, which nothing is "
                "left out of; name what to group by.",
                codes.INVALID_HAVING,
            )
        order = group_order.parse_order(
            model, operation.order, keys, operation.count, access
        )
        specs = [*shown.values(), *check.aggregates, *order.aggregates]
        return groups.GroupPage(
            self._domain(model, operation, access),
            [key.spec for key in keys],
            list(dict.fromkeys(specs)),
            having,
            operation.offset,
            self._limit(operation),
            order.terms,
        )
