"""What OAuth 1.0a must refuse; the numbers are those of the list of attacks."""

import base64
import hashlib
import statistics
import time
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from oauthlib.oauth1 import (
    SIGNATURE_PLAINTEXT,
    SIGNATURE_RSA,
)

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME
from odoo.tools import mute_logger

from ..auth.oauth1.client import HMAC, METHODS, RSA, Client
from .support.oauth1 import CALLBACK, ENDPOINT, FORM, PARTNERS, Oauth1Case, hidden

KEYS = {"encoding": serialization.Encoding.PEM}


def public_key(private):
    return private.public_key().public_bytes(
        format=serialization.PublicFormat.SubjectPublicKeyInfo, **KEYS
    )


def private_key(private):
    return private.private_bytes(
        format=serialization.PrivateFormat.PKCS8,
        encryption_algorithm=serialization.NoEncryption(),
        **KEYS,
    ).decode()


class _Connection(HTTPConnection):
    """Sends addresses as they are."""

    def _encode_request(self, request):
        return request.encode()

    def _validate_path(self, url):
        pass


class AttackCase(Oauth1Case):
    def setUp(self):
        super().setUp()
        self.signing = self.connect()

    def raw(self, method, target, headers=(), body=b""):
        """Send exactly these bytes; return status and body."""
        address = urlsplit(self.base_url())
        with self.allow_requests():
            return self._raw(address, method, target, headers, body)

    def _raw(self, address, method, target, headers, body):
        connection = _Connection(address.hostname, address.port)
        connection.putrequest(method, target, skip_host=True)
        cookie = f"{TEST_CURSOR_COOKIE_NAME}={self.http_request_key}"
        sent = [("Host", address.netloc), ("Cookie", cookie), *headers]
        if body:
            sent.append(("Content-Length", str(len(body))))
        for name, *values in sent:
            connection.putheader(name, *values)
        connection.endheaders(body or None)
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        connection.close()
        self.assertNotIn("Traceback", text)
        self.assertNotIn("required cookie", text)
        return response.status, text

    def nonces(self):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("SELECT count(*) FROM restapi_oauth1_nonce")
            return cr.fetchone()[0]


@tagged("post_install", "-at_install")
class TestReplay(AttackCase):
    def test_a001_same_request_twice(self):
        signed = self.sign("GET", PARTNERS, **self.signing)
        self.assertEqual(self.deliver("GET", *signed).status_code, 200)
        again = self.assertRefused(self.deliver("GET", *signed))
        self.assertIn("nonce", again)

    def test_a003_nonce_of_another_token(self):
        same = {"nonce": "wIjqoS", "timestamp": str(int(time.time()))}
        other = self.connect()
        for token in (self.signing, other):
            response = self.send("GET", PARTNERS, **token, **same)
            self.assertEqual(response.status_code, 200, response.text)

    def test_a004_nonce_at_another_time(self):
        now = int(time.time())
        for timestamp in (str(now), str(now - 1)):
            response = self.send(
                "GET", PARTNERS, **self.signing, nonce="wIjqoS2", timestamp=timestamp
            )
            self.assertEqual(response.status_code, 200, response.text)

    def test_a005_clock(self):
        now = int(time.time())
        for seconds, status in {-301: 401, 310: 401, -290: 200, 290: 200}.items():
            response = self.send(
                "GET", PARTNERS, **self.signing, timestamp=str(now + seconds)
            )
            self.assertEqual(response.status_code, status, seconds)
            if status == 401:
                self.assertIn(str(now)[:8], self.assertRefused(response))

    def test_a006_timestamps(self):
        for text in ("-1", "abc", "1e9", "1" * 20, "+123456789", "1_23456789"):
            response = self.send("GET", PARTNERS, **self.signing, timestamp=text)
            self.assertRefused(response, 400)
        url, body, headers = self.sign("GET", PARTNERS, **self.signing)
        for text in ("", quote(chr(0x661) * 10)):
            header = {"Authorization": _replaced(headers, "oauth_timestamp", text)}
            self.assertRefused(self.deliver("GET", url, body, header), 400)

    def test_a007_nonces_of_wrong_signatures(self):
        before = self.nonces()
        for _call in range(20):
            response = self.send(
                "GET", PARTNERS, **{**self.signing, "client_secret": "wrong"}
            )
            self.assertRefused(response)
        self.assertEqual(self.nonces(), before)


