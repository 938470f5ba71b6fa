"""The native dialect, a module for each noun of its table."""

from itertools import chain

from ... import errors
from ... import operations as ops
from ...components import ref
from ...description import Description, PathItem, Server
from ...scope import Scope
from ...security import bearer_schemes
from . import (
    answers,
    batch,
    bulk,
    changes,
    discovery,
    documents,
    endpoints,
    files,
    groups,
    jobs,
    methods,
    pages,
    records,
)
from .parameters import PARAMETERS

TEXT = """\
Every model of this Odoo, as far as your key may use it. `?models=` of this document
chooses the models that are in it; `x-models` lists them all.

* A body is JSON. Numbers may also be text, datetimes ISO 8601 with an offset.
* Datetimes are UTC. An unset value is `null`.
* Headers: `Accept-Language` chooses an installed language, `X-Company-Id: 1,3`
  companies of yours, `X-Request-Id` is echoed.
* A tree of records is written in one transaction or not at all; so is a list of them,
  without `atomic=false`.
* `Idempotency-Key` makes a request safe to repeat; `If-Match` keeps the changes of
  others; `dry_run=true` tries.
* `Prefer: respond-async` has a write, an import, a call, a batch or a report run in
  the background, as a job.
* `HEAD` works wherever `GET` does.
* `/changes` tells what has changed, in models that an administrator has recorded.
* `QUERY` asks for a list with a body, see `x-query`; methods are in `x-methods`.
"""
REQUIRED = [{"key": []}, {"session": []}, {"oauth2": []}]
# In the order in which they are shown.
_PARTS = (pages, groups, bulk, records, files, methods, discovery)


def _of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    rows = (row for part in _PARTS for row in part.rows(scope, described))
    return ops.of_model(scope, rows, errors.WRITING)


def _general(server: Server) -> dict[str, PathItem]:
    parts = (
        discovery.general(REQUIRED),
        batch.general(),
        jobs.general(),
        changes.general(),
    )
    rows = (*chain(*parts), *documents.general(), *endpoints.general())
    return ops.general(rows, errors.READING)


DESCRIPTION = Description(
    title="REST API of Odoo",
    text=TEXT,
    prefix="/api",
    security=bearer_schemes,
    required=REQUIRED,
    parameters=PARAMETERS,
    schemas={**errors.SCHEMAS, **answers.FAILURE, **answers.QUEUED, **files.SCHEMAS},
    errors={
        "application/json": ref("Error"),
        "application/problem+json": ref("Problem"),
    },
    of_model=_of_model,
    general=_general,
    headers=("Restapi-Version",),
    of_endpoints=endpoints.items,
)
