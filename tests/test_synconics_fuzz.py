"""Nonsense in every parameter of the Synconics dialect: never a 500."""

import random

from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.synconics import SynconicsCase

ODD = (
    *(
        "",
        "None",
        "[]",
        "{}",
        "()",
        "[[]]",
        "[{}]",
        "{1: 2}",
        "{1,2}",
        "b'x'",
        "1j",
        "...",
    ),
    *(
        "-0",
        "1_000",
        "0x10",
        "1e400",
        "nan",
        "[" * 5000,
        "9" * 400,
        "'\\ud800'",
        "\ufffe",
    ),
    *("[1]", "[[1]]", "[None]", "[True]", "['name']", "['name', 1]", "[('name','=')]"),
    *("[('id','in',[[1]])]", "['&']", "['|', ('id','=',1)]", "[('id','=',10**30)]"),
    *("[('id','any',[])]", "{'name': {}}", "{'name': []}", "{'category_id': {}}", "x"),
    *("{'child_ids': [[0,0,{'name': 1}], 'x']}", "{'child_ids': [[9]]}", "{'id': 1}"),
    *("{'lang': [1]}", "{'tz': 'nowhere'}", "{'tz': [1]}", "{'active_test': {}}"),
    *("{'allowed_company_ids': [[1]]}", "{'allowed_company_ids': 1}", "lambda: 0"),
    *(
        "{'default_name': {}}",
        "{'default_child_ids': 'x'}",
        "True",
        "-1",
        "[-1]",
        "name,,",
    ),
)
NAMES = (
    *(
        "domain",
        "fields",
        "ids",
        "vals",
        "limit",
        "offset",
        "order",
        "count",
        "context",
    ),
    *(
        "args",
        "kwargs",
        "operation",
        "raise_exception",
        "allfields",
        "attributes",
        "name",
    ),
    *("default", "groupby", "orderby", "lazy", "operator", "fields_list"),
)
PATHS = (
    *("", "/{id}", "/search", "/search_read", "/search_count", "/read", "/{id}/read"),
    *("/read_group", "/name_get", "/name_search", "/name_create", "/default_get"),
    *("/{id}/copy", "/{id}/export_data", "/fields_get", "/check_access_rights"),
    *("/{id}/write", "/create", "/formatted_read_group", "/web_search_read"),
    *("/{id}/web_read", "/web_read_group", "/onchange", "/load", "/get_views"),
)
METHODS = ("GET", "POST", "PUT", "DELETE")


@tagged("post_install", "-at_install")
class TestNonsense(SynconicsCase):
    groups = "base.group_user,base.group_partner_manager,base.group_allow_export"

    def setUp(self):
        super().setUp()
        self.partner = self.env["res.partner"].create({"name": "Nonsense"})

    @mute_logger("odoo.sql_db", "odoo.http", "odoo.addons.base.models.ir_rule")
    def test_never_a_500(self):
        source = random.Random(1)
        for _ in range(700):
            method = source.choice(METHODS)
            path = "/object/res.partner" + source.choice(PATHS).format(
                id=self.partner.id
            )
            values = {
                name: source.choice(ODD)
                for name in source.sample(NAMES, source.randrange(1, 4))
            }
            place = source.choice(("params", "json", "data"))
            with self.subTest(method=method, path=path, **{place: values}):
                response = self.send(method, path, **{place: values})
                self.assertLess(response.status_code, 500, response.text)
                self.assertEqual(
                    response.headers["Content-Type"], "application/json; charset=utf-8"
                )
            if not self.partner.exists():
                self.partner = self.env["res.partner"].create({"name": "Nonsense"})
