"""One access line for a model and credential: of several, the narrower right."""

import logging
from ast import literal_eval

from odoo.tools import SQL

RIGHTS = ("may_read", "may_create", "may_update", "may_delete", "may_execute")

# How many conditions more an operator of a domain opens.
OPENED = {"&": 1, "|": 1, "!": 0}

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    cr.execute(
        """ALTER TABLE restapi_access
             ADD COLUMN IF NOT EXISTS all_fields boolean,
             ADD COLUMN IF NOT EXISTS all_methods boolean"""
    )
    cr.execute(
        """UPDATE restapi_access a
              SET all_fields = NOT EXISTS (
                      SELECT FROM ir_model_fields_restapi_access_rel r
                       WHERE r.restapi_access_id = a.id),
                  all_methods = coalesce(methods, '') = ''"""
    )
    cr.execute(
        """SELECT array_agg(id ORDER BY id) FROM restapi_access
            GROUP BY account_id, client_id, key_id, model_id HAVING count(*) > 1"""
    )
    for (ids,) in cr.fetchall():
        _merge(cr, ids)


def _merge(cr, ids):
    """Keep the first of some lines, with what all of them allow."""
    kept, *others = ids
    for name in RIGHTS:
        cr.execute(
            SQL(
                """UPDATE restapi_access SET %(right)s = (
                       SELECT bool_and(coalesce(%(right)s, false)) FROM restapi_access
                        WHERE id = ANY(%(ids)s))
                    WHERE id = %(kept)s""",
                right=SQL.identifier(name),
                ids=ids,
                kept=kept,
            )
        )
    _keep_common_fields(cr, ids, kept)
    _keep_common_methods(cr, ids, kept)
    cr.execute("SELECT domain FROM restapi_access WHERE id = ANY(%s)", [ids])
    read = [literal_eval(text) for (text,) in cr.fetchall() if text]
    conditions = [condition for condition in read if condition]
    domain = [] if len(conditions) < 2 else ["&"] * (len(conditions) - 1)
    domain += [term for each in conditions for term in _joined(each)]
    cr.execute(
        "UPDATE restapi_access SET domain = %s WHERE id = %s",
        [repr(domain) if domain else None, kept],
    )
    cr.execute("DELETE FROM restapi_access WHERE id = ANY(%s)", [others])
    _logger.warning(
        "The access lines %s of one model and credential are one now, with the "
        "narrower right of each: see whether line %s allows what is needed.",
        ids,
        kept,
    )


def _joined(domain):
    """Return a domain as one operand."""
    missing = 1
    for term in domain:
        missing += OPENED[term] if isinstance(term, str) else -1
    return ["&"] * -missing + list(domain) if missing < 0 else list(domain)


def _keep_common_fields(cr, ids, kept):
    cr.execute(
        """SELECT array_agg(r.ir_model_fields_id) FROM restapi_access a
             LEFT JOIN ir_model_fields_restapi_access_rel r
                    ON r.restapi_access_id = a.id
            WHERE a.id = ANY(%s) AND NOT a.all_fields GROUP BY a.id""",
        [ids],
    )
    lists = [set(found) for (found,) in cr.fetchall()]
    if not lists:
        return
    cr.execute(
        "DELETE FROM ir_model_fields_restapi_access_rel WHERE restapi_access_id = %s",
        [kept],
    )
    for field in set.intersection(*lists):
        cr.execute(
            """INSERT INTO ir_model_fields_restapi_access_rel
                   (restapi_access_id, ir_model_fields_id) VALUES (%s, %s)""",
            [kept, field],
        )
    cr.execute("UPDATE restapi_access SET all_fields = false WHERE id = %s", [kept])


def _keep_common_methods(cr, ids, kept):
    cr.execute(
        "SELECT methods FROM restapi_access WHERE id = ANY(%s) AND NOT all_methods",
        [ids],
    )
    lists = [set(text.replace(",", " ").split()) for (text,) in cr.fetchall()]
    if lists:
        cr.execute(
            "UPDATE restapi_access SET methods = %s, all_methods = false WHERE id = %s",
            [", ".join(sorted(set.intersection(*lists))) or None, kept],
        )
