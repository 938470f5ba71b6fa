"""Virtual environments, one for each Python and each list of requirements."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import artifact, paths, process, tools
from .console import SandboxError

VERSIONS = ((3, 10), (3, 13))
HERE = Path(__file__).parent


def obtain(requirements: str = "requirements.txt") -> Path:
    """Return the Python of the environment that has `requirements` installed."""
    files = (HERE / requirements, paths.CHECKOUT / "requirements.txt")
    interpreter, version = _interpreter()
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files))
    kind = Path(requirements).stem.replace("requirements", "venv")
    folder = paths.cache() / f"{kind}-{version}-{digest.hexdigest()[:10]}"
    python, complete = folder / "bin" / "python", folder / "complete"
    if complete.exists() and python.exists():
        return python
    with artifact.locked(folder.name):
        if not (complete.exists() and python.exists()):
            _build(interpreter, folder, files[0])
            complete.touch()
    return python


def _build(interpreter: str, folder: Path, requirements: Path) -> None:
    log = paths.cache() / "logs" / f"{folder.name}.log"
    python = folder / "bin" / "python"
    if (
        subprocess.run(
            [python, "-m", "pip", "--version"], capture_output=True
        ).returncode
        if python.exists()
        else True
    ):
        shutil.rmtree(folder, ignore_errors=True)
        tools.need_module(interpreter, "ensurepip", package="python3-venv")
        process.run(
            [interpreter, "-m", "venv", folder],
            log=log,
            title="Creating a Python environment",
            failure="The Python environment cannot be created",
        )
    process.run(
        [
            python,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--progress-bar=off",
            "--prefer-binary",
            "-r",
            requirements,
        ],
        log=log,
        title=f"Installing Python packages ({requirements.name})",
        failure="The Python packages cannot be installed",
    )


def _interpreter() -> tuple[str, str]:
    """Return a Python that Odoo supports and its version, this one if it is."""
    lowest, highest = VERSIONS
    if lowest <= sys.version_info[:2] <= highest:
        return sys.executable, f"{sys.version_info[0]}.{sys.version_info[1]}"
    for minor in range(highest[1], lowest[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return os.path.realpath(found), f"3.{minor}"
    raise SandboxError(
        "Odoo 19 needs Python 3.10 to 3.13: set PYTHON to one, as in"
        " `make run PYTHON=python3.12`."
    )
