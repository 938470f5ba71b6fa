"""JSON trees of values to what ``create`` and ``write`` take.

Scalars are converted for their fields in :mod:`.scalars`, relations in
:mod:`.relations`. Every mistake is collected with its JSON pointer (RFC 6901),
so that a client sees all of them in one :class:`~.errors.InvalidValues`.
"""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from odoo.fields import Field
from odoo.models import MAGIC_COLUMNS, BaseModel

from ...core import codes
from ...core.errors import Unprocessable
from ...core.formats import Style
from ...core.grant import CREATE, UPDATE
from ...core.stumbles import MISUSE
from ..access import Access
from . import relations, scalars
from .links import Links
from .mistakes import Mistakes
from .named_records import NamedRecords

Values = dict[str, Any]
AUTOMATIC = frozenset([*MAGIC_COLUMNS, "parent_path", "display_name"])
# Looking for the nearest name costs a millisecond.
MAX_HINTS = 10
# Keys of a property that change its definition, for all records.
_DEFINING = frozenset(["definition_changed", "definition_deleted"])


def is_writable(field: Field) -> bool:
    """Tell whether a client may give a field a value, rights aside."""
    computed = field.compute and not field.inverse and field.readonly
    return not computed and field.name not in AUTOMATIC


class ValuesReader(Mistakes):
    """Reads the values of one request.

    :param access: what the request may touch; asked on every level
    :param style: of the dialect that the values are in
    """

    def __init__(self, access: Access, style: Style) -> None:
        super().__init__()
        self.access = access
        self.style = style
        self.named = NamedRecords(access, style, self)
        self.links = Links(access, style, self.named, self)
        self._required: dict[str, list[str]] = {}

    def create(self, model: BaseModel, values: Any) -> Values:
        """Return what ``create`` takes.

        :raise InvalidValues: with all mistakes; missing required fields are
            added to them
        :raise Forbidden: a field that the user may not write
        """
        return self._read(model, values, self.read_new)

    def create_many(
        self, model: BaseModel, rows: Sequence[Any], first: int = 0
    ) -> list[Values]:
        """Return what ``create`` takes for several records.

        :param first: position of the first of them; raises as :meth:`each`
        """
        items = {position: (model, row) for position, row in enumerate(rows, first)}
        return list(self.each(model, items).values())

    def each(
        self, model: BaseModel, items: Mapping[int, tuple[BaseModel, Any]]
    ) -> dict[int, Values]:
        """Return what ``write`` takes for each record, and ``create`` for new ones.

        The pointers of mistakes begin with the position; raises as :meth:`create`.

        :param items: by position, a record, none for a new one, and its values
        """
        found = {
            position: (self.read_object if records else self.read_new)(
                records, values, f"/{position}"
            )
            for position, (records, values) in items.items()
        }
        self._conclude(model)
        return found

    def update(self, records: BaseModel, values: Any) -> Values:
        """Return what ``write`` on ``records`` takes; raises as :meth:`create`."""
        return self._read(records, values, self.read_object)

    def _read(
        self,
        model: BaseModel,
        values: Any,
        read: Callable[[BaseModel, Any, str], Values],
    ) -> Values:
        result = read(model, values, "")
        self._conclude(model)
        return result

    def _conclude(self, model: BaseModel) -> None:
        """Look at the records that were named, and raise what was collected."""
        self.named.check(model)
        self.conclude()

    def check_kept(self, records: BaseModel, right: str) -> None:
        """Refuse what has made records that are none of the credential's.

        :raise Forbidden: as :meth:`.NamedRecords.check_kept`
        """
        self.named.check_kept(records, right)

    def read_object(self, model: BaseModel, values: Any, pointer: str) -> Values:
        """Read an object of values for the records ``model``, none if they are new."""
        if not isinstance(values, Mapping):
            self.error(
                pointer, codes.NOT_AN_OBJECT, "An object of field values is expected."
            )
            return {}
        result = {}
        for name, value in values.items():
            where = f"{pointer}/{_escaped(name)}"
            field = self._known(model, name, where)
            if field is None:
                continue
            if not is_writable(field):
                self._pass_over(model, field, value, where)
                continue
            self.check_writable(model, field, where)
            try:
                result[name] = self.value(model, field, value, where)
            except ValueError as exc:
                self.error(where, codes.INVALID_VALUE, f"{name} {exc}")
                continue
            if field.required and result[name] is False and field.type != "boolean":
                self.error(where, codes.REQUIRED, f"{name} is required.")
        return result

    def read_new(
        self, model: BaseModel, values: Any, pointer: str, parent: Field | None = None
    ) -> Values:
        """Read the values of a new record, a line of ``parent``."""
        mistakes = len(self.errors)
        result = self.read_object(model, values, pointer)
        given = getattr(parent, "inverse_name", None)
        told = {error["pointer"] for error in self.errors[mistakes:]}
        for name in self._missing(model, result):
            if name != given and f"{pointer}/{name}" not in told:
                self.error(f"{pointer}/{name}", codes.REQUIRED, f"{name} is required.")
        return result

    def _missing(self, model: BaseModel, values: Values) -> list[str]:
        """Name required fields that have no value, default or computation.

        What an override of ``create`` fills in is not known here, so a caller
        refuses a record for these alone only after the ORM has refused it.
        """
        delegated = {
            name
            for parent, link in model._inherits.items()
            if values.get(link)
            for name in model.env[parent]._fields
        }
        return [
            name
            for name in self.required(model)
            if name not in values and name not in delegated
        ]

    def required(self, model: BaseModel) -> list[str]:
        """Name the fields that a new record needs and that have no default."""
        if model._name not in self._required:
            names = [
                name
                for name, field in model._fields.items()
                if field.required
                and _needs_value(field)
                and name not in AUTOMATIC
                and name not in model._inherits.values()
            ]
            try:
                defaults = model.default_get(names)
            except MISUSE as exc:
                raise Unprocessable(
                    f"{model._name}: its default values cannot be computed; it may "
                    "need a context, like active_model and active_ids.",
                    codes.UNPROCESSABLE,
                ) from exc
            self._required[model._name] = [
                name for name in names if defaults.get(name) in (None, False)
            ]
        return self._required[model._name]

    def _known(self, model: BaseModel, name: Any, pointer: str) -> Field | None:
        field = model._fields.get(name)
        if field is None:
            hint = self._near(model, str(name))
            self.error(
                pointer,
                codes.UNKNOWN_FIELD,
                f"{str(name)[:80]} is no field of {model._name}{hint}",
            )
        return field

    def check_writable(self, model: BaseModel, field: Field, pointer: str) -> None:
        """Ask for a field that is given a value.

        :raise Forbidden: user or credential may not write it
        """
        # Records are changed, none is yet to be made.
        right = UPDATE if model._ids else CREATE
        self.access.check_writable(model, field, right, pointer)

    def _pass_over(
        self, model: BaseModel, field: Field, value: Any, pointer: str
    ) -> None:
        """Take a value that cannot be written, where that is what was read."""
        if self.style.drops_unwritable:
            return
        if model._ids:
            self.named.claim(model, field.name, value, pointer)
        else:
            self.error(pointer, codes.READONLY, f"{field.name} cannot be written.")

    def _near(self, model: BaseModel, name: str) -> str:
        """Return the end of a sentence: the nearest name, of the first mistakes."""
        few = len(self.errors) < MAX_HINTS
        near = get_close_matches(name, model._fields, 1) if few else ()
        return f", did you mean {near[0]}?" if near else "."

    def value(self, model: BaseModel, field: Field, value: Any, pointer: str) -> Any:
        """Return a value of a field of the records ``model``.

        :raise ValueError: it is none; mistakes below it are collected
        """
        if field.type == "properties":
            self._check_definition(model, field, value, pointer)
        if scalars.is_scalar(field):
            return scalars.convert(model.env, field, value)
        return relations.read(self, model, field, value, pointer)

    def _check_definition(
        self, model: BaseModel, field: Field, value: Any, pointer: str
    ) -> None:
        """Ask for the record that defines properties, when a value changes them."""
        items = value if isinstance(value, list) else ()
        if any(isinstance(item, Mapping) and _DEFINING & item.keys() for item in items):
            link = model._fields[field.definition_record]
            name, parent = field.definition_record_field, model.env[link.comodel_name]
            self.access.check_unrestricted(parent._name, UPDATE, pointer)
            self.access.check_field(parent, name, UPDATE, pointer)


def _needs_value(field: Field) -> bool:
    if field.inherited:
        return bool(field.column_type)
    return bool(
        field.store
        and field.column_type
        and not field.compute
        and field.type != "boolean"
    )


def _escaped(name: Any) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
