"""A ticket of the consent page: what was shown is what is agreed to.

It is good in the web session and for the user that the page was made for, and
nothing that comes with it counts.
"""

import hmac

from odoo.http import STORED_SESSION_BYTES, Request

from . import token


def make_ticket(request: Request, subject: str) -> str:
    """Return the ticket of a page.

    :param subject: what it is about, without dots
    """
    return f"{subject}.{_digest(request, subject)}"


def read_ticket(request: Request, ticket: str) -> str | None:
    """Return what a ticket is about; ``None`` when it is not good here."""
    subject, _dot, digest = ticket.rpartition(".")
    is_good = hmac.compare_digest(digest.encode(), _digest(request, subject).encode())
    return subject if is_good else None


def _digest(request: Request, subject: str) -> str:
    session = request.session.sid[:STORED_SESSION_BYTES]
    return token.digest(
        request.env, f"consent\0{session}\0{request.env.uid}\0{subject}"
    )
