"""Records that an upsert finds by external ids."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from odoo.fields import Domain
from odoo.models import BaseModel

from ...core import codes
from ...core.codes import Code
from ...core.grant import READ
from ..access import Access
from .match import Key, Match
from .values import ValuesReader

XMLID = "xmlid"
# Of external ids that clients give without one.
MODULE = "__restapi__"
_XMLID = re.compile(r"(?:([A-Za-z0-9_]{1,64})\.)?([A-Za-z0-9_-]{1,128})")


class XmlidMatch(Match):
    """By external ids."""

    def __init__(self, model: BaseModel, access: Access) -> None:
        super().__init__(model, access)
        # sudo: names of external ids, which are the client's own keys; records are
        # read and written with the rights of the user and the credential.
        self._data = model.env["ir.model.data"].sudo()

    def _key(
        self, reader: ValuesReader, item: Mapping[str, Any], pointer: str
    ) -> Key | None:
        text = item.get(XMLID)
        match = _XMLID.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            reader.error(
                f"{pointer}/{XMLID}",
                codes.MISSING_KEY if text is None else codes.INVALID_VALUE,
                'xmlid needs a text like "shop.product_17": letters, digits, _ and -.',
            )
            return None
        return match[1] or MODULE, match[2]

    def find(
        self, reader: ValuesReader, keys: Mapping[int, Key]
    ) -> dict[int, BaseModel]:
        known = self._known(keys.values())
        name = self.model._name
        ids = {id_ for model, id_ in known.values() if model == name}
        everybody = self.model.with_context(active_test=False)
        readable = Domain("id", "in", ids) & self.access.domain(name, READ)
        seen = self.model.browse(everybody.search(readable, order="id")._ids)
        by_id = {record.id: record for record in seen}
        reserved = self._modules({key[0] for key in keys.values() if key not in known})
        records = {}
        for position, key in keys.items():
            model, id_ = known.get(key, (None, None))
            if model is None and key[0] not in reserved:
                records[position] = self.model.browse()
            elif id_ in by_id and model == name:
                records[position] = by_id[id_]
            else:
                code, message = self._mistake(key, model)
                reader.error(f"/{position}/{XMLID}", code, message)
        return records

    def _mistake(self, key: Key, model: str | None) -> tuple[Code, str]:
        text = ".".join(key)
        if model is None:
            message = (
                f"{key[0]} is a module of Odoo, which alone makes external ids of its "
                "own; use another word before the dot."
            )
            return codes.RESERVED_XMLID, message
        if model != self.model._name:
            return codes.OTHER_MODEL, f"{text} is a record of another model."
        return codes.MISSING_RECORD, f"There is no {model} {text} any more."

    def _known(self, keys: Iterable[Key]) -> dict[Key, tuple[str, int]]:
        """Return model and id of those external ids that there are."""
        names: dict[str, list[str]] = defaultdict(list)
        for module, name in keys:
            names[module].append(name)
        domain = Domain.OR(
            Domain("module", "=", module) & Domain("name", "in", found)
            for module, found in names.items()
        )
        rows = self._data.search_fetch(domain, ["module", "name", "model", "res_id"])
        return {(row.module, row.name): (row.model, row.res_id) for row in rows}

    def _modules(self, names: set[str]) -> set[str]:
        """Return those of the names that are modules of Odoo."""
        # sudo: names of modules, installed or not, which are no secret.
        modules = self.model.env["ir.module.module"].sudo()
        return set(modules.search([("name", "in", list(names))]).mapped("name"))

    def values(self, item: Mapping[str, Any], record: BaseModel) -> Mapping[str, Any]:
        return {name: value for name, value in item.items() if name != XMLID}

    def remember(self, records: BaseModel, keys: Iterable[Key]) -> None:
        # Updates of modules, which delete what they do not know, leave them alone.
        self._data.create(
            [
                {
                    "module": module,
                    "name": name,
                    "model": records._name,
                    "res_id": id_,
                    "noupdate": True,
                }
                for id_, (module, name) in zip(records._ids, keys, strict=True)
            ]
        )

    def _lock_text(self, key: Key) -> str:
        return ".".join(key)
