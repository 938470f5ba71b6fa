from collections.abc import Mapping
from typing import Any

from pytz import all_timezones_set

from odoo import models
from odoo.tools import ormcache

from ..core import confidential
from ..core.access import Access
from ..core.errors import BadRequest, Forbidden, NotFound
from ..core.operation import ModelOperation
from ..core.scalars import MAX_INT4

# What a client may set of the 769 keys that core looks at, and ``default_…``.
CONTEXT_KEYS = frozenset(
    "lang tz active_test allowed_company_ids active_id active_ids active_model".split()
)


def _is_id(value: Any) -> bool:
    return value is False or (type(value) is int and abs(value) <= MAX_INT4)


def _is_ids(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(map(_is_id, value))


# Keys with a type of their own; ``lang`` and companies are checked below.
CONTEXT_VALUES = {
    "tz": (
        lambda value: (
            value is False or (isinstance(value, str) and value in all_timezones_set)
        ),
        "the name of a time zone",
    ),
    "active_test": (lambda value: isinstance(value, bool), "true or false"),
    "active_id": (_is_id, "an id"),
    "active_ids": (_is_ids, "a list of ids"),
    "active_model": (
        lambda value: value is False or isinstance(value, str),
        "the name of a model",
    ),
}


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
                f"There is no model {operation.model[:100]}.", "unknown_model"
            )
        if right is not None:
            access.check(name, right)
        model = self.env[name]
        if not operation.context:
            return model
        return model.with_context(**self._context(operation.context))

    def _context(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return those keys of a client's context that are safe and known."""
        allowed = {
            key: value
            for key, value in context.items()
            if key in CONTEXT_KEYS or key.startswith("default_")
        }
        for key, (fits, what) in CONTEXT_VALUES.items():
            if key in allowed and not fits(allowed[key]):
                raise BadRequest(f"context: {key} needs {what}.", "invalid_context")
        lang = allowed.get("lang", "")
        if "lang" in allowed and not (
            isinstance(lang, str) and self.env["res.lang"]._get_data(code=lang)
        ):
            raise BadRequest(
                "context: the language is not installed.", "invalid_context"
            )
        companies = allowed.get("allowed_company_ids", [])
        own = self.env.user._get_company_ids()
        if not isinstance(companies, (list, tuple)) or not all(
            company in own for company in companies
        ):
            raise Forbidden("context: a company that is not yours.", "company_access")
        return allowed

    def _is_reachable(self, name: str) -> bool:
        """Tell whether clients are offered a model."""
        if name not in self.env or self.env[name]._abstract:
            return False
        return not confidential.is_own_model(name) and self._is_used(name)

    @ormcache("model_name")
    def _is_used(self, model_name: str) -> bool:
        # sudo: what an administrator has set for every user.
        return self.env["ir.model"].sudo()._get(model_name).rest_api__used

    @ormcache()
    def _model_names(self) -> dict[str, str]:
        return {name.replace(".", "_"): name for name in self.env.registry}
