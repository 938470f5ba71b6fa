"""A client of the Synconics dialect."""

from typing import Any

from requests import Response

from .common import ApiCase


class SynconicsCase(ApiCase):
    def send(self, method: str, path: str, **kwargs: Any) -> Response:
        """Send a request below ``/restapi/1.0``."""
        headers = {"Authorization": f"Bearer {self.key}", **kwargs.pop("headers", {})}
        return self.url_open(
            f"/restapi/1.0{path}", method=method, headers=headers, **kwargs
        )

    def answer(self, method: str, path: str, **kwargs: Any) -> Any:
        """Send, and return the body of an answer with status 200."""
        response = self.send(method, path, **kwargs)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(
            response.headers["Content-Type"], "application/json; charset=utf-8"
        )
        self.assertNotIn("Set-Cookie", response.headers)
        return response.json()

    def refusal(self, status: int, method: str, path: str, **kwargs: Any) -> str:
        """Send, check an error in the dialect's shape, and return its sentence."""
        response = self.send(method, path, **kwargs)
        self.assertEqual(response.status_code, status, response.text)
        error = response.json()
        self.assertEqual(set(error), {"error"})
        self.assertEqual(set(error["error"]), {"code", "message"})
        self.assertEqual(error["error"]["code"], status)
        self.assertIn("X-Request-Id", response.headers)
        for leak in ("Traceback", "psycopg2", ".py", "SELECT "):
            self.assertNotIn(leak, response.text)
        return error["error"]["message"]
