"""Credentials that allow less than their users may do."""

import json
from datetime import datetime, timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..core.grant import FULL, READ, UPDATE, intersection
from ..records import scope
from .support.common import ApiCase, make_rest_key


class GrantCase(ApiCase):
    """A company with a person, bank accounts, and a maker of limited keys."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        country = cls.env.ref("base.be")
        cls.company = cls.env["res.partner"].create(
            {
                "name": "Acme",
                "email": "acme@example.com",
                "phone": "+32 1 23",
                "is_company": True,
                "country_id": country.id,
            }
        )
        cls.person = cls.env["res.partner"].create(
            {"name": "Ann", "parent_id": cls.company.id, "comment": "<p>secret</p>"}
        )
        cls.branch = cls.env["res.partner"].create(
            {"name": "Branch", "parent_id": cls.company.id, "is_company": True}
        )
        cls.bank = cls.env["res.partner.bank"].create(
            {"partner_id": cls.company.id, "acc_number": "BE00111"}
        )

    def key_with(self, *lines: dict, **values: object) -> str:
        """Make a personal key of the user with these access lines."""
        access = [
            Command.create(
                {
                    **line,
                    "model_id": self.env["ir.model"]._get(line["model_id"]).id
                    if line.get("model_id")
                    else False,
                    "field_ids": [
                        self.env["ir.model.fields"]._get(line["model_id"], name).id
                        for name in line.get("field_ids", ())
                    ],
                }
            )
            for line in lines
        ]
        self.made, text = make_rest_key(
            self.user, is_limited=bool(lines), access_ids=access, **values
        )
        return text

    def assertRefused(self, response) -> str:
        return self.assertProblem(response, 403, "insufficient_scope")

    def synconics(self, method: str, path: str, key: str, **params: object):
        return self.url_open(
            f"/restapi/1.0/object/{path}",
            method=method,
            params=params,
            headers={"Authorization": f"Bearer {key}"},
        )


@tagged("post_install", "-at_install")
class TestModels(GrantCase):
    """A key for partners is none for their bank accounts."""

    def setUp(self) -> None:
        super().setUp()
        self.limited = self.key_with(
            {"model_id": "res.partner", "may_create": True, "may_update": True}
        )

    def test_other_model_is_refused(self):
        self.assertRefused(self.call("GET", "/res.partner.bank", self.limited))
        self.assertRefused(
            self.call("GET", f"/res.partner.bank/{self.bank.id}", self.limited)
        )

    def test_right_that_is_not_given_is_refused(self):
        path = f"/res.partner/{self.person.id}"
        self.assertRefused(self.call("DELETE", path, self.limited))
        self.assertTrue(self.person.exists())

    def test_related_record_is_given_as_its_id(self):
        path = f"/res.partner/{self.company.id}?fields=name,bank_ids(acc_number)"
        row = self.get(path, key=self.limited)
        self.assertEqual(row["bank_ids"], [{"id": self.bank.id}])
        full = self.get(path)
        self.assertEqual(full["bank_ids"][0]["acc_number"], "BE00111")

    def test_name_of_related_record_is_not_given(self):
        path = f"/res.partner/{self.company.id}?fields=country_id"
        row = self.get(path, key=self.limited)
        self.assertEqual(row["country_id"], {"id": self.company.country_id.id})

    def test_condition_on_related_record_is_refused(self):
        for domain in (
            [["bank_ids.acc_number", "=", "BE00111"]],
            [["bank_ids", "any", [["acc_number", "=", "BE00111"]]]],
            [["bank_ids", "ilike", "BE"]],
            [["child_ids.bank_ids.acc_number", "=", "BE00111"]],
        ):
            with self.subTest(domain=domain):
                params = {"domain": json.dumps(domain)}
                self.assertRefused(
                    self.call("GET", "/res.partner", self.limited, params=params)
                )
        domain = json.dumps([["bank_ids", "in", self.bank.ids]])
        found = self.get("/res.partner", key=self.limited, params={"domain": domain})
        self.assertEqual([row["id"] for row in found["results"]], self.company.ids)

    def test_condition_inside_a_tree_is_refused(self):
        fields = "child_ids(name;domain=[('bank_ids.acc_number','=','x')])"
        self.assertRefused(
            self.call("GET", "/res.partner", self.limited, params={"fields": fields})
        )

    def test_nested_write_is_refused_and_writes_nothing(self):
        path = f"/res.partner/{self.company.id}"
        for value in (
            [{"acc_number": "BE99"}],
            [{"id": self.bank.id, "acc_number": "BE99"}],
            [{"id": self.bank.id}],
            [self.bank.id],
            [[0, 0, {"acc_number": "BE99"}]],
            [[1, self.bank.id, {"acc_number": "BE99"}]],
            [[2, self.bank.id, 0]],
            [[3, self.bank.id, 0]],
            [[4, self.bank.id, 0]],
            [[5, 0, 0]],
            [[6, 0, []]],
        ):
            with self.subTest(value=value):
                body = {"name": "changed", "bank_ids": value}
                self.assertRefused(self.call("PUT", path, self.limited, json=body))
        self.assertRefused(
            self.call(
                "POST",
                "/res.partner",
                self.limited,
                json={"name": "new one", "bank_ids": [{"acc_number": "BE98"}]},
            )
        )
        self.env.invalidate_all()
        self.assertEqual(self.company.name, "Acme")
        self.assertEqual(self.company.bank_ids, self.bank)
        self.assertEqual(self.bank.acc_number, "BE00111")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "new one")]))

    def test_link_to_another_model_is_allowed(self):
        body = {"name": "linked", "country_id": self.env.ref("base.fr").id}
        response = self.call("POST", "/res.partner", self.limited, json=body)
        self.assertEqual(response.status_code, 201, response.text)

    def test_natural_key_of_another_model_is_refused(self):
        body = {"name": "linked", "country_id": {"code": "FR"}}
        self.assertRefused(self.call("POST", "/res.partner", self.limited, json=body))

    def test_without_lines_nothing_is_allowed(self):
        key = self.key_with()
        self.made.is_limited = True
        self.env.flush_all()
        self.assertRefused(self.call("GET", "/res.partner", key))

    def test_line_for_every_model_is_for_every_model(self):
        key = self.key_with({"may_read": True})
        self.get("/res.partner.bank", key=key)
        self.assertRefused(self.call("POST", "/res.partner", key, json={"name": "x"}))

    def test_write_without_read_answers_ids(self):
        key = self.key_with(
            {"model_id": "res.partner", "may_read": False, "may_update": True}
        )
        path = f"/res.partner/{self.person.id}"
        response = self.call("PUT", path, key, json={"name": "Anna"})
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.json()["record"], {"id": self.person.id})

    def test_changed_line_counts_on_the_next_call(self):
        self.get("/res.partner", key=self.limited)
        self.made.access_ids.may_read = False
        self.env.flush_all()
        self.assertRefused(self.call("GET", "/res.partner", self.limited))


@tagged("post_install", "-at_install")
class TestFields(GrantCase):
    """A key for some fields knows no others."""

    def setUp(self) -> None:
        super().setUp()
        self.limited = self.key_with(
            {
                "model_id": "res.partner",
                "may_create": True,
                "may_update": True,
                "field_ids": ["name", "email", "parent_id", "child_ids"],
            }
        )

    def test_fields_that_nobody_names_are_left_out(self):
        row = self.get(f"/res.partner/{self.company.id}", key=self.limited)
        self.assertEqual(set(row), {"id", "name", "email", "parent_id", "child_ids"})

    def test_field_that_is_named_is_refused(self):
        for path in (
            "/res.partner?fields=name,phone",
            "/res.partner?fields=parent_id(phone)",
            "/res.partner?domain=[('phone','!=',False)]",
            "/res.partner?domain=[('parent_id.phone','!=',False)]",
            "/res.partner?order=phone",
        ):
            with self.subTest(path=path):
                text = self.assertRefused(self.call("GET", path, self.limited))
                self.assertIn("phone", text)

    def test_write_of_another_field_is_refused(self):
        path = f"/res.partner/{self.person.id}"
        body = {"name": "Anna", "phone": "1"}
        self.assertRefused(self.call("PUT", path, self.limited, json=body))
        self.assertRefused(self.call("POST", "/res.partner", self.limited, json=body))
        nested = {"child_ids": [{"id": self.person.id, "phone": "1"}]}
        path = f"/res.partner/{self.company.id}"
        self.assertRefused(self.call("PUT", path, self.limited, json=nested))
        self.env.invalidate_all()
        self.assertEqual(self.person.name, "Ann")

    def test_name_of_a_parent_is_given(self):
        row = self.get(
            f"/res.partner/{self.person.id}?fields=parent_id", key=self.limited
        )
        self.assertEqual(row["parent_id"]["name"], "Acme")

    def test_description_names_only_these_fields(self):
        response = self.synconics("GET", "res.partner/fields_get", self.limited)
        self.assertEqual(response.status_code, 200, response.text)
        names = set(response.json()["res.partner"])
        self.assertEqual(names, {"name", "email", "parent_id", "child_ids", "id"})

    def test_groups_by_another_field_are_refused(self):
        response = self.synconics(
            "GET", "res.partner/read_group", self.limited, groupby="['phone']"
        )
        self.assertEqual(response.status_code, 403, response.text)


@tagged("post_install", "-at_install")
class TestDomains(GrantCase):
    """A key for companies does not see persons."""

    def setUp(self) -> None:
        super().setUp()
        self.limited = self.key_with(
            {
                "model_id": "res.partner",
                "may_create": True,
                "may_update": True,
                "may_delete": True,
                "domain": "[('is_company', '=', True)]",
            }
        )

    def test_others_are_not_found(self):
        found = self.get(
            "/res.partner", key=self.limited, params={"fields": "is_company"}
        )
        self.assertTrue(found["total"])
        self.assertEqual({row["is_company"] for row in found["results"]}, {True})
        path = f"/res.partner/{self.person.id}"
        for method, body in (("GET", None), ("PUT", {"name": "x"}), ("DELETE", None)):
            response = self.call(method, path, self.limited, json=body)
            self.assertProblem(response, 404, "missing_record")
        self.assertTrue(self.person.exists())

    def test_related_ones_are_given_as_ids(self):
        path = f"/res.partner/{self.company.id}?fields=child_ids(name)"
        rows = {row["id"]: row for row in self.get(path, key=self.limited)["child_ids"]}
        self.assertEqual(rows[self.person.id], {"id": self.person.id})
        self.assertEqual(rows[self.branch.id]["name"], "Branch")

    def test_other_may_not_be_created(self):
        body = {"name": "nobody's", "is_company": False}
        self.assertRefused(self.call("POST", "/res.partner", self.limited, json=body))
        self.assertFalse(self.env["res.partner"].search([("name", "=", "nobody's")]))
        body = {"name": "ours", "is_company": True}
        response = self.call("POST", "/res.partner", self.limited, json=body)
        self.assertEqual(response.status_code, 201, response.text)

    def test_other_may_not_be_written_below(self):
        path = f"/res.partner/{self.company.id}"
        body = {"child_ids": [{"id": self.person.id, "name": "x"}]}
        self.assertRefused(self.call("PUT", path, self.limited, json=body))
        body = {"child_ids": [{"id": self.branch.id, "name": "Branch 2"}]}
        response = self.call("PUT", path, self.limited, json=body)
        self.assertEqual(response.status_code, 200, response.text)

    def test_condition_on_hidden_ones_is_refused(self):
        params = {"domain": "[('child_ids.name','=','Ann')]"}
        self.assertRefused(
            self.call("GET", "/res.partner", self.limited, params=params)
        )

    def test_second_line_of_a_model_is_refused(self):
        line = {"model_id": "res.partner"}
        with (
            self.assertRaisesRegex(UniqueViolation, "one_line_a_model"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.key_with(line, {**line, "domain": "[('is_company', '=', True)]"})
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.key_with({"may_read": True}, {"may_update": True})

    def test_line_of_a_model_replaces_that_of_every_model(self):
        key = self.key_with(
            {"may_read": True, "may_update": True},
            {"model_id": "res.partner", "field_ids": ["name"]},
        )
        self.get("/res.partner.bank", key=key)
        path = f"/res.partner/{self.company.id}"
        self.assertRefused(self.call("PUT", path, key, json={"name": "x"}))
        self.assertRefused(self.call("GET", f"{path}?fields=email", key))

    def test_update_out_of_the_domain_is_refused(self):
        key = self.key_with(
            {
                "model_id": "res.partner",
                "may_create": True,
                "may_update": True,
                "domain": "[('is_company', '=', True)]",
            }
        )
        out = {"is_company": False}
        path = f"/res.partner/{self.company.id}"
        self.assertRefused(self.call("PUT", path, key, json=out))
        path = f"/res.partner/{self.company.id}"
        nested = {"child_ids": [{"id": self.branch.id, **out}]}
        self.assertRefused(self.call("PUT", path, key, json=nested))
        path = f"res.partner/{self.branch.id}/write"
        for given in (
            {"args": "[{'is_company': False}]"},
            {"kwargs": "{'vals': {'is_company': False}}"},
        ):
            response = self.synconics("PUT", path, key, **given)
            self.assertEqual(response.status_code, 403, response.text)
        self.env.invalidate_all()
        self.assertTrue(self.company.is_company)
        self.assertTrue(self.branch.is_company)

    def test_domain_is_checked_when_it_is_saved(self):
        with self.assertRaisesRegex(Exception, "no_such_field"):
            self.key_with(
                {"model_id": "res.partner", "domain": "[('no_such_field','=',1)]"}
            )


@tagged("post_install", "-at_install")
class TestMethods(GrantCase):
    """Methods reach what their arguments name, and are limited like the rest."""

    def test_method_needs_the_right_to_execute(self):
        key = self.key_with({"model_id": "res.partner"})
        path = f"res.partner/{self.person.id}/action_archive"
        response = self.synconics("PUT", path, key)
        self.assertEqual(response.status_code, 403, response.text)
        self.assertTrue(self.person.active)

    def test_only_named_methods_may_be_called(self):
        key = self.key_with(
            {
                "model_id": "res.partner",
                "may_execute": True,
                "methods": "address_get",
            }
        )
        path = f"res.partner/{self.person.id}"
        response = self.synconics("PUT", f"{path}/address_get", key)
        self.assertEqual(response.status_code, 200, response.text)
        response = self.synconics("PUT", f"{path}/view_header_get", key)
        self.assertEqual(response.status_code, 403, response.text)

    def test_generic_method_needs_the_right_it_is_about(self):
        key = self.key_with({"model_id": "res.partner", "may_execute": True})
        path = f"res.partner/{self.person.id}/write"
        response = self.synconics("PUT", path, key, args="[{'name': 'x'}]")
        self.assertEqual(response.status_code, 403, response.text)
        key = self.key_with(
            {"model_id": "res.partner", "may_execute": True, "may_update": True}
        )
        response = self.synconics("PUT", path, key, args="[{'name': 'x'}]")
        self.assertEqual(response.status_code, 200, response.text)
        self.env.invalidate_all()
        self.assertEqual(self.person.name, "x")

    def test_arguments_are_limited(self):
        key = self.key_with(
            {"model_id": "res.partner", "may_execute": True, "may_update": True}
        )
        company = f"res.partner/{self.company.id}"
        for path, params in (
            (
                f"{company}/write",
                {"args": "[{'bank_ids': [(0, 0, {'acc_number': '9'})]}]"},
            ),
            (f"{company}/export_data", {"fields": "['bank_ids/acc_number']"}),
            ("res.partner/name_search", {"domain": "[('bank_ids.id','>',0)]"}),
            (f"{company}/copy", {}),
            (f"{company}/web_read", {"kwargs": "{'specification': {'bank_ids': {}}}"}),
            (f"{company}/mapped", {"args": "['bank_ids.acc_number']"}),
            ("res.partner/read_group", {"groupby": "['country_id']"}),
        ):
            with self.subTest(path=path):
                response = self.synconics("POST", path, key, **params)
                self.assertIn(response.status_code, (403, 404), response.text)
                self.assertNotIn("BE00111", response.text)
        self.assertEqual(self.company.bank_ids, self.bank)

    def test_documented_method_needs_no_right_to_execute(self):
        key = self.key_with(
            {"model_id": "res.partner", "domain": "[('is_company', '=', True)]"}
        )
        response = self.synconics("GET", "res.partner/name_search", key, name="A")
        self.assertEqual(response.status_code, 200, response.text)
        ids = {row[0] for row in response.json()["res.partner"]}
        self.assertIn(self.company.id, ids)
        self.assertNotIn(self.person.id, ids)


@tagged("post_install", "-at_install")
class TestKeys(GrantCase):
    """When and where a key is good, and its scope."""

    def test_key_without_limits_does_what_the_user_may(self):
        key = self.key_with()
        self.get("/res.partner.bank", key=key)
        response = self.call("POST", "/res.partner", key, json={"name": "new"})
        self.assertEqual(response.status_code, 201, response.text)
        self.assertProblem(self.call("GET", "/ir.rule", key), 403, "access_error")

    def test_scope_limits_a_key(self):
        key = self.key_with(scope="res.partner:read")
        self.get("/res.partner", key=key)
        self.assertRefused(self.call("GET", "/res.partner.bank", key))
        self.assertRefused(self.call("POST", "/res.partner", key, json={"name": "x"}))

    def test_scope_and_lines_both_limit_a_key(self):
        key = self.key_with(
            {"model_id": "res.partner", "may_update": True}, scope="read"
        )
        self.get("/res.partner", key=key)
        self.assertRefused(self.call("GET", "/res.partner.bank", key))
        path = f"/res.partner/{self.person.id}"
        self.assertRefused(self.call("PUT", path, key, json={"name": "x"}))

    def test_key_is_refused_at_once(self):
        past, future = datetime.now() - timedelta(days=1), datetime.now() + timedelta(1)
        for values in (
            {"active": False},
            {"valid_to": past},
            {"valid_from": future},
        ):
            with self.subTest(values=values):
                key = self.key_with()
                self.get("/res.partner?limit=1", key=key)
                self.made.write(values)
                self.env.flush_all()
                response = self.call("GET", "/res.partner", key)
                self.assertProblem(response, 401, "invalid_token")

    def test_key_of_archived_user_is_refused(self):
        key = self.key_with()
        self.user.active = False
        self.env.flush_all()
        response = self.call("GET", "/res.partner", key)
        self.assertProblem(response, 401, "invalid_token")

    def test_key_is_good_in_its_networks_only(self):
        key = self.key_with(ip_networks="127.0.0.0/8, ::1")
        self.get("/res.partner?limit=1", key=key)
        self.made.ip_networks = "192.0.2.0/24"
        self.env.flush_all()
        response = self.call("GET", "/res.partner", key)
        self.assertProblem(response, 403, "address_refused")

    def test_key_is_in_no_answer(self):
        self.key_with()
        response = self.call("GET", "/restapi.key")
        self.assertProblem(response, 404, "unknown_model")
        self.assertNotIn("digest", self.env["restapi.key"]._fields)


@tagged("post_install", "-at_install")
class TestScopes(GrantCase):
    """The grammar of scopes."""

    def test_scope_is_a_grant(self):
        self.assertIs(scope.grant("read write execute"), FULL)
        grant = scope.grant("read res.partner:write")
        self.assertTrue(grant.allows("res.country", READ))
        self.assertTrue(grant.allows("res.partner", UPDATE))
        self.assertFalse(grant.allows("res.country", UPDATE))
        self.assertFalse(grant.allows_method("res.partner", "write"))

    def test_both_is_the_smaller(self):
        self.assertTrue(scope.covers(self.env, "write", "res.partner:write"))
        self.assertFalse(scope.covers(self.env, "write", "ir.cron:write"))
        self.assertFalse(scope.covers(self.env, "read write", "ir.config_parameter:read"))
        self.assertTrue(scope.covers(self.env, "read write execute", "ir.cron:write"))
        self.assertTrue(scope.covers(self.env, "ir.cron:write read", "ir.cron:write"))
        first, second = scope.grant("read"), scope.grant("res.partner:read write")
        grant = intersection(first, second)
        self.assertTrue(grant.allows("res.partner", READ))
        self.assertFalse(grant.allows("res.country", READ))
        self.assertFalse(grant.allows("res.partner", UPDATE))
        self.assertIs(intersection(FULL, first), first)
        self.assertEqual(hash(grant), hash(intersection(first, second)))

    def test_scope_covers_its_parts(self):
        self.assertTrue(scope.covers(self.env, "read write", "res.partner:read"))
        self.assertFalse(scope.covers(self.env, "res.partner:read", "read"))
        with self.assertRaises(ValueError):
            scope.words("read everything")
