{
    "name": "REST API Benchmark",
    "summary": "The floor that the benchmark compares with; not for a real server",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "The restapi founders",
    "depends": ["restapi", "sale_management"],
}
