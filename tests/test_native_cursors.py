"""Walks with cursors: what they give, and what they refuse."""

import base64
from urllib.parse import parse_qs, urlsplit

from requests.utils import parse_header_links

from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .support.common import ApiCase, make_key, server_secrets
from .test_grants import GrantCase

MODEL = "restapi_test.everything"


@tagged("post_install", "-at_install")
class TestCursors(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": "Bo"}, {"name": "Al", "active": False}, {"name": "Al"}]
        )
        cls.records = cls.env[MODEL].create(
            [
                {
                    "name": f"n{n % 3}",
                    "short": (None, "a", "b")[n % 3],
                    "integer": n % 4,
                    "float": n / 3,
                    "boolean": bool(n % 2),
                    "selection": (None, "a", "b")[n % 3],
                    "date": f"2026-01-{1 + n % 5:02}" if n % 2 else None,
                    "many2one_id": (None, *cls.partners.ids)[n % 4],
                    "translated": f"t{n % 5}",
                    "company_dependent": f"c{n % 3}" if n % 2 else None,
                }
                for n in range(13)
            ]
        )
        cls.env.flush_all()
        # Finer than Odoo writes it.
        cls.env.cr.execute(
            SQL(
                "UPDATE restapi_test_everything SET datetime = "
                "timestamp '2026-01-01' + (id %% 7) * interval '1 microsecond'"
            )
        )
        cls.env.invalidate_all()

    def walk(self, **parameters) -> list[dict]:
        """Return all pages of a walk."""
        domain = f"[('id','in',{self.records.ids})]"
        first = {"cursor": "", "fields": "name", "domain": domain, **parameters}
        pages = [self.get(f"/{MODEL}", params=first)]
        while pages[-1]["next"]:
            pages.append(self.get(f"/{MODEL}", params={"cursor": pages[-1]["next"]}))
        return pages

    def ids(self, pages: list[dict]) -> list[int]:
        return [row["id"] for page in pages for row in page["results"]]

    def test_orders(self):
        for order in (
            "id",
            "id desc",
            "name",
            "short desc",
            "short nulls first, name desc",
            "short desc nulls last, boolean",
            "integer desc, name",
            "float desc",
            "boolean, selection desc",
            "date",
            "date desc, id desc",
            "datetime desc",
            "datetime, name",
            "selection nulls first, short desc nulls last",
            "many2one_id",
            "many2one_id desc nulls last, name",
            "many2one_id nulls first",
            "many2one_id.id desc",
            "many2one_id.name",
            "many2one_id.name desc nulls last, name",
            "many2one_id.country_id.name, integer",
            "translated desc",
            "company_dependent",
            "company_dependent desc, boolean desc",
            "related desc",
            "stored",
            "currency_id, short",
        ):
            with self.subTest(order=order):
                pages = self.walk(order=order, limit=2)
                total = order if "id" in order.split() else f"{order}, id"
                everything = self.get(
                    f"/{MODEL}",
                    params={
                        "order": total,
                        "fields": "name",
                        "domain": f"[('id','in',{self.records.ids})]",
                    },
                )
                self.assertEqual(len(pages), 7)
                self.assertEqual(self.ids(pages), self.ids([everything]))

    def test_shape(self):
        first, *_more, last = self.walk(limit=5, count="exact")
        self.assertEqual(set(first), {"count", "total", "limit", "next", "results"})
        self.assertEqual((first["total"], first["limit"]), (13, 5))
        self.assertEqual((last["count"], last["limit"], last["next"]), (3, 5, None))
        self.assertNotIn("total", last)

    def test_last_page_that_is_full(self):
        pages = self.walk(limit=13)
        self.assertEqual([page["next"] for page in pages], [None])
        pages = self.walk(domain="[('id','=',0)]")
        self.assertEqual([page["results"] for page in pages], [[]])

    def test_link(self):
        response = self.call("GET", f"/{MODEL}?cursor=&limit=3&order=name")
        (link,) = parse_header_links(response.headers["Link"])
        self.assertEqual(link["rel"], "next")
        path = urlsplit(link["url"])
        self.assertEqual(parse_qs(path.query)["cursor"], [response.json()["next"]])
        self.assertEqual(self.get(link["url"].removeprefix("/api"))["limit"], 3)
        last = self.call("GET", f"/{MODEL}?cursor=&limit=100")
        self.assertNotIn("Link", last.headers)

    def test_a_link_is_one_that_proxies_pass_on(self):
        domain = [["id", "in", [*self.records.ids, *range(10**6, 10**6 + 9000, 2)]]]
        body = {"cursor": "", "limit": 2, "domain": domain}
        response = self.call("QUERY", f"/{MODEL}", json=body)
        self.assertNotIn("Link", response.headers)
        next_ = self.call(
            "QUERY", f"/{MODEL}", json={"cursor": response.json()["next"]}
        )
        self.assertEqual(self.ids([next_.json()]), self.records[2:4].ids)

    def test_what_is_sent_again(self):
        cursor = self.walk(limit=4, order="name desc")[0]["next"]
        params = {
            "cursor": cursor,
            "limit": 2,
            "fields": "short",
            "order": "name desc",
            "domain": f"[('id', 'in', {self.records.ids})]",
        }
        page = self.get(f"/{MODEL}", params=params)
        self.assertEqual((page["limit"], page["count"]), (2, 2))
        self.assertEqual(set(page["results"][0]), {"id", "short"})

    @mute_logger("odoo.http")
    def test_refused(self):
        cursor = self.walk(limit=4, order="name")[0]["next"]
        for parameters, code in (
            ({"cursor": "x"}, "invalid_cursor"),
            ({"cursor": "é"}, "invalid_cursor"),
            ({"cursor": "abc="}, "invalid_cursor"),
            ({"cursor": cursor[:-1]}, "invalid_cursor"),
            ({"cursor": cursor + "A"}, "invalid_cursor"),
            ({"cursor": f"{cursor}="}, "invalid_cursor"),
            ({"cursor": f" {cursor}"}, "invalid_cursor"),
            ({"cursor": cursor, "order": "name desc"}, "invalid_cursor"),
            ({"cursor": cursor, "domain": "[]"}, "invalid_cursor"),
            ({"cursor": cursor, "context": "{'lang': 'fr_FR'}"}, "invalid_cursor"),
            ({"cursor": cursor, "offset": 0}, "invalid_offset"),
            ({"cursor": "", "offset": 5}, "invalid_offset"),
            ({"cursor": "", "limit": 0}, "invalid_limit"),
            ({"cursor": "", "limit": 10_001}, "invalid_limit"),
            ({"cursor": "", "count": "auto"}, "invalid_count"),
            ({"cursor": "", "order": "computed"}, "invalid_order"),
            ({"cursor": "", "order": "one2many_ids"}, "invalid_order"),
            ({"cursor": "", "domain": "[('nam','=',1)]"}, "unknown_field"),
            ({"cursor": cursor, "fields": "nam"}, "unknown_field"),
            ({"cursors": cursor}, "unknown_parameter"),
        ):
            with self.subTest(parameters=parameters):
                response = self.call("GET", f"/{MODEL}", params=parameters)
                self.assertProblem(response, 400, code)
        response = self.call("GET", "/res.partner", params={"cursor": cursor})
        self.assertIn(MODEL, self.assertProblem(response, 400, "invalid_cursor"))
        for value in (5, None, ["x"], {}):
            response = self.call("QUERY", f"/{MODEL}", json={"cursor": value})
            self.assertProblem(response, 400, "invalid_cursor")

    @mute_logger("odoo.http")
    def test_every_byte_counts(self):
        cursor = self.walk(limit=4, order="name")[0]["next"]
        raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        for place in range(0, len(raw), 7):
            changed = bytearray(raw)
            changed[place] ^= 1
            text = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
            response = self.call("GET", f"/{MODEL}", params={"cursor": text})
            self.assertProblem(response, 400, "invalid_cursor")

    @mute_logger("odoo.http")
    def test_it_is_the_user_s(self):
        cursor = self.walk(limit=4)[0]["next"]
        other = new_test_user(self.env, login="other_user", groups=self.groups)
        key = make_key(other)
        response = self.call("GET", f"/{MODEL}", key, params={"cursor": cursor})
        self.assertProblem(response, 400, "invalid_cursor")

    def test_it_outlives_a_new_secret(self):
        with server_secrets("a" * 40):
            cursor = self.walk(limit=4)[0]["next"]
        with server_secrets("b" * 40, "a" * 40):
            self.get(f"/{MODEL}", params={"cursor": cursor})
        with server_secrets("c" * 40), mute_logger("odoo.http"):
            response = self.call("GET", f"/{MODEL}", params={"cursor": cursor})
            self.assertProblem(response, 400, "invalid_cursor")

    def test_language_of_the_walk(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        for number, record in enumerate(self.records):
            record.with_context(lang="fr_FR").translated = f"f{(7 * number) % 13:02}"
        self.env.flush_all()
        params = {
            "cursor": "",
            "limit": 4,
            "order": "translated",
            "fields": "translated",
            "domain": f"[('id','in',{self.records.ids})]",
        }
        french = {"Accept-Language": "fr-FR"}
        pages = [self.get(f"/{MODEL}", params=params, headers=french)]
        while cursor := pages[-1]["next"]:
            pages.append(self.get(f"/{MODEL}", params={"cursor": cursor}))
        names = [row["translated"] for page in pages for row in page["results"]]
        self.assertEqual(names, [f"f{n:02}" for n in range(13)])

    def test_company_of_the_walk(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.user.company_ids |= company
        for number, record in enumerate(self.records):
            record.with_company(company).company_dependent = f"{(5 * number) % 13:02}"
        self.env.flush_all()
        params = {
            "cursor": "",
            "limit": 4,
            "order": "company_dependent",
            "fields": "company_dependent",
            "domain": f"[('id','in',{self.records.ids})]",
        }
        second = {"X-Company-Id": str(company.id)}
        pages = [self.get(f"/{MODEL}", params=params, headers=second)]
        while cursor := pages[-1]["next"]:
            pages.append(self.get(f"/{MODEL}", params={"cursor": cursor}))
        found = [row["company_dependent"] for page in pages for row in page["results"]]
        self.assertEqual(found, [f"{n:02}" for n in range(13)])
        self.user.company_ids -= company
        self.env.flush_all()
        with mute_logger("odoo.http"):
            response = self.call(
                "GET", f"/{MODEL}", params={"cursor": pages[0]["next"]}
            )
        self.assertProblem(response, 403, "company_access")

    @mute_logger("odoo.http")
    def test_largest_offset(self):
        settings = self.env["ir.config_parameter"]
        settings.set_param("restapi.max_offset", "10")
        self.get(f"/{MODEL}?offset=10")
        response = self.call("GET", f"/{MODEL}?offset=11")
        self.assertIn("cursor", self.assertProblem(response, 400, "invalid_offset"))
        settings.set_param("restapi.max_offset", "0")
        self.get(f"/{MODEL}?offset=1000000")

    def test_statements_of_a_page(self):
        cursor = self.walk(limit=4, order="name, integer desc")[0]["next"]
        self.get(f"/{MODEL}", params={"cursor": cursor})
        with self.assertQueryCount(14):
            self.get(f"/{MODEL}", params={"cursor": cursor})

    def test_a_page_that_is_still_the_same(self):
        response = self.call("GET", f"/{MODEL}?cursor=&limit=3")
        etag = {"If-None-Match": response.headers["ETag"]}
        again = self.call("GET", f"/{MODEL}?cursor=&limit=3", headers=etag)
        self.assertEqual(again.status_code, 304)


@tagged("post_install", "-at_install")
class TestCursorsOfLimitedKeys(GrantCase):
    @mute_logger("odoo.http")
    def test_limits_are_asked_anew(self):
        line = {"model_id": "res.partner", "field_ids": ["name", "city"]}
        key = self.key_with(line)
        self.env["res.partner"].create([{"name": f"L{n}"} for n in range(5)])
        self.env.flush_all()
        path = "/res.partner?fields=name&limit=2&cursor="
        self.assertRefused(self.call("GET", f"{path}&order=email", key))
        by_email = self.call("GET", f"{path}&order=email").json()["next"]
        by_name = self.call("GET", f"{path}&order=name").json()["next"]
        page = f"/res.partner?cursor={by_name}"
        self.assertEqual(self.call("GET", page, key).status_code, 200)
        response = self.call("GET", f"/res.partner?cursor={by_email}", key)
        self.assertRefused(response)
        some = self.key_with({**line, "domain": "[('name', '=', 'L1')]"})
        found = self.call("GET", f"/res.partner?cursor={by_name}", some).json()
        self.assertLessEqual({row["name"] for row in found["results"]}, {"L1"})
