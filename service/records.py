from collections.abc import Collection, Iterator, Sized
from contextlib import contextmanager
from dataclasses import replace

from psycopg2.errors import NotNullViolation, UndefinedTable

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from .. import settings
from ..core import codes
from ..core.errors import BadRequest, NotFound, Unprocessable
from ..core.formats import NATIVE, Style
from ..core.grant import CREATE, DELETE, READ, UPDATE, Grant
from ..core.operation import (
    Count,
    Create,
    CreateMany,
    Delete,
    Group,
    Health,
    ModelOperation,
    Operation,
    Read,
    ReadingOperation,
    Result,
    Search,
    Update,
)
from ..core.stumbles import MISUSE
from ..records import confidential
from ..records.access import Access
from ..records.read import domain as domains
from ..records.read import order as orders
from ..records.read.counted_search import Page, fetch_counted
from ..records.read.plan import Plan
from ..records.read.serializer import Serializer, readable
from ..records.write.values import Values, ValuesReader

# Where an administrator has set no largest page.
MAX_RECORDS = 2**31 - 2


class RestapiService(models.AbstractModel):
    """Executes operations on models, as the user of the environment.

    Knows neither HTTP nor dialects. Another addon extends it per database by
    inheriting it: a handler is ``_execute_<verb>``, takes an operation and
    its access, and returns a result; what it may touch, it asks the :class:`Access`.
    """

    _name = "restapi.service"
    _description = "REST API Service"

    @api.private
    def execute(self, operation: Operation, grant: Grant) -> Result:
        """Execute ``operation`` with the rights of the current user.

        :param grant: what the credential allows of them
        """
        access = Access(self.env, grant)
        with confidential.guarded(access.allows_code):
            return self._handle(operation, access)

    def _handle(self, operation: Operation, access: Access) -> Result:
        return getattr(self, f"_execute_{operation.verb}")(operation, access)

    # -- handlers

    def _execute_health(self, operation: Health, access: Access) -> Result:
        return Result(operation)

    def _execute_search(self, operation: Search, access: Access) -> Result:
        model, tree, style, page = self._page(operation, access)
        with domains.comparing(model, page.domain):
            found = fetch_counted(
                model, page, operation.count, self._estimate_from(model._name)
            )
        result = self._rows(operation, access, tree, style, found.records)
        return replace(
            result, total=found.total, is_estimate=found.is_estimate, limit=page.limit
        )

    def _execute_find(self, operation: Search, access: Access) -> Result:
        model, tree, style, page = self._page(operation, access)
        with domains.comparing(model, page.domain):
            records = model.search_fetch(*page)
        self._check_found(operation, records)
        return self._rows(operation, access, tree, style, records)

    def _rows(
        self,
        operation: Operation,
        access: Access,
        tree: Plan,
        style: Style,
        records: models.BaseModel,
    ) -> Result:
        """Return what is read of records."""
        serializer = Serializer(style, access)
        rows = serializer.rows(tree, records)
        omitted = tuple(serializer.omitted)
        return Result(operation, rows, omitted=omitted)

    def _estimate_from(self, model_name: str) -> int:
        """Return the number of records from which totals of a model are estimated.

        :return: 0 for a small table
        """
        limit = settings.read(self.env).count_limit
        return limit if limit and self._table_size(model_name) > limit else 0

    @ormcache("model_name")
    def _table_size(self, model_name: str) -> int:
        """Return how many rows the planner knows of, as long as caches live."""
        table = self.env[model_name]._table
        rows = self.env.execute_query(
            SQL("SELECT reltuples FROM pg_class WHERE oid = to_regclass(%s)", table)
        )
        return int(rows[0][0]) if rows else 0

    def _page(
        self, operation: Search, access: Access
    ) -> tuple[models.BaseModel, Plan, Style, Page]:
        """Return what a search reads, and the arguments of ``search_fetch``."""
        model = self._model(operation, access, READ)
        self._check_page(operation)
        self._check_offset(operation)
        tree, style = self._plan_for(model, operation)
        domain = self._domain(model, operation, access)
        order = orders.checked(model, operation.order, access)
        page = Page(domain, tree.fetch, operation.offset, self._limit(operation), order)
        return model, tree, style, page

    def _execute_count(self, operation: Count, access: Access) -> Result:
        model = self._model(operation, access, READ)
        domain = self._domain(model, operation, access)
        with domains.comparing(model, domain):
            return Result(operation, total=model.search_count(domain))

    def _execute_read(self, operation: Read, access: Access) -> Result:
        model = self._model(operation, access, READ)
        tree, style = self._plan_for(model, operation)
        records = self._records(model, operation.ids, access, READ, tree.fetch)
        return self._rows(operation, access, tree, style, records)

    def _execute_create(self, operation: Create, access: Access) -> Result:
        model = self._model(operation, access, CREATE)
        model.check_access("create")
        tree, style = self._plan_for(model, operation)
        # What an administrator has stored goes over what the client sends.
        stored = self._create_defaults(model._name) if operation.schema else {}
        reader = ValuesReader(access, operation.style)
        values = operation.values
        values = reader.create(model, {**values, **stored} if stored else values)
        records = self._create_records(model, reader, [values])
        return self._read_back(operation, access, tree, style, records)

    def _execute_create_many(self, operation: CreateMany, access: Access) -> Result:
        model = self._model(operation, access, CREATE)
        model.check_access("create")
        self._check_items(operation.values)
        tree = self._plan(model, operation.fields)
        reader = ValuesReader(access, operation.style)
        stored = self._create_defaults(model._name) if operation.schema else {}
        rows = [{**row, **stored} if stored else row for row in operation.values]
        values = reader.create_many(model, rows, operation.first)
        records = self._create_records(model, reader, values)
        return self._read_back(operation, access, tree, operation.style, records)

    def _execute_update(self, operation: Update, access: Access) -> Result:
        model = self._model(operation, access, UPDATE)
        tree = self._plan(model, operation.fields)
        records = self._records(model, operation.ids, access, UPDATE)
        records.check_access("write")
        self._check_version(operation, access, records)
        reader = ValuesReader(access, operation.style)
        values = reader.update(records, operation.values)
        with self._writing(model, reader):
            records.write(values)
        reader.check_kept(records, UPDATE)
        return self._read_back(operation, access, tree, operation.style, records)

    def _execute_delete(self, operation: Delete, access: Access) -> Result:
        model = self._model(operation, access, DELETE)
        records = self._records(model, operation.ids, access, DELETE)
        self._check_version(operation, access, records)
        with self._in_table(model):
            records.unlink()
        return Result(operation)

    @api.private
    def reread(
        self, operation: ModelOperation, ids: Collection[int], grant: Grant
    ) -> Result:
        """Return what an operation that wrote records gave, as they are now.

        Of those that are deleted since, the id alone.
        """
        access = Access(self.env, grant)
        model = self._model(operation, access)
        if isinstance(operation, ReadingOperation):
            tree, style = self._plan_for(model, operation)
        else:
            tree, style = self._plan(model, operation.fields), operation.style
        return self._read_back(operation, access, tree, style, model.browse(ids))

    # -- steps of handlers

    def _check_version(
        self, operation: Update | Delete, access: Access, records: models.BaseModel
    ) -> None:
        """Refuse to write a record that is not as the client has read it.

        Asked after the request's turn has come: what the record is here, the write
        changes, or PostgreSQL fails the transaction and it is asked again.

        :raise PreconditionFailed: it has changed
        :raise PreconditionRequired: the client does not tell, and should
        """
        sent = operation.versions
        if sent is None:
            return
        sent.check_needed(settings.read(self.env).require_if_match)
        if not sent.says_something:
            return
        if len(records) > 1:
            raise BadRequest("If-Match: is about one record.", codes.INVALID_IF_MATCH)
        access.check(records._name, READ)
        tree = self._plan(records, sent.fields)
        rows = self._rows(operation, access, tree, NATIVE, records).rows
        sent.check(rows[0])

    def _create_records(
        self, model: models.BaseModel, reader: ValuesReader, rows: list[Values]
    ) -> models.BaseModel:
        """Create records of values that were read, in the database too."""
        with self._writing(model, reader):
            records = model.create(rows)
        reader.check_kept(records, CREATE)
        return records

    @contextmanager
    def _writing(self, model: models.BaseModel, reader: ValuesReader) -> Iterator[None]:
        """Blame what the model's code stumbles over on the values.

        A required field left empty is refused only here, because the model may
        fill it in.
        """
        try:
            with self._in_table(model):
                yield
        except NotNullViolation:
            if reader.errors:
                reader.fail()
            raise  # told with the name of the field
        except MISUSE as exc:
            if reader.errors:
                reader.fail()
            raise Unprocessable(
                f"{model._name} could not process these values.", codes.UNPROCESSABLE
            ) from exc

    @contextmanager
    def _in_table(self, model: models.BaseModel) -> Iterator[None]:
        """Write to the database; some models are a query, which nothing tells."""
        try:
            yield
            self.env.flush_all()
        except UndefinedTable as exc:
            raise Unprocessable(
                f"{model._name} is a view of others, and cannot be written.",
                codes.NOT_WRITABLE,
            ) from exc

    def _limit(self, operation: Search) -> int:
        """Return how many records to search for.

        Where the dialect has no page, one more than allowed, to see that there are
        more.
        """
        largest = self._max_page_size()
        if operation.default_limit and not operation.limit:
            return min(operation.default_limit, largest)
        return operation.limit or largest + 1

    def _check_page(self, operation: Search) -> None:
        largest = self._max_page_size()
        if operation.limit and operation.limit > largest:
            raise BadRequest(
                f"limit: at most {largest} records at once.", codes.INVALID_LIMIT
            )

    def _check_offset(self, operation: Search) -> None:
        """Refuse to skip what would have to be read first."""
        largest = settings.read(self.env).max_offset
        if operation.has_cursors and 0 < largest < operation.offset:
            raise BadRequest(
                f"offset: at most {largest}; to read on, begin with cursor= in place "
                "of offset, and send the cursor that is next in each answer.",
                codes.INVALID_OFFSET,
            )

    def _check_found(self, operation: Search | Group, found: Sized) -> None:
        """Refuse to cut what a client without ``limit`` takes for everything."""
        largest = self._max_page_size()
        if not operation.limit and len(found) > largest:
            raise BadRequest(
                f"limit: there are more than {largest} records; ask for at most that "
                "many at once, with limit and offset.",
                codes.TOO_LARGE,
            )

    def _check_items(self, items: Sized) -> None:
        largest = settings.read(self.env).max_items
        if largest and len(items) > largest:
            raise BadRequest(f"At most {largest} records at once.", codes.TOO_LARGE)

    def _max_page_size(self) -> int:
        return settings.read(self.env).max_page_size or MAX_RECORDS

    def _domain(
        self,
        model: models.BaseModel,
        operation: Search | Count | Group,
        access: Access,
    ) -> Domain:
        """Return what an operation searches, among what its credential may read."""
        restriction = access.domain(model._name, READ)
        return domains.checked(model, operation.domain, access) & restriction

    def _records(
        self,
        model: models.BaseModel,
        ids: tuple[int, ...],
        access: Access,
        right: str,
        names: Collection[str] = (),
    ) -> models.BaseModel:
        """Return the records with these ids, archived ones too, fetched.

        :param right: what is done with them
        :raise NotFound: one does not exist, or user or credential may not see it
        """
        found = self._existing(model, ids, names, access.domain(model._name, right))
        if len(found) < len(ids):
            missing = [id_ for id_ in ids if id_ not in set(found._ids)]
            listed = ", ".join(map(str, missing[:20]))
            raise NotFound(f"There is no {model._name} {listed}.", codes.MISSING_RECORD)
        return found

    def _existing(
        self,
        model: models.BaseModel,
        ids: tuple[int, ...],
        names: Collection[str] = (),
        restriction: Domain = Domain.TRUE,
    ) -> models.BaseModel:
        """Return those of the records that there are, in the order of the ids."""
        largest = self._max_page_size()
        if len(ids) > largest:
            raise BadRequest(
                f"id: at most {largest} records at once.", codes.INVALID_ID
            )
        if model._auto and any(id_ < 0 for id_ in ids):
            raise BadRequest(
                f"id: {model._name} has positive integers only.", codes.INVALID_ID
            )
        return self._among(model, ids, names, restriction)

    def _among(
        self,
        model: models.BaseModel,
        ids: Collection[int],
        names: Collection[str] = (),
        restriction: Domain = Domain.TRUE,
    ) -> models.BaseModel:
        """Return those of the records that there are, however many."""
        found = model.with_context(active_test=False).search_fetch(
            Domain("id", "in", ids) & restriction, names, order="id"
        )
        there = set(found._ids)
        return model.browse(id_ for id_ in ids if id_ in there)

    def _read_back(
        self,
        operation: Operation,
        access: Access,
        tree: Plan,
        style: Style,
        records: models.BaseModel,
    ) -> Result:
        """Read what was just written.

        A record may be out of its writer's sight now; its id is not.
        """
        restriction = access.domain(records._name, READ)
        found = readable(records, tree.fetch, restriction)
        result = self._rows(operation, access, tree, style, found)
        by_id = {row["id"]: row for row in result.rows}
        rows = [by_id.get(id_, {"id": id_}) for id_ in records._ids]
        return replace(result, rows=rows)
