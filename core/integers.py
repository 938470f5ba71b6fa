"""How large an integer may be, that PostgreSQL stores in four bytes: ids and others."""

MAX_INT4 = 2**31 - 1
