"""Operations of clients that have no credential yet, or give one back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from .operation import Operation


@dataclass(frozen=True, slots=True)
class LogIn(Operation):
    """Exchange a password, or an Odoo API key, for tokens.

    :param database: the one the client means, ``None`` for the one that serves
    """

    login: str
    password: str
    database: str | None


@dataclass(frozen=True, slots=True)
class LogInForPair(LogIn):
    """Get a new access token, and a refresh token to renew it with.

    :param access_seconds: life of the access token, ``None`` for the parameter
    :param refresh_seconds: life of the refresh token
    """

    verb: ClassVar[str] = "log_in_for_pair"

    access_seconds: int | None = None
    refresh_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class LogInForOne(LogIn):
    """Get the user's live access token, or a new one."""

    verb: ClassVar[str] = "log_in_for_one"


@dataclass(frozen=True, slots=True)
class Refresh(Operation):
    """Replace the access token that was issued with a refresh token."""

    verb: ClassVar[str] = "refresh"

    refresh_token: str
    access_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class LogOut(Operation):
    """Make an access token and all of its family useless.

    :param kind: of the token
    """

    verb: ClassVar[str] = "log_out"

    token: str
    kind: str


@dataclass(frozen=True, slots=True)
class IssueLoginToken(Operation):
    """Get a login token of a user, for an account.

    :param api_key: the account's
    :param user_id: ``None`` for the account's own user
    """

    verb: ClassVar[str] = "issue_login_token"

    api_key: str
    user_id: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class LoginToken:
    """What :class:`IssueLoginToken` gives.

    :param expires_at: naive UTC
    """

    text: str
    days: int
    expires_at: datetime
    user_id: int
    user_name: str
    user_login: str


@dataclass(frozen=True, slots=True)
class Issued:
    """What :class:`LogIn` and :class:`Refresh` give; lives in seconds.

    :param user: what a client may want to know of its user
    """

    access_token: str
    expires_in: int
    refresh_token: str = ""
    refresh_expires_in: int = 0
    user: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class IssueOauth1Temporary(Operation):
    """Get a temporary credential (RFC 5849, 2.1).

    :param signed: a :class:`~..auth.oauth1_request.SignedRequest`
    """

    verb: ClassVar[str] = "issue_oauth1_temporary"

    signed: Any


@dataclass(frozen=True, slots=True)
class IssueOauth1Token(IssueOauth1Temporary):
    """Exchange a temporary credential for a token (RFC 5849, 2.3)."""

    verb: ClassVar[str] = "issue_oauth1_token"
