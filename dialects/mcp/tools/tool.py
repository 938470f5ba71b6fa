"""What a tool is: a row of the table of tools."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ....core import literal, schema
from ....core.operation import Operation, Result
from ....core.schema import Node
from ..bounds import Content

Arguments = Mapping[str, Any]
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool, which is an operation of the other dialects.

    :param rights: it is offered to those who have one of them on some model
    :param properties: its arguments, in JSON Schema
    :param output: of its structured content, properties in JSON Schema
    :param parse: makes the operation of its arguments, which were checked
    :param render: makes the content of the arguments and what the operation gave, of
        a size that fits, see :mod:`..bounds`
    :param destructive: it may change or remove what there is
    :param idempotent: called again, it changes nothing more
    """

    name: str
    title: str
    description: str
    rights: frozenset[str]
    properties: Mapping[str, Schema]
    required: tuple[str, ...]
    output: Mapping[str, Schema]
    parse: Callable[[Arguments], Operation]
    render: Callable[[Arguments, Result], Content]
    reads: bool = True
    destructive: bool = False
    idempotent: bool = True
    input_schema: Schema = field(init=False)

    def __post_init__(self) -> None:
        found = {
            "type": "object",
            "properties": dict(self.properties),
            "required": list(self.required),
            "additionalProperties": False,
        }
        object.__setattr__(self, "input_schema", found)

    @property
    def described(self) -> dict[str, Any]:
        """Return the tool as clients are told of it."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.input_schema,
            "outputSchema": {
                "type": "object",
                "properties": {"note": NOTE, **self.output},
                "required": [
                    name for name in self.output if "default" not in self.output[name]
                ],
            },
            "annotations": {
                "title": self.title,
                "readOnlyHint": self.reads,
                "destructiveHint": self.destructive,
                "idempotentHint": self.idempotent,
                # Nothing beyond this database.
                "openWorldHint": False,
            },
        }


# -- arguments that several tools have

NOTE = {"type": "string", "description": "What was cut, and how to get the rest."}
MODEL = {
    "type": "string",
    "description": "Technical name of the model, like res.partner or sale.order; "
    "list_models has them.",
}
IDS = {
    "type": "array",
    "items": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    "minItems": 1,
    "maxItems": 100,
    "description": "Ids of records.",
}
FIELDS = {
    "type": ["string", "array"],
    "items": {"type": "string"},
    "description": "Fields to return, with those of related records in parentheses: "
    "name,partner_id(name,email),order_line(product_id,price_subtotal;limit=20). One "
    "call can read an order with its lines. describe_model has the names.",
}
DOMAIN = {
    "type": ["array", "string"],
    "description": "Odoo's condition: a list of [field, operator, value], all of which "
    'must hold, like [["state", "=", "sale"], ["amount_total", ">", 100]]. Operators: '
    "=, !=, <, <=, >, >=, in, not in, like, ilike, child_of, any. '|' before two "
    "conditions means or, '!' before one means not. Fields of related records are "
    'reached by a path, like ["partner_id.country_id.code", "=", "BE"].',
}
OFFSET = {
    "type": "integer",
    "minimum": 0,
    "maximum": 2**31 - 1,
    "description": "How many to pass over; take next_offset of the answer before.",
}
DRY_RUN = {
    "type": "boolean",
    "description": "Try only: everything is checked, and nothing is kept. Mails that "
    "were queued are taken back; what goes beyond the database is not.",
}
RECORDS = {
    "type": "array",
    "items": {"type": "object"},
    "description": "A record each, by the names of its fields; related records are "
    "objects with their id.",
}
ID_LIST = {"type": "array", "items": {"type": "integer"}}


def tree(arguments: Arguments) -> Node | None:
    """Return the fields that are asked for; ``None`` where none are named."""
    text = fields_text(arguments)
    return schema.parse(text) if text else None


def fields_text(arguments: Arguments) -> str:
    fields = arguments.get("fields") or ""
    return fields if isinstance(fields, str) else ",".join(fields)


def domain(arguments: Arguments, name: str = "domain") -> Any:
    """Return a condition, unchecked; models write literals now and then."""
    found = arguments.get(name) or []
    return literal.parse(found, name) if isinstance(found, str) else found


def ids(arguments: Arguments) -> tuple[int, ...]:
    return tuple(dict.fromkeys(arguments["ids"]))
