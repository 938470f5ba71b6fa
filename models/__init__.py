from . import ir_http
from . import ir_model
from . import res_config_settings
from . import restapi_service
from . import restapi_documentation
