"""Which files of the addon a warm request enters: what one has to read to follow it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from werkzeug.test import Client

from odoo.http import root

from .database import api_key, opened

# A list of records with a record and a list below each.
PATH = "/api/res.partner?limit=20&fields=name,country_id(code),child_ids(name)"
WARM = 3
ADDON = f"{os.sep}restapi{os.sep}"


def main() -> None:
    """Print the files in the order in which they are entered, and their number."""
    with opened() as env:
        headers = {
            "Authorization": f"Bearer {api_key(env)}",
            "X-Odoo-Database": env.cr.dbname,
        }
    client = Client(root)
    for _ in range(WARM):
        answer = client.get(PATH, headers=headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
    with _noted() as files:
        client.get(PATH, headers=headers)
    for file in files:
        print(f"  {file}")
    print(f"  {len(files)} files are entered by GET {PATH}")


@contextmanager
def _noted() -> Iterator[dict[str, None]]:
    """Give the files of the addon that are entered meanwhile."""
    files: dict[str, None] = {}

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and ADDON in frame.f_code.co_filename:
            path = Path(frame.f_code.co_filename)
            files[str(path).rpartition(ADDON)[2]] = None

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield files
    finally:
        sys.setprofile(before)
