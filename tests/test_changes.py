"""``GET /api/changes``: what it tells, to whom, and what it refuses."""

import json

import requests

from odoo import Command, api
from odoo.tests import get_db_name, tagged
from odoo.tools import SQL

from ..auth import change_cursors
from ..auth.change_cursors import ChangeCursor
from ..core.change_operation import Position
from .support.common import make_key, make_rest_key
from .support.feed import LINE, MODEL, FeedCase
from .support.needs import SERVER, needs
from .support.server import Server


@needs(SERVER)
class ServedFeedCase(FeedCase):
    """A server, whose answers are what other processes have committed."""

    recorded = (MODEL, LINE, "res.partner")

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=0))
        cls.key = cls.committed(
            lambda env: make_key(env["res.users"].browse(cls.user_id))
        )

    def call(
        self, path: str, key: str = "", json: object = None, **params: object
    ) -> requests.Response:
        return requests.get(
            f"{self.server.url}/api{path}",
            params=params,
            json=json,
            headers={"Authorization": f"Bearer {key or self.key}"},
            timeout=60,
        )

    def changes(self, since: str | None = None, key: str = "", **params) -> dict:
        """Return the body of an answer, for one model without others."""
        sent = {"models": MODEL, **params}
        if since is not None:
            sent["since"] = since

        def ask() -> dict:
            response = self.call("/changes", key, **sent)
            self.assertEqual(response.status_code, 200, response.text)
            return response.json()

        return self.past(ask, lambda body: self.xid_of(body["next"], body["more"]))

    def rows(self, since: str, key: str = "", **params) -> list[tuple]:
        return [
            (row["id"], row["operation"], row["fields"])
            for row in self.changes(since, key, **params)["changes"]
        ]

    def assertProblem(self, response, status: int, code: str) -> str:
        self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(response.json()["code"], code)
        return response.json()["error"]

    def limited_key(self, *lines: dict, user_id: int = 0) -> str:
        """Make a personal key with these access lines."""

        def make(env: api.Environment) -> str:
            access = [
                {
                    **line,
                    "model_id": env["ir.model"]._get_id(line["model_id"]),
                    "field_ids": [
                        env["ir.model.fields"]._get(line["model_id"], name).id
                        for name in line.get("field_ids", ())
                    ],
                }
                for line in lines
            ]
            _made, text = make_rest_key(
                env["res.users"].browse(user_id or self.user_id),
                is_limited=True,
                access_ids=list(map(Command.create, access)),
            )
            return text

        return self.committed(make)


