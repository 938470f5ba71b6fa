"""The feed's time does not depend on how much is recorded, or still to be read."""

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..changes import feed
from ..core.change_operation import Position
from .support import plans

ROWS = 200_000
# Of a page of 100 changes: pages of PostgreSQL that are looked at.
BUFFERS = 60
LIMIT = 100


@tagged("post_install", "-at_install")
class TestPlan(TransactionCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        # Ten models, 500 changes in a transaction, all of which have long ended.
        cls.env.cr.execute(
            SQL(
                """INSERT INTO restapi_change
                          (xid, model, res_id, operation, fields)
                   SELECT 3 + n / 500, 'model.' || n %% 10, n %% 5000, 'update',
                          'name,state'
                     FROM generate_series(1, %s) n""",
                ROWS,
            )
        )
        cls.env.cr.execute("ANALYZE restapi_change")

    def test_page_reads_a_range_of_an_index(self):
        behind = Position(3 + ROWS // 500 - 1, 0)
        for models in (["model.3"], [f"model.{n}" for n in range(10)], ["none"]):
            for since in (Position(0, 0), Position(200, 0), behind):
                with self.subTest(models=len(models), since=since):
                    statement = feed.statement(models, since, LIMIT)
                    nodes = plans.carried_out(self.env, statement)
                    used = {node.get("Index Name") for node in nodes}
                    self.assertIn("restapi_change_position_index", used)
                    for node in nodes:
                        if node.get("Relation Name") == "restapi_change":
                            self.assertNotEqual(node["Node Type"], "Seq Scan")
                            self.assertFalse(node.get("Rows Removed by Filter"))
                    looked_at = (
                        nodes[0]["Shared Hit Blocks"] + nodes[0]["Shared Read Blocks"]
                    )
                    self.assertLess(looked_at, BUFFERS * len(models))
