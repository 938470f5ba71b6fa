"""Servers without the seconds that it takes to load Odoo and a registry."""

import json
import socket
import subprocess

import psutil

START_SECONDS = 180


class Forks:
    """A process that has loaded a database, and forks servers off itself.

    It ends when its socket closes, with the process that runs the tests.

    :param command: which the number of that socket completes
    """

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._socket, asking = socket.socketpair(type=socket.SOCK_SEQPACKET)
        self._socket.settimeout(START_SECONDS)
        number = asking.fileno()
        with asking:
            subprocess.run(
                [*command, str(number)],
                env=environment,
                pass_fds=[number],
                stdout=subprocess.DEVNULL,
                check=True,
            )

    def start(
        self, options: list[str], environment: dict[str, str], log: int
    ) -> psutil.Process:
        """Start a server that writes to the file ``log``."""
        request = json.dumps([options, environment]).encode()
        socket.send_fds(self._socket, [request], [log])
        answer = self._socket.recv(32)
        if not answer:
            raise AssertionError("What servers are forked from has ended: see above.")
        return psutil.Process(int(answer))
