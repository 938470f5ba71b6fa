"""The system parameters of the API, read in one place.

A parameter overrides a default that is here, so a database without any works.
"""

from dataclasses import dataclass, fields
from typing import Any

from odoo.api import Environment

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings of one request.

    :param statement_timeout: seconds that one SQL statement may take
    :param max_body_mib: largest request body, MiB
    :param max_page_size: largest ``limit`` of a search, 0 for any
    :param max_tree_depth: levels of records in one answer
    :param max_tree_nodes: fields in the tree of one answer
    :param cors: allowed origins, separated by commas, ``*`` for all;
        ``null`` for none
    :param demo: tell strangers at ``/start`` how to connect
    """

    statement_timeout: int = 30
    max_body_mib: int = 25
    max_page_size: int = 10_000
    max_tree_depth: int = 10
    max_tree_nodes: int = 2_000
    cors: str = "null"
    demo: bool = False


# The name of the CORS parameter is part of the rest_api dialect.
NAMES = {
    field.name: f"restapi.{field.name}" for field in fields(Parameters)
} | {"cors": "rest_api.cors_parameter_value_in_all_routes"}
DEFAULTS = {field.name: field.default for field in fields(Parameters)}


def read(env: Environment) -> Parameters:
    """Return the parameters of a database; one that is no number is ignored."""
    # sudo: settings of the server, needed before and for every user.
    get_param = env["ir.config_parameter"].sudo().get_param
    return Parameters(
        **{
            field: _typed(get_param(name), DEFAULTS[field])
            for field, name in NAMES.items()
        }
    )


def _typed(text: str | bool, default: Any) -> Any:
    if not text:
        return default
    if isinstance(default, bool):
        return text.strip().lower() in ("1", "true")
    if isinstance(default, int):
        return int(text) if text.strip().isdigit() else default
    return text.strip()
