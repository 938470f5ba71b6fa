from typing import NamedTuple

from odoo import SUPERUSER_ID, api, models
from odoo.tools import ormcache

from ..changes import dependents, pending
from ..changes.change import Change
from ..changes.dependents import Edges
from ..changes.pending import Pending


class Recorded(NamedTuple):
    """What is recorded of a database.

    :param models: technical names
    :param edges: keys to models whose deletion changes records of those
    """

    models: frozenset[str]
    edges: Edges


class RestapiRecorder(models.AbstractModel):
    """Hands what a transaction has changed to those who want it; see ``changes``."""

    _name = "restapi.recorder"
    _description = "REST API Recorder of Changes"

    @api.model
    def _wanted_models(self) -> frozenset[str]:
        """Return the technical names of the models whose changes somebody wants.

        Asked also while the addon is updated: a table that is read must be there.
        """
        return frozenset()

    @api.model
    def _write_changes(self, changes: list[Change]) -> None:
        """Write changes down, in their transaction.

        :param changes: of all models that anybody wants, each record once
        """

    @api.model
    @ormcache()
    def _recorded(self) -> Recorded:
        """Return what is recorded, asked for by every write."""
        names = frozenset(
            name
            for name in self._wanted_models()
            if name in self.env.registry and self._is_recordable(name)
        )
        known = dependents.edges(self.env.registry, names) if names else {}
        return Recorded(names, known)

    @api.model
    def _is_recordable(self, name: str) -> bool:
        """Tell whether a model has records that stay, in a table of its own."""
        model = self.env.registry[name]
        return bool(model._auto and not model._abstract and not model._transient)

    @api.model
    def _pending(self) -> Pending:
        """Return what the transaction has changed, to be added to."""
        env = api.Environment(self.env.cr, SUPERUSER_ID, {})
        return pending.of(self.env.cr, env[self._name]._write_changes)
