"""What models are called in code."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import count

# What a model's name is followed by, beside nothing.
SUFFIXES = ("", "Values", "Item")


def titles(models: Iterable[str], reserved: Collection[str]) -> dict[str, str]:
    """Return what types of models begin with, by model: ``sale.order``, ``SaleOrder``.

    PHP does not tell large letters from small ones, so these do not matter.

    :param reserved: names of other types
    """
    taken = {name.lower() for name in reserved}
    found: dict[str, str] = {}
    for model in models:
        words = re.split(r"[^A-Za-z0-9]+", model)
        title = "".join(word[:1].upper() + word[1:] for word in words)
        for name in _candidates(title if title[:1].isalpha() else f"Model{title}"):
            own = {f"{name}{suffix}".lower() for suffix in SUFFIXES}
            if taken.isdisjoint(own):
                break
        taken |= own
        found[model] = name
    return found


def attributes(models: Iterable[str], reserved: Collection[str]) -> dict[str, str]:
    """Return what a client has models as, by model: ``sale.order``, ``sale_order``.

    :param reserved: names that are others' already
    """
    taken = set(reserved)
    found: dict[str, str] = {}
    for model in models:
        name = re.sub(r"\W", "_", model, flags=re.ASCII)
        name = name if name[:1].isalpha() else f"model_{name}"
        found[model] = next(each for each in _tried(name) if each not in taken)
        taken.add(found[model])
    return found


def _candidates(title: str) -> Iterator[str]:
    yield title
    yield f"{title}Model"
    yield from (f"{title}Model{number}" for number in count(2))


def _tried(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}_{number}" for number in count(2))
