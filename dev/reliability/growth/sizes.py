"""How many rows there are of everything."""

from dataclasses import dataclass

# Ids of what is filled in begin above all others.
BASE = 10_000_000
LINES = 5  # of an order
CONTACTS = 100  # of a company, with itself


@dataclass(frozen=True)
class Sizes:
    """Numbers of rows.

    :param orders: each with as many lines as :data:`LINES`
    :param keys: of Odoo's API keys, personal keys, accounts, applications, users
    :param requests: in the log
    :param hours: sums of calls that are alike in an hour
    :param changes: that were recorded
    :param answers: that are kept for ``Idempotency-Key``
    """

    partners: int
    orders: int
    keys: int
    tokens: int
    requests: int
    hours: int
    changes: int
    answers: int


NONE = Sizes(0, 0, 0, 0, 0, 0, 0, 0)
SMALL = Sizes(
    partners=1_000,
    orders=200,
    keys=100,
    tokens=1_000,
    requests=50_000,
    hours=5_000,
    changes=2_000,
    answers=1_000,
)
LARGE = Sizes(
    partners=1_000_000,
    orders=200_000,
    keys=10_000,
    tokens=1_000_000,
    requests=10_000_000,
    hours=1_000_000,
    changes=2_000_000,
    answers=200_000,
)
