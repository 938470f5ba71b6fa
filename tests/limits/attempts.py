"""Random requests: what a client asks for, and what it would need for it.

An :class:`Attempt` knows no dialect; :mod:`.spelling` writes it in one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from hypothesis import strategies as st

from odoo.fields import Field
from odoo.models import BaseModel

from .oracle import CREATE, DELETE, EXECUTE, READ, UPDATE, Oracle
from .world import CODES, MODELS, NUMBERS, TEXTS, Cell, xmlid

X2MANY = ("one2many", "many2many")
OPERATORS = ("=", "!=", "in", "not in", "ilike", "=like", "<", ">=")
REPORTS = {"sale.order": "sale.report_saleorder"}
# What a record cannot do without.
NEEDED = {
    "res.partner": {"name": "N"},
    "res.partner.category": {"name": "N"},
    "res.partner.bank": {"acc_number": "N1", "partner_id": "res.partner"},
    "res.country": {"name": "N", "code": "X9"},
    "res.country.state": {"name": "N", "code": "N", "country_id": "res.country"},
    "res.users": {"name": "N", "login": "n"},
    "crm.team": {"name": "N"},
    "product.category": {"name": "N"},
    "product.template": {"name": "N"},
    "product.product": {"name": "N"},
    "sale.order": {"partner_id": "res.partner"},
    "sale.order.line": {"order_id": "sale.order", "product_id": "product.product"},
    "ir.attachment": {"name": "N"},
    "mail.message": {"body": "N"},
    "restapi_test.container": {"name": "N"},
    "restapi_test.everything": {"name": "N"},
    "restapi_test.line": {"name": "N", "parent_id": "restapi_test.everything"},
}


class Need(NamedTuple):
    """A right that an answer would tell of.

    :param whole: on all records, as where a related record is compared
    """

    model: str
    right: str
    field: str | None = None
    whole: bool = False


class Tree(NamedTuple):
    """Fields to read, those below them, and the options of a list.

    :param needs: of the options, where they are applied to records
    """

    fields: tuple[tuple[str, "Tree | None"], ...]
    options: tuple[tuple[str, Any], ...] = ()
    needs: tuple[Need, ...] = ()


@dataclass
class Attempt:
    """What a client asks for.

    :param attack: its class, for the table of results
    :param verb: search, read, count, create, update, delete, call, group or report
    :param needs: what must be allowed where the answer is none of an error
    :param sent: the places of values that the client sends, by their markers
    """

    attack: str
    verb: str
    model: str
    ids: list[int] = field(default_factory=list)
    tree: Tree | None = None
    domain: list[Any] = field(default_factory=list)
    order: str = ""
    limit: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    method: str = ""
    args: list[Any] = field(default_factory=list)
    kwargs: dict[str, Any] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)
    sent: dict[str, tuple[str, str]] = field(default_factory=dict)


@st.composite
def attempts(draw: st.DrawFn, oracle: Oracle) -> Attempt:
    """Return requests that a client may send; more of what its credential allows."""
    return _Maker(oracle, draw).attempt()


_numbers = count(1)


class _Maker:
    """Makes one request up."""

    def __init__(self, oracle: Oracle, draw: st.DrawFn) -> None:
        self.oracle = oracle
        self.world = oracle.world
        self.env = oracle.world.env
        self.draw = draw
        self.right = READ
        self.needs: list[Need] = []
        self.sent: dict[str, tuple[str, str]] = {}

    # -- choices

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def chance(self, one_in: int) -> bool:
        # One in the middle: hypothesis likes the ends.
        return self.draw(st.integers(1, one_in)) == (one_in + 1) // 2

    def some(self, least: int, most: int) -> range:
        return range(self.draw(st.integers(least, most)))

    def model(self) -> str:
        allowed = [name for name in MODELS if self.oracle.may(name, self.right)]
        return self.pick(*self.often(allowed, MODELS))

    def often(self, allowed: Sequence[Any], others: Sequence[Any]) -> Sequence[Any]:
        """Return what is allowed, or now and then anything."""
        return allowed if allowed and not self.chance(4) else others

    def id(self, model: str) -> int:
        ids = self.world.ids.get(model) or [1]
        allowed = [id_ for id_ in ids if self.oracle.may(model, self.right, None, id_)]
        return self.pick(*self.often(allowed, ids))

    def name(self, model: str) -> str:
        return self._allowed(model, _names(self.env[model]))

    def field(self, model: str) -> Field:
        return self.env[model]._fields[self.name(model)]

    def relation(self, model: str) -> Field:
        name = self._allowed(model, _relational(self.env[model]))
        return self.env[model]._fields[name]

    def _allowed(self, model: str, names: list[str]) -> str:
        if self.chance(4):
            return self.pick(*names)
        name = self.pick(*names)
        # To ask for a few costs less than to ask for all.
        for _ in range(4):
            if self.oracle.may(model, self.right, name):
                return name
            name = self.pick(*names)
        named = self.oracle.named(model) & set(names)
        return self.pick(*sorted(named)) if named else name

    # -- requests

    def attempt(self) -> Attempt:
        make = self.pick(
            *[self.list_] * 3,
            *[self.tree_] * 4,
            *[self.search] * 4,
            self.sort,
            self.group,
            self.count,
            *[self.create] * 4,
            *[self.update] * 6,
            self.delete,
            *[self.call] * 5,
            *[self.orm] * 5,
            self.describe,
            self.report,
        )
        self.right = _RIGHTS.get(make.__name__, READ)
        made = make(self.model())
        made.needs += self.needs
        made.sent |= self.sent
        if self.chance(12) and made.verb not in ("report", "group"):
            self.context(made)
        return made

    def list_(self, model: str) -> Attempt:
        tree = Tree(tuple((self.name(model), None) for _ in self.some(1, 4)))
        tree = self.pick(tree, tree, None)
        if self.chance(2):
            return Attempt("fields", "read", model, [self.id(model)], tree)
        return Attempt("fields", "search", model, tree=tree, limit=self.pick(None, 80))

    def tree_(self, model: str) -> Attempt:
        tree = self.tree(model, 0)
        if self.chance(2):
            return Attempt("trees", "read", model, [self.id(model)], tree)
        return Attempt("trees", "search", model, tree=tree, limit=self.pick(None, 80))

    def tree(self, model: str, depth: int, with_options: bool = False) -> Tree:
        found: dict[str, Tree | None] = {}
        for _ in self.some(1, 3):
            field = self.relation(model) if self.chance(2) else self.field(model)
            below = field.comodel_name if field.relational else None
            if below in MODELS and depth < 3 and not self.chance(4):
                options = field.type in X2MANY and self.chance(2)
                found[field.name] = self.tree(below, depth + 1, options)
            else:
                found[field.name] = None
        before, self.needs = self.needs, []
        options = self.options(model) if with_options else ()
        before, self.needs = self.needs, before
        return Tree(tuple(found.items()), options, tuple(before))

    def options(self, model: str) -> tuple[tuple[str, Any], ...]:
        found = {}
        if self.chance(2):
            found["domain"] = [self.condition(model, 0)]
        if self.chance(3):
            found["order"] = self.order(model)
        if self.chance(3) or not found:
            found["limit"] = self.pick(1, 5)
        return tuple(found.items())

    def search(self, model: str) -> Attempt:
        self.needs.append(Need(model, READ))
        domain = [self.condition(model, 0) for _ in self.some(1, 2)]
        if self.chance(4):
            domain = ["|", *domain, ["id", "=", 0]][: 2 + len(domain)]
        return Attempt("conditions", "search", model, domain=domain, tree=_IDS)

    def count(self, model: str) -> Attempt:
        self.needs.append(Need(model, READ))
        return Attempt("counts", "count", model, domain=[self.condition(model, 0)])

    def sort(self, model: str) -> Attempt:
        self.needs.append(Need(model, READ))
        return Attempt("orders", "search", model, order=self.order(model), tree=_IDS)

    def order(self, model: str) -> str:
        field = self.field(model)
        self.needs.append(Need(model, READ, field.name))
        if field.type == "many2one":
            if self.chance(3):
                return f"{field.name}.id desc"
            comodel = self.env[field.comodel_name]
            self.needs.append(Need(comodel._name, READ, whole=True))
            first = comodel._order.split(",")[0].split()[0]
            self.needs.append(Need(comodel._name, READ, first, whole=True))
        return f"{field.name}{self.pick('', ' desc')}"

    def condition(self, model: str, depth: int) -> list[Any]:
        kind = self.pick("own", "own", "own", "path", "path", "any", "tree", "label")
        whole = depth > 0
        if kind in ("own", "tree") or depth > 2:
            if (
                kind == "tree"
                and self.env[model]._parent_name in self.env[model]._fields
            ):
                parent = self.env[model]._parent_name
                self.needs.append(Need(model, READ, parent, whole))
                return ["id", self.pick("child_of", "parent_of"), self.id(model)]
            return self.leaf(model, self.field(model), whole)
        field = self.relation(model)
        self.needs.append(Need(model, READ, field.name, whole))
        below = field.comodel_name
        if kind == "label":
            comodel = self.env[below]
            for path in comodel._rec_names_search or [
                comodel._rec_name or "display_name"
            ]:
                self.needs.append(Need(below, READ, path.partition(".")[0], whole=True))
            return [field.name, "ilike", self.marker(below, comodel._rec_name) or "zq"]
        self.needs.append(Need(below, READ, whole=True))
        if kind == "any":
            inner = [self.condition(below, depth + 1)]
            return [field.name, self.pick("any", "any", "not any"), inner]
        name, operator, value = self.leaf(below, self.field(below), whole=True)
        return [f"{field.name}.{name}", operator, value]

    def leaf(self, model: str, field: Field, whole: bool) -> list[Any]:
        self.needs.append(Need(model, READ, field.name, whole))
        operator = self.pick(*OPERATORS)
        value = self.marker(model, field.name)
        if field.relational:
            value = self.id(field.comodel_name)
            operator = self.pick("=", "!=", "in", "child_of")
            if operator == "child_of":
                self.needs.append(Need(field.comodel_name, READ, whole=True))
        if operator in ("in", "not in"):
            value = [value]
        return [field.name, operator, value]

    def marker(self, model: str, name: str | None) -> Any:
        """Return what a client that guesses would compare with."""
        ids = self.world.ids.get(model)
        cell = Cell(model, self.pick(*ids), name) if ids and name else None
        guess = self.world.markers.get(cell, "%")
        return self.pick(False, guess, guess, guess)

    def group(self, model: str) -> Attempt:
        field, summed = self.field(model), self.field(model)
        self.needs += [Need(model, READ, field.name)]
        kwargs = {"groupby": [field.name], "fields": []}
        if self.chance(2):
            self.needs += [Need(model, READ, summed.name)]
            function = self.pick("sum", "max", "min", "count_distinct")
            kwargs["fields"] = [f"{summed.name}:{function}"]
        domain = [self.condition(model, 0)] if self.chance(3) else []
        return Attempt("groups", "group", model, domain=domain, kwargs=kwargs)

    # -- writing

    def create(self, model: str) -> Attempt:
        self.needs.append(Need(model, CREATE))
        values = {**self.base(model), **self.values(model, 0, [])}
        return Attempt("creation", "create", model, values=values)

    def update(self, model: str) -> Attempt:
        self.needs.append(Need(model, UPDATE))
        ids = [self.id(model)]
        return Attempt(
            "changes", "update", model, ids, values=self.values(model, 0, ids)
        )

    def delete(self, model: str) -> Attempt:
        return Attempt("deletion", "delete", model, [self.id(model)])

    def base(self, model: str) -> dict[str, Any]:
        """Return what a record needs, some of it left out."""
        return {
            name: self.id(value) if value in MODELS else self.token(model, name, value)
            for name, value in NEEDED.get(model, {}).items()
            if not self.chance(6)
        }

    def token(self, model: str, name: str, value: str = "N") -> str:
        """Return a text that is told again in the database."""
        if value == "X9":
            return value
        text = f"zw{next(_numbers)}zw"
        self.sent[text] = (model, name)
        return text

    def values(self, model: str, depth: int, ids: Sequence[int]) -> dict[str, Any]:
        found = {}
        for _ in self.some(1, 3):
            field = self.relation(model) if self.chance(3) else self.field(model)
            if field.name != "id":
                found[field.name] = self.value(model, field, depth)
        return found

    def value(self, model: str, field: Field, depth: int) -> Any:
        if field.type in TEXTS and field.name not in CODES:
            return self.token(model, field.name)
        if field.type in NUMBERS or field.type == "integer":
            return self.pick(0, 3, 12)
        if field.relational:
            return self.related(field, depth)
        return self.pick(*_VALUES.get(field.type, (False,)))

    def related(self, field: Field, depth: int) -> Any:
        below = field.comodel_name
        if below not in MODELS:
            return self.pick(False, 1, [[4, 1, 0]], [])
        if field.type == "many2one":
            return self.link(below)
        if depth > 1:
            return [[4, self.id(below), 0]]
        return [self.item(below, depth) for _ in self.some(1, 2)]

    def link(self, model: str) -> Any:
        """Return one record, in the ways that a client may name it."""
        id_ = self.id(model)
        way = self.pick("id", "id", "object", "xmlid", "key")
        if way == "xmlid":
            return {"xmlid": xmlid(model, id_)}
        if way == "key":
            name = self.name(model)
            return {name: self.marker(model, name)}
        return {"id": id_} if way == "object" else id_

    def item(self, model: str, depth: int) -> Any:
        """Return an item of a list: an object, a command or an id."""
        id_ = self.id(model)
        values = {}
        way = self.pick("new", "changed", "deleted", "id", "key", *range(7))
        if way in ("new", "changed", 0, 1):
            values = self.values(model, depth + 1, [])
        if way in ("new", 0):
            values = {**self.base(model), **values}
        return {
            "new": values,
            "changed": {"id": id_, **values},
            "deleted": {"id": id_, "_delete": True},
            "id": {"id": id_},
            "key": self.link(model),
            0: [0, 0, values],
            1: [1, id_, values],
            2: [2, id_, 0],
            3: [3, id_, 0],
            4: [4, id_, 0],
            5: [5, 0, 0],
            6: [6, 0, [id_]],
        }[way]

    def context(self, made: Attempt) -> None:
        """Add what Odoo's own pages send."""
        made.attack = "contexts"
        field = self.field(made.model)
        other = self.model()
        made.context = self.pick(
            {f"default_{field.name}": self.value(made.model, field, 2)},
            *[{"active_test": False}] * 3,
            {"active_model": other, "active_ids": [self.id(other)]},
            {"active_model": other, "active_id": self.id(other)},
            {"active_ids": [self.id(other)]},
            {"active_test": False},
            {"lang": "fr_FR", "show_address": True, "show_email": True},
            {
                "bin_size": True,
                "partner_show_db_id": True,
                "formatted_display_name": True,
            },
        )
        made.sent |= self.sent

    # -- methods

    def call(self, model: str) -> Attempt:
        found = [name for name in _METHODS if hasattr(self.env[model], name)]
        method = self.pick(*found, "_write")
        self.needs.append(Need(model, EXECUTE, method))
        kwargs = {"body": "x"} if method == "message_post" else {}
        ids = [self.id(model)]
        return Attempt("methods", "call", model, ids, method=method, kwargs=kwargs)

    def orm(self, model: str) -> Attempt:
        """Call what every model has; its arguments name fields and records."""
        method = self.pick(*_ORM)
        self.right = _ORM_RIGHTS.get(method, READ)
        model = self.model()
        made = Attempt("orm methods", "call", model, method=method)
        make = getattr(self, f"orm_{method}", None)
        if make:
            make(made)
        return made

    def orm_search(self, made: Attempt) -> None:
        made.kwargs = {"domain": [self.condition(made.model, 0)]}
        if self.chance(2):
            made.kwargs["order"] = self.order(made.model)
        self.needs.append(Need(made.model, READ))

    def orm_search_count(self, made: Attempt) -> None:
        made.kwargs = {"domain": [self.condition(made.model, 0)]}
        self.needs.append(Need(made.model, READ))

    def orm_search_read(self, made: Attempt) -> None:
        made.kwargs = {"domain": [], "limit": 80}
        if self.chance(2):
            made.kwargs["fields"] = [self.name(made.model) for _ in self.some(1, 3)]

    def orm_read(self, made: Attempt) -> None:
        made.ids = [self.id(made.model)]
        if self.chance(2):
            made.kwargs = {"fields": [self.name(made.model) for _ in self.some(1, 3)]}

    def orm_web_read(self, made: Attempt) -> None:
        made.ids = [self.id(made.model)]
        made.kwargs = {
            "specification": {self.name(made.model): {} for _ in self.some(1, 3)}
        }

    def orm_web_search_read(self, made: Attempt) -> None:
        made.kwargs = {"domain": [], "specification": {self.name(made.model): {}}}

    def orm_name_search(self, made: Attempt) -> None:
        made.kwargs = {"name": "zq", "operator": self.pick("ilike", "=like")}
        if self.chance(2):
            made.kwargs["domain"] = [self.condition(made.model, 0)]
        self.needs.append(Need(made.model, READ))

    def orm_export_data(self, made: Attempt) -> None:
        made.ids = [self.id(made.model)]
        field = self.relation(made.model)
        below = self.name(field.comodel_name)
        path = self.pick(
            self.name(made.model), f"{field.name}/{below}", f"{field.name}/id"
        )
        made.kwargs = {"fields_to_export": [path]}

    def orm_default_get(self, made: Attempt) -> None:
        names = [self.name(made.model) for _ in self.some(1, 4)]
        self.needs += [Need(made.model, CREATE, name) for name in names]
        made.kwargs = {"fields": names}

    def orm_copy(self, made: Attempt) -> None:
        made.ids = [self.id(made.model)]
        self.needs.append(Need(made.model, CREATE))
        if self.chance(2):
            made.kwargs = {"default": self.values(made.model, 1, [])}

    def orm_write(self, made: Attempt) -> None:
        made.ids = [self.id(made.model)]
        self.needs.append(Need(made.model, UPDATE))
        made.kwargs = {"vals": self.values(made.model, 1, made.ids)}

    def orm_web_save(self, made: Attempt) -> None:
        made.ids = [self.id(made.model)]
        made.kwargs = {"vals": self.values(made.model, 1, []), "specification": {}}

    def orm_create(self, made: Attempt) -> None:
        self.needs.append(Need(made.model, CREATE))
        values = {**self.base(made.model), **self.values(made.model, 1, [])}
        made.kwargs = {"vals_list": self.pick([values], values)}

    def orm_name_create(self, made: Attempt) -> None:
        name = self.env[made.model]._rec_name or "name"
        self.needs.append(Need(made.model, CREATE, name))
        made.kwargs = {"name": self.token(made.model, name)}

    def orm_unlink(self, made: Attempt) -> None:
        made.ids = [self.id(made.model)]

    def orm_formatted_read_group(self, made: Attempt) -> None:
        made.kwargs = {
            "domain": [],
            "groupby": [self.name(made.model)],
            "aggregates": [],
        }

    def orm_onchange(self, made: Attempt) -> None:
        name = self.name(made.model)
        made.kwargs = {"values": {}, "field_names": [], "fields_spec": {name: {}}}

    def orm_fields_get(self, made: Attempt) -> None:
        made.kwargs = self.pick({}, {"allfields": [self.name(made.model)]})

    def orm_load(self, made: Attempt) -> None:
        name = self.name(made.model)
        made.kwargs = {"fields": [name], "data": [[self.token(made.model, name)]]}

    def describe(self, model: str) -> Attempt:
        return Attempt("descriptions", "call", model, method="fields_get")

    def report(self, model: str) -> Attempt:
        return Attempt("reports", "report", "sale.order", [self.id("sale.order")])


