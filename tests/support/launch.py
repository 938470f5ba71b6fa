"""``odoo-bin`` for the servers of the tests: Odoo starts itself again by its file."""

from odoo import cli
from odoo.addons.base.models import res_users

if __name__ == "__main__":
    # Odoo's own tests hash passwords in one round as well: half a second each else.
    res_users.MIN_ROUNDS = 1
    cli.main()
