"""Everything that is issued, and every event that ends some of it."""

import requests
from oauthlib.oauth1 import Client

from odoo.tests import tagged

from ..auth.oauth1 import temporary as oauth1_temporary
from ..auth.oauth2.clients import DEVICE_GRANT
from ..auth.oauth2.devices import DeviceStore
from ..auth.transactions import separate
from .support.common import make_rest_key
from .support.oauth import PASSWORD, REDIRECT, TIMEOUT, OAuthCase
from .support.oauth1 import ENDPOINT

OF_APPLICATION = {
    "oauth2_access",
    "oauth2_refresh",
    "oauth2_code",
    "oauth2_device",
    "oauth1_temporary",
    "oauth1_access",
}
OF_PASSWORD = {"rest_api_access", "rest_api_refresh", "restful_access"}
OF_USER = OF_APPLICATION | OF_PASSWORD | {"login"}
KEYS = {"personal_key", "account_key"}
ENDED_BY = {
    "nothing": set(),
    "consent_revoked": OF_APPLICATION,
    "access_taken_back_of_all": OF_APPLICATION,
    "application_archived": OF_APPLICATION,
    "application_deleted": OF_APPLICATION,
    "own_password_changed": OF_USER,
    "password_reset": OF_USER | {"personal_key"},
    "second_factor_changed": OF_USER,
    "devices_logged_out": OF_USER,
    "user_archived": OF_USER | KEYS,
    "user_was_archived_for_a_moment": OF_USER,
    "account_key_renewed": {"login", "account_key"},
    "account_archived": {"login", "account_key"},
}


