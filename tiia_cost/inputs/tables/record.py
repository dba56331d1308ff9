"""Records, in whatever format a table has: where each stands, what it was read from, and its cells."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from tiia_cost.errors import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from tiia_cost.errors import Problems

Record = tuple[int, str, list[str]]
"""The line a record starts on (from 1), its text, and its cells; a blank line has none. A bare tuple, for speed.

In Parquet, which has no lines, it is the number of the row.
"""


class Misfit(list[str]):
    """The cells of a record that has none, since it cannot be read: the `problem` is why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__()
        self.problem = Problem(code, params)


class BrokenRecord(Exception):  # noqa: N818 - it is raised where records are read and caught where they are used
    """A record after which nobody knows where the next begins: the `problem` with it, and its line."""

    def __init__(self, line: int, code: str, **params: object) -> None:
        self.line, self.problem = line, Problem(code, params)
        super().__init__(line, code)


def blank(record: Record) -> bool:
    """Say whether nothing is written in any cell, as in the empty rows of a spreadsheet."""
    return not any(cell.strip() for cell in record[2]) and not isinstance(record[2], Misfit)


class Locator:
    """Where problems of a table are told: its file, and in a record, which each format knows to find its cells in."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file, self.problems = file, problems
        self.told = 0
        self._last: tuple[Record | None, Sequence[tuple[int, int | None]]] = (None, [])

    def alone(self, problems: Problems) -> Self:
        """Return one of the same table whose problems go elsewhere."""
        other = copy(self)
        other.problems, other.told = problems, 0
        return other

    def place(self, record: Record, index: int | None = None) -> Place:
        """Return where the cell with an index (from 0) begins, or the record."""
        if self._last[0] is not record:  # one record may have many bad cells
            self._last = record, self.starts(record)
        starts = self._last[1]
        return Place(self.file, *(starts[index or 0] if (index or 0) < len(starts) else (record[0], None)))

    def starts(self, record: Record) -> Sequence[tuple[int, int | None]]:
        """Return the line and column at which each cell of a record begins, as far as there are such."""
        return [(record[0], None)]

    def wrong(self, record: Record, index: int | None, code: str, rows: int | None = None, **params: object) -> None:
        """Note a problem of a cell, or of a record for the index None, by its code and parameters."""
        self.refuse(record, index, Problem(code, params), rows)

    def refuse(self, record: Record, index: int | None, problem: Problem, rows: int | None = None) -> None:
        """Note a problem of a cell, or of a record for the index None."""
        self.told += 1
        self.problems.append(problem, self.place(record, index), rows=rows)

    def misfit(self, record: Record, width: int) -> None:
        """Note why a record that does not have `width` cells cannot be read."""
        cells = record[2]
        if isinstance(cells, Misfit):
            self.refuse(record, None, cells.problem)
        elif not blank(record):
            self.wrong(record, None, "ragged-row", cells=len(cells), columns=width)
