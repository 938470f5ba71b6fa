"""A copy that follows the feed is what Odoo has, whoever writes, and however."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from odoo.tests import get_db_name, tagged

from .support.feed import LINE, MODEL, WAIT_SECONDS
from .support.needs import PROGRAM, needs
from .test_changes import ServedFeedCase

SCRIPT = Path(__file__).parent.parent / "examples" / "replica.py"
# How long writers write; minutes where it is looked at more closely.
SECONDS = float(os.environ.get("RESTAPI_FEED_SECONDS", "3"))
FIELDS = {
    MODEL: "name,integer,stored,text,translated,many2many_ids(id),many2one_id(id),"
    "write_date",
    LINE: "name,active,sequence,parent_id(id),above_id(id),write_date",
}
# What each of them does at least, on a machine that is busy.
LEAST = 4
LOGIN = "feed_writer"


class Writer(threading.Thread):
    """Does one random thing after the other, as long as it may.

    :param ways: which there are; each gets the source of what is random
    """

    def __init__(self, ways: list[Callable[[random.Random], None]], seed: int) -> None:
        super().__init__()
        self.ways = ways
        self.random = random.Random(seed)
        self.ends_at = time.monotonic() + SECONDS
        self.done = 0

    def run(self) -> None:
        while time.monotonic() < self.ends_at or self.done < LEAST:
            self.random.choice(self.ways)(self.random)
            self.done += 1


@tagged("post_install", "-at_install")
@needs(PROGRAM)
class TestReplica(ServedFeedCase):
    recorded = (MODEL, LINE)

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.make_user(LOGIN, "base.group_user")
        cls.tags = cls.make(
            *({"name": f"t{n}"} for n in range(3)), model="res.partner.category"
        )
        cls.addClassCleanup(cls.delete, cls.tags, "res.partner.category")
        cls.make(*({"name": f"n{n}", "integer": n} for n in range(20)))

    def setUp(self) -> None:
        super().setUp()
        self.api = requests.Session()
        self.api.headers["Authorization"] = f"Bearer {self.key}"
        self.web = requests.Session()
        self.rpc("session/authenticate", db=get_db_name(), login=LOGIN, password=LOGIN)
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.file = str(Path(folder) / "copy.sqlite")

    def test_equals_odoo(self):
        replica = subprocess.Popen(
            [
                *(sys.executable, str(SCRIPT), self.file),
                *(f"{model}={names}" for model, names in FIELDS.items()),
            ],
            env={**os.environ, "ODOO_URL": self.server.url, "ODOO_KEY": self.key},
            stderr=subprocess.PIPE,
        )
        try:
            ways = [
                *(self.api_create, self.api_update, self.api_lines, self.api_delete),
                *(self.web_create, self.web_write, self.web_archive, self.web_delete),
            ]
            writers = [Writer(ways, seed) for seed in range(3)]
            for writer in writers:
                writer.start()
            for writer in writers:
                writer.join()
            deadline = time.monotonic() + WAIT_SECONDS
            while self.differences() and time.monotonic() < deadline:
                self.assertIsNone(replica.poll())
                time.sleep(0.1)
            self.assertEqual(self.differences(), {})
            self.assertGreater(len(self.copied()), 5)
        finally:
            replica.send_signal(signal.SIGTERM)
            self.assertEqual(replica.communicate()[1], b"")

    # -- what is compared

    def differences(self) -> dict[tuple, tuple]:
        """Return what differs, in the copy and in Odoo, by model and id."""
        copied, there = self.copied(), self.there()
        return {
            key: (copied.get(key), there.get(key))
            for key in copied.keys() | there.keys()
            if copied.get(key) != there.get(key)
        }

    def copied(self) -> dict[tuple, Any]:
        with sqlite3.connect(self.file) as database:
            tables = "SELECT 1 FROM sqlite_master WHERE name = 'record'"
            if not database.execute(tables).fetchone():
                return {}
            rows = database.execute("SELECT model, id, fields FROM record").fetchall()
        return {(model, id_): json.loads(text) for model, id_, text in rows}

    def there(self) -> dict[tuple, Any]:
        found = {}
        for model, names in FIELDS.items():
            params = {
                "fields": f"id,{names}",
                "format": "ndjson",
                "context": "{'active_test': False}",
            }
            response = self.api.get(
                f"{self.server.url}/api/{model}", params=params, timeout=60
            )
            if response.status_code == requests.codes.too_many_requests:
                return {}  # the copy is being made
            for line in response.text.splitlines():
                record = json.loads(line)
                found[model, record["id"]] = record
        return found

    # -- writers

    def ids(self, chosen: random.Random, model: str = MODEL) -> list[int]:
        """Return some records that were there a moment ago."""
        found = self.send("GET", f"{model}?fields=id&limit=100")["results"]
        return [row["id"] for row in chosen.sample(found, min(len(found), 2))]

    def send(self, method: str, path: str, body: Any = None) -> Any:
        response = self.api.request(
            method, f"{self.server.url}/api/{path}", json=body, timeout=60
        )
        return response.json()

    def rpc(self, path: str, **params: Any) -> Any:
        response = self.web.post(
            f"{self.server.url}/web/{path}",
            json={"jsonrpc": "2.0", "params": params},
            timeout=60,
        )
        return response.json()

    def call_kw(self, model: str, method: str, *args: Any) -> Any:
        return self.rpc(
            "dataset/call_kw", model=model, method=method, args=args, kwargs={}
        )

    def api_create(self, chosen: random.Random) -> None:
        lines = [{"name": f"l{n}"} for n in range(chosen.randrange(3))]
        rows = [{"name": "api", "integer": 1, "one2many_ids": lines} for _ in range(2)]
        self.send("POST", MODEL, rows)

    def api_update(self, chosen: random.Random) -> None:
        for id_ in self.ids(chosen):
            number = chosen.randrange(100)
            body = {"integer": number, "many2many_ids": chosen.sample(self.tags, 2)}
            self.send("PATCH", f"{MODEL}/{id_}", body)

    def api_lines(self, chosen: random.Random) -> None:
        for id_ in self.ids(chosen, LINE):
            body = {"sequence": chosen.randrange(9), "name": str(chosen.random())}
            self.send("PATCH", f"{LINE}/{id_}", body)

    def api_delete(self, chosen: random.Random) -> None:
        for id_ in self.ids(chosen)[:1]:
            self.send("DELETE", f"{MODEL}/{id_}")

    def web_create(self, chosen: random.Random) -> None:
        values = {"name": "web", "one2many_ids": [[0, 0, {"name": "w"}]]}
        self.call_kw(MODEL, "web_save", [], values, {"id": {}})

    def web_write(self, chosen: random.Random) -> None:
        values = {"text": str(chosen.random()), "integer": chosen.randrange(9)}
        self.call_kw(MODEL, "write", self.ids(chosen), values)

    def web_archive(self, chosen: random.Random) -> None:
        self.call_kw(LINE, "action_archive", self.ids(chosen, LINE))

    def web_delete(self, chosen: random.Random) -> None:
        self.call_kw(MODEL, "unlink", self.ids(chosen)[:1])
