"""The clock of the stage's servers, which can be stepped."""

from pathlib import Path

from dev.sandbox import faketime


class Clock:
    """What all servers take for the time: the machine's, and an offset in a file.

    Their monotonic clocks, which no step of a clock concerns, stay as they are.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.step(0)
        self.environment = {
            "LD_PRELOAD": str(faketime.obtain()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DISABLE_SHM": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def step(self, seconds: int) -> None:
        """Set all clocks to the machine's time and some seconds; a second later."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+}\n")
        new.replace(self._file)
