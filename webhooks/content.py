"""What a message says: what the user of its webhook may read when it is sent."""

from typing import Any

from odoo.exceptions import AccessError
from odoo.models import BaseModel

from ..changes.change import DELETE, UPDATE
from ..core import json, schema
from ..core.errors import Forbidden
from ..core.formats import NATIVE
from ..core.grant import FULL, READ
from ..core.operation import Find
from ..records import confidential, odoo19
from ..records.access import Access
from ..records.read import domain as domains
from ..records.read.plan import Plan
from .message import EVENTS, TEST, TEST_TYPE, Message


class Skipped(Exception):
    """A message is not sent; the sentence says why."""


def data(webhook: BaseModel, subscription: BaseModel, message: Message) -> bytes:
    """Return the body of a message, JSON.

    :param webhook: with the rights to read all of it
    :raise Skipped: its record does not concern the receiver, or not its user
    :raise ApiError: it cannot be read
    """
    told: dict[str, Any] = {
        "model": message.model,
        "id": message.record_id,
        "operation": message.operation,
        "fields": [],
    }
    kind = TEST_TYPE
    if message.operation != TEST:
        kind = f"{message.model}.{EVENTS[message.operation]}"
        told |= _told(reader(webhook), subscription, message)
    moment = f"{message.date.isoformat(timespec='microseconds')}Z"
    return json.dumps({"type": kind, "timestamp": moment, "data": told})


def reader(webhook: BaseModel) -> BaseModel:
    """Return the service of the API as the user of a webhook has it.

    :raise Skipped: the user is archived
    """
    user = webhook.user_id
    if not user.active:
        raise Skipped(f"The user {user.login} is archived.")
    env = webhook.env(user=user.id, su=False, context={})
    env = env(context=dict(env["res.users"].context_get()))
    return env["restapi.service"]


def _told(
    service: BaseModel, subscription: BaseModel, message: Message
) -> dict[str, Any]:
    """Return the rest of what is told of a record."""
    if not subscription:
        raise Skipped("The webhook is not told of such changes any more.")
    access = Access(service.env, FULL)
    try:
        access.check(message.model, READ)
        model = service.env[message.model]
        model.check_access("read")
        if message.operation == DELETE:
            return {}
        named = {"fields": _fields(model, access, message)}
        row = record(service, subscription, message.record_id)
    except (AccessError, Forbidden) as exc:
        raise Skipped(str(exc)) from exc
    if row is None:
        raise Skipped("The record does not match, or may not be read.")
    return {**named, "record": row} if subscription.field_tree else named


def record(
    service: BaseModel, subscription: BaseModel, id_: int | None
) -> dict[str, Any] | None:
    """Return a record as a subscription gives it; ``None`` where there is none.

    :param id_: ``None`` for the last one
    """
    domain = list(subscription._restapi_domain())
    if id_ is not None:
        domain.insert(0, ("id", "=", id_))
    operation = Find(
        subscription.model,
        domain,
        schema.parse(subscription.field_tree or "id"),
        NATIVE,
        limit=1,
        order="id desc",
        context={"active_test": False},
    )
    rows = service.execute(operation, FULL).rows
    return rows[0] if rows else None


def check(service: BaseModel, subscription: BaseModel) -> None:
    """Check filter and tree of a subscription before anything is read.

    :raise ApiError: they name what is not there, or not for the user
    """
    model, access = service.env[subscription.model], Access(service.env, FULL)
    with confidential.guarded(access.allows_code):
        domains.parse_domain(model, subscription._restapi_domain(), access)
        if subscription.field_tree:
            node = schema.parse(subscription.field_tree)
            _check_plan(service._plan(model, node), model, access)


def _check_plan(plan: Plan, model: BaseModel, access: Access) -> None:
    for column in plan.columns:
        access.readable_field(model, column.name, "fields")
        if column.child:
            _check_plan(column.child, model.env[column.child.model], access)


def _fields(model: BaseModel, access: Access, message: Message) -> list[str]:
    """Return the names of changed fields that the user may read.

    :raise Skipped: there were others alone
    """
    if message.operation != UPDATE:
        return []
    with confidential.guarded(access.allows_code):
        found = [
            name
            for name in message.fields
            if name in model._fields
            and odoo19.has_field_access(model, model._fields[name], "read")
        ]
    if message.fields and not found:
        raise Skipped("No field was changed that may be read.")
    return found
