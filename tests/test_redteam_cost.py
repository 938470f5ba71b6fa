"""What strangers send costs no more than its size: steps and memory, never time."""

import re
import subprocess
import sys

from odoo.tests import BaseCase, tagged
from odoo.tools import config

from .. import dispatcher, early_dispatcher, oauth_dispatcher
from ..auth import credentials, log_filter
from ..auth.oauth1 import parameters as oauth1_parameters
from ..auth.oauth1 import request as oauth1_request
from ..auth.oauth2 import parameters as oauth_parameters
from ..auth.oauth2 import redirect_uri
from ..core import json, literal, redaction, schema
from ..dialects.restful import dialect as restful
from ..dialects.synconics import methods as synconics_methods
from ..dialects.synconics import xml
from ..records import binary
from ..records.read import order
from .support import regex_steps
from .support.needs import PROGRAM, needs
from .support.server import odoo_environment
from .test_json import steps

MODULES = (
    binary,
    credentials,
    dispatcher,
    early_dispatcher,
    json,
    literal,
    log_filter,
    oauth1_parameters,
    oauth1_request,
    oauth_dispatcher,
    oauth_parameters,
    order,
    redaction,
    redirect_uri,
    restful,
    schema,
    synconics_methods,
    xml,
)
# What makes an engine try again: repeated, after a beginning, before an end.
BEGINNINGS = ("", "?", "bearer ", "OAuth ", "oauth_a='", 'a="', "a=", "/api/", "x(")
REPEATED = (
    *("a", " ", "\\", '"', "'", "?", "&", "%", "=", "0", ",", "(", ")", "]", "[", "/"),
    *('\\"', "a=", "?a", " a", "a ", "%2", "[]", "\\\\", "a.", "&a=", "password", "a,"),
)
ENDS = ("", "\x00", ' x"')
# The others match from the beginning.
SEARCHED = (
    json._NUL,
    literal._BRACKETS,
    log_filter._QUERY,
    redaction._JOINED,
    redaction._SECRET,
    oauth1_request._LONE_PERCENT,
    oauth_dispatcher._UNWANTED,
    xml._ILLEGAL,
    binary._SPACE,
)


@tagged("post_install", "-at_install")
class TestExpressions(BaseCase):
    def patterns(self):
        for module in MODULES:
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern):
                    yield f"{module.__name__}.{name}", value

    def test_no_text_takes_more_than_its_length(self):
        found = dict(self.patterns())
        self.assertGreater(len(found), 20)
        for name, pattern in found.items():
            for start in BEGINNINGS:
                for part in REPEATED:
                    for end in ENDS:
                        self.assertLinear(name, pattern, start, part, end)

    def assertLinear(self, name, pattern, start, part, end):
        few, many = (f"{start}{part * number}{end}" for number in (20, 40))
        if isinstance(pattern.pattern, bytes):
            few, many = few.encode(), many.encode()
        searched = pattern in SEARCHED
        count = regex_steps.to_search if searched else regex_steps.to_match
        taken = count(pattern, few), count(pattern, many)
        self.assertLessEqual(taken[1], 2 * taken[0] + 20, (name, few, taken))

    def test_counter_knows_a_bad_one(self):
        """The expression that stopped both workers, by an unclosed string."""
        bad = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]')
        few, many = (
            regex_steps.to_search(bad, b'"' + b'\\"' * number) for number in (20, 40)
        )
        self.assertGreater(many, 3 * few)

    def test_counter_finds_what_re_finds(self):
        for pattern in dict(self.patterns()).values():
            for text in ("a='b', c=\"d\"", "?a=b&c HTTP/", '{"a":["\\u0000"]}', "a.id"):
                given = text.encode() if isinstance(pattern.pattern, bytes) else text
                for at in range(len(text)):
                    expected = pattern.match(given[at:])
                    end = regex_steps.Walk(pattern, given[at:]).match(0)
                    self.assertEqual(end, expected and expected.end(), (pattern, at))


