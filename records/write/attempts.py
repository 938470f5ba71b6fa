"""Work in a savepoint, and what is undone with it.

PostgreSQL undoes the rows. What Odoo keeps beside them in this process, until the
transaction ends, is undone here: caches, and functions that wait for the commit,
which send mails and notifications.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

from psycopg2 import errors as pg

from odoo.api import Environment
from odoo.tools import SQL
from odoo.tools.misc import Callbacks

from ...core import codes
from ...core.errors import Unprocessable
from .. import odoo19

# Two equal values, which PostgreSQL refuses when they are committed, and not before.
_GUARD = SQL(
    """CREATE TEMPORARY TABLE restapi_dry_run
           (once integer UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP;
       INSERT INTO restapi_dry_run VALUES (1), (1)"""
)
_CHECK = SQL("DELETE FROM restapi_dry_run; SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def attempt(env: Environment) -> Iterator[None]:
    """Do what is within in a savepoint: all of it, or nothing where it raises."""
    cr, was_invalidated = env.cr, env.registry.registry_invalidated
    savepoint = cr.savepoint()
    waiting = _copied(cr.postcommit)
    try:
        yield
        cr.flush()
    except BaseException:
        savepoint.close(rollback=True)
        cr.postcommit = waiting
        _forget(env, was_invalidated)
        raise
    savepoint.close(rollback=False)


@contextmanager
def undone(env: Environment) -> Iterator[None]:
    """Do what is within, up to what a commit would do, and take it back.

    :raise Unprocessable: it ended the transaction, so that it cannot be taken back
    """
    cr, registry = env.cr, env.registry
    was_invalidated = registry.registry_invalidated
    caches = set(registry.cache_invalidated)
    savepoint = cr.savepoint()
    hooks = cr.postcommit, cr.prerollback, cr.postrollback
    cr.postcommit, cr.prerollback, cr.postrollback = (Callbacks() for _ in hooks)
    try:
        try:
            cr.execute(_GUARD)
            yield
            cr.flush()
            cr.execute(_CHECK)
            cr.prerollback.run()
        finally:
            savepoint.close(rollback=True)
            _forget(env, was_invalidated)
            registry.cache_invalidated.intersection_update(caches)
        cr.postrollback.run()
    except pg.InvalidSavepointSpecification as exc:
        raise Unprocessable(
            "dry_run: the model's own code ends the transaction, so it cannot be "
            "tried; nothing was kept.",
            codes.DRY_RUN_IMPOSSIBLE,
        ) from exc
    finally:
        cr.postcommit, cr.prerollback, cr.postrollback = hooks


def _copied(hooks: Callbacks) -> Callbacks:
    """Return the same functions and data, into which no further ones get."""
    found = Callbacks()
    odoo19.copy_callbacks(hooks, found)
    found.data.update({key: copy(value) for key, value in hooks.data.items()})
    return found


def _forget(env: Environment, was_invalidated: bool) -> None:
    """Drop what this process remembers of rows that are not there.

    :param was_invalidated: whether models had changed before
    """
    registry = env.registry
    if registry.registry_invalidated:
        odoo19.set_up_models(registry, env.cr)
        registry.registry_invalidated = was_invalidated
        env.transaction.reset()
    if registry.cache_invalidated:
        registry.clear_cache(*registry.cache_invalidated)
