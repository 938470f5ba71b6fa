"""Health, and the documents for programs."""

from collections.abc import Iterator

from ... import operations as ops
from ...operations import Row
from . import answers


def general() -> Iterator[Row]:
    yield Row(
        *("get", "/health", "health", "Ask whether the server answers"),
        "Needs no credential.",
        ops.fixed(status={"type": "string", "const": "ok", "description": "Always."}),
        statuses=(405, 500, 503),
        more={"security": []},
    )
    yield Row(
        *("get", "/openapi.json", "openapi", "This document"),
        "For the models that are named, as the credential may use them.",
        ops.noted(ops.OBJECT, "A document of OpenAPI 3.1."),
        parameters=("models", "dialect", "if_none_match"),
        headers=("ETag",),
        others=answers.NOT_MODIFIED,
    )
    yield Row(
        *("get", "/postman.json", "postman", "A Postman collection"),
        "A folder for each model, whose requests run in order.",
        ops.noted(ops.OBJECT, "A collection of Postman, format 2.1."),
        parameters=("models", "if_none_match"),
        headers=("ETag", "Content-Disposition"),
        others=answers.NOT_MODIFIED,
    )
