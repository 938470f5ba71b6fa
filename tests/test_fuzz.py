"""Random nonsense in all six dialects: what a client gets wrong is never a 500.

``RESTAPI_EXAMPLES`` is the number of requests, ``RESTAPI_SEED`` repeats a run. They are
drawn from plain tables, not by hypothesis as those of ``test_limits_property``: to draw
one there costs as much as to answer it, and a request is short enough as it is.
"""

import json
import logging
import os
import random
from collections import Counter
from typing import Any

from requests import Response

from odoo import Command
from odoo.models import BaseModel
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..dialects.mcp import protocol
from ..dialects.mcp.tools import TOOLS
from .support.common import ApiCase, make_key

EXAMPLES = int(os.environ.get("RESTAPI_EXAMPLES", "5000"))
# The suite asks the same each time; other seeds are for longer runs.
SEED = 20_261
MODELS = ("restapi_test.everything", "res.partner", "res.users", "res.country")
OPERATORS = (
    "= != =? < > <= >= in like ilike =like =ilike child_of parent_of any == <>"
).split()
OPERATORS += [f"not {operator}" for operator in ("in", "like", "ilike", "any")]
SCALARS = (
    *(None, True, False, 0, 1, -1, 1.5, 1e308, -1e308, 5e-324, 2**31, -(2**31), 2**53),
    *(2**63 - 1, -(2**63), "", " ", "x", "%", "_", "\\", "0", "-1", "1.5", "1e999"),
    *("nan", "inf", "9" * 30, "9" * 5000, "0001-01-01", "9999-12-31", "10000-01-01"),
    *("2024-02-30", "2024-01-01 25:00:00", "0001-01-01T00:00:00+14:00", "today"),
    *("9999-12-31T23:59:59-12:00", "res.partner,1", "res.partner,x", "ir.cron,1"),
    *("true", "False", "\n", "\u0007", "\u202e", "😀", "é" * 300, "base.be"),
)
# What often fits.
PLAIN = (False, 1, "x", [1], ["x"], "2024-01-01")
# What JSON parsers of some clients write and ours must refuse or bear.
RAW = (
    *("NaN", "Infinity", "1e999", "-1e400", "9" * 400, '"\\u0000"', '"\\ud800"'),
    *("0x10", "[", "{", "[[]", '"', "nul", "'x'", "\\", "{,}", "[" * 200 + "]" * 200),
)
READING = [name for name, tool in TOOLS.items() if tool.reads]
# What clients get wrong is logged as refused.
MUTED = ("odoo.http", "odoo.sql_db", "odoo.addons.restapi.service")
_logger = logging.getLogger(__name__)


class Nonsense:
    """Makes requests up.

    :param fields: names of fields by model
    """

    def __init__(self, seed: int, fields: dict[str, list[str]]) -> None:
        self.random = random.Random(seed)
        self.fields = fields

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def value(self, depth: int = 0) -> Any:
        kind = self.random.random()
        if kind < 0.3:
            return self.pick(*PLAIN)
        if depth > 2 or kind < 0.75:
            return self.random.choice(SCALARS)
        if kind < 0.9:
            count = self.random.randint(0, 3)
            return [self.value(depth + 1) for _ in range(count)]
        keys = ("id", "name", "x", "xmlid", "model", "")
        return {self.pick(*keys): self.value(depth + 1) for _ in range(2)}

    def name(self, model: str) -> str:
        name = self.random.choice(self.fields[model])
        return self.pick(
            *(name,) * 8, f"{name}.id", f"{name}.name", f"{name}.x", f"{name}.year", "x"
        )

    def condition(self, model: str) -> Any:
        if self.random.random() < 0.4:
            name = self.random.choice(self.fields[model])
            return [name, self.pick("=", "!="), self.pick(False, False, *PLAIN)]
        return self.pick(
            *([self.name(model), self.random.choice(OPERATORS), self.value()],) * 9,
            self.value(),
        )

    def domain(self, model: str) -> Any:
        return [
            *self.pick((), (), (), ("!",), ("|",), ("&", "!")),
            *(self.condition(model) for _ in range(self.random.randint(1, 2))),
        ]

    def values(self, model: str) -> dict[str, Any]:
        count = self.random.randint(1, 3)
        names = self.random.sample(self.fields[model], count)
        return {"name": "x", **{name: self.values_of(model, name) for name in names}}

    def values_of(self, model: str, name: str) -> Any:
        command = [self.pick(0, 1, 2, 3, 4, 5, 6, 7), self.value(), self.value()]
        return self.pick(self.value(), self.value(), [command], [{"id": self.value()}])

    def order(self, model: str) -> str:
        direction = self.pick("", " desc", " asc", " x", " desc nulls last", ".id", ",")
        return f"{self.name(model)}{direction}"

    def context(self) -> dict[str, Any]:
        keys = "lang tz active_test allowed_company_ids active_id active_ids x".split()
        return {self.pick(*keys, "active_model", "default_name"): self.value()}

    def ids(self) -> str:
        texts = ("1", "-1", "0", "1,2", "x", "9" * 5000, "1.5", "", "-", "1,,2", "%0A")
        return self.pick(*texts, "1%0A", "%20", "99999", "-99999", "%F0%9F%98%80", "²")


