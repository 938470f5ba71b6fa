"""Conditional requests: ``ETag``, ``If-None-Match``, ``If-Match`` (RFC 9110, 13)."""

import base64
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import requests

from odoo.fields import Command
from odoo.tests import get_db_name, new_test_user, tagged

from .support.committed import CommittedCase
from .support.common import ApiCase, make_key, make_rest_key
from .support.files import png
from .support.server import Server


@tagged("post_install", "-at_install")
class TestConditional(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Etta", "city": "Ghent"})
        cls.path = f"/res.partner/{cls.partner.id}"

    def tag(self, path):
        return self.call("GET", path).headers["ETag"]

    def conditional(self, method, path, tag, json=None):
        return self.call(method, path, headers={"If-Match": tag}, json=json)

    def test_a_record_that_the_client_has_is_not_sent_again(self):
        for path in (f"{self.path}?fields=name", "/res.partner?fields=name&limit=3"):
            with self.subTest(path=path):
                tag = self.tag(path)
                is_list = path.startswith("/res.partner?")
                self.assertEqual(tag.startswith('W/"'), is_list)
                for sent in (tag, f'"other", {tag}', "*"):
                    response = self.call("GET", path, headers={"If-None-Match": sent})
                    self.assertEqual(response.status_code, 304)
                    self.assertEqual(response.content, b"")
                    self.assertEqual(response.headers["ETag"], tag)
                response = self.call("GET", path, headers={"If-None-Match": '"other"'})
                self.assertEqual(response.status_code, 200)
        tag = self.tag(f"{self.path}?fields=name")
        self.partner.name = "Etta II"
        response = self.call(
            "GET", f"{self.path}?fields=name", headers={"If-None-Match": tag}
        )
        self.assertEqual(response.json()["name"], "Etta II")

    def test_head_has_the_same_tag(self):
        response = self.call("HEAD", f"{self.path}?fields=name")
        self.assertEqual(response.headers["ETag"], self.tag(f"{self.path}?fields=name"))
        self.assertEqual(response.content, b"")

    def test_what_has_changed_is_not_overwritten(self):
        path = f"{self.path}?fields=name,city"
        tag = self.tag(path)
        response = self.conditional("PATCH", path, tag, {"city": "Bruges"})
        self.assertEqual(response.status_code, 200, response.text)
        newer = response.headers["ETag"]
        self.assertEqual(newer, self.tag(path))
        for method, values in (("PUT", {"city": "Lier"}), ("DELETE", None)):
            response = self.conditional(method, path, tag, values)
            self.assertProblem(response, 412, "precondition_failed")
            self.assertEqual(response.headers["ETag"], newer)
        self.env.invalidate_all()
        self.assertEqual(self.partner.city, "Bruges")
        # Another field was written meanwhile, which is none of those that were read.
        self.partner.street = "Somewhere 1"
        response = self.conditional("PATCH", path, newer, {"city": "Lier"})
        self.assertEqual(response.status_code, 200, response.text)
        for tag in ("*", f'"x", {self.tag(path)}'):
            response = self.conditional("PATCH", path, tag, {"city": "Lier"})
            self.assertEqual(response.status_code, 200, response.text)
        response = self.conditional("DELETE", path, self.tag(path))
        self.assertEqual(response.status_code, 200, response.text)

    def test_a_new_record_has_its_tag(self):
        response = self.call("POST", "/res.partner?fields=name", json={"name": "New"})
        path = f"/res.partner/{response.json()['id']}?fields=name"
        self.assertEqual(response.headers["ETag"], self.tag(path))

    def test_a_change_of_what_is_in_the_tree_is_a_change(self):
        child = self.env["res.partner"].create(
            {"name": "Kid", "parent_id": self.partner.id}
        )
        path = f"{self.path}?fields=name,child_ids(name)"
        tag = self.tag(path)
        child.name = "Grown up"
        response = self.conditional("PATCH", path, tag, {"city": "Lier"})
        self.assertProblem(response, 412, "precondition_failed")

    def test_bad_versions(self):
        for tag in ("", "abc def", ","):
            with self.subTest(tag=tag):
                response = self.conditional("PATCH", self.path, tag, {"city": "Lier"})
                self.assertIn(response.status_code, (400, 412), response.text)
        response = self.conditional("PATCH", self.path, 'W/"x"', {"city": "Lier"})
        self.assertProblem(response, 400, "invalid_if_match")
        other = self.env["res.partner"].create({"name": "Other"})
        path = f"{self.path},{other.id}"
        response = self.conditional("PATCH", path, '"x"', {"city": "Lier"})
        self.assertProblem(response, 400, "invalid_if_match")
        response = self.conditional("PATCH", "/res.partner/2147483000", '"x"', {})
        self.assertProblem(response, 404, "missing_record")

    def test_an_administrator_may_want_versions(self):
        self.env["ir.config_parameter"].set_param("restapi.require_if_match", "True")
        path = f"{self.path}?fields=name"
        response = self.call("PATCH", path, json={"city": "Lier"})
        self.assertProblem(response, 428, "precondition_required")
        response = self.call("DELETE", path)
        self.assertProblem(response, 428, "precondition_required")
        response = self.conditional("PATCH", path, self.tag(path), {"city": "Lier"})
        self.assertEqual(response.status_code, 200, response.text)


@tagged("post_install", "-at_install")
class TestConditionalFiles(ApiCase):
    def setUp(self) -> None:
        super().setUp()
        self.partner = self.env["res.partner"].create({"name": "Phil"})
        self.path = f"/res.partner/{self.partner.id}/image_1920"
        self.env.flush_all()

    def put(self, tag, content, path=None, key=""):
        headers = {"Content-Type": "image/png", **({"If-Match": tag} if tag else {})}
        return self.call("PUT", path or self.path, key, data=content, headers=headers)

    def remove(self, tag):
        return self.call("DELETE", self.path, headers={"If-Match": tag} if tag else {})

    def test_a_file_that_has_changed_is_not_overwritten(self):
        first = self.put(None, png(4))
        self.assertEqual(first.status_code, 200, first.text)
        tag = first.headers["ETag"]
        self.assertEqual(tag, f'"{first.json()["checksum"]}"')
        self.assertEqual(self.call("GET", self.path).headers["ETag"], tag)
        second = self.put(tag, png(5))
        self.assertEqual(second.status_code, 200, second.text)
        newer = second.headers["ETag"]
        for response in (self.put(tag, png(6)), self.remove(tag)):
            self.assertProblem(response, 412, "precondition_failed")
            self.assertEqual(response.headers["ETag"], newer)
        # The web client writes as well.
        self.partner.image_1920 = base64.b64encode(png(7))
        self.env.flush_all()
        self.assertProblem(self.remove(newer), 412, "precondition_failed")
        present = self.call("GET", self.path).headers["ETag"]
        for tag in ("*", f'"x", {present}'):
            self.assertEqual(self.put(tag, png(7)).status_code, 200)
        self.assertEqual(self.remove(present).status_code, 200)
        for tag in ("*", present):
            response = self.put(tag, png(4))
            self.assertProblem(response, 412, "precondition_failed")
            self.assertNotIn("ETag", response.headers)
        self.assertProblem(self.put('W/"x"', png(4)), 400, "invalid_if_match")

    def test_attachments(self):
        made = self.call(
            "POST",
            f"/res.partner/{self.partner.id}/attachments?name=a.txt",
            data=b"one",
            headers={"Content-Type": "text/plain"},
        )
        path = made.headers["Location"].removeprefix("/api")
        tag = self.call("GET", path).headers["ETag"]
        self.assertEqual(self.put(tag, b"two", path).status_code, 200)
        self.assertProblem(self.put(tag, b"three", path), 412, "precondition_failed")
        self.assertEqual(self.call("GET", path).content, b"two")

    def test_an_administrator_may_want_versions(self):
        self.env["ir.config_parameter"].set_param("restapi.require_if_match", "True")
        # There is nothing yet that could be overwritten.
        tag = self.put(None, png(4)).headers["ETag"]
        self.assertProblem(self.put(None, png(5)), 428, "precondition_required")
        self.assertProblem(self.remove(None), 428, "precondition_required")
        self.assertEqual(self.put(tag, png(5)).status_code, 200)

    def test_versions_are_told_to_who_may_read(self):
        self.put(None, png(4))
        line = {
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "may_read": False,
            "may_update": True,
        }
        _made, key = make_rest_key(
            self.user, is_limited=True, access_ids=[Command.create(line)]
        )
        response = self.put('"guess"', png(5), key=key)
        self.assertEqual(response.status_code, 403, response.text)
        self.assertNotIn("ETag", response.headers)


@tagged("post_install", "-at_install")
class TestNoLostUpdate(CommittedCase):
    """Read, change and write back by many at once, on a real server."""

    CLIENTS = 16
    WEB_WRITES = 30
    # Of all clients together; ``make attack`` takes more.
    CYCLES = int(os.environ.get("RESTAPI_CYCLES", "64"))

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))
        cls.user_id, cls.key = cls.committed(cls._make_user)
        cls.addClassCleanup(cls.committed, cls._clean_up)

    @classmethod
    def _make_user(cls, env):
        user = new_test_user(env, "etag_user", groups="base.group_system")
        return user.id, make_key(user)

    @classmethod
    def _clean_up(cls, env):
        env["restapi_test.everything"].search([("name", "=", "etag")]).unlink()
        env["res.users"].browse(cls.user_id).unlink()

    def setUp(self):
        super().setUp()
        self.record_id = self.committed(
            lambda env: env["restapi_test.everything"].create({"name": "etag"}).id
        )
        self.url = (
            f"{self.server.url}/api/restapi_test.everything/{self.record_id}"
            "?fields=integer,text"
        )

    def values(self):
        return self.committed(
            lambda env: (
                env["restapi_test.everything"]
                .browse(self.record_id)
                .read(["integer", "text"])[0]
            )
        )

    def add_one(self, session):
        """Add one to the counter; return the statuses of the attempts."""
        statuses = []
        while 200 not in statuses:
            read = session.get(self.url, timeout=60)
            self.assertEqual(read.status_code, 200, read.text)
            written = session.patch(
                self.url,
                json={"integer": read.json()["integer"] + 1},
                headers={"If-Match": read.headers["ETag"]},
                timeout=60,
            )
            statuses.append(written.status_code)
        return statuses

    def add(self, cycles):
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {self.key}"
            return [status for _ in range(cycles) for status in self.add_one(session)]

    def run_clients(self):
        each = self.CYCLES // self.CLIENTS
        with ThreadPoolExecutor(self.CLIENTS) as pool:
            lists = list(pool.map(self.add, [each] * self.CLIENTS))
        statuses = Counter(status for statuses in lists for status in statuses)
        self.assertEqual(set(statuses) - {200, 412}, set(), statuses)
        self.assertEqual(statuses[200], each * self.CLIENTS)
        self.assertGreater(statuses[412], 0, "nobody met anybody")
        return statuses[200]

    def test_a_counter_counts_every_write(self):
        written = self.run_clients()
        self.assertEqual(self.values()["integer"], written)

    def test_writes_of_the_web_client_are_not_lost_either(self):
        web = requests.Session()
        login = {"db": get_db_name(), "login": "etag_user", "password": "etag_user"}
        answer = web.post(
            f"{self.server.url}/web/session/authenticate",
            json={"jsonrpc": "2.0", "method": "call", "params": login},
            timeout=60,
        )
        self.assertEqual(answer.json()["result"]["uid"], self.user_id)

        def write():
            done = []
            for number in range(self.WEB_WRITES):
                text = f"write {number}"
                call = {
                    "model": "restapi_test.everything",
                    "method": "write",
                    "args": [[self.record_id], {"text": text}],
                    "kwargs": {},
                }
                answer = web.post(
                    f"{self.server.url}/web/dataset/call_kw",
                    json={"jsonrpc": "2.0", "method": "call", "params": call},
                    timeout=60,
                )
                if answer.json().get("result"):
                    done.append(text)
            return done

        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(write)
            written = self.run_clients()
            texts = writing.result()
        self.assertGreater(len(texts), 1)
        values = self.values()
        self.assertEqual(values["integer"], written)
        self.assertEqual(values["text"], texts[-1])
