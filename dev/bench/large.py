"""Lists of a table of 300 000 partners, made by SQL and removed afterwards."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from odoo.api import Environment
from odoo.tools import SQL

from .figures import Figure
from .web import Load, seconds_each

PARTNERS = 300_000
CITIES = 300
NAMES = ["name", "email", "city"]
LIMIT = 20
NAME = "Bench large"
# What is asked of the table.
QUESTIONS = {
    "large_list_vs_json2": ([], "the first page of all"),
    "large_filter_vs_json2": ([["city", "=", "Bench 7"]], "a city of a thousand"),
    "large_ilike_vs_json2": ([["name", "ilike", "large 29999"]], "a part of a name"),
}


def lists(url: str, key: str) -> list[Figure]:
    """Compare pages with their default totals with pages of JSON-2, which has none."""
    bearer = {"Authorization": f"Bearer {key}"}
    return [
        _compared(url, bearer, name, domain, note)
        for name, (domain, note) in QUESTIONS.items()
    ]


def _compared(url: str, bearer: dict, name: str, domain: list, note: str) -> Figure:
    query = f"limit={LIMIT}&fields={','.join(NAMES)}&domain={quote(json.dumps(domain))}"
    theirs = {"domain": domain, "fields": NAMES, "limit": LIMIT}
    loads = {
        "ours": Load(f"/api/res.partner?{query}", headers=bearer),
        name: Load("/json/2/res.partner/search_read", theirs, bearer),
    }
    times = seconds_each(url, loads)
    return Figure(name, times["ours"], times[name], "≥ 1.3", note)


@contextmanager
def partners(env: Environment) -> Iterator[None]:
    columns = [
        name
        for name, field in env["res.partner"]._fields.items()
        if field.store and field.column_type and name != "id"
    ]
    own = {
        "name": SQL("%s || ' ' || n", NAME),
        "complete_name": SQL("%s || ' ' || n", NAME),
        "email": SQL("'bench' || n || '@example.com'"),
        "city": SQL("'Bench ' || n %% %s", CITIES),
    }
    env.cr.execute(
        SQL(
            "INSERT INTO res_partner (%s) SELECT %s FROM res_partner p,"
            " generate_series(1, %s) n WHERE p.id = %s",
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(
                own.get(name, SQL.identifier("p", name)) for name in columns
            ),
            PARTNERS,
            env.user.partner_id.id,
        )
    )
    _settle(env)
    try:
        yield
    finally:
        env.cr.execute(SQL("DELETE FROM res_partner WHERE name LIKE %s", f"{NAME} %"))
        _settle(env)


def _settle(env: Environment) -> None:
    """Have the planner and the servers know how large the table is."""
    env.cr.execute("ANALYZE res_partner")
    env.registry.clear_cache()
    env.cr.commit()
    env.registry.signal_changes()
