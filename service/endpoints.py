from collections.abc import Mapping
from difflib import get_close_matches

from odoo import models
from odoo.tools import ormcache

from ..core import codes
from ..core.endpoint import Endpoint
from ..core.endpoint_operation import ListEndpoints
from ..core.errors import Forbidden, NotFound, Unavailable
from ..core.operation import Result
from ..core.owner import Owner
from ..records import odoo19
from ..records.access import Access


class RestapiService(models.AbstractModel):
    """Finds endpoints without code, for those who may use them."""

    _inherit = "restapi.service"

    def _execute_list_endpoints(
        self, operation: ListEndpoints, access: Access
    ) -> Result:
        rows = [
            {
                "address": each.address,
                "methods": each.methods(has_ids=False),
                "record_methods": each.methods(has_ids=True),
            }
            for each in self._endpoints_of(operation.owner)
            if not each.mistake
        ]
        return Result(operation, rows)

    def _endpoint(self, address: str, owner: Owner) -> Endpoint:
        """Return an endpoint that user and credential may use.

        :raise NotFound: there is none, or it is switched off
        :raise Forbidden: it is for others
        :raise Unavailable: it does not work any more
        """
        endpoint = self._endpoints().get(address)
        if endpoint is None:
            raise self._no_endpoint(address, owner)
        if why := self._refusal(endpoint, owner):
            raise Forbidden(f"{address} {why}.", codes.ENDPOINT_ACCESS)
        if endpoint.mistake:
            raise Unavailable(
                f"{address} does not work any more. {endpoint.mistake} Its "
                "administrator can mend it.",
                codes.ENDPOINT_BROKEN,
            )
        return endpoint

    @ormcache()
    def _endpoints(self) -> Mapping[str, Endpoint]:
        """Return the endpoints that are switched on, by their addresses."""
        # sudo: what an administrator has defined for others.
        found = self.env["restapi.endpoint"].sudo().search([("active", "=", True)])
        return {each.address: each._restapi_endpoint() for each in found}

    def _endpoints_opened_to(self, source: str) -> frozenset[str]:
        """Return the addresses of those that a credential does all of."""
        return frozenset(
            address
            for address, endpoint in self._endpoints().items()
            if source in endpoint.opened
        )

    def _endpoints_of(self, owner: Owner) -> list[Endpoint]:
        """Return those that user and credential may use."""
        return [
            each
            for each in self._endpoints().values()
            if not self._refusal(each, owner)
        ]

    def _refusal(self, endpoint: Endpoint, owner: Owner) -> str:
        """Return why user or credential may not use it; empty where they may."""
        groups, credentials = endpoint.groups, endpoint.credentials
        if groups is not None and groups.isdisjoint(odoo19.group_ids(self.env.user)):
            return "is for members of other groups"
        if credentials is not None and owner.source not in credentials:
            return "is not open to this credential"
        return ""

    def _no_endpoint(self, address: str, owner: Owner) -> NotFound:
        known = [each.address for each in self._endpoints_of(owner)]
        near = get_close_matches(address[:200], known, 1)
        hint = f", did you mean {near[0]}?" if near else "."
        return NotFound(
            f"There is no endpoint {address[:100]}{hint}", codes.UNKNOWN_ENDPOINT
        )
