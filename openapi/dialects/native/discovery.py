"""The addresses that tell what there is."""

from collections.abc import Iterator, Mapping, Sequence

from ... import errors
from ... import operations as ops
from ...formats import COUNT, RECORD_ID, Schema
from ...operations import Row
from ...scope import Scope
from . import answers

_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_NAMED = ops.with_optional(
    ops.fixed(id=ops.noted(RECORD_ID, "Of the record.")),
    name=ops.noted(ops.TEXT, "Where the credential may read it."),
)
_MODEL_NAME = ops.noted(ops.TEXT, "Technical name.")
_LABEL = ops.noted(ops.TEXT, "For people, in the language of the request.")
_RIGHTS = {
    **ops.array(
        {"type": "string", "enum": ["read", "update", "create", "delete", "execute"]}
    ),
    "description": "Those that you and the credential have.",
}
_ROOT = ops.with_optional(
    ops.fixed(
        version=ops.noted(RECORD_ID, "Of the contract."),
        models=ops.noted(ops.TEXT, "Where the models are."),
        openapi=ops.noted(ops.TEXT, "Where this document is."),
        docs=ops.noted(ops.TEXT, "Where people read it."),
        changes=ops.noted(ops.TEXT, "Where it is told what has changed."),
    ),
    user=ops.noted(_NAMED, "Whose credential it is."),
    companies=ops.noted(ops.array(_NAMED), "Those of the user."),
)
_MODELS = ops.fixed(
    count=ops.noted(COUNT, "Of the models."),
    results=ops.noted(
        ops.array(ops.fixed(model=_MODEL_NAME, label=_LABEL, rights=_RIGHTS)),
        "By name.",
    ),
)
_FLAGS = {
    "required": "A new record needs a value.",
    "readonly": "It cannot be written.",
    "stored": "It is in the database.",
    "searchable": "A domain may have it.",
    "sortable": "An order may have it.",
    "groupable": "Groups may be by it.",
    "translate": "It has a value in each language.",
}
_FIELD = ops.fixed(
    type=ops.noted(ops.TEXT, "Odoo's."),
    label=_LABEL,
    help=ops.noted(_TEXT_OR_NULL, "For people."),
    relation=ops.noted(_TEXT_OR_NULL, "Model of related records."),
    selection={
        "type": ["array", "null"],
        "description": "Pairs of value and label.",
        "items": {"type": "array", "items": {}},
    },
    default={"description": "Of a new record, where it can be told."},
    **{name: ops.noted(ops.BOOLEAN, text) for name, text in _FLAGS.items()},
)
_MODEL = ops.fixed(
    model=_MODEL_NAME,
    label=_LABEL,
    order=ops.noted(_TEXT_OR_NULL, "Of lists without `order`."),
    rights=_RIGHTS,
    fields={
        "type": "object",
        "description": "By name.",
        "additionalProperties": _FIELD,
    },
)


def general(required: Sequence[Mapping[str, list[str]]]) -> Iterator[Row]:
    """Give what is about no one model.

    :param required: what is a credential
    """
    yield Row(
        *("get", "/", "root", "Where to begin"),
        "Without a credential, the same less the user.",
        _ROOT,
        more={"security": [{}, *required]},
    )
    yield Row(
        *("get", "/models", "models", "Models for this credential"),
        "With what may be done with each.",
        _MODELS,
        parameters=("search",),
    )


def rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    yield Row(
        *("get", f"/{scope.name}/fields", "fields", "Describe"),
        "The model and its fields, as the credential may use them.",
        _MODEL,
        parameters=("context", "if_none_match"),
        statuses=errors.READING,
        headers=("ETag",),
        others=answers.NOT_MODIFIED,
    )
