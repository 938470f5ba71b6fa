from . import ir_http
from . import ir_model
from . import res_config_settings
from . import res_users
from . import restapi_schema_preview
from . import restapi_service
from . import restapi_service_tokens
from . import restapi_token
