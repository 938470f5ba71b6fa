from typing import Any

from odoo import models

from ..core import codes
from ..core.description_operation import DescribeModel, ListModels, Root
from ..core.errors import Forbidden
from ..core.formats import label_object
from ..core.grant import EXECUTE, MODES
from ..core.operation import Result
from ..records import model_description, odoo19
from ..records.access import Access


class RestapiService(models.AbstractModel):
    """Tells what there is for a credential."""

    _inherit = "restapi.service"

    def _execute_root(self, operation: Root, access: Access) -> Result:
        if not self.env.uid:
            return Result(operation)
        # Names as everywhere: where the credential may read them.
        user = self._labelled(self.env.user, access)
        ids = odoo19.company_ids(self.env.user)
        companies = self.env["res.company"].browse(ids)
        return Result(
            operation,
            value={
                "user": user[0],
                "companies": self._labelled(companies, access),
            },
        )

    def _labelled(
        self, records: models.BaseModel, access: Access
    ) -> list[dict[str, Any]]:
        allowed = access.allows_label(records)
        # sudo: the user and their companies, whatever rules say of others.
        return [
            label_object(record.id, record.display_name if allowed else None)
            for record in records.sudo()
        ]

    def _execute_list_models(self, operation: ListModels, access: Access) -> Result:
        sought = operation.search.casefold()
        found = [
            {"model": row.model, "label": row.name, "rights": rights}
            for row in self.env["ir.model"]._restapi_used()
            if sought in row.model.casefold() or sought in row.name.casefold()
            if access.reaches(row.model)
            if (rights := self._rights(row.model, access))
        ]
        return Result(operation, found)

    def _rights(self, name: str, access: Access) -> list[str]:
        """Name the rights on a model that both user and credential have.

        Methods check by themselves what the user may do: who may do nothing with the
        records is not told of them.
        """
        model = self.env[name]
        own = [right for mode, right in MODES.items() if model.has_access(mode)]
        asked = [*own, EXECUTE] if own else []
        return [right for right in asked if access.allows(name, right)]

    def _execute_describe_model(
        self, operation: DescribeModel, access: Access
    ) -> Result:
        model = self._model(operation, access)
        rights = self._rights(model._name, access)
        if not rights:
            raise Forbidden(f"You have no right on {model._name}.", codes.ACCESS_ERROR)
        # sudo: the label of a model that the user may know.
        label = odoo19.model_row(self.env["ir.model"].sudo(), model._name)
        label = label.with_env(model.env)
        return Result(
            operation,
            value={
                "model": model._name,
                "label": label.sudo().name,
                "order": model_description.order(model, access),
                "rights": rights,
                "fields": model_description.fields(model, access, frozenset(rights)),
            },
        )
