"""Tests over HTTP on machines that are busy with other things as well."""

from typing import Any

from requests import Response

from odoo.tests import HttpCase

SECONDS = 180


class PatientCase(HttpCase):
    """Waits for what Odoo's own case gives up after 12, 20 or 60 seconds."""

    test_cursor_lock_timeout = SECONDS

    def url_open(self, *args: Any, timeout: float = SECONDS, **kwargs: Any) -> Response:
        return super().url_open(*args, timeout=timeout, **kwargs)

    def browser_js(self, *args: Any, timeout: float = SECONDS, **kwargs: Any) -> Any:
        return super().browser_js(*args, timeout=timeout, **kwargs)

    def start_tour(self, *args: Any, timeout: float = SECONDS, **kwargs: Any) -> Any:
        return super().start_tour(*args, timeout=timeout, **kwargs)
