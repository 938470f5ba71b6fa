from collections.abc import Sequence

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, ormcache

from .. import settings
from ..auth import last_use
from ..auth.credentials import Identity, bounded
from ..auth.tokens.issued import TOKENS, USER_IS_LIVE
from ..core.grant import FULL, Grant, from_lines, intersection
from ..records import remembered
from ..records import scope as scopes

OWN_USER = SQL("c.user_id")
NO_TOKEN = SQL(
    "(SELECT NULL::int AS id, NULL::varchar AS scope, NULL::varchar AS family,"
    " NULL::timestamp AS last_use, NULL::varchar AS resource) t"
)


class RestapiCredential(models.AbstractModel):
    """What accounts, personal keys and OAuth applications have in common.

    A concrete model has a one2many ``access_ids`` to ``restapi.access``. Secrets
    are columns without fields, so that no view, export or API can show them.
    """

    _name = "restapi.credential"
    _inherit = ["restapi.limited", "mail.thread"]
    _description = "REST API Credential"
    _order = "name, id"
    # Fields that what people see of a secret depends on.
    _restapi_hints: tuple[str, ...] = ()

    name = fields.Char(
        required=True,
        index=True,
        tracking=True,
        help="By which people know the credential.",
    )
    active = fields.Boolean(
        default=True,
        tracking=True,
        help="An archived credential is refused from the next call on.",
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="cascade",
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
        help="Whose rights apply; the credential never allows more than this user may.",
    )
    valid_from = fields.Datetime(
        tracking=True, help="Refused before; empty for no beginning."
    )
    valid_to = fields.Datetime(
        "Expires on", tracking=True, help="Refused from then on; empty for no end."
    )
    is_limited = fields.Boolean(
        "Only These Models",
        tracking=True,
        help="Allow only what the access lines say, within the user's own rights; "
        "otherwise all that the user may do.",
    )
    allow_agent_methods = fields.Boolean(
        "Agents Call Any Method",
        help="Over /mcp, an AI agent calls only methods that an access line names. "
        "With this it may call all that the credential allows, like a program of "
        "yours.",
    )
    requests_per_minute = fields.Integer(
        tracking=True,
        default=lambda self: settings.read(self.env).default_requests_per_minute,
    )
    ip_networks = fields.Char(
        tracking=True, default=lambda self: settings.read(self.env).default_ip_networks
    )
    last_use = fields.Datetime(readonly=True, copy=False, help="Within a minute.")
    last_address = fields.Char(
        readonly=True, copy=False, help="Where it was used from last."
    )
    last_agent = fields.Char(
        "Last Client",
        readonly=True,
        copy=False,
        help="What the program called itself that used it last.",
    )
    told_expiry = fields.Datetime(readonly=True, copy=False)

    _valid_in_order = models.Constraint(
        "CHECK(valid_to > valid_from)",
        "It would expire before it becomes valid: change one of the dates.",
    )

    @api.depends(lambda self: ("name", "user_id", *self._restapi_hints))
    def _compute_display_name(self):
        for credential in self:
            # sudo: the name of another user, for who may see the credential.
            user = credential.sudo().user_id.name
            parts = (credential.name, credential._restapi_hint(), user)
            # Without a name it is a page to be filled in, which Odoo calls New.
            shown = " · ".join(filter(None, parts))
            credential.display_name = credential.name and shown

    def _restapi_hint(self) -> str:
        """Return the first characters by which people tell credentials apart."""
        return ""

    def copy_data(self, default=None):
        copied = super().copy_data(default)
        if "name" not in (default or {}):
            for values in copied:
                values["name"] = self.env._("%s (copy)", values["name"])
        return copied

    @api.model_create_multi
    def create(self, vals_list):
        # Nobody follows a credential because they have made it.
        quiet = self.with_context(mail_create_nosubscribe=True)
        credentials = super(RestapiCredential, quiet).create(vals_list)
        credentials._restapi_check_powers()
        return credentials

    def write(self, vals):
        # To archive one takes no power; all else could give it.
        widens = vals != {"active": False}
        if widens:
            self._restapi_check_powers()
        result = super().write(vals)
        if widens:
            self._restapi_check_powers()
        if "is_limited" in vals:
            remembered.forget(self.env)
        return result

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """Mail nobody that a credential is theirs: what is new is told by itself."""
        return []

    def _restapi_acting_users(self):
        """Return the users whose rights a call with these credentials may have."""
        return self.user_id

    def _restapi_check_powers(self) -> None:
        """Refuse to make or change a credential of somebody who may do more.

        Whoever holds it acts as its users. Those who administer the system may have
        one of anybody.

        :raise AccessError: with the user whose groups are not all one's own
        """
        me = self.env.user
        if self.env.su or me.has_group("base.group_system"):
            return
        for credential in self:
            # sudo: groups of other users, also of those who may come back.
            everybody = credential.sudo().with_context(active_test=False)
            for user in everybody._restapi_acting_users() - me.sudo():
                if user.all_group_ids - me.sudo().all_group_ids:
                    raise AccessError(
                        self.env._(
                            "%(user)s may do more than you: only who administers the "
                            "system may make or change a credential that acts for "
                            "them.",
                            user=user.name,
                        )
                    )

    @api.model
    def _restapi_identify(
        self,
        condition: SQL,
        *,
        user: SQL = OWN_USER,
        token: SQL = NO_TOKEN,
        renewals: Sequence[SQL | None] = (),
    ) -> Identity | None:
        """Return whom a credential stands for, if it is good now.

        :param condition: of SQL, on the row ``c`` of this model's table
        :param user: the user it acts as, when it is not its own
        :param token: a table joined as ``t``, whose ``scope`` limits the grant,
            whose ``family`` is all that was issued with it, and whose ``resource`` is
            where it is good
        :param renewals: executed from time to time, see :func:`~..auth.secrets.renewal`
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id, u.id, u.company_id, coalesce(c.requests_per_minute, 0),
                          coalesce(c.ip_networks, ''),
                          %s, CASE WHEN %s THEN t.id END, t.scope, t.family,
                          t.resource, coalesce(c.allow_agent_methods, false), %s
                     FROM %s c JOIN %s ON true JOIN res_users u ON u.id = %s
                    WHERE %s AND %s""",
                last_use.is_stale("c"),
                last_use.is_stale("t"),
                bounded(self.env),
                SQL.identifier(self._table),
                token,
                user,
                condition,
                self._restapi_is_live(),
            )
        )
        if not rows:
            return None
        (row,) = rows
        id_, user_id, company_id, limit, networks, is_stale, stale_token, *rest = row
        scope, family, resource, calls_any_method, _bounded = rest
        if is_stale or stale_token:
            used = {TOKENS: stale_token} if stale_token else {}
            last_use.note(self.env, {self._table: id_, **used}, renewals)
        grant = self._restapi_grant(id_)
        if scope is not None:
            grant = intersection(scopes.grant(scope), grant)
        return Identity(
            user_id,
            company_id,
            grant,
            f"{self._name},{id_}",
            limit,
            (networks,) if networks else (),
            is_bounded=True,
            scope=scope,
            family=family,
            resource=resource,
            calls_any_method=calls_any_method,
        )

    @api.model
    def _restapi_is_live(self) -> SQL:
        """Return the condition that a credential ``c`` of a user ``u`` is good now."""
        return SQL("%s AND %s", self._restapi_is_valid(), USER_IS_LIVE)

    @api.model
    def _restapi_is_valid(self) -> SQL:
        """Return the same, but for the user."""
        return SQL(
            """c.active
               AND coalesce(c.valid_from <= now() AT TIME ZONE 'utc', true)
               AND coalesce(c.valid_to > now() AT TIME ZONE 'utc', true)"""
        )

    @api.model
    @ormcache("self._name", "id_")
    def _restapi_grant(self, id_: int) -> Grant:
        """Return what the access lines of a credential allow."""
        # sudo: what an administrator has set for the credential.
        credential = self.sudo().browse(id_)
        if not credential.is_limited:
            return FULL
        opened = self.env["restapi.service"]._endpoints_opened_to(f"{self._name},{id_}")
        return from_lines((line._line() for line in credential.access_ids), opened)
