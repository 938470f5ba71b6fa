from odoo import fields, models

from ..core.parameters import DEFAULTS, NAMES


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    restapi_statement_timeout = fields.Integer(
        "Statement Timeout",
        config_parameter=NAMES["statement_timeout"],
        default=DEFAULTS["statement_timeout"],
        help="Seconds that one database statement of an API request may take. "
        "A request that takes longer is answered with status 503.",
    )
    restapi_max_body_mib = fields.Integer(
        "Largest Body",
        config_parameter=NAMES["max_body_mib"],
        default=DEFAULTS["max_body_mib"],
        help="Largest body of an API request, in MiB. A larger one is answered "
        "with status 413.",
    )
    restapi_max_page_size = fields.Integer(
        "Largest Page",
        config_parameter=NAMES["max_page_size"],
        default=DEFAULTS["max_page_size"],
        help="Largest number of records that a client may ask for at once. "
        "0 for no limit.",
    )
    restapi_max_tree_depth = fields.Integer(
        "Deepest Tree",
        config_parameter=NAMES["max_tree_depth"],
        default=DEFAULTS["max_tree_depth"],
        help="Levels of related records that one answer may have.",
    )
    restapi_max_tree_nodes = fields.Integer(
        "Largest Tree",
        config_parameter=NAMES["max_tree_nodes"],
        default=DEFAULTS["max_tree_nodes"],
        help="Number of fields that a client may ask for at once, over all levels.",
    )
    restapi_cors = fields.Char(
        "Allowed Origins",
        config_parameter=NAMES["cors"],
        default=DEFAULTS["cors"],
        help="Origins of web pages whose scripts may call the API, separated by "
        "commas, like https://shop.example.com. A star allows all, null none.",
    )
