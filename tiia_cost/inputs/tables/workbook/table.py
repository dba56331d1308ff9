"""Sheets as tables: places are cells such as C7, and merged cells have their value in each of their rows."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.tables.csv import as_line
from tiia_cost.inputs.tables.headers import header_among
from tiia_cost.inputs.tables.headings import shown_names
from tiia_cost.inputs.tables.record import Locator, Misfit, Record
from tiia_cost.inputs.tables.table import Table
from tiia_cost.inputs.tables.workbook.spool import example, spooled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.errors import Problems
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.file import RawFile
    from tiia_cost.inputs.tables.workbook.spool import Facts, Spool


class CellLocator(Locator):
    """A locator of the problems of a sheet: each cell has its row and its column."""

    def __init__(self, file: str, problems: Problems, facts: Facts) -> None:
        super().__init__(file, problems)
        self.table, self.name = Place(file, sheet=facts.sheet), f"{file}#{facts.sheet}"
        self._left = facts.left

    def place(self, record: Record, index: int | None = None) -> Place:
        """Return the cell with an index, or for the index None the row."""
        column = None if index is None else self._left + index + 1
        return self.table._replace(line=record[0], column=column)


@contextmanager
def open_sheet(raw: RawFile, problems: Problems, book: PriceBook, ignored: Sequence[str]) -> Iterator[Table]:
    """Open a sheet of a workbook as a table. Raises UsageError if it cannot be read."""
    with spooled(raw) as spool:
        facts = spool.facts
        locator = CellLocator(raw.name, problems, facts)
        every = _filled(spool, range(1 << 14))
        head = header_among(((number, "", cells) for number, cells, _ in every), book, ignored)
        if head is None:
            raise UsageError([Problem("workbook-empty", {}, Place(raw.name))])
        refused = facts.refused.get(head.record[0], {})
        if refused:
            raise UsageError(
                [Problem(code, {}, locator.place(head.record, at - facts.left)) for at, code in sorted(refused.items())]
            )
        rows = partial(_rows, spool, head.record[0])
        notices = _notices(raw.name, facts, head.record[2])
        yield Table("workbook", "utf-8", head.record, rows, locator, notices, head, is_bill=facts.own)


def _notices(file: str, facts: Facts, headings: Sequence[str]) -> list[Problem]:
    """Return the notices on what a reader of the sheet does not see."""
    place = Place(file, sheet=facts.sheet)
    said, hidden = [], facts.hidden_sheets
    if hidden:
        params = {"names": shown_names(hidden), "count": len(hidden), "example": example(file, hidden)}
        said.append(Problem("hidden-sheets-skipped", params, Place(file)))
    if facts.hidden_rows:
        said.append(Problem("hidden-rows-read", {"count": facts.hidden_rows}, place))
    unseen = [headings[at - facts.left] for at in facts.hidden_columns if 0 <= at - facts.left < len(headings)]
    if any(unseen):
        said.append(Problem("hidden-columns-read", {"names": shown_names(filter(None, unseen))}, place))
    return said


def _rows(spool: Spool, header: int, columns: Columns, *, go_on: bool) -> Iterator[Record]:
    """Yield the rows below the header; with their texts only if bad ones are put aside, and so written out."""
    facts = spool.facts
    names = [at for at in (columns.period, columns.account, columns.service) if at is not None]
    counts = [at for at in (columns.calls, *(one.column for one in columns.counts)) if at is not None]
    counts += [column for column, _ in columns.totals]
    if not (facts.merged or facts.refused or go_on):  # the common case, and there may be a million rows
        yield from ((number, "", cells) for number, cells in spool.rows() if number > header)
        return
    for number, cells, merged in _filled(spool, names, counts):
        if number <= header:
            continue
        text = as_line(cells) if go_on else ""
        unsure = (
            {at: facts.refused[number].get(facts.left + at) for at in (*names, *counts)}
            if number in facts.refused
            else {}
        )
        wrong = next(((code, at) for at, code in unsure.items() if code), None)
        wrong = wrong or (("count-merged", merged) if merged is not None else None)
        yield number, text, cells if wrong is None else Misfit(wrong[0], at=wrong[1])


def _filled(
    spool: Spool, names: Collection[int], counts: Collection[int] = ()
) -> Iterator[tuple[int, list[str], int | None]]:
    """Yield the rows with the value of merged cells of `names` in each of their rows.

    With a row comes the first column of `counts` in which its cell is part of a larger one: nobody can say which of the
    cells has the count. `names` and `counts` are indexes of columns.
    """
    left = spool.facts.left
    coming = iter(sorted(spool.facts.merged))
    merge = next(coming, None)
    # By column, as cells that are merged do not overlap: of those that do, which is an error, the last one counts.
    texts: dict[int, tuple[int, str]] = {}
    spans: dict[int, int] = {}
    for number, cells in spool.rows():
        row = number - 1
        while merge is not None and merge.top <= row:
            at = merge.left - left
            if merge.top == row and 0 <= at < len(cells) and at in names:
                texts[at] = merge.bottom, cells[at]
            spans.update((at, merge.bottom) for at in counts if merge.left <= left + at <= merge.right)
            merge = next(coming, None)
        for at, (bottom, text) in texts.items():
            if row <= bottom:
                cells[at] = text
        yield number, cells, next((at for at, bottom in spans.items() if row <= bottom), None)
