"""Mistakes of clients that once were errors of the server, in several dialects."""

import json

from odoo.tests import tagged

from ..core.errors import BadRequest, InvalidValues
from ..core.formats import NATIVE
from ..core.grant import FULL
from ..dialects.synconics import xml
from ..records.access import Access
from ..records.write.values import MAX_HINTS, ValuesReader
from .support.common import ApiCase
from .test_json import steps


class BadValuesCase(ApiCase):
    def synconics(self, path: str, method: str = "GET", **kwargs):
        headers = {"Authorization": f"Bearer {self.key}"}
        return self.url_open(
            f"/restapi/1.0/object{path}", method=method, headers=headers, **kwargs
        )


@tagged("post_install", "-at_install")
class TestConditions(BadValuesCase):
    def test_values_that_cannot_be_compared(self):
        for model, condition in (
            ("res.partner", ["category_id", "<", 1e308]),
            ("res.partner", ["bank_ids", "not in", True]),
            ("res.partner", ["category_id", "=", True]),
            ("res.partner", ["bank_ids", "parent_of", [True]]),
            ("res.partner", ["partner_latitude", "=", "1e999"]),
            ("res.partner", ["color", "=", "9" * 5000]),
            ("res.partner", ["image_1920", "ilike", 1]),
            ("restapi_test.everything", ["binary", "in", [False]]),
            ("restapi_test.everything", ["many2one_id", "<", ["inf"]]),
        ):
            domain = json.dumps([condition])
            with self.subTest(condition=str(condition)[:60]):
                found = self.call(
                    "GET", f"/{model}?limit=1", json={"domain": [condition]}
                )
                self.assertIn(found.status_code, (200, 400), found.text)
                found = self.synconics(
                    f"/{model}/search_count", params={"domain": domain}
                )
                self.assertLess(found.status_code, 500, found.text)

    def test_infinite_numbers(self):
        for domain in ("[('color','=',1e999)]", "[('partner_latitude','in',[-1e999])]"):
            with self.subTest(domain=domain):
                response = self.call("GET", f"/res.partner?domain={domain}")
                self.assertProblem(response, 400, "invalid_value")

    def test_long_integers_of_relations(self):
        for value in ("9" * 5000, -(2**31), {"id": "9" * 5000}, [2**31, "x"]):
            with self.subTest(value=str(value)[:40]):
                body = {"name": "x", "many2one_id": value}
                response = self.call("POST", "/restapi_test.everything", json=body)
                self.assertEqual(response.status_code, 422, response.text)

    def test_context(self):
        for context in (
            {"tz": ["a"]},
            {"tz": "nowhere"},
            {"active_test": {}},
            {"active_id": "1"},
            {"active_ids": [[1]]},
            {"active_model": 1},
            {"lang": [1]},
        ):
            with self.subTest(context=context):
                response = self.synconics(
                    "/res.partner/search", params={"context": json.dumps(context)}
                )
                self.assertEqual(response.status_code, 400, response.text)


@tagged("post_install", "-at_install")
class TestIds(BadValuesCase):
    def test_views_in_sql_have_negative_ids(self):
        record = self.env["restapi_test.everything"].create({"name": "Seen"})
        self.env.flush_all()
        id_ = -record.id
        [row] = self.get(f"/restapi_test.view?domain=[('id','=',{id_})]")["results"]
        self.assertEqual(row["id"], id_)
        self.assertEqual(self.get(f"/restapi_test.view/{id_}")["name"], "Seen")
        found = self.synconics(f"/restapi_test.view/{id_}")
        self.assertEqual(found.status_code, 200, found.text)
        self.assertProblem(
            self.call("GET", "/restapi_test.view/-99999999"), 404, "missing_record"
        )

    def test_other_models_have_not(self):
        for method in ("GET", "PUT", "DELETE"):
            with self.subTest(method=method):
                response = self.call(method, "/res.partner/-1", json={"name": "x"})
                self.assertProblem(response, 400, "invalid_id")
        self.assertEqual(self.synconics("/res.partner/-1").status_code, 400)

    def test_line_breaks_in_a_path(self):
        for path in ("/res.partner/1%0A", "/res.partner/%0A", "/%0A", "/x%0Ay/1"):
            with self.subTest(path=path):
                self.assertProblem(self.call("GET", path), 400, "invalid_path")
                response = self.synconics(path)
                self.assertIn(response.status_code, (400, 404))
                self.assertIn("error", response.json())


@tagged("post_install", "-at_install")
class TestWork(BadValuesCase):
    """What is wrong costs no more than what is right."""

    def read(self, count: int) -> None:
        values = {f"nothing_{number}": 1 for number in range(count)}
        ValuesReader(Access(self.env, FULL), NATIVE).create(
            self.env["res.partner"], values
        )

    def test_unknown_names(self):
        with self.assertRaises(InvalidValues) as caught:
            self.read(1000)
        self.assertEqual(len(caught.exception.details), 100)

        def refused(count: int) -> None:
            with self.assertRaises(InvalidValues):
                self.read(count)

        refused(1)
        few, many = steps(refused, MAX_HINTS), steps(refused, 50 * MAX_HINTS)
        self.assertLess(many, 5 * few)

    def test_elements_of_xml(self):
        for body in (b"<a>" + b"<b/>" * 300_000 + b"</a>", b"<a " + b"b='' " * 300_000):
            with self.assertRaisesRegex(BadRequest, "elements"):
                xml.loads(body)
