"""Search domains of clients: checked here, before Odoo's ``Domain`` sees them.

Odoo trusts a domain more than a stranger deserves: an operator in upper case
can step around record rules, a path of ten dots keeps PostgreSQL's planner
busy for minutes, a deep nesting ends in a ``RecursionError``. So operators are
a closed list, paths, nesting and sizes are bounded, and every field on the way
must exist and be readable by the user.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, NoReturn

import psycopg2

from odoo.fields import Domain, Field
from odoo.models import BaseModel

from ...core import codes
from ...core.errors import BadRequest
from ...core.grant import READ
from ...core.stumbles import MISUSE
from .. import odoo19
from ..access import Access
from .domain_values import comparable

MAX_DOTS = 4
MAX_ANY = 3
MAX_LEAVES = 500
MAX_ALTERNATIONS = 32

COMPARISONS = frozenset(
    "= != =? < > <= >= in like ilike =like =ilike child_of parent_of".split()
) | frozenset(
    f"not {operator}" for operator in ("in", "like", "ilike", "=like", "=ilike")
)
HIERARCHY = frozenset(["child_of", "parent_of"])
SUBDOMAINS = frozenset(["any", "not any"])
# What clients of older Odoo servers still send.
SYNONYMS = {"==": "=", "<>": "!="}
CONNECTIVES = {"&": 2, "|": 2, "!": 1}
# (1, '=', 1) and (0, '=', 1), the constants of the prefix notation.
CONSTANTS = frozenset([(1, "=", 1), (0, "=", 1)])

DATE_PARTS = frozenset(
    "year_number quarter_number month_number iso_week_number day_of_year day_of_month "
    "day_of_week hour_number minute_number second_number".split()
)


def parse_domain(model: BaseModel, domain: Any, access: Access) -> Domain:
    """Return ``domain`` as Odoo's ``Domain`` for ``model``.

    :param domain: the prefix notation, as lists or tuples; ``None`` and ``[]``
        match everything
    :param access: what the request may touch, on the way to related records too
    :raise BadRequest: malformed, too large, or with an unknown field,
        operator or type of value
    :raise Forbidden: with a field that may not be read
    """
    return Domain(Check(access).items(model, domain if domain is not None else []))


@contextmanager
def comparing(model: BaseModel, domain: Any) -> Iterator[None]:
    """Blame what a search stumbles over on the values of its domain.

    :raise BadRequest: in place of what the code of fields and models raises; names
        the condition, where it can be told
    """
    try:
        yield
    except MISUSE as exc:
        found = failing(exc, model, domain) or "a value"
        raise BadRequest(
            f"domain: {found} cannot be compared with its field of {model._name}.",
            codes.INVALID_DOMAIN,
        ) from exc


def failing(exc: Exception, model: BaseModel, domain: Any) -> str:
    """Return the first condition that fails by itself, in words, where there is one.

    :param exc: what a search has failed with; after one of the database there is
        nothing to be tried
    """
    if isinstance(exc, psycopg2.Error):
        return ""
    for condition in Domain(domain).iter_conditions():
        try:
            condition.optimize_full(model)
        except MISUSE:
            return f"the value of '{condition.field_expr} {condition.operator}'"
    return ""


@dataclass(slots=True)
class Check:
    """One pass over a domain; counts leaves over all its levels."""

    # As clients know it.
    parameter: ClassVar[str] = "domain"

    access: Access
    leaves: int = field(default=0)

    def items(self, model: BaseModel, domain: Any, depth: int = 0) -> list[Any]:
        if not isinstance(domain, (list, tuple)):
            self._refuse("a list of conditions is expected.")
        if (
            len(domain) == 3
            and isinstance(domain[0], str)
            and domain[0] not in CONNECTIVES
        ):
            # A single condition without its list, a slip worth a precise answer.
            self._refuse(
                "a list of conditions is expected, not one condition; put it in "
                "brackets."
            )
        result: list[Any] = []
        missing = 1
        for item in domain:
            if isinstance(item, str):
                if item not in CONNECTIVES:
                    self._refuse(
                        f"'{item[:50]}' is neither a condition nor one of '&', '|', "
                        "'!'."
                    )
                missing = max(missing, 1) - 1 + CONNECTIVES[item]
                result.append(item)
                self._count()
            else:
                missing = max(missing, 1) - 1
                result.append(self.condition(model, item, depth))
        if domain and missing:
            self._refuse("an operator '&', '|' or '!' lacks its conditions.")
        if _alternations(result) > MAX_ALTERNATIONS:
            self._refuse("'&', '|' and '!' are nested too deep.", codes.TOO_DEEP)
        return result

    def _refuse(self, message: str, code: str | None = None) -> NoReturn:
        raise BadRequest(
            f"{self.parameter}: {message}", code or codes.invalid(self.parameter)
        )

    def condition(
        self, model: BaseModel, item: Any, depth: int
    ) -> tuple[Any, str, Any]:
        self._count()
        if not isinstance(item, (list, tuple)) or len(item) != 3:
            raise BadRequest(
                "domain: a condition is a list of a field, an operator and a value.",
                codes.INVALID_DOMAIN,
            )
        path, operator, value = item
        if isinstance(path, int) and _is_constant(path, operator, value):
            return (path, operator, value)
        if not isinstance(path, str) or not isinstance(operator, str):
            raise BadRequest(
                "domain: the field and the operator of a condition are strings.",
                codes.INVALID_DOMAIN,
            )
        operator = SYNONYMS.get(operator, operator)
        target = self.target(model, path)
        if operator in SUBDOMAINS:
            return (path, operator, self.subdomain(model, path, target, value, depth))
        if operator not in COMPARISONS:
            raise BadRequest(
                f"domain: unknown operator '{operator[:20]}' on {path}.",
                codes.UNKNOWN_OPERATOR,
            )
        if target is not None and operator in HIERARCHY:
            self.hierarchy(model, path, target)
        if target is not None and target.relational and _has_text(value):
            # A search by name, in the names of the related records.
            self.label(model.env[target.comodel_name], path)
        if target is not None and target.name == "display_name":
            self.access.check_label_search(model.env[target.model_name], path)
        return (path, operator, comparable(path, operator, target, value))

    def target(self, model: BaseModel, path: str) -> Field | None:
        """Follow a dotted path to its field; ``None`` for a part of one."""
        if path.count(".") > MAX_DOTS:
            raise BadRequest(
                f"domain: {path[:80]} has more than {MAX_DOTS} dots.", codes.TOO_DEEP
            )
        *steps, last = path.split(".")
        for position, name in enumerate(steps):
            step = self.access.readable_field(model, name, path)
            if step.relational:
                model = model.env[step.comodel_name]
                self.access.check_unrestricted(model._name, READ, path)
                continue
            if position != len(steps) - 1:
                raise BadRequest(
                    f"domain: {path}: {name} has no fields.", codes.UNKNOWN_FIELD
                )
            if step.type in ("date", "datetime") and last in DATE_PARTS:
                return None
            if step.type == "properties":
                return None
            raise BadRequest(
                f"domain: {path}: {name} has no part {last}.", codes.UNKNOWN_FIELD
            )
        found = self.access.readable_field(model, last, path)
        if not odoo19.is_searchable(found):
            raise BadRequest(
                f"domain: {path} cannot be searched.", codes.NOT_SEARCHABLE
            )
        return found

    def subdomain(
        self, model: BaseModel, path: str, target: Field | None, value: Any, depth: int
    ) -> list[Any]:
        if depth >= MAX_ANY:
            raise BadRequest(
                f"domain: more than {MAX_ANY} nested 'any'.", codes.TOO_DEEP
            )
        if target is None or not target.relational:
            raise BadRequest(f"domain: 'any' needs a relational field, {path} is none.")
        comodel = model.env[target.comodel_name]
        self.access.check_unrestricted(comodel._name, READ, path)
        return self.items(comodel, value, depth + 1)

    def hierarchy(self, model: BaseModel, path: str, target: Field) -> None:
        """Refuse to follow a tree that may not be read, the records' own or related."""
        if target.relational:
            self.access.check_unrestricted(target.comodel_name, READ, path)
            model = model.env[target.comodel_name]
        else:
            model = model.env[target.model_name]
        self.access.check_hierarchy(model, path)

    def label(self, comodel: BaseModel, path: str) -> None:
        """Refuse to search by names that may not be read."""
        self.access.check_unrestricted(comodel._name, READ, path)
        self.access.check_label_search(comodel, path)

    def _count(self) -> None:
        self.leaves += 1
        if self.leaves > MAX_LEAVES:
            self._refuse(f"more than {MAX_LEAVES} conditions.", codes.TOO_LARGE)


def _alternations(items: Sequence[Any]) -> int:
    """Return how often operators alternate on the way to the deepest condition.

    Odoo flattens a chain of one operator, but recurses at each alternation.
    """
    deepest = 0
    pending: list[tuple[str, int, int]] = []  # operator, its depth, open operands
    for item in items:
        operator, depth, _ = pending[-1] if pending else ("&", 0, 0)
        if isinstance(item, str):
            depth += item != operator or item == "!"
            deepest = max(deepest, depth)
            pending.append((item, depth, CONNECTIVES[item]))
            continue
        while pending:
            operator, depth, missing = pending.pop()
            if missing > 1:
                pending.append((operator, depth, missing - 1))
                break
    return deepest


def _has_text(value: Any) -> bool:
    values = value if isinstance(value, (list, tuple)) else (value,)
    return any(isinstance(item, str) for item in values)


def _is_constant(*leaf: Any) -> bool:
    return all(isinstance(part, (int, str)) for part in leaf) and leaf in CONSTANTS
