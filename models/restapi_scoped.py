from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..core.grant import Grant, intersection
from ..records import remembered, scope


class RestapiScoped(models.AbstractModel):
    """A credential that has a scope beside its access lines."""

    _name = "restapi.scoped"
    _inherit = ["restapi.credential"]
    _description = "REST API Credential with a Scope"

    scope = fields.Char(required=True, default="read", tracking=True)

    @api.constrains("scope")
    def _check_scope(self):
        for credential in self:
            try:
                scope.words(credential.scope)
            except ValueError as exc:
                raise ValidationError(scope.refusal(self.env, str(exc))) from exc

    def write(self, vals):
        result = super().write(vals)
        if "scope" in vals:
            remembered.forget(self.env)
        return result

    def _restapi_readable(self):
        words = map(scope.split, scope.words(self.scope or ""))
        readable = [model for model, access in words if access == "read"]
        if self.is_limited or not readable or None in readable:
            return super()._restapi_readable()
        return readable[0], True

    @api.model
    @ormcache("self._name", "id_")
    def _restapi_grant(self, id_: int) -> Grant:
        # sudo: what was set for the credential, whoever uses it.
        allowed = self.sudo().browse(id_).scope
        return intersection(scope.grant(allowed), super()._restapi_grant(id_))
