"""When a message is sent again, and when a receiver is given up."""

import random

SECONDS = 1
MINUTES = 60 * SECONDS
HOURS = 60 * MINUTES
DELAYS = (
    5 * SECONDS,
    5 * MINUTES,
    30 * MINUTES,
    2 * HOURS,
    5 * HOURS,
    10 * HOURS,
    14 * HOURS,
    20 * HOURS,
    24 * HOURS,
)
# Of each delay, so that what failed together does not come back together.
JITTER = 0.1
# A receiver that does not answer at all has its other messages wait as well, so long
# at most: it takes a thread for as long as it is waited for.
MAX_PAUSE = 5 * MINUTES
FAILING_DAYS = 5


def delay(attempts: int) -> float | None:
    """Return how many seconds after a failed attempt the next one is.

    :param attempts: how many there were
    :return: ``None`` where there is none
    """
    if attempts > len(DELAYS):
        return None
    # No secret.
    spread = random.uniform(1, 1 + JITTER)  # noqa: S311  # nosec B311
    return DELAYS[attempts - 1] * spread


def pauses() -> list[float]:
    """Return for how many seconds a receiver gets nothing that did not answer.

    After one failure, after two, and so on; the last one goes for all that follow.
    """
    return [float(min(each, MAX_PAUSE)) for each in DELAYS]
