"""The commands of the Makefile."""

import importlib
import shutil
import signal
import sys

from . import paths
from .console import SandboxError, say

# Each module is imported for its own command only.
COMMANDS = {
    "run": (
        "run",
        "run",
        "Odoo with demo data on http://localhost:8069 (PORT=, WORKERS=)",
    ),
    "test": (
        "suite",
        "run",
        "the whole suite, or a part (T=test_native, T=TestClass.test_x)",
    ),
    "queue-test": (
        "suite",
        "run_with_queue_job",
        "the tests of jobs where OCA's queue_job runs them",
    ),
    "attack": (
        "attack",
        "run",
        "random requests under random limits; nothing may leak (RESTAPI_SEED=)",
    ),
    "dist": ("dist", "run", "the zip that goes to Apps, and its bill of materials"),
    "upgrade-test": (
        "upgrade",
        "run",
        "from older versions to the zip of this one; installed, used, uninstalled",
    ),
    "lint": ("lint", "run", "ruff, pylint-odoo, bandit, XML and CSV, what ships"),
    "bench": ("bench", "run", "ours beside the others, into .sandbox/bench.json"),
    "growth": (
        "growth",
        "run",
        "statements and plans of small and of large tables (KEEP=1)",
    ),
    "flaky": (
        "flaky",
        "run",
        "the suite ROUNDS= times on a busy machine, and what fails in any of them",
    ),
    "soak": (
        "soak",
        "run",
        "traffic in every dialect, and what it leaves (MINUTES=, RESTAPI_SEED=)",
    ),
    "sweep": (
        "sweep",
        "run",
        "every model of Odoo's modules in every dialect (M=res.partner,sale.order)",
    ),
    "faults": (
        "faults",
        "run",
        "what goes wrong around Odoo while clients go on (F=redis-stopped)",
    ),
    "cluster": (
        "scale_out",
        "run",
        "two servers, a replica, Redis and nginx, and what holds between them",
    ),
    "errors": ("error_page", "run", "docs/errors.md, from the table of codes"),
    "pot": ("pot", "run", "the terms of i18n/, for who translates them"),
    "shell": ("shell", "run", "an Odoo shell on the demo database"),
}


def stop(*_arguments: str) -> int:
    """Stop what an earlier command left running."""
    from . import workshop

    say("Stopped." if workshop.stop() else "Nothing was running.")
    return 0


def clean(*_arguments: str) -> int:
    """Stop, and remove the checkout's databases and logs."""
    stop()
    shutil.rmtree(paths.STATE, ignore_errors=True)
    say(f"Removed {paths.STATE}. Downloads stay in {paths.cache()}.")
    return 0


def list_commands(*_arguments: str) -> int:
    """Print what there is."""
    for name, (_module, _function, summary) in COMMANDS.items():
        say(f"make {name:12} {summary}")
    say("make stop         stop what an earlier command left running")
    say("make clean        stop, and remove .sandbox")
    return 0


HERE = {"stop": stop, "clean": clean, "help": list_commands}


def main(arguments: list[str]) -> int:
    """Run one command; every way to be interrupted is a KeyboardInterrupt."""
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    name, *rest = arguments or ["help"]
    try:
        if name in HERE:
            return HERE[name](*rest)
        if name not in COMMANDS:
            raise SandboxError(f"There is no command {name}.")
        module, function, _summary = COMMANDS[name]
        return getattr(importlib.import_module(f".{module}", __package__), function)(
            *rest
        )
    except SandboxError as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"sandbox: {error.strerror}: {error.filename}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
