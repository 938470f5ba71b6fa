{
    "name": "REST API: an endpoint of a test",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "The restapi founders",
    "depends": ["restapi"],
    "data": [
        "security/restapi_endpoint_test_groups.xml",
        "data/restapi_endpoint_data.xml",
    ],
}
