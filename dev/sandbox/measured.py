"""What is measured: a database that is made again when it has to, and its server."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import paths, server, workshop
from .server import Server
from .workshop import Workshop

WORKERS = 2


def prepare(
    shop: Workshop,
    database: str,
    modules: Iterable[str],
    digest: str,
    title: str,
    *options: str,
    source: str | None = None,
) -> None:
    """Clone `source`, the template if none, and install `modules` into the copy.

    :param digest: of what is in it; the same one again is not made anew
    :param options: more of Odoo's command line
    """
    marker = paths.STATE / f"{database}.digest"
    current = marker.exists() and marker.read_text() == digest
    if current and shop.databases.exists(database):
        return
    marker.unlink(missing_ok=True)
    shop.databases.clone(database, source)
    shop.odoo.load(
        database,
        f"--init={','.join(modules)}",
        *options,
        log=paths.STATE / f"{database}-install.log",
        title=title,
    )
    marker.write_text(digest)


@contextmanager
def serving(
    shop: Workshop, database: str, log: Path, *options: str, workers: int = WORKERS
) -> Iterator[Server]:
    """Serve a database to nobody else.

    :param options: more of Odoo's command line
    """
    with server.serving(
        shop.odoo,
        database,
        port=server.free_port(),
        workers=workers,
        log=log,
        pidfile=workshop.BENCH_SERVER,
        arguments=("--max-cron-threads=0", "--log-handler=werkzeug:WARNING", *options),
    ) as running:
        yield running
