"""What is tried with a model, and when ours is worse than Odoo's.

Worse is a 5xx where Odoo's own API gives none, another total, a record that cannot be
written back as it was read, and one that is changed by that. What we refuse with a
sentence is counted, by its code.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from .catalogue import Model
from .dialects import Dialect
from .http import Answer, Request, send
from .report import Difference, Report
from .users import User

SERVER_ERROR = 500
PAGE = 3
# Written anew by every write, Odoo's too, or counting seconds.
ALIVE = frozenset(
    [
        "__last_update",
        "date_closed",
        "date_last_stage_update",
        "duration_tracking",
        "expected_date",
        "last_modified_date",
        "last_modified_uid",
        "publish_date",
        "write_date",
        "write_uid",
    ]
)


class Sweep:
    """Sweeps the models of a server, as one user.

    :param url: of the server
    """

    def __init__(self, url: str, user: User, report: Report) -> None:
        self.url = url
        self.user = user
        self.report = report

    def run(self, model: Model) -> None:
        """Try everything with a model."""
        page = self.theirs(model.name, "search_read", fields=["id"], limit=PAGE)
        ids = [row["id"] for row in page.body] if page.is_success else []
        own, moving = self.write_own(model, ids[0]) if ids else (page, set())
        for dialect in self.user.dialects:
            self.lists(model, dialect, page)
            if ids:
                self.reads(model, dialect, ids[0])
                self.writes_back(model, dialect, ids[0], own, moving)
        for dialect in self.user.dialects:
            self.creates(model, dialect)
        for tree in model.trees:
            native = self.user.dialects[0]
            request = native.page(model.name, PAGE, fields=tree)
            name = tree.partition("(")[0]
            self.ask("tree", model, native, request, self.reading(model, name))
        for position, name in enumerate(model.fields):
            dialect = self.user.dialects[position % len(self.user.dialects)]
            self.searches(model, dialect, name)

    # -- what is tried

    def lists(self, model: Model, dialect: Dialect, page: Answer) -> None:
        request = dialect.page(model.name, PAGE)
        answer = self.ask("list", model, dialect, request, lambda: page)
        if not answer.is_success or not page.is_success:
            return
        total = self.theirs(model.name, "search_count", domain=[]).body
        if dialect.name == "native" and answer.body["total"] != total:
            self.worse("total", model, request, str(answer.body["total"]), str(total))
        found = [row["id"] for row in dialect.rows(model.name, answer)]
        expected = [row["id"] for row in page.body]
        # Some orders depend on the company.
        if len(found) != len(expected) or (
            total <= PAGE and set(found) != set(expected)
        ):
            self.worse("total", model, request, str(found), str(expected))

    def reads(self, model: Model, dialect: Dialect, id_: int) -> None:
        request = dialect.read(model.name, id_)
        self.ask("read", model, dialect, request, self.reading(model, ids=[id_]))

    def creates(self, model: Model, dialect: Dialect) -> None:
        request = dialect.create(model.name, {})
        answer = self.ask(
            "create",
            model,
            dialect,
            request,
            self.asking(model, "create", vals_list=[{}]),
        )
        if answer.is_success and dialect.name == "native":
            self.theirs(model.name, "unlink", ids=[answer.body["id"]])

    def writes_back(
        self,
        model: Model,
        dialect: Dialect,
        id_: int,
        own: Answer,
        moving: Collection[str],
    ) -> None:
        """Read a record, write it as it is, and read it again.

        :param own: what became of Odoo's own write of the same values
        :param moving: fields which that has changed
        """
        read = dialect.read(model.name, id_)
        before = self.ours(dialect, read)
        if not before.is_success:
            return
        values = dict(dialect.record(model.name, before))
        request = dialect.update(model.name, id_, values)
        answer = self.ours(dialect, request)
        self.report.count("write back", answer.status)
        if not answer.is_success:
            if own.is_success:
                self.worse("write back", model, request, answer.sentence, "written")
            elif answer.status >= SERVER_ERROR > own.status:
                self.worse("write back", model, request, answer.sentence, own.sentence)
            return
        after = self.ours(dialect, read)
        if not (before.is_success and after.is_success):
            return
        changed = _changes(
            dialect.record(model.name, before),
            dialect.record(model.name, after),
            {*moving, *ALIVE},
        )
        if changed:
            self.worse("changed", model, request, changed, "written before")

    def write_own(self, model: Model, id_: int) -> tuple[Answer, set[str]]:
        """Have Odoo write a record's own values; return what that has changed, too."""
        rows = self.theirs(model.name, "read", ids=[id_], load=None)
        if not rows.is_success or not rows.body:
            return rows, set()
        values = {name: value for name, value in rows.body[0].items() if name != "id"}
        written = self.theirs(model.name, "write", ids=[id_], vals=values)
        again = self.theirs(model.name, "read", ids=[id_], load=None)
        if not again.is_success or not again.body:
            return written, set()
        after = again.body[0]
        return written, {name for name in values if values[name] != after.get(name)}

    def searches(self, model: Model, dialect: Dialect, name: str) -> None:
        for operator in ("!=", "="):
            domain = f"[('{name}','{operator}',False)]"
            request = dialect.search(model.name, domain=domain)
            condition = self.asking(
                model,
                "search_read",
                domain=[[name, operator, False]],
                fields=["id"],
                limit=1,
            )
            self.ask("domain", model, dialect, request, condition)
        ordered = self.asking(model, "search_read", order=name, fields=["id"], limit=1)
        request = dialect.search(model.name, order=name)
        self.ask("order", model, dialect, request, ordered)

    # -- how

    def ask(
        self,
        kind: str,
        model: Model,
        dialect: Dialect,
        request: Request,
        theirs: Callable[[], Answer],
    ) -> Answer:
        """Send a request, and ask Odoo where ours has no good answer."""
        answer = self.ours(dialect, request)
        self.report.count(kind, answer.status)
        if answer.is_success:
            return answer
        other = theirs()
        if answer.status >= SERVER_ERROR and other.status < SERVER_ERROR:
            self.worse(
                kind,
                model,
                request,
                answer.sentence,
                f"{other.status} {other.sentence}",
            )
        elif other.is_success:
            self.report.refuse(
                kind, str((answer.body or {}).get("code", answer.status))
            )
        return answer

    def worse(
        self, kind: str, model: Model, request: Request, ours: str, theirs: str
    ) -> None:
        self.report.add(
            Difference(kind, model.name, f"{self.user.login}: {request}", ours, theirs)
        )

    def ours(self, dialect: Dialect, request: Request) -> Answer:
        return send(self.url, request, dialect.headers)

    def theirs(self, model: str, method: str, **arguments: Any) -> Answer:
        """Call a method by Odoo's own API."""
        request = Request("POST", f"/json/2/{model}/{method}", body=arguments)
        return send(self.url, request, self.user.bearer)

    def asking(
        self, model: Model, method: str, **arguments: Any
    ) -> Callable[[], Answer]:
        return lambda: self.theirs(model.name, method, **arguments)

    def reading(
        self, model: Model, *fields: str, ids: list[int] | None = None
    ) -> Callable[[], Answer]:
        if ids:
            return self.asking(model, "read", ids=ids)
        return self.asking(model, "search_read", fields=list(fields), limit=PAGE)


def _changes(
    before: Mapping[str, Any], after: Mapping[str, Any], moving: Collection[str]
) -> str:
    """Tell which values differ, and how the first of them does."""
    names = [
        name
        for name in before
        if name not in moving and before[name] != after.get(name)
    ]
    if not names:
        return ""
    first = names[0]
    example = f"{first} {before[first]!r:.40} → {after.get(first)!r:.40}"
    return f"{', '.join(names)[:60]}: {example}"
