"""Files that clients send: as they are, in a form, broken, too large."""

import base64
import hashlib

from odoo.tests import tagged

from .support.common import ApiCase, make_key
from .support.files import HTML, PDF, png
from .test_grants import GrantCase

BOUNDARY = "d35b2a7d"


def sha1(content: bytes) -> str:
    return hashlib.sha1(content).hexdigest()


def form(*parts: bytes, end: bytes = b"--") -> bytes:
    """Return the body of a form of these parts, each with its headers."""
    line = b"--" + BOUNDARY.encode()
    return (
        b"".join(line + b"\r\n" + part + b"\r\n" for part in parts)
        + line
        + end
        + b"\r\n"
    )


def part(content: bytes, name: str = "a.png", kind: str = "image/png") -> bytes:
    head = f'Content-Disposition: form-data; name="f"; filename="{name}"\r\n'
    return head.encode() + f"Content-Type: {kind}\r\n\r\n".encode() + content


FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
FIELD = b'Content-Disposition: form-data; name="name"\r\n\r\nx'


class UploadCase(ApiCase):
    """A partner, and an attachment of it."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Ann"})
        cls.attachment = cls.env["ir.attachment"].create(
            {
                "name": "old.txt",
                "raw": b"old",
                "res_model": "res.partner",
                "res_id": cls.partner.id,
            }
        )
        cls.image = f"/res.partner/{cls.partner.id}/image_1920"
        cls.raw = f"/ir.attachment/{cls.attachment.id}/raw"

    def put(self, path: str, data, **kwargs):
        return self.call("PUT", path, data=data, **kwargs)

    def replaced(self, path: str, data, **kwargs) -> dict:
        response = self.put(path, data, **kwargs)
        self.assertEqual(response.status_code, 200, response.text)
        self.env.invalidate_all()
        return response.json()


@tagged("post_install", "-at_install")
class TestReplacing(UploadCase):
    def test_picture(self):
        picture = png(8, 8)
        answer = self.replaced(self.image, picture)
        stored = base64.b64decode(self.partner.image_1920)
        self.assertEqual(
            answer,
            {
                "size": len(stored),
                "checksum": sha1(stored),
                "mimetype": "image/png",
            },
        )
        self.assertTrue(self.partner.image_128)
        self.assertEqual(self.call("GET", self.image).content, stored)

    def test_picture_that_is_too_large_is_what_odoo_makes_of_it(self):
        answer = self.replaced(self.image, png(3000, 20))
        stored = base64.b64decode(self.partner.image_1920)
        self.assertEqual(answer["checksum"], sha1(stored))

    def test_what_is_no_picture_is_refused(self):
        self.replaced(self.image, png())
        before = self.partner.image_1920
        for content in (b"no picture", PDF, png()[:30]):
            with self.subTest(content=content[:10]):
                response = self.put(self.image, content)
                self.assertProblem(response, 422, "user_error")
        self.env.invalidate_all()
        self.assertEqual(self.partner.image_1920, before)

    def test_any_bytes(self):
        for content in (b"\x00\xff" * 40_000, b"{}", b'{"a": 1}', b"a=b&c=d", PDF):
            with self.subTest(content=content[:10]):
                answer = self.replaced(self.raw, content)
                self.assertEqual(answer["size"], len(content))
                self.assertEqual(answer["checksum"], sha1(content))
                self.assertEqual(self.attachment.raw, content)

    def test_large_file_arrives_whole(self):
        content = bytes(range(256)) * 4 * 1024 * 5
        answer = self.replaced(self.raw, content)
        self.assertEqual(answer["checksum"], sha1(content))
        self.assertEqual(self.attachment.file_size, len(content))
        self.replaced(self.raw, form(part(content)), headers=FORM)
        self.assertEqual(self.attachment.checksum, sha1(content))

    def test_base64_of_an_attachment_is_written_as_bytes(self):
        self.replaced(self.raw.replace("/raw", "/datas"), b"\x00bytes")
        self.assertEqual(self.attachment.raw, b"\x00bytes")

    def test_column(self):
        wizard = self.env["base.language.import"].create(
            {"name": "X", "code": "xx_XX", "data": b"YQ==", "filename": "a.csv"}
        )
        key = make_key(self.env.ref("base.user_admin"))
        path = f"/base.language.import/{wizard.id}/data?name=b.csv"
        content = b"\x00\xff" * 800_000
        answer = self.replaced(path, content, key=key)
        self.assertEqual(answer["checksum"], sha1(content))
        self.assertEqual(base64.b64decode(wizard.data), content)
        response = self.call("DELETE", path.partition("?")[0], key)
        self.assertProblem(response, 422, "required")

    def test_type_that_the_client_gives(self):
        for sent, name, kept in (
            ("image/png", "a", "image/png"),
            ("Text/CSV; charset=latin-1", "a", "text/csv"),
            ("application/x-www-form-urlencoded", "a.pdf", "application/pdf"),
            ("application/octet-stream", "a", "application/pdf"),
            ("no type", "a", "application/pdf"),
        ):
            with self.subTest(sent=sent):
                path = f"{self.raw}?name={name}"
                answer = self.replaced(path, PDF, headers={"Content-Type": sent})
                self.assertEqual(answer["mimetype"], kept)

    def test_page_of_a_user_is_a_text(self):
        """Odoo says so of what a browser would run, unless its sender is trusted."""
        headers = {"Content-Type": "text/html"}
        answer = self.replaced(self.raw, HTML, headers=headers)
        self.assertEqual(answer["mimetype"], "text/plain")
        response = self.call("GET", self.raw)
        self.assertEqual(response.headers["Content-Type"], "text/plain; charset=utf-8")

    def test_names(self):
        disposition = "Content-Disposition"
        for query, headers, name in (
            ("?name=new.txt", {}, "new.txt"),
            ("", {disposition: 'attachment; filename="say \\"hi\\".txt"'}, None),
            ("", {disposition: "inline; filename*=UTF-8''Pr%C3%BCfung.txt"}, None),
            ("?name=a.txt", {disposition: "inline; filename=b.txt"}, "a.txt"),
            ("?name=two%0D%0Alines.txt", {}, "two__lines.txt"),
            ("?name=%E8%AF%95.txt", {}, "试.txt"),
        ):
            expected = name or {
                'attachment; filename="say \\"hi\\".txt"': 'say "hi".txt'
            }.get(headers.get(disposition), "Prüfung.txt")
            with self.subTest(name=expected):
                self.replaced(self.raw + query, b"x", headers=headers)
                self.assertEqual(self.attachment.name, expected)
        response = self.put(f"{self.raw}?name={'n' * 256}", b"x")
        self.assertProblem(response, 400, "invalid_name")

    def test_nothing_is_no_file_of_a_field(self):
        self.replaced(self.image, png())
        response = self.put(self.image, b"")
        self.assertProblem(response, 400, "empty_file")
        self.env.invalidate_all()
        self.assertTrue(self.partner.image_1920)
        self.assertEqual(self.replaced(self.raw, b"")["size"], 0)

    def test_removing(self):
        self.replaced(self.image, png())
        response = self.call("DELETE", self.image)
        self.assertEqual((response.status_code, response.json()), (200, {"ok": True}))
        self.env.invalidate_all()
        self.assertFalse(self.partner.image_1920)
        self.assertProblem(self.call("GET", self.image), 404, "empty_file")
        self.assertEqual(self.call("DELETE", self.image).status_code, 200)

    def test_what_cannot_be_replaced(self):
        one = f"/res.partner/{self.partner.id}"
        for path, status, code in (
            (f"{one}/avatar_128", 422, "readonly"),
            (f"{one}/name", 404, "not_a_file"),
            (f"{one}/nothing", 404, "not_found"),
            ("/res.partner/2000000000/image_1920", 404, "missing_record"),
            (f"{one},1/image_1920", 400, "invalid_id"),
            (f"{self.image}?nmae=x", 400, "unknown_parameter"),
        ):
            with self.subTest(path=path):
                self.assertProblem(self.put(path, png()), status, code)


@tagged("post_install", "-at_install")
class TestForms(UploadCase):
    """A form of one part, the file."""

    def test_one_part(self):
        body = form(part(PDF, "Prüfung.pdf", "application/pdf"))
        answer = self.replaced(self.raw, body, headers=FORM)
        self.assertEqual(answer["mimetype"], "application/pdf")
        self.assertEqual(self.attachment.raw, PDF)
        self.assertEqual(self.attachment.name, "Prüfung.pdf")

    def test_as_a_library_sends_it(self):
        response = self.call("PUT", self.image, files={"x": ("a.png", png())})
        self.assertEqual(response.status_code, 200, response.text)
        self.env.invalidate_all()
        self.assertTrue(self.partner.image_1920)

    def test_broken_forms(self):
        whole = form(part(PDF))
        for body, headers in (
            (form(part(PDF), part(PDF)), FORM),
            (form(part(PDF), FIELD), FORM),
            (form(FIELD), FORM),
            (form(), FORM),
            (whole[:-20], FORM),
            (whole[:30], FORM),
            (b"", FORM),
            (b"nothing of a form", FORM),
            (whole, {"Content-Type": "multipart/form-data"}),
            (whole, {"Content-Type": "multipart/form-data; boundary=other"}),
        ):
            with self.subTest(body=body[:60], headers=headers):
                response = self.put(self.raw, body, headers=headers)
                self.assertProblem(response, 400, "invalid_form")
        self.env.invalidate_all()
        self.assertEqual(self.attachment.raw, b"old")

    def test_packed_body_is_refused(self):
        response = self.put(self.raw, PDF, headers={"Content-Encoding": "gzip"})
        self.assertProblem(response, 415, "unsupported_media_type")


@tagged("post_install", "-at_install")
class TestSizes(UploadCase):
    def set_limit(self, name: str, value: str) -> None:
        self.env["ir.config_parameter"].set_param(name, value)
        self.env.flush_all()

    def test_limit_of_files_is_their_own(self):
        self.set_limit("restapi.max_body_mib", "1")
        self.set_limit("restapi.max_file_mib", "2")
        mebibyte = 1024 * 1024
        self.replaced(self.raw, b"x" * mebibyte * 2)
        for body, headers in (
            (b"x" * (mebibyte * 2 + 1), {}),
            (form(part(b"x" * mebibyte * 2)), FORM),
        ):
            response = self.put(self.raw, body, headers=headers)
            self.assertProblem(response, 413, "request_entity_too_large")
        response = self.call(
            "POST", "/res.partner", json={"name": "x", "comment": "x" * mebibyte}
        )
        self.assertProblem(response, 413, "request_entity_too_large")

    def test_stranger_sends_little(self):
        response = self.put(self.raw, b"x" * 70_000, key="nokey")
        self.assertProblem(response, 401, "invalid_token")

    def test_length_that_is_not_told(self):
        """The library sends an iterator in chunks."""
        self.replaced(self.raw, iter([b"a" * 100_000, b"b" * 100_000]))
        self.env.invalidate_all()
        self.assertEqual(self.attachment.raw, b"a" * 100_000 + b"b" * 100_000)
        self.set_limit("restapi.max_file_mib", "1")
        response = self.put(self.raw, iter([b"x" * 600_000, b"x" * 600_000]))
        self.assertProblem(response, 413, "request_entity_too_large")


@tagged("post_install", "-at_install")
class TestRights(GrantCase):
    """Who may not write a record does not write its files."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.path = f"/res.partner/{cls.company.id}/image_1920"

    def test_key_of_some_fields(self):
        line = {"model_id": "res.partner", "may_update": True, "field_ids": ["name"]}
        key = self.key_with(line)
        self.assertRefused(self.call("PUT", self.path, key, data=png()))
        self.assertRefused(self.call("DELETE", self.path, key))
        line = {**line, "field_ids": ["image_1920"]}
        response = self.call("PUT", self.path, self.key_with(line), data=png())
        self.assertEqual(response.status_code, 200, response.text)

    def test_key_of_some_records(self):
        line = {
            "model_id": "res.partner",
            "may_update": True,
            "domain": "[('is_company', '=', False)]",
        }
        response = self.call("PUT", self.path, self.key_with(line), data=png())
        self.assertProblem(response, 404, "missing_record")
        self.assertFalse(self.company.image_1920)

    def test_name_is_kept_by_who_may_write_it(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "old.txt",
                "raw": b"old",
                "res_model": "res.partner",
                "res_id": self.company.id,
            }
        )
        key = self.key_with(
            {
                "model_id": "ir.attachment",
                "may_update": True,
                "field_ids": ["raw", "checksum"],
            },
            {"model_id": "res.partner"},
        )
        path = f"/ir.attachment/{attachment.id}/raw?name=new.txt"
        response = self.call("PUT", path, key, data=b"new")
        self.assertEqual(response.status_code, 200, response.text)
        self.env.invalidate_all()
        self.assertEqual((attachment.raw, attachment.name), (b"new", "old.txt"))

    def test_reader_of_records(self):
        user = self.env["res.users"].create(
            {
                "login": "file_reader",
                "name": "x",
                "group_ids": [(6, 0, [self.env.ref("base.group_user").id])],
            }
        )
        key = make_key(user)
        response = self.call("PUT", self.path, key, data=png())
        self.assertProblem(response, 403, "access_error")
        response = self.call("DELETE", self.path, key)
        self.assertProblem(response, 403, "access_error")


@tagged("post_install", "-at_install")
class TestSessions(UploadCase):
    """A page of ours may send a file, that of another site may not."""

    def setUp(self) -> None:
        super().setUp()
        self.authenticate(self.user.login, self.user.login)

    def test_page_of_ours(self):
        own = self.base_url()
        for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": own}):
            with self.subTest(headers=headers):
                self.replaced(self.raw, PDF, key=None, headers=headers)
                self.replaced(
                    self.raw, form(part(PDF)), key=None, headers={**FORM, **headers}
                )
        self.assertEqual(self.call("GET", self.raw, None).content, PDF)

    def test_other_pages(self):
        for headers in (
            {},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
            {"Content-Type": "application/json"},
        ):
            with self.subTest(headers=headers):
                response = self.put(
                    self.raw,
                    form(part(PDF)),
                    key=None,
                    headers={**FORM, **headers},
                )
                self.assertProblem(response, 403, "csrf")
        self.env.invalidate_all()
        self.assertEqual(self.attachment.raw, b"old")

    def test_large_file(self):
        content = b"x" * 200_000
        headers = {"Sec-Fetch-Site": "same-origin"}
        self.replaced(self.raw, content, key=None, headers=headers)
        self.assertEqual(self.attachment.raw, content)
