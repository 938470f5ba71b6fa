"""`make errors`: the page of all codes of errors, from their table."""

import importlib
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

PAGE = Path("docs/errors.md")
_HEAD = """\
# Codes of errors

A native error is
`{"error": "a sentence", "code": "unknown_field", "details": null, "request_id": "…"}`.
The code is stable: let a program look at it, or at the status alone, and never at the
sentence. New codes may come; treat one that you do not know by its status. Some codes
come with another status as well: `details` of a 422 lists mistakes, each with its JSON
pointer.

This page is made from `core/codes.py` by `make errors`.
"""


def run(*_arguments: str) -> int:
    from .console import say

    codes = importlib.import_module("core.codes")
    PAGE.write_text(text(codes.CODES.values()))
    say(f"Wrote {PAGE}.")
    return 0


def text(codes: Iterable) -> str:
    """Return the page: a table of each status, its codes by name."""
    by_status: dict[int, list] = {}
    for code in sorted(codes):
        by_status.setdefault(code.status, []).append(code)
    sections = [_section(status, by_status[status]) for status in sorted(by_status)]
    return "\n".join([_HEAD, *sections])


def _section(status: int, codes: Iterable) -> str:
    rows = "".join(f"| `{code}`{_others(code)} | {code.hint} |\n" for code in codes)
    title = HTTPStatus(status).phrase
    return f"## {status} {title}\n\n| Code | |\n|---|---|\n{rows}"


def _others(code) -> str:
    others = ", ".join(map(str, code.statuses[1:]))
    return f" (also {others})" if others else ""
