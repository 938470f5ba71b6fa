"""Lists of lines that are cut: what is read, and that it is what it was."""

from collections.abc import Iterable

from odoo import Command
from odoo.fields import Domain
from odoo.tests import tagged

from ..core import schema
from ..core.formats import NATIVE
from ..core.grant import FULL
from ..records.access import Access
from ..records.read import plan
from ..records.read.limited_lines import first_lines
from ..records.read.serializer import Serializer
from .support.common import ApiCase
from .test_grants import GrantCase

MODEL = "restapi_test.everything"
NAMES = ("delta", "Alpha", "charlie", "bravo", "alpha")


class LinesCase(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.tags = cls.env["res.partner.category"].create(
            [
                {"name": f"{name} {i}", "color": i, "active": i != 3}
                for i, name in enumerate(NAMES)
            ]
        )
        cls.partners = cls.env["res.partner"].create(
            [{"name": name} for name in NAMES[:2]]
        )
        cls.parents = cls.env[MODEL].create(
            [
                {
                    "name": f"Parent {n}",
                    "one2many_ids": [
                        Command.create(
                            {
                                "name": f"{NAMES[(i + n) % 5]} {i}",
                                "sequence": (i * 7 + n) % 5,
                                "active": i % 4 != 3,
                                "partner_id": cls.partners[i % 2].id,
                            }
                        )
                        for i in range(n * 3)
                    ],
                    "many2many_ids": [Command.set(cls.tags[: n + 1].ids)],
                }
                for n in range(5)
            ]
        )
        cls.env.flush_all()

    def rows(self, fields: str, **context: object) -> list[dict]:
        """Read the parents as the user does."""
        self.env.invalidate_all()
        model = self.env[MODEL].with_user(self.user).with_context(**context)
        tree = plan.compile_plan(model, schema.parse(fields))
        found = model.search_fetch(
            [("id", "in", self.parents.ids)], tree.fetch, order="id"
        )
        return Serializer(NATIVE, Access(model.env, FULL)).rows(tree, found)


@tagged("post_install", "-at_install")
class TestLimitedLines(LinesCase):
    def test_they_are_the_first_of_all_lines(self):
        for name, orders in (
            (
                "one2many_ids",
                ("", "name desc,id", "partner_id,name,id", "parent_id,id"),
            ),
            ("many2many_ids", ("", "color desc", "name,id")),
        ):
            for order in orders:
                for domain in ("", "[('name','ilike','a')]", "[('active','=',False)]"):
                    for context in ({}, {"active_test": False}):
                        self.assertFirst(name, order, domain, context)

    def assertFirst(self, name: str, order: str, domain: str, context: dict) -> None:
        options = "".join(
            f";{option}={value}"
            for option, value in (("order", order), ("domain", domain))
            if value
        )
        everything = self.rows(f"{name}(id,name{options})", **context)
        for limit in (1, 2, 3, 100):
            with self.subTest(name=name, options=options, limit=limit, **context):
                cut = self.rows(f"{name}(id,name{options};limit={limit})", **context)
                expected = [_cut(row, name, limit) for row in everything]
                self.assertEqual(cut, expected)

    def test_without_an_index_lines_are_numbered(self):
        field = self.env[MODEL]._fields["one2many_ids"]
        inverse = self.env["restapi_test.line"]._fields["parent_id"]
        self.assertFalse(inverse.index)
        numbered = self.first(field)
        self.patch(inverse, "index", True)
        self.assertEqual(self.first(field), numbered)
        self.assertEqual([len(ids) for ids in numbered], [0, 2, 2, 2, 2])

    def first(self, field) -> list:
        return first_lines(field, self.parents, Domain.TRUE, "name, id", 2)

    def test_no_more_than_one_beyond_the_limit_is_read(self):
        self.rows("one2many_ids(name;limit=1)")
        lines = self.env["restapi_test.line"]
        read = lines._fields["name"]._get_cache(lines.env)
        self.assertEqual(len(read), 2 * 4)

    def test_statements_are_the_same_for_any_number_of_records(self):
        fields = "one2many_ids(name;limit=2),many2many_ids(name;limit=1)"

        def statements(parents: Iterable) -> int:
            self.parents = parents
            before = self.env.cr.sql_log_count
            self.rows(fields)
            return self.env.cr.sql_log_count - before

        parents = self.parents
        statements(parents)
        self.assertEqual(statements(parents[2:3]), statements(parents))

    def test_lists_that_no_search_finds_are_cut_as_well(self):
        company = self.env["res.partner"].create(
            {
                "name": "Company",
                "is_company": True,
                "child_ids": [Command.create({"name": name}) for name in NAMES],
            }
        )
        body = self.get(
            f"/res.partner/{company.id}?fields=child_ids(name;order=name desc;limit=2)"
        )
        self.assertEqual(
            [child["name"] for child in body["child_ids"]], ["delta", "charlie"]
        )
        self.assertTrue(body["child_ids@more"])
        body = self.get(f"/res.users/{self.user.id}?fields=all_group_ids(id;limit=1)")
        self.assertEqual(len(body["all_group_ids"]), 1)
        self.assertTrue(body["all_group_ids@more"])

    def test_record_rules_hold(self):
        self.env["ir.rule"].create(
            {
                "name": "no alpha",
                "model_id": self.env["ir.model"]._get_id("restapi_test.line"),
                "domain_force": "[('name', 'not ilike', 'alpha')]",
            }
        )
        rows = self.rows("one2many_ids(name;limit=100)")
        names = [line["name"] for row in rows for line in row["one2many_ids"]]
        self.assertTrue(names)
        self.assertFalse([name for name in names if "alpha" in name.lower()])

    def test_lines_by_fields_of_related_records(self):
        for row in self.rows(
            "one2many_ids(partner_id(name);order=partner_id.name desc,id;limit=3)"
        ):
            names = [line["partner_id"]["name"] for line in row["one2many_ids"]]
            self.assertEqual(names, sorted(names, reverse=True))


def _cut(row: dict, name: str, limit: int) -> dict:
    if len(row[name]) <= limit:
        return row
    return {**row, name: row[name][:limit], f"{name}@more": True}


@tagged("post_install", "-at_install")
class TestLimitedLinesOfLimitedKeys(GrantCase):
    def test_lines_are_those_of_the_key(self):
        company = {"model_id": "res.partner", "field_ids": ["name", "child_ids"]}
        key = self.key_with(
            {
                **company,
                "domain": f"[('id', 'in', {[self.company.id, self.person.id]})]",
            }
        )
        path = f"/res.partner/{self.company.id}?fields=child_ids(name;limit=5"
        body = self.get(f"{path};domain=[('name','!=','x')])", key=key)
        self.assertEqual([row["name"] for row in body["child_ids"]], ["Ann"])
        rows = self.get(f"{path})", key=key)["child_ids"]
        self.assertEqual(
            sorted(map(str, rows)),
            sorted(
                map(
                    str, [{"id": self.person.id, "name": "Ann"}, {"id": self.branch.id}]
                )
            ),
        )

    def test_orders_and_conditions_are_of_fields_that_the_key_may_read(self):
        key = self.key_with(
            {"model_id": "res.partner", "field_ids": ["name", "child_ids"]}
        )
        path = f"/res.partner/{self.company.id}?fields=child_ids(name;limit=1;"
        for option in ("order=email", "domain=[('email','=','x')]"):
            self.assertRefused(self.call("GET", f"{path}{option})", key))
