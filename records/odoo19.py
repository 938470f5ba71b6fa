"""The seam: everything of Odoo 19.0 that is not published, and what we rely on.

A function calls one private name, so that the next series of Odoo is a change of this
file. ``tests/test_odoo19.py`` checks their signatures, and that no other file uses a
private name. What Odoo documents for addons is used where it is needed: attributes
of models (``_name``, ``_fields``, ``_order`` …), ``_read_group``, ``env._``, and what a
model overrides with ``super()``.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import IO, Any

from odoo.addons.base.models.res_users import INDEX_SIZE as API_KEY_INDEX_SIZE
from odoo.addons.base.models.res_users import KEY_CRYPT_CONTEXT as API_KEY_CONTEXT
from odoo.api import Environment
from odoo.fields import Domain, Field
from odoo.http import HTTPRequest, Request, Session
from odoo.models import BaseModel
from odoo.modules.registry import Registry
from odoo.orm.registry import _REPLICA_RETRY_TIME as REPLICA_RETRY_SECONDS
from odoo.sql_db import Cursor
from odoo.tools import SQL, Query
from odoo.tools.misc import Callbacks

__all__ = ["API_KEY_CONTEXT", "API_KEY_INDEX_SIZE"]

# -- fields


def cached_values(field: Field, env: Environment) -> MutableMapping[int, Any]:
    """Return the values of a field that are in memory, by id, as the cache has them.

    The mapping itself: it changes with the cache, and is another after
    ``invalidate_all``.
    """
    return field._get_cache(env)


def remember(field: Field, records: BaseModel, values: Iterable[Any]) -> None:
    """Put values into the cache, in its form, where it has none of these records."""
    field._insert_cache(records, values)


def label(field: Field, env: Environment) -> str | None:
    """Return what a field is called, in the language of the environment."""
    return field._description_string(env)


def help_text(field: Field, env: Environment) -> str | None:
    """Return the help of a field, in the language of the environment."""
    return field._description_help(env)


def selection(field: Field, env: Environment) -> list[tuple[str, str]]:
    """Return values and labels of a selection, or models of a reference field."""
    return field._description_selection(env)


def is_searchable(field: Field) -> bool:
    """Tell whether a domain may name a field: it is stored, or says how to search."""
    return field._description_searchable


def is_sortable(field: Field, env: Environment) -> bool:
    """Tell whether records can be sorted by a field in SQL."""
    return field._description_sortable(env)


def is_groupable(field: Field, env: Environment) -> bool:
    """Tell whether records can be grouped by a field in SQL."""
    return field._description_groupable(env)


def check_properties_definition(
    field: Field, definition: list[dict[str, Any]], env: Environment
) -> None:
    """Refuse definitions of properties that Odoo cannot store.

    :raise ValueError, KeyError, TypeError, AttributeError: it depends on the mistake
    """
    field._validate_properties_definition(definition, env)


# -- access to fields


def has_field_access(model: BaseModel, field: Field, operation: str) -> bool:
    """Tell whether the groups of a field let the user ``read`` or ``write`` it."""
    return model._has_field_access(field, operation)


def check_field_access(model: BaseModel, field: Field, operation: str) -> None:
    """Refuse a field for other users.

    :raise AccessError: with the groups, for internal users
    """
    model._check_field_access(field, operation)


# -- queries


def search_query(
    model: BaseModel,
    domain: Any,
    offset: int = 0,
    limit: int | None = None,
    order: str | None = None,
) -> Query:
    """Return the query of a search: rules and ``active_test`` are in it.

    It is not executed; without ``order`` it has none.

    :raise AccessError: the user may read no records of the model
    """
    return model._search(domain, offset, limit, order)


def query_of(records: BaseModel) -> Query:
    """Return a query of the ids of records, in no order."""
    return records._as_query(ordered=False)


def fields_to_fetch(model: BaseModel, names: Collection[str]) -> list[Field]:
    """Return the columns that reading these fields takes, dependencies included.

    :raise AccessError: the user may not read one of them
    """
    return model._determine_fields_to_fetch(names)


def fetch(model: BaseModel, query: Query, fields: Iterable[Field]) -> BaseModel:
    """Execute a query with these columns; return its records, with them in memory."""
    return model._fetch_query(query, fields)


def column(model: BaseModel, alias: str, name: str, query: Query) -> SQL:
    """Return the SQL of a field; it adds the joins that it needs to the query.

    :raise ValueError: it is in no column
    """
    return model._field_to_sql(alias, name, query)


def table(model: BaseModel) -> SQL:
    """Return the table of a model, or the query in place of one."""
    return model._table_sql


def order_terms(model: BaseModel, order: str, query: Query, alias: str) -> SQL:
    """Return the SQL of an order, with its joins added to the query."""
    return model._order_to_sql(order, query, alias)


def order_term(
    model: BaseModel, alias: str, path: str, direction: SQL, nulls: SQL, query: Query
) -> SQL:
    """Return the SQL of one term of an order, with its joins added to the query."""
    return model._order_field_to_sql(alias, path, direction, nulls, query)


def forget_order_groups(query: Query) -> None:
    """Drop what :func:`order_terms` notes for a query with ``GROUP BY``."""
    query._order_groupby.clear()


def aggregate(model: BaseModel, spec: str, query: Query) -> SQL:
    """Return the SQL of ``field:function``.

    :raise ValueError: it is in no column
    """
    return model._read_group_select(spec, query)


# -- records


def prefetched_with(records: BaseModel) -> Iterable[int]:
    """Return the ids that are read together with these records, for with_prefetch."""
    return records._prefetch_ids


def constraint_message(model: BaseModel, exc: Exception) -> str:
    """Return the sentence for a constraint of the database that was violated."""
    return model._sql_error_to_message(exc)


def failing_rules(record: BaseModel, mode: str) -> BaseModel:
    """Return the record rules that refuse a record to the user."""
    return record.env["ir.rule"]._get_failing(record, mode=mode)


def rules(env: Environment, model: str, mode: str) -> Domain:
    """Return which records of a model the record rules leave the user."""
    return Domain(env["ir.rule"]._compute_domain(model, mode))


def model_and_id(env: Environment, xmlid: str) -> tuple[str, int] | tuple[bool, bool]:
    """Return what an external id is of; ``(False, False)`` where there is none."""
    return env["ir.model.data"]._xmlid_to_res_model_res_id(xmlid)


def action(env: Environment, xmlid: str) -> dict[str, Any]:
    """Return an action of Odoo's pages as a button gives it."""
    return env["ir.actions.actions"]._for_xml_id(xmlid)


