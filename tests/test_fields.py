"""Every type of field, both ways."""

import base64
from datetime import date, datetime

from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.common import ApiCase

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestFields(ApiCase):
    path = "/restapi_test.everything"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Acme Fields"})
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": "One"}, {"name": "Two"}]
        )
        cls.euro = cls.env.ref("base.EUR")

    def both_ways(self, name, sent, stored, answered):
        """Create with ``sent``; check the record and the answer."""
        response = self.call(
            "POST", f"{self.path}?fields={name}", json={"name": "x", name: sent}
        )
        self.assertEqual(response.status_code, 201, response.text)
        record = self.env[self.path[1:]].browse(response.json()["id"])
        self.assertEqual(record[name], stored)
        self.assertEqual(response.json()["record"][name], answered)
        self.assertEqual(
            self.get(f"{self.path}/{record.id}?fields={name}")[name], answered
        )

    def test_scalars(self):
        moment = datetime(2026, 3, 4, 5, 6, 7)
        file = base64.b64encode(b"file").decode()
        for name, sent, stored, answered in (
            ("text", "a\nb", "a\nb", "a\nb"),
            ("text", 106, "106", "106"),
            ("short", "12345", "12345", "12345"),
            ("html", "<p>a</p>", "<p>a</p>", "<p>a</p>"),
            ("integer", 7, 7, 7),
            ("integer", "7", 7, 7),
            ("integer", 7.0, 7, 7),
            ("integer", 0, 0, 0),
            ("float", 1.5, 1.5, 1.5),
            ("float", "1.2345", 1.235, 1.235),
            ("boolean", True, True, True),
            ("boolean", "true", True, True),
            ("boolean", 0, False, False),
            ("date", "2026-03-04", date(2026, 3, 4), "2026-03-04"),
            ("date", "2026-03-04T23:00:00Z", date(2026, 3, 4), "2026-03-04"),
            ("datetime", "2026-03-04 05:06:07", moment, "2026-03-04 05:06:07"),
            ("datetime", "2026-03-04T05:06:07", moment, "2026-03-04 05:06:07"),
            ("datetime", "2026-03-04T05:06:07.25Z", moment, "2026-03-04 05:06:07"),
            ("datetime", "2026-03-04T07:06:07+02:00", moment, "2026-03-04 05:06:07"),
            ("selection", "a", "a", "a"),
            ("binary", file, file.encode(), file),
            ("binary", file[:3] + "\n" + file[3:], file.encode(), file),
            ("column_binary", file, file.encode(), file),
            ("json", {"a": [1, None]}, {"a": [1, None]}, {"a": [1, None]}),
            ("translated", "hello", "hello", "hello"),
            ("company_dependent", "here", "here", "here"),
            ("editable", "mine", "mine", "mine"),
            ("inverted", "through", "through", "through"),
        ):
            with self.subTest(name=name, sent=sent):
                self.both_ways(name, sent, stored, answered)

    def test_null_clears(self):
        everything = self.env[self.path[1:]].create(
            {
                "name": "x",
                "text": "x",
                "integer": 1,
                "boolean": True,
                "date": "2026-01-01",
                "datetime": "2026-01-01 00:00:00",
                "selection": "a",
                "binary": "YQ==",
                "many2one_id": self.partner.id,
                "many2many_ids": self.tags.ids,
                "reference": f"res.partner,{self.partner.id}",
                "json": {"a": 1},
            }
        )
        names = "text,integer,boolean,date,datetime,selection,binary,many2one_id,many2many_ids,reference,json"
        response = self.call(
            "PUT",
            f"{self.path}/{everything.id}?fields={names}",
            json=dict.fromkeys(names.split(",")),
        )
        self.assertEqual(response.status_code, 200, response.text)
        record = response.json()["record"]
        self.assertEqual(
            record,
            {
                "id": everything.id,
                **dict.fromkeys(names.split(",")),
                "integer": 0,
                "boolean": False,
                "many2many_ids": [],
            },
        )

    def test_relations(self):
        label = {"id": self.partner.id, "name": "Acme Fields"}
        reference = {"model": "res.partner", **label}
        for sent in (
            self.partner.id,
            str(self.partner.id),
            label,
            [self.partner.id, "Acme"],
        ):
            self.both_ways("many2one_id", sent, self.partner, label)
        for sent in (f"res.partner,{self.partner.id}", reference):
            self.both_ways("reference", sent, self.partner, reference)
        self.both_ways("company_dependent_id", self.partner.id, self.partner, label)
        for sent in (
            self.tags.ids,
            [{"id": id_} for id_ in self.tags.ids],
            [[6, 0, self.tags.ids]],
        ):
            self.both_ways("many2many_ids", sent, self.tags, self.tags.ids)

    def test_monetary_and_image_and_reference_to_a_model(self):
        response = self.call(
            "POST",
            f"{self.path}?fields=monetary,image,many2one_reference,model",
            json={
                "name": "x",
                "currency_id": self.euro.id,
                "monetary": 1.239,
                "image": PIXEL,
                "model": "res.partner",
                "many2one_reference": self.partner.id,
            },
        )
        record = response.json()["record"]
        self.assertEqual(record["monetary"], 1.24)
        self.assertEqual(record["many2one_reference"], self.partner.id)
        self.assertTrue(base64.b64decode(record["image"]).startswith(b"\x89PNG"))

    def test_properties(self):
        container = self.env["restapi_test.container"].create(
            {
                "definition": [
                    {"name": "colour", "type": "char", "string": "Colour"},
                    {
                        "name": "owner",
                        "type": "many2one",
                        "string": "Owner",
                        "comodel": "res.partner",
                    },
                ]
            }
        )
        response = self.call(
            "POST",
            f"{self.path}?fields=properties",
            json={
                "name": "x",
                "container_id": container.id,
                "properties": {"colour": "red", "owner": self.partner.id},
            },
        )
        self.assertEqual(response.status_code, 201, response.text)
        values = {
            item["name"]: item["value"]
            for item in response.json()["record"]["properties"]
        }
        self.assertEqual(
            values, {"colour": "red", "owner": [self.partner.id, "Acme Fields"]}
        )
        definition = self.get(
            f"/restapi_test.container/{container.id}?fields=definition"
        )
        self.assertEqual(
            [item["name"] for item in definition["definition"]], ["colour", "owner"]
        )

    def test_definition_of_properties_that_odoo_refuses(self):
        for definition in (
            {"": {}},
            [{}],
            [1],
            [{"name": "Wrong name", "type": "char"}],
            [{"name": "colour", "type": "nothing"}],
        ):
            response = self.call(
                "POST", "/restapi_test.container", json={"definition": definition}
            )
            self.assertProblem(response, 422, "invalid_values")

    def test_computed(self):
        response = self.call(
            "POST",
            f"{self.path}?fields=stored,computed,editable,related,display_name",
            json={"name": "x", "integer": 4, "many2one_id": self.partner.id},
        )
        self.assertEqual(
            response.json()["record"],
            {
                "id": response.json()["id"],
                "stored": 8,
                "computed": "<x>",
                "editable": "x",
                "related": "Acme Fields",
                "display_name": "x",
            },
        )

    def test_not_writable(self):
        response = self.call(
            "POST",
            self.path,
            json={
                "name": "x",
                "stored": 1,
                "computed": "x",
                "related": "x",
                "write_date": "x",
            },
        )
        self.assertProblem(response, 422, "invalid_values")
        self.assertEqual(
            {error["pointer"]: error["code"] for error in response.json()["details"]},
            dict.fromkeys(("/stored", "/computed", "/write_date"), "readonly")
            | ({"/related": "readonly"}),
        )

    def test_values_of_the_wrong_type(self):
        for name, values in {
            "short": ["123456", True, [], {}],
            "integer": ["x", 1.5, True, 2**31, [1], "1" * 20],
            "float": ["x", True, [1.0], "nan", "inf"],
            "boolean": ["perhaps", 2, [], 1.5],
            "date": ["x", "2026-13-01", 5, "20260304x", []],
            "datetime": ["x", "2026-01-01 25:00:00", 5, {}],
            "selection": ["c", 1, True, ["a"]],
            "binary": ["a", "%%%", 5],
            "many2one_id": [
                "x",
                1.5,
                [],
                {},
                {"id": "x"},
                {"id": 1, "city": "x"},
                True,
            ],
            "many2many_ids": [
                "x",
                5,
                {"id": 1},
                ["x"],
                [[9, 0]],
                [{}],
                [None],
                [{"id": None}],
            ],
            "one2many_ids": ["x", 5, ["x"], [[0, 0, "x"]]],
            "reference": [
                "x",
                "res.users,1",
                "res.partner,x",
                5,
                {"model": "res.partner"},
            ],
        }.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    response = self.call(
                        "POST", self.path, json={"name": "x", name: value}
                    )
                    self.assertProblem(response, 422, "invalid_values")
                    pointer = response.json()["details"][0]["pointer"]
                    self.assertTrue(pointer.startswith(f"/{name}"), pointer)

    def test_translations(self):
        record = self.env[self.path[1:]].create({"name": "x", "translated": "hello"})
        path = f"{self.path}/{record.id}?fields=translated"
        french = {"Accept-Language": "fr-FR"}
        self.assertEqual(self.get(path, headers=french)["translated"], "hello")
        self.call("PUT", path, json={"translated": "bonjour"}, headers=french)
        self.assertEqual(self.get(path, headers=french)["translated"], "bonjour")
        self.assertEqual(self.get(path)["translated"], "hello")

    def test_company_dependent(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.user.company_ids += second
        record = self.env[self.path[1:]].create(
            {"name": "x", "company_dependent": "first"}
        )
        path = f"{self.path}/{record.id}?fields=company_dependent"
        header = {"X-Company-Id": str(second.id)}
        self.assertIsNone(self.get(path, headers=header)["company_dependent"])
        self.call("PUT", path, json={"company_dependent": "second"}, headers=header)
        self.assertEqual(self.get(path, headers=header)["company_dependent"], "second")
        self.assertEqual(self.get(path)["company_dependent"], "first")

    @mute_logger("odoo.http")
    def test_field_groups(self):
        record = self.env[self.path[1:]].create({"name": "x", "secret": "s"})
        response = self.call("GET", f"{self.path}/{record.id}?fields=secret")
        self.assertIn("secret", self.assertProblem(response, 403, "access_error"))
        body = self.get(f"{self.path}/{record.id}?fields=name")
        self.assertNotIn("secret", body)

    def test_refusing_computation_is_named(self):
        record = self.env[self.path[1:]].create({"name": "x", "boolean": True})
        response = self.call("GET", f"{self.path}/{record.id}?fields=name,refused")
        sentence = self.assertProblem(response, 403, "access_error")
        self.assertEqual(sentence, "restapi_test.everything.refused: Not for you.")
