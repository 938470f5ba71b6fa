"""Jobs and repeated requests of OAuth applications, which have tokens of many users."""

import requests

from odoo.tests import tagged
from odoo.tools import SQL

from ..auth import again
from ..core.errors import Unauthorized
from ..core.grant import CREATE, READ
from ..core.owner import Owner
from .support.oauth import TIMEOUT, OAuthCase


@tagged("post_install", "-at_install")
class TestApplications(OAuthCase):
    def create(self, token, name="oauth test", **headers):
        return requests.post(
            f"{self.url}/api/res.partner?fields=create_uid(id)",
            json={"name": name},
            headers={"Authorization": f"Bearer {token}", **headers},
            timeout=TIMEOUT,
        )

    def defer(self, token):
        """Queue a job that nobody runs; return whose it is."""
        response = self.create(token, Prefer="respond-async")
        self.assertEqual(response.status_code, 202, response.text)
        name = response.json()["id"]
        self.assertEqual(self.get(token, f"/api/jobs/{name}").status_code, 200)
        return Owner(*self.committed(lambda env: self._owner(env, name))), name

    def _owner(self, env, name):
        (row,) = env.execute_query(
            SQL(
                """SELECT user_id, source, scope, family FROM restapi_job
                    WHERE name = %s""",
                name,
            )
        )
        return row

    def identify(self, owner):
        return self.committed(lambda env: again.identify(env, owner))

    def test_the_scope_of_the_token_is_kept(self):
        tokens = self.tokens(scope="res.partner:read")
        owner, _name = self.defer(tokens["access_token"])
        identity = self.identify(owner)
        self.assertEqual(identity.user_id, self.user_id)
        self.assertTrue(identity.grant.allows("res.partner", READ))
        self.assertFalse(identity.grant.allows("res.partner", CREATE))
        self.assertFalse(identity.grant.allows("res.country", READ))

    def test_a_renewed_token_is_good(self):
        tokens = self.tokens()
        owner, name = self.defer(tokens["access_token"])
        renewed = self.token(
            grant_type="refresh_token", refresh_token=tokens["refresh_token"]
        ).json()["access_token"]
        self.assertEqual(self.identify(owner).user_id, self.user_id)
        self.assertEqual(self.get(renewed, f"/api/jobs/{name}").status_code, 200)

    def test_what_was_taken_back_is_not(self):
        for end in (
            lambda env: env["restapi.client"].search([]).action_revoke_tokens(),
            lambda env: env["restapi.client"].search([]).write({"active": False}),
        ):
            owner, _name = self.defer(self.tokens()["access_token"])
            self.committed(end)
            with self.assertRaises(Unauthorized):
                self.identify(owner)

    def test_users_of_an_application_are_told_apart(self):
        self.client_id, self.secret = self.make_client(
            allow_client_credentials=True,
            service_user_id=self.committed(lambda env: env.ref("base.user_admin").id),
        )
        service = self.token(grant_type="client_credentials").json()["access_token"]
        own = self.tokens()["access_token"]
        _owner, name = self.defer(own)
        self.assertEqual(self.get(service, f"/api/jobs/{name}").status_code, 404)
        headers = {"Idempotency-Key": "same"}
        users = set()
        for token in (own, service):
            response = self.create(token, **headers)
            self.assertEqual(response.status_code, 201, response.text)
            self.assertNotIn("Idempotency-Replayed", response.headers)
            users.add(response.json()["record"]["create_uid"]["id"])
        self.assertEqual(len(users), 2)
        self.addCleanup(
            self.committed, lambda env: env.cr.execute("DELETE FROM restapi_answer")
        )
