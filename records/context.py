"""The context of a client: a short list of keys, each with its type.

Core looks at hundreds of keys, and some of them switch checks off. ``default_…`` are
values of new records by another way, so they are read as such, and a credential with
limits may not send any.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytz

from odoo.api import Environment
from odoo.fields import Domain
from odoo.models import BaseModel

from ..core import codes
from ..core.errors import BadRequest, Forbidden
from ..core.grant import CREATE, READ
from ..core.integers import MAX_INT4
from ..core.refusal import SCOPE, Refusal
from . import odoo19
from .access import Access
from .write import scalars

DEFAULT = "default_"
MAX_KEYS = 100
MAX_IDS = 10_000


def parse_context(
    model: BaseModel, context: Mapping[str, Any], access: Access
) -> dict[str, Any]:
    """Return the keys of a client's context that are known.

    :raise BadRequest: one has a value of the wrong type
    :raise Forbidden: a company that is not the user's, or a default value of a
        credential with limits
    """
    if len(context) > MAX_KEYS:
        raise BadRequest(f"context: more than {MAX_KEYS} keys.", codes.INVALID_CONTEXT)
    known = {}
    for key, value in context.items():
        if not isinstance(key, str):
            continue
        if key.startswith(DEFAULT):
            name = key.removeprefix(DEFAULT)
            if _is_default(model, name, access):
                known[key] = _default(model, name, value)
        elif read := _READERS.get(key):
            known[key] = read(model.env, key, value)
    if access.is_limited:
        _check_active(model, known, access)
    return known


def _check_active(model: BaseModel, context: Mapping[str, Any], access: Access) -> None:
    """Refuse records that wizards would read, and the credential may not.

    :raise Forbidden: the message names the model
    """
    ids = {context.get("active_id"), *(context.get("active_ids") or ())} - {None, False}
    name = context.get("active_model")
    if not name and ids:
        raise Forbidden(
            "context: a credential with limits sends active_model with active_id and "
            "active_ids.",
            codes.INSUFFICIENT_SCOPE,
            refusal=Refusal(SCOPE, model._name, READ),
        )
    if not name:
        return
    access.check(name, READ)
    restriction = access.domain(name, READ)
    if restriction.is_true():
        return
    # sudo: which records are the credential's, whoever sees them.
    everybody = model.env[name].sudo().with_context(active_test=False)
    if everybody.search_count(Domain("id", "in", ids) & restriction) < len(ids):
        raise Forbidden(
            f"context: the credential does not allow to read these {name}.",
            codes.INSUFFICIENT_SCOPE,
            refusal=Refusal(SCOPE, name, READ),
        )


def _is_default(model: BaseModel, name: str, access: Access) -> bool:
    """Tell whether there is such a field; others are left out, as Odoo does."""
    if access.is_limited:
        raise Forbidden(
            f"context: {DEFAULT}{name}: a credential with limits may not send default "
            "values; send them as values.",
            codes.INSUFFICIENT_SCOPE,
            refusal=Refusal(SCOPE, model._name, CREATE, name),
        )
    return name in model._fields and access.allows_field(model, name, CREATE)


def _default(model: BaseModel, name: str, value: Any) -> Any:
    field = model._fields[name]
    try:
        if field.type == "many2one":
            return value and scalars.record_id(value)
        if field.relational or not scalars.is_scalar(field):
            raise ValueError("takes no list; send it as a value.")
        return scalars.convert(model.env, field, value)
    except ValueError as exc:
        raise BadRequest(
            f"context: {DEFAULT}{name} {exc}", codes.INVALID_CONTEXT
        ) from exc


def _lang(env: Environment, key: str, value: Any) -> Any:
    if not value:
        return value if value in (None, False) else False
    if not (isinstance(value, str) and odoo19.language(env, value)):
        raise BadRequest(
            "context: the language is not installed.", codes.INVALID_CONTEXT
        )
    return value


def _time_zone(env: Environment, key: str, value: Any) -> Any:
    if value in (None, False, ""):
        return False
    if not (isinstance(value, str) and value in pytz.all_timezones_set):
        raise _wrong(key, "the name of a time zone, like Europe/Brussels")
    return value


def _flag(env: Environment, key: str, value: Any) -> bool:
    if not isinstance(value, (bool, int)):
        raise _wrong(key, "true or false")
    return bool(value)


def _id(env: Environment, key: str, value: Any) -> Any:
    if value in (None, False):
        return False
    # Rows of SQL views may have negative ones.
    if type(value) is not int or abs(value) > MAX_INT4:
        raise _wrong(key, "an id")
    return value


def _ids(env: Environment, key: str, value: Any) -> list[int]:
    if not isinstance(value, (list, tuple)) or len(value) > MAX_IDS:
        raise _wrong(key, f"a list of at most {MAX_IDS} ids")
    return [_id(env, key, each) for each in value]


def _companies(env: Environment, key: str, value: Any) -> list[int]:
    ids = _ids(env, key, value)
    if not set(ids) <= set(odoo19.company_ids(env.user)):
        raise Forbidden("context: a company that is not yours.", codes.COMPANY_ACCESS)
    return ids


def _model_name(env: Environment, key: str, value: Any) -> Any:
    if value in (None, False):
        return False
    if not isinstance(value, str) or value not in env:
        raise _wrong(key, "the name of a model")
    return value


def _wrong(key: str, expected: str) -> BadRequest:
    return BadRequest(f"context: {key} needs {expected}.", codes.INVALID_CONTEXT)


_READERS: dict[str, Callable[[Environment, str, Any], Any]] = {
    "lang": _lang,
    "tz": _time_zone,
    "active_test": _flag,
    "allowed_company_ids": _companies,
    "active_id": _id,
    "active_ids": _ids,
    "active_model": _model_name,
}
