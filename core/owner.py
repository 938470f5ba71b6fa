"""Whose a request is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a request is, and what its credential allows, to be asked again later.

    :param source: ``model,id`` of the credential; empty for a web session
    :param scope: of the token that was shown; ``None`` where there is none
    :param family: of that token, all that was issued with it
    """

    user_id: int = 0
    source: str = ""
    scope: str | None = None
    family: str | None = None

    @property
    def key(self) -> str:
        """What tells one from another: an application has tokens of many users."""
        return f"{self.source}:{self.user_id}"


# Of who has shown no credential.
NOBODY = Owner()
