import json
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache
from odoo.tools.sql import table_exists

from ..changes.change import CREATE, DELETE, UPDATE
from ..core import literal
from ..core.errors import ApiError
from ..records import remembered
from ..webhooks import content
from .ir_model import OF_CLIENTS

_OPERATIONS = {"on_create": CREATE, "on_update": UPDATE, "on_delete": DELETE}
OWN_MODELS = "restapi."


class Wanted(NamedTuple):
    """What a webhook wants to be told, a subscription.

    :param fields: of which one must be changed by an update; empty for any
    """

    id: int
    operations: frozenset[str]
    fields: frozenset[str]


class RestapiWebhookSubscription(models.Model):
    """Changes of a model that a webhook is told of."""

    _name = "restapi.webhook.subscription"
    _description = "Changes for a Webhook"
    _order = "model_id, id"
    _rec_name = "model_id"

    webhook_id = fields.Many2one(
        "restapi.webhook", required=True, ondelete="cascade", index=True
    )
    model_id = fields.Many2one(
        "ir.model",
        required=True,
        ondelete="cascade",
        domain=OF_CLIENTS,
    )
    model = fields.Char("Technical Name", related="model_id.model", store=True)
    on_create = fields.Boolean("Created", default=True)
    on_update = fields.Boolean("Updated", default=True)
    on_delete = fields.Boolean(
        "Deleted",
        default=True,
        help="With the id of the record alone. A record that is gone has no values, so "
        "the filter is not asked: the deletion of every record of the model is told.",
    )
    domain = fields.Char(
        "Filter",
        help="Which records, like [('state', '=', 'sale')]; empty for all. It is asked "
        "when the message is sent.",
    )
    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Fields That Matter",
        domain="[('model_id', '=', model_id), ('store', '=', True)]",
        help="An update is told when one of these has changed; empty for any.",
    )
    field_tree = fields.Text(
        "Fields to Send",
        help="Like id,name,partner_id(name),order_line(product_id(name);limit=10). "
        "Empty to tell what has changed alone, so that the receiver asks the API.",
    )
    preview = fields.Text(compute="_compute_preview")

    _some_operation = models.Constraint(
        "CHECK(on_create OR on_update OR on_delete)",
        "Changes for a webhook are created, updated or deleted records; choose one.",
    )

    # -- what an administrator sets

    @api.constrains("model_id", "domain", "field_tree", "webhook_id")
    def _check_reach(self):
        for subscription in self:
            try:
                subscription._restapi_check()
            except ApiError as exc:
                raise ValidationError(
                    self.env._(
                        "%(model)s: %(reason)s", model=subscription.model, reason=exc
                    )
                ) from exc

    @api.constrains("field_ids", "model_id")
    def _check_fields(self):
        for subscription in self:
            if subscription.field_ids.model_id - subscription.model_id:
                raise ValidationError(
                    self.env._("The fields that matter are those of the model.")
                )
            if not all(subscription.field_ids.mapped("store")):
                raise ValidationError(
                    self.env._(
                        "Fields that are not stored do not change; choose those that "
                        "they are computed from."
                    )
                )

    def _restapi_check(self) -> None:
        """Check model, filter and tree against what the webhook's user may read.

        :raise ApiError: they go beyond it, or there is no such thing
        """
        recorder, name = self.env["restapi.recorder"], self.model
        if (
            name not in self.env
            or name.startswith(OWN_MODELS)
            or not recorder._is_recordable(name)
            or not self.env["restapi.service"]._is_reachable(name)
        ):
            raise ValidationError(
                self.env._(
                    "%(model)s is not open to clients, or has no records of its own "
                    "that stay.",
                    model=name or self.model_id.name,
                )
            )
        content.check(self._restapi_service(), self)

    def _restapi_service(self):
        try:
            # sudo: who the user of the webhook is, and how they read.
            return content.reader(self.webhook_id.sudo())
        except content.Skipped as exc:
            raise ValidationError(str(exc)) from exc

    def _restapi_domain(self) -> list:
        """Return the filter, in prefix notation.

        :raise BadRequest: it is none
        """
        found = literal.parse(self.domain, "domain") if self.domain else []
        return list(found) if isinstance(found, list | tuple) else found

    @api.depends("model_id", "domain", "field_tree", "webhook_id.user_id")
    def _compute_preview(self):
        for subscription in self:
            subscription.preview = subscription._restapi_preview()

    def _restapi_preview(self) -> str:
        """Return what a message says of the last record that matches, or why not."""
        if not self.model or not self.webhook_id.user_id:
            return ""
        try:
            self._restapi_check()
            row = content.record(self._restapi_service(), self, None)
        except (ApiError, UserError) as exc:
            return str(exc)
        if row is None:
            return self.env._("There is no record that matches and may be read.")
        told = {"model": self.model, "id": row["id"], "operation": UPDATE}
        if self.field_tree:
            told["record"] = row
        return json.dumps(told, indent=2, ensure_ascii=False)

    # -- what is recorded

    @api.model
    @ormcache()
    def _restapi_wanted(self) -> dict[str, tuple[Wanted, ...]]:
        """Return what webhooks want to be told, by model."""
        # Writers ask also while the addon is being installed.
        if not table_exists(self.env.cr, self._table):
            return {}
        # sudo: every writer asks.
        found = self.sudo().search([("webhook_id.active", "=", True)])
        wanted: dict[str, tuple[Wanted, ...]] = {}
        for each in found:
            operations = frozenset(
                operation for name, operation in _OPERATIONS.items() if each[name]
            )
            names = frozenset(each.field_ids.mapped("name"))
            entry = Wanted(each.id, operations, names)
            wanted[each.model] = (*wanted.get(each.model, ()), entry)
        return wanted

    @api.model
    def _restapi_forget_wanted(self) -> None:
        """Have every server ask again."""
        remembered.forget(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        subscriptions = super().create(vals_list)
        self._restapi_forget_wanted()
        return subscriptions

    def write(self, vals):
        result = super().write(vals)
        self._restapi_forget_wanted()
        return result

    def unlink(self):
        result = super().unlink()
        self._restapi_forget_wanted()
        return result
