"""The order of changes agrees with that of commits, also of slow transactions."""

import os
import random
import threading
import time
from collections import defaultdict
from contextlib import suppress

from psycopg2 import OperationalError
from psycopg2.errorcodes import DEADLOCK_DETECTED, SERIALIZATION_FAILURE

from odoo import SUPERUSER_ID, api
from odoo.orm.environments import Transaction
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..changes import feed
from .support.feed import LINE, MODEL, WAIT_SECONDS, FeedCase

# How long writers write; a minute where it is looked at more closely.
SECONDS = float(os.environ.get("RESTAPI_FEED_SECONDS", "2"))
WRITERS = 8
PAGE = 7
# Changes that are committed at least, on a machine that is busy.
LEAST = 20
RETRIED = (SERIALIZATION_FAILURE, DEADLOCK_DETECTED)


@tagged("post_install", "-at_install")
class TestOpenTransactions(FeedCase):
    def test_first_to_begin_and_last_to_commit(self):
        slow_id, fast_id = self.make({"name": "slow"}, {"name": "fast"})
        start = self.read().next
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env[MODEL].browse(slow_id).text = "slow"
            cr.flush()
            self.write([fast_id], text="fast")
            held = self.read(start, is_held=True)
            self.assertEqual(held.changes, ())
            self.assertFalse(held.more)
            now = self.read(is_held=True).next
            self.write([fast_id], short="fast")
            self.assertEqual(self.told(held.next, is_held=True), [])
        expected = [
            (slow_id, "update", ("text",)),
            (fast_id, "update", ("short", "text")),
        ]
        # Whoever has waited is told, and so is who has asked meanwhile, or comes anew.
        for since in (start, held.next, now):
            self.assertEqual(self.told(since), expected)
        after = self.read(start).next
        self.assertEqual(self.told(after), [])

    def test_rolled_back(self):
        start = self.read().next
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env[MODEL].create({"name": "never"})
            cr.flush()
            self.make({"name": "there"})
            cr.rollback()
        self.assertEqual([row[1] for row in self.told(start)], ["create"])

    def test_written_after_it_was_deleted(self):
        """Odoo lets who has begun before write what is not there any more."""
        start = self.read().next
        (id_,) = self.make({"name": "gone"})
        self.delete([id_])
        self.write([id_], text="late")
        self.assertEqual(self.told(start), [(id_, "delete", ())])

    def test_pages_within_a_transaction(self):
        start = self.read().next
        ids = self.make(*({"name": f"n{n}"} for n in range(5)))
        self.make({"name": "line", "parent_id": ids[0]}, model=LINE)
        pages, since, more = [], start, True
        while more:
            page = self.read(since, limit=2)
            pages.append([(row.model, row.id) for row in page.changes])
            since, more = page.next, page.more
        self.assertEqual([len(page) for page in pages], [2, 2, 2])
        told = [id_ for page in pages for model, id_ in page if model == MODEL]
        self.assertEqual(told, ids)
        self.assertEqual(self.told(since), [])


@tagged("post_install", "-at_install")
class TestCrowd(FeedCase):
    """Writers of all kinds, and a reader who must not miss or repeat any."""

    def setUp(self):
        super().setUp()
        self.ids = self.make(*({"name": f"n{n}", "integer": 0} for n in range(6)))
        self.start = self.past(self.now, lambda position: position.xid)
        self.ends_at = time.monotonic() + SECONDS
        self.lock = threading.Lock()
        # Of each record, the transactions that were committed, in the order of commits.
        self.written = defaultdict(dict)
        self.failures = []

    def test_every_committed_change_once_and_in_order(self):
        threads = [
            threading.Thread(target=self.write_on, args=(number,))
            for number in range(WRITERS)
        ]
        told, since = defaultdict(list), self.start
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            is_last = False
            while not is_last:
                is_last = self.is_over(threads, since)
                more = True
                while more:
                    since, more = self.follow(since, told)
        self.assertEqual(self.failures, [])
        expected = {
            id_: [xid for _number, xid in sorted(numbers.items())]
            for id_, numbers in self.written.items()
        }
        self.assertEqual(told, expected)

    def is_over(self, threads, since):
        """Tell whether nobody writes any more, and all of it can be told."""
        if any(thread.is_alive() for thread in threads):
            return False
        last = max(xid for numbers in self.written.values() for xid in numbers.values())
        is_late = time.monotonic() > self.ends_at + WAIT_SECONDS
        return since.xid > last or is_late

    def now(self):
        with self.registry.cursor() as cr:
            return feed.state(api.Environment(cr, SUPERUSER_ID, {})).now

    def follow(self, since, told):
        """Read a page as the service does; return where it ends."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            state, entries = feed.window(env, [MODEL], since, PAGE)
        for entry in entries:
            told[entry.res_id].append(entry.xid)
        more = len(entries) == PAGE
        # The oldest open transaction may be one of another database that has just ended.
        return (entries[-1].position if more else max(state.now, since)), more

    def committed_count(self):
        with self.lock:
            return sum(map(len, self.written.values()))

    def write_on(self, number):
        """Write one transaction after the other, as long as the test takes."""
        chosen = random.Random(number)
        while time.monotonic() < self.ends_at or self.committed_count() < LEAST:
            try:
                self.write_once(chosen)
            except OperationalError as exc:
                # What Odoo would run again.
                if exc.pgcode not in RETRIED:
                    self.failures.append(exc)

    def write_once(self, chosen):
        """Count records up; slowly, or in vain, or partly in vain."""
        with self.registry.cursor() as cr:
            # Looking the registry up would wait for the lock of who runs the tests.
            cr.transaction = Transaction(self.registry)
            env = api.Environment(cr, SUPERUSER_ID, {})
            records = env[MODEL].browse(sorted(chosen.sample(self.ids, 2)))
            for record in records:
                record.integer += 1
            with suppress(ZeroDivisionError), cr.savepoint():
                env[MODEL].browse(self.ids[0]).text = str(chosen.random())
                raise ZeroDivisionError
            cr.flush()
            cr.execute("SELECT pg_current_xact_id()::text::bigint")
            (xid,) = cr.fetchone()
            numbers = {record.id: record.integer for record in records}
            time.sleep(chosen.choice((0, 0, 0.005, 0.05)))
            if chosen.random() < 0.1:
                cr.rollback()
                return
        with self.lock:
            for id_, number in numbers.items():
                self.written[id_][number] = xid
