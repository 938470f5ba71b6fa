"""Models whose changes are recorded, and a reader of their feed."""

from typing import Any

from odoo import api
from odoo.tests import new_test_user

from ...core.change_operation import Changes, ReadChanges
from ...core.grant import FULL, Grant
from ...core.schema import parse
from .committed import CommittedCase

MODEL = "restapi_test.everything"
LINE = "restapi_test.line"
WAIT_SECONDS = 60


class FeedCase(CommittedCase):
    """A test that commits changes, and removes what it has made."""

    recorded = (MODEL, LINE)

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
    ) -> Changes:
        """Read the feed in a transaction of its own."""
        operation = ReadChanges(
            models or self.recorded,
            since,
            limit,
            {name: parse(text) for name, text in (fields or {}).items()},
        )
        with self.registry.cursor() as cr:
            env = api.Environment(cr, user_id or self.user_id, {})
            found = env["restapi.service"].execute(operation, grant).value
            self.statements = cr.sql_log_count
            return found

    def told(self, since: str, *models: str, **kwargs: Any) -> list[tuple]:
        """Return what is told, each change as ``(id, operation, names)``."""
        found = self.read(since, *models, **kwargs)
        return [(row.id, row.operation, row.fields) for row in found.changes]
