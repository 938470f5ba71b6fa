"""`make test`: the addon's tests through Odoo's own runner, on fresh databases.

The addon is installed once. The files of tests are dealt into parts; each processor
takes the next part when it is done with one, on a copy of that database. The tests of
OCA's queue_job are a part of their own, where that is installed.
"""

import os
import re
import subprocess
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import artifact, clients, paths, queue_job, server, sweep, tools, venv, workshop
from .console import SandboxError, say, step
from .report import Report, conclude
from .selection import FAST, QUEUE, QUEUE_TESTS, SLOW, fast, slow, tags_of
from .template import BUNDLE
from .workshop import Workshop

TESTS_ADDONS = paths.CHECKOUT / "tests" / "addons"
# Its database takes a minute to make, while others test.
SWEEP = "test_sweep"
JOB_TESTS = ("test_jobs", "test_jobs_oauth", "test_jobs_server", QUEUE_TESTS)
# More than processors, so that none is left with much when the others are done.
PARTS_PER_PROCESS = 5
_QUIET = ("--workers=0", "--max-cron-threads=0", "--stop-after-init")
_lock = threading.Lock()


def run(*selection: str) -> int:
    """Run the whole suite, or the files, classes and methods of `selection`.

    ``fast`` stands for all that need no server of their own, browser or program, and
    ``slow`` for the others.
    """
    if FAST in selection:
        return _run([*map(fast, _dealt())], {})
    tools.want(tools.REDIS, tools.WKHTMLTOPDF, tools.CHROMIUM)
    if SLOW in selection:
        return _run([*map(slow, _dealt())], _programs())
    return _run(_selected(selection) if selection else _parts(), _programs())


def run_with_queue_job(*selection: str) -> int:
    """Run the tests of jobs, all of them, where queue_job is installed."""
    return _run([f"{tags_of(selection or JOB_TESTS)},{QUEUE}"], _programs())


def _run(parts: list[str], programs: Mapping[str, str]) -> int:
    with artifact.locked("test", paths.STATE / "run"), workshop.opened() as shop:
        suite = Suite(shop, programs)
        try:
            return conclude(suite.run(parts))
        finally:
            suite.clean()


def _processes() -> int:
    """Return how many parts run at a time: two more than processors, as tests wait."""
    return int(os.environ.get("PROCESSES") or (os.cpu_count() or 1) + 2)


def _selected(selection: tuple[str, ...]) -> list[str]:
    own = [part for part in selection if part.startswith(QUEUE_TESTS)]
    others = [part for part in selection if part not in own]
    return [tags_of(parts) for parts in (others, own) if parts]


def _parts() -> list[str]:
    """Divide the suite: what takes long to prepare alone, and first."""
    alone = [tags_of([SWEEP])]
    try:
        queue_job.obtain(venv.obtain())
        alone.append(tags_of([QUEUE_TESTS]))
    except SandboxError as error:
        say(f"! {error}\n! The tests with queue_job are left out.")
    return alone + _dealt()


def _dealt() -> list[str]:
    """Divide the other files, large ones over all parts."""
    files = list((paths.CHECKOUT / "tests").glob("test_*.py"))
    files = [file for file in files if file.stem not in (SWEEP, QUEUE_TESTS)]
    files.sort(key=lambda file: file.stat().st_size, reverse=True)
    count = max(1, _processes() * PARTS_PER_PROCESS)
    dealt = [[file.stem for file in files[start::count]] for start in range(count)]
    addons = ",".join(f"/{module}" for module in paths.modules_in(TESTS_ADDONS))
    return [*map(tags_of, filter(None, dealt)), addons]


def _programs() -> dict[str, str]:
    """Return what tests ask the environment for."""
    found = {"REDIS": tools.REDIS, "CHROMIUM": tools.CHROMIUM}
    named = {f"RESTAPI_SANDBOX_{name}": tool.path or "" for name, tool in found.items()}
    return {**named, **clients.environment()}


@dataclass(frozen=True)
class Suite:
    """The databases that tests run on, and the processes that run them."""

    shop: Workshop
    programs: Mapping[str, str]

    @property
    def _installed(self) -> str:
        return f"{self.shop.databases.prefix}test"

    def run(self, parts: list[str]) -> list[Report]:
        """Run each part where there is room; return a report of each."""
        with step("Cloning the template database"):
            self.shop.databases.clone(self._installed)
        say(f"· Installing the addon, running its tests; the log is {paths.TEST_LOG}")
        paths.TEST_LOG.write_text("")
        modules = ",".join([paths.ADDON, *paths.modules_in(TESTS_ADDONS)])
        installed = self._odoo(self._installed, f"--init={modules}")
        if installed.code:
            return [installed]
        if len(parts) > 1:
            # Each part that opens a page would make them again.
            self.shop.odoo.script(self._installed, BUNDLE, {}, paths.TEST_LOG)
        with ThreadPoolExecutor(_processes()) as threads:
            return [installed, *threads.map(self._test, range(len(parts)), parts)]

    def _test(self, number: int, tags: str) -> Report:
        swept = sweep.sample(self.shop) if SWEEP in tags else {}
        database = f"{self._installed}_{number}"
        self.shop.databases.clone(database, self._installed)
        options = (f"--test-tags={tags}", f"--http-port={server.free_port()}")
        try:
            if QUEUE in tags:
                return self._test_with_queue_job(database, *options)
            return self._odoo(database, *options, environment=swept)
        finally:
            self.shop.databases.drop(database)

    def _test_with_queue_job(self, database: str, *options: str) -> Report:
        packages = queue_job.obtain(self.shop.odoo.python)
        addons = (*self.shop.odoo.addons_path, queue_job.addons(packages))
        path = f"--addons-path={','.join(map(str, addons))}"
        library = (self.shop.odoo.release.library, packages)
        environment = {"PYTHONPATH": os.pathsep.join(map(str, library))}
        install = f"--init={queue_job.MODULE}"
        installed = self._odoo(database, install, path, environment=environment)
        if installed.code:
            return installed
        return self._odoo(database, *options, path, environment=environment)

    def clean(self) -> None:
        """Remove the databases."""
        for database in self.shop.databases.names():
            if re.fullmatch(rf"{self._installed}(_\d+)?", database):
                self.shop.databases.drop(database)

    def _odoo(
        self,
        database: str,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
    ) -> Report:
        """Run Odoo until it ends; return what its log says."""
        is_tested = any(each.startswith("--test-tags") for each in arguments)
        report = Report((paths.ADDON, str(paths.CHECKOUT)), is_tested)
        extra = {**self.programs, **(environment or {}), "PYTHONUNBUFFERED": "1"}
        log = Path(f"{paths.TEST_LOG}.{database}")
        with (
            log.open("w+") as kept,
            subprocess.Popen(
                self.shop.odoo.command(*_QUIET, *arguments, database=database),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=self.shop.odoo.environment(extra),
                cwd=self.shop.odoo.data,
                text=True,
                errors="replace",
            ) as process,
        ):
            for line in process.stdout or ():
                kept.write(line)
                kept.flush()
                report.read(line)
            report.finish(process.wait())
            kept.seek(0)
            with _lock, paths.TEST_LOG.open("a") as whole:
                whole.writelines(kept)
        log.unlink()
        return report
