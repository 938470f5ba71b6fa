"""A row of a dialect's table, and what a request is told to be in a dialect by."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from odoo.http import HTTPRequest

from ..core.operation import Operation


class Choice(IntEnum):
    """What a request tells its dialect by, first to last: what says it, then looks."""

    PATH = 1
    KEY = 2
    TOKEN = 3
    AUTHORIZATION = 4
    SENT_TOKEN = 5
    SUB_PATH = 6
    ROUTE = 7
    PARAMETER = 8
    HABIT = 9


# The rest is what a request without a credential looks like.
SAYING = (
    Choice.PATH,
    Choice.KEY,
    Choice.TOKEN,
    Choice.AUTHORIZATION,
    Choice.SENT_TOKEN,
)

# Tells whether a request is in a dialect, by its headers and its path below the prefix.
Recognition = Callable[[HTTPRequest, str], bool]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of a dialect: a row of its table.

    :param methods: those it answers to, separated by spaces
    :param path: as werkzeug spells it, below the prefix of the dialect
    :param name: what it does; rows that do the same have the same
    :param parse: gets the dialect and what the path names, gives the operation
    :param render: gets the dialect and the result, gives the value of the answer, or
        the answer
    :param public: it needs no credential
    :param anonymous: who sends no credential is served as well, as nobody
    :param reads: it writes nothing, so that a replica serves; ``None`` where its
        methods tell
    :param alone: it can be no part of a batch
    :param parameters: what it takes in the query; ``None`` where others are passed over
    :param has_more: it takes others as well, which its operation knows
    :param takes_file: its body is a file, with a limit of its own
    """

    methods: str
    path: str
    name: str
    parse: Callable[..., Operation]
    render: Callable[..., Any]
    public: bool = False
    anonymous: bool = False
    reads: bool | None = None
    parameters: tuple[str, ...] | None = None
    has_more: bool = False
    takes_file: bool = False
    alone: bool = False
