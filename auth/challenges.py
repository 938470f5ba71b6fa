"""What a refusal says of the credential that would do."""

from http import HTTPStatus

from odoo.http import Response

from ..core import codes
from ..core.errors import Problem
from .credentials import unauthorized
from .oauth2 import resources

HEADER = "WWW-Authenticate"


def add(response: Response, problem: Problem, issuer: str, path: str) -> None:
    """Say which credential would do (RFC 6750, 3) and who gives it (RFC 9728).

    :param issuer: of this server's own tokens; empty where it gives none
    """
    challenge = response.headers.get(HEADER)
    is_refused = response.status_code >= HTTPStatus.BAD_REQUEST
    lacks_scope = problem.code == codes.INSUFFICIENT_SCOPE and is_refused
    if lacks_scope and challenge is None:
        challenge = unauthorized(problem.message, problem.code).headers[HEADER]
    if challenge and challenge.startswith("Bearer") and issuer:
        metadata = resources.metadata(issuer, resources.of(path))
        challenge = f'{challenge}, resource_metadata="{metadata}"'
    if challenge:
        response.headers[HEADER] = challenge
