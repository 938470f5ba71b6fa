"""Answers are bounded: records on all levels, bytes, files, and pages."""

import base64

from odoo.tests import tagged

from .. import settings
from ..core import schema
from ..core.errors import BadRequest
from ..core.formats import NATIVE
from ..core.grant import FULL
from ..records.access import Access
from ..records.read.plan import compile_plan
from ..records.read.serializer import Serializer
from .support.common import ApiCase

MEBIBYTE = 1024 * 1024


class BoundedCase(ApiCase):
    groups = "base.group_system,base.group_partner_manager"

    def allow(self, name: str, value: int) -> None:
        self.env["ir.config_parameter"].set_param(settings.NAMES[name], value)


@tagged("post_install", "-at_install")
class TestRowsOfAnAnswer(BoundedCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.country = cls.env.ref("base.us")
        cls.states = len(cls.country.state_ids)

    def to_and_fro(self, levels: int) -> str:
        fields = "id"
        for _ in range(levels):
            fields = f"country_id(state_ids({fields}))"
        return fields

    def state(self, fields: str):
        id_ = self.country.state_ids[0].id
        return self.call("GET", f"/res.country.state/{id_}?fields={fields}")

    def test_rows_are_counted_as_often_as_they_are_written(self):
        # The state, its country, all states of it, and the country of each.
        rows = 1 + 1 + self.states
        fields = self.to_and_fro(1)
        self.allow("max_rows", rows)
        self.assertEqual(self.state(fields).status_code, 200)
        self.allow("max_rows", rows - 1)
        sentence = self.assertProblem(self.state(fields), 400, "too_large")
        self.assertIn(f"{rows} records", sentence)

    def test_exponential_answers_are_refused(self):
        for levels in (3, 4):
            with self.subTest(levels=levels):
                self.assertProblem(
                    self.state(self.to_and_fro(levels)), 400, "too_large"
                )

    def test_counting_costs_no_more_with_the_answer(self):
        """Distinct rows are measured, each once, however often it is written."""
        plan = compile_plan(
            self.country, schema.parse("state_ids(country_id(state_ids(name)))")
        )
        access = Access(self.env, FULL)
        with self.assertRaises(BadRequest) as caught:
            self.allow("max_rows", 10)
            Serializer(NATIVE, access).rows(plan, self.country)
        written = 1 + self.states + self.states + self.states**2
        self.assertIn(f"{written} records", str(caught.exception))

    def test_bytes_are_counted_as_often_as_they_are_written(self):
        self.allow("max_answer_mib", 1)
        tag = self.env["res.partner.category"].create({"name": "Long"})
        comment = "x" * (MEBIBYTE // 16)
        parent = self.env["res.partner"].create({"name": "P", "comment": comment})
        children = self.env["res.partner"].create(
            [
                {"name": str(number), "parent_id": parent.id, "category_id": tag.ids}
                for number in range(20)
            ]
        )
        ids = ",".join(map(str, children.ids))
        path = f"/res.partner?domain=[('id','in',[{ids}])]&fields="
        self.assertProblem(
            self.call("GET", f"{path}parent_id(comment)"), 400, "too_large"
        )
        self.assertEqual(
            self.call("GET", f"{path}parent_id(name),category_id(name)").status_code,
            200,
        )

    def test_other_dialects(self):
        self.allow("max_rows", 5)
        headers = {"Authorization": f"Bearer {self.key}"}
        path = "/restapi/1.0/object/res.partner?limit=20&fields=['name']"
        for accept in ("application/json", "application/xml"):
            with self.subTest(accept=accept):
                response = self.url_open(path, headers={**headers, "Accept": accept})
                self.assertEqual(response.status_code, 400, response.text)
                self.assertIn("records on all its levels", response.text)


@tagged("post_install", "-at_install")
class TestPageWithoutLimit(BoundedCase):
    def test_nothing_is_cut_silently(self):
        self.allow("max_page_size", 2)
        headers = {"Authorization": f"Bearer {self.key}"}
        base = "/restapi/1.0/object/res.partner"
        for path in (base, f"{base}/search", f"{base}/search_read?fields=['name']"):
            with self.subTest(path=path):
                response = self.url_open(path, headers=headers)
                self.assertEqual(response.status_code, 400, response.text[:200])
                self.assertIn("limit", response.text)
                mark = "&" if "?" in path else "?"
                found = self.url_open(f"{path}{mark}limit=2", headers=headers)
                self.assertEqual(found.status_code, 200, found.text[:200])

    def test_ids_of_a_path(self):
        self.allow("max_page_size", 2)
        self.assertProblem(self.call("DELETE", "/res.partner/1,2,3"), 400, "invalid_id")


@tagged("post_install", "-at_install")
class TestFilesOfAnAnswer(BoundedCase):
    def setUp(self):
        super().setUp()
        self.allow("max_binary_mib", 1)
        data = base64.b64encode(b"x" * (700 * 1024))
        self.records = self.env["restapi_test.everything"].create(
            [
                {"name": str(number), "binary": data, "column_binary": data}
                for number in range(2)
            ]
        )
        self.attachments = self.env["ir.attachment"].create(
            [{"name": str(number), "raw": b"x" * (700 * 1024)} for number in range(2)]
        )

    def refused(self, path: str) -> None:
        self.assertProblem(self.call("GET", path), 400, "too_large")

    def test_attached_in_columns_and_attachments(self):
        ids = ",".join(map(str, self.records.ids))
        files = ",".join(map(str, self.attachments.ids))
        for path, one in (
            ("restapi_test.everything", f"[('id','in',[{ids}])]&fields=name,binary"),
            ("ir.attachment", f"[('id','in',[{files}])]&fields=datas"),
            ("ir.attachment", f"[('id','in',[{files}])]&fields=name,raw"),
        ):
            with self.subTest(path=path, one=one):
                self.refused(f"/{path}?domain={one}")
                # One by one they may be read.
                self.assertEqual(
                    self.call("GET", f"/{path}?limit=1&domain={one}").status_code, 200
                )

    def test_two_fields_together(self):
        path = f"/restapi_test.everything/{self.records[0].id}"
        self.assertEqual(self.call("GET", f"{path}?fields=binary").status_code, 200)
        self.refused(f"{path}?fields=binary,column_binary")

    def test_methods(self):
        headers = {"Authorization": f"Bearer {self.key}"}
        ids = ",".join(map(str, self.records.ids))
        path = "/restapi/1.0/object/restapi_test.everything"
        for query in (
            f"{path}/search_read?domain=[('id','in',[{ids}])]&fields=['binary']",
            f"{path}/read?ids={ids}&fields=['binary']",
        ):
            with self.subTest(query=query):
                response = self.url_open(query, headers=headers)
                self.assertEqual(response.status_code, 400, response.text[:200])
                self.assertIn("files asked for", response.text)
