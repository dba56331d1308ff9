"""Identity of files under several names: what is read counts once, and no output is written over it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from tiia_cost.core.names import key
from tiia_cost.errors import Place

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from tiia_cost.errors import Problems

STDIN_PATH = "/dev/stdin"
"""The path of standard input, which may be redirected from a file."""

USAGE = {"en": "USAGE", "zh": "调用量"}
"""Name of the USAGE arguments in messages."""


def identity(path: str) -> tuple[int, int] | None:
    """Return the pair of numbers that identifies a regular file; None for devices and pipes, or if there is no file."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):  # a NUL in the name
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


class Once:
    """The files of one USAGE: each counts once, whatever name it is reached by."""

    def __init__(self, problems: Problems) -> None:
        """Note in `problems` each file that is reached again."""
        self._problems = problems
        self._first: dict[Hashable, dict[str, tuple[str, str]]] = {}

    def is_new(self, file: str, argument: str, known_by: Hashable | None, sheet: str = "") -> bool:
        """Return whether a file of an argument is reached for the first time; note a problem if it is not.

        `known_by` is its identity. A file without one (None) is always new. Two sheets of a file are two tables, but a
        file without a `sheet` may be any of its sheets. Names of sheets are compared as they are looked up.
        """
        if known_by is None:
            return True
        sheets, sheet = self._first.setdefault(known_by, {}), key(sheet)
        before = sheets.get(sheet) or (next(iter(sheets.values()), None) if not sheet else sheets.get(""))
        if before is None:
            sheets[sheet] = file, argument
            return True
        first, by = before
        if first == file:
            self._problems.add("file-twice", Place(file), one=by, other=argument)
        else:
            self._problems.add("same-file-twice", Place(file), first=first)
        return False


def refuse_written(written: Mapping[str, str], read: Iterable[str], called: object, problems: Problems) -> None:
    """Note a problem for each output that is also an input.

    `written` are the paths of outputs, with the option of each; `called` is the name of the inputs (`read`) in the
    message.
    """
    identities = {identity(path) for path in read}
    for file, option in written.items():
        known_by = identity(file)
        if known_by is not None and known_by in identities:
            problems.add("same-file", option=option, other=called, file=file)
