"""OAuth 1.0a: three legs and signed requests."""

import time
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from oauthlib.oauth1 import (
    SIGNATURE_HMAC_SHA256,
    SIGNATURE_PLAINTEXT,
    SIGNATURE_RSA,
    SIGNATURE_TYPE_BODY,
    SIGNATURE_TYPE_QUERY,
)
from oauthlib.oauth1.rfc5849 import signature
from oauthlib.oauth1.rfc5849.endpoints.base import BaseEndpoint

from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged

from ..auth.oauth1.request import SignedRequest
from .support.oauth1 import CALLBACK, ENDPOINT, FORM, PARTNERS, Oauth1Case

# RFC 5849, 1.2: method, address, parameters, signature.
PHOTOS = "https://photos.example.net"
PUBLISHED = [
    (
        "POST",
        f"{PHOTOS}/initiate",
        {
            "oauth_consumer_key": "dpf43f3p2l4k3l03",
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": "137131200",
            "oauth_nonce": "wIjqoS",
            "oauth_callback": "http://printer.example.com/ready",
            "oauth_signature": "74KNZJeDHnMBp0EMJ9ZHt/XKycU=",
        },
        "",
    ),
    (
        "POST",
        f"{PHOTOS}/token",
        {
            "oauth_consumer_key": "dpf43f3p2l4k3l03",
            "oauth_token": "hh5s93j4hdidpola",
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": "137131201",
            "oauth_nonce": "walatlh",
            "oauth_verifier": "hfdp7dh39dks9884",
            "oauth_signature": "gKgrFCywp7rO0OXSjdot/IHF7IU=",
        },
        "hdhd0244k9j7ao03",
    ),
    (
        "GET",
        "http://photos.example.net/photos?file=vacation.jpg&size=original",
        {
            "oauth_consumer_key": "dpf43f3p2l4k3l03",
            "oauth_token": "nnch734d00sl2jdk",
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": "137131202",
            "oauth_nonce": "chapoH",
            "oauth_signature": "MdpQcU8iPSUjWoN/UDMsK2sui9I=",
        },
        "pfkkdhi9sl3r4s00",
    ),
]
# RFC 5849, 3.4.1.1
BASE_STRING = (
    "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da"
    "%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2"
    "%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp"
    "%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
)


def received(method, uri, oauth, form=""):
    """Return what oauthlib makes of a request as we show it."""
    ours = SignedRequest(method, uri, form, oauth, b"", "", False, False)
    return BaseEndpoint(None)._create_request(*ours.arguments)


@tagged("post_install", "-at_install")
class TestPublishedExamples(BaseCase):
    def test_signatures(self):
        for method, uri, oauth, secret in PUBLISHED:
            with self.subTest(uri):
                request = received(method, uri, oauth)
                client_secret = "kd94hf93k423kf44"
                self.assertTrue(
                    signature.verify_hmac_sha1(request, client_secret, secret)
                )
                self.assertFalse(
                    signature.verify_hmac_sha1(request, client_secret, secret + "0")
                )

    def test_base_string(self):
        request = received(
            "POST",
            "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
            {
                "oauth_consumer_key": "9djdj82h48djs9d2",
                "oauth_token": "kkk9d7dh3k39sjv7",
                "oauth_signature_method": "HMAC-SHA1",
                "oauth_timestamp": "137131201",
                "oauth_nonce": "7d8f3e4a",
                "oauth_signature": "bYT5CMsGcbgUdFHObYMEfcx6bsw=",
            },
            "c2&a3=2+q",
        )
        base = signature.signature_base_string(
            request.http_method,
            signature.base_string_uri(request.uri),
            signature.normalize_parameters(request.params),
        )
        self.assertEqual(base, BASE_STRING)


