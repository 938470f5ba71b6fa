"""Files of records, as they are: read, in part, conditionally, by whoever may."""

import base64
import hashlib

from odoo.tests import new_test_user, tagged

from ..records import confidential
from .support.common import ApiCase, make_key
from .support.files import HTML, PDF, SVG, png
from .test_grants import GrantCase

LARGE = bytes(range(256)) * 4 * 1024 * 5


def sha1(content: bytes) -> str:
    return hashlib.sha1(content).hexdigest()


class FileCase(ApiCase):
    """A partner with a picture, and a maker of attachments."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.picture = png()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Ann", "image_1920": base64.b64encode(cls.picture)}
        )
        cls.path = f"/res.partner/{cls.partner.id}/image_1920"

    def attachment(self, raw: bytes = b"content", **values: object):
        return self.env["ir.attachment"].create(
            {
                "name": "file.bin",
                "raw": raw,
                "res_model": "res.partner",
                "res_id": self.partner.id,
                **values,
            }
        )

    def raw(self, raw: bytes = b"content", **values: object) -> str:
        """Make an attachment, and return the path of its bytes."""
        return f"/ir.attachment/{self.attachment(raw, **values).id}/raw"

    def ok(self, path: str, status: int = 200, **kwargs):
        response = self.call("GET", path, **kwargs)
        self.assertEqual(response.status_code, status)
        return response


@tagged("post_install", "-at_install")
class TestReading(FileCase):
    """What a file is sent with."""

    def test_picture_of_a_record(self):
        response = self.ok(self.path)
        stored = base64.b64decode(self.partner.image_1920)
        self.assertEqual(response.content, stored)
        headers = response.headers
        self.assertEqual(headers["Content-Type"], "image/png")
        self.assertEqual(headers["Content-Length"], str(len(stored)))
        self.assertEqual(headers["ETag"], f'"{sha1(stored)}"')
        self.assertEqual(headers["Content-Disposition"], "inline; filename=Ann.png")
        self.assertEqual(headers["Content-Security-Policy"], "default-src 'none'")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(headers["Accept-Ranges"], "bytes")
        self.assertEqual(headers["Cache-Control"], "no-cache, private")
        self.assertNotIn("Last-Modified", headers)

    def test_head_is_the_same_without_the_bytes(self):
        got, head = self.ok(self.path), self.call("HEAD", self.path)
        self.assertEqual((head.status_code, head.content), (200, b""))
        for name in ("Content-Type", "Content-Length", "ETag", "Content-Disposition"):
            self.assertEqual(head.headers[name], got.headers[name])
        ranged = self.call("HEAD", self.path, headers={"Range": "bytes=0-3"})
        self.assertEqual(ranged.status_code, 200)

    def test_known_file_is_not_sent_again(self):
        etag = self.ok(self.path).headers["ETag"]
        for sent in (etag, f'"other", {etag}', "*", f"W/{etag}"):
            with self.subTest(sent=sent):
                response = self.ok(
                    self.path, status=304, headers={"If-None-Match": sent}
                )
                self.assertEqual(response.content, b"")
                self.assertEqual(response.headers["ETag"], etag)
        self.ok(self.path, headers={"If-None-Match": '"other"'})
        self.ok(self.path, headers={"If-Match": '"other"'})

    def test_large_file_comes_in_parts(self):
        path = self.raw(LARGE)
        self.assertEqual(self.ok(path).content, LARGE)
        total = len(LARGE)
        for sent, start, end in (
            ("bytes=0-9", 0, 10),
            ("bytes=1000000-1999999", 1000000, 2000000),
            (f"bytes={total - 5}-", total - 5, total),
            ("bytes=-7", total - 7, total),
            (f"bytes=10-{total * 2}", 10, total),
        ):
            with self.subTest(sent=sent):
                response = self.ok(path, 206, headers={"Range": sent})
                self.assertEqual(response.content, LARGE[start:end])
                self.assertEqual(
                    response.headers["Content-Range"],
                    f"bytes {start}-{end - 1}/{total}",
                )
                self.assertEqual(response.headers["Content-Length"], str(end - start))

    def test_part_behind_the_end_is_refused(self):
        path = self.raw(b"0123456789")
        response = self.call("GET", path, headers={"Range": "bytes=10-20"})
        self.assertProblem(response, 416, "requested_range_not_satisfiable")
        self.assertEqual(response.headers["Content-Range"], "bytes */10")

    def test_range_that_is_none_is_passed_over(self):
        path = self.raw(b"0123456789")
        for sent in ("bytes=0-1,4-5", "items=0-1", "bytes", "bytes=b-a", "bytes=5-2"):
            with self.subTest(sent=sent):
                response = self.ok(path, headers={"Range": sent})
                self.assertEqual(response.content, b"0123456789")

    def test_part_of_a_changed_file_is_all_of_it(self):
        path = self.raw(b"0123456789")
        etag = self.ok(path).headers["ETag"]
        headers = {"Range": "bytes=0-1"}
        self.ok(path, 206, headers={**headers, "If-Range": etag})
        response = self.ok(path, headers={**headers, "If-Range": '"old"'})
        self.assertEqual(response.content, b"0123456789")

    def test_what_a_browser_would_run_is_in_a_sandbox(self):
        for content, mimetype, policy in (
            (SVG, "image/svg+xml", "default-src 'none'; sandbox"),
            (HTML, "text/html", "default-src 'none'; sandbox"),
            (b"<a/>", "application/xhtml+xml", "default-src 'none'; sandbox"),
            (b"<a/>", "text/xml", "default-src 'none'; sandbox"),
            (b"x()", "text/javascript", "default-src 'none'; sandbox"),
            (PDF, "application/pdf", "default-src 'none'"),
            (b"a,b", "text/csv", "default-src 'none'"),
        ):
            with self.subTest(mimetype=mimetype):
                response = self.ok(self.raw(content, mimetype=mimetype))
                self.assertEqual(response.content, content)
                sent_type = response.headers["Content-Type"].partition(";")[0]
                self.assertEqual(sent_type, mimetype)
                self.assertEqual(response.headers["Content-Security-Policy"], policy)
                self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")

    def test_stored_type_that_is_none_is_not_sent(self):
        for stored in ("text/html\r\nX-Evil: 1", "é/é", "png", "a/b/c", "<x>/y"):
            with self.subTest(stored=stored):
                response = self.ok(self.raw(b"x", mimetype=stored))
                kind = "application/octet-stream"
                self.assertEqual(response.headers["Content-Type"], kind)
                self.assertNotIn("X-Evil", response.headers)

    def test_names_of_files(self):
        for name, sent in (
            ("a b.txt", 'inline; filename="a b.txt"'),
            ('say "hi".txt', 'inline; filename="say \\"hi\\".txt"'),
            ("two\r\nlines.txt", "inline; filename=two__lines.txt"),
            ("../../etc/passwd", "inline; filename=.._.._etc_passwd.txt"),
            (
                "Prüfung 试.txt",
                (
                    'inline; filename="Prufung .txt"; '
                    "filename*=UTF-8''Pr%C3%BCfung%20%E8%AF%95.txt"
                ),
            ),
            ("report", "inline; filename=report.txt"),
        ):
            with self.subTest(name=name):
                path = self.raw(b"text", name=name, mimetype="text/plain")
                self.assertEqual(self.ok(path).headers["Content-Disposition"], sent)

    def test_name_is_in_the_field_beside_the_file(self):
        wizard = self.env["base.language.import"].create(
            {
                "name": "X",
                "code": "xx_XX",
                "data": base64.b64encode(b"a;b"),
                "filename": "terms.csv",
            }
        )
        key = make_key(self.env.ref("base.user_admin"))
        path = f"/base.language.import/{wizard.id}/data"
        response = self.ok(path, key=key)
        self.assertEqual(
            response.headers["Content-Disposition"], "inline; filename=terms.csv"
        )

    def test_attachment_by_each_of_its_fields(self):
        attachment = self.attachment(b"\x00\xffcontent", mimetype="text/plain")
        for field in ("raw", "datas"):
            response = self.ok(f"/ir.attachment/{attachment.id}/{field}")
            self.assertEqual(response.content, b"\x00\xffcontent")

    def test_empty_attachment_is_an_empty_file(self):
        response = self.ok(self.raw(b"", mimetype="text/plain"))
        self.assertEqual(response.content, b"")
        self.assertEqual(response.headers["Content-Length"], "0")

    def test_files_in_the_database(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        attachment = self.attachment(LARGE, mimetype="image/png")
        self.assertFalse(attachment.store_fname)
        path = f"/ir.attachment/{attachment.id}/raw"
        response = self.ok(path)
        self.assertEqual(response.content, LARGE)
        self.assertEqual(response.headers["Content-Type"], "image/png")
        self.assertEqual(response.headers["ETag"], f'"{attachment.checksum}"')
        part = self.ok(path, 206, headers={"Range": "bytes=1048570-1048590"})
        self.assertEqual(part.content, LARGE[1048570:1048591])
        column = self.ok(f"/ir.attachment/{attachment.id}/db_datas")
        self.assertEqual(column.content, LARGE)

    def test_file_in_a_column(self):
        wizard = self.env["base.language.import"].create(
            {"name": "X", "code": "xx_XX", "data": b"YQ==", "filename": "terms.csv"}
        )
        key = make_key(self.env.ref("base.user_admin"))
        path = f"/base.language.import/{wizard.id}/data"
        for stored, content in (
            (base64.b64encode(LARGE), LARGE),
            (base64.encodebytes(PDF), PDF),
            (b"no base64!", b"no base64!"),
        ):
            wizard.data = stored
            self.env.flush_all()
            response = self.ok(path, key=key)
            self.assertEqual(response.content, content)
            self.assertEqual(response.headers["ETag"], f'"{sha1(content)}"')

    def test_computed_file(self):
        response = self.ok(f"/res.partner/{self.partner.id}/avatar_128")
        self.assertEqual(response.content, base64.b64decode(self.partner.avatar_128))
        self.assertEqual(response.headers["Content-Type"], "image/png")
        self.assertEqual(response.headers["ETag"], f'"{sha1(response.content)}"')

    def test_inherited_file(self):
        self.user.partner_id.image_1920 = base64.b64encode(self.picture)
        response = self.ok(f"/res.users/{self.user.id}/image_1920")
        stored = base64.b64decode(self.user.partner_id.image_1920)
        self.assertEqual(response.content, stored)

    def test_what_is_there_is_asked_in_few_statements(self):
        path = self.raw(LARGE)
        self.ok(path)
        with self.assertQueryCount(20):
            self.ok(path)


@tagged("post_install", "-at_install")
class TestNoFile(FileCase):
    """What has no file says so."""

    def test_nothing_there(self):
        other = self.env["res.partner"].create({"name": "Ben"})
        for path, code in (
            (f"/res.partner/{other.id}/image_1920", "empty_file"),
            (f"/res.partner/{self.partner.id}/name", "not_a_file"),
            (f"/res.partner/{self.partner.id}/child_ids", "not_a_file"),
            (f"/res.partner/{self.partner.id}/imaeg_1920", "not_found"),
            (f"/res.partner/{self.partner.id}/{'x' * 500}", "not_found"),
            ("/res.partner/2000000000/image_1920", "missing_record"),
            ("/no.such/1/image_1920", "unknown_model"),
        ):
            with self.subTest(path=path):
                for method in ("GET", "HEAD"):
                    response = self.call(method, path)
                    self.assertEqual(response.status_code, 404)
                self.assertProblem(self.call("GET", path), 404, code)
        sentence = self.call("GET", f"/res.partner/{other.id}/imaeg_1920").json()
        self.assertIn("did you mean image_1920?", sentence["error"])

    def test_ids_and_parameters(self):
        for path, code in (
            ("/res.partner/x/image_1920", "invalid_id"),
            ("/res.partner/0/image_1920", "invalid_id"),
            (f"/res.partner/{self.partner.id},1/image_1920", "invalid_id"),
            (f"{self.path}?size=3", "unknown_parameter"),
        ):
            with self.subTest(path=path):
                self.assertProblem(self.call("GET", path), 400, code)

    def test_link_is_not_followed(self):
        link = self.attachment(b"", type="url", url="http://169.254.169.254/secret")
        response = self.call("GET", f"/ir.attachment/{link.id}/raw")
        sentence = self.assertProblem(response, 404, "linked_file")
        self.assertNotIn("169.254", sentence)
        self.assertNotIn("Location", response.headers)
        own = self.attachment(b"", type="url", url="/web/static/img/logo.png")
        response = self.call("GET", f"/ir.attachment/{own.id}/raw")
        self.assertProblem(response, 404, "linked_file")

    def test_lost_file(self):
        attachment = self.attachment(b"lost content")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = 'no/such' WHERE id = %s",
            [attachment.id],
        )
        attachment.invalidate_recordset()
        response = self.call("GET", f"/ir.attachment/{attachment.id}/raw")
        self.assertProblem(response, 404, "lost_file")

    def test_wrong_methods_name_the_right_ones(self):
        path = f"/res.partner/{self.partner.id}/attachments"
        response = self.call("PUT", path, data=b"x")
        self.assertProblem(response, 405, "method_not_allowed")
        self.assertEqual(response.headers["Allow"], "GET, HEAD, POST")


@tagged("post_install", "-at_install")
class TestRights(GrantCase):
    """A file takes what its record and its field take."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.company.image_1920 = base64.b64encode(png())
        cls.path = f"/res.partner/{cls.company.id}/image_1920"
        cls.attached = cls.env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "raw": b"secret",
                "res_model": "res.partner",
                "res_id": cls.company.id,
            }
        )
        cls.raw = f"/ir.attachment/{cls.attached.id}/raw"

    def status(self, path: str, key: str) -> int:
        return self.call("GET", path, key).status_code

    def test_without_a_key(self):
        self.assertProblem(self.call("GET", self.path, None), 401, "unauthorized")
        self.assertProblem(self.call("GET", self.raw, "nokey"), 401, "invalid_token")

    def test_revoked_key(self):
        key = self.key_with()
        self.assertEqual(self.status(self.path, key), 200)
        self.made.active = False
        self.env.flush_all()
        self.assertEqual(self.status(self.path, key), 401)

    def test_record_of_others(self):
        portal = new_test_user(self.env, "file_portal", groups="base.group_portal")
        key = make_key(portal)
        self.assertIn(self.status(self.path, key), (403, 404))
        self.assertIn(self.status(self.raw, key), (403, 404))
        own = f"/res.partner/{portal.partner_id.id}/avatar_128"
        self.assertEqual(self.status(own, key), 200)

    def test_attachment_of_a_record_of_others(self):
        rule = self.env["ir.attachment"].create(
            {
                "name": "x",
                "raw": b"x",
                "res_model": "ir.cron",
                "res_id": self.env["ir.cron"].search([], limit=1).id,
            }
        )
        response = self.call("GET", f"/ir.attachment/{rule.id}/raw")
        self.assertIn(response.status_code, (403, 404))

    def test_field_of_a_group(self):
        field = type(self.env["res.partner"])._fields["image_1920"]
        self.patch(field, "groups", "base.group_system")
        response = self.call("GET", self.path)
        self.assertProblem(response, 403, "field_access")
        response = self.call("PUT", self.path, data=png())
        self.assertProblem(response, 403, "field_access")
        admin = make_key(self.env.ref("base.user_admin"))
        self.assertEqual(self.status(self.path, admin), 200)

    def test_key_of_some_fields(self):
        line = {"model_id": "res.partner", "field_ids": ["name"]}
        self.assertRefused(self.call("GET", self.path, self.key_with(line)))
        line = {"model_id": "res.partner", "field_ids": ["image_1920"]}
        response = self.call("GET", self.path, self.key_with(line))
        self.assertEqual(response.status_code, 200)
        # The name of the record is not for this key.
        self.assertEqual(
            response.headers["Content-Disposition"],
            f"inline; filename=res_partner-{self.company.id}-image_1920.png",
        )

    def test_key_of_some_records(self):
        line = {"model_id": "res.partner", "domain": "[('name', '=', 'Ann')]"}
        response = self.call("GET", self.path, self.key_with(line))
        self.assertProblem(response, 404, "missing_record")

    def test_key_of_attachments_alone(self):
        key = self.key_with({"model_id": "ir.attachment"})
        self.assertEqual(self.status(self.raw, key), 404)
        self.assertRefused(self.call("GET", self.path, key))
        of_field = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", self.company.id),
                ("res_field", "=", "image_1920"),
            ]
        )
        both = self.key_with({"model_id": "ir.attachment"}, {"model_id": "res.partner"})
        self.assertEqual(self.status(self.raw, both), 200)
        self.assertEqual(self.status(f"/ir.attachment/{of_field.id}/raw", both), 404)

    def test_key_of_some_fields_of_attachments(self):
        partner = {"model_id": "res.partner"}
        names = {"model_id": "ir.attachment", "field_ids": ["name"]}
        self.assertRefused(self.call("GET", self.raw, self.key_with(partner, names)))

    def test_scopes(self):
        key = self.key_with(scope="res.partner:read")
        self.assertEqual(self.status(self.path, key), 200)
        self.assertRefused(self.call("GET", self.raw, key))
        self.assertRefused(self.call("PUT", self.path, key, data=png()))
        self.assertRefused(self.call("DELETE", self.path, key))
        self.assertTrue(self.company.image_1920)

    def test_secrets_are_read_by_nobody(self):
        secret = confidential.SECRET_FIELDS | {("res.partner", "image_1920")}
        self.patch(confidential, "SECRET_FIELDS", secret)
        confidential._holds_secret.cache_clear()
        self.addCleanup(confidential._holds_secret.cache_clear)
        admin = make_key(self.env.ref("base.user_admin"))
        for method in ("GET", "HEAD"):
            self.assertEqual(self.call(method, self.path, admin).status_code, 403)
        self.assertProblem(self.call("GET", self.path, admin), 403, "field_access")
