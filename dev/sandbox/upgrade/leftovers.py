"""What a database has, to tell what an addon leaves there."""

from .. import paths
from ..postgres import Client

CATALOGUE = f"""
SELECT 'table ' || table_name FROM information_schema.tables
 WHERE table_schema = 'public'
UNION SELECT 'column ' || table_name || '.' || column_name
  FROM information_schema.columns WHERE table_schema = 'public'
UNION SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
UNION SELECT 'constraint ' || conname FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
UNION SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
UNION SELECT 'function ' || proname FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace
UNION SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION SELECT 'data ' || module || '.' || name FROM ir_model_data
 WHERE name != 'module_{paths.ADDON}' -- which may be installed again
UNION SELECT 'parameter ' || key FROM ir_config_parameter
UNION SELECT 'scheduled action ' || cron_name FROM ir_cron
UNION SELECT 'server action ' || id FROM ir_act_server
UNION SELECT 'action ' || id FROM ir_actions
UNION SELECT 'menu ' || id FROM ir_ui_menu
UNION SELECT 'view ' || id FROM ir_ui_view
UNION SELECT 'model ' || model FROM ir_model
UNION SELECT 'field ' || model || '.' || name FROM ir_model_fields
UNION SELECT 'group ' || id FROM res_groups
UNION SELECT 'privilege ' || id FROM res_groups_privilege
UNION SELECT 'access ' || name FROM ir_model_access
UNION SELECT 'rule ' || id FROM ir_rule
UNION SELECT 'default ' || id FROM ir_default
UNION SELECT 'attachment ' || name FROM ir_attachment
 WHERE res_model LIKE '{paths.ADDON}.%' OR url LIKE '%/{paths.ADDON}/%'
"""


def catalogue(client: Client, database: str) -> set[str]:
    """Return a line for each thing that a database has."""
    return set(client.sql(CATALOGUE, database).splitlines())
