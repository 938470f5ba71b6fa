"""What tests need beside Odoo and its database.

Who has none of it runs the others: ``make test T=fast``. The classes here in
``support`` tell it of all that are built on them.
"""

from odoo.tests import tagged

SERVER = "needs_server"
BROWSER = "needs_browser"
# Node.js, PHP, Odoo's command line, and others that are started.
PROGRAM = "needs_program"
# A database where it is installed; these tests are left out everywhere else.
QUEUE_JOB = "needs_queue_job"


def needs(*tags: str):
    """Return a decorator that says what a class of tests needs."""
    leaves_out = ["-standard"] if QUEUE_JOB in tags else []
    return tagged(*tags, *leaves_out)
