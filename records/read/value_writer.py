"""How a dialect writes values, among them the names and lists of related records."""

from collections import defaultdict
from typing import Any

from odoo.models import BaseModel

from ...core.formats import Style
from ...core.grant import READ
from ..access import Access
from . import order as orders
from .columns import cached, readable


class ValueWriter:
    """What the converters of one answer ask.

    :ivar longest_label: the length of the longest name that was given
    """

    def __init__(self, style: Style, access: Access) -> None:
        self.style = style
        self.access = access
        self.longest_label = 0
        # Names of readable records by model, ``None`` for the others: a list
        # of all fields asks for the same users and companies many times.
        self._labels: dict[str, dict[int, str | None]] = defaultdict(dict)

    def listed(self, comodel: BaseModel, lists: list[Any]) -> list[Any]:
        """Return lists of ids in the model's own order, or by id.

        An order by what the credential may not read would tell of it.
        """
        if self.access.is_limited and not orders.own_is_allowed(comodel, self.access):
            return [sorted(ids) for ids in lists]
        return lists

    def labels(self, records: BaseModel) -> dict[int, str | None]:
        """Return the display names of records by id; ``None`` where forbidden."""
        known = self._labels[records._name]
        missing = [id_ for id_ in records._ids if id_ not in known]
        if missing:
            name = self.access.label_field(records)
            asked = records.browse(missing if name else ())
            restriction = self.access.domain(records._name, READ)
            found = readable(asked, [name or "id"], restriction)
            known.update(dict.fromkeys(missing))
            # sudo: the name of a record that the user may read, as core's
            # many2one values do; a name may be made of what they may not read.
            names = cached(found._fields[name or "id"], found.sudo())
            known.update(zip(found._ids, names))  # noqa: B905
            self.longest_label = max(
                self.longest_label, *map(len, filter(None, names)), 0
            )
        return known
