from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import settings
from ..core.endpoint import CALL, CHANGE, LIST, NEW, RECORD
from ..core.errors import ApiError
from .ir_model import OF_CLIENTS

ACTIONS = {
    "may_list": LIST,
    "may_read": RECORD,
    "may_create": NEW,
    "may_update": CHANGE,
    "may_call": CALL,
}
CREDENTIALS = ("account_ids", "client_ids", "key_ids")
PREFIX = "/api/x/"
TREE = "Names, of related records too: name,partner_id(name,city),order_line(name)."
LITERAL = "As Python or JSON; names without quotes are parameters."


class RestapiEndpoint(models.Model):
    """An address of the API that is made in the administration, without code."""

    _name = "restapi.endpoint"
    _description = "REST API Endpoint"
    _order = "path, version, id"

    name = fields.Char(
        required=True, translate=True, help="What the documentation calls it."
    )
    description = fields.Text(translate=True, help="For the documentation.")
    active = fields.Boolean(
        "Switched On", default=True, help="Otherwise there is nothing at its address."
    )
    version = fields.Char(
        required=True,
        default="v1",
        help="v1, v2 and so on: clients go on using the one that they know.",
    )
    path = fields.Char(
        required=True,
        help="Small letters, digits, - and _, in parts separated by /: open-orders.",
    )
    address = fields.Char("Short Address", compute="_compute_address", store=True)
    url = fields.Char("Address", compute="_compute_url")
    version_count = fields.Integer("Versions", compute="_compute_version_count")
    # Its name stays when the addon of a model goes, so that it can be told.
    model_id = fields.Many2one(
        "ir.model",
        ondelete="set null",
        domain=OF_CLIENTS,
        help="Whose records it is about.",
    )
    model = fields.Char(
        "Technical Name", compute="_compute_model", store=True, precompute=True
    )
    may_list = fields.Boolean("List", default=True, help="GET at the address: a page.")
    may_read = fields.Boolean(
        "Read", default=True, help="GET at the address with an id: a record."
    )
    may_create = fields.Boolean("Create", help="POST at the address: a new record.")
    may_update = fields.Boolean(
        "Update", help="PATCH at the address with an id: a changed record."
    )
    may_call = fields.Boolean("Call a Method", help="POST: a method is called.")
    tree = fields.Text("Fields", required=True, default="display_name", help=TREE)
    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Fields of the Model",
        compute="_compute_field_ids",
        readonly=False,
        store=False,
        help="The same, but for those of related records.",
    )
    domain = fields.Text(
        default="[]",
        help="Which records, for parameters too: "
        "[('state', '=', state), ('date_order', '>=', since)]. "
        "A condition whose parameter is not sent is left out.",
    )
    order = fields.Char(help="As date_order desc, id; empty for that of the model.")
    page_size = fields.Integer(default=80, help="Records of a page.")
    max_page_size = fields.Integer(
        "Largest Page", default=500, help="Records that a client gets at most at once."
    )
    accepted = fields.Text(
        "Accepted Fields",
        help="What clients may send: partner_id,order_line(product_id). Anything else "
        "is refused.",
    )
    accepted_ids = fields.Many2many(
        "ir.model.fields",
        string="Accepted Fields of the Model",
        compute="_compute_field_ids",
        readonly=False,
        store=False,
        help="The same, but for those of lines.",
    )
    removes_lines = fields.Boolean(
        "May Remove Lines", help="Clients may also remove lines of records."
    )
    create_values = fields.Text(
        "Fixed Values of New Records",
        help=f"{{'team_id': 1, 'origin': shop}}. {LITERAL}",
    )
    update_values = fields.Text(
        "Fixed Values of Changes", help=f"{{'state': 'sent'}}. {LITERAL}"
    )
    method = fields.Char(help="A public method of the model, like action_confirm.")
    is_of_records = fields.Boolean(
        "On Records",
        default=True,
        help="The address has an id; the method is of records.",
    )
    arguments = fields.Text(help=f"Of the method: {{'reason': reason}}. {LITERAL}")
    parameter_ids = fields.One2many(
        "restapi.endpoint.parameter", "endpoint_id", "Parameters", copy=True
    )
    all_users = fields.Boolean(
        "Every User", default=True, help="Otherwise only members of these groups."
    )
    group_ids = fields.Many2many("res.groups", string="Groups")
    all_credentials = fields.Boolean(
        "Every Credential",
        default=True,
        help="Otherwise only those that are listed. One with limits that is not listed "
        "does here what its limits allow anyway.",
    )
    account_ids = fields.Many2many(
        "restapi.account",
        string="Accounts",
        copy=False,
        help="Their access lines need not allow what the endpoint does.",
    )
    client_ids = fields.Many2many(
        "restapi.client",
        string="OAuth Applications",
        copy=False,
        help="Their access lines need not allow what the endpoint does; the scope of "
        "the token must.",
    )
    key_ids = fields.Many2many(
        "restapi.key",
        string="Keys",
        copy=False,
        help="Their access lines need not allow what the endpoint does; their scope "
        "must.",
    )
    mistake = fields.Text(compute="_compute_mistake")
    sample = fields.Text("Call It", compute="_compute_sample")

    _one_of_an_address = models.UniqueIndex(
        "(path, version)", "There is an endpoint with this address and this version."
    )
    _version_is_one = models.Constraint(
        "CHECK(version ~ '^v[1-9][0-9]{0,3}$')", "Version: v1, v2 and so on."
    )
    _path_is_one = models.Constraint(
        "CHECK(path ~ '^[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)*$' "
        "AND length(path) <= 100)",
        "Path: small letters, digits, - and _, in parts separated by / that begin with "
        "a letter, like open-orders or shop/orders; at most 100 characters.",
    )
    _page_sizes = models.Constraint(
        "CHECK(page_size BETWEEN 1 AND max_page_size)",
        "A page has at least one record, and no more than the largest page.",
    )

    @api.depends("version", "path")
    def _compute_address(self):
        for endpoint in self:
            endpoint.address = f"{endpoint.version}/{endpoint.path}"

    @api.depends("address")
    def _compute_url(self):
        base = settings.read(self.env).issuer
        for endpoint in self:
            endpoint.url = f"{base}{PREFIX}{endpoint.address}" if endpoint.path else ""

    @api.depends("path")
    def _compute_version_count(self):
        everything = self.with_context(active_test=False)
        counts = everything._read_group(
            [("path", "in", self.mapped("path"))], ["path"], ["__count"]
        )
        by_path = dict(counts)
        for endpoint in self:
            endpoint.version_count = by_path.get(endpoint.path, 0)

    @api.depends("model_id")
    def _compute_model(self):
        for endpoint in self:
            # sudo: names of models, also for who may not list them.
            endpoint.model = endpoint.sudo().model_id.model or endpoint.model

    # -- constraints

    @api.constrains(
        *("model_id", "tree", "domain", "order", "accepted", "removes_lines"),
        *("create_values", "update_values", "method", "is_of_records", "arguments"),
        *("parameter_ids", *ACTIONS),
    )
    def _check_definition(self):
        for endpoint in self:
            try:
                endpoint._restapi_definition()
            except ApiError as exc:
                raise ValidationError(str(exc)) from exc

    @api.depends("model_id", "tree", "domain", "order", "accepted")
    def _compute_mistake(self):
        for endpoint in self:
            saved = endpoint._origin
            endpoint.mistake = saved._restapi_endpoint().mistake if saved else ""
