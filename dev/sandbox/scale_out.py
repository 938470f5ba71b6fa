"""`make cluster`: two servers of one database, and what holds between them.

What is started and tried is in `dev/reliability/cluster`, a program that runs where
Odoo can be imported.
"""

import os
import subprocess

from . import artifact, paths, release, tools, venv
from .workshop import SCALE_OUT_PROGRAM as PIDFILE


def run(*arguments: str) -> int:
    """Start all of it, try it, and stop it; return the exit code."""
    tools.want(tools.REDIS)
    paths.STATE.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "PYTHONPATH": str(release.obtain().library),
        "RESTAPI_NGINX": str(tools.nginx()),
        "RESTAPI_REDIS": tools.REDIS.path or "",
    }
    command = [str(venv.obtain()), "-m", "dev.reliability.cluster", *arguments]
    with artifact.locked("scale-out", paths.STATE / "run"):
        program = subprocess.Popen(
            command,
            env=environment,
            cwd=paths.importable(paths.DEV),
            start_new_session=True,
        )
        PIDFILE.write(program.pid)
        try:
            return program.wait()
        finally:
            PIDFILE.stop()
