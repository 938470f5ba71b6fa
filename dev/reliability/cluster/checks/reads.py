"""Which server of the database is read, and what a reader finds there."""

import itertools
import json
import re
import signal
import time
from collections import Counter
from collections.abc import Callable
from statistics import median
from typing import Any

from ...load import dialects
from .. import agent
from ..node import Node
from ..people import PARTNERS, Admin, Headers, Person, Site, bearer, newcomer
from ..topology import DATABASE, FOLDER, Topology

READS = 200
ATTEMPTS = 3
ROUNDS = 500
# In one of so many rounds something is imported, and an agent calls its tools.
SELDOM = 25
MEASURED = 300
# As long as a process lets a replica be, and a little.
REST_SECONDS = 6
ALLOWED_SECONDS = 10
# After ten without work a connection has told all that it did (PGSTAT_IDLE_INTERVAL).
TOLD_SECONDS = 11
STATISTICS = """
SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables
 WHERE relname = 'res_partner'"""
# What Odoo says of a request behind its user: statements, seconds of them, others.
LOGGED = re.compile(r" user \d+ (\d+) ")
# One of each, with what is shown in it.
DIALECTS: tuple[tuple[dialects.Dialect, Callable[[Person, Site], Headers]], ...] = (
    (dialects.Native(), Person.personal),
    (dialects.RestApi(), Person.rest_api),
    (dialects.Restful(), Person.restful),
    (dialects.Candidroot(), Person.account),
    (dialects.Synconics(), Person.oauth2),
)


def on_the_replica(topology: Topology) -> dict[str, Any]:
    """Read lists, and ask both servers of the database who has read the table.

    Again where something else has changed what servers remember: they read on the
    primary for some seconds then.
    """
    person = newcomer()
    topology.catch_up()
    site = Site(topology.urls[0])
    for _ in range(ATTEMPTS):
        _warm(site, person)
        scans = _scans_of_reads(topology, site, person)
        if scans["primary"] < READS / 20:
            break
    assert scans["replica"] >= READS, scans
    assert scans["primary"] < READS / 20, scans
    return {f"scans of the {name}": number for name, number in scans.items()}


def _scans_of_reads(topology: Topology, site: Site, person: Person) -> dict[str, int]:
    before = _scans(topology)
    for _ in range(READS):
        assert site.status(bearer(person.key)) == 200
    after = _scans(topology)
    return {name: after[name] - before[name] for name in after}


def _warm(site: Site, person: Person) -> None:
    """Have every process of a server use the replica, which it may have let rest."""
    time.sleep(REST_SECONDS)
    for _ in range(40):
        site.status(bearer(person.key))


def _scans(topology: Topology) -> dict[str, int]:
    time.sleep(TOLD_SECONDS)
    return {
        "replica": int(topology.replica_sql(STATISTICS)),
        "primary": int(topology.sql(STATISTICS)),
    }


def own_writes(topology: Topology) -> dict[str, Any]:
    """Write in each dialect, and read it at once at any server, and in an export."""
    sites = [Site(url) for url in topology.urls]
    person, other = newcomer(), newcomer()
    shown = [(dialect, get(person, sites[0])) for dialect, get in DIALECTS]
    id_ = sites[0].json(
        *("POST", "/api/res.partner?fields=id"),
        json={"name": "Read my write"},
        headers=bearer(person.key),
    )["id"]
    topology.catch_up()
    stale, others = 0, 0
    ways = itertools.cycle(itertools.product(shown, sites, sites))
    with topology.delayed(50):
        for number in range(ROUNDS):
            (dialect, headers), here, there = next(ways)
            text = f"round {number}"
            _update(here, dialect, headers, id_, text)
            stale += _street(there, dialect, headers, id_) != text
            stale += _exported(there, bearer(person.key), id_) != text
            if not number % SELDOM:
                stale += _misses_import(here, there, bearer(person.key))
                stale += _misses_tool(here, there, bearer(person.key), id_)
            others += _street(there, dialects.Native(), bearer(other.key), id_) != text
    assert not stale, f"{stale} times a writer did not find what they wrote"
    # Else all was read on the primary, and nothing was tried.
    assert others, "nobody has read on the replica"
    return {"rounds": ROUNDS, "stale for the writer": stale, "for others": others}


def _update(
    site: Site, dialect: dialects.Dialect, headers: Headers, id_: int, text: str
) -> None:
    sent = dialect.update("res.partner", id_, {"street": text})
    site.json(
        *(sent.method, sent.path), params=sent.params, json=sent.json, headers=headers
    )


def _street(site: Site, dialect: dialects.Dialect, headers: Headers, id_: int) -> str:
    sent = dialect.find("res.partner", [("id", "=", id_)], ["street"])
    answer = site.json(sent.method, sent.path, params=sent.params, headers=headers)
    return dialect.rows_of(answer, "res.partner")[0]["street"]


