"""Named parameters, literals with names, and what bodies may have; without Odoo."""

from odoo.tests import BaseCase, tagged

from ..core import accepted, parameter, schema, template
from ..core.accepted import Accepted
from ..core.errors import BadRequest, InvalidValues
from ..core.literal import Named
from ..core.parameter import Parameter

# Of each type: what may be sent, and what that is; then what may not be sent.
VALUES = {
    "text": ([("a'b)]", "a'b)]"), (3, "3")], [True, None, ["a"], {"a": 1}, "\0"]),
    "integer": ([("12", 12), ("-3", -3), (4, 4)], ["1.5", "x", True, 1.5, 2**60, ""]),
    "number": ([("1.5", 1.5), (2, 2.0)], ["x", "nan", "inf", True, "1_0", [1]]),
    "boolean": ([("true", True), ("0", False), (True, True)], ["yes", 1, None]),
    "date": ([("2026-01-31", "2026-01-31")], ["2026-02-30", "31.1.2026", "today", 3]),
    "datetime": (
        [
            ("2026-01-31T08:30:00Z", "2026-01-31 08:30:00"),
            ("2026-01-31T08:30:00+02:00", "2026-01-31 06:30:00"),
            ("2026-01-31T08:30:00 02:00", "2026-01-31 06:30:00"),
            ("2026-01-31", "2026-01-31 00:00:00"),
        ],
        ["now", "2026-13-01T00:00:00", "0001-01-01T00:00:00+14:00", 3],
    ),
    "choice": ([("draft", "draft")], ["sale", "", 1]),
    "record": ([("7", 7), (7, 7)], ["0", "-1", str(2**31), "base.be", True]),
}


@tagged("post_install", "-at_install")
class TestParameters(BaseCase):
    def test_values_of_each_type(self):
        self.assertEqual(VALUES.keys(), parameter.KINDS.keys())
        for kind, (good, bad) in VALUES.items():
            choices = ("draft", "sent") if kind == "choice" else ()
            one = Parameter("p", kind, choices=choices)
            for sent, value in good:
                with self.subTest(kind, sent=sent):
                    found = one.read(sent)
                    self.assertEqual((type(found), found), (type(value), value))
            for sent in bad:
                with (
                    self.subTest(kind, sent=sent),
                    self.assertRaisesRegex(BadRequest, "^p: "),
                ):
                    one.read(sent)

    def test_lists(self):
        several = Parameter("p", "integer", several=True)
        for sent, values in (("1, 2", [1, 2]), ([3, "4"], [3, 4]), (5, [5]), ("", [])):
            self.assertEqual(several.read(sent), values)
        for sent in ("1,x", [[1]], "1," * 1001):
            with self.assertRaises(BadRequest):
                several.read(sent)

    def test_missing_and_unknown(self):
        known = [
            Parameter("since", "date", required=True),
            Parameter("state", default="draft"),
            Parameter("customer", "record"),
        ]
        sent = {"since": "2026-01-31"}
        expected = {"since": "2026-01-31", "state": "draft"}
        self.assertEqual(parameter.values(known, sent), expected)
        for sent, code, text in (
            ({}, "missing_parameter", "since: this parameter is required."),
            ({"sinse": "x"}, "unknown_parameter", "did you mean since?"),
            ({"limit": "x"}, "unknown_parameter", "There are since, state, customer."),
        ):
            with self.subTest(sent), self.assertRaises(BadRequest) as caught:
                parameter.values(known, sent)
            self.assertEqual(caught.exception.code, code)
            self.assertIn(text, str(caught.exception))

    def test_names(self):
        for name in ("since", "customer_id", "a1"):
            self.assertTrue(parameter.is_name(name))
        for name in ("limit", "true", "Since", "1a", "a-b", "", "a" * 64, "_a"):
            self.assertFalse(parameter.is_name(name))


