"""Python or JSON literals from the wire, parsed, never evaluated.

Clients of the dialects write ``[('is_company','=',True)]`` and
``[["is_company","=",true]]``, and mixtures of both. The text is bounded before
Python's parser sees it: a 2 MB list would cost it a gigabyte.
"""

import ast
import re
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from . import codes
from .errors import BadRequest

MAX_LENGTH = 64 * 1024
MAX_DEPTH = 64
# Strings, also those that do not end, and brackets: nothing is tried twice.
_BRACKETS = re.compile(
    r"""'[^'\\]*(?:\\.[^'\\]*)*(?:'|\Z)|"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)|[\[\](){}]""",
    re.DOTALL,
)
_NAMES = {"true": True, "false": False, "null": None}


class Named(NamedTuple):
    """A name that stands for a value in a literal with names."""

    name: str


def parse(text: str, what: str = "value", names: Collection[str] = ()) -> Any:
    """Return the lists, tuples, dicts, strings, numbers, booleans and ``None``
    that ``text`` denotes.

    :param what: name of the parameter, for the message
    :param names: that may be in place of values, each a :class:`Named` then
    :raise BadRequest: too long, too deep, or not a literal
    """
    if len(text) > MAX_LENGTH:
        raise BadRequest(
            f"{what}: longer than {MAX_LENGTH} characters.", codes.TOO_LONG
        )
    if "\0" in text:
        raise BadRequest(f"{what}: has a NUL character.", codes.INVALID_LITERAL)
    _check_depth(text, what)
    try:
        return _value(ast.parse(text.strip(), mode="eval").body, names)
    except (ValueError, SyntaxError, MemoryError, RecursionError, OverflowError) as exc:
        raise BadRequest(
            f"{what}: not a JSON or Python literal.", codes.INVALID_LITERAL
        ) from exc


def _check_depth(text: str, what: str) -> None:
    depth = 0
    for token in _BRACKETS.finditer(text):
        if token.group() in "[({":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadRequest(
                    f"{what}: nested deeper than {MAX_DEPTH} levels.", codes.TOO_DEEP
                )
        elif token.group() in "])}":
            depth -= 1


def _value(node: ast.expr, names: Collection[str]) -> Any:
    read = _READERS.get(type(node))
    if read is None:
        raise ValueError(f"no literal: {type(node).__name__}")
    return read(node, names)


def _constant(node: ast.Constant, names: Collection[str]) -> Any:
    if isinstance(node.value, str):
        if "\0" in node.value:
            raise ValueError("NUL character")
        node.value.encode()  # a lone surrogate is a UnicodeEncodeError here
        return node.value
    if node.value is None or isinstance(node.value, (bool, int, float)):
        return node.value
    raise ValueError("bytes, complex numbers and ellipses are no literals here")


def _name(node: ast.Name, names: Collection[str]) -> Any:
    if node.id in names:
        return Named(node.id)
    if node.id not in _NAMES:
        raise ValueError(f"no literal: {node.id}")
    return _NAMES[node.id]


def _signed(node: ast.UnaryOp, names: Collection[str]) -> int | float:
    value = _value(node.operand, names)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("a sign needs a number")
    if isinstance(node.op, ast.USub):
        return -value
    if isinstance(node.op, ast.UAdd):
        return value
    raise ValueError("no literal")


def _dict(node: ast.Dict, names: Collection[str]) -> dict[Any, Any]:
    keys = [_value(key, ()) if key else None for key in node.keys]
    if not all(isinstance(key, (str, int)) for key in keys):
        raise ValueError("keys are strings or integers")
    return dict(zip(keys, _items(node.values, names), strict=True))


def _items(nodes: list[ast.expr], names: Collection[str]) -> list[Any]:
    return [_value(node, names) for node in nodes]


_READERS: dict[type, Callable[[Any, Collection[str]], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.UnaryOp: _signed,
    ast.List: lambda node, names: _items(node.elts, names),
    ast.Tuple: lambda node, names: tuple(_items(node.elts, names)),
    ast.Dict: _dict,
}
