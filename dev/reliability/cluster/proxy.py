"""nginx, with the configuration that `docs/operations.md` prints."""

import getpass
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ...sandbox import paths, process, server
from ...sandbox.console import SandboxError
from .node import Node

PAGE = paths.CHECKOUT / "docs" / "operations.md"
WHOLE = re.compile(r"```nginx\n(upstream odoo .*?)```", re.S)
STOP_SECONDS = 10
FRAME = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {log} info;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{documented}
}}
"""


class Proxy:
    """nginx before the servers, on a port of its own."""

    def __init__(self, program: str, nodes: Sequence[Node], log: Path) -> None:
        self.port = server.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = log
        self._folder = tempfile.TemporaryDirectory(prefix="restapi-nginx-")
        self._text = FRAME.format(
            user=f"user {getpass.getuser()};" if os.getuid() == 0 else "",
            folder=self._folder.name,
            log=log,
            documented=self._documented(nodes),
        )
        self._file = Path(self._folder.name, "nginx.conf")
        self._file.write_text(self._text)
        with log.open("w") as output:
            self._process = subprocess.Popen(
                [program, "-p", self._folder.name, "-c", self._file],
                stdin=subprocess.DEVNULL,
                stderr=output,
            )
        process.wait_until(lambda: server.status_of(f"{self.url}/api/health") == 200)

    @contextmanager
    def without(self, node: Node) -> Iterator[None]:
        """Send a server nothing new, and wait until it has answered what it had."""
        place = f"server 127.0.0.1:{node.port}"
        self._reload(self._text.replace(place, f"{place} down"))
        try:
            yield
        finally:
            self._reload(self._text)

    def _reload(self, text: str) -> None:
        before = self._workers()
        self._file.write_text(text)
        self._process.send_signal(signal.SIGHUP)
        # Those of before end with their last request.
        process.wait_until(lambda: self._workers() and not before & self._workers())

    def _workers(self) -> set[str]:
        parent = self._process.pid
        file = Path(f"/proc/{parent}/task/{parent}/children")
        return set(file.read_text().split())

    def _documented(self, nodes: Sequence[Node]) -> str:
        """Return the documented configuration with the addresses of these servers."""
        found = WHOLE.search(PAGE.read_text())
        if not found:
            raise SandboxError(f"{PAGE} has no configuration of nginx.")
        text = found[1]
        places = {"listen 80;": f"listen 127.0.0.1:{self.port};"}
        for number, node in enumerate(nodes, 11):
            places[f"10.0.0.{number}:8069"] = f"127.0.0.1:{node.port}"
            places[f"10.0.0.{number}:8072"] = f"127.0.0.1:{node.live_port}"
        for documented, own in places.items():
            if documented not in text:
                raise SandboxError(f"{PAGE}: the configuration lacks {documented}")
            text = text.replace(documented, own)
        return text

    def stop(self) -> None:
        process.end(
            self._process.pid, lambda: self._process.poll() is None, STOP_SECONDS
        )
        self._folder.cleanup()
