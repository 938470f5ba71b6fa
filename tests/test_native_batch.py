"""Many requests in one: ``POST /api/batch``."""

from odoo.tests import BaseCase, tagged
from odoo.tests.common import new_test_user
from odoo.tools import mute_logger

from ..core import references
from ..core.errors import InvalidReference
from .support.common import ApiCase, make_key, make_rest_key
from .test_grants import GrantCase


@tagged("post_install", "-at_install")
class TestReferences(BaseCase):
    ANSWERS = {
        "p": {"id": 7, "record": {"name": "Ann", "lines": [{"id": 8}, {"id": 9}]}},
        "many": {"ids": [1, 2], "none": None},
    }

    def test_alone_they_keep_their_type(self):
        for text, value in (
            ("@{p.id}", 7),
            ("@{p.record.lines.1.id}", 9),
            ("@{many.ids}", [1, 2]),
            ("@{many.none}", None),
            ("@{p.record.name}", "Ann"),
        ):
            self.assertEqual(references.resolved(text, self.ANSWERS), value)

    def test_in_a_text_they_are_written_out(self):
        for text, value in (
            ("sale.order/@{p.id}/action_confirm", "sale.order/7/action_confirm"),
            ("res.partner/@{many.ids}", "res.partner/1,2"),
            ("@{p.record.name} & @{p.id}", "Ann & 7"),
            ("no @ {reference} @{}", "no @ {reference} @{}"),
        ):
            self.assertEqual(references.resolved(text, self.ANSWERS), value)

    def test_at_any_depth(self):
        sent = {"a": [{"b": "@{p.id}"}, "x@{p.id}"], "c": 1}
        self.assertTrue(references.has_any(sent))
        found = references.resolved(sent, self.ANSWERS)
        self.assertEqual(found, {"a": [{"b": 7}, "x7"], "c": 1})
        self.assertFalse(references.has_any({"a": [1, None, "@"]}))

    def test_nowhere(self):
        for text in (
            "@{q.id}",
            "@{p.name}",
            "@{p.record.lines.2.id}",
            "@{p.record.lines.-1}",
            "@{p.id.x}",
            "x @{p.record}",
            "x @{many.none}",
            "@{.}",
        ):
            with self.subTest(text=text), self.assertRaises(InvalidReference):
                references.resolved(text, self.ANSWERS)


