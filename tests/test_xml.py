"""JSON values as XML and back, and XML on the wire."""

import random
import time

from lxml import etree

from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_open

from ..core.errors import BadRequest
from ..dialects.synconics import xml
from .support.synconics import SynconicsCase

ALPHABET = "aé日\U0001f600 \t\n\r\"'<>&;]\u0001\u000b\ufffe\u0085\u2028x"
KEYS = (
    "id",
    "item",
    "entry",
    "res.partner",
    "2 days",
    "",
    "xmlns",
    "a:b",
    "é",
    "a\nb",
    "\x01",
    "type",
)


def values(source: random.Random, depth: int = 4) -> object:
    """Return a random JSON value."""
    kind = source.randrange(8 if depth else 6)
    if kind == 6:
        return [values(source, depth - 1) for _ in range(source.randrange(4))]
    if kind == 7:
        keys = source.sample(KEYS, source.randrange(5))
        return {key: values(source, depth - 1) for key in keys}
    return (
        None,
        source.random() < 0.5,
        source.randint(-(10**20), 10**20),
        source.choice([0.0, -0.0, 0.1, 1e300, -5e-324, 3.0, source.uniform(-1e6, 1e6)]),
        "".join(source.choices(ALPHABET, k=source.randrange(8))),
        "",
    )[kind]


@tagged("post_install", "-at_install")
class TestXml(BaseCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        with file_open("restapi/static/xml/values.rng", "rb") as file:
            cls.schema = etree.RelaxNG(etree.parse(file))

    def test_golden(self):
        value = {
            "res.partner": [
                {"id": 1, "name": "A & B", "ref": None, "2 days": [1.5, True]}
            ]
        }
        document = (
            b"<?xml version='1.0' encoding='UTF-8'?>\n"
            b'<response type="object"><res.partner type="array"><item type="object">'
            b'<id type="integer">1</id><name>A &amp; B</name><ref type="null"/>'
            b'<entry key="2 days" type="array"><item type="number">1.5</item>'
            b'<item type="boolean">true</item></entry></item></res.partner></response>'
        )
        self.assertEqual(xml.dumps(value), document)
        self.assertEqual(xml.loads(document), value)

    def test_round_trip_of_random_values(self):
        source = random.Random(5)
        for _ in range(1500):
            value = values(source)
            document = xml.dumps(value)
            self.assertEqual(repr(xml.loads(document)), repr(value))
            self.schema.assertValid(etree.fromstring(document))

    def test_every_character(self):
        text = "".join(map(chr, range(1, 0xD800))) + "".join(
            map(chr, range(0xE000, 0x10000))
        )
        for part in (text, text[0x20:0x7F], text[0xA0:0xD700]):
            self.assertEqual(xml.loads(xml.dumps({part: part})), {part: part})

    def test_not_a_number(self):
        for number in (float("nan"), float("inf")):
            self.assertIsNone(xml.loads(xml.dumps(number)))

    def test_hand_written(self):
        body = b"""<?xml version="1.0"?>
            <request>
                <!-- a new customer -->
                <vals>
                    <name>Peter<![CDATA[ & Paul]]></name>
                    <country_id type="integer"> 7 </country_id>
                    <child_ids><item><name>Child</name></item></child_ids>
                    <city/>
                </vals>
            </request>"""
        values = {
            "name": "Peter & Paul",
            "country_id": 7,
            "child_ids": [{"name": "Child"}],
            "city": "",
        }
        self.assertEqual(xml.loads(body), {"vals": values})

    def test_malformed(self):
        for body in (
            b"<a>",
            b"<a/><b/>",
            b"<a type='date'>x</a>",
            b"<a type='integer'>1.5</a>",
            b"<a type='integer'>" + b"9" * 5000 + b"</a>",
            b"<a type='number'>nan</a>",
            b"<a type='number'>1e999</a>",
            b"<a type='boolean'>yes</a>",
            b"<a type='string'><b/></a>",
            b"<a type='array'><b/></a>",
            b"<a>text<b/></a>",
            b"<a><b/><b/></a>",
            b"<a encoding='base64'>?</a>",
            b"<a encoding='base64'>AA==</a>",
            b"<a><entry key64='?'/></a>",
            b"\xff\xfe<\x00a\x00/\x00>\x00",
            b"<a>\xff</a>",
            b"<a>\x00</a>",
            b"<a>" * 70 + b"</a>" * 70,
            b"<a>" * 5000 + b"</a>" * 5000,
        ):
            with self.subTest(body=body[:40]), self.assertRaises(BadRequest):
                xml.loads(body)

    def test_document_types_and_entities(self):
        lol = b"".join(
            b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10)
        )
        for body in (
            b"<!DOCTYPE a><a/>",
            b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
            b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/a"> %p;]><a/>',
            b'<!DOCTYPE a [<!ENTITY l0 "lol">' + lol + b"]><a>&l9;</a>",
            b'<!DOCTYPE a [<!ENTITY l0 "lol">' + lol + b"]><a b='&l9;'/>",
            b"<a>&undefined;</a>",
        ):
            with self.subTest(body=body[:60]), self.assertRaises(BadRequest):
                start = time.monotonic()
                try:
                    xml.loads(body)
                finally:
                    self.assertLess(time.monotonic() - start, 0.5)

    def test_namespaces_are_left_out(self):
        for body in (b"<a xmlns='urn:x'><b/></a>", b"<a xmlns:n='urn:x'><n:b/></a>"):
            with self.subTest(body=body):
                self.assertEqual(list(xml.loads(body)), ["b"])


