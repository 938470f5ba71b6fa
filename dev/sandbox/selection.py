"""What a part of the suite is called, and what Odoo calls it."""

import re
from collections.abc import Iterable, Iterator

from . import paths
from .console import SandboxError

# Tags of tests that need more than Odoo and a database: tests/support/needs.py.
NEEDS = ("needs_server", "needs_browser", "needs_program")
FAST = "fast"
SLOW = "slow"
# Odoo passes these over, unless the tag is named.
QUEUE = "needs_queue_job"
QUEUE_TESTS = "test_jobs_queue"


def tags_of(selection: Iterable[str]) -> str:
    """Translate `test_file`, `TestClass`, `TestClass.test_method` for Odoo."""
    return ",".join(_tags(selection))


def fast(tags: str) -> str:
    """Return of these tests those that need nothing."""
    return ",".join([tags, *(f"-{need}" for need in NEEDS)])


def slow(tags: str) -> str:
    """Return of these tests the others: where time and other processes play a part."""
    return ",".join(f"{need}{tag}" for tag in tags.split(",") for need in NEEDS)


def _tags(selection: Iterable[str]) -> Iterator[str]:
    for part in ",".join(selection).split(","):
        found = re.fullmatch(
            r"(?:tests/)?(?P<file>test_\w+)?(?:\.py)?:?(?P<rest>(?:[A-Z]\w*)?(?:\.\w+)?)",
            part,
        )
        if not part:
            continue
        if not found:
            raise SandboxError(
                f"T={part} is not a file (test_native), a class (TestList),"
                f" a method (TestList.test_name), {FAST}, or {SLOW}."
            )
        rest = f":{found['rest']}" if found["rest"] else ""
        if not found["file"]:
            yield f"/{paths.ADDON}{rest}"
        elif (paths.CHECKOUT / "tests" / f"{found['file']}.py").exists():
            tag = QUEUE if found["file"] == QUEUE_TESTS else ""
            yield f"{tag}/{paths.ADDON}/tests/{found['file']}.py{rest}"
        else:
            raise SandboxError(f"There is no tests/{found['file']}.py.")
