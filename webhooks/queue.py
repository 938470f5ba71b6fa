"""Messages that wait, in the database: which is due, and what became of it.

Every statement here is committed by itself, so that nothing is held while a receiver is
waited for.
"""

from collections.abc import Collection, Mapping
from typing import Any

from odoo.sql_db import Cursor
from odoo.tools import SQL

from . import schedule
from .message import (
    DELIVERED,
    FAILED,
    SKIPPED,
    WAITING,
    Message,
    Outcome,
    Outgoing,
)

NOW = SQL("clock_timestamp() AT TIME ZONE 'utc'")
# Of an answer, and of a body that was sent.
KEPT_OF_ANSWER = 4 * 1024
KEPT_OF_REQUEST = 64 * 1024
HIDDEN = "***"
_DUE = SQL(
    """SELECT d.id FROM restapi_webhook_delivery d
        WHERE d.webhook_id = w.id AND d.state = 'waiting'
          AND d.next_attempt <= clock_timestamp() AT TIME ZONE 'utc'
        ORDER BY d.next_attempt, d.id LIMIT 1"""
)
_OPEN = SQL(
    """restapi_webhook w LEFT JOIN restapi_webhook_health h ON h.webhook_id = w.id"""
)


def receivers(cr: Cursor, busy: Collection[int], limit: int) -> list[int]:
    """Return the webhooks that something is due for, without those that are busy."""
    cr.execute(
        SQL(
            """SELECT w.id FROM %s
                WHERE w.active AND w.id <> ALL(%s)
                  AND coalesce(h.retry_at <= %s, true) AND EXISTS (%s)
                ORDER BY coalesce(h.failures, 0), w.id LIMIT %s""",
            *(_OPEN, list(busy), NOW, _DUE, limit),
        )
    )
    return [id_ for (id_,) in cr.fetchall()]


def lock(cr: Cursor, webhook_id: int) -> bool:
    """Make a webhook this process's own; tell whether it is."""
    cr.execute(SQL("SELECT pg_try_advisory_lock(%s)", _key(webhook_id)))
    return bool(cr.fetchone()[0])


def unlock(cr: Cursor, webhook_id: int) -> None:
    """Let other processes have a webhook."""
    cr.execute(SQL("SELECT pg_advisory_unlock(%s)", _key(webhook_id)))


def _key(webhook_id: int) -> SQL:
    return SQL("hashtextextended(%s, 0)", f"restapi.webhook,{webhook_id}")


def first(cr: Cursor, webhook_id: int) -> Message | None:
    """Return the message of a webhook that is due, if there still is one."""
    cr.execute(
        SQL(
            """SELECT m.id, m.webhook_id, m.subscription_id, m.name, m.model,
                      m.record_id, m.operation, m.changed_fields, m.date, m.attempts
                 FROM restapi_webhook w
                 CROSS JOIN LATERAL (%s) due
                 JOIN restapi_webhook_delivery m ON m.id = due.id
                WHERE w.id = %s AND w.active""",
            *(_DUE, webhook_id),
        )
    )
    row = cr.fetchone()
    if row is None:
        return None
    *place, names, date, attempts = row
    written = tuple(filter(None, (names or "").split(",")))
    return Message(*place, written, date, attempts)


def next_due(cr: Cursor) -> float | None:
    """Return in how many seconds the next message is due; ``None`` for never."""
    cr.execute(
        SQL(
            """SELECT extract(epoch FROM min(greatest(d.at, h.retry_at)) - %s)::float8
                 FROM %s
                 CROSS JOIN LATERAL (
                      SELECT next_attempt AS at FROM restapi_webhook_delivery
                       WHERE webhook_id = w.id AND state = 'waiting'
                       ORDER BY next_attempt LIMIT 1) d
                WHERE w.active""",
            *(NOW, _OPEN),
        )
    )
    return cr.fetchone()[0]


def skip(cr: Cursor, message: Message, reason: str) -> None:
    """Write down that a message concerns nobody any more."""
    cr.execute(
        SQL(
            """UPDATE restapi_webhook_delivery
                  SET state = %s, reason = %s, next_attempt = NULL WHERE id = %s""",
            *(SKIPPED, reason, message.id),
        )
    )


