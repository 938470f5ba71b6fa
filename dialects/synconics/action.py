"""What the dialect of Synconics does at an address, or for a named method."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ...core.operation import Operation, Result
from ...records.call.jsonable import plain
from ..arguments import Arguments


@dataclass(frozen=True, slots=True)
class Target:
    """What a request names: in its path, in its query and in its body.

    :param ids: of the path, or of the argument ``ids``
    :param listed: the ids may be many, so the answer is a list
    """

    model: str = ""
    ids: tuple[int, ...] = ()
    method: str = ""
    signal: str = ""
    report: str = ""
    listed: bool = True
    arguments: Arguments = field(default_factory=lambda: Arguments({}))


@dataclass(frozen=True, slots=True)
class Action:
    """Both ways of a translation.

    :param parse: target → operation
    :param render: target and result → the value of the answer
    :param parameters: documented parameters of a method, in order
    :param reads: whether it writes nothing, so that a replica serves
    """

    parse: Callable[[Target], Operation]
    render: Callable[[Target, Result], Any]
    parameters: tuple[str, ...] = ()
    reads: bool = False


def render_rows(target: Target, result: Result) -> Any:
    return {target.model: result.rows if target.listed else result.rows[0]}


def render_count(target: Target, result: Result) -> Any:
    return {"count": result.total}


def render_value(target: Target, result: Result) -> Any:
    return {target.model: plain(result.value)}


def render_nothing(target: Target, result: Result) -> Any:
    return {}
