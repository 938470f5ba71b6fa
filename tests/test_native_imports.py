"""Files of rows that come in."""

import json
from unittest.mock import patch

from requests import Response

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..service import imports as restapi_service_import
from .support.common import ApiCase
from .test_grants import GrantCase

MODEL = "restapi_test.everything"
NDJSON = "application/x-ndjson"
CSV = "text/csv"


@tagged("post_install", "-at_install")
class TestImports(ApiCase):
    def send(self, body: str | bytes, kind: str = NDJSON, **kwargs) -> Response:
        body = body.encode() if isinstance(body, str) else body
        headers = {"Content-Type": kind, **kwargs.pop("headers", {})}
        path = kwargs.pop("path", f"/{MODEL}")
        return self.call("POST", path, data=body, headers=headers, **kwargs)

    def lines(self, body: str | bytes, kind: str = NDJSON, **kwargs) -> list[dict]:
        response = self.send(body, kind, **kwargs)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.headers["Content-Type"], NDJSON)
        return [json.loads(line) for line in response.text.splitlines()]

    def statuses(self, lines: list[dict]) -> list[tuple[int, int]]:
        return [(line["line"], line["status"]) for line in lines]

    def names(self, lines: list[dict]) -> list[str]:
        self.env.invalidate_all()
        ids = [line["id"] for line in lines if "id" in line]
        return self.env[MODEL].browse(ids).mapped("name")

    def test_objects(self):
        body = '{"name":"a","one2many_ids":[{"name":"l"}]}\n\n{"name":"b"}'
        lines = self.lines("\ufeff" + body)
        self.assertEqual(self.statuses(lines), [(1, 201), (3, 201)])
        self.assertEqual(set(lines[0]), {"line", "status", "id"})
        self.assertEqual(self.names(lines), ["a", "b"])
        first = self.env[MODEL].browse(lines[0]["id"])
        self.assertEqual(first.one2many_ids.name, "l")
        self.assertEqual(first.create_uid, self.user)

    def test_table(self):
        partner = self.env["res.partner"].create({"name": "P"})
        self.env.flush_all()
        body = (
            "name,integer,boolean,date,many2one_id,text\r\n"
            f'"a ""b""",3,true,2026-01-31,{partner.id},"two\r\nlines"\r\n'
            "c,,,,,\r\n"
        )
        lines = self.lines("\ufeff" + body, CSV)
        self.assertEqual(self.statuses(lines), [(2, 201), (4, 201)])
        self.env.invalidate_all()
        first, second = self.env[MODEL].browse([line["id"] for line in lines])
        self.assertRecordValues(
            first,
            [
                {
                    "name": 'a "b"',
                    "integer": 3,
                    "boolean": True,
                    "many2one_id": partner.id,
                    "text": "two\r\nlines",
                }
            ],
        )
        self.assertEqual((second.name, second.integer), ("c", 0))

    def test_what_goes_out_comes_in(self):
        self.env[MODEL].create([{"name": f"n{n}", "short": "=1"} for n in range(3)])
        self.env.flush_all()
        path = f"/{MODEL}?format=csv&fields=name,short,integer,date,selection"
        text = self.call("GET", path).text
        lines = self.lines(text, CSV)
        self.assertEqual({line["status"] for line in lines}, {201})
        self.assertEqual(len(lines), len(text.splitlines()) - 1)

    def test_pieces_are_atomic(self):
        rows = [{"name": f"n{n}"} for n in range(6)]
        rows[3] = {"name": "x", "integer": "y", "nam": 1}
        body = "\n".join(map(json.dumps, rows))
        with patch.object(restapi_service_import, "PIECE", 2):
            lines = self.lines(body)
        statuses = [201, 201, 424, 422, 201, 201]
        self.assertEqual([line["status"] for line in lines], statuses)
        self.assertEqual(self.names(lines), ["n0", "n1", "n4", "n5"])
        self.assertFalse(self.env[MODEL].search([("name", "in", ["n2", "x"])]))
        pointers = {mistake["pointer"] for mistake in lines[3]["details"]}
        self.assertEqual(pointers, {"/integer", "/nam"})
        self.assertEqual(lines[2]["code"], "failed_dependency")

    def test_what_the_model_refuses_is_found(self):
        rows = [{"name": "A", "email": f"x{n}@y.z"} for n in range(3)]
        rows[1] = {"name": None, "type": "contact"}
        body = "\n".join(map(json.dumps, rows))
        with mute_logger("odoo.sql_db"):
            lines = self.lines(body, path="/res.partner")
        self.assertEqual([line["status"] for line in lines], [424, 422, 424])

    def test_lines_that_cannot_be_read(self):
        good = b'{"name":"good"}'
        settings = self.env["ir.config_parameter"]
        settings.set_param("restapi.max_body_mib", "1")
        for bad, status, code in (
            (b"{", 400, "invalid_json"),
            (b'{"name":"\xff"}', 400, "invalid_json"),
            (b'{"name":"\\u0000"}', 400, "invalid_json"),
            (b'{"name":NaN}', 400, "invalid_json"),
            (b"[1]", 422, "invalid_values"),
            (b'"x"', 422, "invalid_values"),
            (b'{"name":"' + b"x" * 2**21 + b'"}', 413, "too_large"),
        ):
            with self.subTest(bad=bad[:20]):
                with patch.object(restapi_service_import, "PIECE", 2):
                    lines = self.lines(b"\n".join([good, good, good, bad, good]))
                statuses = [201, 201, 424, status, 201]
                self.assertEqual([line["status"] for line in lines], statuses)
                self.assertEqual((lines[3]["line"], lines[3]["code"]), (4, code))
                if status != 422:
                    self.assertIn("Line 4", lines[3]["error"])

    def test_rows_that_cannot_be_read(self):
        for bad, status, last in (
            (b"a,1,2", 400, True),
            (b"a", 400, True),
            (b"\xff,1", 400, False),
            (b'"a,1', 400, False),
            (b'"a"b,1', 400, False),
            (b"a\x00,1", 400, True),
            (b"a,x", 422, True),
        ):
            with self.subTest(bad=bad):
                body = b"name,integer\ngood,1\n" + bad + b"\ngood,2\n"
                with patch.object(restapi_service_import, "PIECE", 1):
                    lines = self.lines(body, CSV)
                statuses = [(2, 201), (3, status)] + [(4, 201)] * last
                self.assertEqual(self.statuses(lines), statuses)

    @mute_logger("odoo.http")
    def test_refused(self):
        for body, kind, code in (
            ("", CSV, "invalid_csv"),
            ("\n", CSV, "invalid_csv"),
            (b"\xff\n", CSV, "invalid_csv"),
            ("nam\nx", CSV, "unknown_field"),
            ("name,name\nx,y", CSV, "invalid_column"),
            ("name,id\nx,1", CSV, "invalid_column"),
            ("name,many2one_id.name\nx,1", CSV, "invalid_column"),
            ("name,one2many_ids\nx,1", CSV, "invalid_column"),
            ("name;integer\nx;1", CSV, "unknown_field"),
        ):
            with self.subTest(body=body):
                self.assertProblem(self.send(body, kind), 400, code)
        for parameter in ("dry_run=true", "atomic=false", "fields=name"):
            response = self.send("{}", path=f"/{MODEL}?{parameter}")
            name = parameter.partition("=")[0]
            self.assertProblem(response, 400, f"invalid_{name}")
        response = self.send("{}", headers={"Idempotency-Key": "k"})
        self.assertProblem(response, 400, "invalid_idempotency_key")
        response = self.send("{}", headers={"Content-Encoding": "gzip"})
        self.assertProblem(response, 415, "unsupported_media_type")
        settings = self.env["ir.config_parameter"]
        settings.set_param("restapi.max_file_mib", "1")
        response = self.send(b"x" * (2**20 + 1))
        self.assertEqual(response.status_code, 413)

    def test_nothing(self):
        self.assertEqual(self.lines(""), [])
        self.assertEqual(self.lines("name\n", CSV), [])