def record(
    cr: Cursor, message: Message, outgoing: Outgoing | None, outcome: Outcome
) -> int:
    """Write down an attempt and what follows from it, all or nothing.

    :param outgoing: ``None`` where there was nothing to send
    :return: for how many days the receiver has failed
    """
    attempts = message.attempts + 1
    delay = None if outcome.is_success or outcome.is_gone else schedule.delay(attempts)
    state = DELIVERED if outcome.is_success else FAILED if delay is None else WAITING
    cr.execute(
        SQL(
            """WITH delivery AS (
                   UPDATE restapi_webhook_delivery
                      SET state = %(state)s, attempts = %(attempts)s, reason = NULL,
                          status = %(status)s,
                          next_attempt = %(now)s + %(delay)s * interval '1 second'
                    WHERE id = %(id)s
                RETURNING id, webhook_id),
               attempt AS (
                   INSERT INTO restapi_webhook_attempt (delivery_id, webhook_id, date,
                          seconds, url, request_headers, request, status,
                          answer_headers, answer, error)
                   SELECT id, webhook_id,
                          %(now)s - %(seconds)s * interval '1 second', %(seconds)s,
                          %(url)s, %(request_headers)s, %(request)s, %(status)s,
                          %(answer_headers)s, %(answer)s, %(error)s
                     FROM delivery)
               INSERT INTO restapi_webhook_health AS h
                      (webhook_id, last_success, failing_since, failures, retry_at)
               SELECT webhook_id, CASE WHEN %(success)s THEN %(now)s END,
                      CASE WHEN NOT %(success)s THEN %(now)s END,
                      CASE WHEN %(success)s THEN 0 ELSE 1 END,
                      CASE WHEN %(silent)s
                          THEN %(now)s + (%(pauses)s)[1] * interval '1 second' END
                 FROM delivery
                   ON CONFLICT (webhook_id) DO UPDATE
                  SET last_success = coalesce(excluded.last_success, h.last_success),
                      failing_since = CASE WHEN %(success)s THEN NULL
                          ELSE coalesce(h.failing_since, excluded.failing_since) END,
                      failures = CASE WHEN %(success)s THEN 0
                          ELSE h.failures + 1 END,
                      retry_at = CASE WHEN %(silent)s
                          THEN %(now)s + interval '1 second' * (%(pauses)s)
                               [least(h.failures + 1, cardinality(%(pauses)s))] END
            RETURNING coalesce(extract(day FROM %(now)s - failing_since), 0)::int""",
            id=message.id,
            state=state,
            attempts=attempts,
            now=NOW,
            delay=delay,
            seconds=round(outcome.seconds, 3),
            status=outcome.status,
            error=outcome.error,
            success=outcome.is_success,
            # What could not be made says nothing of the receiver.
            silent=outgoing is not None and outcome.status is None,
            pauses=SQL("%s::float8[]", schedule.pauses()),
            **_kept(outgoing, outcome),
        )
    )
    row = cr.fetchone()
    return row[0] if row else 0


def _kept(outgoing: Outgoing | None, outcome: Outcome) -> Mapping[str, Any]:
    """Return what is kept of a request and its answer; added headers may be secret."""
    sent: Mapping[str, str] = {}
    if outgoing:
        sent = {**outgoing.headers, **dict.fromkeys(outgoing.added, HIDDEN)}
    return {
        "url": outgoing.url if outgoing else None,
        "request_headers": _lines(sent),
        "request": _text(outgoing.content[:KEPT_OF_REQUEST]) if outgoing else None,
        "answer_headers": _lines(outcome.headers)[:KEPT_OF_ANSWER],
        "answer": _text(outcome.content[:KEPT_OF_ANSWER]),
    }


def _lines(headers: Mapping[str, str]) -> str:
    return _printable("\n".join(f"{name}: {value}" for name, value in headers.items()))


def _text(content: bytes) -> str:
    return _printable(content.decode(errors="replace"))


def _printable(text: str) -> str:
    # PostgreSQL stores no NUL, and no lone surrogate.
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()
