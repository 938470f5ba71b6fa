"""Whose turn it is: rights come first, and one deadline holds."""
# pylint: disable=external-request-timeout

import time

import requests

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, get_db_name, new_test_user, tagged

from ..core.grant import FULL
from ..core.operation import Call, Create, ExecuteKw, OrmCall, Signal, Update
from ..records.write import write_locks
from .support.turns import GROUPS, TIMEOUT, TurnCase


@tagged("post_install", "-at_install")
class TestRightsBeforeLocks(TurnCase):
    """Who may not write waits for nobody: each answer comes while a lock is held."""

    def assertRefused(self, response, status):
        self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(self.locks(granted=False), 0)

    def test_user_without_the_right(self):
        json = {"name": "x"}
        with self.held(("res.company", 1), ("res.partner", self.partner)):
            for method, path, kwargs in (
                ("PUT", "/api/res.company/1", {"json": json}),
                ("PATCH", "/api/res.company/1", {"json": json}),
                ("DELETE", "/api/res.company/1", {}),
                ("PUT", f"/api/res.partner/{self.partner}", {"json": json}),
                ("DELETE", f"/api/res.partner/{self.partner}", {}),
                ("PUT", "/restapi/1.0/object/res.company/1", {"json": json}),
                ("DELETE", "/restapi/1.0/object/res.company/1", {}),
                (
                    "POST",
                    "/api/res.partner.bank",
                    {"json": {"partner_id": self.partner, "acc_number": "1"}},
                ),
            ):
                with self.subTest(method=method, path=path):
                    self.assertRefused(
                        self.call(method, path, self.reader_key, **kwargs), 403
                    )

    def test_dialects_of_tokens(self):
        pair = self.call("GET", "/api/auth/get_tokens", params=self.password()).json()
        one = self.call("GET", "/api/auth/token", params=self.password("login")).json()
        with self.held(("res.company", 1)):
            for token in (pair["access_token"], one["access_token"]):
                response = requests.put(
                    f"{self.server.url}/api/res.company/1",
                    json={"name": "x"},
                    headers={"Access-Token": token},
                    timeout=TIMEOUT,
                )
                self.assertRefused(response, 403)

    def password(self, name="username"):
        return {name: "turn_reader", "password": "turn_reader"}

    def test_ids_that_do_not_exist(self):
        missing = 2**31 - 7
        with self.held(("res.partner", missing), ("res.partner", self.partner)):
            for method in ("PUT", "DELETE"):
                path = f"/api/res.partner/{self.partner},{missing}"
                self.assertRefused(self.call(method, path, json={"name": "x"}), 404)

    def test_model_that_the_user_cannot_read(self):
        with self.held(("ir.mail_server", 1)):
            response = self.call("PUT", "/api/ir.mail_server/1", json={"name": "x"})
            self.assertRefused(response, 403)

    def test_credential_without_the_right(self):
        self.committed(
            lambda env: (
                env["restapi.key"].browse(self.rest_key_id).write({"is_limited": True})
            )
        )
        with self.held(("res.partner", self.partner)):
            self.assertRefused(self.update(self.rest_key), 403)

    def test_line_of_a_record_that_does_not_exist(self):
        missing = 2**31 - 7
        with self.held(("res.partner", missing)):
            for partner in (missing, str(missing), {"id": missing}, "9" * 5000):
                response = self.call(
                    "POST",
                    "/api/res.partner.bank",
                    json={"partner_id": partner, "acc_number": "1"},
                )
                self.assertLess(response.status_code, 500, response.text)
                self.assertEqual(self.locks(granted=False), 0)


