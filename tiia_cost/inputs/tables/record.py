"""Records of tables in any format: the position of each, the text it was read from, and its cells."""

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

Parquet has no lines: there it is the number of the row.
"""


class Misfit(list[str]):
    """The empty list of cells of a record that cannot be read; `problem` is the reason, `at` the cell that has it."""

    def __init__(self, code: str, at: int | None = None, **params: object) -> None:
        super().__init__()
        self.problem, self.at = Problem(code, params), at


class BrokenRecord(Exception):  # noqa: N818 - it is raised where records are read and caught where they are used
    """Raised at a record after which it is unknown where the next one begins; it has the `problem` and the line."""

    def __init__(self, line: int, code: str, **params: object) -> None:
        self.line, self.problem = line, Problem(code, params)
        super().__init__(line, code)


def blank(record: Record) -> bool:
    """Return whether all cells of a record are empty, as in the empty rows of a spreadsheet; False for a misfit."""
    return not any(cell.strip() for cell in record[2]) and not isinstance(record[2], Misfit)


class Locator:
    """A finder of places: it turns a record and a column of a table into file:line:column, and notes problems there.

    Each format finds its own cells. `told` is the number of problems noted; `table` is the place of the whole table,
    `name` the same as text.
    """

    def __init__(self, file: str, problems: Problems) -> None:
        self.file, self.problems = file, problems
        self.table, self.name = Place(file), file
        self.told = 0
        self._last: tuple[Record | None, Sequence[tuple[int, int | None]]] = (None, [])

    def alone(self, problems: Problems) -> Self:
        """Return a locator of the same table that notes its problems in `problems`."""
        other = copy(self)
        other.problems, other.told = problems, 0
        return other

    def place(self, record: Record, index: int | None = None) -> Place:
        """Return the place at which the cell with an index (from 0) begins, or for the index None the record."""
        if self._last[0] is not record:  # one record may have many bad cells
            self._last = record, self.starts(record)
        starts = self._last[1]
        return Place(self.file, *(starts[index or 0] if (index or 0) < len(starts) else (record[0], None)))

    def starts(self, record: Record) -> Sequence[tuple[int, int | None]]:
        """Return the line and column at which each cell of a record begins, if the format has such places."""
        return [(record[0], None)]

    def add(self, record: Record, index: int | None, code: str, rows: int | None = None, **params: object) -> None:
        """Note a problem of a cell, or of a record for the index None, by its code and parameters."""
        self.append(record, index, Problem(code, params), rows)

    def append(self, record: Record, index: int | None, problem: Problem, rows: int | None = None) -> None:
        """Note a problem of a cell, or of a record for the index None; `rows` is the number of rows that share it."""
        self.told += 1
        self.problems.append(problem, self.place(record, index), rows=rows)

    def misfit(self, record: Record, width: int) -> None:
        """Note the reason why a record that does not have `width` cells cannot be read; a blank record needs none."""
        cells = record[2]
        if isinstance(cells, Misfit):
            self.append(record, cells.at, cells.problem)
        elif not blank(record):
            self.add(record, None, "ragged-row", cells=len(cells), columns=width)
