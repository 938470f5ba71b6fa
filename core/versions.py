"""Versions of records: what their ``ETag`` says (RFC 9110, 8.8.3 and 13.1).

A record has the version of its JSON: whoever reads and writes it with the same
``fields`` sees every change of them, also of related records that are in the tree.
"""

from collections.abc import Collection
from typing import Any

from werkzeug.http import generate_etag, quote_etag

from . import json
from .errors import PreconditionFailed, PreconditionRequired

# What stands for every version: that there is a record.
ANY = "*"


def of(row: Any) -> str:
    """Return the entity tag of a record as it was read, without quotes."""
    return generate_etag(json.dumps(row))


def header(row: Any) -> str:
    """Return the same as the header ``ETag`` has it."""
    return quote_etag(of(row))


def check_sent(sent: Collection[str], is_needed: bool) -> None:
    """Refuse a write that names no version, where administrators want one.

    :raise PreconditionRequired: says what to send
    """
    if is_needed and not sent:
        raise PreconditionRequired(
            "Send If-Match with the ETag of the record as you have read it."
        )


def check(sent: Collection[str], row: Any) -> None:
    """Refuse a write on a record that has changed since it was read.

    :param sent: the versions of ``If-Match``
    :raise PreconditionFailed: with the present ``ETag``
    """
    if ANY not in sent and of(row) not in sent:
        raise PreconditionFailed(
            "The record has changed since you have read it; read it again.",
            headers={"ETag": header(row)},
        )
