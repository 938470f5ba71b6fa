import inspect
import logging
from typing import Any, NamedTuple

from odoo import models
from odoo.service.model import get_public_method

from .. import settings
from ..core import codes
from ..core.errors import BadRequest, Forbidden, NotFound, Unprocessable
from ..core.grant import EXECUTE, READ
from ..core.integers import MAX_INT4
from ..core.operation import Call, ExecuteKw, OrmCall, Result
from ..core.stumbles import MISUSE
from ..records import confidential
from ..records.access import Access
from ..records.call import arguments as call_arguments
from ..records.call import orm_methods
from ..records.read import binary_sizes
from ..records.read import domain as domains
from ..records.read.answer_size import AnswerSize

# Of the methods that every model has: those with a limit, and those that read
# fields, with the parameter that names them.
PAGED_METHODS = frozenset(["search", "search_fetch", "search_read"])
READING_METHODS = {
    "read": "fields",
    "search_read": "fields",
    "export_data": "fields_to_export",
}

_logger = logging.getLogger(__name__)


class Callee(NamedTuple):
    """A method, and what it is called with.

    :param ids: of the records it is called on, which are not looked for yet
    """

    model: models.BaseModel
    method: Any
    ids: tuple[int, ...]
    args: tuple[Any, ...]


class RestapiService(models.AbstractModel):
    """Calls public methods of models."""

    _inherit = "restapi.service"

    def _execute_call(self, operation: Call, access: Access) -> Result:
        value = self._called(operation, access)
        return Result(
            operation, value=value.ids if isinstance(value, models.BaseModel) else value
        )

    def _called(self, operation: Call, access: Access) -> Any:
        """Call the method, with all that it may reach checked; return what it gave."""
        callee = self._callee(operation, access)
        is_orm = hasattr(type(self.env["base"]), operation.method)
        call = self._called_orm if is_orm else self._called_own
        return call(operation, access, callee)

    def _called_own(self, operation: Call, access: Access, callee: Callee) -> Any:
        """Call a method of the model itself, which asks for the rights it needs."""
        records = self._called_on(callee, access, EXECUTE)
        bound = self._bound(operation, callee, records)
        return self._call_own(callee.model, operation.method, callee.method, bound)

    def _called_orm(self, operation: Call, access: Access, callee: Callee) -> Any:
        """Call a method that every model has, within the credential's limits."""
        model, name, limited = callee.model, operation.method, access.is_limited
        right = orm_methods.needed_right(model, name, access) if limited else EXECUTE
        records = self._called_on(callee, access, right)
        bound = self._bound(operation, callee, records)
        if limited:
            orm_methods.limit(records, name, access, bound)
        elif "domain" in bound.arguments:
            # As dangerous as that of a search.
            domain = bound.arguments["domain"]
            bound.arguments["domain"] = list(
                domains.parse_domain(model, domain, access)
            )
        self._bound_answer(records, name, bound)
        value = self._call_orm(model, name, callee.method, bound)
        if name == "default_get":
            # Models add values of fields that nobody has asked for.
            value = {
                key: default
                for key, default in value.items()
                if key not in model._fields or access.allows_field(model, key, READ)
            }
        if limited:
            self.env.flush_all()
            orm_methods.check_kept(records, name, access)
        return value

    def _callee(self, operation: Call, access: Access) -> Callee:
        """Return what a call names.

        :raise NotFound: there is no such model or method
        :raise Forbidden: it is private, or the grant does not allow it
        """
        model = self._model(operation, access)
        method = self._public_method(model, operation.method)
        if not isinstance(operation, OrmCall):
            access.check_method(model._name, operation.method)
        ids, args = operation.ids, operation.args
        if isinstance(operation, ExecuteKw) and not getattr(
            method, "_api_model", False
        ):
            ids, args = ids_first(args)
        return Callee(model, method, ids, args)

    def _called_on(
        self, callee: Callee, access: Access, right: str
    ) -> models.BaseModel:
        """Return the records that a method is called on, none for one of the model."""
        if not callee.ids:
            return callee.model.browse()
        return self._records(callee.model, callee.ids, access, right)

    def _bound(
        self, operation: Call, callee: Callee, records: models.BaseModel
    ) -> inspect.BoundArguments:
        """Return the arguments by the names of the method's parameters.

        :raise BadRequest: they do not fit
        """
        call_arguments.check([*callee.args, operation.kwargs])
        return call_arguments.bound(
            operation.method, callee.method, (records, *callee.args), operation.kwargs
        )

    def _public_method(self, model: models.BaseModel, name: str) -> Any:
        """Return a method that clients are offered.

        :raise NotFound: there is none
        :raise Forbidden: it reads as superuser what nobody may read
        """
        try:
            method = get_public_method(model, name)
        except AttributeError as exc:
            raise NotFound(
                f"There is no method {name[:100]} on {model._name}.",
                codes.UNKNOWN_METHOD,
            ) from exc
        # The model's own methods read as superuser.
        is_own = not hasattr(type(self.env["base"]), name)
        if is_own and confidential.has_secrets(model):
            raise Forbidden(
                f"{name} of {model._name} is not open to clients.", codes.METHOD_ACCESS
            )
        return method

    def _bound_answer(
        self, records: models.BaseModel, name: str, bound: inspect.BoundArguments
    ) -> None:
        """Refuse a method that would read too much.

        :raise BadRequest: too many records, or files that are too large
        """
        arguments = bound.arguments
        paged = name in PAGED_METHODS
        largest = self._max_page_size()
        if paged:
            limit = arguments.get("limit") or 0
            if type(limit) is not int or not 0 <= limit <= largest:
                raise BadRequest(
                    f"limit: an integer of at most {largest}.", codes.INVALID_LIMIT
                )
            arguments["limit"] = limit or largest + 1
        if name not in READING_METHODS:
            return
        names = arguments.get(READING_METHODS[name]) or list(records._fields)
        if not isinstance(names, (list, tuple)):
            return
        heads = {str(path).partition("/")[0] for path in names}
        files = [
            head
            for head in heads
            if head in records._fields and records._fields[head].type == "binary"
        ]
        if not files:
            return
        if paged:
            page = ("domain", "offset", "limit", "order")
            sent = {key: arguments[key] for key in page if key in arguments}
            domain = sent.pop("domain", None) or []
            with domains.comparing(records, domain):
                records = records.search(domain, **sent)
        answer = AnswerSize(settings.read(self.env))
        answer.add_files(binary_sizes.total(records, files))

    def _call_own(
        self,
        model: models.BaseModel,
        name: str,
        method: Any,
        bound: inspect.BoundArguments,
    ) -> Any:
        """Call a method of the model itself.

        It is written for the arguments of Odoo's own pages: what it stumbles over is
        taken for the client's, and logged for the operator.
        """
        try:
            value = method(*bound.args, **bound.kwargs)
            self.env.flush_all()
            return value
        except MISUSE as exc:
            raise Unprocessable(
                f"{model._name}.{name} could not process these arguments.",
                codes.UNPROCESSABLE,
            ) from exc

    def _call_orm(
        self,
        model: models.BaseModel,
        name: str,
        method: Any,
        bound: inspect.BoundArguments,
    ) -> Any:
        """Call a method that every model has.

        Its arguments are all that can make it fail in Python, so such a failure
        is the client's.
        """
        try:
            found = method(*bound.args, **bound.kwargs)
        except MISUSE as exc:
            _logger.info("%s.%s failed", model._name, name, exc_info=True)
            found = domains.failing(exc, model, bound.arguments.get("domain") or [])
            reason = found and f"{found} cannot be compared with its field."
            reason = reason or str(exc).partition("\n")[0][:200]
            raise BadRequest(
                f"{model._name}.{name}: {reason or 'it cannot process this.'}",
                codes.INVALID_ARGUMENTS,
            ) from exc
        if name in PAGED_METHODS and len(found) > self._max_page_size():
            raise BadRequest(
                f"{name}: there are more than {self._max_page_size()} records; send "
                "limit and offset.",
                codes.TOO_LARGE,
            )
        return found


def ids_first(args: tuple[Any, ...]) -> tuple[tuple[int, ...], tuple[Any, ...]]:
    """Split the ids off the arguments of ``execute_kw``.

    :raise BadRequest: there are none
    """
    first = args[0] if args else None
    ids = first if isinstance(first, (list, tuple)) else (first,)
    if not all(type(id_) is int and 0 < id_ <= MAX_INT4 for id_ in ids):
        raise BadRequest(
            "args: the first is the list of the records' ids.", codes.INVALID_ARGUMENTS
        )
    return tuple(dict.fromkeys(ids)), args[1:]
