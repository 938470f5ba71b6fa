from dataclasses import replace

from odoo import models

from ..core import codes
from ..core.bulk_operation import Upsert
from ..core.errors import InvalidValues
from ..core.formats import NATIVE
from ..core.grant import CREATE, READ, UPDATE
from ..core.operation import Result
from ..records.access import Access
from ..records.write import changes, matches
from ..records.write.match import Key, Match
from ..records.write.values import ValuesReader

# A value that is missing may be in the record that was meant.
_AMBIGUOUS = frozenset([codes.AMBIGUOUS, codes.REQUIRED])


class RestapiService(models.AbstractModel):
    """Updates the records that keys name, and creates those that there are not."""

    _inherit = "restapi.service"

    def _execute_upsert(self, operation: Upsert, access: Access) -> Result:
        model = self._model(operation, access, READ)
        tree = self._plan(model, operation.fields)
        match, keys, found, mistakes = self._matched(model, operation, access)
        self._check_upsert(model, found, access)
        reader = ValuesReader(access, operation.style)
        reader.errors.extend(mistakes.errors)
        sent = {
            position: match.values(operation.items[position - operation.first], record)
            for position, record in found.items()
        }
        values = self._read_items(
            reader, model, {place: (found[place], sent[place]) for place in found}
        )
        old = [place for place, record in found.items() if record]
        new = {place: None for place, record in found.items() if not record}
        # Updates first: what they give up, a new record may take.
        records = model.concat(*(found[place] for place in old))
        changed = changes.changed(
            records,
            [sent[place] for place in old],
            [values[place] for place in old],
            operation.style,
            access,
        )
        with self._writing(model, reader):
            for same, written in changes.runs(records, changed):
                same.write(written)
        reader.check_kept(records, UPDATE)
        if new:
            rows = [values[place] for place in new]
            created = self._create_records(model, reader, rows)
            match.remember(created, [keys[place] for place in new])
            found |= dict(zip(new, created, strict=True))
        result = self._read_back(
            operation, access, tree, operation.style, model.concat(*found.values())
        )
        return replace(result, value=[place in new for place in found])

    def _read_items(
        self,
        reader: ValuesReader,
        model: models.BaseModel,
        items: dict[int, tuple[models.BaseModel, dict]],
    ) -> dict[int, dict]:
        """Return what ``write`` and ``create`` take.

        :raise InvalidValues: ``ambiguous`` where nothing else is wrong
        """
        try:
            return reader.each(model, items)
        except InvalidValues as exc:
            if {error["code"] for error in exc.details} <= _AMBIGUOUS:
                exc.code = codes.AMBIGUOUS
            raise

    def _matched(
        self, model: models.BaseModel, operation: Upsert, access: Access
    ) -> tuple[Match, dict[int, Key], dict[int, models.BaseModel], ValuesReader]:
        """Return the keys of items and the records that have them, by position.

        :return: with the mistakes in the keys
        """
        self._check_items(operation.items)
        match = matches.of(model, operation.match, access)
        reader = ValuesReader(access, operation.style)
        keys = match.keys(reader, operation.items, operation.first)
        return match, keys, match.find(reader, keys), reader

    def _check_upsert(
        self,
        model: models.BaseModel,
        found: dict[int, models.BaseModel],
        access: Access,
    ) -> None:
        """Ask for the rights to update those that there are, and to create others.

        :raise ApiError, AccessError: user or credential may not
        """
        records = model.concat(*found.values())
        if records:
            access.check(model._name, UPDATE)
            ValuesReader(access, NATIVE).check_kept(records, UPDATE)
            records.check_access("write")
        if not all(found.values()):
            access.check(model._name, CREATE)
            model.check_access("create")
