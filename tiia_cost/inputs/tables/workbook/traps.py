"""Traps of a sheet: what python-calamine does not tell, or tells as an empty cell, so that it would be lost."""

from __future__ import annotations

from typing import NamedTuple

Cell = tuple[int, int]
"""Row and column of a cell, from 0."""

NO_VALUE = "formula-without-value"

COLUMNS = 1 << 14
"""Maximum number of columns of a sheet."""

BIGGEST = 20_000_000
"""Maximum number of cells between the first and the last one of a sheet, all of which python-calamine keeps."""


class Merge(NamedTuple):
    """A range of merged cells, from its first to its last row and column."""

    top: int
    left: int
    bottom: int
    right: int


class Traps:
    """The traps of one sheet, found in the file itself.

    `texts` are texts to use in place of the cells of python-calamine, such as errors, which it leaves out. `dates` are
    cells that are dates, even if they come as numbers, and whether they show only the month. `refused` are cells that
    have no value to trust, with the code of the problem. `hidden` are hidden rows that are not empty, `hidden_columns`
    those that are in the sheet at all.
    """

    def __init__(self) -> None:
        self.texts: dict[Cell, str] = {}
        self.dates: dict[Cell, bool] = {}
        self.refused: dict[Cell, str] = {}
        self.merged: list[Merge] = []
        self.hidden: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._top = self._left = 1 << 62
        self._bottom = self._right = -1

    def hide_columns(self, first: int, last: int) -> None:
        """Take note of hidden columns."""
        self.hidden_columns.update(range(first, min(last + 1, COLUMNS)))

    def note(self, row: int, left: int, right: int | None = None) -> None:
        """Take note of a cell that is not empty, or of a run of them in one row."""
        self._top, self._bottom = min(self._top, row), max(self._bottom, row)
        self._left = min(self._left, left)
        self._right = max(self._right, left if right is None else right)

    @property
    def is_empty(self) -> bool:
        """Return whether no cell has a value."""
        return self._bottom < 0

    @property
    def last(self) -> Cell:
        """Return the corner in which the last row and the last column meet."""
        return self._bottom, self._right

    @property
    def is_too_large(self) -> bool:
        """Return whether the sheet has too many cells, even if most of them are empty."""
        return not self.is_empty and (self._bottom - self._top + 1) * (self._right - self._left + 1) > BIGGEST
