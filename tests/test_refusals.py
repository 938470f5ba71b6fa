"""A 403 says what stood in the way, and nothing that its caller may not know."""

from odoo.tests import new_test_user, tagged

from .support.common import make_key
from .test_grants import GrantCase


@tagged("post_install", "-at_install")
class TestRefusals(GrantCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, login="api_portal", groups="base.group_portal"
        )

    def rule(self, **values):
        return self.env["ir.rule"].create(
            {
                "name": "A rule nobody is told of",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "perm_read": False,
                **values,
            }
        )

    def assertRefusedBy(self, response, code, **details):
        """Check code and details; return the sentence."""
        message = self.assertProblem(response, 403, code)
        self.assertEqual(response.json()["details"], details)
        return message

    # -- the credential

    def test_scope_of_a_model(self):
        key = self.key_with(scope="read")
        response = self.call("POST", "/res.partner", key, json={"name": "x"})
        self.assertRefusedBy(
            response,
            "insufficient_scope",
            refused_by="scope",
            model="res.partner",
            operation="create",
        )

    def test_access_line_of_a_related_model(self):
        key = self.key_with({"model_id": "res.partner", "may_update": True})
        path = f"/res.partner/{self.company.id}"
        line = {"id": self.bank.id, "acc_number": "x"}
        response = self.call("PUT", path, key, json={"bank_ids": [line]})
        self.assertRefusedBy(
            response,
            "insufficient_scope",
            refused_by="scope",
            model="res.partner.bank",
            operation="update",
        )

    def test_access_line_of_a_field(self):
        key = self.key_with({"model_id": "res.partner", "field_ids": ["name"]})
        response = self.call("GET", "/res.partner?fields=email", key)
        self.assertRefusedBy(
            response,
            "insufficient_scope",
            refused_by="scope",
            model="res.partner",
            operation="read",
            field="email",
        )

    def test_access_line_of_a_method(self):
        key = self.key_with(
            {
                "model_id": "res.partner",
                "may_execute": True,
                "methods": "action_archive",
            }
        )
        response = self.synconics(
            "POST", f"res.partner/{self.person.id}/open_commercial_entity", key
        )
        self.assertEqual(response.status_code, 403, response.text)
        self.assertIn("does not allow to call", response.json()["error"]["message"])

    # -- the user

    def test_access_right_names_the_groups(self):
        response = self.call("POST", "/res.country", json={"name": "x", "code": "xx"})
        groups = self.env["ir.model.access"].group_names_with_access(
            "res.country", "create"
        )
        self.assertTrue(groups)
        message = self.assertRefusedBy(
            response,
            "access_error",
            refused_by="access_right",
            model="res.country",
            operation="create",
            groups=groups,
        )
        self.assertIn(groups[0], message)
        self.assertIn("Refused by an access right: create res.country.", message)

    def test_access_right_on_a_line(self):
        self.user.group_ids = self.env.ref("base.group_user")
        response = self.call(
            "PUT", f"/res.users/{self.user.id}", json={"partner_id": {"id": 1}}
        )
        self.assertEqual(response.status_code, 403, response.text)
        details = response.json()["details"]
        self.assertEqual(
            (details["refused_by"], details["model"]), ("access_right", "res.users")
        )

    def test_record_rule(self):
        self.rule(domain_force=[("id", "!=", self.person.id)])
        response = self.call(
            "PUT", f"/res.partner/{self.person.id}", json={"city": "x"}
        )
        message = self.assertRefusedBy(
            response,
            "access_error",
            refused_by="record_rule",
            model="res.partner",
            operation="update",
        )
        self.assertIn("Refused by a record rule: update res.partner.", message)
        self.assertNotIn("nobody is told", response.text)

    def test_record_rule_on_a_line(self):
        self.rule(domain_force=[("id", "!=", self.person.id)])
        response = self.call(
            "PUT",
            f"/res.partner/{self.company.id}",
            json={"child_ids": [{"id": self.person.id, "city": "x"}]},
        )
        self.assertRefusedBy(
            response,
            "access_error",
            refused_by="record_rule",
            model="res.partner",
            operation="update",
        )

    def test_record_out_of_sight_is_not_there(self):
        self.rule(domain_force=[("id", "!=", self.person.id)], perm_read=True)
        gone = self.env["res.partner"].create({"name": "x"})
        gone.unlink()
        answers = [
            self.call(method, f"/res.partner/{id_}", json=body)
            for id_ in (self.person.id, gone.id)
            for method, body in (
                ("GET", None),
                ("PUT", {"city": "x"}),
                ("DELETE", None),
            )
        ]
        for answer in answers:
            self.assertProblem(answer, 404, "missing_record")
            self.assertIsNone(answer.json()["details"])

    def test_debug_mode_tells_no_more(self):
        self.rule(domain_force=[("id", "!=", self.person.id)], perm_read=False)
        response = self.call(
            "PUT", f"/res.partner/{self.person.id}?debug=1", json={"city": "x"}
        )
        self.assertNotIn("groups", response.json()["details"])

    def test_field_group_is_told_to_internal_users(self):
        settings = self.env.ref("base.group_system")
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "base.group_system")
        for method, query, operation, body in (
            ("GET", "?fields=ref", "read", None),
            ("PUT", "", "update", {"ref": "x"}),
        ):
            with self.subTest(method=method):
                path = f"/res.partner/{self.person.id}{query}"
                response = self.call(method, path, json=body)
                details = response.json()["details"]
                self.assertEqual(response.status_code, 403, response.text)
                self.assertEqual(
                    details,
                    {
                        "refused_by": "field_group",
                        "model": "res.partner",
                        "operation": operation,
                        "field": "ref",
                        "groups": [settings.full_name],
                    },
                )

    def test_field_group_is_not_told_to_others(self):
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "base.group_system")
        path = f"/res.partner/{self.portal.partner_id.id}?fields=ref"
        response = self.call("GET", path, make_key(self.portal))
        self.assertEqual(response.status_code, 403, response.text)
        details = response.json()["details"]
        self.assertEqual(details["refused_by"], "field_group")
        self.assertNotIn("groups", details)

    # -- the answers

    def test_problem_json(self):
        response = self.call(
            "POST",
            "/res.country",
            json={"name": "x", "code": "xx"},
            headers={"Accept": "application/problem+json"},
        )
        body = response.json()
        self.assertEqual(body["details"]["refused_by"], "access_right")
        self.assertIn("Refused by an access right", body["detail"])

    def test_same_words_in_another_dialect(self):
        self.rule(domain_force=[("id", "!=", self.person.id)])
        response = self.synconics(
            "PUT", f"res.partner/{self.person.id}", self.key, vals="{'city': 'x'}"
        )
        self.assertEqual(response.status_code, 403, response.text)
        self.assertIn(
            "Refused by a record rule: update res.partner.",
            response.json()["error"]["message"],
        )
