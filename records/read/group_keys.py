"""What groups are called, and the conditions that find their records again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytz
from babel import Locale
from babel.dates import format_date, format_datetime

from odoo.models import (
    READ_GROUP_DISPLAY_FORMAT,
    READ_GROUP_TIME_GRANULARITY,
    BaseModel,
)
from odoo.tools import date_utils, get_lang

from ...core.formats import Bucket, Style, spaced
from .converters import reference_values
from .grouping import DATES, Key
from .value_writer import ValueWriter

Named = tuple[Any, list[Any]]


@dataclass(frozen=True, slots=True)
class KeyWriter:
    """Writes the values of keys as a dialect does.

    :param model: whose records are grouped, in the context of the request
    """

    model: BaseModel
    values: ValueWriter

    @property
    def style(self) -> Style:
        return self.values.style

    def column(self, key: Key, values: Sequence[Any]) -> list[Named]:
        """Return the values of a key, each with the domain of its records.

        :param values: as ``_read_group`` gives them
        """
        return _WRITERS.get(key.field.type, _plain)(self, key, values)


def _plain(writer: KeyWriter, key: Key, values: Sequence[Any]) -> list[Named]:
    empty = writer.style.empty
    return [
        (empty, _unset(key)) if value is False else (value, [[key.path, "=", value]])
        for value in values
    ]


def _integer(writer: KeyWriter, key: Key, values: Sequence[Any]) -> list[Named]:
    # The values of the field ``id`` are records.
    numbers = [value.id if isinstance(value, BaseModel) else value for value in values]
    return _plain(writer, key, numbers)


def _boolean(writer: KeyWriter, key: Key, values: Sequence[Any]) -> list[Named]:
    return [(value, [[key.path, "=", value]]) for value in values]


def _record(writer: KeyWriter, key: Key, values: Sequence[Any]) -> list[Named]:
    records = writer.model.env[key.field.comodel_name].browse(
        value.id for value in values if value
    )
    names = writer.values.labels(records)
    style = writer.style
    return [
        (style.label(value.id, names[value.id]), [[key.path, "=", value.id]])
        if value
        else (style.empty, _unset(key))
        for value in values
    ]


def _reference(writer: KeyWriter, key: Key, values: Sequence[Any]) -> list[Named]:
    shown = reference_values(writer.values, writer.model.env, values)
    return [
        (text, [[key.path, "=", value]] if value else _unset(key))
        for text, value in zip(shown, values, strict=True)
    ]


def _date(writer: KeyWriter, key: Key, values: Sequence[Any]) -> list[Named]:
    if key.granularity not in READ_GROUP_TIME_GRANULARITY:
        return _date_part(writer, key, values)
    empty, show = writer.style.empty, writer.style.bucket
    found: list[Named] = []
    for value in values:
        if not value:
            found.append((empty, _unset(key)))
            continue
        bucket, end = _bucket(writer, key, value)
        domain = [[key.path, ">=", bucket.start], [key.path, "<", end]]
        found.append((show(bucket), domain))
    return found


def _date_part(writer: KeyWriter, key: Key, values: Sequence[Any]) -> list[Named]:
    """Parts of dates are whole numbers, which PostgreSQL gives as floats."""
    part = f"{key.path}.{key.granularity}"
    return [
        (writer.style.empty, _unset(key))
        if value is False
        else (int(value), [[part, "=", int(value)]])
        for value in values
    ]


def _bucket(writer: KeyWriter, key: Key, value: date) -> tuple[Bucket, str]:
    """Return a bucket, and the end of its records.

    :param value: its beginning, in the time zone of the request
    """
    env = writer.model.env
    locale = get_lang(env).code
    after = value + READ_GROUP_TIME_GRANULARITY[key.granularity]
    pattern = READ_GROUP_DISPLAY_FORMAT[key.granularity]
    if key.granularity == "week":
        # What babel calls a week depends on its version.
        year, week = date_utils.weeknumber(Locale.parse(locale), value)
        label = f"W{week} {year:04}"
    elif isinstance(value, datetime):
        label = format_datetime(value, pattern, locale=locale)
    else:
        label = format_date(value, pattern, locale=locale)
    if not isinstance(value, datetime):
        first, last = value.isoformat(), after.isoformat()
        return Bucket(first, last, first, label), last
    zone = env.context.get("tz")
    start, end = (spaced(_utc(zone, moment)) for moment in (value, after))
    if key.granularity == "hour":
        return Bucket(start, end, start, label), end
    days = value.date().isoformat(), after.date().isoformat()
    return Bucket(*days, start, label), end


def _utc(zone: str | None, local: datetime) -> datetime:
    """Return the first moment that is not before a local time.

    Where clocks are put back, a local time is there twice; where they are put
    forward, it is not there at all.
    """
    if zone not in pytz.all_timezones_set:
        return local
    found = pytz.timezone(zone)
    try:
        moment = found.localize(local, is_dst=None)
    except pytz.AmbiguousTimeError:
        moment = found.localize(local, is_dst=True)
    except pytz.NonExistentTimeError:
        moment = found.localize(local, is_dst=False)
    return moment.astimezone(UTC).replace(tzinfo=None)


def _unset(key: Key) -> list[Any]:
    """Return the domain of records without a value, or without what leads to it."""
    *steps, last = key.path.split(".")
    # A list of records that may not be read is empty.
    empty = (
        [last, "not any", []] if key.field.type == "many2many" else [last, "=", False]
    )
    domain = [empty]
    for step in reversed(steps):
        domain = ["|", [step, "not any", []], [step, "any", domain]]
    return domain


Writer = Callable[[KeyWriter, Key, Sequence[Any]], list[Named]]
_WRITERS: dict[str, Writer] = {
    "integer": _integer,
    "boolean": _boolean,
    "many2one": _record,
    "many2many": _record,
    "reference": _reference,
    **dict.fromkeys(DATES, _date),
}