@tagged("post_install", "-at_install")
class TestThreeLegs(Oauth1Case):
    def test_token_reads(self):
        token = self.connect()
        response = self.send("GET", PARTNERS, **token)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(len(response.json()["res.partner"]), 1)

    def test_redirection_keeps_the_query_of_the_callback(self):
        temporary = self.request_token()
        self.assertEqual(temporary["oauth_callback_confirmed"], "true")
        response = self.consent(temporary["oauth_token"])
        self.assertEqual(response.status_code, 303)
        address, _, query = response.headers["Location"].partition("?")
        self.assertEqual(address, "https://app.example/cb")
        self.assertEqual(
            [name for name, _value in parse_qsl(query)],
            ["x", "oauth_token", "oauth_verifier"],
        )
        self.assertEqual(dict(parse_qsl(query))["x"], "a/b")

    def test_answers_are_forms_for_libraries(self):
        for accept, content_type in {
            "*/*": FORM["Content-Type"],
            "application/x-www-form-urlencoded": FORM["Content-Type"],
            "application/json": "application/json; charset=utf-8",
            "application/xml": "application/xml; charset=utf-8",
        }.items():
            url, body, headers = self.sign(
                "POST", f"{ENDPOINT}/request_token", callback_uri=CALLBACK
            )
            response = self.deliver("POST", url, body, {**headers, "Accept": accept})
            self.assertEqual(response.status_code, 200, response.text)
            self.assertEqual(response.headers["Content-Type"], content_type)
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            self.assertNotIn("Set-Cookie", response.headers)

    def test_single_quotes_as_in_the_manual(self):
        url, _body, headers = self.sign(
            "POST", f"{ENDPOINT}/request_token", callback_uri=CALLBACK
        )
        quoted = headers["Authorization"].replace('"', "'")
        response = self.deliver(
            "POST", url, None, {"Authorization": quoted, "Accept": "*/*"}
        )
        self.assertEqual(response.status_code, 200, response.text)
        self.assertLessEqual(
            {"oauth_token", "oauth_token_secret"}, set(response.json())
        )

    def test_parameters_in_query_and_form(self):
        # oauthlib's own client decodes what is encoded in a callback twice.
        self.client.redirect_uris = "https://app.example/cb"
        for place in (SIGNATURE_TYPE_QUERY, SIGNATURE_TYPE_BODY):
            headers = FORM if place == SIGNATURE_TYPE_BODY else None
            url, body, headers = self.sign(
                "POST",
                f"{ENDPOINT}/request_token",
                "" if headers else None,
                headers,
                callback_uri="https://app.example/cb",
                signature_type=place,
            )
            response = self.deliver("POST", url, body, headers or {})
            self.assertEqual(response.status_code, 200, response.text)

    def test_denied(self):
        temporary = self.request_token()
        response = self.consent(temporary["oauth_token"], "deny")
        self.assertEqual(response.status_code, 303)
        self.assertIn("oauth_problem=user_refused", response.headers["Location"])
        self.assertNotIn("verifier", response.headers["Location"])
        self.assertRefused(self.exchange(temporary, "x"))

    def test_json_for_who_asks(self):
        temporary = self.request_token()
        response = self.consent(temporary["oauth_token"], Accept="application/json")
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(set(response.json()), {"oauth_token", "oauth_verifier"})
        verifier = response.json()["oauth_verifier"]
        self.assertEqual(self.exchange(temporary, verifier).status_code, 200)

    def test_out_of_band(self):
        self.client.allow_oob = True
        temporary = self.request_token(callback_uri="oob")
        response = self.consent(temporary["oauth_token"])
        self.assertEqual(set(response.json()), {"oauth_token", "oauth_verifier"})

    def test_other_methods(self):
        for path in ("request_token", "access_token", "authorize"):
            response = self.url_open(f"{ENDPOINT}/{path}", method="PUT")
            self.assertEqual(response.status_code, 405, path)
            self.assertIn("POST", response.headers["Allow"])

    def test_other_callbacks_on_loopback(self):
        self.client.redirect_uris = f"{CALLBACK}\nhttp://127.0.0.1/cb"
        self.request_token(callback_uri="http://127.0.0.1:51234/cb")


