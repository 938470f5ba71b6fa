"""The table of the Synconics dialect: its rows get a target in place of the dialect."""

from typing import Any

from ...core.older_operation import Demo, Version
from ...core.operation import Operation, Result
from ...records.call.jsonable import plain
from ..base import Endpoint
from . import objects
from .action import Action, Target, render_nothing, render_rows, render_value
from .methods import call

PREFIX = "/restapi/1.0"
VERBS = "GET POST PUT PATCH DELETE"
_OBJECT = f"{PREFIX}/object/<model>"
_RECORDS = f"{_OBJECT}/<ids:ids>"
_REPORT = f"{PREFIX}/report/<report>"


def _version(target: Target) -> Operation:
    return Version()


def _start(target: Target) -> Operation:
    return Demo()


def _plain(target: Target, result: Result) -> Any:
    return plain(result.value)


# A ``POST`` that names records and has no values for a new one.
READ_BY_IDS = Action(objects.read_all, objects.render_found, reads=True)
ENDPOINTS = (
    Endpoint("GET", "/start", "start", _start, _plain, public=True, reads=True),
    Endpoint(
        "GET",
        f"{PREFIX}/common/version",
        "version",
        _version,
        _plain,
        public=True,
        reads=True,
    ),
    Endpoint(
        "GET", _OBJECT, "read_all", objects.read_all, objects.render_found, reads=True
    ),
    Endpoint("POST", _OBJECT, "create", objects.create, objects.render_created),
    Endpoint("PUT", _OBJECT, "update", objects.update, render_rows),
    Endpoint("DELETE", _OBJECT, "delete", objects.delete, render_nothing),
    Endpoint("GET", _RECORDS, "read", objects.read, render_rows, reads=True),
    Endpoint("PUT", _RECORDS, "update", objects.update, render_rows),
    Endpoint("DELETE", _RECORDS, "delete", objects.delete, render_nothing),
    Endpoint(VERBS, f"{_OBJECT}/<method:method>", "call", call, render_value),
    Endpoint(VERBS, f"{_RECORDS}/<method:method>", "call", call, render_value),
    Endpoint(
        "GET",
        f"{PREFIX}/workflow/<model>/<ids:ids>/<signal>",
        "signal",
        objects.signal,
        render_nothing,
    ),
    Endpoint("GET", _REPORT, "report", objects.report, objects.render_report),
    Endpoint(
        "GET", f"{_REPORT}/<ids:ids>", "report", objects.report, objects.render_report
    ),
)