@tagged("post_install", "-at_install")
class TestBusy(TurnCase):
    lock_timeout = 1

    def test_dialects(self):
        path = f"/res.partner/{self.partner}"
        token = self.call(
            "GET",
            "/api/auth/get_tokens",
            params={"username": "turn_writer", "password": "turn_writer"},
        ).json()["access_token"]
        native = {"Authorization": f"Bearer {self.key}"}
        with self.held(("res.partner", self.partner)):
            for method, address, headers in (
                ("PUT", f"/api{path}", native),
                ("DELETE", f"/api{path}", native),
                ("PUT", f"/restapi/1.0/object{path}", native),
                ("PUT", f"/api{path}", {"Access-Token": token}),
                ("PUT", f"/api{path}/address_get", {"Access-Token": token}),
                ("PUT", f"/api{path}/write", {"Access-Token": token}),
                ("POST", f"/restapi/1.0/object{path}/toggle_active", native),
                ("POST", f"/api{path}/address_get", native),
            ):
                with self.subTest(address=address, headers=headers):
                    response = requests.request(
                        method,
                        f"{self.server.url}{address}",
                        json={"city": "after"},
                        headers=headers,
                        timeout=TIMEOUT,
                    )
                    self.assertEqual(response.status_code, 409, response.text)
                    self.assertIn("Other requests are writing", response.text)
                    self.assertIn("Retry-After", response.headers)
        self.assertEqual(self.city(), "before")
        self.assertEqual(self.locks(granted=True), 0)
        self.assertEqual(self.run_again(), 0, "it waited once only")

    def test_one_deadline_for_all_locks(self):
        with db_connect(get_db_name()).cursor() as cr:
            with self.held(("res.partner", 2)), self.assertRaises(write_locks.Busy):
                keys = [("res.partner", id_) for id_ in (1, 2, 3)]
                write_locks.take(cr, keys, time.monotonic())
            cr.execute(
                """SELECT count(*) FROM pg_locks
                    WHERE pid = pg_backend_pid() AND locktype = 'advisory'"""
            )
            self.assertEqual(cr.fetchone()[0], 0)

    def test_what_it_took(self):
        key = ("res.partner", self.partner)
        with db_connect(get_db_name()).cursor() as cr:
            taken = write_locks.take(cr, [key], time.monotonic())
            self.assertIs(taken, write_locks.Turn.STEP)
            self.assertEqual(self.locks(granted=True), 1)
            cr.rollback()
            self.assertEqual(self.locks(granted=True), 0)

    def test_turns_can_be_switched_off(self):
        self.set_lock_timeout("0")
        with self.held(("res.partner", self.partner)):
            response = self.update()
        self.assertEqual(response.status_code, 200, response.text)


@tagged("post_install", "-at_install")
class TestContended(TransactionCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.writer = new_test_user(cls.env, login="turn_writer", groups=GROUPS)
        cls.reader = new_test_user(
            cls.env, login="turn_reader", groups="base.group_user"
        )
        cls.partner = cls.env["res.partner"].create({"name": "Turns"}).id

    def test_operation_of_another_addon(self):
        class Touch(Update):
            """Is written like an update, so it takes its turn."""

        operation = Touch("res.partner", (self.partner,), {}, None, None)
        self.assertTakesTurn(operation)

    def keys(self, operation, user):
        return self.env["restapi.service"].with_user(user).contended(operation, FULL)

    def assertTakesTurn(self, operation):
        keys = self.keys(operation, self.writer)
        self.assertEqual(keys, {("res.partner", self.partner)})

    def test_calls_that_may_write(self):
        ids = (self.partner,)
        for operation in (
            Call("res.partner", ids, "write", ({"city": "x"},)),
            Call("res.partner", ids, "address_get"),
            OrmCall("res.partner", ids, "unlink"),
            ExecuteKw("res.partner", (), "toggle_active", (list(ids),)),
            Signal("res.partner", ids, "action_archive"),
        ):
            with self.subTest(operation=operation):
                self.assertTakesTurn(operation)

    def test_calls_that_read(self):
        ids = (self.partner,)
        for operation in (
            Call("res.partner", ids, "read"),
            Call("res.partner", (), "address_get"),
            OrmCall("res.partner", ids, "name_search"),
            ExecuteKw("res.partner", (), "read", (list(ids),)),
            ExecuteKw("res.partner", (), "search_count", ([],)),
        ):
            with self.subTest(operation=operation):
                self.assertEqual(self.keys(operation, self.writer), set())

    def test_calls_of_who_may_not_write(self):
        call = Call("res.partner", (self.partner,), "address_get")
        self.assertEqual(self.keys(call, self.reader), set())

    def test_lines_of_a_record(self):
        for partner in (self.partner, str(self.partner), {"id": self.partner}):
            create = Create("res.partner.bank", {"partner_id": partner}, None, None)
            self.assertTakesTurn(create)
        for partner in (2**31 - 7, "9" * 5000, 10**5000, True, "\u0663", None, [1]):
            create = Create("res.partner.bank", {"partner_id": partner}, None, None)
            self.assertEqual(self.keys(create, self.writer), set())
