"""What the load has left in the database, by the marks of its calls."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import requests

from .stage import Stage
from .work import is_whole

READ_SECONDS = 60
# Records by the column that has the mark of their call, and their lines by name.
MARKED = {
    "res.partner": "SELECT ref, id FROM res_partner WHERE ref LIKE %s",
    "sale.order": """
        SELECT client_order_ref, id FROM sale_order WHERE client_order_ref LIKE %s""",
}
LINES = {
    "res.partner": """
        SELECT name, parent_id, id FROM res_partner
         WHERE name LIKE %s AND ref IS NULL""",
    "sale.order": "SELECT name, order_id, id FROM sale_order_line WHERE name LIKE %s",
}


class Database:
    """Rows with the marks of one ledger.

    :ivar marked: ids by model and mark
    :ivar lines: names of lines by model and id of their parent
    :ivar single_lines: ids of lines that were added alone, by order and mark
    :ivar ids: of all that there is, by model
    :ivar files: id and checksum by mark
    """

    def __init__(self, cr: Any, url: str, stage: Stage, run: str) -> None:
        self.cr = cr
        self.url = url
        self.stage = stage
        self.like = f"{run}%"
        self.marked: dict[str, dict[str, list[int]]] = {}
        self.lines: dict[str, dict[int, list[str]]] = {}
        self.single_lines: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.ids: dict[str, set[int]] = defaultdict(set)
        self.files: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.counters: dict[int, int] = {}

    def read(self) -> None:
        """Read all of it."""
        for model, query in MARKED.items():
            marked = self.marked[model] = defaultdict(list)
            for mark, id_ in self._rows(query, self.like):
                marked[mark].append(id_)
                self.ids[model].add(id_)
        for model, query in LINES.items():
            lines = self.lines[model] = defaultdict(list)
            for name, parent, id_ in self._rows(query, self.like):
                lines[parent].append(name)
                if "/" not in name:
                    self.single_lines[parent, name].append(id_)
                    self.ids["sale.order.line"].add(id_)
        query = "SELECT name, id, checksum FROM ir_attachment WHERE name LIKE %s"
        for mark, id_, sha1 in self._rows(query, self.like):
            self.files[mark].append((id_, sha1))
        query = "SELECT id, coalesce(color, 0) FROM res_partner WHERE id IN %s"
        self.counters = dict(self._rows(query, tuple(self.stage.counters)))

    def written(self, model: str, id_: int) -> tuple[str | None, bool]:
        """Return whose mark is in a shared record, and whether it is whole."""
        if model == "sale.order":
            names = self.lines[model].get(id_, [])
            return (names[0].split("/")[0] if names else None), is_whole(names)
        query = "SELECT street FROM res_partner WHERE id = %s"
        ((street,),) = self._rows(query, id_)
        return street or None, True

    def totals(self) -> Iterator[tuple[int, Any, Any]]:
        """Give each order of the user with its total, and that of its lines."""
        query = """
            SELECT o.id, o.amount_untaxed, coalesce(sum(l.price_subtotal), 0)
              FROM sale_order o LEFT JOIN sale_order_line l ON l.order_id = o.id
             WHERE o.create_uid = %s GROUP BY o.id"""
        yield from self._rows(query, self.stage.user_id)

    def strays(self) -> Iterator[tuple[str, int | None]]:
        """Give lines and contacts whose parent is another's, or none."""
        shared = {*self.stage.rewritten, *self.stage.baskets}
        for model, lines in self.lines.items():
            owners = {
                id_: mark for mark, ids in self.marked[model].items() for id_ in ids
            }
            for parent, names in lines.items():
                if model == "sale.order" and parent in shared:
                    continue
                for name in names:
                    if owners.get(parent) != name.split("/")[0]:
                        yield name, parent

    def sha1_of(self, id_: int) -> str:
        """Return the SHA-1 of the bytes that a server gives for an attachment."""
        answer = requests.get(
            f"{self.url}/api/ir.attachment/{id_}/raw",
            headers={"Authorization": f"Bearer {self.stage.key}"},
            timeout=READ_SECONDS,
        )
        content = answer.content if answer.ok else b""
        return hashlib.sha1(content, usedforsecurity=False).hexdigest()

    def _rows(self, query: str, value: Any) -> list[tuple]:
        self.cr.execute(query, (value,))
        return self.cr.fetchall()
