"""The way of a request to an endpoint of another addon; see ``controllers/main.py``."""

from odoo.http import HttpDispatcher, Response

from .dialects import registry
from .dialects.base import Dialect
from .dialects.native import Native
from .dialects.rest_api.dialect import RestApi
from .dispatcher import RestapiDispatcher


class CustomEndpointDispatcher(RestapiDispatcher):
    """Takes over a ``type="http"`` route from within, see ``controllers/main.py``.

    From then on errors are rendered here, and headers are ours.
    """

    routing_type = "restapi.custom"

    def _choose_dialect(self) -> Dialect:
        """Return ``rest_api``, unless the credential is one of another dialect."""
        http = self.request.httprequest
        if not http.path.startswith("/api/"):
            return RestApi(http, http.path)
        if self.request.session.uid:
            return registry.choose_for_session(http, Native.name)
        return registry.choose(http, RestApi.name)

    @property
    def may_have_written(self) -> bool:
        return self.identity is not None

    @property
    def route(self) -> str:
        """The same for all: what such an address says is their addons' to know."""
        return "custom"

    def dispatch(self, endpoint, args) -> Response:
        """Begin again, when Odoo retries the request."""
        return HttpDispatcher(self.request).dispatch(endpoint, args)
