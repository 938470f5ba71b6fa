"""Streams of a real server: memory, clients that go away, pieces that stay."""
# pylint: disable=external-request-timeout

import json
import os
import re
import socket
import time
from pathlib import Path

import requests

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import SQL

from .support.common import make_key
from .support.needs import SERVER, needs
from .support.server import Server
from .support.turns import GROUPS, TIMEOUT

MODEL = "restapi_test.everything"
# ``make attack`` has more.
ROWS = int(os.environ.get("RESTAPI_ROWS", "40000"))
NAME = "streamed"
# More than all buffers between a server and its client.
WIDTH = 500
FIELDS = "name,many2one_id(name,country_id(name,currency_id(name)))"


@tagged("post_install", "-at_install")
@needs(SERVER)
class TestStreamsOfServer(BaseCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls._committed(cls._make)
        cls.addClassCleanup(cls._committed, cls._drop)
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=0))
        cls.stalled = cls.enterClassContext(cls._stall())

    @classmethod
    def _stall(cls) -> socket.socket:
        """Return the connection of a client that begins to read, and stops."""
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(TIMEOUT)
        connection.connect(("127.0.0.1", cls.server.port))
        connection.sendall(
            f"GET /api/{MODEL}?format=ndjson HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {cls.stalled_key}\r\n\r\n".encode()
        )
        assert b" 200 " in connection.recv(15)
        return connection

    @classmethod
    def _committed(cls, function):
        with cls.registry.cursor() as cr:
            function(api.Environment(cr, api.SUPERUSER_ID, {}))
        cls.registry.signal_changes()

    @classmethod
    def _make(cls, env) -> None:
        user = new_test_user(env, login="stream_client", groups=GROUPS)
        user.partner_id.country_id = env.ref("base.be")
        cls.user_id = user.id
        cls.key, cls.stalled_key = make_key(user), make_key(user)
        env.flush_all()
        env.cr.execute(
            SQL(
                "INSERT INTO restapi_test_everything (name, many2one_id) "
                "SELECT %s || repeat('x', %s) || n, %s FROM generate_series(1, %s) n",
                NAME,
                WIDTH,
                user.partner_id.id,
                ROWS,
            )
        )

    @classmethod
    def _drop(cls, env) -> None:
        env.cr.execute(
            SQL("DELETE FROM restapi_test_everything WHERE name LIKE %s", f"{NAME}%")
        )
        user = env["res.users"].browse(cls.user_id)
        partner = user.partner_id
        user.unlink()
        partner.unlink()

    def stream(
        self, fields: str = FIELDS, key: str = "", **parameters
    ) -> requests.Response:
        return requests.get(
            f"{self.server.url}/api/{MODEL}",
            params={"format": "ndjson", "fields": fields, **parameters},
            headers={"Authorization": f"Bearer {key or self.key}"},
            stream=True,
            timeout=TIMEOUT,
        )

    def mebibytes(self) -> float:
        status = Path(f"/proc/{self.server.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024

    def test_memory_does_not_grow_with_the_rows(self):
        with self.stream(domain="[('id','=',0)]") as response:
            self.assertEqual(response.text, "")
        idle = self.mebibytes()
        sizes = []
        with self.stream() as response:
            lines = response.iter_lines(1 << 16)
            row = json.loads(next(lines))
            for number, _line in enumerate(lines, 2):
                if number % (ROWS // 8) == 0:
                    sizes.append(self.mebibytes())
        self.assertEqual(number, ROWS)
        self.assertEqual(row["many2one_id"]["country_id"]["name"], "Belgium")
        self.assertLess(max(sizes), idle + 64)
        self.assertLess(sizes[-1], sizes[1] + 4)

    def test_a_client_that_goes_away_leaves_its_place(self):
        first = self.stream()
        lines = first.iter_lines()
        self.assertTrue(next(lines))
        with self.stream() as second:
            self.assertEqual(second.status_code, 429)
            self.assertEqual(second.json()["code"], "too_many_streams")
        first.close()
        self.assertFree(self.key)

    def assertFree(self, key: str) -> None:
        """Assert that a place for a stream is free, soon."""
        deadline = time.monotonic() + TIMEOUT
        status = 429
        while status == 429 and time.monotonic() < deadline:
            with self.stream(key=key, domain="[('id','=',0)]") as response:
                status = response.status_code
        self.assertEqual(status, 200)
        self.assertNotIn("Traceback", self.server.log())

    def test_stops_for_a_client_that_does_not_read(self):
        """The last one: by then it has waited long enough."""
        self.assertFree(self.stalled_key)

    def test_a_line_of_100_mb(self):
        line, good = b'{"name": "' + b"x" * 100_000_000, b'{"name": "streamed good"}'
        idle = self.mebibytes()
        response = requests.post(
            f"{self.server.url}/api/{MODEL}",
            data=b"\n".join([good, line, good]),
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/x-ndjson",
            },
            timeout=TIMEOUT,
        )
        rows = [json.loads(row) for row in response.iter_lines()]
        self.assertEqual([row["status"] for row in rows], [424, 413, 424])
        self.assertIn("Line 2", rows[1]["error"])
        self.assertEqual(self.count(f"{NAME} good"), 0)
        self.assertLess(self.mebibytes(), idle + 64)

    def test_a_stream_is_of_one_moment(self):
        with self.stream("name") as response:
            lines = response.iter_lines(1 << 16)
            next(lines)
            self._committed(
                lambda env: env.cr.execute(
                    SQL(
                        "UPDATE restapi_test_everything SET name = %s || name"
                        " WHERE name LIKE %s",
                        f"{NAME} later ",
                        f"{NAME}%",
                    )
                )
            )
            names = [json.loads(line)["name"] for line in lines]
        self.assertEqual(len(names), ROWS - 1)
        self.assertFalse([name for name in names if " later " in name])

    def test_a_file_that_is_cut_off(self):
        for size in (100, 200_000):
            head = (
                f"POST /api/{MODEL} HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {self.key}\r\n"
                f"Content-Type: application/x-ndjson\r\nContent-Length: {size}\r\n\r\n"
            )
            line = json.dumps({"name": f"{NAME} cut"}) + "\n"
            body = (line * size)[: size // 2]
            address = ("127.0.0.1", self.server.port)
            with socket.create_connection(address, TIMEOUT) as connection:
                connection.sendall((head + body).encode())
                connection.shutdown(socket.SHUT_WR)
                answer = b"".join(iter(lambda: connection.recv(4096), b""))
            self.assertIn(b" 400 ", answer.splitlines()[0])
        self.assertEqual(self.count(f"{NAME} cut%"), 0)

    def count(self, pattern: str) -> int:
        """Return how many records there are with such a name, now."""
        with self.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT count(*) FROM restapi_test_everything WHERE name LIKE %s",
                    pattern,
                )
            )
            return cr.fetchone()[0]

    def test_pieces_of_an_import_stay(self):
        rows = [{"name": f"{NAME} in {n}"} for n in range(600)]
        rows[-1]["integer"] = "x"
        response = requests.post(
            f"{self.server.url}/api/{MODEL}",
            data="\n".join(map(json.dumps, rows)).encode(),
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/x-ndjson",
            },
            timeout=TIMEOUT,
        )
        statuses = [json.loads(line)["status"] for line in response.iter_lines()]
        self.assertEqual(statuses, [201] * 500 + [424] * 99 + [422])
        self.assertEqual(self.count(f"{NAME} in %"), 500)
