"""A message to a receiver, and what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from ..changes.change import CREATE, DELETE, UPDATE
from . import signature

TEST = "test"
EVENTS = {CREATE: "created", UPDATE: "updated", DELETE: "deleted"}
TEST_TYPE = "webhook.test"

USER_AGENT = "restapi-webhooks"
# What every message has, and no administrator sets.
RESERVED = (*signature.NAMES, "user-agent")

WAITING, DELIVERED, FAILED, SKIPPED = "waiting", "delivered", "failed", "skipped"


class Message(NamedTuple):
    """A message as it is kept: what it says of its record is read when it is sent.

    :param name: ``webhook-id``
    :param fields: that were written, of an update
    :param date: of the transaction that has changed the record, UTC
    :param attempts: how many there were
    """

    id: int
    webhook_id: int
    subscription_id: int | None
    name: str
    model: str
    record_id: int
    operation: str
    fields: tuple[str, ...]
    date: datetime
    attempts: int


class Outgoing(NamedTuple):
    """What is sent of a message.

    :param added: headers that an administrator has added, which may be secret
    """

    url: str
    headers: Mapping[str, str]
    added: Mapping[str, str]
    content: bytes


class Outcome(NamedTuple):
    """What became of an attempt.

    :param status: of HTTP; ``None`` where there was no answer
    :param content: the first bytes of it
    :param error: why there was none
    """

    seconds: float
    status: int | None = None
    headers: Mapping[str, str] = {}
    content: bytes = b""
    error: str | None = None

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Tell whether the receiver wants no more (410)."""
        return self.status == 410
