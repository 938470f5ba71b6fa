"""What requests leave behind: log, figures, changes, answers, counters.

In the order in which it would have come, and a tenth of it older than it is kept.
"""

from odoo.api import Environment
from odoo.tools import SQL

from .fill import rows
from .sizes import BASE, Sizes

RECORDED = ("res.partner", "sale.order")
CHANGES = 4_000  # of a transaction
_NOW = SQL("now() AT TIME ZONE 'utc'")


def make(env: Environment) -> None:
    """Have changes recorded, as if it had been so for ever."""
    models = [env["ir.model"]._get(name).id for name in RECORDED]
    env["restapi.recorded"].create([{"model_id": id_} for id_ in models])
    env.cr.execute("UPDATE restapi_recorded SET since_xid = 0")


def log(env: Environment, old: Sizes, new: Sizes) -> None:
    """Requests of 33 days."""
    number = SQL("1 + n %% %s", new.keys)
    status = SQL(
        "CASE WHEN n %% 400 = 0 THEN 429 WHEN n %% 50 = 0 THEN 404 ELSE 200 END"
    )
    rows(
        env.cr,
        "restapi_log",
        old.requests + 1,
        new.requests,
        {
            "date": _ago("33 days", new.requests),
            "request_id": SQL("md5(n::text)"),
            "kind": SQL("'restapi.key'"),
            "source": SQL("'restapi.key,' || %s + %s", BASE, number),
            "credential": SQL("'Growth ' || %s", number),
            "user_id": SQL("%s + %s", BASE, number),
            "address": SQL("'192.0.2.' || n %% 256"),
            "user_agent": SQL("'python-requests/2.32.3'"),
            "dialect": SQL("'mrm'"),
            "verb": SQL("'GET'"),
            "path": SQL("'/api/res.partner?limit=20&fields=name,email&offset=' || n"),
            "route": SQL("'/api/{model}'"),
            "model": SQL("(%s::varchar[])[1 + n %% 2]", list(RECORDED)),
            "operation": SQL("'search'"),
            "record_ids": SQL("%s + n || ', ' || %s + n + 1", BASE, BASE),
            "records": SQL("2"),
            "status": status,
            "code": SQL("CASE WHEN n %% 50 = 0 THEN 'missing_record' END"),
            "duration": SQL("CASE WHEN n %% 900 = 0 THEN 2000 ELSE 12 END"),
            "statements": SQL("3"),
            "sql_time": SQL("2"),
            "sent_bytes": SQL("1500"),
            "is_write": SQL("n %% 20 = 0"),
        },
    )


def others(env: Environment, old: Sizes, new: Sizes) -> None:
    """Add what there is not yet of all but the log."""
    _hours(env, old, new)
    _changes(env, old, new)
    _answers(env, old, new)
    rows(
        env.cr,
        "restapi_throttle",
        old.keys + 1,
        new.keys,
        {
            "source": SQL("'restapi.key,' || %s + n", BASE),
            "used": SQL("1"),
            "ends_at": SQL("now() + interval '1 hour'"),
        },
    )


def _ago(span: str, last: int) -> SQL:
    """Return a time within a span before now, the last row's the latest."""
    return SQL("(%s - (%s - n) * (interval %s / %s))", _NOW, last, span, last)


def _hours(env: Environment, old: Sizes, new: Sizes) -> None:
    number = SQL("1 + n %% %s", new.keys)
    rows(
        env.cr,
        "restapi_usage_hour",
        old.hours + 1,
        new.hours,
        {
            "hour": SQL("date_trunc('hour', %s)", _ago("99 days", new.hours)),
            "dialect": SQL("'mrm'"),
            "route": SQL("'/api/{model}'"),
            # Sums of alike calls are unique, those of the small table as well.
            "model": SQL("'model.' || n %% 7 || '.' || %s", new.keys),
            "source": SQL("'restapi.key,' || %s + %s", BASE, number),
            "user_id": SQL("%s + %s", BASE, number),
            "calls": SQL("10"),
            "errors": SQL("1"),
            "throttled": SQL("0"),
            "milliseconds": SQL("120"),
            "sent_bytes": SQL("15000"),
            "buckets": SQL("ARRAY[0,0,10,0,0,0,0,0,0,0,0,0,0]::bigint[]"),
        },
    )


def _changes(env: Environment, old: Sizes, new: Sizes) -> None:
    rows(
        env.cr,
        "restapi_change",
        old.changes + 1,
        new.changes,
        {
            "xid": SQL("3 + n / %s", CHANGES),
            "at": SQL("%s AT TIME ZONE 'utc'", _ago("33 days", new.changes)),
            "model": SQL("(%s::varchar[])[1 + n %% 2]", list(RECORDED)),
            "res_id": SQL("%s + 1 + n %% 200", BASE),
            "operation": SQL("'update'"),
            "fields": SQL("'name,email'"),
        },
    )


def _answers(env: Environment, old: Sizes, new: Sizes) -> None:
    rows(
        env.cr,
        "restapi_answer",
        old.answers + 1,
        new.answers,
        {
            "owner": SQL("'restapi.key,' || %s + 1 + n %% %s", BASE, new.keys),
            "key": SQL("gen_random_uuid()::text"),
            "fingerprint": SQL("md5(n::text) || md5((-n)::text)"),
            "status": SQL("201"),
            "headers": SQL("jsonb_build_object('Content-Type', 'application/json')"),
            "body": SQL("convert_to('{\"id\":' || n || '}', 'UTF8')"),
            "ids": SQL("ARRAY[n]"),
            "created_at": SQL("%s AT TIME ZONE 'utc'", _ago("26 hours", new.answers)),
        },
    )
