import hmac

from odoo.http import Controller, Response, request, route

from .. import settings
from ..auth import secrets
from ..auth.throttle import failures
from ..core.errors import TooManyRequests
from ..models.ir_http_replica import stays_on_primary

TEXT = "text/plain; version=0.0.4; charset=utf-8"
MISSING = (
    "The package prometheus-client is not installed: pip install prometheus-client\n"
)


class MetricsController(Controller):
    """What Prometheus scrapes: plain text, also where something is wrong."""

    @route(
        "/restapi/metrics",
        type="http",
        auth="none",
        methods=["GET"],
        save_session=False,
        readonly=stays_on_primary,
    )
    def metrics(self) -> Response:
        """Tell the metrics of this database, to whoever shows the token for them."""
        known = settings.read(request.env)
        if not known.metrics:
            return _plain("Metrics are off: Settings, REST API, Prometheus.\n", 404)
        if not _is_right(known.metrics_digest):
            return _refused()
        try:
            from ..monitoring import prometheus
        except ImportError:
            return _plain(MISSING, 501)
        return Response(prometheus.text(request.env), content_type=TEXT)


def _is_right(digest: str) -> bool:
    """Tell whether the request shows the token, in a time that tells nothing of it."""
    scheme, _space, sent = request.httprequest.headers.get(
        "Authorization", ""
    ).partition(" ")
    if scheme.lower() != "bearer" or not digest:
        return False
    return any(
        hmac.compare_digest(each, digest)
        for each in secrets.digests(request.env, sent.strip())
    )


def _refused() -> Response:
    try:
        failures.note_address(request.env, request.httprequest.remote_addr)
    except TooManyRequests as exc:
        return _plain(f"{exc}\n", exc.status, exc.headers)
    challenge = {"WWW-Authenticate": 'Bearer realm="restapi metrics"'}
    return _plain("Send the token of Settings, REST API, Prometheus.\n", 401, challenge)


def _plain(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status, headers, content_type="text/plain; charset=utf-8")
