"""OCA's queue_job, which runs the jobs of the API where it is installed.

Its package wants Odoo from PyPI, where there is none: it is unpacked in a folder of the
cache, which only those tests see that are of it.
"""

from pathlib import Path

from . import artifact, paths, process

MODULE = "queue_job"
PACKAGES = ("odoo-addon-queue-job==19.0.2.4.0.1", "openupgradelib==3.13.7")


def obtain(python: Path) -> Path:
    """Return a folder for ``PYTHONPATH``, which has the addon; see :func:`addons`."""

    def make(partial: Path) -> None:
        options = ["--no-deps", "--disable-pip-version-check", "--progress-bar=off"]
        process.run(
            [python, "-m", "pip", "install", *options, "--target", partial, *PACKAGES],
            log=paths.cache() / "logs" / "queue-job.log",
            title="Installing OCA's queue_job",
            failure="queue_job cannot be installed",
        )

    name = "-".join(package.rpartition("==")[2] for package in PACKAGES)
    return artifact.made(paths.cache() / f"queue-job-{name}", make)


def addons(folder: Path) -> Path:
    """Return the addons path within such a folder."""
    return folder / "odoo" / "addons"
