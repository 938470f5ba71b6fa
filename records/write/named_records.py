"""The records that values name, which are looked at together, once all are read."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from odoo.exceptions import UserError
from odoo.fields import Domain, Field
from odoo.models import BaseModel

from ...core import codes
from ...core.errors import Forbidden
from ...core.formats import Style
from ...core.grant import UPDATE
from ...core.refusal import SCOPE, Refusal
from ..access import Access
from . import present
from .mistakes import Mistakes


class NamedRecords:
    """Remembers records, and checks them in a statement or two of each model.

    :param access: what the request may touch
    :param style: of the dialect that the values are in
    :param mistakes: told of records that do not exist, or are not where they are named
    """

    def __init__(self, access: Access, style: Style, mistakes: Mistakes) -> None:
        self._access = access
        self._style = style
        self._mistakes = mistakes
        self._ids: dict[str, dict[int, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._lines: dict[Field, list[tuple[int, tuple[int, ...], str]]] = defaultdict(
            list
        )
        # Values that are accepted if the records have them: field, value, pointer.
        self._claims: dict[BaseModel, list[tuple[str, Any, str]]] = defaultdict(list)
        self._needed: dict[tuple[str, str], set[int]] = defaultdict(set)

    def add(self, model: BaseModel, id_: int, pointer: str) -> None:
        """Note an id, which a record must have."""
        self._ids[model._name][id_].append(pointer)

    def add_line(
        self, field: Field, id_: int, parents: BaseModel, pointer: str
    ) -> None:
        """Note a line, which must be one of these records'."""
        self._lines[field].append((id_, parents._ids, pointer))

    def claim(self, record: BaseModel, name: str, value: Any, pointer: str) -> None:
        """Accept a value that cannot be written, if the records have it."""
        self._claims[record].append((name, value, pointer))

    def need(self, model: BaseModel, right: str, id_: int) -> None:
        """Ask for a right on one record.

        :raise Forbidden: the credential has it on none of the model
        """
        self._access.check(model._name, right)
        self._needed[model._name, right].add(id_)

    # -- checks

    def check(self, model: BaseModel) -> None:
        """Tell records that do not exist, and lines of other records.

        :raise Forbidden: some are out of the credential's reach
        """
        self._check_existence(model)
        self._check_ownership(model)
        self._check_claims()
        for (name, right), ids in self._needed.items():
            self._check_among(model.env[name], right, ids)

    def check_kept(self, records: BaseModel, right: str) -> None:
        """Refuse what has made records that are none of the credential's.

        :param records: that were written, with the lines below them
        :raise Forbidden: they, or such lines, are out of its reach now
        """
        self._check_among(records, right, records._ids)
        for (name, needed), ids in self._needed.items():
            if needed == UPDATE:
                self._check_among(records.env[name], needed, ids)

    def _check_among(self, model: BaseModel, right: str, ids: Collection[int]) -> None:
        restriction = self._access.domain(model._name, right)
        if restriction.is_true():
            return
        # sudo: which records are the credential's, whoever sees them.
        everybody = model.browse().sudo().with_context(active_test=False)
        if everybody.search_count(Domain("id", "in", ids) & restriction) < len(ids):
            raise Forbidden(
                f"The credential does not allow to {right} these {model._name}.",
                codes.INSUFFICIENT_SCOPE,
                refusal=Refusal(SCOPE, model._name, right),
            )

    def _check_existence(self, model: BaseModel) -> None:
        """Tell ids that do not exist, with one statement per model."""
        for name, pointers in self._ids.items():
            # sudo: whether a record exists, as the foreign key would tell;
            # the rights to link, write or delete it are the ORM's to check.
            found = existing(model.env[name].sudo(), pointers)
            for id_ in pointers.keys() - set(found._ids):
                message = f"There is no {name} {id_}."
                for pointer in pointers[id_]:
                    self._mistakes.error(pointer, codes.MISSING_RECORD, message)

    def _check_ownership(self, model: BaseModel) -> None:
        """Tell lines that belong to another record than the one written to."""
        known = {error["pointer"] for error in self._mistakes.errors}
        for field, lines in self._lines.items():
            comodel = model.env[field.comodel_name]
            inverse = comodel._fields.get(field.inverse_name or "")
            if inverse is None or inverse.type != "many2one":
                continue
            # sudo: whose line it is; the rights to write it are the ORM's to check.
            found = existing(comodel.sudo(), [id_ for id_, _parents, _pointer in lines])
            owners = {line.id: line[inverse.name].id for line in found}
            for id_, parents, pointer in lines:
                if pointer not in known and owners.get(id_) not in parents:
                    self._mistakes.error(
                        pointer,
                        codes.MISSING_RECORD,
                        f"{field.name} has no line {id_} here.",
                    )

    def _check_claims(self) -> None:
        """Tell values that cannot be written, and are not those of the records."""
        by_model: dict[str, list[BaseModel]] = defaultdict(list)
        for records in self._claims:
            by_model[records._name].append(records)
        for claimed in by_model.values():
            ids = {id_ for records in claimed for id_ in records._ids}
            there = set(claimed[0].browse(ids).exists()._ids)
            # Those that do not exist are told already.
            known = [each for each in claimed if not there.isdisjoint(each._ids)]
            if known:
                self._check_claims_of(known)

    def _check_claims_of(self, claimed: Sequence[BaseModel]) -> None:
        """Do so for records of one model, in the statements of one reading."""
        values = [
            {name: value for name, value, _pointer in self._claims[records]}
            for records in claimed
        ]
        everything = claimed[0].browse(
            id_ for records in claimed for id_ in records._ids
        )
        pairs = zip(claimed, values, strict=True)
        sent = [each for records, each in pairs for _id in records._ids]
        names = dict.fromkeys(name for each in values for name in each)
        kept = iter(
            present.unchanged(everything, sent, names, self._style, self._access)
        )
        for records in claimed:
            same = set.intersection(*(next(kept) for _id in records._ids))
            for name, _value, pointer in self._claims[records]:
                if name not in same:
                    self._mistakes.error(
                        pointer, codes.READONLY, f"{name} cannot be written."
                    )


def existing(model: BaseModel, ids: Collection[int]) -> BaseModel:
    """Return those of the records that there are, also of a model without a table."""
    if model._auto:
        return model.browse(ids).exists()
    everything = model.with_context(active_test=False)
    try:
        return everything.search(Domain("id", "in", list(ids)))
    except UserError:
        return model.browse(ids)  # some are found through their parent alone
