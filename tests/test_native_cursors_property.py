"""Random walks over random records that change: nothing repeats, nothing is missing."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged

from ..core.grant import FULL
from ..core.walk_operation import Walk

MODEL = "restapi_test.everything"
EXAMPLES = 150

texts = st.sampled_from(["", "a", "A", "ä", "b", "%", "\\", "'", "a b", "z"])
partners = st.integers(0, 3)
values = st.fixed_dictionaries(
    {
        "name": texts.filter(bool),
        "short": st.none() | texts,
        "integer": st.none() | st.integers(-2, 2),
        "float": st.none() | st.sampled_from([-1.5, 0.0, 0.1, 1 / 3, 1e300]),
        "boolean": st.none() | st.booleans(),
        "date": st.none() | st.sampled_from(["2026-01-01", "1999-12-31"]),
        "datetime": st.none()
        | st.sampled_from(["2026-01-01 00:00:00", "2026-01-01 00:00:01"]),
        "selection": st.none() | st.sampled_from("ab"),
        "translated": st.none() | texts,
        "company_dependent": st.none() | texts,
        "many2one_id": partners,
    }
)
names = st.sampled_from(
    [
        "name",
        "short",
        "integer",
        "float",
        "boolean",
        "date",
        "datetime",
        "selection",
        "translated",
        "company_dependent",
        "many2one_id",
        "many2one_id.name",
        "many2one_id.city",
        "many2one_id.id",
        "related",
        "create_date",
    ]
)
term = st.tuples(
    names,
    st.sampled_from(["", " asc", " desc"]),
    st.sampled_from(["", " nulls first", " nulls last"]),
).map("".join)
orders = st.lists(term, min_size=1, max_size=3).map(", ".join)
changes = st.lists(
    st.tuples(st.sampled_from(["create", "unlink"]), values, st.integers(0, 50)),
    max_size=3,
)


@tagged("post_install", "-at_install")
class TestRandomWalks(TransactionCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        partner = cls.env["res.partner"]
        made = partner.create(
            [
                {"name": "Bo", "city": "b"},
                {"name": "Al"},
                {"name": "Al", "city": "a", "active": False},
            ]
        )
        cls.partners = [False, *made.ids]
        cls.user = cls.env.ref("base.user_admin")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        rows=st.lists(values, max_size=14),
        order=orders,
        limit=st.integers(1, 4),
        between=st.lists(changes, max_size=8),
    )
    def test_walk(self, rows, order, limit, between):
        with self.env.cr.savepoint() as savepoint:
            self._walk(rows, order, limit, between)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def _walk(self, rows: list[dict], order: str, limit: int, between: list) -> None:
        records = self.env[MODEL].create([self._values(row) for row in rows])
        self.env.flush_all()
        service = self.env["restapi.service"].with_user(self.user)
        everybody = set(records.ids)
        always, seen, cursor = set(everybody), [], ""
        domain = [("id", ">=", min(everybody, default=0))]
        pages = iter(between)
        while cursor is not None:
            self.env.invalidate_all()
            walk = Walk(MODEL, cursor, None, None, None, None, 80)
            if not cursor:
                walk = Walk(MODEL, "", domain, "name", order, limit, 80)
            result = service.execute(walk, FULL)
            seen += [row["id"] for row in result.rows]
            cursor = result.value
            for kind, row, place in next(pages, []):
                if kind == "create":
                    everybody |= set(self.env[MODEL].create(self._values(row)).ids)
                elif everybody:
                    gone = sorted(everybody)[place % len(everybody)]
                    self.env[MODEL].browse(gone).unlink()
                    everybody.discard(gone)
                    always.discard(gone)
            self.env.flush_all()
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual(always, set(seen))

    def _values(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "many2one_id": self.partners[row["many2one_id"]]}
