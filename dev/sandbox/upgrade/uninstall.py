"""Remove the addon; runs in its Odoo shell."""

env["ir.module.module"]._get("restapi").button_immediate_uninstall()  # noqa: F821
