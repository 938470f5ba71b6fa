from datetime import timedelta
from math import ceil

from odoo import api, fields, models
from odoo.addons.base.models.res_users import check_identity
from odoo.exceptions import AccessError, UserError

from .. import settings

DEFAULT_DURATION = "30"


class RestapiKeyNew(models.TransientModel):
    """The dialog in which users make a REST key for themselves.

    Name and duration are those of Odoo's own API keys, with the administrators'
    limits of the duration.
    """

    _name = "restapi.key.new"
    _inherit = ["res.users.apikeys.description"]
    _description = "New REST API Key"

    def _selection_duration(self):
        durations = super()._selection_duration()
        longest = settings.read(self.env).key_max_days
        if not longest:
            return durations
        # "0" is a key without end, "-1" a date that is picked and checked.
        return [
            (days, label)
            for days, label in durations
            if days != "0" and int(days) <= longest
        ]

    def _default_duration(self):
        offered = [days for days, _label in self._selection_duration()]
        return DEFAULT_DURATION if DEFAULT_DURATION in offered else offered[0]

    duration = fields.Selection(
        selection="_selection_duration", default=lambda self: self._default_duration()
    )
    expires = fields.Char(compute="_compute_expires")
    may_read = fields.Boolean("Read", default=True, help="Read all that you may read.")
    may_write = fields.Boolean(
        "Write", help="Create, change and delete whatever you may."
    )
    may_execute = fields.Boolean(
        "Execute", help="Do what the buttons do: confirm, send, post, cancel."
    )

    @api.depends("duration")
    def _compute_expiration_date(self):
        """Let a key live for whole days from now on, not until midnight."""
        for key in self:
            days = int(key.duration or 0)
            if days >= 0:
                now = fields.Datetime.now()
                key.expiration_date = now + timedelta(days=days) if days else None

    @api.depends("expiration_date")
    def _compute_expires(self):
        for key in self:
            if not key.expiration_date:
                key.expires = self.env._("Never expires.")
                continue
            local = fields.Datetime.context_timestamp(key, key.expiration_date)
            left = key.expiration_date - fields.Datetime.now()
            key.expires = self.env._(
                "Expires in %(days)s days, on %(date)s.",
                days=ceil(left / timedelta(days=1)),
                date=local.strftime("%Y-%m-%d %H:%M"),
            )

    def check_access_make_key(self):
        result = super().check_access_make_key()
        group_id = settings.read(self.env).key_group
        # sudo: what the group that was chosen is called.
        group = self.env["res.groups"].sudo().browse(group_id).exists()
        if group_id and group not in self.env.user.sudo().all_group_ids:
            raise AccessError(
                self.env._(
                    "Personal keys are made by users of the group %s only.",
                    group.full_name or self.env._("that an administrator has set"),
                )
            )
        return result

    @check_identity
    def make_key(self):
        """Make the key, and show it once."""
        self.ensure_one()
        self.check_access_make_key()
        granted = {
            "read": self.may_read,
            "write": self.may_write,
            "execute": self.may_execute,
        }
        scope = " ".join(word for word, given in granted.items() if given)
        if not scope:
            raise UserError(
                self.env._("Choose what the key may do: it allows nothing now.")
            )
        # sudo: users make keys here only, and for themselves.
        keys = self.env["restapi.key"].sudo()
        values = {
            "name": self.name,
            "user_id": self.env.uid,
            "valid_to": self.expiration_date,
            "scope": scope,
        }
        key = keys.create(values)
        text = key._restapi_new_key()
        self.unlink()
        return key._restapi_shown(text, to_preferences=True)