def model_row(models: BaseModel, name: str) -> BaseModel:
    """Return the row of ``ir.model`` of a model, remembered in the process.

    :param models: ``ir.model``, in superuser mode where the user may not read it
    """
    return models._get(name)


def file_path(attachment: BaseModel) -> str:
    """Return where the file of an attachment is, which is stored as a file."""
    return attachment._full_path(attachment.store_fname)


def path_of_file(attachments: BaseModel, checksum: str) -> str:
    """Return where a file is, or would be, whose content has this checksum."""
    return attachments._full_path(f"{checksum[:2]}/{checksum}")


def note_upload(attachments: BaseModel) -> None:
    """Tell other addons that a user has uploaded these, as Odoo's web client does."""
    attachments._post_add_create()


# -- users, companies, languages


def company_ids(user: BaseModel) -> Collection[int]:
    """Return the companies that a user may work in, the active ones."""
    return user._get_company_ids()


def is_internal(user: BaseModel) -> bool:
    """Tell whether a user is no portal user, and not the public."""
    return user._is_internal()


def group_ids(user: BaseModel) -> Collection[int]:
    """Return the groups of a user, implied ones included."""
    return user._get_group_ids()


def language(env: Environment, code: str) -> Any:
    """Return an installed language, falsy where it is not installed."""
    return env["res.lang"]._get_data(code=code)


def log_in(
    users: BaseModel, credential: Mapping[str, Any], agent: Mapping[str, Any]
) -> int:
    """Return the user whose password this is, after Odoo's own checks.

    :param agent: passed to ``_check_credentials``
    :raise AccessDenied: wrong, or too many attempts
    """
    return users._login(credential, user_agent_env=agent)["uid"]


def session_token(user: BaseModel, name: str) -> str:
    """Return what changes when the sessions of a user end, as with a new password.

    :param name: stands for a session; of this user alone, as Odoo keeps the answer
    """
    return user._compute_session_token(name)


