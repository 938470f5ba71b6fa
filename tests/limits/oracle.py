"""What a credential allows, worked out once more, without the code under test.

A credential is lines, a scope, or both. All that it is made of must allow a right, on
the model, the record and the field, whatever the way to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .world import Cell, World

READ, CREATE, UPDATE, DELETE, EXECUTE = RIGHTS = (
    "read",
    "create",
    "update",
    "delete",
    "execute",
)
WORDS = {"read": [READ], "write": [CREATE, UPDATE, DELETE], "execute": [EXECUTE]}
# Reached by name alone: of the planted models, and of those beside them.
POWERFUL = (
    "ir.actions. ir.config_parameter ir.cron ir.default ir.mail_server ir.model "
    "ir.model. ir.module. ir.rule ir.ui. mail.mail res.config res.groups res.users."
).split()
POWERFUL_TO_WRITE = "res.users mail.alias mail.template".split()
SECRETS = frozenset("secret password new_password signup_type".split())


@dataclass(frozen=True)
class Line:
    """What is allowed on one model, or on those that have no line.

    :param fields: ``None`` for all; so ``methods`` and ``domain``
    """

    model: str | None
    rights: frozenset[str]
    fields: frozenset[str] | None = None
    methods: frozenset[str] | None = None
    domain: str | None = None


@dataclass
class Oracle:
    """Says what a credential allows.

    :param parts: the lines of each thing that the credential is made of, by model
    :param records: ids of those that a domain matches, by model and domain
    """

    world: World
    parts: list[Mapping[str | None, Line]]
    records: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    def look(self) -> None:
        """Ask which records the domains match; those from before count as well."""
        for line in (line for part in self.parts for line in part.values()):
            if line.domain:
                model = self.world.env[line.model].with_context(active_test=False)
                found = model.search(eval(line.domain))  # noqa: S307 a literal of ours
                self.records.setdefault((line.model, line.domain), set()).update(
                    found.ids
                )

    def may(
        self, model: str, right: str, name: str | None = None, id_: int | None = None
    ) -> bool:
        """Tell whether there is a right; on any record and any field without those."""
        if model.startswith("restapi.") or (right == READ and name in SECRETS):
            return False
        if not all(self._part(part, model, right, name, id_) for part in self.parts):
            return False
        about = self.world.owners.get((model, id_))
        if about and not (self.may(about, READ) and self.is_whole(about, READ)):
            return False
        return name is None or self._may_inherit(model, right, name)

    def named(self, model: str) -> set[str]:
        """Return the fields of a model that lines name."""
        lines = [part[model] for part in self.parts if model in part]
        return {name for line in lines for name in line.fields or ()}

    def _part(
        self,
        part: Mapping[str | None, Line],
        model: str,
        right: str,
        name: str | None,
        id_: int | None,
    ) -> bool:
        line = part.get(model) or part.get(None)
        if line is None or right not in line.rights:
            return False
        if line.model is None and is_powerful(model, right):
            return False
        if line.fields is not None and name not in {None, "id", *line.fields}:
            return False
        if line.domain is None or id_ is None:
            return True
        return id_ in self.records[model, line.domain]

    def _may_inherit(self, model: str, right: str, name: str) -> bool:
        """Ask for the field of the parent that an inherited one is stored in."""
        found = self.world.env[model]._fields.get(name)
        if found is None or not found.inherited:
            return True
        parent = found.related_field
        return self.may(parent.model_name, right, parent.name) and self.is_whole(
            parent.model_name, right
        )

    def is_whole(self, model: str, right: str) -> bool:
        """Tell whether there is a right on all records of a model."""
        lines = [part.get(model) or part.get(None) for part in self.parts]
        return self.may(model, right) and not any(line.domain for line in lines)

    def may_label(self, model: str, id_: int | None) -> bool:
        """Tell whether a record may be called by its name."""
        named = self.world.env[model]._rec_name
        return self.may(model, READ, "display_name", id_) or (
            named is not None and self.may(model, READ, named, id_)
        )

    def may_call(self, model: str, method: str) -> bool:
        """Tell whether a method of the model's own may be called."""
        lines = [part.get(model) or part.get(None) for part in self.parts]
        return self.may(model, EXECUTE) and all(
            line.methods is None or method in line.methods for line in lines
        )

    def may_print(self, model: str) -> bool:
        """Tell whether reports of a model may be printed, which may print anything."""
        lines = [part.get(model) or part.get(None) for part in self.parts]
        named = self.may_call(model, "report") and any(
            "report" in (line.methods or ()) for line in lines
        )
        return self.may(model, READ) and (
            named or all(line.fields is None for line in lines)
        )

    def may_know(self, marker: str) -> bool:
        """Tell whether a marker is in a cell that may be read."""
        return any(self._may_read(cell) for cell in self.world.carriers[marker])

    def _may_read(self, cell: Cell) -> bool:
        return self.may(cell.model, READ, cell.field, cell.id)


def from_scope(scope: str) -> Mapping[str | None, Line]:
    """Return the lines that a scope is short for."""
    found: dict[str | None, set[str]] = {}
    for word in scope.split():
        model, _, access = word.rpartition(":")
        found.setdefault(model or None, set()).update(WORDS[access])
    everywhere = found.get(None, set())
    return {
        model: Line(
            model,
            frozenset(own).union(
                right for right in everywhere if not is_powerful(model or "", right)
            ),
        )
        for model, own in found.items()
    }


def is_powerful(model: str, right: str) -> bool:
    listed = any(
        model == name or (name.endswith(".") and model.startswith(name))
        for name in POWERFUL
    )
    return listed or (right != READ and model in POWERFUL_TO_WRITE)