def _replaced(headers, name, value):
    header = headers["Authorization"]
    start = header.index(f'{name}="') + len(name) + 2
    return header[:start] + value + header[header.index('"', start) :]


@tagged("post_install", "-at_install")
class TestSignatureMethods(AttackCase):
    def test_a008_rsa_with_an_empty_secret(self):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.client.write(
            {"oauth1_methods": "rsa", "rsa_public_key": public_key(key).decode()}
        )
        for secret in ("", self.secret, public_key(key).decode()):
            for method in ("HMAC-SHA1", "HMAC-SHA256", SIGNATURE_PLAINTEXT):
                signing = {**self.signing, "client_secret": secret}
                for owner_secret in ("", signing["resource_owner_secret"]):
                    signing["resource_owner_secret"] = owner_secret
                    response = self.send(
                        "GET", PARTNERS, signature_method=method, **signing
                    )
                    self.assertRefused(response, 400)

    def test_a008_public_application_with_an_empty_secret(self):
        public = self.make_client(client_type="public")
        for method in ("HMAC-SHA1", SIGNATURE_PLAINTEXT):
            response = self.send(
                "POST",
                f"{ENDPOINT}/request_token",
                client_key=public.client_id,
                client_secret="",
                callback_uri=CALLBACK,
                signature_method=method,
            )
            self.assertRefused(response)

    def test_a009_plaintext_over_http(self):
        client = Client(1, "s", "k", METHODS[HMAC])
        allowed = Client(1, "s", "k", METHODS[HMAC], allow_plaintext=True)
        signed_with_rsa = Client(1, "s", "k", METHODS[RSA], allow_plaintext=True)
        for each, is_secure, is_local, expected in [
            (client, True, False, False),
            (client, True, True, True),
            (allowed, True, False, True),
            (allowed, False, False, False),
            (signed_with_rsa, True, True, False),
        ]:
            methods = each.accepted_methods(is_secure=is_secure, is_local=is_local)
            self.assertEqual(SIGNATURE_PLAINTEXT in methods, expected)
        path = PARTNERS.replace("'", "%27")
        url, _body, headers = self.sign(
            "GET",
            f"http://odoo.example{path}",
            **self.signing,
            signature_method=SIGNATURE_PLAINTEXT,
        )
        url = self.base_url() + url.removeprefix("http://odoo.example")
        response = self.deliver("GET", url, None, {**headers, "Host": "odoo.example"})
        self.assertEqual(response.status_code, 400)

    def test_a010_weaker_method_than_the_application_has(self):
        self.client.oauth1_methods = "hmac_sha256"
        for method in ("HMAC-SHA1", "HMAC-SHA512", SIGNATURE_RSA, "NONE", "hmac-sha1"):
            url, body, headers = self.sign("GET", PARTNERS, **self.signing)
            header = _replaced(headers, "oauth_signature_method", method)
            self.assertRefused(
                self.deliver("GET", url, body, {"Authorization": header}), 400
            )

    def test_a018_rsa_signatures(self):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.client.write(
            {"oauth1_methods": "rsa", "rsa_public_key": public_key(key).decode()}
        )
        options = {"signature_method": SIGNATURE_RSA, "rsa_key": private_key(key)}
        url, body, headers = self.sign("GET", PARTNERS, **self.signing, **options)
        for text in ("A", "AAA", "%21%21", "AAAA", quote("é"), "A" * 4000):
            header = _replaced(headers, "oauth_signature", text)
            response = self.deliver("GET", url, body, {"Authorization": header})
            self.assertIn(response.status_code, (400, 401), text)


