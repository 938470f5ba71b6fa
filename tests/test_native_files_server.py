"""A real server that takes and gives files: memory, turns, and requests run again."""

import hashlib
import logging
import os
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import requests

from odoo.sql_db import db_connect
from odoo.tests import get_db_name, tagged
from odoo.tools import SQL

from .support.turns import TIMEOUT, TurnCase

_logger = logging.getLogger(__name__)

MEBIBYTE = 1024 * 1024
LARGE = 100
FORM = "multipart/form-data; boundary=b"


def large(mebibytes: int = LARGE) -> bytes:
    """Return a file that the server has not seen yet."""
    return os.urandom(MEBIBYTE) * mebibytes


def form(content: bytes) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'
    return head + content + b"\r\n--b--\r\n"


class FileServerCase(TurnCase):
    """An attachment of the partner beside it."""

    def _make(self, env):
        result = super()._make(env)
        made = env["ir.attachment"].create(
            {
                "name": "old.bin",
                "raw": b"old",
                "res_model": "res.partner",
                "res_id": self.partner,
            }
        )
        self.attachment = made.id
        self.raw = f"/api/ir.attachment/{made.id}/raw"
        self.attachments = f"/api/res.partner/{self.partner}/attachments?name=f.bin"
        return result

    def ok(self, method, path, status=200, **kwargs):
        response = self.call(method, path, **kwargs)
        self.assertEqual(response.status_code, status, response.text)
        return response.json()


@tagged("post_install", "-at_install")
class TestMemory(FileServerCase):
    """A file is in the memory of a worker once, as it is in Odoo's own upload."""

    def setUp(self) -> None:
        super().setUp()
        # What a process needs for its first upload, however large, is no part of it.
        self.ok("POST", self.attachments, 201, data=large(1))
        self.ok("PUT", self.raw, data=large(1))
        self._log_in()
        self._upload_to_odoo(large(1))

    def _kibibytes(self, name: str) -> int:
        status = Path(f"/proc/{self.server.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+) kB", status)[1])

    def _growth(self, function, *args) -> int:
        """Return by how many MiB the server grows at most, while it does something."""
        # Forget the peak so far: proc_pid_clear_refs(5).
        Path(f"/proc/{self.server.pid}/clear_refs").write_text("5")
        before = self._kibibytes("VmRSS")
        function(*args)
        return (self._kibibytes("VmHWM") - before) // 1024

    def _log_in(self) -> None:
        """Open a session of Odoo's own pages."""
        self.session = requests.Session()
        self.addCleanup(self.session.close)
        page = f"{self.server.url}/web/login"
        sent = {"login": "turn_writer", "password": "turn_writer"}
        token = self._csrf_token(self.session.get(page, timeout=TIMEOUT))
        answer = self.session.post(
            page, data={**sent, "csrf_token": token}, timeout=TIMEOUT
        )
        answer.raise_for_status()
        self.csrf_token = self._csrf_token(answer)

    def _csrf_token(self, page) -> str:
        return re.search(r'csrf_token: "(\w+)"', page.text)[1]

    def _upload_to_odoo(self, content: bytes) -> None:
        answer = self.session.post(
            f"{self.server.url}/web/binary/upload_attachment",
            data={
                "csrf_token": self.csrf_token,
                "model": "res.partner",
                "id": str(self.partner),
            },
            files={"ufile": ("f.bin", BytesIO(content))},
            timeout=TIMEOUT,
        )
        self.assertIn('"filename"', answer.text)

    def test_uploads(self):
        own = self._growth(self._upload_to_odoo, large())
        for name, send in (
            ("raw", lambda c: self.ok("POST", self.attachments, 201, data=c)),
            (
                "form",
                lambda c: self.ok(
                    "POST",
                    self.attachments,
                    201,
                    data=form(c),
                    headers={"Content-Type": FORM},
                ),
            ),
            ("replaced", lambda c: self.ok("PUT", self.raw, data=c)),
        ):
            with self.subTest(name=name):
                grown = self._growth(send, large())
                _logger.info("%s: %s MiB more, Odoo's own %s MiB", name, grown, own)
                self.assertLessEqual(grown, own + 32)

    def test_download(self):
        self.ok("PUT", self.raw, data=large())
        self.assertLess(self._growth(self._download), 16)

    def _download(self) -> None:
        checksum = hashlib.sha1()
        with self.call("GET", self.raw, stream=True) as response:
            for piece in response.iter_content(MEBIBYTE):
                checksum.update(piece)
        self.assertEqual(response.headers["ETag"], f'"{checksum.hexdigest()}"')


@tagged("post_install", "-at_install")
class TestTurns(FileServerCase):
    """Files of a record are written in turn, and whole."""

    def test_writer_waits_for_its_turn(self):
        key = ("ir.attachment", self.attachment)
        with ThreadPoolExecutor(1) as threads:
            with self.held(key):
                sent = threads.submit(self.ok, "PUT", self.raw, data=b"new")
                self.until_waiting(1)
                # Who may not write does not wait.
                refused = self.call("PUT", self.raw, self.reader_key, data=b"x")
                self.assertEqual(refused.status_code, 403)
            self.assertEqual(sent.result()["size"], 3)

    def test_request_that_odoo_runs_again_has_its_body(self):
        content = large(1)
        for body, headers in (
            (content, {}),
            (form(content), {"Content-Type": FORM}),
            (iter([content]), {}),
        ):
            with self.subTest(headers=headers):
                answer = self._meanwhile("PUT", self.raw, data=body, headers=headers)
                self.assertEqual(answer["size"], len(content))
                checksum = hashlib.sha1(content).hexdigest()
                self.assertEqual(answer["checksum"], checksum)

    def _meanwhile(self, method, path, **kwargs):
        """Send a request, and change its attachment by other means."""
        before = self.run_again()
        with (
            db_connect(get_db_name()).cursor() as cr,
            ThreadPoolExecutor(1) as threads,
        ):
            cr.execute(
                SQL(
                    "UPDATE ir_attachment SET write_date = now() WHERE id = %s",
                    self.attachment,
                )
            )
            pid = cr._cnx.info.backend_pid
            sent = threads.submit(self.ok, method, path, **kwargs)
            while not self._is_waited_for(pid):
                self.assertFalse(sent.done(), "the request does not wait")
            cr.commit()  # the other writer is done. pylint: disable=invalid-commit
            answer = sent.result()
        self.assertGreater(self.run_again(), before)
        return answer

    def _is_waited_for(self, pid) -> bool:
        with db_connect("postgres").cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT 1 FROM pg_stat_activity"
                    " WHERE %s = ANY(pg_blocking_pids(pid))",
                    pid,
                )
            )
            return bool(cr.fetchone())
