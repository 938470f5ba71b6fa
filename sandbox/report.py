"""What Odoo's log says about a test run."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from .console import say

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<message>.*)",
    re.S,
)
STARTING = re.compile(r"Starting (?P<test>\S+) \.\.\.\s*$")
SKIPPED = re.compile(r"skipped (?P<test>.+?) : ")
FAILED = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(?P<test>\w+Class \(\S+\)|\S+)")
SUMMARY = re.compile(r"\d+ failed, \d+ error\(s\) of \d+ tests when loading database")
ECHO = re.compile(r"Module \S+: \d+ failures|At least one test failed when loading")
TROUBLE = ("WARNING", "ERROR", "CRITICAL")


@dataclass
class Report:
    """Counts tests and collects what the addon must not log."""

    own: tuple[str, ...]
    started: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    _summary: str = ""
    _record: str = ""
    _dots: int = 0

    def read(self, line: str) -> None:
        """Take the next line of the log; a record may have several."""
        if RECORD.match(line):
            self._judge(self._record)
            self._record = line
        else:
            self._record += line

    def finish(self, code: int) -> None:
        """Take the exit code of Odoo, after the last line; another may follow."""
        self._judge(self._record)
        if not self._summary:
            self.sentences.append(
                f"Odoo ended before the tests did (exit code {code})."
            )
        elif code and not (self.failed or self.troubles):
            self.sentences.append(f"Odoo ended with exit code {code}.")
        self._record = self._summary = ""
        if self._dots:
            say()
        self._dots = 0

    def conclude(self) -> int:
        """Print what failed and the counts; return the exit code."""
        for record in (*self.failed.values(), *self.troubles):
            say(record.rstrip() + "\n")
        sentences = list(self._sentences())
        for sentence in sentences:
            say(sentence)
        failed = len(self.failed)
        passed = len(self.started - self.skipped - self.failed.keys())
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        say(f"{passed} passed, {failed} failed{skipped}")
        return 1 if sentences or failed or not passed else 0

    def _sentences(self) -> Iterator[str]:
        yield from self.sentences
        if self.troubles:
            yield f"Odoo logged {len(self.troubles)} warnings or errors, above."
        if not self.started:
            yield "No test ran."

    def _judge(self, record: str) -> None:
        found = RECORD.match(record)
        if not found:
            return
        level, logger, message = found["level"], found["logger"], found["message"]
        if SUMMARY.search(message):
            self._summary = message.strip()
        elif test := STARTING.match(message):
            self.started.add(f"{logger}.{test['test']}")
            self._dot(".")
        elif test := SKIPPED.match(message):
            self.skipped.add(f"{logger}.{test['test']}")
            self._dot("s")
        elif level == "ERROR" and (test := FAILED.match(message)):
            name = f"{logger}.{test['test']}"
            self.failed[name] = self.failed.get(name, "") + record
            self._dot("F")
        elif ECHO.match(message):
            return
        elif level in TROUBLE and self._is_ours(level, logger, message):
            self.troubles.append(record)
            self._dot("!")

    def _is_ours(self, level: str, logger: str, message: str) -> bool:
        mentioned = any(name in message or name in logger for name in self.own)
        return mentioned or level != "WARNING"

    def _dot(self, sign: str) -> None:
        self._dots += 1
        print(sign, end="" if self._dots % 80 else "\n", flush=True, file=sys.stdout)
