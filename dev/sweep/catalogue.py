"""What there is to sweep, out of the registry."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from odoo.api import Environment
from odoo.fields import Field
from odoo.models import BaseModel

RELATIONS = ("many2one", "one2many", "many2many")


@dataclass(frozen=True)
class Model:
    """A model, and what the requests about it are made of.

    :param fields: names of fields that are for every user
    :param trees: a tree of two levels through each relation
    """

    name: str
    fields: tuple[str, ...]
    trees: tuple[str, ...]


def models(
    env: Environment, names: Collection[str], sample: int = 0
) -> Iterator[Model]:
    """Describe the models that clients reach, those of `names` if there are any.

    :param sample: number of fields and of trees of each; 0 for all
    """
    for name in sorted(names or env.registry):
        model = env[name]
        if model._abstract or name.startswith("restapi."):
            continue
        fields = [field for field in model._fields.values() if not field.groups]
        yield Model(
            name,
            _spread([field.name for field in fields], sample),
            _spread(
                [_tree(env, field) for field in fields if _is_reached(env, field)],
                sample,
            ),
        )


def _spread(texts: Sequence[str], number: int) -> tuple[str, ...]:
    """Return so many of the texts, from the first to the last; all for 0."""
    step = max(len(texts) // number, 1) if number else 1
    return tuple(texts[::step][: number or None])


def _is_reached(env: Environment, field: Field) -> bool:
    return (
        field.type in RELATIONS
        and field.comodel_name in env
        and not env[field.comodel_name]._abstract
        and not field.comodel_name.startswith("restapi.")
    )


def _tree(env: Environment, field: Field) -> str:
    comodel: BaseModel = env[field.comodel_name]
    below = ",".join(
        f"{below.name}(id)"
        for below in comodel._fields.values()
        if not below.groups and below.store and _is_reached(env, below)
    )
    return f"{field.name}({below or 'id'})"