@tagged("post_install", "-at_install")
class TestReaders(BaseCase):
    def test_steps(self):
        """Twice the text is at most twice the steps, and a bound stops the rest."""
        for read, part, start, end in (
            (literal.parse, "[],", "[", "]"),
            (literal.parse, "'\\'',", "[", "]"),
            (literal.parse, "'", "", ""),
            (literal.parse, "-", "", "1"),
            (literal.parse, "{'a':", "", ""),
            (literal.parse, "((", "", ""),
            (schema.parse, "a,", "", "a"),
            (schema.parse, "a(", "", ""),
            (schema.parse, "a(b;limit=1),", "", "a"),
            (schema.parse, "a(b;domain=[", "", ""),
            (schema.parse, " ", "", "a"),
            (self.xml, "<b/>", "<a>", "</a>"),
            (self.xml, "<b>", "", ""),
            (self.xml, "&lt;", "<a>", "</a>"),
            (self.xml, "x", "<a><![CDATA[", "]]></a>"),
            (self.json, "[],", '{"x":[', "[]]}"),
            (self.json, '\\"', '{"x":[[],[],"', ""),
            (self.json, '{"a":', "", ""),
            (self.starred, "?a=b&", "GET /api", " HTTP/1.1"),
            (self.starred, "password=a&", "GET /api?", " HTTP/1.1"),
            (self.starred, "%25", "GET /api?a=", ""),
        ):
            with self.subTest(read=read.__name__, part=part):
                few, many = (
                    steps(read, f"{start}{part * number}{end}")
                    for number in (500, 1000)
                )
                self.assertLessEqual(many, 2 * few + 64)

    def xml(self, text):
        return xml.loads(text.encode())

    def json(self, text):
        return json.loads(text.encode())

    def starred(self, text):
        return log_filter._QUERY.sub(log_filter._starred, text)


_MEASURE = """
import json as encoder
import sys
from multiprocessing import get_context
from odoo.modules.module import initialize_sys_path
from odoo.tools import config
config.parse_config(["--addons-path", sys.argv[1]], setup_logging=False)
initialize_sys_path()
from odoo.addons.restapi.core import json
from odoo.addons.restapi.dialects.synconics import xml
from odoo.addons.restapi.core.errors import BadRequest

def peak():
    with open("/proc/self/status") as status:
        [line] = [line for line in status if line.startswith("VmHWM")]
    return 1024 * int(line.split()[1])

size = 8_000_000
opened = b'{"x":[' + b"[]," * 65 + b'"'
bodies = {
    "text": lambda: opened + b"a" * size + b'"]}',
    "escapes": lambda: opened + b'\\\\"' * (size // 3) + b'"]}',
    "unclosed": lambda: opened + b'\\"' * (size // 2),
    "objects": lambda: b'{"x":[' + b"{}," * (size // 3) + b"{}]}",
    "some objects": lambda: b"[" + b"{}," * (json.MAX_CONTAINERS - 2) + b"{}]",
    "arrays": lambda: b"[" * size,
    "numbers": lambda: b"[" + b"1," * (size // 2) + b"1]",
    "some numbers": lambda: b"[" + b"1234.5," * (json.MAX_VALUES - 1) + b"1]",
    "texts": lambda: b"[" + b'"abc",' * (json.MAX_VALUES - 1) + b'""]',
    "elements": lambda: b"<a>" + b"<b/>" * (size // 4) + b"</a>",
    "some elements": lambda: b"<a>" + b"<item/>" * (xml.MAX_ELEMENTS - 2) + b"</a>",
    "attributes": lambda: b"<a " + b"b='' " * (size // 5) + b"/>",
}

def measured(name):
    body = bodies[name]()
    values = min(json.MAX_VALUES, body.count(b",") + body.count(b"<"))
    read = xml.loads if body.startswith(b"<") else json.loads
    with open("/proc/self/clear_refs", "w") as marks:
        marks.write("5")  # the highest is the present one
    before = peak()
    try:
        read(body)
        taken = 200 * values
    except BadRequest:
        taken = 0
    return (peak() - before - taken) / len(body)

# Each in a process of its own, which has nothing left of the one before.
with get_context("fork").Pool(1, maxtasksperchild=1) as pool:
    found = pool.map(measured, bodies, chunksize=1)
print(encoder.dumps(dict(zip(bodies, found))))
"""


@tagged("post_install", "-at_install")
@needs(PROGRAM)
class TestMemory(BaseCase):
    """Of the whole process, that is: C's memory too, which no profiler sees."""

    def test_four_times_the_body_and_its_values(self):
        """A value of Python takes up to 200 bytes, so their number is bounded too."""
        addons = ",".join(config["addons_path"])
        done = subprocess.run(
            [sys.executable, "-c", _MEASURE, addons],
            capture_output=True,
            text=True,
            env=odoo_environment(),
        )
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        found = json.loads(done.stdout.encode())
        self.assertEqual(len(found), 12)
        for name, times in found.items():
            with self.subTest(name=name):
                self.assertLessEqual(times, 4)
