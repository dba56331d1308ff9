"""Files that an argument means: itself, the tables of a folder, or the matches of a pattern."""

from __future__ import annotations

import glob
import os
import re
import stat
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.near_paths import near_paths
from tiia_cost.inputs.tables.file import STDIN, WORKBOOKS, open_raw, split_sheet
from tiia_cost.inputs.tables.own_files import is_own, is_own_workbook
from tiia_cost.inputs.tables.same_file import STDIN_PATH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.errors import Problems

_TABLE = re.compile(
    r"[^._].*\.((csv|tsv|jsonl|ndjson|parquet)(\.gz|\.zst)?|xlsx|xlsm|xls|ods|et)", re.IGNORECASE | re.DOTALL
)
_LOCK = "~$"
"""Start of the names of files that Excel keeps beside open workbooks."""

_NAMED = 3
"""Number of files that a notice on unread files lists by name."""

_START = 1024
"""Number of bytes that are enough for the header of a bill, also in UTF-16."""


class TableFiles(NamedTuple):
    """The files of an argument, and notices on those that are there, too, but are not read."""

    files: list[str]
    notices: list[Problem]


def path_of(argument: str) -> str:
    """Return the path of an argument; for ``-`` that of standard input, which may be redirected from a file."""
    return STDIN_PATH if argument == STDIN else split_sheet(argument)[0]


def sheet_of(argument: str) -> str:
    """Return the sheet that an argument names after its file, "" if it names none."""
    return split_sheet(argument)[1]


def is_workbook_here(argument: str) -> bool:
    """Return whether an argument is a workbook on this machine, by its name, or a sheet of one."""
    path = split_sheet(argument)[0]
    return path.lower().endswith(WORKBOOKS) and os.path.isfile(path)


def size_of(argument: str) -> int:
    """Return the size of the file of an argument in bytes; 0 if it is not a file."""
    path = split_sheet(argument)[0]
    return os.path.getsize(path) if os.path.isfile(path) else 0


def is_table(name: str) -> bool:
    """Return whether a file of this name in a folder is a table. Spark cannot see names that begin with _."""
    return _TABLE.fullmatch(name) is not None and not name.startswith(_LOCK)


def near_tables(path: str) -> list[str]:
    """Return tables, and folders of tables, that may have been meant by a path that does not exist."""
    return near_paths(path, _is_of_tables)


def _is_of_tables(path: str) -> bool:
    if not os.path.isdir(path):
        return is_table(os.path.basename(path)) and os.path.isfile(path)
    try:
        return any(map(is_table, os.listdir(path)))
    except OSError:
        return False


def table_files(argument: str, problems: Problems) -> TableFiles:
    """Return the files of an argument, sorted, with notices on those that are not read.

    A folder stands for its ``*.csv``, ``*.tsv``, ``*.jsonl``, ``*.ndjson`` and ``*.parquet``, also with ``.gz`` or
    ``.zst``, and for its workbooks; not for files in folders below it, nor for bills that this program wrote there. An
    argument is a pattern only if there is no file of that name. A folder without tables, or a pattern without files, is
    noted in `problems`.
    """
    if os.path.isdir(argument):
        return _of_folder(argument, problems)
    if os.path.lexists(path_of(argument)) or not glob.has_magic(argument):
        return TableFiles([argument], [])
    chosen = TableFiles([], [])
    matches, odd = sorted(glob.glob(argument)), []
    for match in matches:
        if os.path.isdir(match):
            inside = _of_folder(match, problems)
            chosen.files.extend(inside.files)
            chosen.notices.extend(inside.notices)
        elif _is_odd(match):
            odd.append(match)
        else:
            chosen.files.append(match)
    chosen.notices.extend(not_read(argument, odd))
    if len(odd) == len(matches):
        problems.add("no-match", Place(argument))
    return chosen


def as_told(folder: str, name: str) -> str:
    """Return the name of something in a folder as notices show it; that of a folder ends with a /."""
    return f"{name}/" if os.path.isdir(os.path.join(folder, name)) else name


def not_read(place: str, names: Iterable[str]) -> list[Problem]:
    """Return a list with the notice on files that are not read; an empty list if there are none."""
    return _told("files-not-read", place, sorted(names))


def passed_over(place: str, names: Iterable[str]) -> list[Problem]:
    """Return a list with the notice on files that this program wrote; an empty list if there are none."""
    return _told("own-files-passed-over", place, sorted(names))


def _told(code: str, place: str, names: Sequence[str]) -> list[Problem]:
    more = ["…"] if len(names) > _NAMED else []
    return [Problem(code, {"count": len(names), "names": [*names[:_NAMED], *more]}, Place(place))] if names else []


def _of_folder(folder: str, problems: Problems) -> TableFiles:
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        problems.add("file-unreadable", Place(folder), reason=error.strerror)
        return TableFiles([], [])
    files, others, own = [], [], []
    for name in names:
        path = os.path.join(folder, name)
        if not is_table(name) or _is_odd(path):
            others.append(as_told(folder, name))
        elif _is_own(path):
            own.append(name)
        else:
            files.append(path)
    if not files:
        problems.add("no-tables", Place(folder))
    return TableFiles(files, [*passed_over(folder, own), *not_read(folder, others)])


def _is_odd(path: str) -> bool:
    """Return whether a path is that of a folder, or of a pipe, on which reading would wait.

    A missing file is not odd: reading it notes the problem.
    """
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def _is_own(path: str) -> bool:
    """Return whether this program wrote a file; False if it cannot be read: reading it notes the problem."""
    try:
        with open_raw(path) as raw:
            if is_own(raw.content.read(_START)):
                return True
            raw.content.seek(0)
            return is_own_workbook(raw.content)
    except (OSError, UsageError):
        return False
