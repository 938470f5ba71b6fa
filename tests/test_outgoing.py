"""Where requests may go that somebody else has chosen, and what may come back."""

import os
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, TransactionCase, tagged

from ..auth import outgoing
from ..core.outgoing import Client, Guard, Networks, NoAnswer, Refused, headers
from .support.receivers import Certificate, Receiver, drip, status

NONE = Networks()
LOOPBACK = Networks.parse("127.0.0.0/8")
PUBLIC = "93.184.215.14"


class Names:
    """A resolver that says what the test wants, another thing each time."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, host):
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [answer] if isinstance(answer, str) else answer


def guard(*answers, networks=NONE):
    return Guard(networks, Names(*answers))


@tagged("post_install", "-at_install")
class TestAddresses(BaseCase):
    def test_shapes(self):
        public = guard(PUBLIC)
        for url, said in (
            ("", "no blanks"),
            ("https://example.com/ x", "no blanks"),
            (" https://example.com/", "no blanks"),
            ("https://example.com/\r\nX: y", "no blanks"),
            ("https://example.com/\t", "no blanks"),
            ("https://ex\u00e4mple.com/", "xn--"),
            ("https://\uff11\uff12\uff17.0.0.1/", "xn--"),
            ("https://example.com\\@127.0.0.1/", "backslashes"),
            ("https://user@example.com/", "no user name"),
            ("https://user:word@example.com/", "no user name"),
            ("https://example.com/#part", "fragment"),
            ("example.com", "begins with https"),
            ("//example.com/", "begins with https"),
            ("ftp://example.com/", "begins with https"),
            ("file:///etc/passwd", "begins with https"),
            ("gopher://127.0.0.1:6379/_x", "begins with https"),
            ("javascript://example.com/%0aalert(1)", "begins with https"),
            ("https:///path", "no host"),
            ("https://", "no host"),
            ("https://a%2ecom/", "no host"),
            ("https://example.com:0/", "no host"),
            ("https://example.com:99999/", "no host"),
            ("https://[fe80::1%25eth0]/", "no host"),
            ("https://[::1/", "no host"),
            ("https://ex!mple.com/", "no name of a host"),
            ("https://example..com/", "no name of a host"),
            ("https://" + "a" * 2000, "characters at most"),
        ):
            with self.subTest(url=url), self.assertRaisesRegex(Refused, said):
                public.check(url)

    def test_numbers_in_unusual_forms(self):
        for host in (
            "2130706433",
            "017700000001",
            "0x7f000001",
            "0x7f.0x0.0x0.0x1",
            "0177.0.0.1",
            "127.1",
            "127.0.1",
            "127.0.0.1.",
            "0",
            "0x",
            "1.2.3.4.5",
            "256.1.1.1",
            "example.0x1",
        ):
            with self.subTest(host=host), self.assertRaises(Refused) as caught:
                Guard().check(f"https://{host}/")
            self.assertIn("unusual form", str(caught.exception))

    def test_public_ones_are_allowed_by_https_alone(self):
        for url in (
            "https://example.com",
            "https://example.com:8443/a?b=c&d=%20e",
            "HTTPS://EXAMPLE.com/",
            "https://xn--exmple-cua.com/",
            "https://example.com./",
        ):
            guard(PUBLIC, networks=LOOPBACK).check(url)
        with self.assertRaisesRegex(Refused, "needs https"):
            guard(PUBLIC, networks=LOOPBACK).check("http://example.com/")
        Guard().check("https://93.184.215.14/")
        Guard().check("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/")

    def test_what_is_not_public(self):
        for address in (
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "169.254.170.2",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.7",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::5db8:d70e",
            "64:ff9b:1::1",
            "::ffff:0:7f00:1",
            "::ffff:0:a9fe:a9fe",
            "4000::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ):
            with self.subTest(address=address):
                literal = f"[{address}]" if ":" in address else address
                with self.assertRaisesRegex(Refused, "no public address"):
                    Guard().check(f"https://{literal}/")
                with self.assertRaisesRegex(Refused, r"hook.test \(.*no public"):
                    guard(address).check("https://hook.test/")
                with self.assertRaisesRegex(Refused, "no public address"):
                    guard([PUBLIC, address]).check("https://hook.test/")

    def test_real_names_of_this_computer(self):
        for host in ("localhost", "LOCALHOST", "localhost."):
            with self.subTest(host=host), self.assertRaises(Refused):
                Guard().check(f"https://{host}/")
        with self.assertRaisesRegex(Refused, "not known"):
            Guard().check("https://no-such-host.invalid/")

    def test_networks_that_are_allowed(self):
        allowed = Networks.parse("127.0.0.0/8, 10.1.0.0/16\n192.168.7.7 fd00::/8")
        for address in ("127.0.0.1", "10.1.9.9", "192.168.7.7", "fd12::1"):
            guard(address, networks=allowed).check("http://hook.test:8080/")
        guard("::ffff:127.0.0.1", networks=allowed).check("http://hook.test/")
        for address in ("10.2.0.1", "192.168.7.8", "fe80::1", "::1"):
            with self.subTest(address=address), self.assertRaises(Refused):
                guard(address, networks=allowed).check("https://hook.test/")
        for text in ("10.0.0.1/8", "example.com", "10.0.0.0/33"):
            with self.subTest(text=text), self.assertRaisesRegex(ValueError, text):
                Networks.parse(text)

    def test_headers(self):
        headers.check({"X-Key": "a b", "Authorization": "Bearer x=="})
        for name, value, said in (
            ("X Key", "v", "no name"),
            ("X-Key:", "v", "no name"),
            ("X\r\nY", "v", "no name"),
            ("", "v", "no name"),
            ("X", "a\r\nY: b", "line breaks"),
            ("X", "a\nb", "line breaks"),
            ("X", "\u00e4", "not ASCII"),
            ("X", "", "empty"),
            ("X", " a", "empty"),
            ("Host", "a", "by the server"),
            ("content-LENGTH", "1", "by the server"),
            ("Webhook-Id", "1", "by the server"),
        ):
            with (
                self.subTest(name=name, value=value),
                self.assertRaisesRegex(ValueError, said),
            ):
                headers.check({name: value}, reserved=["webhook-id"])
        with self.assertRaisesRegex(ValueError, "twice"):
            headers.check({"X": "1", "x": "2"})


@tagged("post_install", "-at_install")
class TestClient(BaseCase):
    def client(self, names, seconds=30.0, networks=LOOPBACK):
        return self.enterContext(Client(Guard(networks, names), seconds))

    def test_the_address_that_was_checked_is_connected_to(self):
        # The second look-up would lead elsewhere, and must not take place.
        names = Names("127.0.0.1", "169.254.169.254")
        with Receiver(status(200, b"ok")) as receiver:
            client = self.client(names)
            url = f"http://hook.test:{receiver.port}/a?b=c"
            answer = client.send("POST", url, {"X-Key": "1"}, b"text")
            self.assertEqual((answer.status, answer.content), (200, b"ok"))
            (got,) = receiver.received
            self.assertEqual((got.method, got.path), ("POST", "/a?b=c"))
            self.assertEqual(got.headers["host"], f"hook.test:{receiver.port}")
            self.assertEqual((got.headers["x-key"], got.content), ("1", b"text"))
            self.assertEqual(names.asked, ["hook.test"])

    def test_a_name_that_changes_after_it_was_saved(self):
        with Receiver() as receiver:
            names = Names(PUBLIC, "127.0.0.1")
            judge = Guard(look_up=names)
            url = f"https://hook.test:{receiver.port}/"
            judge.check(url)
            with Client(judge, 30) as client, self.assertRaises(Refused):
                client.send("POST", url, {}, b"")
            self.assertEqual(len(names.asked), 2)
            self.assertEqual(receiver.received, [])

    def test_shapes_are_refused_when_sending_too(self):
        client = self.client(Names("127.0.0.1"))
        for url in ("https://a@hook.test/", "ftp://hook.test/", "http://017700000001/"):
            with self.subTest(url=url), self.assertRaises(Refused):
                client.send("GET", url, {})

    def test_connections_are_kept(self):
        with Receiver() as receiver:
            client = self.client(Names("127.0.0.1"))
            for _request in range(3):
                client.send("POST", receiver.url, {}, b"x")
            self.assertEqual(len({got.port for got in receiver.received}), 1)

    def test_redirects_are_answers(self):
        with Receiver() as other, Receiver(status(307, location=other.url)) as receiver:
            answer = self.client(Names("127.0.0.1")).send("POST", receiver.url, {}, b"")
            self.assertEqual(answer.status, 307)
            self.assertEqual(answer.headers["location"], other.url)
            self.assertEqual(other.received, [])

    def test_certificates(self):
        certificate = Certificate("hook.test")
        with Receiver(certificate=certificate) as receiver:
            good = f"https://hook.test:{receiver.port}/"
            with self.assertRaisesRegex(NoAnswer, "not secure"):
                self.client(Names("127.0.0.1")).send("POST", good, {}, b"")
            with patch.dict(os.environ, SSL_CERT_FILE=str(certificate.path)):
                client = self.client(Names("127.0.0.1"))
            self.assertEqual(client.send("POST", good, {}, b"").status, 204)
            self.assertEqual(set(receiver.names), {"hook.test"})
            other = f"https://other.test:{receiver.port}/"
            with self.assertRaisesRegex(NoAnswer, "not secure"):
                client.send("POST", other, {}, b"")
            self.assertEqual(len(receiver.received), 1)

    def test_slow_answers_end(self):
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
        for pieces in (
            [head[:10], *([b"x"] * 100)],
            [head, *([b"x"] * 100)],
            [head.replace(b"Content-Length: 100\r\n", b""), *([b"x"] * 100)],
        ):
            with self.subTest(begin=pieces[0]), Receiver(drip(pieces)) as receiver:
                client = self.client(Names("127.0.0.1"), seconds=0.5)
                with self.assertRaisesRegex(NoAnswer, "within 0.5 seconds"):
                    client.send("POST", receiver.url, {}, b"")

    def test_no_answer(self):
        with Receiver(drip([b"This is not HTTP\r\n\r\n"])) as receiver:
            client = self.client(Names("127.0.0.1"))
            with self.assertRaisesRegex(NoAnswer, "without an answer"):
                client.send("POST", receiver.url, {}, b"")
        with self.assertRaisesRegex(NoAnswer, "no connection"):
            client.send("POST", receiver.url, {}, b"")
        with self.assertRaisesRegex(NoAnswer, "not known"):
            self.client(Names([])).send("POST", "https://hook.test/", {}, b"")

    def test_large_answers_are_cut(self):
        with Receiver(status(200, b"x" * 100_000)) as receiver:
            client = self.client(Names("127.0.0.1"))
            answer = client.send("GET", receiver.url, {}, max_bytes=4096)
            self.assertEqual(answer.content, b"x" * 4096)
            self.assertTrue(answer.is_cut)
            answer = client.send("GET", receiver.url, {}, max_bytes=100_000)
            self.assertEqual(len(answer.content), 100_000)
            self.assertFalse(answer.is_cut)

    def test_proxies_of_the_environment_are_not_used(self):
        proxies = {
            "HTTP_PROXY": "http://127.0.0.1:9",
            "ALL_PROXY": "http://127.0.0.1:9",
        }
        with Receiver() as receiver, patch.dict(os.environ, proxies):
            client = self.client(Names("127.0.0.1"))
            self.assertEqual(client.send("GET", receiver.url, {}).status, 204)


@tagged("post_install", "-at_install")
class TestSetting(TransactionCase):
    def test_networks_of_the_setting(self):
        url = "http://127.0.0.1:8080/hook"
        parameters = self.env["ir.config_parameter"]
        with self.assertRaises(Refused):
            outgoing.guard(self.env).check(url)
        config = self.env["res.config.settings"].create(
            {"restapi_outgoing_networks": "10.0.0.0/8, 127.0.0.1"}
        )
        config.execute()
        outgoing.guard(self.env).check(url)
        with self.assertRaisesRegex(ValidationError, "example.com is no network"):
            config.restapi_outgoing_networks = "127.0.0.1 example.com"
        parameters.set_param("restapi.outgoing_networks", "127.0.0.1 example.com")
        with (
            self.assertLogs("odoo.addons.restapi.auth.outgoing", "WARNING"),
            self.assertRaises(Refused),
        ):
            outgoing.guard(self.env).check(url)