@tagged("post_install", "-at_install")
class TestIssued(OAuthCase):
    def test_what_ends_what(self):
        for event, ended in ENDED_BY.items():
            with self.subTest(event=event):
                good = self._issue_all()
                self.committed(getattr(self, f"_{event}"))
                for thing in sorted(OF_USER | KEYS):
                    with self.subTest(thing=thing):
                        self.assertEqual(good[thing](), thing not in ended)
                self._begin_again()

    # -- events

    def _user(self, env):
        return env["res.users"].browse(self.user_id)

    def _application(self, env):
        return env["restapi.client"].search([("client_id", "=", self.client_id)])

    def _account(self, env):
        return env["restapi.account"].browse(self.account_id)

    def _nothing(self, env):
        pass

    def _consent_revoked(self, env):
        consents = env["restapi.consent"].search([("user_id", "=", self.user_id)])
        consents.with_user(self.user_id).unlink()

    def _access_taken_back_of_all(self, env):
        self._application(env).action_revoke_tokens()

    def _application_archived(self, env):
        self._application(env).active = False

    def _application_deleted(self, env):
        self._application(env).unlink()

    def _own_password_changed(self, env):
        self._user(env).with_user(self.user_id).change_password(PASSWORD, PASSWORD)

    def _password_reset(self, env):
        self._user(env).password = PASSWORD

    def _second_factor_changed(self, env):
        self._user(env).totp_secret = "A" * 32
        self._user(env).totp_secret = False

    def _devices_logged_out(self, env):
        self._user(env)._action_revoke_all_devices()

    def _user_archived(self, env):
        self._user(env).active = False

    def _user_was_archived_for_a_moment(self, env):
        self._user(env).active = False
        self._user(env).active = True

    def _account_key_renewed(self, env):
        self._account(env)._restapi_new_key()

    def _account_archived(self, env):
        self._account(env).active = False

    def _begin_again(self):
        def end(env):
            users = env["res.users"].with_context(active_test=False)
            users.browse(self.user_id).restapi_key_ids.unlink()
            env["restapi.account"].with_context(active_test=False).search(
                [("id", "=", self.account_id)]
            ).unlink()

        self.committed(end)
        self.committed(self._clean_up)
        self.user_id, self.partner_id = self.committed(self._make_user)
        self.client_id, self.secret = self.make_client()

    # -- what is issued, each with a function that tells whether it is good

    def _issue_all(self):
        self.change_client(self.client_id, allow_device_code=True)
        return {
            **self._of_password(),
            **self._of_oauth2(),
            **self._of_oauth1(),
            **self._of_keys(),
        }

    def _opens(self, headers, path="/api/res.partner?limit=1"):
        def opens():
            answer = requests.get(self.url + path, headers=headers, timeout=TIMEOUT)
            self.assertIn(answer.status_code, (200, 401), answer.text)
            return answer.status_code == 200

        return opens

    def _of_password(self):
        def sent(path, **values):
            url = f"{self.url}/api/auth/{path}"
            return requests.post(url, json=values, timeout=TIMEOUT)

        login = {"password": PASSWORD, "username": "oauth_user"}
        pair = sent("get_tokens", **login).json()
        one = sent("token", password=PASSWORD, login="oauth_user").json()
        refresh = pair["refresh_token"]
        return {
            "rest_api_access": self._opens({"Access-Token": pair["access_token"]}),
            "rest_api_refresh": lambda: (
                sent("refresh_token", refresh_token=refresh).status_code == 200
            ),
            "restful_access": self._opens(
                {"access-token": one["access_token"]}, "/api/res.partner?limit=1"
            ),
        }

    def _of_oauth2(self):
        def gives_token(**values):
            answer = self.token(**values)
            self.assertIn(answer.status_code, (200, 400, 401), answer.text)
            return answer.status_code == 200

        tokens, code, device = self.tokens(), self.code(), self._device()
        return {
            "oauth2_refresh": lambda: gives_token(
                grant_type="refresh_token", refresh_token=tokens["refresh_token"]
            ),
            "oauth2_access": self._opens(
                {"Authorization": f"Bearer {tokens['access_token']}"}
            ),
            "oauth2_code": lambda: gives_token(
                grant_type="authorization_code", code=code
            ),
            "oauth2_device": lambda: gives_token(
                grant_type=DEVICE_GRANT, device_code=device
            ),
        }

    def _device(self):
        client = {"client_id": self.client_id, "client_secret": self.secret}
        device = self.post("device_authorization", client).json()

        def decide(env):
            with separate.transaction(env) as cr:
                store = DeviceStore(env, cr)
                waiting = store.waiting(device["user_code"])
                store.decide(waiting, "authorized", self.user_id, "read")

        self.committed(decide)
        return device["device_code"]

    def _of_oauth1(self):
        token = self._exchanged(*self._temporary())
        self.assertIsNotNone(token)
        temporary, verifier = self._temporary()
        return {
            "oauth1_access": lambda: self._reads(token),
            "oauth1_temporary": lambda: (
                self._exchanged(temporary, verifier) is not None
            ),
        }

    def _temporary(self):
        """Return a temporary credential that the user has authorized."""
        answer = self._signed(
            "POST", f"{ENDPOINT}/request_token", callback_uri=REDIRECT
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        temporary = answer.json()
        _found, verifier = self.committed(
            lambda env: oauth1_temporary.authorize(
                env,
                temporary["oauth_token"],
                user_id=self.user_id,
                epoch=env["res.users"]._restapi_epoch(self.user_id),
                scope="read",
            )
        )
        return temporary, verifier

    def _exchanged(self, temporary, verifier):
        answer = self._signed(
            "POST",
            f"{ENDPOINT}/access_token",
            resource_owner_key=temporary["oauth_token"],
            resource_owner_secret=temporary["oauth_token_secret"],
            verifier=verifier,
        )
        self.assertIn(answer.status_code, (200, 401), answer.text)
        return answer.json() if answer.status_code == 200 else None

    def _reads(self, token):
        answer = self._signed(
            "GET",
            "/api/res.partner?limit=1",
            resource_owner_key=token["oauth_token"],
            resource_owner_secret=token["oauth_token_secret"],
        )
        self.assertIn(answer.status_code, (200, 401), answer.text)
        return answer.status_code == 200

    def _signed(self, method, path, **options):
        signer = Client(self.client_id, self.secret, **options)
        url, headers, body = signer.sign(self.url + path, method)
        headers = {"Accept": "application/json", **headers}
        return requests.request(
            method, url, headers=headers, data=body, timeout=TIMEOUT
        )

    def _of_keys(self):
        def make(env):
            user = self._user(env)
            _record, personal = make_rest_key(user)
            account = env["restapi.account"].create(
                {
                    "name": "Till",
                    "user_id": self.user_id,
                    "is_limited": False,
                }
            )
            key = account._restapi_new_key()
            login, _claims = account._restapi_login_token(self.user_id, 1)
            return account.id, personal, key, login

        self.account_id, personal, key, login = self.committed(make)
        path = "/api/res.partner/search?limit=1"
        return {
            "personal_key": self._opens({"Authorization": f"Bearer {personal}"}),
            "account_key": self._opens({"api-key": key}, path),
            "login": self._opens({"api-key": key, "Login-Token": login}, path),
        }