def login_domain(users: BaseModel, login: str) -> Any:
    """Return how Odoo finds the user of a login."""
    return users._get_login_domain(login)


def counted_log_in(users: BaseModel, login: str) -> AbstractContextManager[None]:
    """Count an ``AccessDenied`` within as a wrong password of this login.

    :raise AccessDenied: there were too many, on entering
    """
    return users._assert_can_auth(user=login)


def password_context(users: BaseModel) -> Any:
    """Return the context of passlib that passwords are hashed with."""
    return users._crypt_context()


def needs_api_key(user: BaseModel) -> bool:
    """Tell whether a user's password is not enough for a program (two factors)."""
    return user._rpc_api_keys_only()


def api_key_owner(env: Environment, scope: str, key: str) -> int | None:
    """Return the user whose API key of Odoo this is, by its slow hash."""
    return env["res.users.apikeys"]._check_credentials(scope=scope, key=key)


# -- reports, pages, scheduled actions


def report_pdf(report: BaseModel, name: str, ids: list[int]) -> bytes:
    """Render a report with wkhtmltopdf."""
    return report._render_qweb_pdf(name, ids)[0]


def report_html(report: BaseModel, name: str, ids: list[int]) -> bytes:
    """Render a report as a page."""
    return report._render_qweb_html(name, ids)[0]


def report_text(report: BaseModel, name: str, ids: list[int]) -> bytes:
    """Render a report as text, as for printers of labels."""
    return report._render_qweb_text(name, ids)[0]


def page(env: Environment, template: str, values: Mapping[str, Any]) -> str:
    """Render a template of QWeb."""
    return env["ir.qweb"]._render(template, dict(values))


def parameter(parameters: BaseModel, name: str) -> str | None:
    """Return a system parameter, without a check of access."""
    return parameters._get_param(name)


def trigger(cron: BaseModel, at: datetime | None = None) -> None:
    """Have a scheduled action run as soon as a worker is free, or from a time on."""
    cron._trigger(at)


def note_progress(env: Environment, done: int, remaining: int) -> None:
    """Commit what a scheduled action has done, which runs again for the rest."""
    env["ir.cron"]._commit_progress(done, remaining=remaining)


# -- requests, transactions, registries


def dispatch(registry: Registry, endpoint: Any) -> Any:
    """Call an endpoint with the parameters of the request, flushing what it wrote."""
    return registry["ir.http"]._dispatch(endpoint)


def session_of(request: Request) -> Session:
    """Return the session of the request's cookie, read again."""
    return request._get_session_and_dbname()[0]


def body_stream(http: HTTPRequest) -> IO[bytes]:
    """Return the body that is still to be read; Odoo's wrapper has whole ones only."""
    return http._HTTPRequest__wrapped.stream


def commit_each_statement(cr: Cursor) -> None:
    """Let every statement of a cursor that is new be a transaction of its own."""
    cr._cnx.autocommit = True


@contextmanager
def committing_each_statement(cr: Cursor) -> Iterator[None]:
    """Let statements between two transactions be transactions of their own."""
    cr._cnx.autocommit = True
    try:
        yield
    finally:
        cr._cnx.autocommit = False


def rest_replica(registry: Registry, seconds: float) -> None:
    """Have this process read on the primary for a while, as when a replica is away."""
    retried = time.monotonic() - REPLICA_RETRY_SECONDS
    registry._db_readonly_failed_time = retried + seconds


def copy_callbacks(source: Callbacks, target: Callbacks) -> None:
    """Add the functions that wait in one queue to another."""
    target._funcs.extend(source._funcs)


def set_up_models(registry: Registry, cr: Cursor) -> None:
    """Make the classes of all models anew from what the database says."""
    registry._setup_models__(cr)


# -- messages and mails


def write_down(records: BaseModel, text: str) -> None:
    """Note in the history of each record what was done, without telling anybody."""
    for record in records:
        record._message_log(body=text)


def tell_of_security(users: BaseModel, subject: str, text: str) -> None:
    """Mail users that something of theirs has changed, from where and by what."""
    users._notify_security_setting_update(
        subject, text, suggest_password_reset=False, suggest_2fa=False
    )
