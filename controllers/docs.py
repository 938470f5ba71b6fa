from collections.abc import Mapping
from pathlib import Path
from typing import Any

from odoo.http import Controller, Response, request, route
from odoo.modules.module import get_manifest

from ..core.client_operation import LANGUAGES
from ..dialects import registry

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
ASSETS = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
}
ASSET_SECONDS = 7 * 86_400


class DocsController(Controller):
    """The page on which people read and try the API.

    It has no data in it: its script asks the API, with the key or the web
    session of the person who looks at it.
    """

    @route(
        ["/restapi/docs", "/api/docs"],
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def page(self, **_query: str) -> Response:
        """Show Swagger UI, or how to install it."""
        values = {
            "installed": _swagger_ui() is not None,
            "dialects": registry.labels(),
            "languages": LANGUAGES,
        }
        return page("restapi.docs", values)

    @route(
        "/restapi/docs/assets/<string:name>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def asset(self, name: str, **_query: str) -> Response:
        """Serve a file of Swagger UI."""
        folder = _swagger_ui()
        if folder is None or name not in ASSETS:
            return request.not_found()
        content = (folder / name).read_bytes()
        response = Response(content, content_type=ASSETS[name])
        response.headers.update(SECURITY_HEADERS)
        response.headers["Cache-Control"] = f"public, max-age={ASSET_SECONDS}"
        response.add_etag()
        return response.make_conditional(request.httprequest)


def page(template: str, values: Mapping[str, Any]) -> Response:
    """Render a page that loads nothing from elsewhere."""
    version = get_manifest("restapi")["version"]
    response = request.render(template, {"version": version, **values})
    response.headers.update(SECURITY_HEADERS)
    return response


def _swagger_ui() -> Path | None:
    """Return the folder of Swagger UI 5, if it is installed.

    Its package ``swagger-ui-bundle-v2`` has the import name of an older one,
    ``swagger-ui-bundle``, whose version 4 does not know OpenAPI 3.1.
    """
    try:
        from swagger_ui_bundle import swagger_ui_path
    except ImportError:
        return None
    folder = Path(str(swagger_ui_path))
    return folder if folder.name.startswith("swagger-ui-5.") else None
