from odoo import fields, models

from .. import settings
from ..core.snippets import Call, snippets

ANY_MODEL = "res.partner"


class RestapiCredential(models.AbstractModel):
    """Programs that use a credential on this server, to be copied."""

    _inherit = "restapi.credential"
    # What people put the secret in place of.
    _restapi_placeholder = "YOUR_KEY"

    snippets = fields.Json(compute="_compute_snippets")

    def _compute_snippets(self):
        for credential in self:
            saved = credential._origin
            credential.snippets = saved._restapi_snippets(saved._restapi_placeholder)

    def _restapi_snippets(self, secret: str) -> list[tuple[str, str]]:
        """Return programs that use a secret, by language."""
        call = self._restapi_call(secret) if self else None
        return snippets(call) if call else []

    def _restapi_call(self, secret: str) -> Call | None:
        """Return a call with the secret; none where it takes more than a snippet."""
        headers = {"Authorization": f"Bearer {secret}"}
        return Call(self._restapi_call_address(), headers)

    def _restapi_call_address(self) -> str:
        """Return the address of a short list that the credential may read."""
        model, has_all_fields = self._restapi_readable()
        fields_ = "&fields=display_name" if has_all_fields else ""
        return f"{settings.read(self.env).issuer}/api/{model}?limit=2{fields_}"

    def _restapi_readable(self) -> tuple[str, bool]:
        """Return a model that may be read, and whether all of its fields may."""
        lines = self.access_ids if self.is_limited else self.access_ids.browse()
        for line in lines.filtered("may_read").filtered("model_id"):
            return line.model, line.all_fields
        return ANY_MODEL, True
