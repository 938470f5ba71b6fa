"""Scopes: what a token allows, as OAuth writes it (RFC 6749, 3.3).

A scope is a list of words separated by spaces::

    word   = [model ":"] access
    model  = technical name, like "res.partner"; without it, every model
    access = "read" | "write" | "execute"

``write`` is to create, update and delete.
"""

import re
from difflib import get_close_matches
from functools import lru_cache

from odoo.api import Environment

from ..core.grant import (
    CREATE,
    DELETE,
    EXECUTE,
    FULL,
    READ,
    UPDATE,
    Grant,
    Line,
    from_lines,
)
from . import powerful

ACCESSES = {
    "read": frozenset([READ]),
    "write": frozenset([CREATE, UPDATE, DELETE]),
    "execute": frozenset([EXECUTE]),
}
_WORD = re.compile(
    rf"(?:(?P<model>[a-z_][a-z0-9_.]*):)?(?P<access>{'|'.join(ACCESSES)})"
)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a scope, each once.

    :raise ValueError: one is none; its text is the error's
    """
    found = tuple(dict.fromkeys(text.split()))
    for word in found:
        if not _WORD.fullmatch(word):
            raise ValueError(word)
    return found


def refusal(env: Environment, word: str) -> str:
    """Return a sentence for people who have written a word that is none."""
    model, _colon, access = word.rpartition(":")
    nearest = get_close_matches(access, ACCESSES, 1)
    if nearest and (not model or model in env):
        meant = f"{model}:{nearest[0]}" if model else nearest[0]
        hint = env._(" Did you mean “%s”?", meant)
    else:
        hint = ""
    return env._(
        "Scope: “%(word)s” is none. Write read, write or execute for every model, or "
        "one of them after the name of a model, like res.partner:read.%(hint)s",
        word=word,
        hint=hint,
    )


def split(word: str) -> tuple[str | None, str]:
    """Return the model, ``None`` for every model, and the access of a word."""
    match = _WORD.fullmatch(word)
    if match is None:
        raise ValueError(word)
    return match["model"], match["access"]


def is_everything(text: str) -> bool:
    """Tell whether a scope is all that the user may do."""
    return set(ACCESSES) <= set(words(text))


def covers(env: Environment, wide: str, narrow: str) -> bool:
    """Tell whether each word of a scope is one of another, or part of one.

    A word of a powerful model is no part of one of every model, which passes it over.
    """
    have = set(words(wide))
    everything = is_everything(wide)

    def is_covered(word: str) -> bool:
        model, access = split(word)
        if word in have:
            return True
        by_name = model is not None and powerful.is_powerful(env, model)
        return access in have and (everything or not by_name)

    return all(map(is_covered, words(narrow)))


def common(env: Environment, first: str, second: str) -> list[str]:
    """Return the words of two scopes that the other one covers."""
    found = [word for word in words(second) if covers(env, first, word)]
    more = [word for word in words(first) if covers(env, second, word)]
    return list(dict.fromkeys([*found, *more]))


@lru_cache(maxsize=1024)
def grant(text: str) -> Grant:
    """Return what a scope allows.

    A word of a model adds to those of every model, which a powerful one takes by name.
    """
    if is_everything(text):
        return FULL
    everywhere: frozenset[str] = frozenset()
    named: dict[str, frozenset[str]] = {}
    for model, access in map(split, words(text)):
        if model is None:
            everywhere |= ACCESSES[access]
        else:
            named[model] = named.get(model, frozenset()) | ACCESSES[access]
    lines = [Line(own | everywhere, model, by_name=own) for model, own in named.items()]
    return from_lines([*lines, *([Line(everywhere)] if everywhere else ())])
