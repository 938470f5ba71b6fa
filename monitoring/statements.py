"""What the writer executes, in one transaction of a connection of its own.

Rows go as one JSON text: making it costs a request's process the least.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import orjson
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo.sql_db import Cursor
from odoo.tools import SQL

from ..core import histogram, redaction
from .entry import Entry
from .pending import SECONDS_OF_HOUR, Key, Pending, Sums

# In place of a code and of a route.
DROPPED = "entries_dropped"
STATEMENT_MILLISECONDS = 5000
MAX_BODY_CHARACTERS = 10_000
_TOO_MANY = 429
_TEXTS = (
    *(
        "request_id",
        "kind",
        "address",
        "user_agent",
        "dialect",
        "verb",
        "path",
        "route",
    ),
    *("model", "operation", "method", "record_ids", "code", "refused_by", "error"),
    *("request_body", "response_body"),
)
_OTHERS = (
    *("records", "status", "duration", "statements", "sql_time", "sent_bytes"),
    *("is_write", "is_agent_write"),
)
_COPIED = [SQL.identifier(name) for name in (*_TEXTS, *_OTHERS)]
_VALUES = [
    *(SQL("nullif(%s, '')", SQL.identifier("e", name)) for name in _TEXTS),
    *(SQL.identifier("e", name) for name in _OTHERS),
]
_BUCKETS = [
    SQL("t.buckets[%s] + excluded.buckets[%s]", place, place)
    for place in range(1, histogram.BUCKETS + 1)
]


def _add_entries(entries: Iterable[Entry]) -> SQL:
    """Names are those of the moment: what is deleted later is still told."""
    return SQL(
        """
        INSERT INTO restapi_log (date, source, credential, user_id, %(copied)s)
        SELECT to_timestamp(e.at) AT TIME ZONE 'utc',
               coalesce('restapi.client,' || named.id, nullif(e.source, '')),
               coalesce(k.name, a.name, c.name, o.name, named.name), u.id, %(values)s
          FROM json_to_recordset(%(rows)s) AS e(
                   at float, source varchar, client varchar, user_id integer,
                   request_id varchar, kind varchar, address varchar,
                   user_agent varchar, dialect varchar, verb varchar, path varchar,
                   route varchar, model varchar, operation varchar, method varchar,
                   record_ids varchar, records integer, status integer, code varchar,
                   refused_by varchar, error varchar, duration float,
                   statements integer, sql_time float, sent_bytes bigint,
                   is_write boolean, is_agent_write boolean, request_body text,
                   response_body text)
          CROSS JOIN LATERAL (
                   SELECT nullif(split_part(e.source, ',', 2), '')::integer AS id
               ) shown
          LEFT JOIN res_users u ON u.id = e.user_id
          LEFT JOIN restapi_client named ON named.client_id = e.client
          LEFT JOIN restapi_key k ON e.kind = 'restapi.key' AND k.id = shown.id
          LEFT JOIN restapi_account a ON e.kind = 'restapi.account' AND a.id = shown.id
          LEFT JOIN restapi_client c ON e.kind = 'restapi.client' AND c.id = shown.id
          LEFT JOIN res_users_apikeys o
                 ON e.kind = 'res.users.apikeys' AND o.id = shown.id""",
        copied=SQL(", ").join(_COPIED),
        values=SQL(", ").join(_VALUES),
        rows=_json(map(_redacted, entries)),
    )


def _add_usage(sums: Mapping[Key, Sums]) -> SQL:
    return SQL(
        """
        INSERT INTO restapi_usage_hour AS t (
                   hour, dialect, route, model, source, user_id, calls, errors,
                   throttled, milliseconds, sent_bytes, buckets)
        SELECT to_timestamp(hour::bigint * %s) AT TIME ZONE 'utc', dialect, route,
               model, source, user_id, calls, errors, throttled, milliseconds,
               sent_bytes, buckets
          FROM json_to_recordset(%s) AS e(
                   hour integer, dialect varchar, route varchar, model varchar,
                   source varchar, user_id integer, calls bigint, errors bigint,
                   throttled bigint, milliseconds float, sent_bytes bigint,
                   buckets bigint[])
         ORDER BY hour, dialect, route, model, source, user_id
            ON CONFLICT (hour, dialect, route, model, source, user_id) DO UPDATE
           SET calls = t.calls + excluded.calls,
               errors = t.errors + excluded.errors,
               throttled = t.throttled + excluded.throttled,
               milliseconds = t.milliseconds + excluded.milliseconds,
               sent_bytes = t.sent_bytes + excluded.sent_bytes,
               buckets = ARRAY[%s]""",
        SECONDS_OF_HOUR,
        _json(_by_hour(sums)),
        SQL(", ").join(_BUCKETS),
    )


def _add_metrics(sums: Mapping[Key, Sums]) -> SQL:
    return SQL(
        """
        INSERT INTO restapi_metric AS t (
                   dialect, route, status, calls, milliseconds, buckets)
        SELECT dialect, route, status, calls, milliseconds, buckets
          FROM json_to_recordset(%s) AS e(
                   dialect varchar, route varchar, status integer, calls bigint,
                   milliseconds float, buckets bigint[])
         ORDER BY dialect, route, status
            ON CONFLICT (dialect, route, status) DO UPDATE
           SET calls = t.calls + excluded.calls,
               milliseconds = t.milliseconds + excluded.milliseconds,
               buckets = ARRAY[%s]""",
        _json(_since_ever(sums)),
        SQL(", ").join(_BUCKETS),
    )


def write(cr: Cursor, pending: Pending) -> None:
    """Write down entries and sums, which are committed with the cursor."""
    # Others add to the same sums meanwhile.
    cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
    for statement in _statements(pending):
        # What goes wrong is told by the writer, once.
        cr.execute(statement, log_exceptions=False)


def _statements(pending: Pending) -> Iterator[SQL]:
    yield SQL(
        """SELECT set_config('statement_timeout', %s, true),
                  set_config('synchronous_commit', 'off', true)""",
        str(STATEMENT_MILLISECONDS),
    )
    if pending.entries:
        yield _add_entries(pending.entries)
    if pending.sums:
        yield _add_usage(pending.sums)
    if pending.sums and pending.has_metrics:
        yield _add_metrics(pending.sums)
    if pending.dropped:
        yield from _tell_dropped(pending.dropped)


def _json(rows: Iterable[object]) -> str:
    return orjson.dumps(list(rows)).decode()


def _redacted(entry: Entry) -> Entry:
    """Take secrets out of bodies, which came as bytes."""
    sent, answered = entry.request_body, entry.response_body
    if isinstance(sent, bytes):
        entry.request_body = redaction.body(sent, entry.mimetype, MAX_BODY_CHARACTERS)
    if isinstance(answered, bytes):
        entry.response_body = redaction.answer(answered, MAX_BODY_CHARACTERS)
    return entry


def _by_hour(sums: Mapping[Key, Sums]) -> list[dict[str, object]]:
    merged: dict[tuple, dict[str, object]] = {}
    found: dict[tuple, Sums] = defaultdict(Sums)
    for key, each in sums.items():
        *names, status = key
        found[tuple(names)].add_all(each)
        row = merged.setdefault(
            tuple(names),
            {
                **dict(zip(Key._fields, key, strict=True)),
                "errors": 0,
                "throttled": 0,
            },
        )
        if status == _TOO_MANY:
            row["throttled"] += each.calls
        elif status >= 400:
            row["errors"] += each.calls
    return [{**merged[names], **_told(each)} for names, each in found.items()]


def _since_ever(sums: Mapping[Key, Sums]) -> list[dict[str, object]]:
    found: dict[tuple[str, str, int], Sums] = defaultdict(Sums)
    for key, each in sums.items():
        found[key.dialect, key.route, key.status].add_all(each)
    return [
        {"dialect": dialect, "route": route, "status": status, **_told(each)}
        for (dialect, route, status), each in found.items()
    ]


def _told(sums: Sums) -> dict[str, object]:
    return {
        "calls": sums.calls,
        "milliseconds": sums.milliseconds,
        "sent_bytes": sums.sent_bytes,
        "buckets": sums.buckets,
    }


def _tell_dropped(number: int) -> Iterator[SQL]:
    """Write down that entries are missing, in their place and in all."""
    yield SQL(
        """INSERT INTO restapi_log (date, code, error)
           VALUES (to_timestamp(%s) AT TIME ZONE 'utc', %s, %s)""",
        time.time(),
        DROPPED,
        f"{number} requests were not written down.",
    )
    yield SQL(
        """INSERT INTO restapi_metric AS t (dialect, route, status, calls, milliseconds)
           VALUES ('', %s, 0, %s, 0)
               ON CONFLICT (dialect, route, status) DO UPDATE
              SET calls = t.calls + excluded.calls""",
        DROPPED,
        number,
    )
