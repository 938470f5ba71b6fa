"""`python3 -m dev.reliability.cluster [check …]`, which `make cluster` runs."""

import os
import signal
import sys

from ...sandbox import paths
from ...sandbox.console import SandboxError, say
from .. import database
from .checks import CHECKS
from .topology import DATABASE, FOLDER, Topology, running
from .verdict import Verdict

RESULT = paths.STATE / "cluster.json"


def main(names: list[str]) -> int:
    """Make the named checks, all where none is named."""
    if unknown := set(names) - CHECKS.keys():
        raise SandboxError(f"There is no {', '.join(unknown)}; {', '.join(CHECKS)}.")
    verdict = Verdict(RESULT)
    with running() as topology:
        _open(topology)
        for name, (claim, check) in CHECKS.items():
            if not names or name in names:
                verdict.hear(name, claim, lambda check=check: check(topology))
    say(f"All of it is in {RESULT}.")
    return verdict.code


def _open(topology: Topology) -> None:
    """Have this process know the database, on the primary."""
    os.environ["RESTAPI_LOAD_CONF"] = str(FOLDER / "odoo.conf")
    os.environ["RESTAPI_LOAD_DB"] = DATABASE
    database.configure()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        sys.exit(main(sys.argv[1:]))
    except SandboxError as error:
        print(f"cluster: {error}", file=sys.stderr)
        sys.exit(1)