@tagged("post_install", "-at_install")
class TestBatch(ApiCase):
    def batch(self, requests, status=200, key=None, query="", **more):
        response = self.call(
            "POST", f"/batch{query}", key or "", json={"requests": requests, **more}
        )
        self.assertEqual(response.status_code, status, response.text)
        return response.json()

    def count(self, name):
        return self.env["res.partner"].search_count([("name", "=like", name)])

    def test_later_requests_use_earlier_answers(self):
        answer = self.batch(
            [
                {
                    "id": "company",
                    "method": "POST",
                    "path": "res.partner?fields=name",
                    "body": {"name": "batch Ltd", "is_company": True},
                },
                {
                    "id": "person",
                    "method": "POST",
                    "path": "/api/res.partner?fields=name,parent_id",
                    "body": {
                        "name": "batch of @{company.record.name}",
                        "parent_id": "@{company.id}",
                    },
                },
                {
                    "id": "read",
                    "method": "GET",
                    "path": "res.partner/@{person.id}?fields=parent_id(name)",
                },
                {
                    "id": "call",
                    "method": "POST",
                    "path": "res.partner/@{person.id}/copy",
                },
            ]
        )
        company, person, read, call = answer["results"]
        self.assertEqual(
            [each["status"] for each in answer["results"]], [201, 201, 200, 200]
        )
        self.assertEqual(company["headers"]["Location"][:17], "/api/res.partner/")
        self.assertEqual(person["body"]["record"]["name"], "batch of batch Ltd")
        self.assertEqual(
            person["body"]["record"]["parent_id"]["id"], company["body"]["id"]
        )
        self.assertEqual(read["body"]["parent_id"]["name"], "batch Ltd")
        self.assertEqual(len(call["body"]["result"]["ids"]), 1)

    def test_the_first_failure_undoes_all(self):
        answer = self.batch(
            [
                {
                    "id": "a",
                    "method": "POST",
                    "path": "res.partner",
                    "body": {"name": "undone"},
                },
                {
                    "id": "b",
                    "method": "POST",
                    "path": "res.partner",
                    "body": {"nam": "x"},
                },
                {
                    "id": "c",
                    "method": "POST",
                    "path": "res.partner",
                    "body": {"name": "undone"},
                },
            ],
            422,
        )
        self.assertEqual(answer["failed"], "b")
        self.assertEqual(
            [each["status"] for each in answer["results"]], [424, 422, 424]
        )
        self.assertEqual(answer["results"][1]["body"]["code"], "invalid_values")
        self.assertEqual(answer["results"][1]["body"]["details"][0]["pointer"], "/nam")
        self.assertEqual(answer["results"][0]["body"]["code"], "failed_dependency")
        self.assertEqual(self.count("undone"), 0)

    def test_each_by_itself(self):
        country = self.env.ref("base.be")
        answer = self.batch(
            [
                {
                    "id": "a",
                    "method": "POST",
                    "path": "res.partner",
                    "body": {"name": "kept"},
                },
                {
                    "id": "b",
                    "method": "POST",
                    "path": "res.partner",
                    "body": {"nam": "x"},
                },
                {"id": "c", "method": "GET", "path": "res.partner/@{b.id}"},
                {"id": "d", "method": "DELETE", "path": f"res.country/{country.id}"},
                {
                    "id": "e",
                    "method": "PATCH",
                    "path": "res.partner/@{a.id}",
                    "body": {"city": "Ghent"},
                },
            ],
            207,
            atomic=False,
        )
        statuses = [each["status"] for each in answer["results"]]
        self.assertEqual(statuses, [201, 422, 422, 403, 200])
        self.assertEqual(answer["results"][2]["body"]["code"], "invalid_reference")
        self.assertEqual(self.count("kept"), 1)
        self.assertTrue(country.exists())

    def test_what_can_be_no_part_of_a_batch(self):
        for method, path in (
            ("POST", "batch"),
            ("GET", "openapi.json"),
            ("GET", "res.partner?format=ndjson"),
            ("GET", "res.partner?format=csv&fields=name"),
            ("GET", "postman.json"),
            ("GET", "res.partner/1/image_128"),
            ("GET", "res.partner/1/report/x"),
            ("GET", "nothing/at/all/here/x"),
            ("PUT", "res.partner"),
            ("GET", "../web"),
            ("GET", "auth/token"),
        ):
            with self.subTest(path=path):
                answer = self.call(
                    "POST",
                    "/batch",
                    json={"requests": [{"method": method, "path": path}]},
                )
                self.assertIn(answer.status_code, (400, 404, 405), answer.text)
                self.assertEqual(
                    answer.json()["results"][0]["status"], answer.status_code
                )

    def test_bad_batches(self):
        one = {"method": "GET", "path": "res.partner"}
        for sent in (
            [],
            [one],
            {},
            {"requests": {}},
            {"requests": []},
            {"requests": [one] * 101},
            {"requests": [1]},
            {"requests": [{**one, "id": 1}]},
            {"requests": [{**one, "id": "a.b"}]},
            {"requests": [{**one, "id": "a"}, {**one, "id": "a"}]},
            {"requests": [{**one, "method": "OPTIONS"}]},
            {"requests": [{**one, "method": ["GET"]}]},
            {"requests": [{"method": "GET"}]},
            {"requests": [{**one, "path": ""}]},
            {"requests": [{**one, "path": 1}]},
            {"requests": [{**one, "bodyy": 1}]},
            {"requests": [{**one, "headers": {"Authorization": "x"}}]},
            {"requests": [{**one, "headers": {"If-Match": "a\r\nb: c"}}]},
            {"requests": [{**one, "headers": []}]},
            {"requests": [one], "atomic": "yes"},
            {"requests": [one], "atom": True},
        ):
            with self.subTest(sent=str(sent)[:80]):
                response = self.call("POST", "/batch", json=sent)
                self.assertEqual(response.status_code, 400, response.text)
                self.assertEqual(
                    set(response.json()), {"error", "code", "details", "request_id"}
                )

    def test_references_that_make_no_sense(self):
        for path, body in (
            ("res.partner/@{0.results}", None),
            ("res.partner/@{1.id}", None),
            ("@{0.count}", None),
            ("res.partner?fields=@{0.x}", None),
            ("res.partner", {"name": "@{later.id}"}),
        ):
            with self.subTest(path=path, body=body):
                requests = [
                    {"method": "GET", "path": "res.partner?limit=1&fields=id"},
                    {"method": "POST", "path": path, "body": body},
                ]
                response = self.call("POST", "/batch", json={"requests": requests})
                self.assertIn(response.status_code, (400, 404, 422), response.text)

    def test_conditions_of_one_request(self):
        partner = self.env["res.partner"].create({"name": "cond"})
        path = f"res.partner/{partner.id}?fields=name"
        change = {"method": "PATCH", "path": path, "body": {"city": "Ghent"}}
        tag = self.call("GET", f"/{path}").headers["ETag"]
        answer = self.batch([{**change, "headers": {"If-Match": tag}}])
        self.assertEqual(answer["results"][0]["headers"]["ETag"], tag)
        answer = self.batch([{**change, "headers": {"If-Match": '"old"'}}], 412)
        self.assertEqual(answer["results"][0]["body"]["code"], "precondition_failed")

    def test_dry_run_of_all(self):
        create = {"method": "POST", "path": "res.partner", "body": {"name": "dry"}}
        answer = self.batch([create, create], query="?dry_run=true")
        self.assertTrue(answer["dry_run"])
        self.assertEqual([each["status"] for each in answer["results"]], [201, 201])
        self.assertEqual(self.count("dry"), 0)

    def test_it_needs_a_credential(self):
        response = self.call("POST", "/batch", None, json={"requests": []})
        self.assertEqual(response.status_code, 401)

    def test_each_request_counts(self):
        _made, key = make_rest_key(self.user, requests_per_minute=5)
        one = {"method": "GET", "path": "res.partner?limit=1&fields=id"}
        response = self.call("POST", "/batch", key, json={"requests": [one] * 4})
        self.assertEqual(response.status_code, 200, response.text)
        self.assertIn("r=1;", response.headers["RateLimit"])
        response = self.call("POST", "/batch", key, json={"requests": [one] * 4})
        self.assertEqual(response.status_code, 429, response.text)

    def test_statements_are_those_of_the_requests(self):
        """One transaction: who asks is verified once."""
        one = {"method": "GET", "path": "res.partner?limit=1&fields=id&count=none"}
        self.batch([one])
        counts = []
        for size in (1, 11):
            before = self.cr.sql_log_count
            self.batch([one] * size)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 10)

    def test_creates_in_a_row_are_one(self):
        counts = []
        for size in (2, 22):
            requests = [self.tag(name=f"row {place}") for place in range(size)]
            self.batch(requests)
            before = self.cr.sql_log_count
            answer = self.batch(requests)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        bodies = [each["body"] for each in answer["results"]]
        self.assertEqual(
            [body["record"]["name"] for body in bodies],
            [f"row {place}" for place in range(22)],
        )
        made = self.env["res.partner.category"].browse(body["id"] for body in bodies)
        self.assertEqual(
            made.mapped("name"), [body["record"]["name"] for body in bodies]
        )
        for each, tag in zip(answer["results"], made, strict=True):
            self.assertEqual(each["status"], 201)
            location = f"/api/res.partner.category/{tag.id}"
            self.assertEqual(each["headers"]["Location"], location)

    @mute_logger("odoo.sql_db")
    def test_one_of_a_row_fails(self):
        for place, (bad, status) in enumerate(
            (
                ({"name": "row", "color": "x"}, 422),
                ({"name": "row", "parent_id": 2**31 - 7}, 422),
                ({"name": "row", "colour": 1}, 422),
                ({"color": 1}, 422),
            )
        ):
            requests = [self.tag(name="row") for _ in range(4)]
            requests[place] = self.tag(**bad)
            with self.subTest(bad=bad):
                alone = self.batch([self.tag(**bad)], status)["results"][0]["body"]
                answer = self.batch(requests, status)
                self.assertEqual(answer["failed"], str(place))
                statuses = [each["status"] for each in answer["results"]]
                self.assertEqual(statuses.pop(place), status)
                self.assertEqual(statuses, [424] * 3)
                self.assertEqual(answer["results"][place]["body"], alone)
                self.assertFalse(
                    self.env["res.partner.category"].search_count(
                        [("name", "=", "row")]
                    )
                )

    @mute_logger("odoo.sql_db")
    def test_what_a_row_refuses_as_a_whole(self):
        """Two of them cannot both be: the second is told, as it would be alone."""
        code = {"name": "row", "code": "QR", "currency_id": 1}
        one = {"method": "POST", "path": "res.country", "body": code}
        key = make_key(new_test_user(self.env, "batch_admin", "base.group_system"))
        answer = self.batch([one, {**one, "body": {**code, "name": "row 2"}}], 409, key)
        self.assertEqual(answer["failed"], "1")
        self.assertFalse(self.env["res.country"].search_count([("code", "=", "QR")]))

    def test_a_row_ends_where_what_is_wanted_back_differs(self):
        first, second = self.tag(name="row 1"), self.tag(name="row 2")
        second["path"] = "res.partner.category?fields=color"
        answer = self.batch(
            [first, second, {**first, "headers": {"Prefer": "return=minimal"}}]
        )
        records = [each["body"].get("record", {}) for each in answer["results"]]
        self.assertEqual(
            [sorted(record) for record in records],
            [["id", "name"], ["color", "id"], []],
        )

    def test_names_of_what_the_row_creates(self):
        child = self.tag(name="below", parent_id={"name": "row above"})
        answer = self.batch([self.tag(name="row above"), child, child])
        ids = [each["body"]["id"] for each in answer["results"]]
        made = self.env["res.partner.category"].browse(ids)
        self.assertEqual(made[1:].parent_id, made[0])

    def tag(self, **values):
        path = "res.partner.category?fields=name"
        return {"method": "POST", "path": path, "body": values}


@tagged("post_install", "-at_install")
class TestBatchGrants(GrantCase):
    def test_limits_hold_for_each_request(self):
        key = self.key_with({"model_id": "res.partner", "field_ids": ["name"]})
        requests = [
            {"method": "GET", "path": "res.partner?limit=1&fields=name"},
            {"method": "GET", "path": "res.partner?limit=1&fields=email"},
            {"method": "GET", "path": "sale.order?limit=1&fields=name"},
            {"method": "POST", "path": "res.partner", "body": {"name": "x"}},
            {"method": "POST", "path": "res.partner/1/unlink"},
        ]
        response = self.call(
            "POST", "/batch", key, json={"requests": requests, "atomic": False}
        )
        self.assertEqual(response.status_code, 207, response.text)
        statuses = [each["status"] for each in response.json()["results"]]
        self.assertEqual(statuses, [200, 403, 403, 403, 403])
