"""Requests to a real server of two workers, with four connections."""

import json
import os
import re
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .figures import Figure

SECONDS = 4
ROUNDS = 3
CONNECTIONS = 4


@dataclass(frozen=True)
class Load:
    """One request, to be sent again and again."""

    path: str
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)

    def script(self) -> str:
        """Return the request in the load generator's language."""
        lines = [
            f"wrk.headers[{json.dumps(k)}] = {json.dumps(v)}"
            for k, v in self.headers.items()
        ]
        if self.body is not None:
            lines += [
                'wrk.method = "POST"',
                f"wrk.body = {json.dumps(json.dumps(self.body))}",
                'wrk.headers["Content-Type"] = "application/json"',
            ]
        return "\n".join(lines)


def seconds_each(
    url: str, loads: dict[str, Load], seconds: int = SECONDS, rounds: int = ROUNDS
) -> dict[str, float]:
    """Return the time per request of each load: the median of turns."""
    rates: dict[str, list[float]] = {name: [] for name in loads}
    for _ in range(rounds):
        for name, load in loads.items():
            rates[name].append(_rate(url, load, seconds))
    return {name: 1 / statistics.median(values) for name, values in rates.items()}


def _rate(url: str, load: Load, seconds: int) -> float:
    """Return answered requests a second."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "request.lua"
        script.write_text(load.script())
        command = [
            os.environ["RESTAPI_BENCH_WRK"],
            *("-t", "2", "-c", str(CONNECTIONS), "-d", f"{seconds}s"),
            *("-s", str(script), url + load.path),
        ]
        output = subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout
    if "Non-2xx" in output:
        raise SystemExit(f"{load.path} was refused:\n{output}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])


def lists(url: str, key: str, database: str, user_id: int) -> list[Figure]:
    """Compare a list of 20 partners with 3 fields."""
    names = ["name", "email", "city"]
    bearer = {"Authorization": f"Bearer {key}"}
    execute = [
        database,
        user_id,
        key,
        "res.partner",
        "search_read",
        [[]],
        {"fields": names, "limit": 20},
    ]
    loads = {
        "ours": Load(
            f"/api/res.partner?limit=20&fields={','.join(names)}", headers=bearer
        ),
        "http_list_vs_json2": Load(
            "/json/2/res.partner/search_read",
            {"domain": [], "fields": names, "limit": 20},
            bearer,
        ),
        "http_list_vs_jsonrpc": Load(
            "/jsonrpc",
            {
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "service": "object",
                    "method": "execute_kw",
                    "args": execute,
                },
            },
        ),
        "http_list_vs_bare": Load("/bench/bare"),
        "http_list_vs_health": Load("/api/health"),
    }
    times = seconds_each(url, loads)
    wanted = {
        "http_list_vs_json2": "≥ 1.6",
        "http_list_vs_bare": "≥ 0.9",
        "http_list_vs_health": "≥ 0.4",
    }
    return [
        Figure(
            name,
            times["ours"],
            time,
            wanted.get(name, ""),
            "list of 20 partners, 3 fields",
        )
        for name, time in times.items()
        if name != "ours"
    ]


def trees(url: str, key: str, fields: str, specification: dict) -> list[Figure]:
    """Compare 200 orders with all that is in them."""
    bearer = {"Authorization": f"Bearer {key}"}
    domain = [["client_order_ref", "=", "bench"]]
    loads = {
        "ours": Load(
            f"/api/sale.order?limit=200&order=id&fields={fields}"
            "&domain=%5B(%22client_order_ref%22,%22=%22,%22bench%22)%5D",
            headers=bearer,
        ),
        "http_tree_vs_json2": Load(
            "/json/2/sale.order/web_search_read",
            {
                "domain": domain,
                "specification": specification,
                "limit": 200,
                "order": "id",
            },
            bearer,
        ),
    }
    times = seconds_each(url, loads)
    name = "http_tree_vs_json2"
    return [
        Figure(name, times["ours"], times[name], "≥ 1.9", "200 orders with their trees")
    ]


def all_fields(url: str, key: str, ids: list[int]) -> list[Figure]:
    """Compare reading all fields of 80 partners, which no client names."""
    bearer = {"Authorization": f"Bearer {key}"}
    name = "all_fields_vs_json2"
    loads = {
        "ours": Load("/api/res.partner?limit=80", headers=bearer),
        name: Load("/json/2/res.partner/read", {"ids": ids}, bearer),
    }
    times = seconds_each(url, loads)
    return [Figure(name, times["ours"], times[name], "", "all fields of 80 partners")]
