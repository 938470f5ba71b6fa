"""Bodies and literals from strangers: what they cost, and what is refused."""

import gc
import sys
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import simplejson

from odoo.tests import BaseCase, tagged

from ..core import json, literal
from ..core.errors import BadRequest


def steps(function: Callable[[Any], Any], argument: Any) -> int:
    """Count the calls that Python makes, in Python and in C."""
    count = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    # What a collection calls (finalizers, callbacks of weak references) is not
    # the work of the function.
    gc.collect()
    gc.disable()
    sys.setprofile(note)
    try:
        with suppress(BadRequest):
            function(argument)
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


@tagged("post_install", "-at_install")
class TestCost(BaseCase):
    """Twice the body is never more than twice the work."""

    OPEN = b'{"x":[' + b"[]," * 65

    def bodies(self, size: int) -> dict[str, bytes]:
        return {
            "quotes in a string without end": self.OPEN + b'"' + b'\\"' * size,
            "backslashes": self.OPEN + b'"' + b"\\\\" * size,
            "objects": b'{"x":[' + b"{}," * size + b"{}]}",
            "brackets without end": b"[" * size,
            "alternating brackets": b'[{"a":' * size,
            "strings": self.OPEN + b'"",' * size + b'""]}',
        }

    def test_number_of_calls_does_not_depend_on_the_size(self):
        small, large = self.bodies(2_000), self.bodies(64_000)
        for name, body in small.items():
            with self.subTest(name=name):
                self.assertLessEqual(steps(json.loads, large[name]), 400)
                few = steps(json.loads, body)
                self.assertLessEqual(steps(json.loads, large[name]), few + 64)

    def test_literals_take_a_step_for_each_bracket_and_no_more(self):
        for text in ('["' + '\\"' * 20_000, "['" + "\\'" * 20_000, "'" * 30_000):
            with self.subTest(text=text[:4]):
                half = steps(literal.parse, text[: len(text) // 2])
                self.assertLessEqual(steps(literal.parse, text), 2 * half + 50)

    def test_memory_of_a_look_is_a_small_multiple_of_the_body(self):
        for name, body in {
            "one string": self.OPEN + b'"' + b"a" * 4_000_000 + b'"]}',
            "objects": b'{"x":[' + b"{}," * 1_500_000 + b"{}]}",
            "quotes": self.OPEN + b'"' + b'\\"' * 2_000_000 + b'"]}',
        }.items():
            with self.subTest(name=name):
                tracemalloc.start()
                try:
                    with suppress(BadRequest):
                        json._check_shape(body)
                finally:
                    _now, peak = tracemalloc.get_traced_memory()
                    tracemalloc.stop()
                self.assertLessEqual(peak, 4 * len(body))


@tagged("post_install", "-at_install")
class TestShape(BaseCase):
    """Depth and numbers are of what is outside of strings."""

    def test_depth(self):
        deep = b"[" * json.MAX_DEPTH + b"]" * json.MAX_DEPTH
        self.assertTrue(json.loads(deep))
        mixed = b'[{"a":' * 32 + b"1" + b"}]" * 32
        self.assertTrue(json.loads(mixed))
        for body in (b"[" + deep + b"]", b'{"a":' + mixed + b"}", b"[" * 100_000):
            with self.subTest(body=body[:20]), self.assertRaises(BadRequest):
                json.loads(body)

    def test_brackets_in_strings_do_not_count(self):
        text = '[{"' * 1000
        self.assertEqual(json.loads(json.dumps([text] * 70)), [text] * 70)
        text = "\\" * 7 + "[" * 100
        self.assertEqual(json.loads(json.dumps({text: [text]})), {text: [text]})

    def test_long_integers_are_written(self):
        for value in (10**40, [{"a": -(10**30)}], {"b": [2**64, None]}):
            self.assertEqual(simplejson.loads(json.dumps(value)), value)

    def test_malformed_ones_are_refused(self):
        for body in (b"[}" * 40, b'["' + b"[" * 70, b"]" * 70 + b"[" * 70, b'"\\' * 80):
            with self.subTest(body=body[:20]), self.assertRaises(BadRequest):
                json.loads(body)

    def test_many_values_are_refused(self):
        objects = b"[" + b"{}," * json.MAX_CONTAINERS + b"{}]"
        numbers = b"[" + b"1," * (json.MAX_VALUES + 1) + b"1]"
        for body in (objects, numbers):
            with self.assertRaises(BadRequest) as caught:
                json.loads(body)
            self.assertIn("more than", str(caught.exception))
