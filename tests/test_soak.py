"""Two minutes of ``make soak``, and whether its checker would see what it looks for."""

import os
import random
import time
from collections import Counter
from dataclasses import replace

from odoo.tests import tagged
from odoo.tools import SQL

from ..dev.reliability.load import Traffic, work
from ..dev.reliability.load.client import Client
from ..dev.reliability.load.credentials import Credential
from ..dev.reliability.load.dialects import Native
from ..dev.reliability.load.ledger import Attempt, Made
from ..dev.reliability.load.sender import Patience, Sender
from .support.load import LoadCase

SECONDS = float(os.environ.get("RESTAPI_SOAK_SECONDS", "120"))
SEED = int(os.environ.get("RESTAPI_SEED", "1"))
DIALECTS = {"native", "rest_api", "restful", "candidroot", "synconics"}


@tagged("post_install", "-at_install")
class TestSoak(LoadCase):
    def test_all_effects_are_as_answered(self):
        with Traffic([self.server.url], self.stage, self.ledger, SEED):
            time.sleep(SECONDS)
        self.assertEqual(self.violations(), [], self.ledger.table())
        done = Counter(
            call.dialect for call in self.ledger.calls if call.effect and call.is_done
        )
        self.assertEqual(set(done), DIALECTS, self.ledger.table())
        self.assertEqual(self.locks(), 0)


