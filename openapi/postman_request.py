"""A request of a Postman collection."""

import json
import re
from dataclasses import dataclass
from typing import Any

# A value in a body that a run fills in.
_VARIABLE = re.compile(r'"(\{\{\w+\}\})"')
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a folder.

    :param below: the rest of its path, behind the model
    :param body: JSON value, or the text of a file
    :param script: run where the status is the right one
    :param model: another one than that of the folder
    """

    name: str
    method: str
    below: str = ""
    query: str = ""
    body: Any = None
    status: int = 200
    script: str = ""
    model: str = ""


def value(variable: str) -> str:
    return f"{{{{{variable}}}}}"


def keep(variable: str, part: str) -> str:
    """Return the script that keeps a part of the answer, if there is one."""
    value = f"pm.response.json().{part}"
    return f'pm.collectionVariables.set("{variable}", {value});' if part else ""


def item(model: str, request: Request) -> Item:
    """Return the request as Postman has it.

    :param model: or the address of an endpoint, where the request names none
    """
    path = [
        "api",
        *(request.model or model).split("/"),
        *filter(None, request.below.split("/")),
    ]
    address = "/".join(["{{base_url}}", *path])
    sent: Item = {
        "method": request.method,
        "header": [],
        "url": {
            "raw": f"{address}?{request.query}" if request.query else address,
            "host": ["{{base_url}}"],
            "path": path,
            "query": [
                dict(zip(("key", "value"), part.split("=", 1), strict=True))
                for part in filter(None, request.query.split("&"))
            ],
        },
    }
    if request.body is not None:
        kind, text, options = _body(request.body)
        sent["header"].append({"key": "Content-Type", "value": kind})
        sent["body"] = {"mode": "raw", "raw": text, "options": options}
    status = request.status
    checks = [
        f'pm.test("status {status}", () => pm.response.to.have.status({status}));',
        f"if (pm.response.code === {status}) {{ {request.script} }}",
    ]
    event = {
        "listen": "test",
        "script": {
            "type": "text/javascript",
            "exec": checks if request.script else checks[:1],
        },
    }
    return {"name": request.name, "request": sent, "event": [event]}


def _body(body: Any) -> tuple[str, str, Item]:
    """Return the type of a body, its text, and how Postman shows it."""
    if isinstance(body, str):
        return "text/plain", body, {"raw": {"language": "text"}}
    text = json.dumps(body, indent=2)
    # The ids of its items are numbers.
    text = _VARIABLE.sub(r"\1", text)
    return "application/json", text, {"raw": {"language": "json"}}
