"""What was found, as a table and as a file."""

import json
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ...sandbox.console import say

Facts = dict[str, Any]


@dataclass
class Finding:
    """What a check has found.

    :param facts: what it counted or measured
    :param error: why it does not hold; empty where it does
    """

    name: str
    claim: str
    facts: Facts = field(default_factory=dict)
    error: str = ""


@dataclass
class Verdict:
    """All findings, told as they come."""

    file: Path
    findings: list[Finding] = field(default_factory=list)

    def hear(self, name: str, claim: str, check: Callable[[], Facts]) -> None:
        """Make a check, and keep what came of it."""
        finding = Finding(name, claim)
        try:
            finding.facts = check()
        except Exception:  # noqa: BLE001 told, with all that were heard
            finding.error = traceback.format_exc(limit=-4)
        self.findings.append(finding)
        facts = ", ".join(f"{key} {value}" for key, value in finding.facts.items())
        say(f"{'✗' if finding.error else '✓'} {name:22} {claim}")
        say(f"  {'':22} {facts}" if facts else finding.error)
        self.file.write_text(json.dumps([asdict(each) for each in self.findings]))

    @property
    def code(self) -> int:
        """The exit code of the command."""
        return int(any(finding.error for finding in self.findings))
