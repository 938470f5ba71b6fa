"""`make test`: the addon's tests through Odoo's own runner, on a fresh database.

Those of jobs with OCA's queue_job have another one, where that is installed.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from . import artifact, clients, paths, queue_job, server, sweep, tools, workshop
from .console import SandboxError, say, step
from .report import Report
from .workshop import Workshop

TESTS_ADDONS = paths.CHECKOUT / "tests" / "addons"
# Tags of the tests that need more than Odoo and its database, as tests/support/needs.py
# has them.
FAST = "fast"
SLOW = ("needs_server", "needs_browser", "needs_program")
# Odoo passes these over, unless they are named.
QUEUE = "needs_queue_job"
QUEUE_TESTS = "test_jobs_queue"
JOB_TESTS = ("test_jobs", "test_jobs_oauth", "test_jobs_server", QUEUE_TESTS)


class Part(NamedTuple):
    """Some of the tests, on a database of their own.

    :param packages: a folder for ``PYTHONPATH`` that has more addons
    """

    database: str
    modules: tuple[str, ...]
    tags: str
    packages: Path | None = None


def run(*selection: str) -> int:
    """Run the whole suite, or the files, classes and methods of `selection`.

    ``fast`` stands for all that need no server of their own, browser or program.
    """
    tools.want(tools.REDIS, tools.WKHTMLTOPDF, tools.CHROMIUM)
    own = [part for part in selection if part.startswith(QUEUE_TESTS)]
    others = [part for part in selection if part not in own]
    report = _report()
    with artifact.locked("test", paths.STATE / "run"), workshop.opened() as shop:
        if others or not own:
            tags = ",".join(tags_of(tuple(others)))
            swept = sweep.sample(shop) if "test_sweep" in tags or not others else {}
            _run(shop, Part("test", _modules(), tags), swept, report)
        if own or not others:
            _run_queue(shop, own, report)
    return report.conclude()


def _run_queue(shop: Workshop, selection: Sequence[str], report: Report) -> None:
    try:
        part = _with_queue_job(shop, selection)
    except SandboxError as error:
        say(f"! {error}\n! The tests with queue_job are left out.")
    else:
        _run(shop, part, {}, report)


def run_with_queue_job(*selection: str) -> int:
    """Run the tests of jobs, all of them, where queue_job is installed."""
    report = _report()
    with artifact.locked("test", paths.STATE / "run"), workshop.opened() as shop:
        part = _with_queue_job(shop, selection or JOB_TESTS)
        standard = tags_of(selection or JOB_TESTS)
        tags = ",".join([part.tags, *standard])
        _run(shop, part._replace(tags=tags), {}, report)
    return report.conclude()


def _report() -> Report:
    return Report(own=(paths.ADDON, str(paths.CHECKOUT)))


def _modules() -> tuple[str, ...]:
    return (paths.ADDON, *paths.modules_in(TESTS_ADDONS))


def _with_queue_job(shop: Workshop, selection: Sequence[str]) -> Part:
    packages = queue_job.obtain(shop.odoo.python)
    tags = ",".join(f"{QUEUE}{tag}" for tag in tags_of(tuple(selection)))
    return Part("test_queue", (*_modules(), queue_job.MODULE), tags, packages)


def tags_of(selection: tuple[str, ...]) -> Iterator[str]:
    """Translate `test_file`, `TestClass`, `TestClass.test_method` for Odoo."""
    if not selection or FAST in selection:
        yield from (f"/{module}" for module in _modules())
    for part in ",".join(selection).split(","):
        found = re.fullmatch(
            r"(?:tests/)?(?P<file>test_\w+)?(?:\.py)?:?(?P<rest>(?:[A-Z]\w*)?(?:\.\w+)?)",
            part,
        )
        if not part:
            continue
        if part == FAST:
            yield from (f"-{tag}" for tag in SLOW)
            continue
        if not found:
            raise SandboxError(
                f"T={part} is not a file (test_native), a class (TestList),"
                f" a method (TestList.test_name), or {FAST}."
            )
        rest = f":{found['rest']}" if found["rest"] else ""
        if not found["file"]:
            yield f"/{paths.ADDON}{rest}"
        elif (paths.CHECKOUT / "tests" / f"{found['file']}.py").exists():
            yield f"/{paths.ADDON}/tests/{found['file']}.py{rest}"
        else:
            raise SandboxError(f"There is no tests/{found['file']}.py.")


def _run(
    shop: Workshop, part: Part, environment: dict[str, str], report: Report
) -> None:
    """Run tests on a database that is made for them, and dropped afterwards."""
    database = f"{shop.databases.prefix}{part.database}"
    log = paths.TEST_LOG.with_stem(part.database)
    try:
        with step("Cloning the template database"):
            shop.databases.clone(database)
        say(f"· Installing the addon and running its tests; the log is {log}")
        with (
            log.open("w") as kept,
            subprocess.Popen(
                _command(shop, part, database),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=_environment(shop, part, environment),
                cwd=shop.odoo.data,
                text=True,
                errors="replace",
            ) as process,
        ):
            for line in process.stdout or ():
                kept.write(line)
                kept.flush()
                report.read(line)
            report.finish(process.wait())
    finally:
        shop.databases.drop(database)


def _command(shop: Workshop, part: Part, database: str) -> list[str]:
    arguments = [
        f"--init={','.join(part.modules)}",
        f"--test-tags={part.tags}",
        f"--http-port={server.free_port()}",
        "--workers=0",
        "--max-cron-threads=0",
        "--stop-after-init",
    ]
    if part.packages:
        addons = (*shop.odoo.addons_path, queue_job.addons(part.packages))
        arguments.append(f"--addons-path={','.join(map(str, addons))}")
    return shop.odoo.command(*arguments, database=database)


def _environment(
    shop: Workshop, part: Part, environment: dict[str, str]
) -> dict[str, str]:
    programs = {
        f"RESTAPI_SANDBOX_{name}": tool.path or ""
        for name, tool in (("REDIS", tools.REDIS), ("CHROMIUM", tools.CHROMIUM))
    }
    variables = {**programs, **clients.environment(), **environment}
    variables["PYTHONUNBUFFERED"] = "1"
    if part.packages:
        library = (shop.odoo.release.library, part.packages)
        variables["PYTHONPATH"] = os.pathsep.join(map(str, library))
    return shop.odoo.environment(variables)
