from collections.abc import Collection, Mapping
from typing import Any

from werkzeug.exceptions import MethodNotAllowed

from odoo import api, models
from odoo.fields import Domain

from ..auth import cursors
from ..auth.cursors import KEPT_CONTEXT
from ..core import accepted, codes, parameter, schema, template
from ..core.call_operation import Invoke
from ..core.endpoint import CALL, CHANGE, LIST, NEW, PAGING, RECORD, Endpoint
from ..core.endpoint_operation import (
    Visit,
    VisitChange,
    VisitList,
    VisitPost,
    VisitRecord,
)
from ..core.errors import BadRequest, NotFound
from ..core.formats import NATIVE
from ..core.grant import Grant
from ..core.operation import (
    Create,
    CreateMany,
    ModelOperation,
    Operation,
    Read,
    Result,
    Search,
    Update,
)
from ..core.schema import Node
from ..core.versions import Sent
from ..core.walk_operation import Walk
from ..records import confidential
from ..records.access import Access
from ..records.read import domain as domains
from ..records.read.counted_search import EXACT
from ..records.write.write_locks import Key

Values = Mapping[str, Any]


class RestapiService(models.AbstractModel):
    """Does what endpoints without code say, by the operations that there are."""

    _inherit = "restapi.service"

    def _execute_visit(self, operation: Visit, access: Access) -> Result:
        asked, access = self._visited(operation, access)
        with confidential.guarded(access.allows_code):
            return self._handle(asked, access)

    def _contended_by_visit(self, operation: Visit, access: Access) -> set[Key]:
        return self._contended(*self._visited(operation, access))

    @api.private
    def reread(
        self, operation: Operation, ids: Collection[int], grant: Grant
    ) -> Result:
        if isinstance(operation, Visit):
            operation, access = self._visited(operation, Access(self.env, grant))
            grant = access.grant
        return super().reread(operation, ids, grant)

    def _visited(self, visit: Visit, access: Access) -> tuple[Operation, Access]:
        """Return the operation that a visit stands for, and what it may touch.

        :raise MethodNotAllowed: the endpoint does something else; raises as
            :meth:`_endpoint`
        """
        endpoint = self._endpoint(visit.address, visit.owner)
        action = _action(endpoint, visit)
        others = PAGING if action == LIST else ()
        sent = visit.arguments
        if action == CALL:
            sent = {**sent, **_object(visit.body)}
        values = parameter.values(endpoint.parameters[action], sent, others)
        does = access.grant.at(endpoint.address, endpoint.does)
        if does is not access.grant:
            access = Access(self.env, does)
        translate = getattr(self, f"_visit_{action}")
        return translate(endpoint, visit, values, access), access

    # -- what it does: an operation of each action

    def _visit_list(
        self, endpoint: Endpoint, visit: VisitList, values: Values, access: Access
    ) -> Search | Walk:
        largest = endpoint.max_page_size
        if visit.limit and visit.limit > largest:
            raise BadRequest(
                f"limit: at most {largest} records at once.", codes.INVALID_LIMIT
            )
        limit = {"limit": visit.limit, "default_limit": endpoint.page_size}
        domain = template.filled_domain(endpoint.domain, values)
        if visit.cursor is None:
            return Search(
                endpoint.model,
                domain,
                schema.parse(endpoint.fields),
                NATIVE,
                offset=visit.offset,
                order=endpoint.order,
                count=visit.count,
                has_cursors=True,
                **limit,
            )
        self._check_cursor(endpoint, visit.cursor)
        return Walk(
            endpoint.model,
            visit.cursor,
            domain,
            endpoint.fields,
            endpoint.order,
            count=visit.count == EXACT,
            **limit,
        )

    def _check_cursor(self, endpoint: Endpoint, text: str) -> None:
        """Refuse a cursor of another address, whose order a client may have chosen.

        The domain is compared with that of the request anyway.
        """
        if not text:
            return
        cursor = cursors.read(self.env, text)
        if (
            cursor.order != endpoint.order
            or cursor.fields != endpoint.fields
            or (cursor.limit or 0) > endpoint.max_page_size
            or not cursor.context.keys() <= set(KEPT_CONTEXT)
        ):
            raise BadRequest(
                f"cursor: it is not of {endpoint.address} as it is now; begin anew "
                "with cursor=.",
                codes.INVALID_CURSOR,
            )

    def _visit_read(
        self, endpoint: Endpoint, visit: VisitRecord, values: Values, access: Access
    ) -> Read:
        self._check_within(endpoint, visit.ids, values, access)
        return Read(endpoint.model, visit.ids, schema.parse(endpoint.fields), NATIVE)

    def _visit_create(
        self, endpoint: Endpoint, visit: VisitPost, values: Values, access: Access
    ) -> Create | CreateMany:
        fixed = template.filled_object(endpoint.create_values, values)
        fields = _returned(endpoint, visit)
        if not isinstance(visit.body, list):
            sent = _accepted(endpoint, _object(visit.body))
            return Create(endpoint.model, {**sent, **fixed}, fields, NATIVE)
        rows = tuple(
            {**_accepted(endpoint, row, f"/{position}"), **fixed}
            for position, row in enumerate(visit.body)
        )
        if not rows:
            raise BadRequest("The list in the body is empty.", codes.INVALID_BODY)
        return CreateMany(endpoint.model, rows, fields, NATIVE)

    def _visit_update(
        self, endpoint: Endpoint, visit: VisitChange, values: Values, access: Access
    ) -> Update:
        sent = _accepted(endpoint, visit.body)
        self._check_within(endpoint, visit.ids, values, access)
        fixed = template.filled_object(endpoint.update_values, values)
        return Update(
            endpoint.model,
            visit.ids,
            {**sent, **fixed},
            _returned(endpoint, visit),
            NATIVE,
            versions=Sent(visit.tags, schema.parse(endpoint.fields)),
        )

    def _visit_call(
        self, endpoint: Endpoint, visit: VisitPost, values: Values, access: Access
    ) -> Invoke:
        self._check_within(endpoint, visit.ids, values, access)
        arguments = template.filled_object(endpoint.arguments, values)
        return Invoke(endpoint.model, visit.ids, endpoint.method, (), arguments)

    def _check_within(
        self, endpoint: Endpoint, ids: tuple[int, ...], values: Values, access: Access
    ) -> None:
        """Refuse records that the endpoint is not about, as if there were none.

        :raise NotFound: names those that are none of its own
        """
        if not (ids and endpoint.domain):
            return
        model = self._model(ModelOperation(endpoint.model), access)
        domain = template.filled_domain(endpoint.domain, values)
        checked = domains.parse_domain(model, domain, access)
        with domains.comparing(model, checked):
            found = set(model.search(Domain("id", "in", ids) & checked)._ids)
        if missing := [id_ for id_ in ids if id_ not in found]:
            listed = ", ".join(map(str, missing[:20]))
            raise NotFound(f"{endpoint.address} has no {listed}.", codes.MISSING_RECORD)


