"""Many writers of one record in a threaded server, beside readers and the web client."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from odoo.tests import tagged

from ..records.write import write_locks
from .support.turns import TurnCase


class Crowded(TurnCase):
    """Many writers of one record, and readers and the web client beside them."""

    writers = 40
    readers = ("/api/res.partner?limit=1&fields=id", "/web/login")

    @contextmanager
    def reading(self):
        """Have a reader of each address; give the statuses they got."""
        statuses, stop = Counter(), threading.Event()

        def read(path):
            while not stop.is_set():
                statuses[path, self.call("GET", path).status_code] += 1
                time.sleep(0.02)

        with ThreadPoolExecutor(len(self.readers)) as threads:
            done = [threads.submit(read, path) for path in self.readers]
            try:
                yield statuses
            finally:
                stop.set()
        for thread in done:
            thread.result()

    def storm(self, call, calls):
        with ThreadPoolExecutor(self.writers) as threads:
            return list(threads.map(call, range(calls)))

    def patient(self, number):
        """Write, and come back when told to, as a good client does."""
        while True:
            response = self.update(ref=f"{number}")
            if response.status_code != 503:
                return response.status_code
            time.sleep(int(response.headers["Retry-After"]))

    def assertNoLocks(self):
        self.assertEqual(self.locks(granted=True), 0)
        self.assertEqual(self.locks(granted=False), 0)

    def assertAnswered(self, statuses):
        self.assertEqual({status for _path, status in statuses}, {200}, statuses)
        self.assertEqual({path for path, _status in statuses}, set(self.readers))


@tagged("post_install", "-at_install")
class TestWaiters(Crowded):
    def test_waiters_are_few_and_hold_one_connection_each(self):
        places = self.pool // write_locks.WAITING_SHARE
        with ThreadPoolExecutor(self.writers) as threads:
            with self.held(("res.partner", self.partner)):
                waiting = [threads.submit(self.update) for _ in range(self.writers)]
                self.until_waiting(places)
                while sum(call.done() for call in waiting) < self.writers - places:
                    time.sleep(0.02)
                self.assertEqual(self.locks(granted=False), places)
                self.assertLessEqual(self.connections(), places)
                for path in self.readers * 3:
                    self.assertEqual(self.call("GET", path).status_code, 200)
            answers = [call.result() for call in waiting]
        counted = Counter(answer.status_code for answer in answers)
        self.assertEqual(counted, {200: places, 503: self.writers - places})
        refused = next(answer for answer in answers if answer.status_code == 503)
        self.assertEqual(refused.json()["code"], "too_many_writers")
        self.assertIn("Retry-After", refused.headers)
        self.assertNoLocks()

    def test_refused_in_the_dialect(self):
        places = self.pool // write_locks.WAITING_SHARE
        path = f"/restapi/1.0/object/res.partner/{self.partner}"
        with (
            ThreadPoolExecutor(places) as threads,
            self.held(("res.partner", self.partner)),
        ):
            for _ in range(places):
                threads.submit(self.update)
            self.until_waiting(places)
            response = self.call("PUT", path, json={"city": "after"})
        self.assertEqual(response.status_code, 503, response.text)
        self.assertEqual(response.json()["error"]["code"], 503)
        self.assertIn("Retry-After", response.headers)

    def test_two_hundred_writers(self):
        with self.reading() as statuses:
            written = Counter(self.storm(self.patient, 200))
        self.assertEqual(written, {200: 200})
        self.assertAnswered(statuses)
        self.assertEqual(self.run_again(), 0)
        self.assertNoLocks()

    def test_no_worse_than_those_of_odoo(self):
        def odoo(number):
            return self.call(
                "POST",
                "/json/2/res.partner/write",
                json={"ids": [self.partner], "vals": {"ref": f"{number}"}},
            ).status_code

        ours = Counter(self.storm(self.patient, self.writers))
        theirs = Counter(self.storm(odoo, self.writers))
        self.assertGreaterEqual(ours[200], theirs[200], (ours, theirs))
        self.assertNoLocks()


@tagged("post_install", "-at_install")
class TestSmallPool(Crowded):
    """More writers at once than there are connections."""

    pool = 8
    writers = 24

    def write(self, number):
        """Write in one dialect after the other."""
        prefix = ("/api", "/restapi/1.0/object")[number % 2]
        path = f"{prefix}/res.partner/{self.partner}"
        return self.call("PUT", path, json={"ref": str(number)})

    def test_never_an_error_of_the_server(self):
        with self.reading() as statuses:
            answers = self.storm(self.write, 200)
        self.assertLessEqual({answer.status_code for answer in answers}, {200, 503})
        for answer in answers:
            self.assertIn("application/json", answer.headers["Content-Type"])
        self.assertLessEqual({status for _path, status in statuses}, {200, 503})
        self.assertNoLocks()
        self.assertEqual(self.update().status_code, 200)

    def test_all_are_written_in_the_end(self):
        self.assertEqual(Counter(self.storm(self.patient, 48)), {200: 48})
        self.assertNoLocks()
