"""A client of the server in the same thread: Odoo's whole way of a request, no socket."""

import threading
from typing import Any

from werkzeug.test import Client as WsgiClient
from werkzeug.test import TestResponse

from odoo import http

ADDRESS = "http://127.0.0.1"


class Client:
    """Sends requests to the WSGI application, as a server's worker would."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._client = WsgiClient(http.root, use_cookies=False)

    def send(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        """Send a request; the thread is a test's again afterwards."""
        headers = {"X-Odoo-Database": self._database, **kwargs.pop("headers", {})}
        thread = threading.current_thread()
        before = dict(vars(thread))
        try:
            return self._client.open(
                path, method=method, base_url=ADDRESS, headers=headers, **kwargs
            )
        finally:
            vars(thread).update(before)
