"""Checks of XML and CSV files that need no Odoo."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

XML_HEADER = b'<?xml version="1.0" encoding="UTF-8" ?>'
XML_SUFFIXES = {".xml", ".svg"}
ACCESS_FILE = "ir.model.access.csv"
PERMISSIONS = ("perm_read", "perm_write", "perm_create", "perm_unlink")
ACCESS_COLUMNS = ["id", "name", "model_id:id", "group_id:id", *PERMISSIONS]

Findings = Iterator[tuple[Path, str]]


def findings(root: Path) -> Findings:
    """Give each file below `root` that is wrong, with a sentence."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in (Path(folder, name) for name in sorted(files)):
            if file.suffix in XML_SUFFIXES:
                yield from _xml(file)
            elif file.suffix == ".csv":
                yield from _csv(file)


def _xml(file: Path) -> Findings:
    content = file.read_bytes()
    try:
        ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        yield file, f"not well-formed: {error}"
    if file.suffix == ".xml" and content.split(b"\n", 1)[0] != XML_HEADER:
        yield file, f"the first line is not {XML_HEADER.decode()}"


def _csv(file: Path) -> Findings:
    with file.open(encoding="utf-8", newline="") as stream:
        header, *rows = [*csv.reader(stream)] or [[]]
    if file.name == ACCESS_FILE and header != ACCESS_COLUMNS:
        yield file, f"the columns are not {','.join(ACCESS_COLUMNS)}"
    seen = set()
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            yield file, f"row {number} has {len(row)} columns, not {len(header)}"
            continue
        record = dict(zip(header, row, strict=True))
        if record.get("id") in seen:
            yield file, f"row {number} repeats the id {record['id']}"
        seen.add(record.get("id"))
        if any(record.get(name, "0") not in ("0", "1") for name in PERMISSIONS):
            yield file, f"row {number} has a permission that is neither 0 nor 1"
