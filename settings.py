"""The system parameters of the API, read in one place.

A parameter overrides a default that is here, so a database without any works.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from odoo.api import Environment

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings of one request.

    :param statement_timeout: seconds that one SQL statement may take
    :param lock_timeout: seconds that a request waits for others that write the
        same records; 0 for not taking turns
    :param max_body_mib: largest request body, MiB
    :param max_file_mib: largest body that is a file, MiB
    :param max_page_size: records that a search gives at most, 0 for any number
    :param max_items: records that one request creates or changes by a list, 0 for any
        number
    :param max_tree_depth: levels of records in one answer
    :param max_tree_nodes: fields in the tree of one answer
    :param max_offset: records that the native dialect skips at most, 0 for any number
    :param credential_streams: streams that one credential has at a time; 0 for any
    :param server_streams: streams that all clients have at a time; 0 for any
    :param replica_seconds: what others did may be missing for so long from what a
        replica answers; 0 for reading on the primary alone
    :param count_limit: number of records beyond which the native dialect estimates a
        total, on tables that have more; 0 for never
    :param max_rows: records on all levels of one answer, each as often as it is
        written
    :param max_answer_mib: largest answer, MiB
    :param max_binary_mib: files in one answer, MiB
    :param job_days: how long jobs that have ended are kept
    :param outgoing_networks: networks, separated by commas, that requests of this
        server to addresses chosen by others may reach beside the public ones
    :param change_days: how long changes are kept for those who follow them
    :param webhook_days: how long messages of webhooks are kept, with their attempts
    :param idempotency_hours: how long answers are kept for requests with an
        ``Idempotency-Key``
    :param log_level: which requests are written down, of :mod:`.monitoring.levels`
    :param log_bodies: with what was sent and answered
    :param log_days: how long they are kept; 0 for ever
    :param figures_days: how long the sums of each hour are kept; 0 for ever
    :param metrics: tell Prometheus, who shows a token
    :param metrics_digest: of that token; empty for none, which nobody can show
    :param require_if_match: writes of the native dialect name the version they change
    :param max_login_failures: wrong passwords of one login in five minutes, after
        which none is looked at; 0 for any
    :param max_address_failures: failed attempts from one address in five minutes, of
        passwords, keys, secrets, codes and signatures; 0 for any
    :param cors: allowed origins, separated by commas, ``*`` for all;
        ``null`` for none
    :param default_dialect: of a request that has no credential to tell it by
    :param demo: tell strangers at ``/start`` how to connect
    :param access_token_expires_in: seconds; of ``rest_api``, as the next one
    :param u_escape_characters: answers of ``rest_api`` as ASCII with ``\\uXXXX``
    :param use_redis_token_store: keep tokens in Redis, else in PostgreSQL
    :param redis_password: ``None`` for none
    :param restful_access_token_expires_in: seconds
    :param client_documents: applications may be known by a document at the address
        that is their id
    :param client_registration: applications may register themselves
    :param registered_scope: of both, at most
    :param registration_owner: id of the user who has allowed that
    :param dialects_off: names of dialects that do not answer, separated by commas
    :param default_requests_per_minute: of credentials that are made; 0 for any number
    :param default_ip_networks: of credentials that are made; empty for everywhere
    :param key_max_days: longest life of a personal key; 0 for any
    :param key_group: id of the group whose users make personal keys; 0 for all users
    :param issuer: name of the authorization server, its address (RFC 8414, 2);
        ``web.base.url`` where none is set
    """

    statement_timeout: int = 30
    lock_timeout: int = 10
    max_body_mib: int = 25
    max_file_mib: int = 128
    max_page_size: int = 10_000
    max_items: int = 1_000
    max_tree_depth: int = 10
    max_tree_nodes: int = 2_000
    max_offset: int = 100_000
    credential_streams: int = 1
    server_streams: int = 4
    replica_seconds: int = 10
    count_limit: int = 10_000
    max_rows: int = 200_000
    max_answer_mib: int = 256
    max_binary_mib: int = 64
    idempotency_hours: int = 24
    job_days: int = 7
    log_level: str = "errors"
    log_bodies: bool = False
    log_days: int = 30
    figures_days: int = 90
    metrics: bool = False
    metrics_digest: str = ""
    outgoing_networks: str = ""
    change_days: int = 30
    webhook_days: int = 30
    require_if_match: bool = False
    max_login_failures: int = 10
    max_address_failures: int = 100
    cors: str = "null"
    default_dialect: str = "mrm"
    demo: bool = False
    access_token_expires_in: int = 600
    refresh_token_expires_in: int = 7200
    u_escape_characters: bool = False
    use_redis_token_store: bool = False
    redis_host: str = "localhost"
    redis_port: int = 6379
    redis_db: int = 0
    redis_password: str = "None"  # noqa: S105 how none is spelled
    restful_access_token_expires_in: int = 31_536_000
    client_documents: bool = False
    client_registration: bool = False
    registered_scope: str = "read"
    registration_owner: int = 0
    dialects_off: str = ""
    default_requests_per_minute: int = 0
    default_ip_networks: str = ""
    key_max_days: int = 0
    key_group: int = 0
    issuer: str = ""

    def is_off(self, dialect: str) -> bool:
        """Tell whether a dialect does not answer here."""
        return bool(self.dialects_off) and dialect in self.dialects_off.split(",")


# These names are part of the dialects.
_REST_API = (
    "access_token_expires_in",
    "refresh_token_expires_in",
    "use_redis_token_store",
    "redis_host",
    "redis_port",
    "redis_db",
    "redis_password",
)
NAMES = {
    **{field.name: f"restapi.{field.name}" for field in fields(Parameters)},
    **{name: f"rest_api.{name}" for name in _REST_API},
    "cors": "rest_api.cors_parameter_value_in_all_routes",
    "u_escape_characters": "rest_api.u_escape_characters_for_unicode_in_responses",
    "restful_access_token_expires_in": "restful.access_token_expires_in",
}
DEFAULTS = {field.name: field.default for field in fields(Parameters)}


def read(env: Environment) -> Parameters:
    """Return the parameters of a database."""
    return env["ir.config_parameter"]._restapi_parameters()


def parsed(texts: Mapping[str, str | bool]) -> Parameters:
    """Return the parameters that have these texts; one that is no number is ignored.

    :param texts: by the names in :data:`NAMES`' values, ``False`` for unset ones
    """
    return Parameters(
        **{field: _typed(texts[name], DEFAULTS[field]) for field, name in NAMES.items()}
    )


def _typed(text: str | bool, default: Any) -> Any:
    if not text:
        return default
    if isinstance(default, bool):
        return text.strip().lower() in ("true", "1")
    if isinstance(default, int):
        return int(text) if text.strip().isdigit() else default
    return text.strip()
