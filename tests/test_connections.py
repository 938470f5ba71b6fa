"""Connections beside a request's own."""

import threading
from contextlib import contextmanager

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from ..auth.transactions import borrowed

THREADS = 20


@tagged("post_install", "-at_install")
class TestBorrowed(BaseCase):
    @contextmanager
    def environment(self):
        with Registry(get_db_name()).cursor() as cr:
            yield api.Environment(cr, api.SUPERUSER_ID, {})

    def test_as_many_as_there_are_places(self):
        places = borrowed._places()._initial_value
        self.assertLess(places, THREADS)
        inside, most, changed = 0, 0, threading.Condition()
        go_on = threading.Event()

        def borrow(env):
            nonlocal inside, most
            with borrowed.borrowed(env):
                with changed:
                    inside += 1
                    most = max(most, inside)
                    changed.notify_all()
                go_on.wait()
                with changed:
                    inside -= 1

        with self.environment() as env:
            threads = [
                threading.Thread(target=borrow, args=(env,)) for _ in range(THREADS)
            ]
            for thread in threads:
                thread.start()
            with changed:
                changed.wait_for(lambda: inside == places)
            go_on.set()
            for thread in threads:
                thread.join()
        self.assertEqual((most, inside), (places, 0))

    def test_one_within_another(self):
        """Who has a place does not wait for another, though all are taken."""
        places = borrowed._places()
        taken = places._initial_value - 1
        for _ in range(taken):
            places.acquire()
        try:
            with (
                self.environment() as env,
                borrowed.borrowed(env) as first,
                borrowed.borrowed(env) as second,
            ):
                second.execute("SELECT 1")
                self.assertIsNot(first._cnx, second._cnx)
        finally:
            for _ in range(taken):
                places.release()

    def test_place_is_given_back_after_an_error(self):
        places = borrowed._places()
        with (
            self.assertRaises(ZeroDivisionError),
            self.environment() as env,
            borrowed.borrowed(env),
        ):
            raise ZeroDivisionError
        self.assertEqual(places._value, places._initial_value)
