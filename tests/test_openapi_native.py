"""Every operation of the native document is called, and answers as it says."""

from typing import Any

from requests import Response

from odoo.tests import tagged

from ..core.client_operation import LANGUAGES
from .test_openapi_answers import REPORT, AnswerCase

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154"
    "789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@tagged("post_install", "-at_install")
class TestNativeAnswers(AnswerCase):
    def setUp(self) -> None:
        super().setUp()
        self.describe("mrm")
        self.headers = {"Authorization": f"Bearer {self.key}"}

    def ask(self, name: str, *arguments: Any, **kwargs: Any) -> Any:
        """Call an operation of partners, or a general one."""
        own = f"{name}_res_partner"
        headers = {**self.headers, **kwargs.pop("headers", {})}
        name = own if own in self.by_name else name
        return self.answer(name, *arguments, headers=headers, **kwargs)

    def test_every_operation(self):
        self._read()
        self._write()
        self._write_lists()
        self._import()
        self._move_files()
        self._call_methods()
        self._batch()
        self._defer()
        self.assertAllCalled()
        self.check_models("mrm", "/api/{model}?limit=5", self.headers)

    def _read(self) -> None:
        for name in (
            "root",
            "models",
            "health",
            "openapi",
            "postman",
            "fields",
            "endpoints",
        ):
            self.ask(name)
        for language in LANGUAGES:
            self.ask(f"client_{language}", "?models=res.partner")
        self.answer("root", headers={})
        self.ask("changes")
        self.ask("list", "?limit=5")
        self.ask("list", "?limit=5&count=none")
        self.ask("query", "", {"domain": [["id", "=", self.partner.id]]})
        for format_, line in (("ndjson", '{"id":1,"name":'), ("csv", "name")):
            query = f"?format={format_}&fields=name&domain=[('id','=',1)]"
            answer = self.ask("list", query)
            self.assertTrue(answer.text.startswith(line), answer.text)
        tag = self.ask_raw("/res.partner?limit=5").headers["ETag"]
        self.ask("list", "?limit=5", None, (304,), headers={"If-None-Match": tag})
        self.ask("count")
        self.ask("groups", "?by=country_id,create_date:month&values=id:count_distinct")
        self.ask("read")

    def _write(self) -> None:
        new = {"name": "New", "child_ids": [{"name": "Line"}]}
        self.ask("create", "?dry_run=true", new)
        made = self.ask("create", "", new, (201,))
        for name in ("put", "update"):
            change = {"child_ids": {"replace": []}}
            self.ask(name, "", change, id=made["id"])
        minimal = {"Prefer": "return=minimal"}
        self.ask("update", "?dry_run=1", change, id=made["id"], headers=minimal)
        self.ask("delete", id=made["id"])

    def ask_raw(self, path: str) -> Response:
        return self.url_open(f"/api{path}", headers=self.headers)

    def _import(self) -> None:
        for kind, data in (
            ("application/x-ndjson", b'{"name": "Line"}\n{"nam": "x"}\n'),
            ("text/csv", b"name\nLine\n"),
        ):
            sent = {"headers": {"Content-Type": kind}, "data": data}
            answer = self.ask("create", "", None, (200,), **sent)
            self.assertIn('"line":', answer.text)
            sent["headers"]["Prefer"] = "respond-async"
            self.ask("create", "", None, (202,), **sent)

    def _write_lists(self) -> None:
        made = self.ask("create", "", [{"name": "One"}, {"name": "Two"}], (201,))
        self.ask("create", "?atomic=false", [{"name": "Three"}])
        wrong = [{"name": "Four"}, {"no_such_field": 1}]
        answers = self.ask("create", "?atomic=false", wrong, (207,))
        self.assertEqual([row["status"] for row in answers["results"]], [201, 422])
        changes = [{"id": id_, "city": "Ghent"} for id_ in made["ids"]]
        self.ask("update_many", "", changes)
        self.ask("update_many", "?atomic=false&fields=city", changes)
        items = [{"xmlid": "described", "name": "Five"}]
        for query in ("", "&dry_run=true", "&atomic=false"):
            self.ask("upsert", f"?match=xmlid{query}", items)
        self.ask("upsert", "?match=xmlid", items[0])
        self.ask(
            "upsert", "?match=xmlid&atomic=false", [{"xmlid": "x", "y": 1}], (207,)
        )

    def _move_files(self) -> None:
        file = {"member": "image_1920"}
        png = {"Content-Type": "image/png"}
        self.ask("replace_file", "?name=x.png", data=PIXEL, headers=png, **file)
        tag = self.ask("read_file", **file).headers["ETag"]
        have = {"If-None-Match": tag}
        self.ask("read_file", "", None, (304,), headers=have, **file)
        keep, other = {"If-Match": tag}, {"If-Match": '"other"'}
        sent = {"data": PIXEL, **file}
        self.ask("replace_file", "", None, (412,), headers=png | other, **sent)
        self.ask("replace_file", "", None, (200,), headers=png | keep, **sent)
        self.ask("remove_file", "", None, (412,), headers=other, **file)
        part = {"Range": "bytes=0-3"}
        self.ask("read_file", "", None, (206,), headers=part, **file)
        behind = {"Range": "bytes=100000-"}
        self.ask("read_file", "", None, (416,), headers=behind, **file)
        self.ask("remove_file", **file)
        text = {"Content-Type": "text/plain"}
        self.ask("attach", "?name=a.txt", None, (201,), data=b"Hi", headers=text)
        self.assertEqual(self.ask("attachments")["count"], 1)
        self.ask("print", "", None, (404,), report=REPORT)

    def _call_methods(self) -> None:
        made = self.ask("call_model", "?fields=id", {"name": "x"}, id="name_create")
        self.assertIn("result", made)
        self.ask("call", "?dry_run=true", member="get_metadata")

    def _batch(self) -> None:
        good = {"method": "GET", "path": "res.partner?limit=1&fields=name"}
        after = {"method": "GET", "path": "res.partner/@{0.results.0.id}?fields=id"}
        wrong = {"method": "POST", "path": "res.partner", "body": {"no_such_field": 1}}
        self.ask("batch", "", {"requests": [good, after]})
        self.ask("batch", "?dry_run=true", {"requests": [good]})
        self.ask("batch", "", {"requests": [good, wrong]}, (422,))
        apart = {"atomic": False, "requests": [good, wrong]}
        self.ask("batch", "", apart, (207,))
        self.ask("batch", "", {"requests": []}, (400,))

    def _defer(self) -> None:
        headers = {**self.headers, "Prefer": "respond-async"}
        sent = {"name": "Later"}
        job = self.url_open("/api/res.partner", json=sent, headers=headers).json()["id"]
        self.assertEqual(self.ask("job", job=job)["state"], "queued")
        self.ask("job_file", "", None, (404,), job=job)
        self.assertEqual(self.ask("cancel_job", job=job)["state"], "cancelled")
        self._defer_all()

    def _defer_all(self) -> None:
        """Whatever has 202 gives it, and nothing else does."""
        sent = {
            "create": {"json": {"name": "x"}},
            "update_many": {"json": [{"id": self.partner.id}]},
            "upsert": {"json": [{"ref": "x"}], "query": "?match=ref"},
            "put": {"json": {}},
            "update": {"json": {}},
            "delete": {},
            "remove_file": {"member": "image_1920"},
            "call_model": {"json": {}, "id": "name_create"},
            "call": {"json": {}, "member": "get_metadata"},
            "print": {"report": REPORT},
            "batch": {"json": {"requests": [{"method": "GET", "path": "models"}]}},
        }
        described = {
            name.removesuffix("_res_partner")
            for name, (_path, _method, operation) in self.by_name.items()
            if "202" in operation["responses"] and name != "cancel_job"
        }
        self.assertEqual(described, set(sent))
        later = {"Prefer": "respond-async"}
        for name, request in sent.items():
            self.ask(name, statuses=(202,), headers=later, **request)

    def test_conditions(self):
        first = self.ask("read", "?fields=name")
        answer = self.url_open(
            f"/api/res.partner/{first['id']}?fields=name", headers=self.headers
        )
        tag = answer.headers["ETag"]
        have, keep = {"If-None-Match": tag}, {"If-Match": tag}
        self.ask("read", "?fields=name", None, (304,), headers=have)
        for status in (200, 412):
            change = {"name": f"Changed {status}"}
            self.ask("update", "?fields=name", change, (status,), headers=keep)
        self.ask("delete", "?fields=name", None, (412,), headers=keep)
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("restapi.require_if_match", "True")
        self.ask("update", "", {"city": "Ghent"}, (428,))

    def test_repeated_request(self):
        named = {"Idempotency-Key": "described"}
        for _attempt in range(2):
            self.ask("create", "", {"name": "Once"}, (201,), headers=named)
        self.ask("create", "", {"name": "Twice"}, (422,), headers=named)

    def test_print(self):
        self.described = self.document("mrm", "sale.order")
        path = "/sale.order/{id}/report/{report}"
        operation = self.described["paths"][path]["get"]
        for query in ("?format=html", "?format=text"):
            answer = self.url_open(
                f"/api/sale.order/{self.order.id}/report/{REPORT}{query}",
                headers=self.headers,
            )
            self.assertAnswers(operation, answer)
