"""What was found: the requests that are worse than Odoo's, and counts of all."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

HEADINGS = ("Model", "Request", "Ours", "Odoo's")
EXAMPLES = 8


@dataclass(frozen=True)
class Difference:
    """A request that Odoo's own API answers better.

    :param kind: what was tried
    :param ours, theirs: status, and the beginning of an error
    """

    kind: str
    model: str
    request: str
    ours: str
    theirs: str


@dataclass
class Report:
    """Collects from several threads."""

    differences: list[Difference] = field(default_factory=list)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    stricter: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, kind: str, status: int) -> None:
        """Count an answer."""
        with self._lock:
            self.statuses[kind, status // 100 * 100] += 1

    def refuse(self, kind: str, code: str) -> None:
        """Count a refusal of ours, with a sentence, of what Odoo does."""
        with self._lock:
            self.stricter[kind, code] += 1

    def add(self, difference: Difference) -> None:
        with self._lock:
            self.differences.append(difference)

    def write(self, path: Path) -> None:
        """Write every difference, and print the counts and some of each kind."""
        rows = [
            (difference.model, difference.request, difference.ours, difference.theirs)
            for difference in self.differences
        ]
        path.write_text("\n".join(map(" | ".join, [HEADINGS, *rows])) + "\n")
        print("\nAnswers by status")
        for (kind, status), number in sorted(self.statuses.items()):
            print(f"  {kind:12} {status}: {number}")
        print("Refused with a sentence, where Odoo goes on")
        for (kind, code), number in self.stricter.most_common():
            print(f"  {kind:12} {code}: {number}")
        for kind in sorted({difference.kind for difference in self.differences}):
            found = [each for each in self.differences if each.kind == kind]
            print(f"Worse than Odoo's: {kind}, {len(found)}")
            for each in found[:EXAMPLES]:
                print(f"  {each.request}\n    ours {each.ours}\n    Odoo {each.theirs}")
        print(f"{len(self.differences)} worse than Odoo's; all of them in {path}")
