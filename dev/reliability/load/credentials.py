"""Keys and tokens of one client; tokens are got and renewed as its dialect has it."""

import itertools
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from .ledger import Call
from .sender import Request, Sender
from .stage import Stage

OAUTH2 = "/restapi/1.0/common/oauth2/token"
PROBE = "/api/res.partner"
REFUSED = frozenset((401,))
_numbers = itertools.count()


class Credential:
    """A key, which is good for ever."""

    dialect = "native"

    def __init__(self, stage: Stage, sender: Sender) -> None:
        self.stage = stage
        self.sender = sender

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.stage.key}"}

    def log_in(self) -> None:
        """Get tokens, as at the first time."""

    def renew(self) -> None:
        """Exchange the tokens for others."""
        self.log_in()

    def _ask(self, operation: str, request: Request, **options: Any) -> Call:
        call = Call(f"token {next(_numbers)}", self.dialect, operation, **options)
        return self.sender.perform(call, request)


class OAuth2(Credential):
    """Tokens of an application; its refresh token is another one each time."""

    def __init__(self, stage: Stage, sender: Sender, texts: list[str]) -> None:
        super().__init__(stage, sender)
        self._texts = texts
        self._refresh = texts.pop() if texts else None
        self._access = ""

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._access}"}

    def log_in(self) -> None:
        """Take a consent's refresh token, else the application's own rights."""
        self.renew()
        if self._refresh is None:
            form = {"grant_type": "client_credentials"}
            self._take(self._ask("log in", self._request(form), repeats=True))

    def renew(self) -> None:
        """Refresh; where the answer is lost the token is used up, so take another."""
        if self._refresh is None:
            return
        form = {"grant_type": "refresh_token", "refresh_token": self._refresh}
        call = self._ask("refresh", self._request(form))
        self._take(call)
        if not call.is_done:
            self._refresh = self._texts.pop() if self._texts else None

    def _request(self, form: Mapping[str, str]) -> Request:
        pair = f"{self.stage.client_id}:{self.stage.client_secret}"
        basic = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        return Request("POST", OAUTH2, basic, form=form)

    def _take(self, call: Call) -> None:
        if call.is_done:
            self._access = call.value["access_token"]
            self._refresh = call.value.get("refresh_token")


class RestApi(Credential):
    """A pair of tokens, of which the refresh token stays."""

    dialect = "rest_api"

    def __init__(self, stage: Stage, sender: Sender) -> None:
        super().__init__(stage, sender)
        self._access = self._refresh = ""

    def headers(self) -> Mapping[str, str]:
        return {"Access-Token": self._access}

    def log_in(self) -> None:
        sent = {"username": self.stage.login, "password": self.stage.password}
        request = Request("POST", "/api/auth/get_tokens", json=sent)
        call = self._ask("log in", request, repeats=True)
        if call.is_done:
            self._access = call.value["access_token"]
            self._refresh = call.value["refresh_token"]

    def renew(self) -> None:
        """Refresh; the access token before is none any more, on any server."""
        before = self._access
        sent = {"refresh_token": self._refresh}
        request = Request("POST", "/api/auth/refresh_token", json=sent)
        call = self._ask("refresh", request, repeats=True)
        if not call.is_done:
            self.log_in()
            return
        self._access = call.value["access_token"]
        probe = Request("GET", PROBE, {"Access-Token": before}, {"limit": 1})
        old = self._ask("old token", probe, repeats=True, expected=REFUSED)
        if old.is_done:
            self.sender.ledger.complain(
                f"An access token of rest_api that was renewed still opens {PROBE}."
            )


class Restful(Credential):
    """A token, the same one for all clients of the user."""

    dialect = "restful"

    def __init__(self, stage: Stage, sender: Sender) -> None:
        super().__init__(stage, sender)
        self._access = ""

    def headers(self) -> Mapping[str, str]:
        return {"Access-Token": self._access}

    def log_in(self) -> None:
        form = {"login": self.stage.login, "password": self.stage.password}
        request = Request("POST", "/api/auth/token", form=form)
        call = self._ask("log in", request, repeats=True)
        if call.is_done:
            self._access = call.value["access_token"]


class Account(Credential):
    """The key of an account, and login tokens that it makes."""

    dialect = "candidroot"

    def __init__(self, stage: Stage, sender: Sender) -> None:
        super().__init__(stage, sender)
        self._token = stage.login_token

    def headers(self) -> Mapping[str, str]:
        return {"api-key": self.stage.api_key, "Login-Token": self._token}

    def renew(self) -> None:
        request = Request(
            "POST",
            "/api/generate_token",
            {"api-key": self.stage.api_key},
            json={"expiration_days": 1},
        )
        call = self._ask("log in", request, repeats=True)
        if call.is_done:
            self._token = call.value["login_token"]
