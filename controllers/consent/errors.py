"""What a user is told who was sent here with a request that leads nowhere."""

from collections.abc import Callable

from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc6749 import errors

from odoo.api import Environment

from ...auth.oauth2.registrations import InvalidDocumentError

# Sentence, and what may help: by class, along its MRO.
_Told = Callable[[Environment], tuple[str, str]]
TOLD: dict[type[OAuth2Error], _Told] = {
    errors.MissingClientIdError: lambda env: (
        env._("The application did not say which one it is."),
        env._("Its developer must send the client ID in the parameter client_id."),
    ),
    errors.InvalidClientIdError: lambda env: (
        env._(
            "No application with this client ID is registered here, or it has ended."
        ),
        env._("Compare the client ID with the one in Odoo, and see that it is active."),
    ),
    InvalidDocumentError: lambda env: (
        env._("What the application says of itself, at its address, cannot be used."),
        env._("Its developer can tell what is wrong."),
    ),
    errors.MismatchingRedirectURIError: lambda env: (
        env._(
            "The application wants you to be sent to an address that is not its own."
        ),
        env._(
            "The redirect URI must be registered in Odoo exactly as the application "
            "sends it, with https, port and path."
        ),
    ),
    errors.MissingRedirectURIError: lambda env: (
        env._("The application did not say where you go afterwards."),
        env._(
            "Its developer must send redirect_uri, because none or several are "
            "registered."
        ),
    ),
    errors.InvalidRedirectURIError: lambda env: (
        env._("The application wants you to be sent to what is no address."),
        env._("Its developer must send a redirect_uri with https and without a #."),
    ),
    OAuth2Error: lambda env: (
        env._("The application has sent a request that cannot be understood."),
        env._(
            "Start again in the application. If it happens again, tell its developer."
        ),
    ),
}

# Those whose own text says more.
_FOR_DEVELOPERS = (TOLD[OAuth2Error], TOLD[InvalidDocumentError])


def told(env: Environment, error: OAuth2Error) -> tuple[str, str]:
    """Return what is wrong, and what may help; the library's text for developers."""
    found = next(TOLD[each] for each in type(error).__mro__ if each in TOLD)
    text, fix = found(env)
    if found in _FOR_DEVELOPERS and error.description:
        fix = f"{fix} ({error.description})"
    return text, fix
