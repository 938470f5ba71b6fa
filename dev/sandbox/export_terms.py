"""Write the terms of the addon; runs in an Odoo shell, which provides `env`."""

import io
import os
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

# What changes with each export without meaning anything.
MOVING = ("POT-Creation-Date", "PO-Revision-Date")


def export(env):
    """Write the template and bring the languages to its terms."""
    folder = Path(os.environ["RESTAPI_SANDBOX_I18N"])
    buffer = io.BytesIO()
    trans_export(False, ["restapi"], buffer, "po", env)
    template = polib.pofile(buffer.getvalue().decode())
    for name in MOVING:
        template.metadata.pop(name, None)
    template.save(str(folder / "restapi.pot"))
    for file in folder.glob("*.po"):
        language = polib.pofile(str(file))
        language.merge(template)
        for entry in language.obsolete_entries():
            language.remove(entry)
        language.save()


export(env)  # noqa: F821
