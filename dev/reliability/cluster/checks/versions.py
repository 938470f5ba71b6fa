"""An older version of the addon beside this one, on one database that was updated."""

import shutil
from collections import Counter
from typing import Any

from ....sandbox import dist, paths, upgrade
from ....sandbox.upgrade import Version
from ..node import Node
from ..people import PARTNERS, Headers, Site
from ..topology import FOLDER, Topology

NAME = "scale_out_versions"
ADMIN = {"username": "admin", "password": "admin"}
TRIES = 5


def side_by_side(topology: Topology) -> dict[str, Any]:
    """Update the database below an old server, and start a new one beside it."""
    release = sorted((upgrade.HERE / "releases").glob("*.zip"))[-1]
    folder = FOLDER / "old"
    shutil.rmtree(folder, ignore_errors=True)
    shop = topology.shop
    shop.databases.clone(NAME)
    old = Version(shop, NAME, dist.unpacked(release, folder))
    upgrade.STATE.mkdir(parents=True, exist_ok=True)
    old.load("init", f"Installing {release.stem}")
    first = Node("old", shop.odoo, NAME, FOLDER / "old.log", arguments=(old.path,))
    second = Node("new", shop.odoo, NAME, FOLDER / "new.log")
    try:
        first.start()
        shown = _log_in(Site(first.url))
        facts: dict[str, Any] = {"from": release.stem.rpartition("-")[2]}
        facts["old alone"] = _told(_used(Site(first.url), shown))
        # Nobody calls meanwhile: Odoo's update and readers wait for each other.
        new = Version(shop, NAME, paths.ADDONS)
        new.load("update", "Updating the database")
        facts["old after the update"] = _told(_used(Site(first.url), shown))
        second.start()
        used = _used(Site(second.url), shown)
        assert set(used) == {200}, f"tokens of before at the new server: {used}"
        used = _used(Site(second.url), _log_in(Site(first.url)))
        assert set(used) == {200}, f"tokens of the old server at the new one: {used}"
        facts["new beside it"] = _told(used)
        shown = _log_in(Site(second.url))
        facts["its tokens at the old one"] = _told(_used(Site(first.url), shown))
        return facts
    finally:
        first.kill()
        second.kill()
        shop.databases.drop(NAME)


def _log_in(site: Site) -> Headers:
    found = site.json("POST", "/api/auth/get_tokens", data=ADMIN)
    return {"Access-Token": found["access_token"]}


def _used(site: Site, shown: Headers) -> Counter[int]:
    """Read, make, change and delete; count the statuses."""
    found: Counter[int] = Counter()
    for _ in range(TRIES):
        found[site.status(shown, PARTNERS)] += 1
        made = site.send("POST", "/api/res.partner", headers=shown, json={"name": "x"})
        found[made.status_code] += 1
        if made.ok:
            path = f"/api/res.partner/{made.json()['id']}"
            for method, values in (("PUT", {"street": "y"}), ("DELETE", None)):
                sent = site.send(method, path, headers=shown, json=values)
                found[sent.status_code] += 1
    return found


def _told(found: Counter[int]) -> str:
    return ", ".join(f"{count} of {status}" for status, count in sorted(found.items()))
