"""One call, sent as a good client does: until there is an answer, with patience."""

import hashlib
import json
import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import urllib3

from .ledger import Attempt, Call, Ledger

KEY = "Idempotency-Key"
FORM = "application/x-www-form-urlencoded"
# What a client sends again when it is told when.
RETRIED = frozenset((409, 429, 503))
CONNECT_SECONDS = 10
ANSWER_SECONDS = 120
# Before what was not answered is sent again.
PAUSE_SECONDS = 0.5
# In which a server begins with a request, and does not end with it.
HASTE_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Request:
    """A request to any server.

    :ivar form: fields of a form, which is the body
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    data: bytes = b""

    @property
    def target(self) -> str:
        query = urlencode(self.params)
        return f"{self.path}?{query}" if query else self.path

    @property
    def body(self) -> tuple[bytes, Mapping[str, str]]:
        """The bytes of the body, and all headers."""
        if self.json is not None:
            body, kind = json.dumps(self.json).encode(), "application/json"
        elif self.form is not None:
            body, kind = urlencode(self.form).encode(), FORM
        else:
            return self.data, self.headers
        return body, {"Content-Type": kind, **self.headers}


class Patience:
    """How long all clients go on: for ever, until they are told to end."""

    def __init__(self) -> None:
        self._ends = threading.Event()
        self._deadline = float("inf")

    @property
    def is_over(self) -> bool:
        """Whether nothing new is to be begun."""
        return self._ends.is_set()

    def end(self, seconds: float) -> None:
        """Begin nothing new, and finish what was begun within some seconds."""
        self._deadline = time.monotonic() + seconds
        self._ends.set()

    def wait(self, seconds: float) -> bool:
        """Wait; tell whether there is time for another attempt."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            if end > self._deadline:
                return False
            time.sleep(min(0.2, end - now))
        return True


class Sender:
    """Sends calls of one client to any of several servers."""

    def __init__(
        self,
        urls: Sequence[str],
        ledger: Ledger,
        patience: Patience,
        chance: random.Random,
    ) -> None:
        self.urls = urls
        self.ledger = ledger
        self.patience = patience
        self.chance = chance
        # a client and its repeats at the same time
        self._connections = urllib3.PoolManager(maxsize=2, retries=False)

    def perform(self, call: Call, request: Request, *, hastily: bool = False) -> Call:
        """Send a call until its answer is final, or patience is over.

        :param hastily: not to wait for the first answer
        """
        self.ledger.add(call)
        self._go_on(call, _named(call, request), hastily)
        return call

    def perform_at_once(self, call: Call, request: Request) -> Call:
        """Send a call with a key twice at the same time."""
        self.ledger.add(call)
        sent = _named(call, request)
        other = threading.Thread(target=self._go_on, args=(call, sent, False))
        other.start()
        self._go_on(call, sent, False)
        other.join()
        return call

    def repeat(self, call: Call, request: Request) -> None:
        """Send a call again that was answered."""
        self._go_on(call, _named(call, request), False)

    def _go_on(self, call: Call, request: Request, hastily: bool) -> None:
        while True:
            attempt = self._attempt(call, request, hastily)
            hastily = False
            call.attempts.append(attempt)
            seconds = _pause(call, attempt)
            if seconds is None or not self.patience.wait(seconds):
                return

    def _attempt(self, call: Call, request: Request, hastily: bool) -> Attempt:
        url = self.chance.choice(self.urls)
        body, headers = request.body
        read = HASTE_SECONDS if hastily else ANSWER_SECONDS
        began = time.monotonic()
        try:
            answer = self._connections.request(
                request.method,
                url + request.target,
                body=body,
                headers=headers,
                redirect=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=read),
            )
        except urllib3.exceptions.HTTPError as exc:
            ended = time.monotonic()
            name = type(exc).__name__
            is_left = hastily and isinstance(exc, urllib3.exceptions.ReadTimeoutError)
            return Attempt(began, ended, None, name, abandoned=is_left, url=url)
        ended = time.monotonic()
        return _read(call, answer, Attempt(began, ended, answer.status, url=url))


def _named(call: Call, request: Request) -> Request:
    if call.key is None:
        return request
    return replace(request, headers={**request.headers, KEY: call.key})


def _pause(call: Call, attempt: Attempt) -> float | None:
    """Return the seconds until a call is sent again, ``None`` where it is not."""
    if attempt.is_lost:
        return PAUSE_SECONDS if call.repeats else None
    is_told = attempt.status in RETRIED and attempt.retry_after is not None
    return float(attempt.retry_after) if is_told and call.patient else None


def _read(call: Call, answer: urllib3.BaseHTTPResponse, attempt: Attempt) -> Attempt:
    """Take from an answer what the call and its attempt keep of it."""
    try:
        value = answer.json()
    except ValueError:
        value = None
    if attempt.is_good:
        call.value, call.etag = value, answer.headers.get("ETag", "")
    return replace(
        attempt,
        code="" if attempt.is_good else _code(value),
        retry_after=answer.headers.get("Retry-After"),
        replayed="Idempotency-Replayed" in answer.headers,
        digest=hashlib.sha256(answer.data).hexdigest() if call.key else "",
    )


def _code(value: Any) -> str:
    """Return the code of an error, in the shape of any dialect."""
    if not isinstance(value, dict):
        return "no JSON"
    error = value.get("code") or value.get("type") or value.get("error")
    return str(error.get("message") if isinstance(error, dict) else error)
