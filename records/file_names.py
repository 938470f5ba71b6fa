"""Names of files: which field has them, and how they go over the wire.

Odoo's models keep the name of a binary field's file in a field beside it, which is
called after it: ``attachment`` and ``attachment_name``.
"""

import mimetypes
import re

from odoo.fields import Field
from odoo.models import BaseModel
from odoo.tools.mimetypes import get_extension

from ..core import codes
from ..core.errors import BadRequest
from . import files

SUFFIXES = ("_filename", "_fname", "_name")
# Of models with one file, mostly; of others the name of the record will do.
COMMON = ("filename", "file_name", "name")
MAX_NAME = 255
UNKNOWN_TYPE = "application/octet-stream"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SEPARATOR = re.compile(r"[/\\]")


def own_field(model: BaseModel, field: Field) -> str | None:
    """Return the field that has the name of a binary field's file, of it alone."""
    stored = field
    while stored.inherited:
        stored = stored.related_field
    if files.is_content(stored):
        return "name"
    names = (field.name + suffix for suffix in SUFFIXES)
    return next((name for name in names if _is_text(model, name)), None)


def candidates(model: BaseModel, field: Field) -> list[str]:
    """Return the fields that may name a binary field's file, the best first."""
    own = own_field(model, field)
    common = [name for name in COMMON if _is_text(model, name)]
    return [own, *common] if own else common


def _is_text(model: BaseModel, name: str) -> bool:
    return name in model._fields and model._fields[name].type == "char"


def download(name: str, mimetype: str) -> str:
    """Return a name to save a file under, with the extension of its type."""
    name = _SEPARATOR.sub("_", _CONTROL.sub("_", name)).strip() or "file"
    if mimetype == UNKNOWN_TYPE or get_extension(name):
        return name
    return name + (mimetypes.guess_extension(mimetype) or "")


def sent(name: str) -> str:
    """Return the name of a file as a client sends it, without control characters.

    :raise BadRequest: it is too long
    """
    if len(name) > MAX_NAME:
        raise BadRequest(
            f"name: at most {MAX_NAME} characters for the name of a file.",
            codes.INVALID_NAME,
        )
    return _CONTROL.sub("_", name).strip()
