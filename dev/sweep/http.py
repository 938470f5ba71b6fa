"""Requests, and what becomes of them."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

SECONDS = 120
_local = threading.local()


@dataclass(frozen=True)
class Request:
    """A request below the server's address, without its credential."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.params.items())
        body = "" if self.body is None else f" {json.dumps(self.body)}"
        text = f"{self.method} {self.path}{'?' if query else ''}{query}{body}"
        return text if len(text) <= 200 else f"{text[:199]}…"


@dataclass(frozen=True)
class Answer:
    """Status and body; the body is ``None`` where it is no JSON."""

    status: int
    body: Any
    text: str

    @property
    def is_success(self) -> bool:
        return self.status < 400

    @property
    def sentence(self) -> str:
        """Return the beginning of an error, for the table."""
        return " ".join(self.text.split())[:120]


def send(url: str, request: Request, headers: Mapping[str, str]) -> Answer:
    """Send a request on the connection of this thread."""
    if not hasattr(_local, "session"):
        _local.session = requests.Session()
    response = _local.session.request(
        request.method,
        url + request.path,
        params=request.params,
        data=None if request.body is None else json.dumps(request.body),
        headers={**headers, "Content-Type": "application/json"},
        timeout=SECONDS,
        allow_redirects=False,
    )
    try:
        body = response.json()
    except ValueError:
        body = None
    return Answer(response.status_code, body, response.text)
