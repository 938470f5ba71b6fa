"""Where things live: the checkout, its `.sandbox` and the cache they share."""

import hashlib
import os
import tempfile
from pathlib import Path

ADDON = "restapi"
CHECKOUT = Path(__file__).resolve().parents[2]
DEV = CHECKOUT / "dev"
STATE = CHECKOUT / ".sandbox"

ADDONS = STATE / "addons"
CREDENTIALS = STATE / "credentials.json"
ENVIRONMENT = STATE / "env"
ODOO_DATA = STATE / "data"
ODOO_LOG = STATE / "odoo.log"
TEST_LOG = STATE / "test.log"
BENCH_RESULT = STATE / "bench.json"
SOAK_RESULT = STATE / "soak.json"

IGNORED_FOLDERS = {".ci", ".git", ".sandbox", "dev", "tests"}
INSTALLED_SUFFIXES = {
    *(".py", ".xml", ".csv", ".po", ".json", ".html", ".js", ".css", ".scss", ".svg"),
    ".png",
}


def cache() -> Path:
    """Return the folder of downloads and builds, outside of any checkout."""
    if named := os.environ.get("RESTAPI_SANDBOX_CACHE"):
        return Path(named).expanduser().absolute()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "restapi-sandbox"


def socket_folder(owner: Path) -> Path:
    """Return a short path for the sockets of `owner`: their names are limited."""
    digest = hashlib.sha1(os.fsencode(owner), usedforsecurity=False).hexdigest()[:12]
    base = tempfile.gettempdir()
    return Path(base if len(base) < 60 else "/tmp") / f"restapi-{os.getuid()}-{digest}"


def link_addons() -> list[Path]:
    """Show the checkout to Odoo under the addon's name; return the addons paths."""
    ADDONS.mkdir(parents=True, exist_ok=True)
    link = ADDONS / ADDON
    if not link.is_symlink():
        link.symlink_to(Path("..", ".."), target_is_directory=True)
    extra = (CHECKOUT / "tests" / "addons", DEV / "bench" / "addons")
    return [
        ADDONS,
        *(folder for folder in extra if any(folder.glob("*/__manifest__.py"))),
    ]


def importable(folder: Path) -> Path:
    """Show a package to Python in a folder without anything else; return that."""
    shown = STATE / "import"
    shown.mkdir(exist_ok=True)
    link = shown / folder.name
    link.unlink(missing_ok=True)
    link.symlink_to(folder, target_is_directory=True)
    return shown


def modules_in(folder: Path) -> list[str]:
    """Return the names of the addons in `folder`."""
    return sorted(file.parent.name for file in folder.glob("*/__manifest__.py"))


def digest_of(*roots: Path) -> str:
    """Return a digest of the files below `roots` that an installed addon is made of."""
    digest = hashlib.sha256()
    for root in roots:
        for folder, folders, files in os.walk(root):
            at_top = Path(folder) == CHECKOUT
            folders[:] = sorted(
                name
                for name in folders
                if name != "__pycache__" and not (at_top and name in IGNORED_FOLDERS)
            )
            for name in sorted(files):
                file = Path(folder, name)
                if file.suffix in INSTALLED_SUFFIXES:
                    digest.update(os.fsencode(file.relative_to(root)) + b"\0")
                    digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()
