"""The seam to what Odoo does not publish: what is there, and that it is the only one."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from odoo.fields import Field, PropertiesDefinition, Selection
from odoo.http import HTTPRequest, Request
from odoo.models import BaseModel
from odoo.modules.registry import Registry
from odoo.sql_db import Cursor
from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import Query
from odoo.tools.misc import Callbacks

ROOT = Path(__file__).parent.parent
SEAM = ROOT / "records" / "odoo19.py"
NOT_SHIPPED = frozenset(["tests", "dev", ".sandbox"])
# Classes of Odoo's models are in the registry; `self` is left out.
SIGNATURES: dict[tuple[type | str, str], str] = {
    (Field, "_get_cache"): "env",
    (Field, "_insert_cache"): "records values",
    (Field, "_description_string"): "env",
    (Field, "_description_help"): "env",
    (Field, "_description_sortable"): "env",
    (Field, "_description_groupable"): "env",
    (Selection, "_description_selection"): "env",
    (PropertiesDefinition, "_validate_properties_definition"): (
        "properties_definition env"
    ),
    (BaseModel, "_has_field_access"): "field operation",
    (BaseModel, "_check_field_access"): "field operation",
    (BaseModel, "_search"): "domain offset limit order active_test bypass_access",
    (BaseModel, "_as_query"): "ordered",
    (BaseModel, "_determine_fields_to_fetch"): "field_names ignore_when_in_cache",
    (BaseModel, "_fetch_query"): "query fields",
    (BaseModel, "_field_to_sql"): "alias field_expr query",
    (BaseModel, "_order_to_sql"): "order query alias reverse",
    (BaseModel, "_order_field_to_sql"): "alias field_name direction nulls query",
    (BaseModel, "_read_group_select"): "aggregate_spec query",
    (BaseModel, "_sql_error_to_message"): "exc",
    ("ir.rule", "_get_failing"): "for_records mode",
    ("ir.rule", "_compute_domain"): "model_name mode",
    ("ir.model.data", "_xmlid_to_res_model_res_id"): "xmlid raise_if_not_found",
    ("ir.actions.actions", "_for_xml_id"): "full_xml_id",
    ("ir.model", "_get"): "name",
    ("ir.attachment", "_full_path"): "path",
    ("ir.attachment", "_post_add_create"): "kwargs",
    ("res.users", "_get_company_ids"): "",
    ("res.users", "_get_group_ids"): "",
    ("res.users", "_is_internal"): "",
    ("res.lang", "_get_data"): "kwargs",
    ("res.users", "_login"): "credential user_agent_env",
    ("res.users", "_compute_session_token"): "sid",
    ("res.users", "_get_login_domain"): "login",
    ("res.users", "_assert_can_auth"): "user",
    ("res.users", "_crypt_context"): "",
    ("res.users", "_rpc_api_keys_only"): "",
    ("res.users.apikeys", "_check_credentials"): "scope key",
    ("ir.actions.report", "_render_qweb_pdf"): "report_ref res_ids data",
    ("ir.actions.report", "_render_qweb_html"): "report_ref docids data",
    ("ir.actions.report", "_render_qweb_text"): "report_ref docids data",
    ("ir.qweb", "_render"): "template values options",
    ("ir.config_parameter", "_get_param"): "key",
    ("ir.cron", "_trigger"): "at",
    ("ir.cron", "_commit_progress"): "processed remaining deactivate",
    ("ir.http", "_dispatch"): "endpoint",
    ("mail.thread", "_message_log"): (
        "body subject author_id email_from message_type partner_ids attachment_ids "
        "tracking_value_ids"
    ),
    ("res.users", "_notify_security_setting_update"): (
        "subject content mail_values kwargs"
    ),
    (Request, "_get_session_and_dbname"): "",
    (Registry, "_setup_models__"): "cr model_names",
}
PROPERTIES = {"_description_searchable": Field, "_table_sql": BaseModel}
# Set where an object is made.
ATTRIBUTES = {
    "_prefetch_ids": BaseModel,
    "_order_groupby": Query,
    "_funcs": Callbacks,
    "_cnx": Cursor,
    "_db_readonly_failed_time": Registry,
    "_HTTPRequest__wrapped": HTTPRequest,
}
# What the documentation of Odoo has for addons, the ids of records, and of Python.
DOCUMENTED = frozenset(
    "_ _abstract _active_name _auto _description _fields _ids _inherit _inherits _name "
    "_order _parent_name _read_group _rec_name _rec_names_search _table _transient "
    "_compute_display_name _search_display_name _replace".split()
)


def private_names(file: Path) -> Iterator[tuple[int, str, str]]:
    """Give line, object and name of each private name that a file uses."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Attribute):
            name = node.attr
            if name.startswith("_") and not (
                name.startswith("__") and name.endswith("__")
            ):
                yield node.lineno, ast.unparse(node.value), name


def files() -> Iterator[Path]:
    for file in sorted(ROOT.rglob("*.py")):
        if not NOT_SHIPPED & set(file.relative_to(ROOT).parts):
            yield file


def own_names() -> set[str]:
    """Return what this addon itself defines, wherever."""
    found: set[str] = set()
    for file in files():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
    return found


@tagged("post_install", "-at_install")
class TestSeam(BaseCase):
    def test_private_names_of_odoo_are_in_one_file(self):
        of_the_seam = {name for _line, _object, name in private_names(SEAM)}
        own = own_names() - of_the_seam
        for file in files():
            if file == SEAM:
                continue
            for line, owner, name in private_names(file):
                # An override calls what it overrides.
                if owner.startswith("super(") or name in own | DOCUMENTED:
                    continue
                if owner.startswith(("etree", "self", "cls")) and (
                    name not in of_the_seam
                ):
                    continue
                with self.subTest(file=f"{file.relative_to(ROOT)}:{line}"):
                    self.fail(f"{owner}.{name}: call it in records/odoo19.py")

    def test_everything_in_the_seam_is_checked(self):
        checked = {name for _owner, name in SIGNATURES} | {*PROPERTIES, *ATTRIBUTES}
        used = {name for _line, _object, name in private_names(SEAM)}
        self.assertEqual(used - DOCUMENTED, checked)


@tagged("post_install", "-at_install")
class TestSignatures(TransactionCase):
    def test_methods_take_what_they_are_given(self):
        for (owner, name), expected in SIGNATURES.items():
            cls = type(self.env[owner]) if isinstance(owner, str) else owner
            found = list(inspect.signature(getattr(cls, name)).parameters)
            found = found[1:] if found[:1] in (["self"], ["cls"]) else found
            with self.subTest(owner=str(owner), name=name):
                self.assertEqual(found, expected.split())

    def test_properties_are_properties(self):
        for name, cls in PROPERTIES.items():
            with self.subTest(name=name):
                self.assertIsInstance(inspect.getattr_static(cls, name), property)

    def test_attributes_are_set(self):
        partners = self.env["res.partner"]
        self.assertIsNotNone(partners._prefetch_ids)
        self.assertEqual(Query(self.env, "res_partner")._order_groupby, [])
        self.assertFalse(Callbacks()._funcs)
        with self.env.registry.cursor() as cr:
            self.assertTrue(hasattr(cr, "_cnx"))
        self.assertIn("self.__wrapped = ", inspect.getsource(HTTPRequest.__init__))
