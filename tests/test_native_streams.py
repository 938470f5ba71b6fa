"""Lists as streams of lines: NDJSON and CSV."""

import csv
import json
from contextlib import closing, contextmanager
from io import StringIO
from unittest.mock import patch

import requests

from odoo import sql_db
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..records.read import export
from ..records.write import write_locks
from .support.common import ApiCase
from .test_grants import GrantCase

MODEL = "restapi_test.everything"
NDJSON = {"Accept": "application/x-ndjson"}
CSV = {"Accept": "text/csv"}


class StreamCase(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Bo", "city": "Ghent"})
        cls.records = cls.env[MODEL].create(
            [
                {
                    "name": f"n{n}",
                    "integer": n,
                    "short": (None, "=1+1", 'a"b')[n % 3],
                    "boolean": n == 9,
                    "many2one_id": cls.partner.id if n % 2 else None,
                    "translated": f"t{n}",
                    "reference": f"res.partner,{cls.partner.id}" if n == 1 else None,
                    "one2many_ids": [(0, 0, {"name": f"l{n}"})],
                }
                for n in range(11)
            ]
        )
        cls.domain = f"[('id','in',{cls.records.ids})]"
        cls.env.flush_all()

    def stream(self, key: str = "", **parameters) -> requests.Response:
        headers = parameters.pop("headers", NDJSON)
        params = {"domain": self.domain, **parameters}
        return self.call("GET", f"/{MODEL}", key, params=params, headers=headers)

    def lines(self, **parameters) -> list[dict]:
        response = self.stream(**parameters)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.headers["Content-Type"], "application/x-ndjson")
        self.assertTrue(response.text.endswith("\n") or not response.text)
        return [json.loads(line) for line in response.text.splitlines()]

    def table(self, **parameters) -> list[list[str]]:
        response = self.stream(headers=CSV, **parameters)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertTrue(response.headers["Content-Type"].startswith("text/csv"))
        return list(csv.reader(StringIO(response.text, newline=""), strict=True))


