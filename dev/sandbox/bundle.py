"""Make the web client's bundles, which tests and the first log-in would wait for.

Runs in an Odoo shell, which provides `env`.
"""

env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
env.cr.commit()  # noqa: F821
