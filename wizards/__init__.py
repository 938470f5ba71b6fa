from . import restapi_first_steps
from . import restapi_key_new
from . import restapi_login_new
from . import restapi_schema_preview
from . import restapi_secret
from . import restapi_trial
