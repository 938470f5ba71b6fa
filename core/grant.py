"""What a credential allows: never more than its user may do, often less.

The service asks before it touches a model, at every level of a tree. Odoo's
own access rights apply all the same, after this.
"""

from .errors import Forbidden

READ = "read"
CREATE = "create"
UPDATE = "update"
DELETE = "delete"
EXECUTE = "execute"


class Grant:
    """Everything that the user may do; a subclass takes some of it away.

    Grants are immutable and hashable: they travel with an operation.
    """

    __slots__ = ()

    def allows(self, model: str, right: str) -> bool:
        """Tell whether the credential has ``right`` on ``model``.

        :param model: technical name
        :param right: one of the five constants of this module
        """
        return True

    def allows_method(self, model: str, method: str) -> bool:
        """Tell whether ``method`` may be called on ``model``."""
        return self.allows(model, EXECUTE)

    def allows_field(self, model: str, field: str, right: str) -> bool:
        """Tell whether a field may be read or written."""
        return True

    def check(self, model: str, right: str) -> None:
        """Refuse what is not allowed.

        :raise Forbidden: the message names the model and the right
        """
        if not self.allows(model, right):
            raise Forbidden(
                f"The credential does not allow to {right} {model}.",
                "insufficient_scope",
            )


FULL = Grant()
