from dataclasses import replace
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..auth import credentials
from ..auth.credentials import Identity
from ..core.grant import FULL, intersection
from ..records import odoo19, remembered, scope


class Limit(NamedTuple):
    """A record of the model, as requests read it."""

    group_id: int
    scope: str
    requests_per_minute: int
    ip_networks: str


class RestapiLoginLimit(models.Model):
    """What tokens allow that users of a group get for their password.

    Those of ``rest_api`` and ``restful``; they have no limits of their own. Where
    several are of a user's groups, all of them hold.
    """

    _name = "restapi.login.limit"
    _inherit = ["restapi.limited"]
    _description = "Limits of Password Tokens"
    _order = "group_id, id"
    _rec_name = "group_id"

    group_id = fields.Many2one(
        "res.groups",
        required=True,
        ondelete="cascade",
        index=True,
        help="Users of this group are limited, also those who have it by another one.",
    )
    active = fields.Boolean(default=True)
    scope = fields.Char(
        required=True,
        default="read write execute",
        help="read, write and execute for every model, or for one, like "
        "res.partner:read; separated by spaces. Not more than the user may do.",
    )

    _group_once = models.UniqueIndex(
        "(group_id)", "This group has limits already; change those."
    )

    @api.constrains("scope")
    def _check_scope(self):
        for limit in self:
            try:
                scope.words(limit.scope)
            except ValueError as exc:
                raise ValidationError(scope.refusal(self.env, str(exc))) from exc

    @api.model_create_multi
    def create(self, vals_list):
        remembered.forget(self.env)
        return super().create(vals_list)

    def write(self, vals):
        remembered.forget(self.env)
        return super().write(vals)

    def unlink(self):
        remembered.forget(self.env)
        return super().unlink()

    @api.model
    @ormcache()
    def _restapi_all(self) -> tuple[Limit, ...]:
        # sudo: what was set for others.
        return tuple(
            Limit(
                limit.group_id.id,
                limit.scope,
                limit.requests_per_minute,
                limit.ip_networks or "",
            )
            for limit in self.sudo().search([])
        )

    @api.model
    def _restapi_of(self, user_id: int) -> list[Limit]:
        """Return the limits of a user's groups."""
        limits = self._restapi_all()
        if not limits:
            return []
        # sudo: the groups of the user whose token this is.
        user = self.env["res.users"].sudo().browse(user_id)
        groups = set(odoo19.group_ids(user))
        return [limit for limit in limits if limit.group_id in groups]

    @api.model
    def _restapi_limited(self, identity: Identity) -> Identity:
        """Return what a token of a user allows, within the limits of their groups."""
        limits = self._restapi_of(identity.user_id)
        if not limits:
            return identity
        grant = FULL
        for limit in limits:
            grant = intersection(scope.grant(limit.scope), grant)
        counted = [each.requests_per_minute for each in limits]
        return replace(
            identity,
            grant=grant,
            source=f"res.users,{identity.user_id}",
            requests_per_minute=min(filter(None, counted), default=0),
            ip_networks=tuple(each.ip_networks for each in limits if each.ip_networks),
        )

    @api.model
    def _restapi_check_address(self, user_id: int, address: str | None) -> None:
        """Refuse a log in from somewhere else than a user's tokens are good.

        :raise Forbidden: the address is in none of the networks
        """
        identity = self._restapi_limited(Identity(user_id, 0, FULL))
        credentials.check_network(identity, address)
