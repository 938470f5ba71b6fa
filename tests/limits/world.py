"""Records whose every value is unmistakable, and where each value may be read."""

import base64
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from odoo import Command
from odoo.api import Environment
from odoo.models import BaseModel
from odoo.tools import SQL

MODELS = (
    "res.partner res.partner.category res.partner.bank res.country res.country.state "
    "res.users crm.team product.category product.template product.product sale.order "
    "sale.order.line ir.attachment mail.message restapi_test.container "
    "restapi_test.everything restapi_test.line"
).split()
TEXTS = frozenset(["char", "text", "html"])
NUMBERS = frozenset(["float", "monetary"])
# A text, or a number with a fraction that no other has.
MARKER = re.compile(r"zq\d+zq|(?<!\d)7\d{5}\.25(?!\d)")
# Texts that Odoo itself goes by.
CODES = frozenset(
    "model res_model res_field store_fname checksum mimetype url type password "
    "parent_path message_id".split()
)
SHORTEST = 12


class Cell(NamedTuple):
    """A value of a record."""

    model: str
    id: int
    field: str


class World:
    """What is planted.

    :ivar ids: of the records by model
    :ivar markers: what each cell holds
    :ivar carriers: the cells that a marker is part of; more than one where a field is
        computed of others
    :ivar owners: the model that an attachment or message is about
    """

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.ids: dict[str, list[int]] = {}
        self.markers: dict[Cell, str] = {}
        self.carriers: dict[str, set[Cell]] = defaultdict(set)
        self.owners: dict[tuple[str, int], str] = {}
        self._encoded: dict[str, str] = {}
        self._count = 0
        for records in self._create():
            known = self.ids.setdefault(records._name, [])
            known += [id_ for id_ in records._ids if id_ not in known]
        env.flush_all()
        for model in MODELS:
            for record in env[model].browse(self.ids[model]):
                self._plant(record)
                self._name(record)
        env.invalidate_all()
        self._find_carriers()

    def found_in(self, text: str) -> set[str]:
        """Return the markers in an answer."""
        return {
            *MARKER.findall(text),
            *(marker for code, marker in self._encoded.items() if code in text),
        }

    # -- planting

    def _create(self) -> Iterator[BaseModel]:
        env = self.env
        countries = env["res.country"].create(
            [{"name": f"Land {code}", "code": code} for code in ("X1", "X2")]
        )
        yield countries
        states = env["res.country.state"].create(
            [
                {"name": f"State {n}", "code": f"S{n}", "country_id": country.id}
                for n, country in enumerate(countries)
            ]
        )
        yield states
        tag = env["res.partner.category"].create({"name": "Tag"})
        tags = tag | env["res.partner.category"].create(
            {"name": "Below", "parent_id": tag.id}
        )
        yield tags
        partners = self._partners(countries, states, tags)
        yield partners
        yield env["res.partner.bank"].create(
            [
                {"partner_id": partner.id, "acc_number": f"BE{partner.id}"}
                for partner in partners[:2]
            ]
        )
        teams = env["crm.team"].create([{"name": "Team A"}, {"name": "Team B"}])
        yield teams
        users = env["res.users"].create(
            [{"name": f"User {n}", "login": f"planted{n}"} for n in range(2)]
        )
        yield users
        yield users.partner_id
        orders, products = self._sales(partners, teams, users)
        yield from (products.categ_id, products.product_tmpl_id, products)
        yield from (orders, orders.order_line)
        yield from self._about(partners, orders)
        yield from self._everything(partners, countries, tags)

    def _partners(
        self, countries: BaseModel, states: BaseModel, tags: BaseModel
    ) -> BaseModel:
        partners = self.env["res.partner"]
        company, other = partners.create(
            [
                {
                    "name": f"Company {n}",
                    "is_company": True,
                    "country_id": countries[n].id,
                    "state_id": states[n].id,
                    "category_id": [Command.set(tags[n].ids)],
                }
                for n in range(2)
            ]
        )
        people = partners.create(
            [
                {"name": "Person", "parent_id": company.id},
                {"name": "Archived", "parent_id": company.id, "active": False},
                {"name": "Alone", "country_id": countries[0].id},
            ]
        )
        return company | other | people

    def _sales(
        self, partners: BaseModel, teams: BaseModel, users: BaseModel
    ) -> tuple[BaseModel, BaseModel]:
        env = self.env
        definition = [
            {"name": "aaaaaaaaaaaaaaa1", "type": "char", "string": "Text"},
            {
                "name": "aaaaaaaaaaaaaaa2",
                "type": "many2one",
                "string": "Link",
                "comodel": "res.partner",
            },
        ]
        category = env["product.category"].create(
            {"name": "Category", "product_properties_definition": definition}
        )
        below = env["product.category"].create(
            {"name": "Below", "parent_id": category.id}
        )
        products = env["product.product"].create(
            [
                {
                    "name": f"Product {n}",
                    "default_code": f"P{n}",
                    "categ_id": categ.id,
                }
                for n, categ in enumerate([category, category, below])
            ]
        )
        products[0].product_tmpl_id.product_properties = {
            "aaaaaaaaaaaaaaa1": self._marker(),
            "aaaaaaaaaaaaaaa2": partners[1].id,
        }
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "team_id": teams[n].id,
                    "user_id": users[n].id,
                    "order_line": [
                        Command.create({"product_id": product.id})
                        for product in products[n : n + 2]
                    ],
                }
                for n, partner in enumerate(partners[:2])
            ]
        )
        return orders, products

    def _about(self, partners: BaseModel, orders: BaseModel) -> Iterator[BaseModel]:
        """Yield attachments and messages about records of several models."""
        about = [("res.partner", partners[0].id), ("sale.order", orders[0].id)]
        files = self.env["ir.attachment"].create(
            [
                {"name": "file", "res_model": model, "res_id": id_, "raw": self._raw()}
                for model, id_ in [*about, (False, 0)]
            ]
        )
        messages = self.env["mail.message"].create(
            [
                {"model": model, "res_id": id_, "body": "x", "message_type": "comment"}
                for model, id_ in about
            ]
        )
        self.owners |= {("ir.attachment", file.id): file.res_model for file in files}
        self.owners |= {("mail.message", each.id): each.model for each in messages}
        yield from (files, messages)

    def _everything(
        self, partners: BaseModel, countries: BaseModel, tags: BaseModel
    ) -> Iterator[BaseModel]:
        env = self.env
        container = env["restapi_test.container"].create(
            {
                "name": "container",
                "definition": [
                    {"name": "bbbbbbbbbbbbbbb1", "type": "char", "string": "Text"},
                    {
                        "name": "bbbbbbbbbbbbbbb2",
                        "type": "many2many",
                        "string": "Links",
                        "comodel": "res.country",
                    },
                ],
            }
        )
        yield container
        records = env["restapi_test.everything"].create(
            [
                {
                    "name": f"Everything {n}",
                    "many2one_id": partners[n].id,
                    "many2many_ids": [Command.set(tags.ids)],
                    "reference": f"res.partner,{partners[n].id}",
                    "model": "sale.order",
                    "many2one_reference": 1,
                    "json": {"key": self._marker()},
                    "binary": base64.b64encode(self._raw()),
                    "column_binary": base64.b64encode(self._raw()),
                    "company_dependent_id": partners[n].id,
                    "container_id": container.id,
                    "one2many_ids": [
                        Command.create({"name": "a", "partner_id": partners[n].id}),
                        Command.create({"name": "b", "sequence": 1}),
                    ],
                }
                for n in range(2)
            ]
        )
        records[0].properties = {
            "bbbbbbbbbbbbbbb1": self._marker(),
            "bbbbbbbbbbbbbbb2": countries.ids,
        }
        yield from (records, records.one2many_ids)

    def _marker(self) -> str:
        self._count += 1
        return f"zq{self._count}zq"

    def _raw(self) -> bytes:
        """Return the content of a file, whose base64 is known as well."""
        marker = self._marker().rjust(SHORTEST)
        self._encoded[base64.b64encode(marker.encode()).decode()] = marker.strip()
        return marker.encode()

    def _plant(self, record: BaseModel) -> None:
        """Give every column a value of its own, past what models would make of it."""
        columns = {}
        for name, field in record._fields.items():
            if not (field.store and field.column_type) or name in CODES:
                continue
            if field.type in TEXTS and not (field.size and field.size < SHORTEST):
                marker = self._marker()
                columns[name] = SQL("%s", _stored(record, field, marker))
            elif field.type in NUMBERS:
                self._count += 1
                marker = f"{700_000 + self._count}.25"
                columns[name] = SQL("%s", _stored(record, field, float(marker)))
            else:
                continue
            self.markers[Cell(record._name, record.id, name)] = marker
        sets = [
            SQL("%s = %s", SQL.identifier(k), value) for k, value in columns.items()
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = %s",
                SQL.identifier(record._table),
                SQL(", ").join(sets),
                record.id,
            )
        )

    def _name(self, record: BaseModel) -> None:
        """Give a record an external id, see :func:`xmlid`."""
        module, name = xmlid(record._name, record.id).split(".")
        self.env["ir.model.data"].create(
            {"module": module, "name": name, "model": record._name, "res_id": record.id}
        )

    def _find_carriers(self) -> None:
        for model in MODELS:
            for record in self.env[model].browse(self.ids[model]):
                for name, field in record._fields.items():
                    if field.relational:
                        continue
                    value = None
                    # Some fields can only be computed where a page asks for them.
                    with suppress(Exception):
                        value = record[name]
                    for marker in self.found_in(_text(value)):
                        self.carriers[marker].add(Cell(model, record.id, name))


def _stored(record: BaseModel, field: Any, marker: str | float) -> str | float:
    """Return a value as its column has it."""
    if field.translate:
        return json.dumps({"en_US": marker})
    if field.company_dependent:
        return json.dumps({str(record.env.company.id): marker})
    return marker


def _text(value: Any) -> str:
    """Return what a search for markers looks into."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, BaseModel):
        return ""
    if hasattr(value, "_values"):  # properties
        return str(value._values)
    return str(value)


def xmlid(model: str, id_: int) -> str:
    """Return the external id of a planted record."""
    return f"limits.{model.replace('.', '_')}_{id_}"
