"""The answer to what an operation gave, in any dialect."""

from odoo.http import Response

from ..core.operation import Result
from ..records.call import next_action
from .base import Dialect


def render(dialect: Dialect, result: Result) -> Response:
    """Return a dialect's response, with what all say in the same headers."""
    response = dialect.render(result)
    if result.omitted:
        response.headers["Restapi-Omitted"] = ", ".join(sorted(set(result.omitted)))
    if result.value and (action := next_action.announced(result.value)):
        response.headers["Restapi-Action"] = action
    return response
