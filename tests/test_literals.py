"""The pure parts: literals, JSON, trees of fields."""

import math

import psycopg2
from psycopg2.pool import PoolError

from odoo.tests import BaseCase, tagged

from ..core import errors, json, literal, problems, schema
from ..core.schema import Node, Options


class TestLiterals(BaseCase):
    def test_python_json_and_mixtures(self):
        for text, value in (
            ("[('a','=',True)]", [("a", "=", True)]),
            ('[["a","=",true]]', [["a", "=", True]]),
            (
                "[('a', '=', null), (\"b\", '!=', None)]",
                [("a", "=", None), ("b", "!=", None)],
            ),
            ("{'a': [1, -2.5, +3]}", {"a": [1, -2.5, 3]}),
            (" 7 ", 7),
            ("'(['", "(["),
            ("'it''s'", "its"),
            ("()", ()),
        ):
            with self.subTest(text=text):
                self.assertEqual(literal.parse(text), value)

    def test_everything_else_is_refused(self):
        for text in (
            "",
            "name",
            "f(1)",
            "a.b",
            "1+1",
            "1**99**99",
            "'a'*10",
            "[x for x in 'a']",
            "lambda: 1",
            "f'{1}'",
            "b'x'",
            "1j",
            "...",
            "{1, 2}",
            "{**{}}",
            "{(1, 2): 3}",
            "[*[1]]",
            "not 1",
            "-'a'",
            "-True",
            "'\\0'",
            "'\\ud800'",
            "a\0",
            "1; 2",
            "[" * 65 + "]" * 65,
            "'" + "a" * literal.MAX_LENGTH + "'",
        ):
            with self.subTest(text=text[:30]), self.assertRaises(errors.BadRequest):
                literal.parse(text)

    def test_json_depth_is_counted_outside_of_strings(self):
        text = '{"a": "' + "[" * 500 + '"}'
        self.assertEqual(json.loads(text.encode()), {"a": "[" * 500})
        with self.assertRaises(errors.BadRequest):
            json.loads(("[" * 65 + "]" * 65).encode())

    def test_json_out(self):
        self.assertEqual(
            json.dumps({"é": math.nan, 1: b"YQ==", "s": {2}, "t": (1,)}),
            '{"é":null,"1":"YQ==","s":[2],"t":[1]}'.encode(),
        )


class TestTrees(BaseCase):
    def test_native_spelling(self):
        self.assertEqual(
            schema.parse("id, name,partner_id( id ,city ),order_line()"),
            Node(
                "",
                (
                    Node("id"),
                    Node("name"),
                    Node("partner_id", (Node("id"), Node("city"))),
                    Node("order_line", (Node("id"),)),
                ),
            ),
        )

    def test_options(self):
        node = schema.parse(
            "line(a(b;limit=2);order=x desc, y;limit=10;domain=[('n','=','a;)')]),z"
        )
        line, z = node.fields
        self.assertEqual(z, Node("z"))
        self.assertEqual(
            line.options,
            Options(order="x desc, y", limit=10, domain=(("n", "=", "a;)"),)),
        )
        self.assertEqual(line.fields[0].options, Options(limit=2))

    def test_a_name_twice_is_read_once(self):
        self.assertEqual(
            schema.parse("a,a(b),a,c").fields, (Node("a", (Node("b"),)), Node("c"))
        )


@tagged("post_install", "-at_install")
class TestErrorTable(BaseCase):
    def test_an_unknown_error_tells_nothing(self):
        problem = problems.of(RuntimeError("SELECT secret FROM /etc/passwd"))
        self.assertEqual(
            (problem.status, problem.message), (500, problems.SERVER_ERROR)
        )

    def test_the_nearest_class_counts(self):
        from odoo import exceptions

        for exc, status in (
            (exceptions.AccessError("x"), 403),
            (exceptions.AccessDenied(), 401),
            (exceptions.MissingError("x"), 404),
            (exceptions.ValidationError("x"), 422),
            (exceptions.UserError("x"), 422),
            (errors.InvalidValues("x"), 422),
            (errors.Unavailable("x"), 503),
            (errors.Busy("x"), 409),
            (PoolError("the pool is full"), 503),
            (psycopg2.OperationalError("the server is gone"), 503),
            (psycopg2.InterfaceError("the connection is closed"), 503),
        ):
            self.assertEqual(problems.of(exc).status, status, exc)
