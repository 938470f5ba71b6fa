"""`make lint`: ruff, its format, pyright, pylint-odoo, the OCA's checks, XML, CSV."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from . import data_files, paths, venv
from .console import say

REQUIREMENTS = "requirements-lint.txt"


def run(*_arguments: str) -> int:
    """Run every check, also after one has failed."""
    python = venv.obtain(REQUIREMENTS)
    folders = list(_modules())
    results = {name: check(python, folders) for name, check in CHECKS.items()}
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


def _passes(command: list[str | Path], folder: Path) -> bool:
    environment = {**os.environ, "PYLINTHOME": str(paths.cache() / "pylint")}
    return subprocess.call(command, cwd=folder, env=environment) == 0


def _pyright(python: Path, _modules: list[Path]) -> bool:
    """Check the types of `core/`, which knows no model of Odoo."""
    program = python.parent / "basedpyright"
    command = [program, "--project", paths.CHECKOUT, "--pythonpath", python]
    return _passes(command, paths.CHECKOUT)


CHECKS: dict[str, Callable[[Path, list[Path]], bool]] = {
    "ruff": _ruff,
    "ruff format": _format,
    "pyright": _pyright,
    "pylint-odoo": _pylint,
    "oca-checks-odoo-module": _oca,
    "XML and CSV": _data_files,
}
