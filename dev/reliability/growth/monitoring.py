"""What administrators look at, and what is cleared away every day."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from odoo.addons.restapi.auth.tokens import issued, password_tokens, token
from odoo.api import Environment
from odoo.tools import SQL

from .asker import Asker
from .case import Case, Reads
from .sizes import BASE

LIMIT = 80
COUNT_LIMIT = 10_001  # of the web client
WEEK = "today -7d +1d"
LOG = "date verb path status code credential duration model operation".split()
SOMEONE = BASE + 7
NOBODY = 2  # the administrator, who has no tokens here
# What Odoo's daily clean-up calls, with what is to go, of which table.
PRUNED = {
    "log": ("restapi.log", "_gc_old"),
    "hours": ("restapi.usage", "_gc_old"),
    "tokens": ("restapi.token", "_gc_expired"),
    "answers": ("restapi.answer", "_gc_old"),
    "changes": ("restapi.change", "_gc_old"),
}


def cases(asker: Asker) -> Iterator[Case]:
    """Give the cases of the menus of the addon, of its clean-up and of its tokens."""
    env = asker.env(user=asker.made.user.id)
    yield from _lists(env)
    yield from _graphs(env, asker.sizes.requests, asker.sizes.hours)
    for name, (model, method) in PRUNED.items():
        # sudo: Odoo's scheduled action clears away as its superuser.
        work = partial(_pruned, asker.env, getattr(env[model].sudo(), method))
        yield Case(
            f"pruning of {name}", partial(_undone, asker.env, work), 0, Reads.WHOLE
        )
    yield from _tokens(asker.env)


def _lists(env: Environment) -> Iterator[Case]:
    show = partial(partial, _shown, env)
    week, hours = [("date", ">=", WEEK)], [("hour", ">=", WEEK)]
    usage = "hour route credential calls p95".split()
    tokens = "kind user_id expires_at".split()
    yield Case("log, last 7 days", show("restapi.log", LOG, week))
    yield Case("log, errors", show("restapi.log", LOG, [*week, ("status", ">=", 400)]))
    of_key = [*week, ("source", "=", f"restapi.key,{SOMEONE}")]
    yield Case("log of a key", show("restapi.log", LOG, of_key))
    yield Case("overview, list", show("restapi.usage", usage, hours))
    yield Case("keys", show("restapi.key", ["name", "user_id", "last_use"], []))
    yield Case("buttons of a key", partial(_buttons, env))
    for name, user_id in (("someone", SOMEONE), ("nobody", NOBODY)):
        of_user = [("user_id", "=", user_id)]
        yield Case(f"tokens of {name}", show("restapi.token", tokens, of_user))


def _graphs(env: Environment, requests: int, hours: int) -> Iterator[Case]:
    """Give what sums a week: of the log, or of the hours."""
    in_week, of_hours = [("date", ">=", WEEK)], [("hour", ">=", WEEK)]
    for name, rows, model, domain, by, value in (
        ("log", requests, "restapi.log", in_week, ["date:hour", "status"], "__count"),
        ("overview", hours, "restapi.usage", of_hours, ["hour:hour"], "calls:sum"),
        ("busiest keys", hours, "restapi.usage", of_hours, ["credential"], "calls:sum"),
    ):
        work = partial(_grouped, rows, env[model], domain, by, [value])
        yield Case(f"graph of {name}", work, 0, Reads.WHOLE)
    use = partial(_shown, env, "restapi.credential.use", ["name", "calls"], [])
    yield Case("credentials in use", partial(_of_all, hours, use), 0, Reads.WHOLE)


def _shown(env: Environment, model: str, names: list[str], domain: list) -> int:
    """Do what the web client does to show a page of a list."""
    env.invalidate_all()
    fields = {name: {} for name in names}
    page = {"limit": LIMIT, "count_limit": COUNT_LIMIT}
    return len(env[model].web_search_read(domain, fields, **page)["records"])


def _grouped(rows: int, model: Any, domain: list, by: list, values: list) -> int:
    """Do what the web client does for a graph."""
    model.formatted_read_group(domain, by, values)
    return rows


def _of_all(rows: int, work: Callable[[], object]) -> int:
    work()
    return rows


def _buttons(env: Environment) -> int:
    env.invalidate_all()
    key = env["restapi.key"].browse(SOMEONE)
    return len(key.mapped(lambda key: (key.call_count, key.log_count)))


def _pruned(env: Environment, method: Callable[[], object]) -> int:
    """Return how many rows have gone, of the addon's own statement."""
    before = _deleted(env)
    method()
    return _deleted(env) - before


def _deleted(env: Environment) -> int:
    """Return how many rows this transaction has deleted, of all tables."""
    rows = env.execute_query(
        SQL("SELECT sum(n_tup_del)::bigint FROM pg_stat_xact_user_tables")
    )
    return rows[0][0]


def _tokens(env: Environment) -> Iterator[Case]:
    for name, user_id in (("someone", SOMEONE), ("nobody", NOBODY)):
        known = partial(
            password_tokens.known, env, kind=token.RESTFUL_ACCESS, user_id=user_id
        )
        yield Case(f"log in of {name}", partial(_of_all, 1, known))
    for name, revoke in (
        ("consent", partial(issued.revoke_family, env.cr, "none")),
        ("user", partial(issued.revoke, env.cr, user_id=SOMEONE)),
    ):
        work = partial(_of_all, 1, revoke)
        yield Case(f"revocation of a {name}", partial(_undone, env, work))


def _undone(env: Environment, work: Callable[[], int]) -> int:
    savepoint = env.cr.savepoint(flush=False)
    try:
        return work()
    finally:
        savepoint.close(rollback=True)
