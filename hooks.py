from odoo.api import Environment

PREFIXES = ("restapi.", "rest_api.", "restful.")


def uninstall_hook(env: Environment) -> None:
    """Remove what Odoo does not know to be ours.

    The system parameters that administrators have set for us, and the table of
    ``restapi.throttle``.
    """
    env.cr.execute("DROP TABLE IF EXISTS restapi_throttle")
    parameters = env["ir.config_parameter"].search([])
    parameters.filtered(lambda parameter: parameter.key.startswith(PREFIXES)).unlink()