@tagged("post_install", "-at_install")
class TestTampering(AttackCase):
    def test_a011_body_that_was_hashed(self):
        hashed = base64.b64encode(hashlib.sha1(b'{"name": "a"}').digest()).decode()
        url, _body, headers = self.sign(
            "POST", f"/api/res.partner?oauth_body_hash={quote(hashed)}", **self.signing
        )
        # In the header, where it belongs; it is signed in any place.
        name = f"oauth_body_hash={quote(hashed)}"
        url = url.replace("?" + name.replace("/", "%2F"), "").partition("?")[0]
        header = headers["Authorization"] + f', oauth_body_hash="{quote(hashed, "")}"'
        headers = {"Authorization": header, "Content-Type": "application/json"}
        tampered = self.deliver("POST", url, '{"name": "b"}', headers)
        self.assertEqual(tampered.status_code, 401, tampered.text)
        response = self.deliver("POST", url, '{"name": "a"}', headers)
        self.assertEqual(response.status_code, 201, response.text)

    def test_a012_form(self):
        url, _body, headers = self.sign(
            "POST", "/api/res.partner", "name=a&ref=1", FORM, **self.signing
        )
        for tampered in ("name=b&ref=1", "name=a", "name=a&ref=1&comment=x", ""):
            response = self.deliver("POST", url, tampered, headers)
            self.assertEqual(response.status_code, 401, tampered)
        response = self.deliver("POST", url, "ref=1&name=a", headers)
        self.assertEqual(response.status_code, 201, "the order is not signed")

    def test_a013_method(self):
        url, body, headers = self.sign("GET", "/api/res.partner/1", **self.signing)
        self.assertEqual(self.deliver("DELETE", url, body, headers).status_code, 401)
        override = {**headers, "X-HTTP-Method-Override": "DELETE"}
        self.assertEqual(self.deliver("GET", url, body, override).status_code, 200)
        self.assertTrue(self.env["res.partner"].browse(1).exists())

    def test_a014_host(self):
        url, body, headers = self.sign("GET", PARTNERS, **self.signing)
        for host in ("b.example", "127.0.0.1:1", "a b"):
            response = self.deliver("GET", url, body, {**headers, "Host": host})
            self.assertIn(response.status_code, (400, 401), host)

    def test_a015_parameters_twice(self):
        url, _body, headers = self.sign("GET", PARTNERS, **self.signing)
        header = headers["Authorization"]
        target = url.removeprefix(self.base_url())
        token = self.signing["resource_owner_key"]
        for sent, address in [
            ([("Authorization", header), ("Authorization", header)], target),
            ([("Authorization", header)], f"{target}&oauth_token={token}"),
            ([("Authorization", f'{header}, oauth_token="{token}"')], target),
        ]:
            self.assertEqual(self.raw("GET", address, sent)[0], 400)

    def test_a016_headers(self):
        for text in (
            "OAuth",
            "OAuth ",
            "OAuth garbage",
            'OAuth oauth_token="',
            "OAuth oauth_token='\"",
            'OAuth oauth_consumer_key="%00"',
            'OAuth oauth_consumer_key="é"',
            "OAuth ,,,",
            "OAuth " + 'a="b",' * 9000,
            "OAuth client_id='x', client_secret='y'",
        ):
            status, _text = self.raw(
                "GET", "/restapi/1.0/object/res.partner", [("Authorization", text)]
            )
            self.assertIn(status, (400, 401), text[:50])

    def test_a017_queries(self):
        for query in ('x=["{}"]', "x=%zz", "x=é", "x=%ff", "%", "=&&=", "x=%00"):
            url, _body, headers = self.sign(
                "GET", "/restapi/1.0/object/res.partner/search_count", **self.signing
            )
            target = f"{urlsplit(url).path}?{query}"
            status, _text = self.raw(
                "GET", target, [("Authorization", headers["Authorization"])]
            )
            self.assertIn(status, (400, 401), query)

    def test_folded_header(self):
        url, _body, headers = self.sign(
            "POST", f"{ENDPOINT}/request_token", callback_uri=CALLBACK
        )
        lines = headers["Authorization"].replace('"', "'").split(", ")
        status, text = self.raw(
            "POST",
            urlsplit(url).path,
            [("Authorization", *(f"{line}," for line in lines))],
        )
        self.assertEqual(status, 200, text)
        self.assertIn('{"oauth_token":', text)


