"""Totals of lists: exact where that is cheap, else an estimate that says so."""

from odoo.fields import Domain
from odoo.tests import tagged

from ..records.read import counted_search
from ..records.read.counted_search import Page, fetch_counted
from .support.common import ApiCase

CITY = "Totals-upon-Sea"


@tagged("post_install", "-at_install")
class TestTotals(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Total {n:02}", "city": CITY} for n in range(30)]
        )
        cls.env.flush_all()

    def fetch(self, limit: int | None, offset: int = 0, estimate_from: int = 5):
        wanted = Page(
            Domain("city", "=", CITY),
            ("name",),
            offset,
            limit,
            None,
        )
        return fetch_counted(self.env["res.partner"], wanted, counted_search.AUTO, estimate_from)

    def test_native_parameter(self):
        path = f"/res.partner?domain=[('city','=','{CITY}')]&fields=name&limit=10"
        self.assertEqual(self.get(path)["total"], 30)
        self.assertEqual(self.get(f"{path}&count=exact")["total"], 30)
        body = self.get(f"{path}&count=none")
        self.assertNotIn("total", body)
        self.assertEqual(body["count"], 10)
        self.assertProblem(self.call("GET", f"{path}&count=some"), 400, "invalid_count")

    def test_page_that_is_not_full_is_not_counted(self):
        for limit, offset in ((50, 0), (20, 20), (31, 0)):
            with self.subTest(limit=limit, offset=offset):
                found = self.fetch(limit, offset, estimate_from=10**6)
                self.assertEqual((found.total, found.is_estimate), (30, False))

    def test_few_are_counted(self):
        self.env.cr.execute("ANALYZE res_partner")
        self.env.invalidate_all()
        self.fetch(10, 0, estimate_from=10**6)  # what is asked once
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            # the page, what the planner expects, the total
            found = self.fetch(10, 0, estimate_from=10**6)
            names = found.records.mapped("name")
        self.assertEqual((found.total, found.is_estimate), (30, False))
        self.assertEqual(names, [f"Total {n:02}" for n in range(10)])

    def test_dear_counts_are_estimated(self):
        """Few match, but to count them would read all of a table."""
        self.env.cr.execute("ANALYZE res_partner")
        self.patch(counted_search, "CHEAP_COST", 0)
        exact = self.fetch(2, 29, estimate_from=10**6)
        self.assertEqual((exact.total, exact.is_estimate), (30, False))
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            # the page, and what the planner expects
            found = self.fetch(2, 0, estimate_from=10**6)
        self.assertTrue(found.is_estimate)
        self.assertGreater(found.total, 2)

    def test_many_are_estimated_and_never_less_than_known(self):
        self.env.cr.execute("ANALYZE res_partner")
        for limit, offset in ((10, 0), (10, 15), (29, 0)):
            with self.subTest(limit=limit, offset=offset):
                found = self.fetch(limit, offset, estimate_from=1)
                self.assertTrue(found.is_estimate)
                self.assertGreater(found.total, offset + len(found.records))
        found = self.fetch(10, 25, estimate_from=1)
        self.assertEqual((found.total, found.is_estimate), (30, False))
        found = self.fetch(10, 40, estimate_from=1)
        self.assertEqual((found.total, found.is_estimate), (30, False))

    def test_loop_ends_where_the_records_do(self):
        seen, offset, total = [], 0, 1
        while offset < total:
            found = self.fetch(7, offset, estimate_from=1)
            seen += found.records.ids
            offset, total = offset + 7, found.total
        self.assertEqual(sorted(seen), sorted(self.partners.ids))