@tagged("post_install", "-at_install")
class TestTemplates(BaseCase):
    def filled(self, text: str, **values):
        names = ("a", "b", "c")
        return template.filled_domain(template.parse(text, "Domain", names), values)

    def test_values_are_values(self):
        text = "[('x', '=', a), ('y', 'in', [a, b]), ('z', '=', 'a')]"
        hostile = "'), (1, '=', 1"
        self.assertEqual(
            self.filled(text, a=hostile, b=2),
            [("x", "=", hostile), ("y", "in", [hostile, 2]), ("z", "=", "a")],
        )

    def test_conditions_without_a_value_are_left_out(self):
        x, y, z = ("x", "=", 1), ("y", "=", 2), ("z", "=", 3)
        for text, values, domain in (
            ("[('x','=',a), ('y','=',2)]", {}, [y]),
            ("['|', ('x','=',a), ('y','=',2)]", {}, [y]),
            ("['|', ('x','=',a), ('y','=',b)]", {"a": 1}, [x]),
            ("['|', ('x','=',a), ('y','=',b)]", {}, []),
            ("['!', ('x','=',a), ('y','=',2)]", {}, [y]),
            (
                "['|', '&', ('x','=',a), ('y','=',b), ('z','=',3)]",
                {"a": 1},
                ["|", x, z],
            ),
            ("['&', '|', ('x','=',a), ('y','=',b), ('z','=',3)]", {}, [z]),
            (
                "[('l', 'any', ['|', ('x','=',a), ('y','=',b)])]",
                {"a": 1},
                [("l", "any", [x])],
            ),
            ("[('l', 'any', [('x','=',a)]), ('y','=',2)]", {}, [y]),
            ("[('l', 'any', []), ('y','=',2)]", {}, [("l", "any", []), y]),
            ("[(1,'=',1), ('x','in',[1,a])]", {}, [(1, "=", 1)]),
        ):
            with self.subTest(text, **values):
                self.assertEqual(self.filled(text, **values), domain)

    def test_objects_without_a_value(self):
        found = template.parse(
            "{'x': a, 'y': [b], 'z': {'k': 1}}", "Values", ("a", "b")
        )
        self.assertEqual(set(template.names(found)), {"a", "b"})
        self.assertEqual(
            template.filled_object(found, {"a": 1}), {"x": 1, "z": {"k": 1}}
        )

    def test_names_that_there_are_not(self):
        for text in ("[('x','=',d)]", "[('x','=',a.b)]", "[('x','=',a())]", "[a+b]"):
            with self.subTest(text), self.assertRaises(BadRequest) as caught:
                template.parse(text, "Domain", ("a", "b"))
            self.assertIn("(a, b)", str(caught.exception))
        self.assertEqual(template.parse("[a]", "Domain", ("a",)), [Named("a")])
        with self.assertRaises(BadRequest):
            template.parse("{a: 1}", "Values", ("a",))


@tagged("post_install", "-at_install")
class TestAccepted(BaseCase):
    accepts = Accepted(
        frozenset(["name"]),
        frozenset(["country_id", "tag_ids"]),
        {"child_ids": Accepted(frozenset(["name"]))},
    )

    def mistakes(self, values, *, removes=False):
        try:
            accepted.check(values, self.accepts, removes=removes)
        except InvalidValues as exc:
            return [each["pointer"] for each in exc.details]
        return []

    def test_what_is_accepted(self):
        for values in (
            {},
            {"name": {"any": "thing"}},
            {"country_id": 3, "tag_ids": [1, {"id": 2}, {"xmlid": "a.b"}]},
            {"country_id": None, "tag_ids": []},
            {"child_ids": [{"name": "x"}, {"id": 3, "name": "y"}, {"id": 4}]},
        ):
            self.assertEqual(self.mistakes(values), [])

    def test_what_is_not(self):
        for values, pointers in (
            ([], [""]),
            ({"nam": 1, "id": 2}, ["/nam", "/id"]),
            ({"country_id": {"code": "BE"}}, ["/country_id"]),
            ({"country_id": {"id": 3, "name": "x"}}, ["/country_id"]),
            ({"tag_ids": [[6, 0, [1]]]}, ["/tag_ids"]),
            ({"tag_ids": [True]}, ["/tag_ids"]),
            (
                {"child_ids": [[0, 0, {"name": "x"}], 3]},
                ["/child_ids/0", "/child_ids/1"],
            ),
            ({"child_ids": {"name": "x"}}, ["/child_ids"]),
            (
                {"child_ids": [{"name": "x", "a/b": 1, "child_ids": []}]},
                ["/child_ids/0/a~1b", "/child_ids/0/child_ids"],
            ),
            ({"child_ids": [{"id": 3, "_delete": True}]}, ["/child_ids/0/_delete"]),
            ({"child_ids": {"replace": []}}, ["/child_ids/replace"]),
            # A key would be looked for, which tells what there is.
            ({"child_ids": [{"id": {"email": "x"}}]}, ["/child_ids/0/id"]),
            ({"child_ids": [{"id": "base.main"}]}, ["/child_ids/0/id"]),
            ({"child_ids": [{"id": [3, "x"]}]}, ["/child_ids/0/id"]),
            ({"country_id": {"id": {"code": "BE"}}}, ["/country_id"]),
            ({"tag_ids": [{"xmlid": {"name": "x"}}]}, ["/tag_ids"]),
        ):
            with self.subTest(values):
                self.assertEqual(self.mistakes(values), pointers)

    def test_no_more_mistakes_than_are_told(self):
        many = {f"a{number}": 0 for number in range(10 * accepted.MAX_MISTAKES)}
        self.assertEqual(len(self.mistakes(many)), accepted.MAX_MISTAKES)

    def test_lines_that_may_be_removed(self):
        for values in (
            {"child_ids": [{"id": 3, "_delete": True}]},
            {"child_ids": {"replace": [{"name": "x"}]}},
        ):
            self.assertEqual(self.mistakes(values, removes=True), [])
        replaced = {"child_ids": {"replace": [{"ref": "x"}]}}
        self.assertEqual(
            self.mistakes(replaced, removes=True), ["/child_ids/replace/0/ref"]
        )


@tagged("post_install", "-at_install")
class TestSpelling(BaseCase):
    def test_trees_are_spelled_as_they_are_read(self):
        for text in (
            "name",
            "partner_id(name,city)",
            "order_line(name;order=sequence, id;limit=3;domain=(('a', '=', 1),))",
        ):
            (node,) = schema.parse(text).fields
            self.assertEqual(schema.spelled(node), text)
            self.assertEqual(schema.parse(schema.spelled(node)).fields, (node,))
