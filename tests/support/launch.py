"""``odoo-bin`` for the servers of the tests: Odoo starts itself again by its file."""

from odoo.cli import main

if __name__ == "__main__":
    main()
