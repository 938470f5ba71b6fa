from odoo import models
from odoo.tools import ormcache

from ..core import codes
from ..core.errors import NotFound
from ..core.operation import ModelOperation
from ..records import confidential, odoo19
from ..records import context as contexts
from ..records.access import Access


class RestapiService(models.AbstractModel):
    """Finds the model that an operation names, and sets its context."""

    _inherit = "restapi.service"

    def _model(
        self, operation: ModelOperation, access: Access, right: str | None = None
    ) -> models.BaseModel:
        """Return the model an operation names, by name or by slug.

        :param right: what the credential must allow on it
        """
        name = operation.model
        if name not in self.env:
            name = self._model_names().get(name, "")
        if not access.reaches(name):
            raise NotFound(
                f"There is no model {operation.model[:100]}.", codes.UNKNOWN_MODEL
            )
        if right is not None:
            access.check(name, right)
        model = self.env[name]
        if not operation.context:
            return model
        return model.with_context(
            **contexts.parse_context(model, operation.context, access)
        )

    def _is_reachable(self, name: str) -> bool:
        """Tell whether clients are offered a model."""
        if name not in self.env or self.env[name]._abstract:
            return False
        return not confidential.is_own_model(name) and self._is_used(name)

    @ormcache("model_name")
    def _is_used(self, model_name: str) -> bool:
        # sudo: what an administrator has set for every user.
        return odoo19.model_row(self.env["ir.model"].sudo(), model_name).rest_api__used

    @ormcache()
    def _model_names(self) -> dict[str, str]:
        return {name.replace(".", "_"): name for name in self.env.registry}
