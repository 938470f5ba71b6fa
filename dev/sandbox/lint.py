"""`make lint`: code, its format, its security, data files, what ships, advisories."""

import datetime
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import data_files, dist, paths, venv
from .console import SandboxError, say

REQUIREMENTS = "requirements-lint.txt"


def run(*names: str) -> int:
    """Run every check, or those of `names`, also after one has failed."""
    if unknown := set(names) - set(CHECKS):
        raise SandboxError(
            f"There is no check {unknown.pop()}; there are {', '.join(CHECKS)}."
        )
    python = venv.obtain(REQUIREMENTS)
    folders = list(_modules())
    chosen = names or tuple(CHECKS)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        passed = threads.map(lambda name: CHECKS[name](python, folders), chosen)
        results = dict(zip(chosen, passed, strict=True))
    for name, passed in results.items():
        say(f"{'✓' if passed else '✗'} {name}")
    return 0 if all(results.values()) else 1


def _modules() -> Iterator[Path]:
    """Give the folder of each addon, named as Odoo names it."""
    for folder in paths.link_addons():
        yield from (folder / name for name in paths.modules_in(folder))


def _ruff(python: Path, _modules: list[Path]) -> bool:
    command = [python, "-m", "ruff", "check", "--quiet", "--no-cache"]
    command += ["--output-format=concise", "."]
    return _passes(command, paths.CHECKOUT)


def _format(python: Path, _modules: list[Path]) -> bool:
    command = [python, "-m", "ruff", "format", "--quiet", "--no-cache", "--check", "."]
    return _passes(command, paths.CHECKOUT)


def _pylint(python: Path, modules: list[Path]) -> bool:
    options = [f"--rcfile={paths.CHECKOUT / '.pylintrc'}", "--ignore=dev"]
    command = [python, "-m", "pylint", *options]
    passed = [_passes([*command, module.name], module.parent) for module in modules]
    return all(passed)


def _oca(python: Path, modules: list[Path]) -> bool:
    program = python.parent / "oca-checks-odoo-module"
    return _passes([program, "--no-verbose", *modules], paths.ADDONS)


def _data_files(_python: Path, _modules: list[Path]) -> bool:
    findings = list(data_files.findings(paths.CHECKOUT))
    for file, sentence in findings:
        say(f"{file.relative_to(paths.CHECKOUT)}: {sentence}")
    return not findings


def _bandit(python: Path, _modules: list[Path]) -> bool:
    """Look at what is released; of words in names of secrets, ruff asks for reasons."""
    outside = ",".join(f"./{name}" for name in paths.IGNORED_FOLDERS | {"dist", "dev"})
    command = [python, "-m", "bandit", "--quiet", "--recursive", "."]
    command += [f"--exclude={outside}", "--skip=B105,B106,B107"]
    return _passes(command, paths.CHECKOUT)


def _ships(_python: Path, _modules: list[Path]) -> bool:
    findings = list(dist.findings())
    for sentence in findings:
        say(sentence)
    return not findings


def _advisories(_python: Path, _modules: list[Path]) -> bool:
    """Ask, once a day, whether there are advisories on the packages that are needed."""
    versions = dist.versions()
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    asked, answered = f"{today}\n{versions}", paths.cache() / "audited"
    if answered.exists() and answered.read_text() == asked:
        return True
    audit = venv.obtain(dist.REQUIREMENTS).parent / "pip-audit"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write(versions)
        listed.flush()
        command = [audit, "--no-deps", "--disable-pip", "--format=json"]
        command += ["--progress-spinner=off", "--timeout=10", "--requirement"]
        answer = subprocess.run([*command, listed.name], capture_output=True, text=True)
    try:
        packages = json.loads(answer.stdout)["dependencies"]
    except ValueError:
        packages = []
    found = [package for package in packages if package.get("vulns")]
    for package in found:
        ids = ", ".join(each["id"] for each in package["vulns"])
        say(f"{package['name']} {package['version']}: {ids}")
    if not packages or any("skip_reason" in package for package in packages):
        say("! The advisories cannot be read from here: packages were not compared.")
    elif not found:
        answered.write_text(asked)
    return not found


def _passes(command: list[str | Path], folder: Path) -> bool:
    environment = {**os.environ, "PYLINTHOME": str(paths.cache() / "pylint")}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.stdout:
        say(done.stdout.rstrip())
    return done.returncode == 0


def _pyright(python: Path, _modules: list[Path]) -> bool:
    """Check the types of `core/`, which knows no model of Odoo."""
    program = python.parent / "basedpyright"
    command = [program, "--project", paths.CHECKOUT, "--pythonpath", python]
    return _passes(command, paths.CHECKOUT)


# Those that take longest come first.
CHECKS: dict[str, Callable[[Path, list[Path]], bool]] = {
    "pylint-odoo": _pylint,
    "oca-checks-odoo-module": _oca,
    "pyright": _pyright,
    "bandit": _bandit,
    "pip-audit": _advisories,
    "what ships": _ships,
    "XML and CSV": _data_files,
    "ruff": _ruff,
    "ruff format": _format,
}
