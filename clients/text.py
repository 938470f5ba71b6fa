"""Texts that are put into code: they must not end what they are put into."""

import re
from pathlib import Path
from string import Template

_TEMPLATES = Path(__file__).with_name("templates")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class _Code(Template):
    """Code with ``@@names`` to be replaced; dollars are PHP's and TypeScript's."""

    delimiter = "@@"


def filled(name: str, **parts: str) -> str:
    """Return a file of the templates with its parts."""
    text = (_TEMPLATES / f"{name}.template").read_text()
    return _Code(text).substitute(parts)


def one_line(text: str) -> str:
    """Return a text as a line that shows what it is.

    Without line breaks of any kind, and without the marks of writing direction that
    let code look like other code.
    """
    shown = (each if each.isprintable() else " " for each in text)
    return " ".join("".join(shown).split())


def block_comment(text: str) -> str:
    """Return a text for ``/** … */``, which it cannot end, nor PHP in it."""
    return one_line(text).replace("*/", "* /").replace("?>", "? >")


def is_word(name: str) -> bool:
    """Tell whether a name can stand in code, as that of an attribute."""
    return _WORD.fullmatch(name) is not None