def _action(endpoint: Endpoint, visit: Visit) -> str:
    """Return what an endpoint does for a visit.

    :raise MethodNotAllowed: nothing, but for other methods
    :raise NotFound: nothing at this address
    """
    has_ids = bool(visit.ids)
    for kind, actions in _ACTIONS.items():
        if type(visit) is kind:
            for action in actions:
                if action in endpoint.actions and endpoint.has_ids(action) == has_ids:
                    return action
    if allowed := endpoint.methods(has_ids=has_ids):
        raise MethodNotAllowed(allowed)
    where = "with" if endpoint.methods(has_ids=True) else "without"
    raise NotFound(
        f"{endpoint.address} is asked {where} the id of a record.", codes.NOT_FOUND
    )


_ACTIONS: Mapping[type[Visit], tuple[str, ...]] = {
    VisitList: (LIST,),
    VisitRecord: (RECORD,),
    VisitPost: (NEW, CALL),
    VisitChange: (CHANGE,),
}


def _returned(endpoint: Endpoint, visit: VisitPost) -> Node:
    return schema.tree(["id"]) if visit.minimal else schema.parse(endpoint.fields)


def _accepted(endpoint: Endpoint, values: Any, pointer: str = "") -> dict[str, Any]:
    """Return values that were sent, where all of them are accepted."""
    accepted.check(
        values, endpoint.accepted, removes=endpoint.removes_lines, pointer=pointer
    )
    return dict(values)


def _object(body: Any) -> Mapping[str, Any]:
    """Return a body that may be missing."""
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.", codes.INVALID_BODY)
    return body
