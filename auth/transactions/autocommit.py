"""A connection of its own for what must stand whatever becomes of a request.

The request's own connection may be for reading only, would keep others waiting
until its end, and in REPEATABLE READ would fail for those.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from odoo.api import Environment
from odoo.sql_db import Cursor

from ...records import odoo19
from .borrowed import borrowed


@contextmanager
def autocommitted(env: Environment) -> Iterator[Cursor]:
    """Give a cursor of Odoo's pool whose statements are committed one by one."""
    with borrowed(env) as cr:
        odoo19.commit_each_statement(cr)
        yield cr
