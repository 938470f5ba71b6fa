from odoo import api, models


class RestapiTestRecorder(models.AbstractModel):
    """Another consumer of changes, beside the feed."""

    _inherit = "restapi.recorder"

    # What this consumer was told, in this process.
    told = []

    @api.model
    def _wanted_models(self):
        return super()._wanted_models() | {"restapi_test.container"}

    @api.model
    def _write_changes(self, changes):
        result = super()._write_changes(changes)
        self.told.extend(
            change for change in changes if change.model == "restapi_test.container"
        )
        return result
