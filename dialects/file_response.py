"""A file as an answer: conditional, in part, and harmless in a browser.

Odoo's own ``Stream`` sends it: from the filestore piece by piece, or by the web
server where Odoo is told so (``--x-sendfile``).
"""

import re
from io import BytesIO

from werkzeug.utils import send_file

from odoo.http import HTTPRequest, Response, Stream

from ..core.file_operation import StoredFile
from ..records.file_names import UNKNOWN_TYPE

# Of types that a browser shows without running what is in them.
PASSIVE = re.compile(
    r"image/(?!svg)[a-z0-9.+-]+|(?:audio|video|font)/[a-z0-9.+-]+"
    r"|application/(?:pdf|json|zip|octet-stream)|text/(?:plain|csv)"
)
LOADS_NOTHING = "default-src 'none'"
RUNS_NOTHING = "default-src 'none'; sandbox"
_MIMETYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")


def respond(http: HTTPRequest, file: StoredFile) -> Response:
    """Return a file, a part of it, or that it is as it was.

    :raise RequestedRangeNotSatisfiable: there is no such part
    """
    mimetype = _mimetype(file.mimetype)
    source = {"type": "data", "data": file.content}
    if file.path:
        source = {"type": "path", "path": file.path}
    stream = Stream(
        mimetype=mimetype,
        download_name=file.name,
        etag=file.checksum,
        size=file.size,
        **source,
    )
    response = stream.get_response(
        content_security_policy=_policy(mimetype), environ=_environ(http)
    )
    # Its own time is when Odoo wrote these bytes first, maybe for another record.
    response.headers.pop("Last-Modified", None)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Vary"] = "Authorization, Cookie"
    return response


def document(content: bytes, mimetype: str, name: str) -> Response:
    """Return what was made for this answer, to be shown or saved under a name."""
    # Odoo's Stream would ask a request that comes over HTTP, and jobs do not.
    response = send_file(
        BytesIO(),
        {},
        mimetype=mimetype,
        download_name=name,
        conditional=False,
        etag=False,
        response_class=Response,
    )
    response.set_data(content)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = _policy(mimetype)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _policy(mimetype: str) -> str:
    """Return what a browser that shows a file may do with it."""
    return LOADS_NOTHING if PASSIVE.fullmatch(mimetype) else RUNS_NOTHING


def _mimetype(text: str) -> str:
    """Return a type as it is stored, where that is one, without its parameters."""
    found = (text or "").partition(";")[0].strip().lower()
    return found if _MIMETYPE.fullmatch(found) else UNKNOWN_TYPE


def _environ(http: HTTPRequest) -> dict[str, object]:
    """Return the request without conditions that say nothing about reading a file.

    A range is one of bytes, asked for with GET (RFC 9110, 14.2); where there are
    several, all of the file is an answer.
    """
    environ = dict(http.environ)
    environ.pop("HTTP_IF_MATCH", None)
    wanted = http.range
    if (
        http.method != "GET"
        or wanted is None
        or wanted.units != "bytes"
        or len(wanted.ranges) != 1
    ):
        environ.pop("HTTP_RANGE", None)
    return environ
