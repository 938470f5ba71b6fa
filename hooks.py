from odoo.api import Environment

PREFIXES = ("restapi.", "rest_api.", "restful.")


def uninstall_hook(env: Environment) -> None:
    """Remove what Odoo does not know to be ours.

    The system parameters that administrators have set for us, and the tables that
    are no models'.
    """
    env.cr.execute(
        """DROP TABLE IF EXISTS restapi_throttle, restapi_oauth1_nonce,
                                restapi_oauth1_temporary, restapi_answer,
                                restapi_job_progress, restapi_usage_hour,
                                restapi_metric"""
    )
    parameters = env["ir.config_parameter"].search([])
    parameters.filtered(lambda parameter: parameter.key.startswith(PREFIXES)).unlink()
