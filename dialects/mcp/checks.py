"""Arguments of a tool, checked against its input schema.

The part of JSON Schema that the tools use, so that the schema that clients are shown is
the one that is applied.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from ...core import codes
from ...core.errors import BadRequest

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
}


def checked(schema: Mapping[str, Any], value: Any, where: str = "") -> None:
    """Refuse what a schema does not allow.

    :raise BadRequest: says what, where, and what is expected
    """
    types = schema.get("type", ())
    types = (types,) if isinstance(types, str) else types
    if types and not any(_is_of(value, name) for name in types):
        _fail(where, f"{' or '.join(map(_word, types))} is expected")
    if isinstance(value, dict) and "properties" in schema:
        _check_object(schema, value, where)
    if isinstance(value, list):
        _check_list(schema, value, where)
    if isinstance(value, int) and not isinstance(value, bool):
        _check_number(schema, value, where)
    if "enum" in schema and value not in schema["enum"]:
        _fail(where, f"one of {', '.join(schema['enum'])} is expected")


def _check_object(schema: Mapping[str, Any], value: Any, where: str) -> None:
    known = schema["properties"]
    for name in value.keys() - known.keys():
        near = get_close_matches(name[:50], known, 1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise BadRequest(
            f"{name[:50]}: there is no such argument; {hint}There are: "
            f"{', '.join(known)}.",
            codes.UNKNOWN_PARAMETER,
        )
    for name in schema.get("required", ()):
        if name not in value:
            _fail(name, "this argument is needed")
    for name, below in known.items():
        if name in value:
            checked(below, value[name], f"{where}{name}")


def _check_list(schema: Mapping[str, Any], value: list[Any], where: str) -> None:
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    if len(value) < least:
        _fail(where, f"at least {least} is expected")
    if most is not None and len(value) > most:
        _fail(where, f"at most {most} at once")
    if "items" in schema:
        for position, item in enumerate(value):
            checked(schema["items"], item, f"{where}/{position}")


def _check_number(schema: Mapping[str, Any], value: int, where: str) -> None:
    least, most = schema.get("minimum"), schema.get("maximum")
    if (least is not None and value < least) or (most is not None and value > most):
        _fail(where, f"a number from {least} to {most} is expected")


def _is_of(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])


def _word(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _fail(where: str, expected: str) -> None:
    raise BadRequest(f"{where or 'arguments'}: {expected}.", codes.INVALID_ARGUMENTS)