@tagged("post_install", "-at_install")
class TestNegotiation(SynconicsCase):
    def test_accept(self):
        path = "/object/res.partner/search_count"
        for accept, content_type in (
            (None, "application/json"),
            ("*/*", "application/json"),
            ("application/*", "application/json"),
            ("application/json", "application/json"),
            ("application/xml", "application/xml"),
            ("text/xml", "text/xml"),
            ("text/xml;q=0.5, application/json;q=0.4", "text/xml"),
            ("application/xml;q=0.5, application/json", "application/json"),
            ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ):
            with self.subTest(accept=accept):
                response = self.send("GET", path, headers={"Accept": accept})
                self.assertEqual(response.status_code, 200)
                self.assertEqual(
                    response.headers["Content-Type"], f"{content_type}; charset=utf-8"
                )
                self.assertIn("Accept", response.headers["Vary"])

    def test_not_acceptable_does_nothing(self):
        before = self.env["res.partner"].search_count([])
        for accept in ("text/html", "image/png, text/csv", "application/json;q=0"):
            headers = {"Accept": accept}
            self.refusal(
                406, "POST", "/object/res.partner?vals={'name':'x'}", headers=headers
            )
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_the_same_in_both(self):
        partner = self.user.partner_id.id
        for path in (
            "/common/version",
            f"/object/res.partner/{partner}",
            "/object/res.partner?fields=['name','country_id','child_ids','write_date']&limit=5",
            "/object/res.partner/fields_get",
            "/object/res.partner/search",
            f"/object/res.partner/name_get?ids={partner}",
        ):
            with self.subTest(path=path):
                response = self.send("GET", path, headers={"Accept": "application/xml"})
                self.assertEqual(response.status_code, 200)
                self.assertTrue(
                    response.content.startswith(
                        b"<?xml version='1.0' encoding='UTF-8'?>"
                    )
                )
                self.assertIn(b"<response type=", response.content)
                self.assertEqual(xml.loads(response.content), self.answer("GET", path))

    def test_errors(self):
        for accept, status in (("application/xml", 404), ("text/xml", 404)):
            path = "/object/res.partner/999999"
            response = self.send("GET", path, headers={"Accept": accept})
            self.assertEqual(response.status_code, status)
            error = xml.loads(response.content)
            self.assertEqual(error["error"]["code"], status)
        response = self.url_open(
            "/restapi/1.0/object/res.partner", headers={"Accept": "text/xml"}
        )
        self.assertEqual(
            (response.status_code, xml.loads(response.content)["error"]["code"]),
            (401, 401),
        )

    def test_bodies(self):
        values = {"name": "Xml", "child_ids": [{"name": "Child"}], "color": 3}
        for body in (xml.dumps({"vals": values}), xml.dumps(values, "anything")):
            for content_type in (
                "application/xml",
                "text/xml",
                "application/x-www-form-urlencoded",
            ):
                record = self.answer(
                    "POST",
                    "/object/res.partner",
                    data=body,
                    headers={"Content-Type": content_type},
                )["res.partner"]
                self.assertEqual((record["name"], record["color"]), ("Xml", 3))
                self.assertEqual(len(record["child_ids"]), 1)
        for body in (b"<a/>", b"<!DOCTYPE a><a/>", b"<a><vals>x</vals></a>", b"<a"):
            self.refusal(400, "POST", "/object/res.partner", data=body)
