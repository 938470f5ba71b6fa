"""The threads: clients of all dialects, until they are stopped."""

import random
import threading
import time
import traceback
from collections.abc import Callable, Sequence

from . import credentials, dialects, work
from .client import Client
from .credentials import Credential
from .dialects import Dialect
from .ledger import Ledger
from .sender import Patience, Sender
from .stage import Stage

CONNECTIONS = 16
PATIENCE_SECONDS = 120
Kind = tuple[type[Dialect], Callable[[Stage, Sender, list[str]], Credential]]


def _alone(
    cls: type[Credential],
) -> Callable[[Stage, Sender, list[str]], Credential]:
    return lambda stage, sender, texts: cls(stage, sender)


# Clients are of these kinds, in turn.
KINDS: tuple[Kind, ...] = (
    (dialects.Native, credentials.OAuth2),
    (dialects.RestApi, _alone(credentials.RestApi)),
    (dialects.Restful, _alone(credentials.Restful)),
    (dialects.Native, _alone(Credential)),
    (dialects.Candidroot, _alone(credentials.Account)),
    (dialects.Synconics, credentials.OAuth2),
)


class Traffic:
    """Clients of one database, each a thread with connections of its own.

    :param urls: of the servers, without a slash at the end
    :param seed: of all that is random; the same one gives the same wishes
    :param connections: number of clients

    :ivar run: what all marks of these clients begin with
    """

    def __init__(
        self,
        urls: Sequence[str],
        stage: Stage,
        ledger: Ledger,
        seed: int,
        connections: int = CONNECTIONS,
    ) -> None:
        self.run = f"{ledger.run}s{seed}"
        self.ledger = ledger
        self._patience = Patience()
        texts = list(stage.refresh_tokens)
        self._threads = [
            threading.Thread(
                target=self._live,
                args=(self._client(number, urls, stage, seed, texts),),
                daemon=True,
            )
            for number in range(connections)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float = PATIENCE_SECONDS) -> None:
        """Have each client finish its call, within some seconds, and wait for them."""
        self._patience.end(patience)
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> "Traffic":
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def _client(
        self,
        number: int,
        urls: Sequence[str],
        stage: Stage,
        seed: int,
        texts: list[str],
    ) -> Client:
        chance = random.Random(f"{seed}.{number}")
        dialect, credential = KINDS[number % len(KINDS)]
        sender = Sender(urls, self.ledger, self._patience, chance)
        return Client(
            f"{self.run}-{number}",
            dialect(),
            credential(stage, sender, texts),
            sender,
            stage,
            chance,
        )

    def _live(self, client: Client) -> None:
        operation = work.log_in
        while not self._patience.is_over:
            try:
                operation(client)
                operation = work.step
            except Exception:  # noqa: BLE001 one that the checker has to report
                self.ledger.complain(
                    f"{client.name} ({client.dialect.name}) does not understand an "
                    f"answer: {traceback.format_exc(limit=-3)}"
                )
                time.sleep(1)
