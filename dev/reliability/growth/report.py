"""The table, and `growth.json`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from odoo.api import Environment
from odoo.tools import SQL

from .case import Case, Reads
from .measure import Measured

# Time of a row beside that of one of a small table, from which it is worth a look.
WORTH_A_LOOK = 5
MEASURED_TABLES = (
    *("restapi_log", "restapi_usage_hour", "restapi_token", "restapi_change"),
    *("restapi_answer", "restapi_throttle", "restapi_key", "res_users_apikeys"),
)


@dataclass(frozen=True)
class Compared:
    """A case on small and on large tables."""

    case: Case
    small: Measured
    large: Measured

    @property
    def ratio(self) -> float:
        """How many times as long a row takes on a large table."""
        return self.large.each / self.small.each

    @property
    def wrong(self) -> Iterator[str]:
        """What must not be."""
        expected = self.small.statements + self.case.more
        if self.large.statements != expected:
            yield f"{self.large.statements} statements in place of {expected}"
        yield from self.large.wrong

    @property
    def is_finding(self) -> bool:
        """Whether a page takes much longer, though nothing is wrong with its plan."""
        return self.case.reads is Reads.PAGE and self.ratio >= WORTH_A_LOOK


def bytes_of_rows(env: Environment) -> dict[str, dict[str, float]]:
    """Return bytes of a row by table: of itself and of its indexes."""
    statement = SQL(
        """SELECT relname, reltuples::bigint,
                  pg_table_size(oid) / reltuples, pg_indexes_size(oid) / reltuples
             FROM pg_class WHERE relname = ANY(%s) AND reltuples > 0""",
        list(MEASURED_TABLES),
    )
    return {
        name: {"rows": rows, "row": round(own), "indexes": round(indexes)}
        for name, rows, own, indexes in env.execute_query(statement)
    }


def show(found: list[Compared], sizes: Mapping[str, Mapping[str, float]]) -> None:
    """Print what was measured."""
    print(f"{'':24}{'statements':>12}{'rows':>18}{'ms':>16}{'each':>7}")
    for one in found:
        small, large = one.small, one.large
        statements = f"{small.statements} {large.statements}"
        rows = f"{small.rows} {large.rows}"
        times = f"{small.seconds * 1000:.1f} {large.seconds * 1000:.1f}"
        finding = "  ← slower" if one.is_finding else ""
        print(
            f"{one.case.name:24}{statements:>12}{rows:>18}{times:>16}{one.ratio:7.2f}"
            f"{finding}"
        )
        for sentence in one.wrong:
            print(f"{'':24}✗ {sentence}")
    print(f"\n{'bytes of a row':24}{'rows':>12}{'itself':>9}{'indexes':>9}")
    for name, size in sorted(sizes.items()):
        print(f"{name:24}{size['rows']:12}{size['row']:9}{size['indexes']:9}")


def write(
    found: list[Compared],
    sizes: Mapping[str, Mapping[str, float]],
    filled: float,
    path: Path,
) -> None:
    """Write the same as JSON.

    :param filled: seconds that it took to fill the large tables
    """
    cases = {
        one.case.name: {
            "small": asdict(one.small),
            "large": asdict(one.large),
            "ratio": round(one.ratio, 3),
            "wrong": list(one.wrong),
        }
        for one in found
    }
    content = {"fill_seconds": round(filled, 1), "cases": cases, "tables": sizes}
    path.write_text(json.dumps(content, indent=2) + "\n")
