from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from odoo import api, models

from .. import settings
from ..auth.transactions import stream
from ..core import codes, errors, incoming, problems, progress, schema
from ..core.bulk_operation import Each
from ..core.errors import BadRequest, Problem
from ..core.formats import NATIVE
from ..core.grant import CREATE
from ..core.incoming import Item
from ..core.operation import CreateMany, Result, Row
from ..core.stream_operation import Import, ImportAtOnce
from ..records import confidential
from ..records.access import Access
from ..records.field_names import known_field
from ..records.read.plan import X2MANY
from ..settings import MEBIBYTE
from .pieces import Bracket, OwnTransaction, Savepoint

PIECE = 500
# Of an item that was not created because of another one of its piece (RFC 4918).
_TOGETHER = Problem(
    424,
    codes.FAILED_DEPENDENCY,
    "Nothing of this piece is created, since another line of it has failed.",
)


class RestapiService(models.AbstractModel):
    """Creates records of a file, piece by piece, while it tells what it has done."""

    _inherit = "restapi.service"

    def _execute_import(self, operation: Import, access: Access) -> Result:
        """Check what can be known before; the file is read as the answer is sent."""
        self._check_import(operation, access)

        def work(env: api.Environment) -> Iterator[list[Row]]:
            own = Access(env, access.grant)
            return env["restapi.service"]._imported(operation, own)

        found = stream.of(self.env, operation.owner, work, False)
        return Result(operation, value=found)

    def _execute_import_at_once(
        self, operation: ImportAtOnce, access: Access
    ) -> Result:
        """Create what can be created, in pieces that cost one transaction alone."""
        self._check_import(operation, access)
        tell, rows = progress.taken(), []
        for piece in self._pieces(operation):
            tell(piece[0].line - 1)
            rows += self._import_piece(operation, access, piece, Savepoint(self.env))
            self.env.invalidate_all()
        return Result(operation, tuple(rows))

    def _check_import(self, operation: Import, access: Access) -> None:
        model = self._model(operation, access, CREATE)
        model.check_access("create")
        if operation.is_table:
            names = incoming.header(operation.upload.file, self._longest_line())
            _check_columns(model, names, access)

    def _longest_line(self) -> int:
        return settings.read(self.env).max_body_mib * MEBIBYTE

    def _imported(self, operation: Import, access: Access) -> Iterator[list[Row]]:
        """Give a row of what became of each line, some at a time."""
        for piece in self._pieces(operation):
            own = OwnTransaction(self.env)
            yield self._import_piece(operation, access, piece, own)

    def _pieces(self, operation: Import) -> Iterator[list[Item]]:
        """Give the items of a file, as many at a time as are created together."""
        read = incoming.table if operation.is_table else incoming.objects
        items = read(operation.upload.file, self._longest_line())
        size = min(PIECE, settings.read(self.env).max_items or PIECE)
        while piece := list(islice(items, size)):
            yield piece

    def _import_piece(
        self,
        operation: Import,
        access: Access,
        piece: Sequence[Item],
        bracket: Bracket,
    ) -> list[Row]:
        """Create all records of a piece, or none."""
        failed = {
            number: item.problem for number, item in enumerate(piece) if item.problem
        }
        if not failed:
            create = partial(self._create_piece, operation, access, piece)
            try:
                ids = bracket.kept(create)
            except bracket.ends_all:
                raise
            except Exception as exc:  # noqa: BLE001 told with the lines, or raised
                failed = self._failed(operation, access, piece, bracket, exc)
            else:
                pairs = zip(piece, ids, strict=True)
                return [{"line": i.line, "status": 201, "id": id_} for i, id_ in pairs]
        return [
            _failed_row(item, failed.get(number, _TOGETHER))
            for number, item in enumerate(piece)
        ]

    def _create_piece(
        self, operation: Import, access: Access, piece: Sequence[Item]
    ) -> list[int]:
        create = _create(operation, tuple(item.values for item in piece))
        with confidential.guarded(access.allows_code):
            return [row["id"] for row in self._handle(create, access).rows]

    def _failed(
        self,
        operation: Import,
        access: Access,
        piece: Sequence[Item],
        bracket: Bracket,
        exc: Exception,
    ) -> dict[int, Problem]:
        """Return what is wrong with each item, by its position in the piece.

        Where that is not told, each is tried alone, and taken back.
        """
        problem = problems.of(self._translated(exc))
        if problem.code == errors.InvalidValues.code and problem.details:
            return _by_position(problem)
        if problem.status >= 500:
            raise exc
        alone = Each(tuple(_create(operation, (item.values,)) for item in piece))
        with bracket.tried(), confidential.guarded(access.allows_code):
            results = self._handle(alone, access).value
        found = {
            number: _alone(each)
            for number, each in enumerate(results)
            if isinstance(each, Problem)
        }
        # They are right one by one, and not together.
        return found or dict.fromkeys(range(len(piece)), problem)


def _create(operation: Import, values: tuple[Any, ...]) -> CreateMany:
    only_id = schema.tree(["id"])
    return CreateMany(
        operation.model, values, only_id, NATIVE, context=operation.context
    )


def _check_columns(
    model: models.BaseModel, names: Sequence[str], access: Access
) -> None:
    """Refuse columns that no record can be made of.

    :raise BadRequest: says which
    :raise Forbidden: one that may not be written
    """
    for number, name in enumerate(names, 1):
        where = f"Line 1, column {number}"
        if name == "id" or "." in name:
            raise BadRequest(
                f"{where}: {name[:80]} is no value of a new record; a many2one has the "
                "id of its record, and existing records are changed with PUT ?match=.",
                codes.INVALID_COLUMN,
            )
        field = known_field(model, name, where)
        access.check_field(model, name, CREATE, where)
        if field.type in X2MANY:
            raise BadRequest(
                f"{where}: {name} is a list of records, which is no value of CSV; send "
                "application/x-ndjson.",
                codes.INVALID_COLUMN,
            )
    if len(set(names)) < len(names):
        raise BadRequest(
            "Line 1: two columns have the same name.", codes.INVALID_COLUMN
        )


def _failed_row(item: Item, problem: Problem) -> Row:
    details = {} if problem.details is None else {"details": problem.details}
    return {
        "line": item.line,
        "status": problem.status,
        "error": problem.message,
        "code": problem.code,
        **details,
    }


def _by_position(problem: Problem) -> dict[int, Problem]:
    """Return the mistakes of a list by the items that they are in."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    for mistake in problem.details:
        _, position, *rest = mistake["pointer"].split("/")
        own = {**mistake, "pointer": "".join(f"/{part}" for part in rest)}
        found.setdefault(int(position), []).append(own)
    return {
        position: Problem(
            problem.status, problem.code, mistakes[0]["message"], mistakes
        )
        for position, mistakes in found.items()
    }


def _alone(problem: Problem) -> Problem:
    """Return what is wrong with an item that was tried alone."""
    if problem.code == errors.InvalidValues.code and problem.details:
        return _by_position(problem)[0]
    return problem