@tagged("post_install", "-at_install")
class TestSignedRequests(Oauth1Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        cls.private_key = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        cls.public_key = (
            private.public_key()
            .public_bytes(
                serialization.Encoding.PEM,
                serialization.PublicFormat.SubjectPublicKeyInfo,
            )
            .decode()
        )

    def setUp(self):
        super().setUp()
        self.signing = self.connect()

    def names(self, path, **options):
        response = self.send("GET", path, **{**self.signing, **options})
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def test_signature_methods(self):
        for method in (SIGNATURE_HMAC_SHA256, SIGNATURE_PLAINTEXT):
            self.names(PARTNERS, signature_method=method)

    def test_rsa(self):
        self.client.write({"oauth1_methods": "rsa", "rsa_public_key": self.public_key})
        options = {
            "signature_method": SIGNATURE_RSA,
            "rsa_key": self.private_key,
            "client_secret": None,
        }
        self.names(PARTNERS, **options)
        token = self.connect(**options)
        self.assertEqual(self.send("GET", PARTNERS, **token).status_code, 200)
        stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        options["rsa_key"] = stranger.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        self.assertRefused(self.send("GET", PARTNERS, **{**self.signing, **options}))

    def test_rsa_needs_a_key(self):
        for text in (False, "no key", self.private_key):
            with self.assertRaises(ValidationError):
                self.client.write({"oauth1_methods": "rsa", "rsa_public_key": text})

    def test_parameters_in_the_query_are_no_arguments(self):
        path = "/restapi/1.0/object/res.partner/search_count?domain=[('id','=',1)]"
        answer = self.names(path, signature_type=SIGNATURE_TYPE_QUERY)
        self.assertEqual(answer, {"count": 1})
        for signature_type in (SIGNATURE_TYPE_QUERY, "AUTH_HEADER"):
            answer = self.names(
                "/api/res.partner?limit=1&fields=id", signature_type=signature_type
            )
            self.assertEqual(answer["count"], 1)

    def test_parameters_in_a_form_are_no_values(self):
        for path in ("/restapi/1.0/object/res.partner", "/api/res.partner"):
            response = self.send(
                "POST",
                path,
                urlencode({"name": "Zoë & [Sons]", "comment": "a+b %zz"}),
                FORM,
                **self.signing,
                signature_type=SIGNATURE_TYPE_BODY,
            )
            self.assertIn(response.status_code, (200, 201), response.text)
        partners = self.env["res.partner"].search([("name", "=", "Zoë & [Sons]")])
        self.assertEqual(len(partners), 2)
        self.assertIn("a+b %zz", partners[0].comment)

    def test_form_signed_in_the_header(self):
        url, body, headers = self.sign(
            "POST", "/api/res.partner", "name=Signed&ref=1", FORM, **self.signing
        )
        tampered = self.deliver("POST", url, "name=Signed&ref=2", headers)
        self.assertEqual(tampered.status_code, 401)
        self.assertEqual(self.deliver("POST", url, body, headers).status_code, 201)

    def test_json_body(self):
        url, _body, headers = self.sign("POST", "/api/res.partner", **self.signing)
        headers["Content-Type"] = "application/json"
        response = self.deliver("POST", url, '{"name": "Signed"}', headers)
        self.assertEqual(response.status_code, 201, response.text)

    def test_query_that_the_client_does_not_encode(self):
        path = "/restapi/1.0/object/res.partner?fields=%5B%22id%22%5D&limit=1&x=a%2Fb"
        url, body, headers = self.sign("GET", path, **self.signing)
        raw = url.replace("%5B%22id%22%5D", '["id"]')
        self.assertEqual(self.deliver("GET", raw, body, headers).status_code, 200)

    def test_path_is_signed_as_it_was_sent(self):
        self.names("/api/res.partner/1%2C1?fields=id")

    def test_behind_a_proxy(self):
        path = PARTNERS.replace("'", "%27")
        url, _body, headers = self.sign(
            "GET", f"https://odoo.example{path}", **self.signing
        )
        here = self.base_url() + url.removeprefix("https://odoo.example")
        forwarded = {
            "X-Forwarded-Host": "odoo.example",
            "X-Forwarded-Proto": "https",
            **headers,
        }
        self.assertRefused(self.deliver("GET", here, None, forwarded))
        from odoo.tools import config

        self.addCleanup(config.__setitem__, "proxy_mode", config["proxy_mode"])
        config["proxy_mode"] = True
        response = self.deliver("GET", here, None, forwarded)
        self.assertEqual(response.status_code, 200, response.text)

    def test_old_nonces_are_forgotten(self):
        from odoo.sql_db import db_connect

        with db_connect(self.env.cr.dbname).cursor() as cr:
            old = int(time.time()) - 1000
            cr.execute(
                "INSERT INTO restapi_oauth1_nonce VALUES (%s, 'x')"
                " ON CONFLICT DO NOTHING",
                [old],
            )
        self.env["restapi.oauth1"]._cron_forget()
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM restapi_oauth1_nonce WHERE timestamp = %s", [old]
            )
            self.assertEqual(cr.fetchone(), (0,))
            cr.execute("SELECT count(*) > 0 FROM restapi_oauth1_nonce")
            self.assertEqual(cr.fetchone(), (True,))

    def test_grant(self):
        write = {"name": "Made"}
        self.client.scope = "res.partner:read"
        self.names(PARTNERS)
        url, _body, headers = self.sign("POST", "/api/res.partner", **self.signing)
        response = self.url_open(url, json=write, headers=headers)
        self.assertEqual(response.status_code, 403, response.text)
        self.client.write({"scope": "read write execute", "is_limited": True})
        self.assertRefused(self.send("GET", PARTNERS, **self.signing), 403)
