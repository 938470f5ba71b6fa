from odoo.api import Environment

PREFIXES = ("restapi.", "rest_api.", "restful.")


def uninstall_hook(env: Environment) -> None:
    """Remove the system parameters that administrators have set for us."""
    parameters = env["ir.config_parameter"].search([])
    parameters.filtered(lambda parameter: parameter.key.startswith(PREFIXES)).unlink()