def _exported(site: Site, headers: Headers, id_: int) -> str:
    """Return the same of a stream, which has a cursor of its own."""
    params = {"domain": f"[('id', '=', {id_})]", "fields": "street"}
    answer = site.send(
        *("GET", "/api/res.partner?format=ndjson"), params=params, headers=headers
    )
    return json.loads(answer.text)["street"]


def _misses_import(here: Site, there: Site, headers: Headers) -> bool:
    """Import a partner in a stream, and tell whether it is not found after it."""
    kind = {**headers, "Content-Type": "application/x-ndjson"}
    line = json.dumps({"name": "Imported"})
    answer = here.send("POST", "/api/res.partner", data=line, headers=kind)
    path = f"/api/res.partner/{json.loads(answer.text)['id']}?fields=id"
    return there.status(headers, path) != 200


def _misses_tool(here: Site, there: Site, headers: Headers, id_: int) -> bool:
    """Have an agent write, and tell whether a list or the agent does not find it."""
    text = f"agent {time.monotonic()}"
    named = {"model": "res.partner", "ids": [id_]}
    agent.call(here, headers, "update_records", {**named, "values": {"street": text}})
    seen = _street(there, dialects.Native(), headers, id_)
    read = {**named, "fields": "street"}
    [row] = agent.call(there, headers, "read_records", read)["records"]
    return {seen, row["street"]} != {text}


def behind(topology: Topology) -> dict[str, Any]:
    """Let the replica fall behind for longer than it may: all read on the primary."""
    admin = Admin(topology.urls[0])
    writer, reader = newcomer(), newcomer()
    site = Site(topology.urls[1])
    admin.set(replica_seconds=str(ALLOWED_SECONDS))
    topology.catch_up()
    _warm(site, reader)
    with topology.paused():
        made = site.json(
            *("POST", "/api/res.partner?fields=id"),
            json={"name": "Not there yet"},
            headers=bearer(writer.key),
        )
        path = f"/api/res.partner/{made['id']}?fields=id"
        before = site.status(bearer(reader.key), path)
        seconds = topology.wait_for(
            lambda: site.status(bearer(reader.key), path) == 200
        )
    assert before == 404, "the reader was not served by the replica before"
    assert seconds < 2 * ALLOWED_SECONDS, seconds
    return {
        "allowed seconds": ALLOWED_SECONDS,
        "others saw it after": f"{seconds:.1f} s",
    }


def without_replica(topology: Topology) -> dict[str, Any]:
    """Kill the replica while it is read."""
    person = newcomer()
    topology.catch_up()
    statuses: list[int] = []
    for url in topology.urls:
        _warm(Site(url), person)
    for number in range(READS):
        if number == READS // 4:
            topology.replica.stop(signal.SIGQUIT)
        site = Site(topology.urls[number % 2])
        statuses.append(site.status(bearer(person.key)))
    topology.replica.start()
    found = Counter(statuses)
    # Each process finds out by a connection of its own; nginx asks the other server.
    processes = sum(node.workers for node in topology.nodes)
    assert found.keys() <= {200, 503}, found
    assert found[503] <= processes, found
    return {"reads": READS, "503": found[503], "processes": processes}


def cost(topology: Topology) -> dict[str, Any]:
    """Measure a warm list with the guard and without: `replica_guard_cost`."""
    person = newcomer()
    topology.catch_up()
    alone = Node("alone", topology.shop.odoo, DATABASE, FOLDER / "alone.log").start()
    try:
        sites = {"guarded": Site(topology.urls[0]), "alone": Site(alone.url)}
        found: dict[str, list[float]] = {name: [] for name in sites}
        for site in sites.values():
            _warm(site, person)
        for _ in range(MEASURED):
            for name, site in sites.items():
                began = time.perf_counter()
                assert site.status(bearer(person.key), PARTNERS) == 200
                found[name].append(time.perf_counter() - began)
    finally:
        alone.stop()
    statements = {
        "guarded": _statements(topology.nodes[0]),
        "alone": _statements(alone),
    }
    medians = {name: 1000 * median(times) for name, times in found.items()}
    difference = medians["guarded"] - medians["alone"]
    return {
        "list on the replica": f"{medians['guarded']:.2f} ms",
        "its statements": statements["guarded"],
        "without a replica": f"{medians['alone']:.2f} ms",
        "statements then": statements["alone"],
        "replica_guard_cost": f"{difference:.2f} ms",
    }


def _statements(node: Node) -> int:
    """Return how many statements the last list has taken, as Odoo logs it."""
    lines = [line for line in node.log.read_text().splitlines() if PARTNERS in line]
    return int(LOGGED.search(lines[-1])[1])
