"""Models whose changes are recorded, and a reader of their feed."""

import math
import time
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from odoo import api
from odoo.tests import new_test_user

from ...auth import change_cursors
from ...core.change_operation import Changes, ReadChanges
from ...core.grant import FULL, Grant
from ...core.schema import parse
from .committed import CommittedCase

MODEL = "restapi_test.everything"
LINE = "restapi_test.line"
WAIT_SECONDS = 60
Answer = TypeVar("Answer")


class FeedCase(CommittedCase):
    """A test that commits changes, and removes what it has made."""

    recorded = (MODEL, LINE)
    # Id of the last transaction that a test has committed.
    last_xid: ClassVar[int] = 0

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.committed(cls._switch_on)
        cls.addClassCleanup(cls.committed, cls._switch_off)
        cls.user_id = cls.make_user("feed_user", "base.group_user")

    @classmethod
    def _switch_on(cls, env: api.Environment) -> None:
        ids = [env["ir.model"]._get_id(name) for name in cls.recorded]
        env["restapi.recorded"].create([{"model_id": id_} for id_ in ids])

    @classmethod
    def _switch_off(cls, env: api.Environment) -> None:
        env["restapi.recorded"].search([("model", "in", cls.recorded)]).unlink()
        for name in (LINE, MODEL):
            env[name].with_context(active_test=False).search([]).unlink()
        env.cr.flush()
        env.cr.execute("DELETE FROM restapi_change")
        env.cr.execute("DELETE FROM restapi_change_kept")

    @classmethod
    def make_user(cls, login: str, groups: str) -> int:
        """Make a user for the length of the tests of the class."""

        def drop(env: api.Environment, id_: int) -> None:
            user = env["res.users"].browse(id_)
            partner = user.partner_id
            user.unlink()
            partner.unlink()

        user_id = cls.committed(
            lambda env: new_test_user(env, login=login, groups=groups).id
        )
        cls.addClassCleanup(cls.committed, drop, user_id)
        return user_id

    @classmethod
    def committed(cls, function: Callable[..., Any], *args: Any) -> Any:
        def numbered(env: api.Environment, *args: Any) -> Any:
            result = function(env, *args)
            env.cr.flush()
            env.cr.execute("SELECT pg_current_xact_id_if_assigned()::text::bigint")
            cls.last_xid = env.cr.fetchone()[0] or cls.last_xid
            return result

        return super().committed(numbered, *args)

    def past(self, ask: Callable[[], Answer], xid: Callable[[Answer], float]) -> Answer:
        """Ask until an answer has come past what the test has committed.

        One stops short of it while a transaction of another database is just ending.

        :param xid: where an answer has come to
        """
        deadline = time.monotonic() + WAIT_SECONDS
        answer = ask()
        while xid(answer) <= self.last_xid and time.monotonic() < deadline:
            time.sleep(0.05)
            answer = ask()
        return answer

    def xid_of(self, text: str, more: bool) -> float:
        """Return where an answer that ends with a cursor has come to.

        :return: beyond all where there is more to come
        """
        if more:
            return math.inf
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            return change_cursors.read(env, text).position.xid

    @classmethod
    def make(cls, *rows: dict, model: str = MODEL) -> list[int]:
        return cls.committed(lambda env: env[model].create(list(rows)).ids)

    @classmethod
    def write(cls, ids: list[int], model: str = MODEL, **values: Any) -> None:
        cls.committed(lambda env: env[model].browse(ids).write(values))

    @classmethod
    def delete(cls, ids: list[int], model: str = MODEL) -> None:
        cls.committed(lambda env: env[model].browse(ids).unlink())

    def read(
        self,
        since: str | None = None,
        *models: str,
        grant: Grant = FULL,
        user_id: int | None = None,
        limit: int = 1000,
        fields: dict[str, str] | None = None,
        is_held: bool = False,
    ) -> Changes:
        """Read the feed in a transaction of its own.

        :param is_held: whether the test has one open, which is waited for else
        """
        operation = ReadChanges(
            models or self.recorded,
            since,
            limit,
            {name: parse(text) for name, text in (fields or {}).items()},
        )

        def ask() -> Changes:
            with self.registry.cursor() as cr:
                env = api.Environment(cr, user_id or self.user_id, {})
                found = env["restapi.service"].execute(operation, grant).value
                self.statements = cr.sql_log_count
                return found

        if is_held:
            return ask()
        return self.past(ask, lambda found: self.xid_of(found.next, found.more))

    def told(self, since: str, *models: str, **kwargs: Any) -> list[tuple]:
        """Return what is told, each change as ``(id, operation, names)``."""
        found = self.read(since, *models, **kwargs)
        return [(row.id, row.operation, row.fields) for row in found.changes]
