"""What Odoo's log says about a test run."""

import itertools
import re
from collections.abc import Iterable
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
_dots = itertools.count(1)


@dataclass
class Report:
    """Counts tests and collects what the addon must not log.

    :param own: names of what is ours in the log
    :param is_tested: whether there are tests to come to the end of
    """

    own: tuple[str, ...] = ()
    is_tested: bool = False
    started: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    summary: str = ""
    code: int = 0
    _record: str = ""

    def read(self, line: str) -> None:
        """Take the next line of the log; a record may have several."""
        if RECORD.match(line):
            self._judge(self._record)
            self._record = line
        else:
            self._record += line

    def finish(self, code: int) -> None:
        """Take the exit code of Odoo, after the last line."""
        self._judge(self._record)
        if self.is_tested and not self.summary:
            sentence = f"Odoo ended before its tests did (exit code {code})."
            self.troubles.append(f"{sentence}\n{self._record}")
        self.code = code

    def add(self, other: "Report") -> None:
        """Join what another process logged."""
        self.started |= other.started
        self.skipped |= other.skipped
        self.failed |= other.failed
        self.troubles += other.troubles
        self.code = self.code or other.code

    def sentence(self) -> str:
        """Return what is wrong beside the tests that failed."""
        if self.troubles:
            return f"There were {len(self.troubles)} warnings or errors, above."
        if self.code and not self.failed:
            return f"Odoo ended with exit code {self.code}."
        return "" if self.started else "No test ran."

    def _judge(self, record: str) -> None:
        found = RECORD.match(record)
        if not found:
            return
        level, logger, message = found["level"], found["logger"], found["message"]
        if SUMMARY.search(message):
            self.summary = message.strip()
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
        print(sign, end="" if next(_dots) % 80 else "\n", flush=True)


def conclude(reports: Iterable[Report]) -> int:
    """Print what failed and the counts; return the exit code."""
    say()
    whole = Report()
    for report in reports:
        whole.add(report)
    for record in (*whole.failed.values(), *whole.troubles):
        say(record.rstrip() + "\n")
    sentence = whole.sentence()
    if sentence:
        say(sentence)
    failed = len(whole.failed)
    passed = len(whole.started - whole.skipped - whole.failed.keys())
    skipped = f", {len(whole.skipped)} skipped" if whole.skipped else ""
    say(f"{passed} passed, {failed} failed{skipped}")
    return 1 if sentence or failed or not passed else 0