@tagged("post_install", "-at_install")
class TestImportsOfLimitedKeys(GrantCase):
    @mute_logger("odoo.http")
    def test_rights_are_those_of_create(self):
        line = {"model_id": "res.partner", "all_fields": False}
        line["field_ids"] = ["name"]
        header, table = {"Content-Type": NDJSON}, {"Content-Type": CSV}
        path = "/res.partner"
        key = self.key_with(line)
        self.assertRefused(self.call("POST", path, key, data=b"{}", headers=header))
        key = self.key_with({**line, "may_create": True})
        response = self.call("POST", path, key, data=b"name,email\n", headers=table)
        self.assertRefused(response)
        body = b'{"name":"one"}\n{"name":"two","email":"x@y.z"}'
        response = self.call("POST", path, key, data=body, headers=header)
        lines = [json.loads(text) for text in response.text.splitlines()]
        self.assertEqual([line["status"] for line in lines], [424, 403])
        key = self.key_with(
            {**line, "may_create": True, "domain": "[('name','=','one')]"}
        )
        response = self.call("POST", path, key, data=b'{"name":"x"}', headers=header)
        self.assertEqual(json.loads(response.text)["status"], 403)

    def test_a_file_is_kept_for_a_job(self):
        line = {"model_id": "res.partner", "may_create": True}
        headers = {"Content-Type": NDJSON, "Prefer": "respond-async"}
        response = self.call(
            "POST", "/res.partner", self.key_with(line), data=b"{}", headers=headers
        )
        self.assertEqual(response.status_code, 202, response.text)
