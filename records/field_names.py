"""Names of fields from the wire."""

from difflib import get_close_matches

from odoo.fields import Field
from odoo.models import BaseModel

from ..core import codes
from ..core.errors import BadRequest


def known_field(model: BaseModel, name: str, where: str) -> Field:
    """Return a field that exists.

    :param where: the name as the client wrote it, for the message
    :raise BadRequest: there is none; the message has the nearest name
    """
    if field := model._fields.get(name):
        return field
    if "." in name:
        first, _, rest = name.partition(".")
        raise BadRequest(
            f"{where}: write {first}({rest}) to read a field of a related record.",
            codes.UNKNOWN_FIELD,
        )
    hint = nearest(model, name) or f" on {model._name}."
    raise BadRequest(f"{where}: unknown field{hint}", codes.UNKNOWN_FIELD)


def nearest(model: BaseModel, name: str) -> str:
    """Return the end of a sentence about a name that no field has; maybe empty."""
    near = get_close_matches(name[:100], model._fields, 1)
    return f", did you mean {near[0]}?" if near else ""
