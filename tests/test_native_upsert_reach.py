"""What limited credentials reach by an upsert."""

from odoo.tests import tagged

from .test_grants import GrantCase


@tagged("post_install", "-at_install")
class TestUpsertReach(GrantCase):
    def upsert(self, key, body, match="ref", model="res.partner"):
        return self.call("PUT", f"/{model}?match={match}&fields=id", key, json=body)

    def partners(self, **line):
        return self.key_with({"model_id": "res.partner", "may_read": True, **line})

    def assertDone(self, response):
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()["results"]

    def test_rights_are_those_that_are_needed(self):
        self.company.ref = "acme"
        old, new = {"ref": "acme", "city": "Ghent"}, {"ref": "new", "name": "New"}
        key = self.partners(may_update=True)
        self.assertDone(self.upsert(key, old))
        self.assertRefused(self.upsert(key, [old, new]))
        key = self.partners(may_create=True)
        self.assertDone(self.upsert(key, new))
        self.assertRefused(self.upsert(key, old))
        key = self.key_with(
            {
                "model_id": "res.partner",
                "may_read": False,
                "may_create": True,
                "may_update": True,
            }
        )
        self.assertRefused(self.upsert(key, old))
        self.assertEqual(self.upsert(key, old, "xmlid").status_code, 403)

    def test_match_is_readable_and_writable(self):
        key = self.partners(may_update=True, may_create=True, field_ids=["name"])
        for match in ("ref", "name,ref"):
            item = {"name": "Acme", "ref": "x"}
            self.assertRefused(self.upsert(key, item, match))
        self.assertDone(self.upsert(key, {"name": "Acme"}, "name"))

    def test_records_of_the_line(self):
        self.company.ref, self.person.ref = "acme", "ann"
        key = self.partners(
            may_update=True,
            may_create=True,
            domain="[('is_company', '=', True)]",
        )
        (result,) = self.assertDone(self.upsert(key, {"ref": "acme", "city": "Ghent"}))
        self.assertEqual(result["id"], self.company.id)
        # A person is out of sight, and so is a new one.
        self.assertRefused(self.upsert(key, {"ref": "ann", "name": "Ann 2"}))
        moved = {"ref": "acme", "is_company": False}
        self.assertRefused(self.upsert(key, moved))
        self.assertDone(
            self.upsert(key, {"ref": "new", "name": "New", "is_company": True})
        )
        self.assertEqual(self.person.name, "Ann")

    def test_readable_records_that_may_not_be_changed(self):
        self.person.ref = "ann"
        key = self.key_with(
            {"model_id": "res.partner", "may_read": True},
        )
        self.assertRefused(self.upsert(key, {"ref": "ann", "city": "Ghent"}))

    def test_external_ids_open_no_other_model(self):
        key = self.partners(may_update=True, may_create=True)
        item = {"xmlid": "shop.acme", "name": "Acme"}
        self.assertDone(self.upsert(key, item, "xmlid"))
        for model in ("res.partner.bank", "ir.model.data", "ir.cron"):
            self.assertRefused(self.upsert(key, item, "xmlid", model))
        for model in ("restapi.key", "restapi.secret"):
            response = self.upsert(key, item, "xmlid", model)
            self.assertIn(response.status_code, (403, 404), response.text)

    def test_external_ids_of_hidden_records(self):
        self.env["ir.model.data"].create(
            {
                "module": "shop",
                "name": "ann",
                "model": "res.partner",
                "res_id": self.person.id,
            }
        )
        key = self.partners(may_update=True, domain="[('is_company', '=', True)]")
        item = {"xmlid": "shop.ann", "name": "Changed"}
        response = self.upsert(key, item, "xmlid")
        self.assertProblem(response, 422, "invalid_values")
        self.assertEqual(response.json()["details"][0]["code"], "missing_record")
        self.assertEqual(self.person.name, "Ann")

    def test_powerful_models_are_reached_by_name(self):
        key = self.key_with({"may_read": True, "may_create": True, "may_update": True})
        item = {"xmlid": "shop.template", "name": "x"}
        for model in ("res.groups", "mail.template", "ir.ui.menu"):
            self.assertEqual(
                self.upsert(key, item, "xmlid", model).status_code, 403, model
            )