@tagged("post_install", "-at_install")
class TestChanges(ServedFeedCase):
    def test_from_next_to_next(self):
        first = self.changes()
        self.assertEqual(first["changes"], [])
        self.assertFalse(first["more"])
        (id_,) = self.make({"name": "a", "integer": 1})
        second = self.changes(first["next"])
        (change,) = second["changes"]
        self.assertRegex(change.pop("at"), r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        self.assertEqual(
            change, {"model": MODEL, "id": id_, "operation": "create", "fields": []}
        )
        self.write([id_], integer=2)
        self.write([id_], text="t")
        self.assertEqual(
            self.rows(second["next"]), [(id_, "update", ["integer", "stored", "text"])]
        )
        third = self.changes(second["next"])
        self.delete([id_])
        self.assertEqual(self.rows(third["next"]), [(id_, "delete", [])])
        # All of it is one, for who asks only now.
        self.assertEqual(self.rows(first["next"]), [(id_, "delete", [])])
        self.assertEqual(self.rows(self.changes()["next"]), [])

    def test_records(self):
        start = self.changes()["next"]
        ids = self.make(
            {"name": "a", "one2many_ids": [(0, 0, {"name": "l"})]}, {"name": "b"}
        )
        self.delete(ids[1:])
        found = self.changes(
            start,
            models=f"{MODEL},{LINE}",
            **{f"fields.{MODEL}": "name,one2many_ids(name)"},
        )["changes"]
        by_id = {(row["model"], row["id"]): row for row in found}
        kept = by_id[MODEL, ids[0]]
        self.assertEqual(kept["record"]["name"], "a")
        self.assertEqual(kept["record"]["one2many_ids"][0]["name"], "l")
        self.assertNotIn("record", by_id[MODEL, ids[1]])
        lines = [row for (model, _id), row in by_id.items() if model == LINE]
        self.assertEqual(len(lines), 1)
        self.assertNotIn("record", lines[0])

    def test_archived_records(self):
        ids = self.make({"name": "a"})
        lines = self.make({"name": "l", "parent_id": ids[0]}, model=LINE)
        start = self.changes()["next"]
        self.write(lines, model=LINE, active=False)
        self.assertEqual(
            self.rows(start, models=LINE), [(lines[0], "update", ["active"])]
        )

    def test_pages(self):
        start = self.changes()["next"]
        ids = self.make(*({"name": f"n{n}"} for n in range(5)))
        page = self.changes(start, limit=3)
        self.assertEqual([row["id"] for row in page["changes"]], ids[:3])
        self.assertTrue(page["more"])
        page = self.changes(page["next"], limit=3)
        self.assertEqual([row["id"] for row in page["changes"]], ids[3:])
        self.assertFalse(page["more"])

    def test_all_models(self):
        start = self.changes()["next"]
        ids = self.make({"name": "a"})
        lines = self.make({"name": "l", "parent_id": ids[0]}, model=LINE)
        response = self.call("/changes", since=start)
        told = [(row["model"], row["id"]) for row in response.json()["changes"]]
        self.assertEqual(told, [(MODEL, ids[0]), (LINE, lines[0])])

    def test_root_says_where(self):
        self.assertEqual(self.call("/").json()["changes"], "/api/changes")

    def test_written_by_the_api(self):
        start = self.changes()["next"]
        made = requests.post(
            f"{self.server.url}/api/{MODEL}",
            json=[{"name": "a"}, {"name": "b", "binary": "aGk="}],
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=60,
        ).json()["ids"]
        self.assertEqual(self.rows(start), [(id_, "create", []) for id_ in made])

    # -- streams

    def test_stream_and_feed_join(self):
        ids = self.make({"name": "before"})
        response = self.call(f"/{MODEL}", format="ndjson", fields="name")
        self.assertEqual(response.status_code, 200)
        since = response.headers["Changes-Cursor"]
        there = [json.loads(line)["id"] for line in response.text.splitlines()]
        self.assertTrue(set(ids) <= set(there))
        self.assertEqual(self.rows(since), [])
        self.write(ids, text="after")
        self.assertEqual(self.rows(since), [(ids[0], "update", ["text"])])

    def test_streams_of_other_models_have_no_cursor(self):
        response = self.call("/res.country", format="csv", fields="name")
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("Changes-Cursor", response.headers)

    # -- what is refused

    def test_bad_parameters(self):
        start = self.changes()["next"]
        walk = self.call("/res.partner", cursor="", limit=1, fields="id").json()["next"]
        for params, status, code in (
            ({"since": ""}, 400, "invalid_cursor"),
            ({"since": "x"}, 400, "invalid_cursor"),
            ({"since": "é"}, 400, "invalid_cursor"),
            ({"since": start[:-1]}, 400, "invalid_cursor"),
            ({"since": f"{start}A"}, 400, "invalid_cursor"),
            ({"since": f" {start}"}, 400, "invalid_cursor"),
            ({"since": walk}, 400, "invalid_cursor"),
            ({"limit": 0}, 400, "invalid_limit"),
            ({"limit": "ten"}, 400, "invalid_limit"),
            ({"limit": 10**6}, 400, "invalid_limit"),
            ({"models": ""}, 400, "invalid_models"),
            ({"models": ","}, 400, "invalid_models"),
            ({"models": "no.such.model"}, 404, "unknown_model"),
            ({"models": "restapi.key"}, 404, "unknown_model"),
            ({"models": "res.country"}, 409, "not_recorded"),
            ({"models": "ir.cron"}, 403, "access_error"),
            ({"model": MODEL}, 400, "unknown_parameter"),
            ({"fields": "name"}, 400, "unknown_parameter"),
            ({"fields.": "name"}, 400, "unknown_parameter"),
            ({"fields.res.partner": "name"}, 400, "unknown_parameter"),
            ({f"fields.{MODEL}": ""}, 400, "invalid_fields"),
            ({f"fields.{MODEL}": "nam"}, 400, "unknown_field"),
            ({f"fields.{MODEL}": "name("}, 400, "invalid_fields"),
            ({f"fields.{MODEL}": "secret"}, 403, "field_access"),
            ({"context": "{"}, 400, "invalid_literal"),
        ):
            with self.subTest(params=params):
                response = self.call("/changes", **{"models": MODEL, **params})
                self.assertProblem(response, status, code)
        text = self.assertProblem(
            self.call("/changes", models="res.country"), 409, "not_recorded"
        )
        self.assertIn("administrator", text)

    def test_bad_body(self):
        """A body may have the parameters as well."""
        for body, code in (
            ({"models": [1]}, "invalid_models"),
            ({"models": {}}, "invalid_models"),
            ({"since": 5}, "invalid_cursor"),
            ({"since": ["a"]}, "invalid_cursor"),
            ({f"fields.{MODEL}": 5}, "invalid_fields"),
            ({f"fields.{MODEL}": None}, "invalid_fields"),
            ({"limit": [1]}, "invalid_limit"),
            ({"context": 5}, "invalid_context"),
        ):
            with self.subTest(body=body):
                response = self.call("/changes", json={"models": MODEL, **body})
                self.assertProblem(response, 400, code)
        names = {"models": [MODEL, LINE], f"fields.{MODEL}": ["name"]}
        self.assertEqual(self.call("/changes", json=names).status_code, 200)

    def test_not_in_a_batch(self):
        response = requests.post(
            f"{self.server.url}/api/batch",
            json={"requests": [{"id": "a", "method": "GET", "path": "changes"}]},
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=60,
        )
        self.assertEqual(response.status_code, 400, response.text)

    def test_without_a_credential(self):
        response = requests.get(f"{self.server.url}/api/changes", timeout=60)
        self.assertEqual(response.status_code, 401)

    # -- rights

    def test_fields_of_a_key(self):
        ids = self.make({"name": "a"}, {"name": "b"})
        key = self.limited_key({"model_id": MODEL, "field_ids": ["name"]})
        start = self.changes(None, key)["next"]
        self.write(ids[:1], name="c", text="t")
        self.write(ids[1:], text="t")
        # That what it may not read has changed, the key is not told either.
        self.assertEqual(self.rows(start, key), [(ids[0], "update", ["name"])])
        response = self.call(
            "/changes", key, models=MODEL, since=start, **{f"fields.{MODEL}": "text"}
        )
        self.assertProblem(response, 403, "insufficient_scope")
        response = self.call("/changes", key, models=LINE)
        self.assertProblem(response, 403, "insufficient_scope")
        told = self.call("/changes", key, since=start).json()["changes"]
        self.assertEqual({row["model"] for row in told}, {MODEL})

    def test_records_of_a_key(self):
        ids = self.make(*({"name": name, "integer": 1} for name in "abc"))
        key = self.limited_key({"model_id": MODEL, "domain": "[('integer', '=', 1)]"})
        start = self.changes(None, key)["next"]
        self.write(ids[:1], text="t")
        self.write(ids[1:2], integer=2)
        self.delete(ids[2:])
        self.assertEqual(self.rows(start, key), [(ids[0], "update", ["text"])])

    def test_fields_of_groups(self):
        ids = self.make({"name": "a"}, {"name": "b"})
        start = self.changes()["next"]
        self.write(ids[:1], secret="s")
        self.write(ids[1:], secret="s", text="t")
        self.assertEqual(self.rows(start), [(ids[1], "update", ["text"])])

    def test_record_rules(self):
        user_id = self.make_user("feed_portal", "base.group_portal")
        key = self.committed(lambda env: make_key(env["res.users"].browse(user_id)))
        start = self.changes(None, key, models="res.partner")["next"]
        own = self.committed(lambda env: env["res.users"].browse(user_id).partner_id.id)
        other, gone = self.make({"name": "o"}, {"name": "g"}, model="res.partner")
        self.addCleanup(self.delete, [other], "res.partner")
        self.write([own, other], model="res.partner", city="Ghent")
        self.delete([gone], model="res.partner")
        told = self.rows(start, key, models="res.partner")
        self.assertEqual([row[0] for row in told], [own])
        told = {row[0] for row in self.rows(start, models="res.partner")}
        self.assertTrue({other, gone} <= told)
        response = self.call("/changes", key, models=MODEL)
        self.assertProblem(response, 403, "access_error")

    # -- cursors that are over

    def test_forgotten(self):
        ids = self.make({"name": "a"})
        start = self.changes()["next"]
        self.write(ids, text="t")
        self.changes(start)

        def age(env: api.Environment) -> None:
            env.cr.execute(
                SQL("UPDATE restapi_change SET at = now() - interval '31 days'")
            )

        self.committed(age)
        self.committed(lambda env: env["restapi.change"]._gc_old())
        response = self.call("/changes", models=MODEL, since=start)
        text = self.assertProblem(response, 410, "cursor_expired")
        self.assertIn("30 days", text)
        self.assertEqual(self.rows(self.changes()["next"]), [])
        # What is young is kept.
        start = self.changes()["next"]
        self.write(ids, text="u")
        self.committed(lambda env: env["restapi.change"]._gc_old())
        self.assertEqual(self.rows(start), [(ids[0], "update", ["text"])])

    def test_of_another_database(self):
        text = self.changes()["next"]

        def moved(env: api.Environment) -> str:
            cursor = change_cursors.read(env, text)
            return ChangeCursor("1-2", cursor.position).text(env)

        response = self.call("/changes", models=MODEL, since=self.committed(moved))
        self.assertProblem(response, 410, "cursor_expired")

    def test_from_before_the_model_was_recorded(self):
        start = self.changes()["next"]
        self.committed(
            lambda env: env["restapi.recorded"].search([("model", "=", LINE)]).unlink()
        )
        response = self.call("/changes", models=LINE, since=start)
        self.assertProblem(response, 409, "not_recorded")
        self.committed(
            lambda env: env["restapi.recorded"].create(
                {"model_id": env["ir.model"]._get_id(LINE)}
            )
        )
        response = self.call("/changes", models=LINE, since=start)
        text = self.assertProblem(response, 410, "cursor_expired")
        self.assertIn(LINE, text)
        self.assertEqual(self.rows(start), [])

    def test_a_server_that_is_behind(self):
        """A replica knows fewer transactions than a cursor names; it waits."""

        def ahead(env: api.Environment) -> str:
            cursor = change_cursors.read(env, self.changes()["next"])
            position = Position(cursor.position.xid + 1_000_000, 0)
            return ChangeCursor(cursor.database, position).text(env)

        since = self.committed(ahead)
        self.assertEqual(self.changes(since)["next"], since)


@tagged("post_install", "-at_install")
class TestStatements(FeedCase):
    def test_two_statements_for_a_model(self):
        start = self.read().next
        self.make({"name": "a"})
        for fields in ({}, {MODEL: "name,integer"}):
            self.read(start, MODEL, fields=fields)
            self.read(start, MODEL, fields=fields)
            self.assertEqual(self.statements, 2)
