"""Write the terms of the addon; runs in an Odoo shell, which provides `env`."""

import io
import os
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

ADDON = "restapi"
FIELDS = "model:ir.model.fields,"
# What changes with each export without meaning anything.
MOVING = ("POT-Creation-Date", "PO-Revision-Date")


def export(env):
    """Write the template and bring the languages to its terms."""
    folder = Path(os.environ["RESTAPI_SANDBOX_I18N"])
    buffer = io.BytesIO()
    trans_export(False, [ADDON], buffer, "po", env)
    template = polib.pofile(buffer.getvalue().decode())
    leave_out_fields_of_others(env, template)
    for name in MOVING:
        template.metadata.pop(name, None)
    template.save(str(folder / f"{ADDON}.pot"))
    for file in folder.glob("*.po"):
        language = polib.pofile(str(file))
        language.merge(template)
        for entry in language.obsolete_entries():
            language.remove(entry)
        language.save()


def leave_out_fields_of_others(env, template):
    """Remove fields that models of ours have from modules that need not be there.

    They are ours as well where their module was loaded first.
    """
    addon = env["ir.module.module"].search([("name", "=", ADDON)])
    others = addon.upstream_dependencies(exclude_states=["uninstallable"])
    needed = {"base", ADDON, *others.mapped("name")}

    def is_ours(place):
        if not place.startswith(FIELDS):
            return True
        field = env.ref(place.rpartition(":")[2])
        modules = env[field.model]._fields[field.name]._modules
        return not modules or not needed.isdisjoint(modules)

    for entry in list(template):
        entry.occurrences = [pair for pair in entry.occurrences if is_ours(pair[0])]
        if not entry.occurrences:
            template.remove(entry)


export(env)  # noqa: F821
