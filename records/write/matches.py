"""Which way of finding records the names in ``match`` say."""

from collections.abc import Sequence

from odoo.models import BaseModel

from ..access import Access
from .field_match import FieldMatch
from .match import Match
from .xmlid_match import XMLID, XmlidMatch


def of(model: BaseModel, names: Sequence[str], access: Access) -> Match:
    """Return what the names in ``match`` say.

    :raise BadRequest, Forbidden: records cannot be found by this
    """
    if tuple(names) == (XMLID,):
        return XmlidMatch(model, access)
    return FieldMatch(model, access, names)
