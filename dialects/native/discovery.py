"""Where a client begins: the API, its models, a model's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from odoo.http import Response

from ...core.description_operation import DescribeModel, ListModels, Root
from ...core.operation import Operation, Result
from ..base import json_response
from .documents import kept

if TYPE_CHECKING:
    from .dialect import Native

# Of what this dialect says; a change that breaks clients gets the next number.
CONTRACT = 1
ADDRESSES = {
    "models": "/api/models",
    "openapi": "/api/openapi.json",
    "docs": "/api/docs",
    "changes": "/api/changes",
}


def root(dialect: Native) -> Operation:
    return Root()


def render_root(dialect: Native, result: Result) -> dict[str, Any]:
    return {"version": CONTRACT, **(result.value or {}), **ADDRESSES}


def models(dialect: Native) -> Operation:
    return ListModels(dialect.query.get("search", "").strip())


def render_models(dialect: Native, result: Result) -> dict[str, Any]:
    return {"count": len(result.rows), "results": result.rows}


def fields(dialect: Native, slug: str) -> Operation:
    return DescribeModel(slug, context=dialect.context())


def render_fields(dialect: Native, result: Result) -> Response:
    return kept(dialect, json_response(result.value))
