"""No room for the log, none for files."""

from .fault import Fault
from .servers import Needs


class LogDiskFull(Fault):
    name = "disk-full-log"
    title = "The disk with Odoo's log is full"
    needs = Needs(disk="log")

    def begin(self) -> None:
        self.servers.disk.fill()

    def end(self) -> None:
        self.servers.disk.free()


class FilestoreDiskFull(LogDiskFull):
    name = "disk-full-files"
    title = "The disk with the filestore is full"
    needs = Needs(disk="files")
    logged = ("OSError: [Errno 28]",)
