"""What goes wrong around a server; ``make faults`` has the rest of it, under load."""

import resource
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event, Thread

import requests

from odoo.sql_db import db_connect
from odoo.tests import get_db_name, new_test_user, tagged

from .support.committed import CommittedCase
from .support.common import make_key
from .support.relay import Relay
from .support.server import Server
from .test_no_database import SHAPES

GROUPS = "base.group_user,base.group_partner_manager"
KILLS = 8
# As it is sent; BEGIN ISOLATION LEVEL READ COMMITTED is another one.
COMMIT = b"COMMIT\0"


@tagged("post_install", "-at_install")
class TestFaults(CommittedCase):
    """A server of its own, which has its database by a way that can be cut."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        with cls.registry.cursor() as cr:
            cls.relay = cls.enterClassContext(Relay(cr))
        way = {"db_host": "127.0.0.1", "db_port": cls.relay.port}
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=0, **way))
        cls.user_id, cls.key = cls.committed(cls._make_user)
        cls.addClassCleanup(cls.committed, cls._clean_up)

    @classmethod
    def _make_user(cls, env):
        user = new_test_user(env, "fault_user", groups=GROUPS)
        return user.id, make_key(user)

    @classmethod
    def _clean_up(cls, env):
        made = [("create_uid", "=", cls.user_id)]
        env["ir.attachment"].search(made).unlink()
        env["res.partner"].search(made).unlink()
        env["restapi.client"].search([("name", "=", "Faults")]).unlink()
        env["res.users"].browse(cls.user_id).unlink()
        env.cr.execute("DELETE FROM restapi_answer")

    def call(self, method, path, **kwargs):
        headers = {"Authorization": f"Bearer {self.key}", **kwargs.pop("headers", {})}
        url = f"{self.server.url}/api{path}"
        return requests.request(method, url, headers=headers, timeout=60, **kwargs)

    def count(self, name):
        return self.committed(
            lambda env: env["res.partner"].search_count([("name", "=like", name)])
        )

    def assertPassing(self, response):
        self.assertEqual(response.status_code, 503, response.text)
        self.assertGreater(int(response.headers["Retry-After"]), 0)

    def test_without_a_database_every_dialect_says_when_to_come_back(self):
        """It is no 404, by which a client would take its record for gone."""
        self.assertEqual(self.call("GET", "/res.partner?limit=1").status_code, 200)
        self.relay.cut()
        try:
            for path, headers, keys in SHAPES:
                with self.subTest(path=path, headers=headers):
                    url = f"{self.server.url}{path}"
                    response = requests.get(url, headers=headers, timeout=60)
                    self.assertPassing(response)
                    self.assertEqual(set(response.json()), keys)
            self.assertPassing(self.call("DELETE", "/res.partner/1"))
        finally:
            self.relay.mend()
        self.assertEqual(self.call("GET", "/res.partner?limit=1").status_code, 200)

    def test_commit_without_an_answer_is_no_refusal(self):
        """Who sends it again because of a 503 may do it twice."""
        with self.relay.cutting_after(COMMIT):
            response = self.create("doubt")
        self.assertEqual(response.status_code, 504, response.text)
        self.assertEqual(response.json()["code"], "outcome_unknown")
        self.assertNotIn("Retry-After", response.headers)
        self.assertEqual(self.count("doubt"), 1)

    def test_commit_without_an_answer_is_found_by_its_key(self):
        with self.relay.cutting_after(COMMIT):
            self.assertPassing(self.create("doubt key", "doubt"))
        response = self.create("doubt key", "doubt")
        self.assertEqual(response.status_code, 201, response.text)
        self.assertIn("Idempotency-Replayed", response.headers)
        self.assertEqual(self.count("doubt key"), 1)

    def test_token_that_was_perhaps_given_is_not_to_be_asked_for_again(self):
        """A refresh token that comes twice would end all that it belongs to."""
        application = self.committed(self._make_application)
        first = self._token(application)
        self.assertEqual(first.status_code, 200, first.text)
        with self.relay.cutting_after(COMMIT):
            response = self._token(application)
        self.assertEqual(response.status_code, 504, response.text)
        self.assertEqual(set(response.json()), {"error", "error_description"})
        self.assertNotIn("Retry-After", response.headers)

    def _token(self, application):
        return requests.post(
            f"{self.server.url}/restapi/1.0/common/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=application,
            timeout=60,
        )

    def _make_application(self, env):
        application = env["restapi.client"].create(
            {
                "name": "Faults",
                "user_id": self.user_id,
                "scope": "read",
                "allow_authorization_code": False,
                "allow_client_credentials": True,
                "service_user_id": self.user_id,
            }
        )
        return application.client_id, application._restapi_new_secret()

    def test_writes_are_done_once_while_connections_are_killed(self):
        names = [f"killed {number}" for number in range(20)]
        with self.killing(), ThreadPoolExecutor(4) as pool:
            statuses = Counter(
                status for found in pool.map(self.attempts, names) for status in found
            )
        self.assertEqual(statuses.pop(201), len(names))
        self.assertLessEqual(set(statuses), {409, 503})
        self.assertEqual(self.count("killed %"), len(names))

    def attempts(self, name):
        """Create a partner, as often as it takes; return all statuses."""
        statuses = []
        while not statuses or statuses[-1] in (409, 503):
            statuses.append(self.create(name, name).status_code)
        return statuses

    def create(self, name, key=None):
        headers = {"Idempotency-Key": key} if key else {}
        return self.call("POST", "/res.partner", json={"name": name}, headers=headers)

    @contextmanager
    def killing(self):
        """Terminate all connections of the server, again and again for a while."""
        over = Event()

        def kill():
            for _kill in range(KILLS):
                self.terminate()
                if over.wait(0.1):
                    return

        killer = Thread(target=kill)
        killer.start()
        try:
            yield
        finally:
            over.set()
            killer.join()

    def terminate(self):
        # the registry is locked for other threads while tests run
        with closing(db_connect(get_db_name()).cursor()) as cr:
            cr.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = %s",
                [f"odoo-{self.server.pid}"],
            )

    def test_file_without_room_is_refused_and_taken_later(self):
        """No part of it is left, which would be taken for another file."""
        content = b"x" * 5000
        partner = self.call("POST", "/res.partner", json={"name": "Full"}).json()["id"]
        path = f"/res.partner/{partner}/attachments"
        sent = {
            "params": {"name": "full.bin"},
            "data": content,
            "headers": {"Content-Type": "application/octet-stream"},
        }
        with self.limited(1000):
            self.assertPassing(self.call("POST", path, **sent))
            # it has no room for its log either
            self.assertEqual(
                self.call("GET", f"/res.partner/{partner}").status_code, 200
            )
        answer = self.call("POST", path, **sent)
        self.assertEqual(answer.status_code, 201, answer.text)
        found = self.call("GET", f"/ir.attachment/{answer.json()['id']}/raw")
        self.assertEqual(found.content, content)

    @contextmanager
    def limited(self, size):
        """Let the server write no file beyond a size."""
        _soft, hard = resource.prlimit(self.server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.server.pid, resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.prlimit(self.server.pid, resource.RLIMIT_FSIZE, (hard, hard))

    def test_half_a_request_does_nothing(self):
        for _client in range(3):
            with socket.create_connection(("127.0.0.1", self.server.port), 30) as end:
                end.sendall(
                    b"POST /api/res.partner HTTP/1.1\r\nHost: localhost\r\n"
                    b"Authorization: Bearer " + self.key.encode() + b"\r\n"
                    b"Content-Type: application/json\r\nContent-Length: 9999\r\n\r\n"
                    b'{"name": "gone half"'
                )
        self.assertEqual(self.call("GET", "/res.partner?limit=1").status_code, 200)
        self.assertEqual(self.count("gone half"), 0)
