"""What is known of a request when its answer has been sent."""

from dataclasses import dataclass

# Characters of what clients choose.
TEXT_LENGTH = 200
ADDRESS_LENGTH = 500
# Records that an entry names.
MAX_IDS = 100


@dataclass(slots=True)
class Entry:
    """A row of ``restapi_log``, with the names of its columns.

    :param at: seconds since 1970, when the request arrived
    :param source: ``model,id`` of the credential; empty without one
    :param client: public name of the application that a token endpoint was asked as
    :param kind: model of the credential, or ``session``
    :param path: with the query, without secrets in it
    :param route: the template of the address; empty where there is none
    :param duration: milliseconds until all was sent
    :param statements: SQL statements of the request, until its answer began
    :param sql_time: milliseconds in them
    :param mimetype: of the request's body
    :param request_body: as it came; only where bodies are kept
    """

    at: float
    request_id: str
    kind: str
    source: str
    client: str | None
    user_id: int | None
    address: str
    user_agent: str
    dialect: str
    verb: str
    path: str
    route: str
    model: str
    operation: str
    method: str
    record_ids: str
    records: int
    status: int
    code: str
    refused_by: str
    error: str
    duration: float
    statements: int | None
    sql_time: float
    sent_bytes: int
    is_write: bool
    is_agent_write: bool
    mimetype: str = ""
    request_body: bytes | str = ""
    response_body: bytes | str = ""


def text(value: str | None, length: int = TEXT_LENGTH) -> str:
    """Return what PostgreSQL stores of a text that a client chose."""
    if not value:
        return ""
    cut = value[:length].replace("\0", "")
    # WSGI gives bytes that are no UTF-8 as lone surrogates.
    return cut if cut.isascii() else cut.encode(errors="replace").decode()
