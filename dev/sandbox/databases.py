"""The databases of a checkout: clones of the template, with their filestores."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from .postgres import Client


@dataclass(frozen=True)
class Databases:
    """Creates, lists and drops databases on `client` and their files below `data`."""

    client: Client
    data: Path
    template: str
    prefix: str = ""

    def names(self) -> list[str]:
        """Return the databases of this checkout."""
        every = self.client.sql("SELECT datname FROM pg_database").splitlines()
        return [name for name in every if name.startswith(self.prefix)]

    def exists(self, name: str) -> bool:
        return name in self.names()

    def clone(self, name: str, source: str | None = None) -> None:
        """Make `name` a fresh copy of `source`, of the template if none is given."""
        source = source or self.template
        self.drop(name)
        filestore = self._filestore(source)
        if filestore.is_dir():
            shutil.copytree(filestore, self._filestore(name))
        strategy = " STRATEGY file_copy" if self.client.owned else ""
        self.client.sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"{strategy}')
        # Two databases of one identity would share secrets and sessions.
        self.client.sql(
            "UPDATE ir_config_parameter SET value = gen_random_uuid()"
            " WHERE key IN ('database.uuid', 'database.secret')",
            name,
        )

    def drop(self, name: str) -> None:
        """Remove `name`, whoever is connected to it."""
        self.client.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self._filestore(name), ignore_errors=True)

    def rename(self, name: str, final: str) -> None:
        """Give the finished database `name` its final name, replacing an older one."""
        self.drop(final)
        self.client.sql(f'ALTER DATABASE "{name}" RENAME TO "{final}"')
        if self._filestore(name).is_dir():
            self._filestore(name).rename(self._filestore(final))

    def _filestore(self, name: str) -> Path:
        return self.data / "filestore" / name
