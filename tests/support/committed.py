"""Tests beside a real server, which sees what is committed."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar
from unittest.mock import patch

from passlib.context import CryptContext

from odoo import api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import BaseCursor
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

from .needs import SERVER, needs


def committed(cr: BaseCursor, function: Callable[..., Any], *args: Any) -> Any:
    """Run ``function(env, *args)``, again where a server writes the same rows."""
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    with mute_logger("odoo.sql_db"):
        return retrying(partial(function, env, *args), env)


def hash_quickly(case: type[BaseCase]) -> None:
    """Hash passwords in one round, as Odoo does in its own cases of tests."""
    context = CryptContext(["pbkdf2_sha512", "plaintext"], pbkdf2_sha512__rounds=1)
    name = "odoo.addons.base.models.res_users.ResUsersPatchedInTest._crypt_context"
    case.startClassPatcher(patch(name, lambda self: context))


@needs(SERVER)
class CommittedCase(BaseCase):
    """A test that commits; it removes by itself what it has made."""

    registry: ClassVar[Registry]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        hash_quickly(cls)
        cls.registry = Registry(get_db_name())

    @classmethod
    def committed(cls, function: Callable[..., Any], *args: Any) -> Any:
        """Run ``function(env, *args)`` in a transaction of its own."""
        with cls.registry.cursor() as cr:
            result = committed(cr, function, *args)
        cls.registry.signal_changes()
        return result
