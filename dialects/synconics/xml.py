"""JSON values as XML, and back without loss.

========= ================================================================
string    ``<city>London</city>``
null      ``<city type="null"/>``
boolean   ``<active type="boolean">true</active>``
integer   ``<id type="integer">12</id>``
number    ``<amount type="number">1.5</amount>``
array     ``<tags type="array"><item type="integer">1</item></tags>``
object    ``<partner type="object">…</partner>``, an element per key
========= ================================================================

A key that is no XML name is ``<entry key="2 days">``. Text that XML cannot
hold, in a string or in a key, is base64 of its UTF-8 form, marked by
``encoding="base64"`` or written in ``key64``. A reader takes an element
without ``type`` as an object or, when all its children are ``item``, an array;
without children it is a string. The schema is ``static/xml/values.rng``.
"""

import base64
import binascii
import math
import re
from collections.abc import Callable
from typing import Any, NoReturn

from lxml import etree

from ...core import codes
from ...core.errors import BadRequest

MAX_DEPTH = 64
# An element costs a hundred times the four bytes of the shortest.
MAX_ELEMENTS = 100_000
ITEM = "item"
ENTRY = "entry"
_PLAIN_KEY = re.compile(r"(?!xml)[A-Za-z_][A-Za-z0-9_.\-]*", re.IGNORECASE)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[+-]?[0-9]{1,40}")
_NUMBER = re.compile(
    r"[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?"
)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def dumps(value: Any, root: str = "response") -> bytes:
    """Encode a JSON value as an XML document; NaN becomes null."""
    element = etree.Element(root)
    _write(element, value)
    return etree.tostring(element, encoding="UTF-8", xml_declaration=True)


def _write(element: Any, value: Any) -> None:
    for cls in type(value).__mro__:
        if write := _WRITERS.get(cls):
            write(element, value)
            return
    _write_string(element, str(value))


def _write_null(element: Any, value: None) -> None:
    element.set("type", "null")


def _write_boolean(element: Any, value: bool) -> None:
    element.set("type", "boolean")
    element.text = "true" if value else "false"


def _write_integer(element: Any, value: int) -> None:
    element.set("type", "integer")
    element.text = str(int(value))


def _write_number(element: Any, value: float) -> None:
    if not math.isfinite(value):
        _write_null(element, None)
        return
    element.set("type", "number")
    element.text = repr(value)


def _write_string(element: Any, value: str) -> None:
    if _ILLEGAL.search(value):
        element.set("encoding", "base64")
        value = _to_base64(value)
    element.text = value


def _write_array(element: Any, values: Any) -> None:
    element.set("type", "array")
    for value in values:
        _write(etree.SubElement(element, ITEM), value)


def _write_object(element: Any, values: dict[Any, Any]) -> None:
    element.set("type", "object")
    for key, value in values.items():
        _write(_child(element, str(key)), value)


def _child(element: Any, key: str) -> Any:
    if _PLAIN_KEY.fullmatch(key):
        return etree.SubElement(element, key)
    if _ILLEGAL.search(key):
        return etree.SubElement(element, ENTRY, key64=_to_base64(key))
    return etree.SubElement(element, ENTRY, key=key)


def _to_base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


_WRITERS: dict[type, Callable[[Any, Any], None]] = {
    type(None): _write_null,
    bool: _write_boolean,
    int: _write_integer,
    float: _write_number,
    str: _write_string,
    list: _write_array,
    tuple: _write_array,
    dict: _write_object,
}


def loads(body: bytes) -> Any:
    """Decode an XML document in UTF-8, whatever its root is called.

    :raise BadRequest: not XML, with a document type or with an entity, nested
        deeper than :data:`MAX_DEPTH`, of too many elements, or a value that is not of
        its type
    """
    if body.count(b"<") > 2 * MAX_ELEMENTS or body.count(b"=") > 2 * MAX_ELEMENTS:
        raise BadRequest(
            f"The XML body has more than {MAX_ELEMENTS} elements.", codes.INVALID_XML
        )
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as exc:
        raise BadRequest(
            f"The body is not valid XML: {exc.msg}.", codes.INVALID_XML
        ) from exc
    docinfo = root.getroottree().docinfo
    if docinfo.internalDTD is not None or docinfo.doctype:
        raise BadRequest(
            "An XML body must not have a document type.", codes.INVALID_XML
        )
    return _read(root, 0)


def _read(element: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise BadRequest(
            f"The XML body is nested deeper than {MAX_DEPTH} levels.", codes.INVALID_XML
        )
    kind = element.get("type") or _inferred(element)
    if kind not in _READERS:
        _fail(element, f"the type {kind[:50]} is unknown")
    if len(element):
        if kind not in ("object", "array"):
            _fail(element, f"a {kind} has no elements in it")
        texts = [element.text, *(child.tail for child in element)]
        if any(text and text.strip() for text in texts):
            _fail(element, "there is text between elements")
    return _READERS[kind](element, depth)


def _fail(element: Any, reason: str) -> NoReturn:
    where = _name(element)[:50]
    raise BadRequest(f"The XML body: {where}: {reason}.", codes.INVALID_XML)


def _inferred(element: Any) -> str:
    if not len(element):
        return "string"
    return "array" if all(_name(child) == ITEM for child in element) else "object"


def _name(element: Any) -> str:
    """Return the name of an element, whatever its namespace."""
    return etree.QName(element).localname


def _read_null(element: Any, depth: int) -> None:
    return None


def _read_boolean(element: Any, depth: int) -> bool:
    text = (element.text or "").strip().lower()
    if text not in _BOOLEANS:
        _fail(element, "true or false is expected")
    return _BOOLEANS[text]


def _read_integer(element: Any, depth: int) -> int:
    text = (element.text or "").strip()
    if not _INTEGER.fullmatch(text):
        _fail(element, "an integer is expected")
    return int(text)


def _read_number(element: Any, depth: int) -> float:
    text = (element.text or "").strip()
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        _fail(element, "a number is expected")
    return float(text)


def _read_string(element: Any, depth: int) -> str:
    text = element.text or ""
    if element.get("encoding") == "base64":
        text = _from_base64(element, text)
    if "\0" in text:
        _fail(element, "a NUL character")
    return text


def _read_array(element: Any, depth: int) -> list[Any]:
    if any(_name(child) != ITEM for child in element):
        _fail(element, "an array has only item in it")
    return [_read(child, depth + 1) for child in element]


def _read_object(element: Any, depth: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for child in element:
        key = _key(child)
        if key in values:
            _fail(child, "the key is there twice")
        values[key] = _read(child, depth + 1)
    return values


def _key(element: Any) -> str:
    name = _name(element)
    if name != ENTRY:
        return name
    if "key64" in element.attrib:
        return _from_base64(element, element.get("key64"))
    return element.get("key", ENTRY)


def _from_base64(element: Any, text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        _fail(element, "base64 of UTF-8 text is expected")


_READERS: dict[str, Callable[[Any, int], Any]] = {
    "null": _read_null,
    "boolean": _read_boolean,
    "integer": _read_integer,
    "number": _read_number,
    "string": _read_string,
    "array": _read_array,
    "object": _read_object,
}
