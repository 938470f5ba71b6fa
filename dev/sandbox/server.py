"""Odoo answering HTTP: started on a free port, awaited, watched, stopped."""

import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .console import SandboxError, last_lines, say, step
from .odoo import Odoo
from .process import PidFile, end

OK = 200
START_SECONDS = 180
STOP_SECONDS = 15
WATCH_SECONDS = 1
PAGES = ("/web/login", "/api/health")
LISTENING = "HTTP service (werkzeug) running on"
RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} )", re.M)
TROUBLE = re.compile(r"\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")
# Several workers need a proxy in front of them for the web client's live notifications,
# which it does without; WORKERS=0 has them.
EXPECTED = "Couldn't bind the websocket"


@dataclass(frozen=True)
class Server:
    """A running Odoo server and where it and its evented process answer."""

    process: subprocess.Popen[bytes]
    url: str
    evented_url: str
    log: Path


@contextmanager
def serving(
    odoo: Odoo,
    database: str,
    *,
    port: int,
    workers: int,
    log: Path,
    pidfile: PidFile,
    arguments: Sequence[str] = (),
) -> Iterator[Server]:
    """Start Odoo on `port`, wait until it answers, and stop it afterwards."""
    require_free(port)
    gevent_port = free_port()
    command = odoo.command(
        f"--http-port={port}",
        f"--gevent-port={gevent_port}",
        f"--workers={workers}",
        *arguments,
        database=database,
    )
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=odoo.environment(),
            cwd=odoo.data,
            start_new_session=True,
        )
    pidfile.write(process.pid)
    urls = [f"http://localhost:{each}" for each in (port, gevent_port)]
    server = Server(process, *urls, log)
    try:
        with step(f"Starting Odoo on {server.url}"):
            await_answer(server)
        yield server
    finally:
        end(process.pid, lambda: process.poll() is None, STOP_SECONDS)
        pidfile.path.unlink(missing_ok=True)


def watch(server: Server) -> None:
    """Show the server's warnings and errors until it ends."""
    with server.log.open(errors="replace") as log:
        log.seek(0, os.SEEK_END)
        while server.process.poll() is None:
            for record in RECORD.split(log.read()):
                if TROUBLE.match(record) and EXPECTED not in record:
                    say(record.rstrip())
            time.sleep(WATCH_SECONDS)
    raise SandboxError(f"Odoo has ended; see {server.log}.")


def await_answer(server: Server) -> None:
    """Wait until this server, and not another one on its port, gives its pages."""
    deadline = time.monotonic() + START_SECONDS
    while LISTENING not in (log := server.log.read_text(errors="replace")):
        if server.process.poll() is not None:
            tail = last_lines(log)
            raise SandboxError(f"Odoo does not start; see {server.log}:\n{tail}")
        if time.monotonic() > deadline:
            raise SandboxError(f"Odoo takes too long to start; see {server.log}.")
        time.sleep(0.1)
    for page in PAGES:
        if (status := status_of(server.url + page)) != OK:
            raise SandboxError(
                f"{server.url}{page} answers {status or 'nothing'}; see {server.log}."
            )


def status_of(
    url: str, headers: dict[str, str] | None = None, form: bytes | None = None
) -> int:
    """Return the HTTP status of a GET, or a POST of a form, 0 when nobody answers."""
    try:
        request = urllib.request.Request(url, form, headers or {})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def require_free(port: int) -> None:
    """Refuse a port that someone listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("INTERFACE") or "127.0.0.1", port))
        except OSError as error:
            raise SandboxError(
                f"Port {port} cannot be used ({error.strerror}):"
                f" choose another one, as in `make run PORT={port + 1}`."
            ) from error
