"""What has become of a record in a transaction."""

from dataclasses import dataclass

CREATE = "create"
UPDATE = "update"
DELETE = "delete"

# Set by every write; nobody asks whether they have changed.
LOGGED = frozenset(["write_uid", "write_date"])


@dataclass(frozen=True, slots=True)
class Change:
    """A record that a transaction has created, updated or deleted.

    :param model: technical name
    :param operation: :data:`CREATE`, :data:`UPDATE` or :data:`DELETE`
    :param fields: names of the stored fields that were written, of an update; empty
        where nothing but its date was
    """

    model: str
    id: int
    operation: str
    fields: frozenset[str] = frozenset()
