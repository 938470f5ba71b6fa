from . import restapi_schema_preview
