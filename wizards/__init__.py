from . import restapi_schema_preview
from . import restapi_secret
from . import restapi_trial
