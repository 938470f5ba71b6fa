"""Models that define rights, code, secrets, servers or accounts.

Who may change one of them may do anything: a scheduled action runs code, a record
rule opens what was closed, a template reads what its author may not. So a limited
credential reaches them by name alone: through an access line of the model, or a
scope like ``ir.cron:write``; lines and scopes of every model pass them over.

Another addon adds its own with an attribute of the model's class::

    class Vault(models.Model):
        _name = "vault"
        _restapi_powerful = "it holds the keys of other services"
"""

from collections.abc import Mapping

from odoo.api import Environment
from odoo.models import BaseModel

from ..core.grant import READ, UPDATE

CODE = "it defines what code is run"
RIGHTS = "it defines who may do what"
SCHEMA = "it defines models and their data"
SECRETS = "it holds keys, passwords or settings"
SERVERS = "it defines servers and how they are logged in to"
ACCOUNTS = "it defines users and how they log in"
OTHERS = "it holds what was meant for others"
PAGES = "it defines pages, which run in the browsers of others"

# A name that ends with a dot stands for all that begin so.
REASONS: Mapping[str, str] = {
    "account_edi_proxy_client.user": SECRETS,
    "auth.oauth.provider": ACCOUNTS,
    "auth.passkey.": ACCOUNTS,
    "auth_totp.": ACCOUNTS,
    "base.automation": CODE,
    "base.enable.profiling.wizard": OTHERS,
    "base.import.module": CODE,
    "base.language.": SCHEMA,
    "base.module.": CODE,
    "base.partner.merge.": SCHEMA,
    "base_import.": SCHEMA,
    "bus.bus": OTHERS,
    "certificate.": SECRETS,
    "change.password.": ACCOUNTS,
    "cloud_storage.": SECRETS,
    "fetchmail.server": SERVERS,
    "google.": SECRETS,
    "iap.account": SECRETS,
    "ir.actions.": CODE,
    "ir.asset": PAGES,
    "ir.config_parameter": SECRETS,
    "ir.cron": CODE,
    "ir.cron.": CODE,
    "ir.default": SCHEMA,
    "ir.demo": CODE,
    "ir.demo_failure": CODE,
    "ir.demo_failure.wizard": CODE,
    "ir.embedded.actions": CODE,
    "ir.logging": OTHERS,
    "ir.mail_server": SERVERS,
    "ir.model": SCHEMA,
    "ir.model.": SCHEMA,
    "ir.module.": CODE,
    "ir.profile": OTHERS,
    "ir.rule": RIGHTS,
    "ir.ui.": PAGES,
    "calendar.provider.config": SECRETS,
    "mail.ice.server": SERVERS,
    "mail.mail": OTHERS,
    "mail.push": OTHERS,
    "mail.push.device": ACCOUNTS,
    "microsoft.": SECRETS,
    "peppol.config.wizard": SECRETS,
    "portal.share": ACCOUNTS,
    "privacy.lookup.": OTHERS,
    "project.share.": ACCOUNTS,
    "reset.view.arch.wizard": PAGES,
    "server.action.history.wizard": CODE,
    "wizard.ir.model.menu.create": SCHEMA,
    "payment.provider": SECRETS,
    "payment.provider.onboarding.wizard": SECRETS,
    "portal.wizard": ACCOUNTS,
    "portal.wizard.user": ACCOUNTS,
    "res.config": SECRETS,
    "res.config.": SECRETS,
    "res.device": ACCOUNTS,
    "res.device.log": ACCOUNTS,
    "res.groups": RIGHTS,
    "res.groups.": RIGHTS,
    "res.users.": ACCOUNTS,
    "theme.": PAGES,
    "website.controller.page": PAGES,
    "website.page": PAGES,
    "website.page.": PAGES,
}
# Read by many, changed by few.
REASONS_TO_WRITE: Mapping[str, str] = {
    "digest.digest": CODE,
    "mail.alias": SERVERS,
    "mail.alias.domain": SERVERS,
    "mail.gateway.allowed": SERVERS,
    "mail.compose.message": CODE,
    "mail.template": CODE,
    "mail.template.": CODE,
    "sms.composer": CODE,
    "sms.template.": CODE,
    "res.users": ACCOUNTS,
    "sms.template": CODE,
    "website": PAGES,
    "website.menu": PAGES,
    "website.rewrite": PAGES,
    "website.snippet.filter": CODE,
}
# To write, whatever inherits one of these.
REASONS_OF_MIXINS: Mapping[str, str] = {"mail.render.mixin": CODE}
# Methods of other models that open an account: called by who names them.
METHODS = frozenset(
    "signup_get_auth_param signup_prepare action_signup_prepare signup_cancel".split()
)
# Of an addon's own, by the name of the attribute.
ATTRIBUTE = "_restapi_powerful"


def reason(model: BaseModel, right: str) -> str | None:
    """Return why a model is reached by name alone; ``None`` where it is not.

    :param right: one of the rights in :mod:`.grant`
    """
    name = model._name
    if found := getattr(type(model), ATTRIBUTE, None) or _among(REASONS, name):
        return found
    if right == READ:
        return None
    return _among(REASONS_TO_WRITE, name) or _of_mixin(model)


def is_powerful(env: Environment, name: str) -> bool:
    """Tell whether a model is reached by name alone, for any right.

    What its addon says counts while it is installed, the lists always.
    """
    if name in env:
        return reason(env[name], UPDATE) is not None
    return bool(_among(REASONS, name) or _among(REASONS_TO_WRITE, name))


def _of_mixin(model: BaseModel) -> str | None:
    for mixin, found in REASONS_OF_MIXINS.items():
        if mixin in model.env and isinstance(model, type(model.env[mixin])):
            return found
    return None


def _among(reasons: Mapping[str, str], name: str) -> str | None:
    if found := reasons.get(name):
        return found
    parts = name.split(".")
    prefixes = (".".join(parts[:end]) + "." for end in range(1, len(parts)))
    return next((reasons[each] for each in prefixes if each in reasons), None)
