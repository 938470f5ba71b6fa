"""An endpoint without code, as its reader may use it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from odoo.models import BaseModel

from ..core.endpoint import NEW, Endpoint
from ..core.formats import NATIVE
from ..records.access import Access
from ..records.write.values import ValuesReader


@dataclass(frozen=True)
class EndpointScope:
    """An endpoint, and the words for it.

    :param endpoint: with those actions that the reader may have done
    :param model: as the reader sees it
    :param label: one line
    :param text: more of it; may be empty
    :param helps: what parameters are for, by name
    """

    endpoint: Endpoint
    model: BaseModel
    access: Access
    label: str
    text: str
    helps: Mapping[str, str]

    @property
    def slug(self) -> str:
        """Its name where there are letters, digits and ``_`` only."""
        return self.endpoint.address.replace("/", "_").replace("-", "_")

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The fields that clients must send for a new record."""
        if NEW not in self.endpoint.actions:
            return ()
        needed = ValuesReader(self.access, NATIVE).required(self.model)
        return tuple(sorted(self.endpoint.accepted.names.intersection(needed)))
