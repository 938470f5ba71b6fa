"""`make faults`: what goes wrong around Odoo while clients go on, one after the other.

The program is `dev/reliability/faults/`; it starts servers of its own below
`.sandbox/faults/`, so that nobody else's are stopped.
"""

import os
import subprocess

from . import artifact, paths, release, tools, venv, workshop
from .console import SandboxError


def run(*names: str) -> int:
    """Have faults happen, all or those that are named."""
    tools.want(tools.REDIS)
    if not tools.REDIS.path:
        raise SandboxError("There is no redis-server.")
    paths.STATE.mkdir(exist_ok=True)
    for folder in (paths.DEV, paths.DEV / "reliability"):
        shown = paths.importable(folder)
    paths.importable(paths.CHECKOUT / "tests" / "support")
    with artifact.locked("faults", paths.STATE / "run"):
        workshop.FAULTS_SERVER.stop()
        return subprocess.call(
            [venv.obtain(), "-m", "reliability.faults", *names],
            cwd=shown,
            env={**os.environ, "PYTHONPATH": str(release.obtain().library)},
        )