@tagged("post_install", "-at_install")
class TestCallbacks(Oauth1Case):
    def test_a019_callbacks(self):
        for callback in (
            "https://evil.example/cb",
            "https://app.example/cb",
            "https://app.example/cb?x=a%2Fb&y=1",
            "https://app.example.evil.com/cb?x=a%2Fb",
            "https://app.example@evil.com/cb?x=a%2Fb",
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "https://app.example/cb?x=a%2Fb\r\nX: 1",
            "oob",
            "OOB",
        ):
            response = self.send(
                "POST", f"{ENDPOINT}/request_token", callback_uri=callback
            )
            self.assertRefused(response, 400)
        self.assertRefused(self.send("POST", f"{ENDPOINT}/request_token"), 400)


@tagged("post_install", "-at_install")
class TestTemporaryCredentials(Oauth1Case):
    def test_a020_no_verifier(self):
        temporary = self.request_token()
        self.verifier(temporary["oauth_token"])
        self.assertRefused(self.exchange(temporary, ""), 400)

    def test_a020_not_authorized(self):
        temporary = self.request_token()
        self.assertRefused(self.exchange(temporary, "x"))

    def test_a020_six_wrong_verifiers(self):
        temporary = self.request_token()
        verifier = self.verifier(temporary["oauth_token"])
        other = self.request_token()
        for wrong in ("x", self.verifier(other["oauth_token"]), *"abc"):
            self.assertIn(
                "verifier", self.assertRefused(self.exchange(temporary, wrong))
            )
        self.assertRefused(self.exchange(temporary, verifier))

    def test_wrong_verifiers_of_others_do_not_count(self):
        temporary = self.request_token()
        verifier = self.verifier(temporary["oauth_token"])
        for _call in range(6):
            response = self.exchange(temporary, "x", client_secret="wrong")
            self.assertRefused(response)
        self.assertEqual(self.exchange(temporary, verifier).status_code, 200)

    def test_a021_twice(self):
        temporary = self.request_token()
        verifier = self.verifier(temporary["oauth_token"])
        self.assertEqual(self.exchange(temporary, verifier).status_code, 200)
        self.assertRefused(self.exchange(temporary, verifier))

    def test_a022_of_another_application(self):
        other = self.make_client(name="Other")
        own = {
            "client_key": other.client_id,
            "client_secret": other._restapi_new_secret(),
        }
        temporary = self.request_token()
        verifier = self.verifier(temporary["oauth_token"])
        self.assertRefused(self.exchange(temporary, verifier, **own))
        self.assertEqual(self.exchange(temporary, verifier).status_code, 200)
        token = self.connect()
        self.assertRefused(self.send("GET", PARTNERS, **{**token, **own}))

    def test_temporary_credential_is_no_token(self):
        temporary = self.request_token()
        self.verifier(temporary["oauth_token"])
        response = self.send(
            "GET",
            PARTNERS,
            resource_owner_key=temporary["oauth_token"],
            resource_owner_secret=temporary["oauth_token_secret"],
        )
        self.assertRefused(response)

    def test_credentials_changed_in_between(self):
        temporary = self.request_token()
        verifier = self.verifier(temporary["oauth_token"])
        self.user.restapi_epoch += 1
        self.env.flush_all()
        self.assertRefused(self.exchange(temporary, verifier))


