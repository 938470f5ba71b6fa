"""Attachments of a record: listed and added to, by whoever may."""

import hashlib

from odoo.tests import tagged

from .support.common import ApiCase, make_key
from .support.files import HTML, PDF, png
from .test_grants import GrantCase


def listed(attachment) -> dict:
    """Return what a client is told of an attachment."""
    return {
        "id": attachment.id,
        "name": attachment.name,
        "mimetype": attachment.mimetype,
        "size": attachment.file_size,
        "checksum": attachment.checksum,
    }


@tagged("post_install", "-at_install")
class TestAttachments(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Ann"})
        cls.path = f"/res.partner/{cls.partner.id}/attachments"

    def attached(self, path: str, data=None, **kwargs) -> dict:
        response = self.call("POST", path, data=data, **kwargs)
        self.assertEqual(response.status_code, 201, response.text)
        self.env.invalidate_all()
        self.answer = response
        return response.json()

    def test_none(self):
        self.assertEqual(
            self.get(self.path),
            {"count": 0, "total": 0, "limit": 80, "offset": 0, "results": []},
        )

    def test_raw_body(self):
        headers = {"Content-Type": "application/pdf"}
        made = self.attached(f"{self.path}?name=offer.pdf", PDF, headers=headers)
        attachment = self.env["ir.attachment"].browse(made["id"])
        self.assertEqual(made, listed(attachment))
        self.assertEqual(
            made,
            {
                "id": made["id"],
                "name": "offer.pdf",
                "mimetype": "application/pdf",
                "size": len(PDF),
                "checksum": hashlib.sha1(PDF).hexdigest(),
            },
        )
        self.assertEqual(attachment.res_model, "res.partner")
        self.assertEqual(attachment.res_id, self.partner.id)
        self.assertEqual(attachment.create_uid, self.user)
        location = self.answer.headers["Location"]
        self.assertEqual(location, f"/api/ir.attachment/{made['id']}/raw")
        got = self.call("GET", location.removeprefix("/api"))
        self.assertEqual(got.content, PDF)
        self.assertEqual(got.headers["ETag"], f'"{made["checksum"]}"')

    def test_form(self):
        sent = {"file": ("Prüfung 试.png", png(), "image/png")}
        made = self.attached(self.path, files=sent)
        self.assertEqual(made["name"], "Prüfung 试.png")
        self.assertEqual(made["mimetype"], "image/png")

    def test_name_says_the_type(self):
        made = self.attached(f"{self.path}?name=table.csv", b"a,b")
        self.assertEqual(made["mimetype"], "text/csv")

    def test_page_is_a_text(self):
        made = self.attached(f"{self.path}?name=page.html", HTML)
        self.assertEqual(made["mimetype"], "text/plain")

    def test_empty_file(self):
        made = self.attached(f"{self.path}?name=empty.txt", b"")
        self.assertEqual((made["size"], made["mimetype"]), (0, "text/plain"))
        self.assertEqual(self.get(self.path)["results"], [made])

    def test_file_needs_a_name(self):
        for query in ("", "?name=", "?name=%20"):
            response = self.call("POST", self.path + query, data=b"x")
            self.assertProblem(response, 400, "missing_name")

    def test_pages_of_the_list(self):
        made = [self.attached(f"{self.path}?name={i}.txt", b"x") for i in range(3)]
        newest = made[::-1]
        self.assertEqual(self.get(self.path)["results"], newest)
        body = self.get(f"{self.path}?limit=1&offset=1")
        self.assertEqual(body["results"], newest[1:2])
        self.assertEqual((body["count"], body["total"], body["limit"]), (1, 3, 1))
        for query, code in (
            ("?limit=0", "invalid_limit"),
            ("?limit=x", "invalid_limit"),
            ("?offset=-1", "invalid_offset"),
            ("?fields=name", "unknown_parameter"),
        ):
            with self.subTest(query=query):
                response = self.call("GET", self.path + query)
                self.assertProblem(response, 400, code)

    def test_files_of_fields_are_none(self):
        self.call("PUT", f"/res.partner/{self.partner.id}/image_1920", data=png())
        self.assertEqual(self.get(self.path)["results"], [])

    def test_wrong_records(self):
        for path, status, code in (
            ("/res.partner/2000000000/attachments", 404, "missing_record"),
            ("/no.such/1/attachments", 404, "unknown_model"),
            (f"/res.partner/{self.partner.id},1/attachments", 400, "invalid_id"),
        ):
            with self.subTest(path=path):
                self.assertProblem(self.call("GET", path), status, code)
                response = self.call("POST", f"{path}?name=x", data=b"x")
                self.assertProblem(response, status, code)

    def test_file_for_a_message(self):
        """What was uploaded is sent with a message, as the web client does."""
        made = self.attached(f"{self.path}?name=offer.pdf", PDF)
        message = self.partner.with_user(self.user).message_post(
            body="See there", attachment_ids=[made["id"]]
        )
        self.assertEqual(message.attachment_ids.ids, [made["id"]])


@tagged("post_install", "-at_install")
class TestRights(GrantCase):
    """Attachments take what their record takes, and rights on attachments."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.path = f"/res.partner/{cls.company.id}/attachments"

    def send(self, key: str):
        return self.call("POST", f"{self.path}?name=a.txt", key, data=b"x")

    def test_reader_of_records(self):
        user = self.env["res.users"].create(
            {
                "login": "attachment_reader",
                "name": "x",
                "group_ids": [(6, 0, [self.env.ref("base.group_user").id])],
            }
        )
        key = make_key(user)
        self.assertEqual(self.get(self.path, key=key)["total"], 0)
        self.assertProblem(self.send(key), 403, "access_error")

    def test_key_needs_both_models(self):
        partner = {"model_id": "res.partner", "may_update": True}
        attachment = {"model_id": "ir.attachment", "may_create": True}
        for lines in ((partner,), (attachment,)):
            key = self.key_with(*lines)
            self.assertRefused(self.call("GET", self.path, key))
            self.assertRefused(self.send(key))
        both = self.key_with(partner, attachment)
        self.assertEqual(self.send(both).status_code, 201)
        self.assertEqual(self.get(self.path, key=both)["total"], 1)

    def test_key_needs_the_right_to_create(self):
        partner = {"model_id": "res.partner", "may_update": True}
        self.assertRefused(
            self.send(self.key_with(partner, {"model_id": "ir.attachment"}))
        )
        reader = {"model_id": "res.partner"}
        attachment = {"model_id": "ir.attachment", "may_create": True}
        self.assertRefused(self.send(self.key_with(reader, attachment)))

    def test_key_of_some_records(self):
        """Attachments are given of models all of which may be read."""
        some = {
            "model_id": "res.partner",
            "may_update": True,
            "domain": "[('is_company', '=', True)]",
        }
        attachment = {"model_id": "ir.attachment", "may_create": True}
        key = self.key_with(some, attachment)
        self.assertRefused(self.call("GET", self.path, key))
        self.assertRefused(self.send(key))
        other = f"/res.partner/{self.person.id}/attachments"
        self.assertProblem(self.call("GET", other, key), 404, "missing_record")

    def test_key_of_some_fields_of_attachments(self):
        partner = {"model_id": "res.partner", "may_update": True}
        named = {"model_id": "ir.attachment", "may_create": True}
        key = self.key_with(partner, {**named, "field_ids": ["name", "raw"]})
        self.assertRefused(self.send(key))
        names = ["name", "raw", "res_model", "res_id"]
        key = self.key_with(partner, {**named, "field_ids": names})
        made = self.send(key)
        self.assertEqual(made.status_code, 201, made.text)
        self.assertEqual(made.json(), {"id": made.json()["id"], "name": "a.txt"})
        self.assertEqual(self.get(self.path, key=key)["results"], [made.json()])

    def test_key_of_some_attachments(self):
        partner = {"model_id": "res.partner", "may_update": True}
        texts = {
            "model_id": "ir.attachment",
            "may_create": True,
            "domain": "[('name', 'like', '.pdf')]",
        }
        key = self.key_with(partner, texts)
        self.assertRefused(self.send(key))
        self.assertFalse(
            self.env["ir.attachment"].search([("res_id", "=", self.company.id)])
        )
