"""One client: a dialect, a credential, and what it has made."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .credentials import Credential
from .dialects import Dialect
from .ledger import Call, Effect, Made
from .sender import Request, Sender
from .stage import Stage

UNAUTHORIZED = 401
Performed = Callable[["Client", Call, Request], None]


def _plainly(client: "Client", call: Call, request: Request) -> None:
    client.sender.perform(call, request)


def _hastily(client: "Client", call: Call, request: Request) -> None:
    client.sender.perform(call, request, hastily=True)


def _with_a_key(perform: Performed) -> Performed:
    def with_a_key(client: "Client", call: Call, request: Request) -> None:
        call.key, call.repeats = call.mark, True
        perform(client, call, request)

    return with_a_key


def _again(client: "Client", call: Call, request: Request) -> None:
    client.sender.perform(call, request)
    if call.is_done:
        client.sender.repeat(call, request)


def _at_once(client: "Client", call: Call, request: Request) -> None:
    client.sender.perform_at_once(call, request)


# How a write is sent, and how often of a hundred times.
WAYS: dict[Performed, int] = {
    _plainly: 45,
    _hastily: 3,
    _with_a_key(_plainly): 20,
    _with_a_key(_hastily): 7,
    _with_a_key(_again): 15,
    _with_a_key(_at_once): 10,
}


class Client:
    """Sends reads and writes of its dialect.

    :ivar own: ids of what it has made and may delete, by model
    """

    def __init__(
        self,
        name: str,
        dialect: Dialect,
        credential: Credential,
        sender: Sender,
        stage: Stage,
        chance: random.Random,
    ) -> None:
        self.name = name
        self.dialect = dialect
        self.credential = credential
        self.sender = sender
        self.stage = stage
        self.chance = chance
        self.own: dict[str, list[int]] = {}
        self._count = 0

    def mark(self) -> str:
        """Return a text that nobody else has; it has no slash."""
        self._count += 1
        return f"{self.name}-{self._count}"

    def read(self, operation: str, request: Request, **options: Any) -> Call:
        """Read, until there is an answer."""
        options = {"repeats": True, **options}
        call = Call(self.mark(), self.dialect.name, operation, **options)
        self.sender.perform(call, self._signed(request))
        return self._seen(call)

    def write(
        self,
        operation: str,
        mark: str,
        effect: Effect | None,
        request: Request,
        **options: Any,
    ) -> Call:
        """Write in one of the :data:`WAYS`."""
        call = Call(mark, self.dialect.name, operation, effect, **options)
        (way,) = self.chance.choices(list(WAYS), list(WAYS.values()))
        way(self, call, self._signed(request))
        return self._seen(call)

    def make(
        self, operation: str, mark: str, effect: Effect, model: str, values: Any
    ) -> Call:
        """Create a record, and keep its id where it is to be deleted later."""
        request = self.dialect.create(model, values)
        call = self.write(operation, mark, effect, request)
        if call.is_done:
            call.record = self.dialect.id_of(call.value)
            if not (
                isinstance(effect, Made) and model == "res.partner" and effect.lines
            ):
                self.own.setdefault(model, []).append(call.record)
        return call

    def _signed(self, request: Request) -> Request:
        headers = {**self.credential.headers(), **request.headers}
        return replace(request, headers=headers)

    def _seen(self, call: Call) -> Call:
        """Log in again where the token is none any more."""
        if call.status == UNAUTHORIZED:
            self.credential.log_in()
        return call
