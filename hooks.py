from odoo.api import Environment

PREFIXES = ("restapi.", "rest_api.", "restful.")


def uninstall_hook(env: Environment) -> None:
    """Remove what Odoo does not know to be ours.

    The system parameters that administrators have set for us, the tables that are no
    models', names that other addons have given to what models of ours inherit from
    theirs, and jobs of ours in OCA's queue_job.
    """
    # What is uninstalled after this is not recorded any more.
    env["restapi.recorded"].search([]).unlink()
    env.cr.flush()
    env.cr.execute(
        """DELETE FROM ir_model_data
            WHERE (model, split_part(name, '_restapi_', 1)) IN (
                      ('ir.model.inherit', 'model_inherit_'),
                      ('ir.model.fields.selection', 'selection_'))"""
    )
    if "queue.job" in env:
        env["queue.job"].search([("model_name", "=like", "restapi.%")]).unlink()
    env.cr.execute(
        """DROP TABLE IF EXISTS restapi_throttle, restapi_oauth1_nonce,
                                restapi_oauth1_temporary, restapi_answer,
                                restapi_job_progress, restapi_change,
                                restapi_change_kept, restapi_webhook_health,
                                restapi_usage_hour, restapi_metric,
                                restapi_replica"""
    )
    parameters = env["ir.config_parameter"].search([])
    parameters.filtered(lambda parameter: parameter.key.startswith(PREFIXES)).unlink()
