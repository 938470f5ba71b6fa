"""Trees of fields: what to read of a record, and of the records it points to.

Three spellings give the same :class:`Node` tree:

=================== ==========================================================
native              ``id,partner_id(id,name),lines(name;limit=10)``
Python tuples       ``('id', ('partner_id', ('id', 'name')), ('lines', [('name',)]))``
JSON lists          ``["id", ["partner_id", ["id", "name"]], ["lines", [["name"]]]]``
=================== ==========================================================

The tree knows no model; :mod:`.plan` checks it against one. The two literal
spellings are read by :mod:`.schema_literal`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

from . import codes, literal
from .errors import BadRequest

MAX_LENGTH = 64 * 1024
MAX_DEPTH = 32
_NAME = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_.]*)\s*")
_OPTION = re.compile(r"\s*(order|limit|domain)\s*=\s*")


@dataclass(frozen=True, slots=True)
class Options:
    """Which of the records of an x2many field to give.

    :param order: Odoo's syntax, unchecked
    :param limit: at most this many for each parent
    :param domain: prefix notation as nested tuples, unchecked
    """

    order: str | None = None
    limit: int | None = None
    domain: Any = None


@dataclass(frozen=True, slots=True)
class Node:
    """A field with the fields below it; the root has no name.

    :param fields: ``None`` for a field that is not expanded
    """

    name: str
    fields: tuple["Node", ...] | None = None
    options: Options | None = None

    def count(self) -> int:
        """Return the number of nodes below this one."""
        return sum(1 + node.count() for node in self.fields or ())


def tree(names: Iterable[str]) -> Node:
    """Return the tree of fields that are not expanded."""
    return Node("", tuple(Node(name) for name in names))


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """Read the native spelling.

    Grammar::

        fields = field {"," field}
        field  = name ["(" [fields] {";" option} ")"]
        option = "order=" text | "limit=" integer | "domain=" literal

    :raise BadRequest: where the text leaves the grammar, with the position
    """
    if len(text) > MAX_LENGTH:
        raise BadRequest(
            f"fields: longer than {MAX_LENGTH} characters.", codes.TOO_LONG
        )
    reader = _Reader(text)
    nodes = reader.fields(0)
    if reader.position != len(text):
        reader.fail("a comma or the end")
    return Node("", nodes)


class _Reader:
    """A position in a text, moving right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def fail(self, expected: str) -> NoReturn:
        raise BadRequest(
            f"fields: {expected} is expected at character {self.position + 1}.",
            codes.INVALID_FIELDS,
        )

    def at(self, character: str) -> bool:
        return self.text.startswith(character, self.position)

    def fields(self, depth: int) -> tuple[Node, ...]:
        if depth > MAX_DEPTH:
            raise BadRequest(f"fields: deeper than {MAX_DEPTH} levels.", codes.TOO_DEEP)
        nodes: dict[str, Node] = {}
        while True:
            node = self.field(depth)
            # A name given twice is read once, the more detailed one.
            known = nodes.get(node.name)
            if known is None or known.fields is None:
                nodes[node.name] = node
            if not self.at(","):
                return tuple(nodes.values())
            self.position += 1

    def field(self, depth: int) -> Node:
        match = _NAME.match(self.text, self.position)
        if match is None:
            self.fail("the name of a field")
        self.position = match.end()
        if not self.at("("):
            return Node(match[1])
        self.position += 1
        bare = self.at(")") or self.at(";")
        nodes = (Node("id"),) if bare else self.fields(depth + 1)
        options = self.options() if self.at(";") else None
        if not self.at(")"):
            self.fail("a comma or a closing parenthesis")
        self.position += 1
        while self.text[self.position : self.position + 1].isspace():
            self.position += 1
        return Node(match[1], nodes, options)

    def options(self) -> Options:
        values: dict[str, Any] = {}
        while self.at(";"):
            match = _OPTION.match(self.text, self.position + 1)
            if match is None:
                self.position += 1
                self.fail("order=, limit= or domain=")
            start = match.end()
            self.position = self._option_end(start)
            values[match[1]] = _OPTIONS[match[1]](
                self.text[start : self.position].strip()
            )
        return Options(**values)

    def _option_end(self, start: int) -> int:
        """Find the ``;`` or ``)`` that ends an option's value."""
        depth, quote, escaped = 0, "", False
        for position in range(start, len(self.text)):
            character = self.text[position]
            if quote:
                if not escaped and character == quote:
                    quote = ""
                escaped = character == "\\" and not escaped
            elif character in "'\"":
                quote = character
            elif character in "([{":
                depth += 1
            elif depth and character in ")]}":
                depth -= 1
            elif not depth and character in ";)":
                return position
        return len(self.text)


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise BadRequest("fields: limit is an integer from 1.", codes.INVALID_FIELDS)
    return int(text)


def _frozen(value: Any) -> Any:
    """Make nested lists hashable, as part of a cache's key."""
    return tuple(map(_frozen, value)) if isinstance(value, (list, tuple)) else value


_OPTIONS = {
    "order": str,
    "limit": _limit,
    "domain": lambda text: _frozen(literal.parse(text, "domain")),
}


def spelled(node: Node) -> str:
    """Return a field in the native spelling, with the fields below it."""
    if node.fields is None:
        return node.name
    below = ",".join(map(spelled, node.fields))
    options = node.options or Options()
    told = {
        "order": options.order,
        "limit": options.limit,
        "domain": None if options.domain is None else repr(options.domain),
    }
    more = "".join(f";{k}={v}" for k, v in told.items() if v is not None)
    return f"{node.name}({below}{more})"
