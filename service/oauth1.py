from odoo import models

from ..auth import oauth1
from ..core.operation import Result
from ..core.token_operation import IssueOauth1Temporary, IssueOauth1Token
from ..records.access import Access


class RestapiService(models.AbstractModel):
    """Issues the credentials of OAuth 1.0a."""

    _inherit = "restapi.service"

    def _execute_issue_oauth1_temporary(
        self, operation: IssueOauth1Temporary, access: Access
    ) -> Result:
        return Result(
            operation, value=oauth1.issue_temporary(self.env, operation.signed)
        )

    def _execute_issue_oauth1_token(
        self, operation: IssueOauth1Token, access: Access
    ) -> Result:
        return Result(operation, value=oauth1.issue_token(self.env, operation.signed))
