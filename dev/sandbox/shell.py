"""`make shell`: an Odoo shell on the demo database."""

from . import workshop
from .run import prepare_demo


def run(*_arguments: str) -> int:
    """Open the shell, creating the database the first time."""
    with workshop.opened() as shop:
        prepare_demo(shop)
        return shop.odoo.shell(shop.demo)
