{
    "name": "REST API",
    "summary": "A fast, safe REST API for every model, also for other addons' clients",
    "version": "19.0.1.0.0",
    "category": "Administration",
    "license": "LGPL-3",
    "author": "The restapi founders",
    "depends": ["base_setup", "web"],
    "external_dependencies": {
        "python": ["oauthlib", "orjson", "pyjwt", "simplejson"],
    },
    "data": [
        "security/restapi_groups.xml",
        "security/ir.model.access.csv",
        "data/ir_config_parameter.xml",
        "views/docs_templates.xml",
        "views/ir_model_views.xml",
        "views/res_config_settings_views.xml",
        "views/restapi_menus.xml",
        "wizards/restapi_schema_preview_views.xml",
    ],
    "application": True,
    "uninstall_hook": "uninstall_hook",
}
