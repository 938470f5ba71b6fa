from werkzeug.routing import PathConverter

from odoo import api, models
from odoo.http import DEFAULT_LANG, request
from odoo.tools import SQL

from ..auth import credentials, request_context, throttle
from ..auth.credentials import Identity, unauthorized
from ..auth.oauth2 import resources
from ..auth.throttle import failures
from ..core import codes
from ..dispatcher import RestapiDispatcher
from ..records import odoo19

AUTH = "restapi"
# Attribute of custom endpoints, set by ``controllers/main.py``.
KEEPS_BODY = "restapi_keeps_body"


class AnyPath(PathConverter):
    """Takes paths with line breaks as well, which are ours to refuse."""

    regex = "(?s:[^/].*?)"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_converters(cls):
        return {**super()._get_converters(), "restapi_path": AnyPath}

    @classmethod
    def _authenticate(cls, endpoint):
        """Authenticate our routes without a look at the session first.

        Core checks a session cookie before anything else, and answers a stale
        one with a redirection to the login page, whatever key came with it.
        """
        if endpoint.routing["auth"] != AUTH:
            return super()._authenticate(endpoint)
        return cls._auth_method_restapi()

    @classmethod
    def _pre_dispatch(cls, rule, args):
        result = super()._pre_dispatch(rule, args)
        if getattr(rule.endpoint.func, KEEPS_BODY, False):
            # Before core reads forms: JSON may come under a form's content type.
            request.httprequest.get_data(cache=True)
        return result

    @classmethod
    def _auth_method_restapi(cls):
        """Run the request as the user whom its credential stands for."""
        dispatcher: RestapiDispatcher = request.dispatcher
        dispatcher.begin()
        request.env = api.Environment(request.env.cr, None, {"lang": DEFAULT_LANG})
        request.env.transaction.default_env = request.env
        dialect = dispatcher.dialect
        if request.httprequest.method == "OPTIONS" or dialect.is_public():
            return
        if dialect.is_anonymous() and cls._restapi_is_stranger(dialect):
            return
        cls._restapi_log_in(dispatcher)

    @classmethod
    def _restapi_is_stranger(cls, dialect) -> bool:
        """Tell whether a request shows neither a credential nor a live session."""
        if dialect.credential() is not None:
            return False
        return not (dialect.accepts_session and credentials.verify_session(request))

    @classmethod
    def _restapi_begin_again(cls) -> None:
        """Verify the credential once more, in a transaction that has just begun.

        The wait before it was long enough to revoke it, or to change rights that
        this process remembers.
        """
        request.registry = request.registry.check_signaling(request.env.cr)
        # As Odoo does when it runs a request again: its user may have logged out.
        request.session = odoo19.session_of(request)
        request.session.can_save = False
        request.env.cr.reset()
        request.registry["ir.http"]._auth_method_restapi()

    @classmethod
    def _restapi_log_in(cls, dispatcher: RestapiDispatcher) -> Identity:
        """Verify the credential, and go on as its user."""
        address = request.httprequest.remote_addr
        with failures.counted(request.env, address):
            identity = cls._restapi_identity(dispatcher)
        dispatcher.caller = identity
        resources.check(identity, request.httprequest.path)
        credentials.check_network(identity, request.httprequest.remote_addr)
        cls._restapi_throttle(dispatcher, identity)
        dispatcher.trust(identity)
        request.update_env(user=identity.user_id)
        context = request_context.of(request.env, request.httprequest, identity)
        request.update_env(context=context)
        request_context.place_companies(request.env)
        if not identity.is_bounded:
            cls._restapi_bound_transaction()
        return identity

    @classmethod
    def _restapi_throttle(cls, dispatcher: RestapiDispatcher, identity: Identity):
        """Count the request, once though Odoo may run it again.

        :raise TooManyRequests: it is beyond the credential's limit
        """
        if not identity.requests_per_minute:
            return
        if dispatcher.allowance is None:
            dispatcher.allowance = throttle.spend(request.env, identity)
        dispatcher.allowance.check()

    @classmethod
    def _restapi_throttle_calls(cls, dispatcher: RestapiDispatcher, calls: int):
        """Count what a request stands for beside itself, once as well.

        :raise TooManyRequests: it is beyond the credential's limit
        """
        identity = dispatcher.identity
        if calls == 1 or not identity or not identity.requests_per_minute:
            return
        if not dispatcher.counts_calls:
            dispatcher.counts_calls = True
            dispatcher.allowance = throttle.spend(request.env, identity, calls - 1)
        dispatcher.allowance.check()

    @classmethod
    def _restapi_prepare_transaction(cls) -> None:
        """Have a transaction that has just begun be as the one before."""
        cls._restapi_bound_transaction()
        request_context.place_companies(request.env)

    @classmethod
    def _restapi_bound_transaction(cls) -> None:
        """Bound every statement of this transaction."""
        request.env.cr.execute(SQL("SELECT %s", credentials.bounded(request.env)))

    @classmethod
    def _restapi_identity(cls, dispatcher: RestapiDispatcher) -> Identity:
        if dispatcher.verified and request.env.cr.readonly:
            return dispatcher.verified
        sent = dispatcher.dialect.credential()
        if sent is None:
            return cls._restapi_session_identity(dispatcher.dialect)
        if identity := cls._restapi_verified(request.env, sent):
            return identity
        raise unauthorized(
            "The key is unknown, expired or revoked.", codes.INVALID_TOKEN
        )

    @classmethod
    def _restapi_verified(cls, env, sent) -> Identity | None:
        """Return whom what was sent stands for, see ``Dialect.credential``."""
        token, verifiers = sent
        found = (verify(env, token) for verify in verifiers)
        return next(filter(None, found), None)

    @classmethod
    def _restapi_session_identity(cls, dialect) -> Identity:
        user_id = (
            credentials.verify_session(request) if dialect.accepts_session else None
        )
        identity = credentials.of_user(request.env, user_id) if user_id else None
        if identity is None:
            raise unauthorized("Send a key in the header Authorization: Bearer <key>.")
        request.dispatcher.is_session = True
        dialect.check_same_origin()
        return identity
