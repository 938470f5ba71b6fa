"""Where tokens are kept; every request asks, so nothing is remembered here."""

from abc import ABC, abstractmethod

from odoo.api import Environment

from ..credentials import Identity
from .token import Token


class TokenStore(ABC):
    """Keeps tokens, and finds those that are live.

    Live is what has not expired, has not been removed and belongs to an active
    user whose credentials have not changed since.
    """

    def __init__(self, env: Environment) -> None:
        self.env = env

    @abstractmethod
    def add(self, token: Token) -> None:
        """Keep a token until it expires."""

    @abstractmethod
    def find(self, kind: str, text: str) -> Token | None:
        """Return the live token with this text."""

    @abstractmethod
    def latest(self, kind: str, user_id: int) -> Token | None:
        """Return the live token of a user that was added last."""

    @abstractmethod
    def remove(self, family: str, kind: str | None = None) -> None:
        """Forget the tokens of a family, or those of one kind of it."""

    @abstractmethod
    def family(self, family: str) -> Identity | None:
        """Return whom a family of tokens stands for, while one of it is live."""

    @abstractmethod
    def identity(self, kind: str, text: str) -> Identity | None:
        """Return whom a live token stands for."""