@tagged("post_install", "-at_install")
class TestStreams(StreamCase):
    def test_lines_are_what_a_page_has(self):
        fields = "name,short,boolean,translated,many2one_id(name,country_id(name)),"
        fields += "reference,company_dependent,one2many_ids(name),computed"
        for order in ("integer desc", "many2one_id.name,integer", "", "translated"):
            params = {"fields": fields, "domain": self.domain, "order": order}
            page = self.get(f"/{MODEL}", params=params)["results"]
            for piece in (1000, 11, 3, 1):
                with self.subTest(order=order, piece=piece):
                    with patch.object(export, "PIECE", piece):
                        found = self.lines(fields=fields, order=order)
                    self.assertEqual(found, page)

    def test_all_fields(self):
        params = {"domain": self.domain, "order": "id"}
        page = self.get(f"/{MODEL}", params=params)["results"]
        self.assertEqual(self.lines(order="id"), page)

    def test_chosen_by_format_or_accept(self):
        for parameters, headers, kind in (
            ({}, {}, "application/json"),
            ({}, {"Accept": "*/*"}, "application/json"),
            ({}, {"Accept": "text/html,*/*;q=0.8"}, "application/json"),
            ({"format": "json"}, NDJSON, "application/json"),
            ({"format": "ndjson"}, {}, "application/x-ndjson"),
            ({"format": "csv"}, {}, "text/csv"),
            ({}, {"Accept": "text/csv, application/json;q=0.5"}, "text/csv"),
        ):
            with self.subTest(parameters=parameters, headers=headers):
                response = self.stream(headers=headers, fields="name", **parameters)
                found = response.headers["Content-Type"].partition(";")[0]
                self.assertEqual(found, kind)

    def test_query(self):
        body = {"domain": [["id", "in", self.records.ids]], "fields": "name"}
        response = self.call("QUERY", f"/{MODEL}", json=body, headers=NDJSON)
        self.assertEqual(len(response.text.splitlines()), 11)

    def test_head(self):
        response = self.call("HEAD", f"/{MODEL}?fields=name", headers=NDJSON)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content, b"")

    def test_nothing_matches(self):
        self.assertEqual(self.lines(domain="[('id','=',0)]"), [])
        rows = self.table(domain="[('id','=',0)]", fields="name,short")
        self.assertEqual(rows, [["name", "short"]])

    def test_more_than_the_largest_page(self):
        self.env["ir.config_parameter"].set_param("restapi.max_page_size", "4")
        self.env["ir.config_parameter"].set_param("restapi.max_rows", "8")
        with patch.object(export, "PIECE", 3):
            self.assertEqual(len(self.lines(fields="name")), 11)

    def test_table(self):
        rows = self.table(
            order="integer",
            fields="name,many2one_id.name,many2one_id,short,boolean,reference,"
            "many2one_id.city",
        )
        head = ["name", "many2one_id.name", "many2one_id", "short", "boolean"]
        self.assertEqual(rows[0], [*head, "reference", "many2one_id.city"])
        first, second = rows[1:3]
        self.assertEqual(first, ["n0", "", "", "", "false", "", ""])
        partner = str(self.partner.id)
        self.assertEqual(second[:3], ["n1", "Bo", partner])
        rest = ["=1+1", "false", f"res.partner,{partner}", "Ghent"]
        self.assertEqual(second[3:], rest)
        rows = self.table(order="integer", fields="short,integer", csv="safe")
        self.assertEqual(rows[2], ["'=1+1", "1"])
        self.assertEqual(rows[3], ['a"b', "2"])

    def test_table_of_all_fields(self):
        rows = self.table(order="id")
        self.assertIn("name", rows[0])
        self.assertFalse({"one2many_ids", "many2many_ids", "binary"} & set(rows[0]))
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})

    def test_lines_end_as_the_rfc_has_it(self):
        response = self.stream(headers=CSV, fields="id,name", order="integer")
        self.assertTrue(response.content.startswith(b"id,name\r\n"))

    @mute_logger("odoo.http")
    def test_refused(self):
        for parameters, code in (
            ({"limit": 5}, "invalid_limit"),
            ({"offset": 0}, "invalid_offset"),
            ({"cursor": ""}, "invalid_cursor"),
            ({"count": "exact"}, "invalid_count"),
            ({"format": "xml"}, "invalid_format"),
            ({"csv": "safe"}, "invalid_csv"),
            ({"csv": "no", "format": "csv"}, "invalid_csv"),
            ({"fields": "nam"}, "unknown_field"),
            ({"order": "computed"}, "invalid_order"),
            ({"domain": "[('nam','=',1)]"}, "unknown_field"),
            ({"domain": "[('date','=','x')]"}, "invalid_domain"),
            ({"fields": "one2many_ids", "format": "csv"}, "invalid_fields"),
            ({"fields": "name,many2many_ids(name)", "format": "csv"}, "invalid_fields"),
            ({"fields": "binary", "format": "csv"}, "invalid_fields"),
            ({"fields": "many2one_id.nam", "format": "csv"}, "unknown_field"),
        ):
            with self.subTest(parameters=parameters):
                self.assertProblem(self.stream(**parameters), 400, code)

    @mute_logger("odoo.http")
    def test_a_first_piece_that_fails_is_an_error(self):
        response = self.stream(fields="name,refused", order="integer desc")
        self.assertProblem(response, 403, "access_error")

    @mute_logger("odoo.addons.restapi.dialects.streamed")
    def test_a_later_piece_that_fails_is_the_last_line(self):
        for kind in ("ndjson", "csv"):
            path = f"/api/{MODEL}?fields=name,refused&order=integer&format={kind}"
            with patch.object(export, "PIECE", 4):
                response = self.opener.get(
                    f"{self.base_url()}{path}&domain={self.domain}",
                    headers={"Authorization": f"Bearer {self.key}"},
                    stream=True,
                )
                received = b""
                # The connection ends without its last chunk.
                with self.assertRaises(requests.exceptions.ChunkedEncodingError):
                    for piece in response.iter_content(None):
                        received += piece
            *rows, last = received.splitlines()
            self.assertEqual(len(rows), 8 + (kind == "csv"))
            problem = json.loads(last)
            self.assertEqual(problem["code"], "access_error")
            self.assertEqual(problem["request_id"], response.headers["X-Request-Id"])

    # -- places

    @contextmanager
    def taken(self, owner: str, number: int = 0):
        """Take a place as another worker would, on a connection of its own."""
        lock = write_locks.number(("restapi.stream", f"{owner} {number}"))
        with closing(sql_db.db_connect(self.env.cr.dbname).cursor()) as other:
            other.execute(SQL("SELECT pg_advisory_lock(%s)", lock))
            try:
                yield
            finally:
                other.execute(SQL("SELECT pg_advisory_unlock(%s)", lock))

    @mute_logger("odoo.http")
    def test_places(self):
        settings = self.env["ir.config_parameter"]
        settings.set_param("restapi.server_streams", "2")
        key = self.env["res.users.apikeys"].search([("user_id", "=", self.user.id)])
        mine = f"res.users.apikeys,{key.id}:{self.user.id}"
        with self.taken(mine):
            response = self.stream(fields="name")
            self.assertProblem(response, 429, "too_many_streams")
            self.assertIn("Retry-After", response.headers)
            settings.set_param("restapi.credential_streams", "2")
            self.assertEqual(len(self.lines(fields="name")), 11)
        with self.taken(""):
            self.assertEqual(len(self.lines(fields="name")), 11)
            with self.taken("", 1):
                response = self.stream(fields="name")
                self.assertProblem(response, 429, "too_many_streams")
                settings.set_param("restapi.server_streams", "0")
                self.assertEqual(len(self.lines(fields="name")), 11)
        self.assertEqual(self.held(), 0)

    def held(self) -> int:
        """Return how many places this test's connection has kept."""
        self.env.cr.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
            " AND pid = pg_backend_pid()"
        )
        return self.env.cr.fetchone()[0]


@tagged("post_install", "-at_install")
class TestStreamsOfLimitedKeys(GrantCase):
    @mute_logger("odoo.http")
    def test_rights_are_those_of_the_list(self):
        self.env["res.partner"].create([{"name": f"L{n}"} for n in range(5)])
        self.env.flush_all()
        line = {"model_id": "res.partner", "field_ids": ["name"]}
        key = self.key_with({**line, "domain": "[('name', 'like', 'L')]"})
        path = (
            "/res.partner?format=ndjson&fields=name&domain=[('name','in',['L1','x'])]"
        )
        response = self.call("GET", path, key)
        self.assertEqual(len(response.text.splitlines()), 1)
        for path in (
            "/res.partner?format=ndjson&fields=email",
            "/res.partner?format=csv&fields=email",
            "/res.partner?format=ndjson&order=email",
            "/res.country?format=ndjson",
        ):
            self.assertRefused(self.call("GET", path, key))
        response = self.call("GET", "/res.partner?format=csv", key)
        head = response.text.splitlines()[0].split(",")
        self.assertNotIn("email", head)