@tagged("post_install", "-at_install")
class TestConsentPage(Oauth1Case):
    def setUp(self):
        super().setUp()
        self.temporary = self.request_token()["oauth_token"]

    def page(self, token=None):
        return self.url_open(
            f"{ENDPOINT}/authorize?oauth_token={token or self.temporary}",
            allow_redirects=False,
        )

    def test_stranger_logs_in_first(self):
        response = self.page()
        self.assertEqual(response.status_code, 303)
        path, _, query = response.headers["Location"].partition("?")
        self.assertTrue(path.endswith("/web/login"))
        self.assertTrue(query.startswith("redirect=%2Frestapi%2F1.0%2Fcommon"))
        asked = self.url_open(
            f"{ENDPOINT}/authorize?oauth_token={self.temporary}",
            headers={"Accept": "application/json"},
        )
        self.assertEqual(asked.status_code, 401)

    def test_a023_unknown_and_used(self):
        self.authenticate("api_user", "api_user")
        self.assertEqual(self.answer(self.page().text).status_code, 303)
        for token in (self.temporary, "unknown", "x" * 5000, "%00", "a.b"):
            response = self.page(token)
            self.assertEqual(response.status_code, 400, token[:20])
            self.assertNotIn("Location", response.headers)
            self.assertEqual(response.headers["X-Frame-Options"], "DENY")

    def test_a023_expired(self):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("UPDATE restapi_oauth1_temporary SET expires_at = now()")
            cr.commit()  # another connection reads it. pylint: disable=invalid-commit
        self.authenticate("api_user", "api_user")
        self.assertEqual(self.page().status_code, 400)

    @mute_logger("odoo.http")
    def test_a042_without_the_token_of_the_session(self):
        self.authenticate("api_user", "api_user")
        page = self.page().text
        for csrf in ({}, {"csrf_token": "x"}):
            data = {"ticket": hidden(page, "ticket"), "decision": "allow", **csrf}
            response = self.url_open(f"{ENDPOINT}/authorize", data=data)
            self.assertEqual(response.status_code, 400)
        self.assertEqual(self.page().status_code, 200, "nobody has authorized it")

    def test_a042_form_of_another_site(self):
        self.authenticate("api_user", "api_user")
        page = self.page().text
        for origin in ("https://evil.example", "null"):
            self.assertEqual(self.answer(page, Origin=origin).status_code, 400)
        self.assertEqual(self.answer(page, Origin=self.base_url()).status_code, 303)

    def test_a043_tickets(self):
        self.authenticate("api_user", "api_user")
        page = self.page().text
        ticket = hidden(page, "ticket")
        other = self.request_token()["oauth_token"]
        for wrong in ("", ".", "x", "é", f"{ticket}0", other):
            response = self.url_open(
                f"{ENDPOINT}/authorize",
                data={
                    "csrf_token": hidden(page, "csrf_token"),
                    "ticket": wrong,
                    "oauth_token": other,
                    "decision": "allow",
                },
            )
            self.assertEqual(response.status_code, 400, wrong)
        self.assertEqual(self.answer(page).status_code, 303)
        self.assertEqual(self.answer(page).status_code, 400, "used before")

    def test_a044_another_session(self):
        self.authenticate("api_user", "api_user")
        ticket = hidden(self.page().text, "ticket")
        self.logout()
        self.authenticate("admin", "admin")
        page = self.page().text
        data = {"csrf_token": hidden(page, "csrf_token"), "ticket": ticket}
        response = self.url_open(
            f"{ENDPOINT}/authorize", data={**data, "decision": "allow"}
        )
        self.assertEqual(response.status_code, 400)

    def test_a045_reading_issues_nothing(self):
        self.authenticate("api_user", "api_user")
        for query in ("decision=allow", "approve=1&ticket=x"):
            response = self.url_open(
                f"{ENDPOINT}/authorize?oauth_token={self.temporary}&{query}"
            )
            self.assertEqual(response.status_code, 200)
        self.url_open(
            f"{ENDPOINT}/authorize?oauth_token={self.temporary}", method="HEAD"
        )
        self.assertEqual(self.page().status_code, 200)

    def test_a046_a047_closed_and_escaped(self):
        self.client.name = '"><script>alert(1)</script>'
        self.authenticate("api_user", "api_user")
        page = self.page()
        self.assertNotIn("<script", page.text)
        self.assertIn("api_user", page.text)
        policy = page.headers["Content-Security-Policy"]
        self.assertIn("frame-ancestors 'none'", policy)
        self.assertIn("form-action 'self' https://app.example;", policy)
        self.assertNotIn("script-src", policy)
        self.assertEqual(page.headers["X-Frame-Options"], "DENY")
        self.assertEqual(page.headers["Referrer-Policy"], "same-origin")

    def test_a050_other_origins(self):
        response = self.url_open(
            f"{ENDPOINT}/authorize?oauth_token={self.temporary}",
            headers={"Origin": "https://evil.example"},
            allow_redirects=False,
        )
        self.assertNotIn("Access-Control-Allow-Origin", response.headers)

    def test_archived_application(self):
        self.authenticate("api_user", "api_user")
        page = self.page().text
        self.client.active = False
        self.assertEqual(self.answer(page).status_code, 400)


