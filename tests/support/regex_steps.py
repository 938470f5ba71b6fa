"""How many steps a backtracking engine takes for a regular expression, counted.

:mod:`re` tells no steps, and time is not a thing to test. This walks the same tree
that :mod:`re` compiles, in the same order: greedy ones from the longest, each
alternative after the other, each position of the text until one matches.
"""

import re
from collections.abc import Iterator, Sequence
from re import _constants as sre
from re import _parser
from typing import Any

Items = Sequence[tuple[Any, Any]]
_CATEGORIES = {
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def to_search(pattern: re.Pattern, text: str | bytes) -> int:
    """Return the steps to find every match in a text, one after the other."""
    walk = Walk(pattern, text)
    position = 0
    while position <= len(text):
        end = walk.match(position)
        position = position + 1 if end is None else max(end, position + 1)
    return walk.steps


def to_match(pattern: re.Pattern, text: str | bytes) -> int:
    """Return the steps to try every way to match the beginning of a text."""
    walk = Walk(pattern, text)
    for _ in walk.sequence(walk.tree, 0):
        pass
    return walk.steps


class Walk:
    """One pattern over one text; counts as it goes."""

    def __init__(self, pattern: re.Pattern, text: str | bytes) -> None:
        self.tree: Items = list(_parser.parse(pattern.pattern, pattern.flags))
        self.text = text.decode("latin-1") if isinstance(text, bytes) else text
        self.ignores_case = bool(pattern.flags & re.IGNORECASE)
        self.steps = 0

    def match(self, position: int) -> int | None:
        """Return where a match that begins here ends, ``None`` for no match."""
        return next(self.sequence(self.tree, position), None)

    def sequence(self, items: Items, position: int, first: int = 0) -> Iterator[int]:
        """Give every end of a match that begins here, the preferred one first."""
        if first == len(items):
            yield position
            return
        for end in self.item(*items[first], position):
            yield from self.sequence(items, end, first + 1)

    def item(self, kind: Any, value: Any, position: int) -> Iterator[int]:
        self.steps += 1
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            if position < len(self.text) and self.fits(kind, value, position):
                yield position + 1
        elif kind is sre.BRANCH:
            for alternative in value[1]:
                yield from self.sequence(list(alternative), position)
        elif kind is sre.SUBPATTERN:
            yield from self.sequence(list(value[3]), position)
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            ends = list(self.repeat(*value, position))
            yield from ends if kind is sre.MAX_REPEAT else reversed(ends)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
            if self.holds(kind, value, position):
                yield position
        else:
            raise NotImplementedError(kind)

    def holds(self, kind: Any, value: Any, position: int) -> bool:
        """Tell whether what takes no characters is true of a position."""
        if kind is sre.AT:
            return self.is_at(value, position)
        direction, items = value
        start = position if direction > 0 else position - items.getwidth()[1]
        found = start >= 0 and any(True for _ in self.sequence(list(items), start))
        return found is (kind is sre.ASSERT)

    def fits(self, kind: Any, value: Any, position: int) -> bool:
        character = self.text[position]
        if kind is sre.ANY:
            return True
        if kind is sre.IN:
            negated = value[0][0] is sre.NEGATE
            return negated is not any(
                self.fits(each, what, position) for each, what in value[negated:]
            )
        if kind is sre.RANGE:
            return value[0] <= ord(character) <= value[1]
        if kind is sre.CATEGORY:
            return re.match(_CATEGORIES[value], character) is not None
        other = chr(value)
        if self.ignores_case:
            character, other = character.lower(), other.lower()
        return (character == other) is (kind is not sre.NOT_LITERAL)

    def repeat(self, least: int, most: Any, items: Any, position: int) -> Iterator[int]:
        """Give the ends after each number of repetitions, the longest first."""
        ends = [position]
        while len(ends) <= int(most):
            end = next(self.sequence(list(items), ends[-1]), None)
            if end is None or end == ends[-1]:
                break
            ends.append(end)
        for end in reversed(ends[least:]):
            self.steps += 1
            yield end

    def is_at(self, place: Any, position: int) -> bool:
        if place in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            return position == 0
        if place in (sre.AT_END, sre.AT_END_STRING):
            return position == len(self.text)
        around = [
            0 <= at < len(self.text) and re.match(r"\w", self.text[at]) is not None
            for at in (position - 1, position)
        ]
        return (around[0] != around[1]) is (place is sre.AT_BOUNDARY)
