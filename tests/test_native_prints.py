"""Reports of records: as PDF, as HTML, as text."""

from odoo.tests import tagged

from .support.common import ApiCase, make_key
from .test_grants import GrantCase

PREVIEW = "default-src 'none'; sandbox"


def make_report(env, kind: str = "qweb-text", **values: object):
    """Make a report of partners that prints their names."""
    name = f"restapi.test_report_{kind[-4:]}"
    env["ir.ui.view"].create(
        {
            "type": "qweb",
            "name": name,
            "key": name,
            "arch": '<t><t t-foreach="docs" t-as="doc"><p t-out="doc.name"/></t></t>',
        }
    )
    return env["ir.actions.report"].create(
        {
            "name": "Sheet",
            "model": "res.partner",
            "report_type": kind,
            "report_name": name,
            **values,
        }
    )


@tagged("post_install", "-at_install")
class TestPrints(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.ann, cls.ben = cls.env["res.partner"].create(
            [{"name": "Ann"}, {"name": "Ben"}]
        )

    def path(self, report, *partners) -> str:
        ids = ",".join(str(partner.id) for partner in partners or (self.ann,))
        return f"/res.partner/{ids}/report/{report.report_name}"

    def printed(self, path: str, **kwargs):
        response = self.call("GET", path, **kwargs)
        self.assertEqual(response.status_code, 200, response.text)
        return response

    def test_pdf(self):
        """Odoo renders no PDF while it is testing itself, but what it is of."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("there is no wkhtmltopdf")
        report = make_report(self.env, "qweb-pdf")
        for query in ("", "?format=pdf"):
            response = self.printed(self.path(report) + query)
            self.assertEqual(response.headers["Content-Type"], "application/pdf")
            disposition = "inline; filename=Sheet.pdf"
            self.assertEqual(response.headers["Content-Disposition"], disposition)
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            self.assertIn(b"Ann", response.content)

    def test_preview(self):
        for kind, query in (("qweb-pdf", "?format=html"), ("qweb-html", "")):
            with self.subTest(kind=kind):
                report = make_report(self.env, kind)
                response = self.printed(self.path(report, self.ann, self.ben) + query)
                headers = response.headers
                self.assertEqual(headers["Content-Type"], "text/html; charset=utf-8")
                self.assertEqual(headers["Content-Security-Policy"], PREVIEW)
                self.assertIn("<p>Ann</p><p>Ben</p>", response.text)

    def test_text(self):
        report = make_report(self.env)
        response = self.printed(self.path(report))
        kind = "text/plain; charset=utf-8"
        self.assertEqual(response.headers["Content-Type"], kind)
        self.assertIn("Ann", response.text)
        head = self.call("HEAD", self.path(report))
        self.assertEqual((head.status_code, head.content), (200, b""))

    def test_name_of_the_document(self):
        report = make_report(self.env, print_report_name="'Of %s' % object.name")
        for partners, name in (
            ((self.ann,), '"Of Ann.txt"'),
            ((self.ann, self.ben), "Sheet.txt"),
        ):
            response = self.printed(self.path(report, *partners))
            self.assertEqual(
                response.headers["Content-Disposition"], f"inline; filename={name}"
            )
        report.print_report_name = "object.no_such_field"
        self.env.flush_all()
        with self.assertLogs("odoo.addons.restapi", "WARNING"):
            response = self.printed(self.path(report))
        self.assertIn("Sheet.txt", response.headers["Content-Disposition"])

    def test_what_cannot_be_printed(self):
        report = make_report(self.env)
        other = make_report(self.env, "qweb-html", model="res.country")
        missing = self.path(report).replace(str(self.ann.id), "2000000000")
        for path, status, code in (
            (f"/res.partner/{self.ann.id}/report/no.report", 404, "unknown_report"),
            (self.path(other), 404, "unknown_report"),
            (missing, 404, "missing_record"),
            ("/no.such/1/report/x", 404, "unknown_model"),
            (f"{self.path(report)}?format=pdf", 400, "invalid_format"),
            (f"{self.path(report)}?format=docx", 400, "invalid_format"),
            (f"{self.path(report)}?from=x", 400, "unknown_parameter"),
            (f"/res.partner/x/report/{report.report_name}", 400, "invalid_id"),
        ):
            with self.subTest(path=path):
                self.assertProblem(self.call("GET", path), status, code)

    def test_report_of_a_group(self):
        report = make_report(self.env, group_ids=self.env.ref("base.group_system").ids)
        self.assertProblem(self.call("GET", self.path(report)), 403, "report_access")
        admin = make_key(self.env.ref("base.user_admin"))
        self.printed(self.path(report), key=admin)


@tagged("post_install", "-at_install")
class TestRights(GrantCase):
    """What a report prints is not known to a key of some fields."""

    def test_limited_keys(self):
        report = make_report(self.env)
        path = f"/res.partner/{self.company.id}/report/{report.report_name}"
        line = {"model_id": "res.partner"}
        some = {**line, "field_ids": ["name"]}
        named = {**some, "may_execute": True, "methods": "report"}
        hidden = {**line, "domain": "[('is_company', '=', False)]"}
        for lines, status in (
            ((line,), 200),
            ((some,), 403),
            ((named,), 200),
            ((hidden,), 404),
            (({"model_id": "res.country"},), 403),
        ):
            with self.subTest(lines=lines):
                response = self.call("GET", path, self.key_with(*lines))
                self.assertEqual(response.status_code, status, response.text)
