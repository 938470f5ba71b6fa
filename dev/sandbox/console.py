"""What the user sees: steps with progress, and errors of one sentence."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HEARTBEAT_SECONDS = 10
REFRESH_SECONDS = 0.5
WIDTH = 76


class SandboxError(Exception):
    """Something the user can do something about; the message is a sentence."""


def say(message: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(message, flush=True)


@contextmanager
def step(title: str, progress: Callable[[], str] = str) -> Iterator[None]:
    """Show that `title` goes on, with what `progress` returns, and how long it took."""
    started = time.monotonic()
    done = threading.Event()
    ticker = threading.Thread(
        target=_tick, args=(title, progress, started, done), daemon=True
    )
    if not sys.stdout.isatty():
        say(f"· {title}")
    ticker.start()
    try:
        yield
    finally:
        done.set()
        ticker.join()
    seconds = time.monotonic() - started
    if sys.stdout.isatty():
        say(f"\r\033[K✓ {title} ({seconds:.0f} s)")
    elif seconds >= HEARTBEAT_SECONDS:
        say(f"✓ {title} ({seconds:.0f} s)")


def _tick(
    title: str, progress: Callable[[], str], started: float, done: threading.Event
) -> None:
    terminal = sys.stdout.isatty()
    while not done.wait(REFRESH_SECONDS if terminal else HEARTBEAT_SECONDS):
        seconds = time.monotonic() - started
        detail = f"{title} … {seconds:.0f} s  {progress()}".rstrip()
        if terminal:
            print(f"\r\033[K· {detail[:WIDTH]}", end="", flush=True)
        else:
            say(f"  {detail[:WIDTH]}")


def last_lines(text: str, count: int = 15) -> str:
    """Return the end of a long output, indented below the sentence it explains."""
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(f"    {line}" for line in lines[-count:])
