from odoo import api, models

from ..changes.change import UPDATE, Change


class RestapiRecorder(models.AbstractModel):
    """Writes down what webhooks want to be told, with the changes; see ``changes``."""

    _inherit = "restapi.recorder"

    @api.model
    def _wanted_models(self) -> frozenset[str]:
        wanted = self.env["restapi.webhook.subscription"]._restapi_wanted()
        return super()._wanted_models() | wanted.keys()

    # There is nothing to return. pylint: disable-next=missing-return
    @api.model
    def _write_changes(self, changes: list[Change]) -> None:
        result = super()._write_changes(changes)
        wanted = self.env["restapi.webhook.subscription"]._restapi_wanted()
        rows = [
            (each.id, change.model, change.id, change.operation, names)
            for change in changes
            if change.model in wanted
            for names in [",".join(sorted(change.fields))]
            for each in wanted[change.model]
            if change.operation in each.operations and _matters(change, each.fields)
        ]
        if rows:
            self.env["restapi.webhook.delivery"]._restapi_add(rows)
            self.env["restapi.webhook"]._restapi_announce()
        return result


def _matters(change: Change, fields: frozenset[str]) -> bool:
    return change.operation != UPDATE or not fields or bool(fields & change.fields)
