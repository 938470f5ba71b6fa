"""Tickets: what a page has asked a user, until they answer.

The parameters stay on the server, in the user's web session; the form has only
the ticket. So an answer is for what was shown, by who it was shown to, once.
"""

import time
from collections.abc import Mapping
from typing import Any

from odoo.http import Session

from .tokens import token

SECONDS = 600
MAX_OPEN = 10
_KEY = "restapi_tickets"


def issue(session: Session, question: Mapping[str, Any]) -> str:
    """Keep what a user is asked; return the ticket.

    :param question: JSON values
    """
    now = time.time()
    tickets = {
        ticket: kept
        for ticket, kept in session.get(_KEY, {}).items()
        if kept["expires_at"] > now
    }
    ticket = token.new_text()
    kept = {
        "question": dict(question),
        "user_id": session.uid,
        "expires_at": now + SECONDS,
    }
    newest = list(tickets.items())[1 - MAX_OPEN :]
    session[_KEY] = {**dict(newest), ticket: kept}
    return ticket


def take(session: Session, ticket: str) -> dict[str, Any] | None:
    """Return what a user was asked, once; ``None`` for another user, or too late."""
    tickets = dict(session.get(_KEY, {}))
    kept = tickets.pop(ticket, None)
    session[_KEY] = tickets
    if not kept or kept["user_id"] != session.uid or kept["expires_at"] <= time.time():
        return None
    return kept["question"]
