"""What the code of models ends in when what it is given makes no sense to it.

The code of models is written for Odoo's own pages; PostgreSQL answers to the SQL that
becomes of values which no page sends.
"""

import psycopg2.errors

MISUSE: tuple[type[Exception], ...] = (
    psycopg2.errors.CannotCoerce,
    psycopg2.errors.DatatypeMismatch,
    psycopg2.errors.SyntaxError,
    psycopg2.errors.UndefinedFunction,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
)
