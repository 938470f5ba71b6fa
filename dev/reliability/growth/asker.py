"""Requests to Odoo in this process, as a web server hands them over."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import Client

from odoo import http
from odoo.addons.restapi.tests.support.every_credential import Credentials
from odoo.api import Environment

from .sizes import Sizes

HOST = "http://localhost"
ADDRESS = {"REMOTE_ADDR": "127.0.0.1"}


@dataclass(frozen=True)
class Asker:
    """Who asks.

    :param env: of the superuser, in a transaction of its own
    :param sizes: what there is
    """

    env: Environment
    made: Credentials
    sizes: Sizes

    def get(self, path: str, kind: str = "personal key", **query: Any) -> Any:
        """Return the body of an answer to who shows a kind of credential."""
        address = f"{path}?{urlencode(query)}" if query else path
        answer = Client(http.root, use_cookies=False).get(
            address,
            base_url=HOST,
            headers=self.made.shown(kind, f"{HOST}{address}"),
            environ_base=ADDRESS,
        )
        if answer.status_code != HTTPStatus.OK:
            raise SystemExit(f"{address}: {answer.status} {answer.text[:500]}")
        return answer.json
