"""Tests beside a real server, which sees what is committed."""

from collections.abc import Callable
from typing import Any, ClassVar

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name

from .needs import SERVER, needs


@needs(SERVER)
class CommittedCase(BaseCase):
    """A test that commits; it removes by itself what it has made."""

    registry: ClassVar[Registry]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    @classmethod
    def committed(cls, function: Callable[..., Any], *args: Any) -> Any:
        """Run ``function(env, *args)`` in a transaction of its own."""
        with cls.registry.cursor() as cr:
            result = function(api.Environment(cr, api.SUPERUSER_ID, {}), *args)
        cls.registry.signal_changes()
        return result
