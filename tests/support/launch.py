"""``odoo-bin`` for the servers of the tests: Odoo starts itself again by its file.

``forkserver`` has a process load a database, from which servers are forked at once, as
Odoo forks its workers: see ``forks.py``.
"""

import json
import os
import signal
import socket
import sys

from odoo import cli, sql_db
from odoo.addons.base.models import res_users
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tools import config

REQUEST_BYTES = 65_536
_spawn_evented = server.PreforkServer.long_polling_spawn


def fork_servers(*options: str, number: str) -> None:
    """Answer options and an environment, sent with a log, with the id of a server.

    :param options: of all servers
    :param number: of the socket that asks, until it is closed
    """
    if os.fork():
        os._exit(0)  # Odoo ends the children of who runs its tests
    os.setsid()
    asking = socket.socket(fileno=int(number))
    _load([*options])
    while True:
        request, logs, _flags, _address = socket.recv_fds(asking, REQUEST_BYTES, 1)
        if not request:
            os.killpg(0, signal.SIGKILL)
        pid = os.fork()
        if not pid:
            asking.close()
            own, environment = json.loads(request)
            os.environ.clear()
            os.environ.update(environment)
            _serve([*options, *own], *logs)
        asking.send(str(pid).encode())
        os.close(logs[0])


def _load(options: list[str]) -> None:
    config.parse_config(options, setup_logging=False)
    server.load_server_wide_modules()
    for database in config["db_name"]:
        Registry(database)
    sql_db.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def _serve(options: list[str], log: int) -> None:
    """Be a server until it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for output in (1, 2):
        os.dup2(log, output)
    sys.argv[1:] = ["server", *options]
    config.parse_config(options, setup_logging=True)
    sys.exit(server.start(preload=[]))


def _spawn_wanted(self: server.PreforkServer) -> None:
    """Start the process of the bus if it has a port; few tests ask it anything."""
    if config["gevent_port"]:
        _spawn_evented(self)


if __name__ == "__main__":
    # Odoo's own tests hash passwords in one round as well: half a second each else.
    res_users.MIN_ROUNDS = 1
    server.PreforkServer.long_polling_spawn = _spawn_wanted
    if sys.argv[1] == "forkserver":
        fork_servers(*sys.argv[2:-1], number=sys.argv[-1])
    cli.main()
