{
    "name": "REST API: a dialect of a test",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "The restapi founders",
    "depends": ["restapi"],
}
