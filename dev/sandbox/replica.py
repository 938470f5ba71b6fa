"""A copy of a PostgreSQL server that follows it, and may take its place."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from . import artifact, process
from .cluster import SERVANT, Cluster, as_servant
from .postgres import PORT, USER

# What a server needs that others follow, or that is to follow one.
SETTINGS = {"wal_level": "replica", "max_wal_senders": "8", "hot_standby": "on"}


def following(
    primary: Cluster, data: Path, name: str, settings: Mapping[str, str] = SETTINGS
) -> Cluster:
    """Return a copy of `primary`, which runs, on the data folder `data`; not started.

    :param name: by which the primary knows it, in `synchronous_standby_names`
    """
    source = f"host={primary.sockets} port={PORT} user={USER} application_name={name}"
    own = {**settings, "primary_conninfo": f"'{source}'"}
    replica = Cluster(primary.programs, data, own)
    replica.stop()
    artifact.discard(data)
    data.mkdir(mode=0o700, parents=True)
    if os.getuid() == 0:
        shutil.chown(data, SERVANT, "nogroup")
    process.run(
        [
            *as_servant(),
            *(primary.programs / "pg_basebackup", "--pgdata", data),
            *("--dbname", source, "--checkpoint=fast", "--no-sync"),
        ],
        log=data.with_suffix(".log"),
        cwd=Path("/"),
        failure="The PostgreSQL server cannot be copied",
    )
    (data / "standby.signal").touch()
    return replica


def promote(replica: Cluster) -> None:
    """Have a replica take writes; return when it does."""
    replica.client.sql("SELECT pg_promote()")
