"""Cross-origin requests (the Fetch standard's CORS protocol)."""

from urllib.parse import urlsplit

from werkzeug.datastructures import Headers

from odoo.http import HTTPRequest

from .core import codes
from .core.errors import Forbidden

MAX_AGE_SECONDS = 86_400


class Cors:
    """The origins that scripts may call from.

    Credentials are never allowed: tokens go in headers, cookies stay home.

    :param origins: separated by commas; ``*`` for all, ``null`` for none
    """

    METHODS = "GET, HEAD, QUERY, POST, PUT, PATCH, DELETE, OPTIONS"
    ALLOWED_HEADERS = (
        "Access-Token, api-key, Login-Token, Authorization, Content-Type, Accept, "
        "Accept-Language, Content-Disposition, If-Match, If-None-Match, If-Range, "
        "Idempotency-Key, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Prefer, Range, "
        "Restapi-Version, X-Company-Id, X-Request-Id, "
        "X-Odoo-Database"
    )
    EXPOSED_HEADERS = (
        "Accept-Query, Accept-Ranges, Changes-Cursor, Content-Disposition, "
        "Content-Range, ETag, Idempotency-Replayed, Link, Location, "
        "Preference-Applied, RateLimit, RateLimit-Policy, Restapi-Action, "
        "Restapi-Omitted, Restapi-Version, Retry-After, WWW-Authenticate, X-Request-Id"
    )

    def __init__(self, origins: str) -> None:
        listed = {origin.strip().rstrip("/") for origin in origins.split(",")}
        self._origins = listed - {"", "null", "None", "False", "false"}

    def check_origin(self, http: HTTPRequest, server: str) -> None:
        """Refuse a page of a site that is neither listed nor this server's own.

        The header ``Host`` is no proof of that: another site may have a name that
        leads here (DNS rebinding).

        :param server: its address
        :raise Forbidden: the page is one
        """
        origin = http.headers.get("Origin")
        if origin is None or self._origins & {origin, "*"}:
            return
        own = urlsplit(server)
        if origin.lower() != f"{own.scheme}://{own.netloc}".lower():
            raise Forbidden(
                "Pages of this origin may not call this address.", codes.INVALID_ORIGIN
            )

    def add_headers(self, http: HTTPRequest, headers: Headers) -> None:
        """Tell a browser that the page of this request may read the answer."""
        if not self._origins:
            return
        origin = http.headers.get("Origin")
        if "*" in self._origins:
            headers["Access-Control-Allow-Origin"] = "*"
        else:
            headers.add("Vary", "Origin")
            if origin not in self._origins:
                return
            headers["Access-Control-Allow-Origin"] = origin
        if http.method == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = self.METHODS
            headers["Access-Control-Allow-Headers"] = self.ALLOWED_HEADERS
            headers["Access-Control-Max-Age"] = str(MAX_AGE_SECONDS)
        else:
            headers["Access-Control-Expose-Headers"] = self.EXPOSED_HEADERS
