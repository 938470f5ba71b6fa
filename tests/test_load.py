"""Many clients that write the same records at once; see ``dev/bench/load.py``."""

import importlib.util
import logging
from pathlib import Path

from odoo.tests import tagged

from .test_seed_clients import LOGIN, PASSWORD, SeedCase

_logger = logging.getLogger(__name__)
SCRIPT = Path(__file__).parents[1] / "dev" / "bench" / "load.py"
COUNT = 200


def _load():
    """Import the script; its package needs a benchmark's environment."""
    spec = importlib.util.spec_from_file_location("restapi_bench_load", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@tagged("post_install", "-at_install")
class TestLoad(SeedCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.load = _load()

    def setUp(self):
        super().setUp()
        self.client = self.load.Client(self.server.url, LOGIN, PASSWORD)
        self.partner = self.client.create("res.partner", {"name": "Load"})

    def assertAllDone(self, what, outcome):
        retries = self.server.log().count("tries left, try again")
        _logger.info("%s: %s, %s retries so far", what, outcome, retries)
        self.assertEqual(
            outcome.statuses, {200: COUNT}, f"{outcome}, {retries} retries"
        )

    def test_updates_of_one_record(self):
        outcome = self.load.storm(lambda name: self.client.update(self.partner, name))
        self.assertAllDone("updates of one record", outcome)
        count = self.committed(
            lambda env: env["res.partner"].search_count(
                [("parent_id", "=", self.partner)]
            )
        )
        self.assertEqual(count, COUNT)

    def test_lines_of_one_order(self):
        product = self.made_product()
        order = self.client.create("sale.order", {"partner_id": self.partner})
        outcome = self.load.storm(
            lambda name: self.client.add_line(order, product, name)
        )
        self.assertAllDone("lines of one order", outcome)
        count, total = self.committed(
            lambda env: (
                env["sale.order.line"].search_count([("order_id", "=", order)]),
                env["sale.order"].browse(order).amount_untaxed,
            )
        )
        self.assertEqual((count, total), (COUNT, 10.0 * COUNT))

    def made_product(self):
        product = self.committed(
            lambda env: (
                env["product.product"].create({"name": "Load", "taxes_id": False}).id
            )
        )
        self.addCleanup(self.committed, lambda env: self._drop(env, product))
        return product

    def _drop(self, env, product):
        env["sale.order"].search([("create_uid", "=", self.user_id)]).unlink()
        env["product.product"].browse(product).unlink()
