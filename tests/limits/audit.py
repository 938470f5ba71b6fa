"""What a request has changed in the database, row by row, in all tables."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

# Written on connections of their own, which would wait for ours.
APART = ("restapi_", "ir_logging", "bus_bus", "limits_audit")
TESTED = "restapi_test_"
UNCONCERNED_COLUMNS = {
    "write_date",
    "write_uid",
    "create_date",
    "create_uid",
    "parent_path",
    "last_use",
}


class Change(NamedTuple):
    """A row that was made, changed or deleted; ``None`` for none before or after."""

    table: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def id(self) -> int | None:
        return (self.after or self.before or {}).get("id")

    @property
    def columns(self) -> set[str]:
        """The columns that are not as they were."""
        before, after = self.before or {}, self.after or {}
        names = {*before, *after} - UNCONCERNED_COLUMNS - {"id"}
        return {name for name in names if before.get(name) != after.get(name)}


def install(cr: BaseCursor) -> None:
    """Have every table write down what happens to its rows."""
    cr.execute(
        """
        CREATE TABLE limits_audit
            (number bigserial, name text, before jsonb, after jsonb);
        CREATE FUNCTION limits_audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO limits_audit (name, before, after)
            VALUES (TG_TABLE_NAME,
                    CASE WHEN TG_OP != 'INSERT' THEN to_jsonb(OLD) END,
                    CASE WHEN TG_OP != 'DELETE' THEN to_jsonb(NEW) END);
            RETURN NULL;
        END $$;
        SELECT relname FROM pg_class
         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        """
    )
    for (table,) in cr.fetchall():
        if table.startswith(TESTED) or not table.startswith(APART):
            cr.execute(
                SQL(
                    """CREATE TRIGGER limits_audit
                        AFTER INSERT OR UPDATE OR DELETE ON %s
                          FOR EACH ROW EXECUTE FUNCTION limits_audit()""",
                    SQL.identifier(table),
                )
            )


def changes(cr: BaseCursor) -> Iterator[Change]:
    """Yield what has happened, in order."""
    cr.execute("SELECT name, before, after FROM limits_audit ORDER BY number")
    for row in cr.fetchall():
        change = Change(*row)
        if change.before is None or change.after is None or change.columns:
            yield change
