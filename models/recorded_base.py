from odoo import api, models

from ..changes import dependents
from ..changes.change import DELETE


class Base(models.AbstractModel):
    """Notes what changes in models that are recorded; see ``changes``.

    Where all ways of the ORM end: after values were written, stored computed ones too.
    """

    _inherit = "base"

    @api.model
    def _create(self, data_list):
        recorder = self.env["restapi.recorder"]
        if self._name not in recorder._recorded().models:
            return super()._create(data_list)
        recorder._pending().expect(self._name)
        records = super()._create(data_list)
        recorder._pending().create(self._name, records._ids)
        return records

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        recorder = self.env["restapi.recorder"]
        if self._name in recorder._recorded().models:
            recorder._pending().update(self._name, self._ids, vals_list)
        return result

    def unlink(self):
        recorder = self.env["restapi.recorder"]
        recorded = recorder._recorded()
        ids = self.ids
        gone = []
        if ids and self._name in recorded.edges:
            gone = list(dependents.of(self.env, recorded.edges, self._name, ids))
        result = super().unlink()
        if ids and self._name in recorded.models:
            recorder._pending().delete(self._name, ids)
        for edge, found in gone:
            if edge.model not in recorded.models:
                continue
            if edge.operation == DELETE:
                recorder._pending().delete(edge.model, found)
            else:
                recorder._pending().update(
                    edge.model, found, [(edge.field,)] * len(found)
                )
        return result

    def modified(self, fnames, create=False, before=False):
        """Note fields without a column, written by tables and attachments of theirs."""
        result = super().modified(fnames, create, before)
        if not (create or before):
            self._note_outside(fnames)
        return result

    def _compute_field_value(self, field):
        result = super()._compute_field_value(field)
        if field.store:
            self._note_outside(each.name for each in self.pool.field_computed[field])
        return result

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """Note translations, which are written in SQL."""
        result = super()._update_field_translations(
            field_name, translations, digest, source_lang
        )
        recorder = self.env["restapi.recorder"]
        if self._fields[field_name].store and (
            self._name in recorder._recorded().models
        ):
            recorder._pending().update(self._name, self._ids, [(field_name,)])
        return result

    def _note_outside(self, names):
        recorder = self.env["restapi.recorder"]
        if self._name not in recorder._recorded().models:
            return
        written = [name for name in names if _is_outside(self._fields[name])]
        ids = [id_ for id_ in self._ids if isinstance(id_, int)] if written else ()
        if ids:
            recorder._pending().update(self._name, ids, [written] * len(ids))


def _is_outside(field) -> bool:
    """Tell whether a stored field is written by other ways than those of columns."""
    if field.name == "parent_path":
        return True
    return field.store and not field.column_type and field.type != "one2many"
