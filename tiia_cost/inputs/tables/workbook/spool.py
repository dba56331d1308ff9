"""Sheets of workbooks as another process has read them: facts and rows, in a file without a name."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from tiia_cost.inputs.tables.file import STDIN, refusal
from tiia_cost.inputs.tables.headings import shown_names
from tiia_cost.inputs.tables.package import UNPACKED
from tiia_cost.inputs.tables.workbook.traps import Merge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.inputs.tables.file import RawFile

_WORKER = "tiia_cost.inputs.tables.workbook.worker"


class Facts(NamedTuple):
    """What is known of a sheet beside its rows.

    `own` says that this program wrote it as a sheet of bills. `left` is its first column that is not empty, from 0.
    `refused` are the cells that have no value to trust, by row (from 1) and column (from 0), with the code of the
    problem; `merged` the merged cells, by rows and columns from 0.
    """

    sheet: str
    own: bool
    left: int
    merged: list[Merge]
    refused: dict[int, dict[int, str]]
    hidden_rows: int
    hidden_columns: list[int]
    hidden_sheets: list[str]


class Spool:
    """A sheet on disk, whose rows can be read again and again."""

    def __init__(self, content: IO[str]) -> None:
        """Read the facts. Raises ValueError if the other process did not write them."""
        self._content = content
        data = json.loads(content.readline())
        self.problem: tuple[str, dict[str, Any]] | None = data.pop("problem", None)
        if self.problem is None:
            merged = [Merge(*merge) for merge in data.pop("merged")]
            refused = {
                int(row) + 1: {int(column): code for column, code in cells.items()}
                for row, cells in data.pop("refused").items()
            }
            self.facts = Facts(merged=merged, refused=refused, **data)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that are not blank, each with its number from 1."""
        self._content.seek(0)
        self._content.readline()
        for number, *cells in csv.reader(self._content):
            yield int(number), cells


@contextmanager
def spooled(raw: RawFile) -> Iterator[Spool]:
    """Read a sheet of a workbook into a spool. Raises UsageError if it cannot be read."""
    if find_spec("python_calamine") is None:
        raise refusal(raw.name, "extra-missing", what={"en": "a workbook", "zh": "工作簿"}, extra="excel")
    with tempfile.TemporaryFile() as content, _unpacked(raw) as stored:
        # The same modules as here, wherever they come from; nothing from the current folder.
        path = os.pathsep.join(filter(None, sys.path))
        done = subprocess.run(  # noqa: S603 - this program itself
            [sys.executable, "-P", "-m", _WORKER, raw.sheet],
            stdin=stored,
            stdout=content,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
        content.seek(0)
        text = TextIOWrapper(content, encoding="utf-8", newline="")
        try:
            spool = None if done.returncode else Spool(text)
        except ValueError:
            spool = None
        if spool is None:
            raise refusal(raw.name, "workbook-not-read")
        if spool.problem is not None:
            code, params = spool.problem
            if "names" in params:
                params["example"] = example(raw.name, params["names"])
                params["names"] = shown_names(params["names"])
            raise refusal(raw.name, code, **params)
        try:
            yield spool
        finally:
            text.detach()


def example(file: str, sheets: Sequence[str]) -> str:
    """Return the argument that names the first of some sheets, quoted for a shell; standard input has no sheets."""
    from shlex import quote  # noqa: PLC0415 - few runs need it

    return quote(f"{'FILE.xlsx' if file == STDIN else file}#{sheets[0]}")


@contextmanager
def _unpacked(raw: RawFile) -> Iterator[IO[bytes]]:
    """Yield the content of a file as a file with a descriptor; a compressed one is first unpacked to disk."""
    if raw.compression == "none":
        yield raw.stored
        return
    with tempfile.TemporaryFile() as stored:
        raw.content.seek(0)
        while stored.tell() <= UNPACKED and (chunk := raw.content.read(1 << 20)):
            stored.write(chunk)
        stored.flush()
        yield stored
