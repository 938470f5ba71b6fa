"""Requests that are safe to repeat: ``Idempotency-Key``.

As draft-ietf-httpapi-idempotency-key-header has it, in every dialect that writes: the
answer to a request with the header is kept, in the transaction of its effects, so that
there is one exactly where there are the others. Whoever sends the request again gets
the answer again, and who sends it meanwhile waits for it. Failures have no effects,
and are not kept.

The table belongs to ``restapi.answer``; see :mod:`.models.restapi_answer`.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from odoo.api import Environment
from odoo.http import HTTPRequest, Response
from odoo.tools import SQL

from .core import codes
from .core.errors import ApiError, BadRequest
from .records.write.write_locks import Key

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
METHODS = frozenset(["POST", "PUT", "PATCH", "DELETE"])
# Of larger answers, the records are read again.
MAX_BYTES = 1024 * 1024
_KEY = re.compile(r"[\x20-\x7e]{1,255}")
# What of a request, beside its address and its body, its answer depends on.
_HEADERS = ("Accept", "Accept-Language", "If-Match", "Prefer", "X-Company-Id")
_OF_ONE_ANSWER = frozenset(["content-length", "date", "set-cookie"])


class KeyReused(ApiError):
    """The key came with another request before."""

    status = 422
    code = codes.IDEMPOTENCY_KEY_REUSED


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request that may be one of several attempts.

    :param owner: whose it is; others do not see its answer
    :param key: the client's name of all attempts
    :param fingerprint: of what is asked for
    """

    owner: str
    key: str
    fingerprint: str

    @property
    def lock(self) -> Key:
        """What attempts wait for each other by."""
        return "restapi.answer", f"{self.owner}:{self.key}"

    def kept(self, env: Environment) -> tuple[Response, tuple[int, ...]] | None:
        """Return the answer that was given, and ids where its body was too large.

        :raise KeyReused: it was given to another request
        """
        rows = env.execute_query(
            SQL(
                """SELECT fingerprint, status, headers, body, ids
                     FROM restapi_answer WHERE owner = %s AND key = %s""",
                self.owner,
                self.key,
            )
        )
        if not rows:
            return None
        fingerprint, status, headers, body, ids = rows[0]
        if fingerprint != self.fingerprint:
            raise KeyReused(f"{HEADER}: this key came with another request before.")
        response = Response(bytes(body or b""), status=status, headers=headers)
        response.headers[REPLAYED] = "true"
        return response, tuple(ids or ())

    def keep(self, env: Environment, response: Response, ids: Iterable[int]) -> None:
        """Keep an answer, with the effects of the request.

        :param ids: of the records that are in it
        """
        body, ids = response.get_data(), list(ids)
        is_large = bool(ids) and len(body) > MAX_BYTES
        headers = [
            pair for pair in response.headers if pair[0].lower() not in _OF_ONE_ANSWER
        ]
        # Of two attempts that have not waited for each other, this fails the later one
        # with a serialization failure: Odoo runs it again, and it finds the answer.
        env.cr.execute(
            SQL(
                """INSERT INTO restapi_answer
                          (owner, key, fingerprint, status, headers, body, ids)
                   VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
                self.owner,
                self.key,
                self.fingerprint,
                response.status_code,
                json.dumps(headers),
                None if is_large else body,
                ids if is_large else None,
            )
        )


def read(
    http: HTTPRequest, owner: str, dialect: str, body: Callable[[], Iterable[bytes]]
) -> Repeatable | None:
    """Return a request of :data:`METHODS` as one that may be repeated, if it asks so.

    :param dialect: the name of the one that answers; several share addresses
    :param body: gives the pieces of its body
    :raise BadRequest: the key is none
    """
    key = http.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise BadRequest(
            f"{HEADER}: 1 to 255 printable ASCII characters.",
            codes.INVALID_IDEMPOTENCY_KEY,
        )
    return Repeatable(owner, key, _fingerprint(http, dialect, body()))


def _fingerprint(http: HTTPRequest, dialect: str, body: Iterable[bytes]) -> str:
    """Return a digest of all that the answer depends on."""
    parts = [dialect, http.method, http.full_path, *map(http.headers.get, _HEADERS)]
    digest = hashlib.sha256(json.dumps(parts).encode())
    for piece in body:
        digest.update(piece)
    return digest.hexdigest()