@tagged("post_install", "-at_install")
class TestChecker(LoadCase):
    """One client does everything once, and then somebody falsifies it."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        chance = random.Random(SEED)
        sender = Sender([cls.server.url], cls.ledger, Patience(), chance)
        credential = Credential(cls.stage, sender)
        name = f"{cls.ledger.run}-0"
        cls.client = Client(name, Native(), credential, sender, cls.stage, chance)
        for operation in [*work.NATIVE_OPERATIONS] * 2:
            operation(cls.client)

    def call_of(self, operation):
        return next(
            call
            for call in reversed(self.ledger.calls)
            if call.operation == operation and call.is_done
        )

    def assertTold(self, sentence, *statements):
        told = self.violations(*statements)
        self.assertTrue([each for each in told if sentence in each], told)

    def answered(self, call, **changes):
        """Add an answer to a call, for the length of a test."""
        attempt = replace(call.attempts[-1], **changes)
        call.attempts.append(attempt)
        self.addCleanup(call.attempts.remove, attempt)

    def test_nothing_is_told_of_what_is_right(self):
        self.assertEqual(self.violations(), [])

    def test_a_lost_record(self):
        mark = self.call_of("make contacts").mark
        change = SQL("UPDATE res_partner SET ref = NULL WHERE ref = %s", mark)
        self.assertTold("has 0 of it, not 1 to 1", change)

    def test_a_record_made_twice(self):
        mark = self.call_of("make contacts").mark
        change = SQL(
            "UPDATE res_partner SET ref = %s WHERE id = %s",
            mark,
            self.stage.counters[0],
        )
        self.assertTold("has 2 of it, not 1 to 1", change)

    def test_a_half_written_tree(self):
        mark = self.call_of("make contacts").mark
        count = self.call_of("make contacts").effect.lines
        change = SQL(
            "DELETE FROM res_partner WHERE name = %s AND ref IS NULL",
            f"{mark}/0/{count}",
        )
        self.assertTold(f"of its {count} lines", change)

    def test_a_line_of_another_order(self):
        mark = self.call_of("replace lines").mark
        change = SQL(
            "UPDATE sale_order_line SET order_id = %s WHERE name LIKE %s",
            self.stage.baskets[0],
            f"{mark}/0/%",
        )
        self.assertTold("lines of several writers, or not all of one", change)

    def test_a_refused_record_that_is_there(self):
        bad = next(call for call in self.ledger.calls if call.operation == "make bad")
        change = SQL(
            "UPDATE res_partner SET ref = %s WHERE id = %s",
            bad.mark,
            self.stage.counters[0],
        )
        self.assertTold("is there, and nobody was told so", change)

    def test_a_lost_step(self):
        change = SQL(
            "UPDATE res_partner SET color = coalesce(color, 0) + 1 WHERE id = %s",
            self.stage.counters[0],
        )
        self.assertTold(f"Counter {self.stage.counters[0]} is", change)

    def test_a_lost_update(self):
        last = self.call_of("write field")
        id_ = last.effect.id
        self.answered(last, began=last.began - 1)
        earlier = replace(
            last,
            mark="earlier",
            attempts=[Attempt(0.0, 1.0, 200)],
        )
        self.ledger.calls.append(earlier)
        self.addCleanup(self.ledger.calls.remove, earlier)
        change = SQL("UPDATE res_partner SET street = 'earlier' WHERE id = %s", id_)
        self.assertTold("acknowledged writes that began after it are lost", change)
        change = SQL("UPDATE res_partner SET street = 'other' WHERE id = %s", id_)
        self.assertTold("which was refused or never sent", change)

    def test_a_deleted_record_that_is_there(self):
        gone = self.call_of("delete").effect
        made = self.call_of("make contacts").record
        effect = replace(gone, model="res.partner", id=made)
        call = replace(self.call_of("delete"), effect=effect)
        self.ledger.calls.append(call)
        self.addCleanup(self.ledger.calls.remove, call)
        self.assertTold(f"res.partner {made} is there again")

    def test_other_bytes(self):
        mark = self.call_of("upload").mark
        change = SQL("UPDATE ir_attachment SET checksum = 'x' WHERE name = %s", mark)
        self.assertTold("has other bytes than were sent", change)
        lost = SQL("UPDATE ir_attachment SET name = 'x' WHERE name = %s", mark)
        self.assertTold("ir.attachment has 0 of it", lost)

    def test_a_total_that_is_not_of_the_lines(self):
        change = SQL(
            "UPDATE sale_order SET amount_untaxed = 7 WHERE id = %s",
            self.stage.baskets[0],
        )
        self.assertTold(f"Order {self.stage.baskets[0]} has the total 7", change)

    def test_two_answers_of_one_key(self):
        call = next(call for call in self.ledger.calls if call.key and call.is_done)
        self.answered(call, digest="another", replayed=True)
        self.assertTold("attempts with one key have different answers")

    def test_a_key_that_is_done_twice(self):
        call = next(call for call in self.ledger.calls if call.key and call.is_done)
        first = next(attempt for attempt in call.attempts if attempt.is_good)
        self.answered(call, digest=first.digest, replayed=False)
        self.answered(call, digest=first.digest, replayed=False)
        self.assertTold("with one key")

    def test_dishonest_answers(self):
        call = self.call_of("make contacts")
        self.answered(call, status=500, code="server_error")
        self.assertTold("was answered with 500 (server_error) 1 times")

    def test_a_refusal_that_does_not_say_when_to_come_back(self):
        call = self.call_of("read list")
        self.answered(call, status=503, retry_after=None, code="unavailable")
        self.assertTold("was answered with 503 (unavailable)")

    def test_a_refusal_that_does(self):
        self.answered(self.call_of("read list"), status=503, retry_after="1")
        self.assertEqual(self.violations(), [])

    def test_a_connection_that_breaks(self):
        self.answered(self.call_of("read list"), status=None, code="ConnectionError")
        self.assertTold("was answered with nothing (ConnectionError)")

    def test_a_write_without_an_answer_may_be_there(self):
        made = self.call_of("make contacts")
        lost = replace(made, attempts=[Attempt(0.0, 1.0, None)], record=None)
        absent = replace(lost, mark="never", effect=Made("res.partner"))
        self.ledger.calls[self.ledger.calls.index(made)] = lost
        self.ledger.calls.append(absent)
        told = self.violations()
        self.ledger.calls.remove(absent)
        self.ledger.calls[self.ledger.calls.index(lost)] = made
        self.assertEqual([each for each in told if "nothing" not in each], [])