_RIGHTS = {"create": CREATE, "update": UPDATE, "delete": DELETE, "call": EXECUTE}
_IDS = Tree((("id", None),))
_METHODS = (
    "action_confirm message_post action_archive message_subscribe address_get "
    "action_draft double various"
).split()
_ORM = (
    "search search_count search_read read web_read web_search_read name_search "
    "export_data default_get copy write web_save create name_create unlink "
    "formatted_read_group onchange fields_get load"
).split()
_ORM_RIGHTS = {
    **dict.fromkeys(("default_get", "copy", "create", "name_create", "load"), CREATE),
    **dict.fromkeys(("write", "web_save"), UPDATE),
    "unlink": DELETE,
}
_VALUES: dict[str, tuple[Any, ...]] = {
    "boolean": (True, False),
    "date": ("2026-01-02", False),
    "datetime": ("2026-01-02 03:04:05", False),
    "selection": (False, "a", "draft", "sale", "service", "consu"),
    "reference": ("res.partner,1", "res.country,1", False),
    "many2one_reference": (1, 2),
    "json": ({"key": "value"},),
    "binary": ("eHg=", False),
    "properties": (
        [{"name": "x", "type": "char", "string": "X", "value": "y"}],
        [{"name": "x", "type": "char", "definition_changed": True}],
    ),
    "properties_definition": ([{"name": "x", "type": "char", "string": "X"}],),
}
_names_of: dict[str, list[str]] = {}


def _names(model: BaseModel) -> list[str]:
    """Name the fields of a model, those that are stored more often."""
    if model._name not in _names_of:
        fields = model._fields.items()
        stored = sorted(name for name, field in fields if field.store)
        _names_of[model._name] = [*sorted(model._fields), *stored * 2]
    return _names_of[model._name]


def _relational(model: BaseModel) -> list[str]:
    """Name the relational fields of a model, those to planted models more often."""
    fields = sorted(model._fields.items())
    found = [name for name, field in fields if field.relational]
    planted = [name for name in found if model._fields[name].comodel_name in MODELS]
    return [*found, *planted * 4]
