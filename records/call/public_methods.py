"""Methods of a model that clients may call, and what their code says of them."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import Parameter
from typing import Any

from odoo.exceptions import AccessError
from odoo.models import BaseModel
from odoo.service.model import get_public_method

from .. import confidential
from ..access import Access
from . import arguments as call_arguments
from . import orm_methods
from .jsonable import plain

_SCALARS = (bool, int, float, str, list, dict)
_PARAGRAPH = re.compile(r"\n\s*\n")
# ``:param int limit: at most``, with the lines that go on.
_PARAM = re.compile(
    r":param(?:\s+[^:\n]*?)?\s+\*{0,2}(\w+)\s*:\s*(.*(?:\n(?!\s*:).+)*)"
)
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_WORDS = {
    "bool": "boolean",
    "int": "integer",
    "float": "number",
    "str": "string",
    "list": "array",
    "dict": "object",
}


@dataclass(frozen=True, slots=True)
class Argument:
    """What a method takes.

    :param types: of JSON, as far as the code tells; empty for any
    :param default: ``None`` also where there is none
    """

    name: str
    types: tuple[str, ...]
    required: bool
    default: Any
    description: str


@dataclass(frozen=True, slots=True)
class Method:
    """A method, as its code describes it.

    :param of_model: it is called on the model, without records
    :param takes_more: named arguments beyond these, as for other methods
    """

    name: str
    summary: str
    of_model: bool
    takes_more: bool
    arguments: tuple[Argument, ...]


def of(model: BaseModel, access: Access) -> Iterator[Method]:
    """Give the methods of a model that the credential may call.

    Its own, and those that every model has and that are of use over the API.
    """
    cls, everywhere = type(model), type(model.env["base"])
    for name in sorted(dir(cls)):
        if name.startswith("_") or not inspect.isfunction(getattr(cls, name)):
            continue
        shared = hasattr(everywhere, name)
        if shared and name not in orm_methods.METHODS:
            continue
        if not shared and confidential.has_secrets(model):
            continue
        if _is_allowed(model, name, access, shared) and _is_public(model, name):
            yield described(name, getattr(cls, name))


def _is_allowed(model: BaseModel, name: str, access: Access, shared: bool) -> bool:
    if not access.allows_method(model._name, name):
        return False
    if not (shared and access.is_limited):
        return True
    return access.allows(model._name, orm_methods.METHODS[name].right)


def _is_public(model: BaseModel, name: str) -> bool:
    try:
        get_public_method(model, name)
    except AccessError:
        return False
    return True


def described(name: str, method: Callable[..., Any]) -> Method:
    """Read the signature and the docstring of a method."""
    text = inspect.cleandoc(method.__doc__ or "")
    summary = " ".join(_PARAGRAPH.split(text)[0].split(":param")[0].split())
    told = {name: " ".join(words.split()) for name, words in _PARAM.findall(text)}
    signature = inspect.signature(method)
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    return Method(
        name,
        summary,
        bool(getattr(method, "_api_model", False)),
        Parameter.VAR_KEYWORD in kinds,
        tuple(
            _argument(signature.parameters[each], told.get(each, ""))
            for each in call_arguments.named(signature)
        ),
    )


def _argument(parameter: Parameter, description: str) -> Argument:
    required = parameter.default is Parameter.empty
    default = parameter.default if isinstance(parameter.default, _SCALARS) else None
    return Argument(
        parameter.name,
        _types(parameter, default),
        required,
        plain(default),
        description,
    )


def _types(parameter: Parameter, default: Any) -> tuple[str, ...]:
    """Return the types of JSON that an argument has, or else those of its default."""
    annotation = parameter.annotation
    if annotation is Parameter.empty:
        # In Odoo's code both stand for "not given".
        unknown = default is None or default is False
        return () if unknown else (_WORDS[type(default).__name__],)
    is_class = isinstance(annotation, type)
    text = annotation.__name__ if is_class else str(annotation)
    words = {word.strip() for word in _outermost(text).split("|")} - {"None"}
    return tuple(sorted(map(_WORDS.get, words))) if words <= _WORDS.keys() else ()


def _outermost(text: str) -> str:
    """Leave out what is in brackets: ``list[int] | None`` is ``list | None``."""
    while (shorter := _BRACKETS.sub("", text)) != text:
        text = shorter
    return text
