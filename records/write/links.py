"""One related record: by its id, an external id or a natural key.

``3``, ``"3"``, ``[3, "name"]``, ``{"id": 3}``, ``{"xmlid": "base.be"}``,
``{"code": "BE"}``.
"""

from collections.abc import Mapping
from typing import Any

from odoo.models import BaseModel

from ...core import codes, json
from ...core.errors import ApiError
from ...core.formats import Style
from ...core.grant import READ
from .. import odoo19
from ..access import Access
from ..read import domain as domains
from . import present, scalars
from .mistakes import Mistakes
from .named_records import NamedRecords


class Links:
    """Finds related records, each key once.

    :param named: told of the records that are found by an id
    """

    def __init__(
        self, access: Access, style: Style, named: NamedRecords, mistakes: Mistakes
    ) -> None:
        self._access = access
        self._style = style
        self._named = named
        self._mistakes = mistakes
        self._keys: dict[tuple[Any, ...], int] = {}

    def item(self, comodel: BaseModel, value: Any, pointer: str) -> int:
        """Return the id that an item of a list denotes, 0 after a mistake."""
        try:
            id_ = self.id_of(comodel, value, pointer)
            if id_ is False:
                raise ValueError("needs a record.")
            return id_
        except ValueError as exc:
            self._mistakes.error(pointer, codes.INVALID_VALUE, f"This {exc}")
            return 0

    def id_of(self, comodel: BaseModel, value: Any, pointer: str) -> int | bool:
        """Return the id that a value denotes; ``False`` for ``{"id": null}``.

        :raise ValueError: it denotes not one record
        """
        if isinstance(value, Mapping):
            if "id" not in value:
                return self._by_key(comodel, value)
            if any(present.changed(comodel, [value], self._style, self._access)):
                raise ValueError("takes an id alone; write the related record itself.")
            value = value["id"]
            if value in (None, False):
                return False
        elif _is_labelled(value):
            value = value[0]
        try:
            id_ = scalars.integer(comodel.env, comodel._fields["id"], value)
        except ValueError:
            key = comodel._rec_name or "name"
            raise ValueError(
                f"needs the id of a {comodel._name}, or a key that one record has, "
                f'like {{"{key}": {json.dumps(str(value)[:50]).decode()}}}.'
            ) from None
        self._named.add(comodel, id_, pointer)
        return id_

    def _by_key(self, comodel: BaseModel, key: Mapping[str, Any]) -> int:
        if not key:
            raise ValueError("needs an id, an xmlid or a natural key.")
        if set(key) == {"xmlid"}:
            self._access.check(comodel._name, READ)
            id_ = _by_xmlid(comodel, key["xmlid"])
            self._named.need(comodel, READ, id_)
            return id_
        leaves = [(name, "=", value) for name, value in key.items()]
        cache_key = (comodel._name, repr(sorted(leaves)))
        if cache_key not in self._keys:
            self._keys[cache_key] = self._found(comodel, leaves)
        return self._keys[cache_key]

    def _found(self, comodel: BaseModel, leaves: list[tuple[str, str, Any]]) -> int:
        """Return the one record that has these values."""
        self._access.check(comodel._name, READ)
        try:
            domain = domains.parse_domain(comodel, leaves, self._access)
            domain &= self._access.domain(comodel._name, READ)
            with domains.comparing(comodel, domain):
                found = comodel.search(domain, limit=2)
            count = len(found) if len(found) < 2 else comodel.search_count(domain)
        except ApiError as exc:
            raise ValueError(str(exc)) from exc
        if count != 1:
            raise ValueError(f"matches {count} records of {comodel._name}, not one.")
        return found.id


def _is_labelled(value: Any) -> bool:
    """Tell whether a value is ``[3, "name"]``, as some dialects give it."""
    return (
        isinstance(value, (list, tuple))
        and len(value) == 2
        and isinstance(value[1], str)
    )


def _by_xmlid(comodel: BaseModel, xmlid: Any) -> int:
    if not isinstance(xmlid, str) or xmlid.count(".") != 1:
        raise ValueError('needs an xmlid like "base.be".')
    model, id_ = odoo19.model_and_id(comodel.env, xmlid)
    if model != comodel._name:
        raise ValueError(f"has no {comodel._name} with the xmlid {xmlid}.")
    return id_
