from collections.abc import Mapping

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, frozendict, ormcache
from odoo.tools.sql import table_exists

from ..records import remembered
from .ir_model import OF_CLIENTS


class RestapiRecorded(models.Model):
    """A model whose changes are recorded for the feed, ``GET /api/changes``.

    ``since_xid``, a column without a field, is the transaction that has switched it on.
    """

    _name = "restapi.recorded"
    _description = "Model with Recorded Changes"
    _order = "model"
    _rec_name = "model_id"

    model_id = fields.Many2one(
        "ir.model",
        required=True,
        ondelete="cascade",
        domain=OF_CLIENTS,
        help="Whose records are told to clients of the API when they are created, "
        "changed or deleted, by whatever way.",
    )
    model = fields.Char(related="model_id.model", store=True, string="Technical Name")
    create_date = fields.Datetime(
        "Since", readonly=True, help="Changes from before are not known."
    )

    _model_once = models.UniqueIndex("(model_id)", "This model is recorded already.")

    def init(self):
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_recorded
                       ADD COLUMN IF NOT EXISTS since_xid bigint NOT NULL
                           DEFAULT pg_current_xact_id()::text::bigint"""
            )
        )

    @api.model
    @ormcache()
    def _since(self) -> Mapping[str, int]:
        """Return the models that are switched on, and by which transaction."""
        if not table_exists(self.env.cr, self._table):
            return frozendict()
        self.flush_model(["model"])
        # In SQL: the transaction is no field.
        rows = self.env.execute_query(
            SQL("SELECT model, since_xid FROM restapi_recorded")
        )
        return frozendict(rows)

    @api.constrains("model_id")
    def _check_recordable(self):
        recorder, service = self.env["restapi.recorder"], self.env["restapi.service"]
        for name in self.mapped("model"):
            if not (
                name in self.env
                and recorder._is_recordable(name)
                and service._is_reachable(name)
            ):
                raise ValidationError(
                    self.env._(
                        "%(model)s is not open to clients, or has no records of its "
                        "own that stay.",
                        model=name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self._forget_models()
        return made

    def write(self, vals):
        if "model_id" in vals:
            raise UserError(
                self.env._("Remove the line of one model, and add one of the other.")
            )
        return super().write(vals)

    def unlink(self):
        super().unlink()
        self._forget_models()
        return True

    def _forget_models(self):
        remembered.forget(self.env)


class RestapiRecorder(models.AbstractModel):
    _inherit = "restapi.recorder"

    @api.model
    def _wanted_models(self):
        return super()._wanted_models() | frozenset(
            self.env["restapi.recorded"]._since()
        )
