"""What the tests of the API share: a client, users and their keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from requests import Response

from odoo.tests import new_test_user
from odoo.tools import config

from ...auth.secrets import OPTION
from .patient import PatientCase

LONG = timedelta(days=30)


def make_key(
    user: Any, scope: str | None = "rpc", expires: datetime | None = None
) -> str:
    """Create an Odoo API key of ``user``."""
    keys = user.env["res.users.apikeys"].with_user(user).sudo()
    return (
        keys.with_user(user)
        .sudo()
        ._generate(scope, "test", expires or datetime.now() + LONG)
    )


def make_rest_key(user: Any, **values: Any) -> tuple[Any, str]:
    """Create a personal REST key of ``user``; return its record and the key."""
    env = user.env
    owned = {"name": "test", "user_id": user.id, "scope": "read write execute"}
    made = env["restapi.key"].create({**owned, **values})
    text = made._restapi_new_key()
    env.flush_all()
    return made, text


@contextmanager
def server_secrets(*secrets: str) -> Iterator[None]:
    """Give the server secrets, the present one first, as its configuration would."""
    before = config.options.get(OPTION)
    config[OPTION] = ",".join(secrets)
    try:
        yield
    finally:
        config[OPTION] = before


class ApiCase(PatientCase):
    """A user with a key, and a client that uses it."""

    groups = "base.group_user,base.group_partner_manager"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, login="api_user", groups=cls.groups, lang="en_US"
        )
        cls.key = make_key(cls.user)

    def call(
        self, method: str, path: str, key: str | None = "", **kwargs: Any
    ) -> Response:
        """Send a request below ``/api``.

        :param key: the user's own by default, ``None`` for none
        """
        headers = {**kwargs.pop("headers", {})}
        if key is not None:
            headers.setdefault("Authorization", f"Bearer {key or self.key}")
        return self.url_open(f"/api{path}", method=method, headers=headers, **kwargs)

    def get(self, path: str, **kwargs: Any) -> Any:
        """Read, and return the body of an answer with status 200."""
        response = self.call("GET", path, **kwargs)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def assertProblem(self, response: Response, status: int, code: str) -> str:
        """Check an error in the native shape; return its sentence."""
        self.assertEqual(response.status_code, status, response.text)
        body = response.json()
        self.assertEqual(set(body), {"error", "code", "details", "request_id"})
        self.assertEqual(body["code"], code)
        self.assertEqual(body["request_id"], response.headers["X-Request-Id"])
        for leak in ("Traceback", "psycopg2", ".py", "SELECT "):
            self.assertNotIn(leak, response.text)
        return body["error"]
