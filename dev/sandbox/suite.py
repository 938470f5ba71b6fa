"""`make test`: the addon's tests through Odoo's own runner, on a fresh database."""

import re
import subprocess
from collections.abc import Iterator

from . import artifact, clients, paths, server, sweep, tools, workshop
from .console import SandboxError, say, step
from .report import Report
from .workshop import Workshop

TESTS_ADDONS = paths.CHECKOUT / "tests" / "addons"


def run(*selection: str) -> int:
    """Run the whole suite, or the files, classes and methods of `selection`."""
    tags = ",".join(tags_of(selection))
    tools.want(tools.REDIS, tools.WKHTMLTOPDF, tools.CHROMIUM)
    with artifact.locked("test", paths.STATE / "run"), workshop.opened() as shop:
        database = f"{shop.databases.prefix}test"
        try:
            with step("Cloning the template database"):
                shop.databases.clone(database)
            swept = sweep.sample(shop) if "test_sweep" in tags or not selection else {}
            report = _run(shop, database, tags, swept)
        finally:
            shop.databases.drop(database)
    return report.conclude()


def tags_of(selection: tuple[str, ...]) -> Iterator[str]:
    """Translate `test_file`, `TestClass`, `TestClass.test_method` for Odoo."""
    modules = [paths.ADDON, *paths.modules_in(TESTS_ADDONS)]
    if not selection:
        yield from (f"/{module}" for module in modules)
    for part in ",".join(selection).split(","):
        found = re.fullmatch(
            r"(?:tests/)?(?P<file>test_\w+)?(?:\.py)?:?(?P<rest>(?:[A-Z]\w*)?(?:\.\w+)?)",
            part,
        )
        if not part:
            continue
        if not found:
            raise SandboxError(
                f"T={part} is not a file (test_native), a class (TestList)"
                " or a method (TestList.test_name)."
            )
        rest = f":{found['rest']}" if found["rest"] else ""
        if not found["file"]:
            yield f"/{paths.ADDON}{rest}"
        elif (paths.CHECKOUT / "tests" / f"{found['file']}.py").exists():
            yield f"/{paths.ADDON}/tests/{found['file']}.py{rest}"
        else:
            raise SandboxError(f"There is no tests/{found['file']}.py.")


def _run(
    shop: Workshop, database: str, tags: str, environment: dict[str, str]
) -> Report:
    modules = ",".join([paths.ADDON, *paths.modules_in(TESTS_ADDONS)])
    command = shop.odoo.command(
        f"--init={modules}",
        f"--test-tags={tags}",
        f"--http-port={server.free_port()}",
        "--workers=0",
        "--max-cron-threads=0",
        "--stop-after-init",
        database=database,
    )
    paths_of_tools = {
        f"RESTAPI_SANDBOX_{name}": tool.path or ""
        for name, tool in (("REDIS", tools.REDIS), ("CHROMIUM", tools.CHROMIUM))
    }
    programs = {**paths_of_tools, **clients.environment(), **environment}
    say(f"· Installing the addon and running its tests; the log is {paths.TEST_LOG}")
    report = Report(own=(paths.ADDON, str(paths.CHECKOUT)))
    with (
        paths.TEST_LOG.open("w") as log,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=shop.odoo.environment({**programs, "PYTHONUNBUFFERED": "1"}),
            cwd=shop.odoo.data,
            text=True,
            errors="replace",
        ) as process,
    ):
        for line in process.stdout or ():
            log.write(line)
            log.flush()
            report.read(line)
        report.finish(process.wait())
    return report
