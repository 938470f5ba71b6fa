{
    "name": "REST API Tests",
    "summary": "Models with every type of field; not for a real server",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "The restapi founders",
    "depends": ["restapi", "sale_management"],
    "data": ["security/ir.model.access.csv", "data/ir_config_parameter.xml"],
}