@tagged("post_install", "-at_install")
class TestFuzz(ApiCase):
    groups = "base.group_system,base.group_partner_manager"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        account = cls.env["restapi.account"].create(
            {
                "name": "Fuzz",
                "user_id": cls.user.id,
                "is_limited": False,
                "allowed_user_ids": [Command.set(cls.user.ids)],
            }
        )
        cls.account_key = account._restapi_new_key()
        cls.record = cls.env["restapi_test.everything"].create({"name": "x"})

    def setUp(self) -> None:
        super().setUp()
        login = {"username": "api_user", "password": make_key(self.user)}
        sent = self.url_open("/api/auth/get_tokens", json=login)
        rest_api = sent.json()["access_token"]
        login = {"login": "api_user", "password": login["password"]}
        sent = self.url_open("/api/auth/token", json=login)
        bearer = {"Authorization": f"Bearer {self.key}"}
        self.headers = {
            "native": bearer,
            "synconics": bearer,
            "rest_api": {"Access-Token": rest_api},
            "restful": {"Access-Token": sent.json()["access_token"]},
            "candidroot": {"api-key": self.account_key},
            "mcp": {
                **bearer,
                "Content-Type": "application/json",
                protocol.VERSION_HEADER: protocol.LEGACY[0],
            },
        }
        self.seed = int(os.environ.get("RESTAPI_SEED", SEED))
        fields = {name: self.names(self.env[name]) for name in MODELS}
        self.nonsense = Nonsense(self.seed, fields)

    def names(self, model: BaseModel) -> list[str]:
        """Name the fields, those that can be searched and ordered by more often."""
        stored = sorted(name for name, field in model._fields.items() if field.store)
        return [*sorted(model._fields), *stored * 3]

    def test_never_a_server_error(self):
        counts, failed = Counter(), []
        with mute_logger(*MUTED):
            for _ in range(EXAMPLES):
                dialect = self.nonsense.pick(*self.headers)
                request = self.request(dialect)
                response = self.sent(dialect, *request)
                counts[response.status_code // 100] += 1
                if self.is_surprise(dialect, response):
                    failed.append((response.status_code, dialect, *request))
        _logger.info(
            "attack: bad input requests=%s refused=%s leaked=%s",
            EXAMPLES,
            counts[4],
            len(failed),
        )
        shown = "\n".join(str(request)[:500] for request in failed[:30])
        self.assertFalse(failed, f"seed {self.seed}, {len(failed)} requests:\n{shown}")
        # The requests come far enough to be refused and to be answered.
        self.assertTrue(counts[2] and counts[4], counts)

    def sent(
        self, dialect: str, method: str, path: str, params: Any, body: str | None
    ) -> Response:
        return self.url_open(
            path,
            method=method,
            params=params,
            data=body,
            headers=self.headers[dialect],
            allow_redirects=False,
        )

    def is_surprise(self, dialect: str, response: Response) -> bool:
        """Tell whether the server failed, or has not answered as an API does."""
        # "No such model" and "no such method" of this dialect.
        documented = response.status_code == 501 and dialect == "rest_api"
        is_json = response.headers["Content-Type"].startswith("application/")
        return (response.status_code >= 500 and not documented) or not is_json

    def request(self, dialect: str) -> tuple[str, str, dict | None, str | None]:
        """Return verb, path, query and body."""
        if dialect == "mcp":
            return self.tool(self.nonsense.pick(*MODELS))
        make = self.nonsense.pick(
            self.search, self.search, self.search, self.write, self.path, self.call_
        )
        return make(dialect, self.nonsense.pick(*MODELS))

    def search(self, dialect: str, model: str) -> tuple[Any, ...]:
        some, prefix = self.nonsense, self.prefix(dialect, model)
        sent = {"limit": some.pick(1, 2, 3)}
        key = "filters" if dialect == "rest_api" else "domain"
        sent[key] = some.domain(model)
        if some.random.random() < 0.3:
            sent["order"] = some.order(model)
        if some.random.random() < 0.2:
            sent["offset"] = some.value()
        if dialect in ("rest_api", "synconics") and some.random.random() < 0.3:
            name = "__context__" if dialect == "rest_api" else "context"
            sent[name] = some.context()
        suffix = "/search" if dialect == "candidroot" else ""
        if some.random.random() < 0.5:
            return "GET", prefix + suffix, None, json.dumps(sent)
        return "GET", prefix + suffix, {k: str(v) for k, v in sent.items()}, None

    def tool(self, model: str) -> tuple[Any, ...]:
        """Call a tool, now and then with what it does not take."""
        some = self.nonsense
        name = some.pick(*TOOLS, some.value())
        kept = model if name in READING else self.record._name
        given = {
            "model": kept,
            "domain": some.domain(model),
            "fields": some.pick(some.value(), [some.name(model)], some.name(model)),
            "order": some.order(model),
            "limit": some.pick(1, 2, some.value()),
            "ids": some.pick([1], [self.record.id], some.value()),
            "records": some.pick([some.values(kept)], some.value()),
            "values": some.pick(some.values(kept), some.value(), [some.name(model)]),
            "by": some.pick([some.name(model)], some.value()),
            "method": some.pick("read", "search", some.value()),
            "report": some.value(),
        }
        is_tool = isinstance(name, str) and name in TOOLS
        known = TOOLS[name].properties if is_tool else given
        arguments = {key: given[key] for key in given if key in known}
        if some.random.random() < 0.2:
            arguments[some.pick(*given)] = some.value()
        params = {"name": name, "arguments": some.pick(*[arguments] * 9, some.value())}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        text = json.dumps(body)
        if some.random.random() < 0.1:
            text = text.replace("1", some.random.choice(RAW), 1)
        return "POST", "/mcp", None, text

    def write(self, dialect: str, model: str) -> tuple[Any, ...]:
        some, model = self.nonsense, MODELS[0]
        body = json.dumps(some.values(model))
        if some.random.random() < 0.2:
            body = f'{{"name": {some.random.choice(RAW)}}}'
        if dialect == "synconics":
            body = f'{{"vals": {body}}}'
        prefix = self.prefix(dialect, model)
        if some.random.random() < 0.5:
            return "PUT", f"{prefix}/{self.record.id}", None, body
        suffix = "/create" if dialect == "candidroot" else ""
        return "POST", prefix + suffix, None, body

    def path(self, dialect: str, model: str) -> tuple[Any, ...]:
        method = self.nonsense.pick("GET", "PUT", "DELETE", "PATCH", "HEAD")
        model = self.nonsense.pick(model, "x", "x%0Ay", "9" * 300, "base")
        if method == "DELETE":
            model = "restapi_test.everything"
        path = f"{self.prefix(dialect, model)}/{self.nonsense.ids()}"
        return method, path, None, "{}" if method in ("PUT", "PATCH") else None

    def call_(self, dialect: str, model: str) -> tuple[Any, ...]:
        """Call methods that every model has."""
        some = self.nonsense
        name = some.pick("search", "search_read", "read", "search_count", "fields_get")
        prefix = self.prefix(dialect, model)
        kwargs = {
            "domain": some.domain(model),
            "fields": some.pick(some.value(), [some.name(model)]),
            "groupby": some.pick(some.value(), [some.name(model)]),
            "limit": some.value(),
            "order": some.pick(some.value(), some.order(model)),
        }
        names = some.random.sample(sorted(kwargs), 2)
        sent = {key: kwargs[key] for key in names}
        if dialect == "candidroot":
            body = {"method": name, "args": some.value(), "kwargs": sent}
            return "POST", f"{prefix}/execute_kw", None, json.dumps(body)
        if dialect == "synconics":
            name = some.pick(name, "read_group", "name_search", "default_get")
            return "GET", f"{prefix}/{name}", {k: str(v) for k, v in sent.items()}, None
        verb = "PATCH" if dialect == "restful" else "PUT"
        ids = some.pick("0", "1", "1")
        return verb, f"{prefix}/{ids}/{name}", None, json.dumps(sent)

    def prefix(self, dialect: str, model: str) -> str:
        base = "/restapi/1.0/object" if dialect == "synconics" else "/api"
        return f"{base}/{model}"
