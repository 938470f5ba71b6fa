"""Keep a copy of models in SQLite: all records once, then what has changed.

export ODOO_URL=http://localhost:8069 ODOO_KEY=…
python3 replica.py copy.sqlite res.partner=name,email res.country=name,code
"""

import json
import os
import sqlite3
import sys
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


def ask(path, **parameters):
    address = f"{os.environ['ODOO_URL']}/api/{path}?{urlencode(parameters)}"
    headers = {"Authorization": f"Bearer {os.environ['ODOO_KEY']}"}
    # Your address.
    return urlopen(Request(address, headers=headers), timeout=300)  # nosec B310


def copy(database, models):
    """Copy all records, archived ones too; return where the changes go on."""
    database.execute("DELETE FROM record")
    cursors = []
    for model, fields in models.items():
        everything = {"context": "{'active_test': False}", "order": "id"}
        with ask(model, format="ndjson", fields=f"id,{fields}", **everything) as lines:
            cursors.append(lines.headers["Changes-Cursor"])
            for line in lines:
                record = json.loads(line)
                if "error" in record and "request_id" in record:
                    raise SystemExit(record["error"])
                put(database, model, record)
    return cursors[0]  # the earliest: what the later copies know, is told again


def put(database, model, record):
    row = (model, record["id"], json.dumps(record, sort_keys=True))
    database.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", row)


def follow(database, models, since):
    """Apply the next changes; return where they go on, and whether there are more."""
    fields = {f"fields.{model}": f"id,{names}" for model, names in models.items()}
    with ask("changes", models=",".join(models), since=since, **fields) as answer:
        found = json.load(answer)
    for change in found["changes"]:
        if change["operation"] == "delete":
            gone = (change["model"], change["id"])
            database.execute("DELETE FROM record WHERE model = ? AND id = ?", gone)
        else:
            put(database, change["model"], change["record"])
    return found["next"], found["more"]


def main(path, *chosen):
    models = dict(each.split("=", 1) for each in chosen)
    database = sqlite3.connect(path)
    database.executescript(
        "CREATE TABLE IF NOT EXISTS record"
        " (model, id, fields, PRIMARY KEY (model, id));"
        "CREATE TABLE IF NOT EXISTS place (id PRIMARY KEY, since)"
    )
    while True:
        place = database.execute("SELECT since FROM place").fetchone()
        more = False
        with database:  # the records and the place, or neither
            try:
                if place is None:
                    since = copy(database, models)
                else:
                    since, more = follow(database, models, place[0])
                database.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", [since])
            except HTTPError as error:
                if error.code != 410:  # what has changed is forgotten: copy again
                    raise SystemExit(error.read().decode()) from error
                database.execute("DELETE FROM place")
        if not more:
            time.sleep(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