@tagged("post_install", "-at_install")
class TestRevocation(AttackCase):
    def refused_after(self, change):
        self.assertEqual(self.send("GET", PARTNERS, **self.signing).status_code, 200)
        change()
        self.env.flush_all()
        self.assertRefused(self.send("GET", PARTNERS, **self.signing))

    def test_a025_application_archived(self):
        self.refused_after(lambda: self.client.write({"active": False}))

    def test_a025_oauth1_switched_off(self):
        self.refused_after(lambda: self.client.write({"allow_oauth1": False}))

    def test_a025_user_archived(self):
        self.refused_after(lambda: self.user.write({"active": False}))

    def test_a025_password_changed(self):
        self.refused_after(lambda: self.user.write({"password": "another one"}))

    def test_a025_token_revoked(self):
        tokens = self.env["restapi.token"].search([("client_id", "=", self.client.id)])
        self.assertEqual(tokens.kind, "oauth1_access")
        self.refused_after(tokens.unlink)

    def test_a025_consent_taken_back(self):
        consents = self.env["restapi.consent"].search([("user_id", "=", self.user.id)])
        self.assertEqual(consents.client_id, self.client)
        self.refused_after(consents.unlink)

    def test_a025_secret_changed(self):
        self.refused_after(self.client._restapi_new_secret)

    def test_networks_of_the_application(self):
        self.client.ip_networks = "192.0.2.0/24"
        self.assertRefused(self.send("GET", PARTNERS, **self.signing), 403)


@tagged("post_install", "-at_install")
class TestTiming(AttackCase):
    SAMPLES = 60

    def test_a024_unknown_application(self):
        """Measure by turns, so that other work on the machine counts for both."""
        kinds = {
            "wrong": {**self.signing, "client_secret": "wrong"},
            "unknown": {**self.signing, "client_key": "0" * 40},
        }
        times = {name: [] for name in kinds}
        for _sample in range(self.SAMPLES):
            for name, signing in kinds.items():
                signed = self.sign("GET", PARTNERS, **signing)
                start = time.perf_counter()
                response = self.deliver("GET", *signed)
                times[name].append(time.perf_counter() - start)
                self.assertRefused(response)
        wrong, unknown = (statistics.median(each) for each in times.values())
        # An answer without decryption and signature would be a third faster.
        self.assertLess(abs(wrong - unknown) / wrong, 0.2, times)
