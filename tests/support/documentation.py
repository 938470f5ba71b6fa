"""Code in the pages of the documentation: what of it runs, and what does not.

============ ===============================================================
``sh``       runs, all of a page in one shell, in order
``python``   runs by itself
``json``     is JSON, with ``"…"`` where something is left out
``xml``      is XML
others       are shown only: ``text``, ``ini``, ``nginx``, …
============ ===============================================================

A block is not run where ``<!-- not run: why -->`` stands above it, and must fail where
``<!-- refused -->`` does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
_BLOCK = re.compile(
    r"(?:^<!-- (?:not run: (?P<reason>[^\n]+)|(?P<refused>refused)) -->\n)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.M | re.S,
)


@dataclass(frozen=True)
class Block:
    """A block of code.

    :param reason: why it is not run, empty where it is
    :param refused: whether the server refuses what it asks for
    """

    language: str
    text: str
    reason: str
    refused: bool

    @property
    def command(self) -> str:
        """What a shell runs."""
        if not self.refused:
            return self.text
        return f"if (\n{self.text}); then echo 'This was not refused.'; exit 1; fi\n"


def pages() -> list[Path]:
    """Return the pages, of which the README is one."""
    return [README, *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path) -> Iterator[Block]:
    """Give the blocks of code of a page."""
    for found in _BLOCK.finditer(page.read_text()):
        reason, refused = found["reason"] or "", bool(found["refused"])
        yield Block(found["language"], found["text"], reason, refused)


def script(page: Path) -> str:
    """Return the commands of a page."""
    return "\n".join(
        block.command
        for block in blocks(page)
        if block.language == "sh" and not block.reason
    )
