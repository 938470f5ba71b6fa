"""How long requests take: counts by duration, and percentiles of them in SQL."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from odoo.tools import SQL

# Milliseconds that a request of each bucket took at most; the last one has no bound.
BOUNDS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000)
BUCKETS = len(BOUNDS) + 1


def bucket(milliseconds: float) -> int:
    """Return which bucket a duration belongs to."""
    return bisect_left(BOUNDS, milliseconds)


def percentile(share: float, counts: Sequence[SQL]) -> SQL:
    """Return a percentile in milliseconds, interpolated in its bucket.

    :param share: above 0, at most 1
    :param counts: of each bucket
    """
    wanted = SQL("%s * (%s)", share, _sum(counts))
    cases = [
        SQL(
            "WHEN %(upto)s >= %(wanted)s THEN"
            " %(low)s + %(width)s * (%(wanted)s - (%(before)s)) / nullif(%(here)s, 0)",
            upto=_sum(counts[: place + 1]),
            wanted=wanted,
            low=low,
            width=high - low,
            before=_sum(counts[:place]),
            here=counts[place],
        )
        for place, (low, high) in enumerate(pairwise((0, *BOUNDS)))
    ]
    return SQL("CASE %s ELSE %s END", SQL(" ").join(cases), BOUNDS[-1])


def _sum(counts: Sequence[SQL]) -> SQL:
    return SQL(" + ").join(counts) if counts else SQL("0")
