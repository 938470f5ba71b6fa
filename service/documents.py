import zlib
from collections.abc import Mapping
from dataclasses import replace

from odoo import models
from odoo.modules.module import get_manifest
from odoo.tools import ormcache

from .. import settings
from ..core import codes, json
from ..core.endpoint import RIGHTS, Endpoint
from ..core.errors import BadRequest
from ..core.grant import READ, Grant
from ..core.operation import ModelOperation, OpenApi, Postman, Result
from ..core.owner import Owner
from ..dialects import registry
from ..dialects.native import Native
from ..openapi.description import Description, Server
from ..openapi.document import document
from ..openapi.endpoint_scope import EndpointScope
from ..openapi.postman import collection
from ..openapi.scope import (
    DEFAULT_MODELS,
    MAX_DEFAULT_MODELS,
    MAX_MODELS,
    Scope,
    scope,
)
from ..openapi.scope import RIGHTS as RIGHT_MODES
from ..records.access import Access


class RestapiDocumentation(models.AbstractModel):
    """The handlers that describe the API, to one credential."""

    _inherit = "restapi.service"

    def _execute_openapi(self, operation: OpenApi, access: Access) -> Result:
        env = self.env
        packed = self._openapi(
            operation.models,
            access.grant,
            env.lang,
            tuple(env.companies._ids),
            operation.dialect,
            self._described_server(),
            self._usable_endpoints(operation.owner),
        )
        return Result(operation, value=zlib.decompress(packed))

    def _execute_postman(self, operation: Postman, access: Access) -> Result:
        scopes = self._scopes(operation.models, access, self._usable_models(access))
        endpoints = self._endpoint_scopes(
            self._usable_endpoints(operation.owner), access
        )
        # Not the Host header, which a client chooses.
        base_url = settings.read(self.env).issuer
        return Result(
            operation, value=json.dumps(collection(scopes, base_url, endpoints))
        )

    def _described_server(self) -> Server:
        """Return what a document says of this server."""
        known = settings.read(self.env)
        return Server(
            version=get_manifest("restapi")["version"],
            address=known.issuer,
            owner=self.env.company.display_name,
            largest_page=self._max_page_size(),
        )

    @ormcache(
        *("self.env.uid", "names", "grant", "lang", "companies", "dialect", "server"),
        "endpoints",
    )
    def _openapi(
        self,
        names: tuple[str, ...],
        grant: Grant,
        lang: str,
        companies: tuple[int, ...],
        dialect: str,
        server: Server,
        endpoints: tuple[str, ...],
    ) -> bytes:
        """Return the document, compressed: there is one per user and choice."""
        access = Access(self.env, grant)
        usable = self._usable_models(access)
        scopes = self._scopes(names, access, usable)
        described = self._endpoint_scopes(endpoints, access)
        found = document(scopes, usable, server, _description(dialect), described)
        return zlib.compress(json.dumps(found))

    def _usable_endpoints(self, owner: Owner) -> tuple[str, ...]:
        """Return the addresses of the endpoints that work, for this user."""
        return tuple(e.address for e in self._endpoints_of(owner) if not e.mistake)

    def _endpoint_scopes(
        self, addresses: tuple[str, ...], access: Access
    ) -> list[EndpointScope]:
        """Return endpoints, as far as user and credential have the rights they take."""
        known = self._endpoints()
        found = (self._endpoint_scope(known[each], access) for each in addresses)
        return [each for each in found if each.endpoint.actions]

    def _endpoint_scope(self, endpoint: Endpoint, access: Access) -> EndpointScope:
        model = self.env[endpoint.model]
        own = Access(self.env, access.grant.at(endpoint.address, endpoint.does))
        actions = frozenset(
            action
            for action in endpoint.actions
            if own.allows(endpoint.model, RIGHTS[action])
            and model.has_access(RIGHT_MODES.get(RIGHTS[action], "read"))
        )
        # sudo: the words of an endpoint that the user may use.
        record = self.env["restapi.endpoint"].sudo().browse(endpoint.id)
        return EndpointScope(
            replace(endpoint, actions=actions),
            model,
            own,
            record.name,
            record.description or "",
            {each.name: each.help or "" for each in record.parameter_ids},
        )

    def _scopes(
        self, names: tuple[str, ...], access: Access, usable: Mapping[str, str]
    ) -> list[Scope]:
        """Return the models to describe.

        :raise BadRequest: they are too many
        :raise NotFound: there is no such model
        :raise Forbidden: the credential has no right on one
        """
        if len(names) > MAX_MODELS:
            raise BadRequest(f"models: at most {MAX_MODELS} at once.", codes.TOO_LARGE)
        common = [name for name in DEFAULT_MODELS if name in usable][
            :MAX_DEFAULT_MODELS
        ]
        found = [self._model(ModelOperation(name), access) for name in names or common]
        return [scope(model, access) for model in dict.fromkeys(found)]

    def _usable_models(self, access: Access) -> dict[str, str]:
        """Return the label of each model that the credential may read, by name."""
        return {
            row.model: row.name
            for row in self.env["ir.model"]._restapi_used()
            if row.model in self.env
            and not self.env[row.model]._transient
            and access.allows(row.model, READ)
            and self.env[row.model].has_access("read")
        }


def _description(dialect: str) -> Description:
    """Return how a dialect is described; the native one by no name.

    :raise BadRequest: there is no such dialect
    """
    known = registry.described()
    found = known.get(dialect or Native.name)
    if found is None:
        raise BadRequest(f"dialect: one of {', '.join(known)}.", codes.INVALID_DIALECT)
    return found
