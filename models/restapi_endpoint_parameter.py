from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import parameter
from ..core.errors import ApiError
from ..core.parameter import RESERVED, Parameter
from ..records import remembered


class RestapiEndpointParameter(models.Model):
    """A value that clients of an endpoint send by a name."""

    _name = "restapi.endpoint.parameter"
    _description = "REST API Endpoint Parameter"
    _order = "sequence, id"

    endpoint_id = fields.Many2one("restapi.endpoint", required=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(
        required=True,
        help="As clients send it and as the domain and the values have it: since, "
        "customer_id.",
    )
    kind = fields.Selection(
        [
            ("text", "Text"),
            ("integer", "Integer"),
            ("number", "Number"),
            ("boolean", "True or False"),
            ("date", "Date"),
            ("datetime", "Date and Time"),
            ("choice", "One of a List"),
            ("record", "Record ID"),
        ],
        "Type",
        required=True,
        default="text",
        help="Anything else is refused with status 400.",
    )
    choices = fields.Char(
        help="The values that it may have, separated by commas: draft, sent, sale."
    )
    several = fields.Boolean(
        help="A list, separated by commas in a query, for conditions with in."
    )
    required = fields.Boolean(help="A call without it is refused.")
    default = fields.Char(
        help="Where a call does not have it. Conditions and values with a parameter "
        "that is neither sent nor required nor has a default are left out."
    )
    help = fields.Char("Explanation", translate=True, help="For the documentation.")

    _one_of_a_name = models.UniqueIndex(
        "(endpoint_id, name)", "An endpoint has one parameter of a name."
    )

    @api.constrains("name", "kind", "choices", "several", "required", "default")
    def _check_parameter(self):
        for each in self:
            if not parameter.is_name(each.name):
                raise ValidationError(
                    self.env._(
                        "Parameter %(name)s: a name begins with a small letter, has "
                        "small letters, digits and _ only, and is none of these: "
                        "%(reserved)s.",
                        name=each.name,
                        reserved=", ".join(sorted(RESERVED)),
                    )
                )
            if each.kind == "choice" and not each._choices():
                raise ValidationError(
                    self.env._(
                        "Parameter %s: list its choices, like draft, sent, sale.",
                        each.name,
                    )
                )
            if each.required and each.default:
                raise ValidationError(
                    self.env._(
                        "Parameter %s: either it is required, or it has a default.",
                        each.name,
                    )
                )
            try:
                each._restapi_parameter()
            except ApiError as exc:
                raise ValidationError(
                    self.env._("Default of %(reason)s", reason=str(exc))
                ) from exc

    @api.model_create_multi
    def create(self, vals_list):
        remembered.forget(self.env)
        parameters = super().create(vals_list)
        parameters.endpoint_id._restapi_check_powers()
        return parameters

    def write(self, vals):
        remembered.forget(self.env)
        self.endpoint_id._restapi_check_powers()
        result = super().write(vals)
        self.endpoint_id._restapi_check_powers()
        return result

    def unlink(self):
        remembered.forget(self.env)
        self.endpoint_id._restapi_check_powers()
        return super().unlink()

    def _choices(self) -> tuple[str, ...]:
        parts = (self.choices or "").split(",") if self.kind == "choice" else ()
        return tuple(filter(None, map(str.strip, parts)))

    def _restapi_parameter(self) -> Parameter:
        """Return the parameter as endpoints use it.

        :raise BadRequest: its default is none of its type
        """
        self.ensure_one()
        found = Parameter(
            self.name,
            self.kind,
            bool(self.required),
            bool(self.several),
            self._choices(),
        )
        if not self.default:
            return found
        default = found.read(self.default)
        return Parameter(
            *(found.name, found.kind, found.required, found.several, found.choices),
            default,
        )
