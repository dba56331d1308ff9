"""Which files an argument means: itself, the tables of a folder, or what a pattern matches."""

from __future__ import annotations

import glob
import os
import re
from typing import TYPE_CHECKING

from tiia_cost.errors import Place

if TYPE_CHECKING:
    from tiia_cost.errors import Problems

_TABLE = re.compile(r"[^.].*\.(csv|tsv|jsonl|ndjson|parquet)(\.gz|\.zst)?", re.IGNORECASE | re.DOTALL)


def table_files(argument: str, problems: Problems) -> list[str]:
    """Return the files of an argument, sorted; a folder without tables, or a pattern without files, is a problem.

    In a folder these are its ``*.csv``, ``*.tsv``, ``*.jsonl`` and ``*.parquet``, also with ``.gz`` or ``.zst``, but
    none in folders below it. A pattern is one only if there is no file of that name.
    """
    if os.path.isdir(argument):
        return _of_folder(argument, problems)
    if os.path.lexists(argument) or not glob.has_magic(argument):
        return [argument]
    matches = sorted(glob.glob(argument))
    if not matches:
        problems.add("no-match", Place(argument))
    found = []
    for match in matches:
        found += _of_folder(match, problems) if os.path.isdir(match) else [match]
    return found


def _of_folder(folder: str, problems: Problems) -> list[str]:
    try:
        names = sorted(name for name in os.listdir(folder) if _TABLE.fullmatch(name))
    except OSError as error:
        problems.add("file-unreadable", Place(folder), reason=error.strerror)
        return []
    files = [path for path in (os.path.join(folder, name) for name in names) if not os.path.isdir(path)]
    if not files:
        problems.add("no-tables", Place(folder))
    return files
