"""Rows and columns of totals: they are not counted but checked against the counts that they total."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tiia_cost.errors import Problem
from tiia_cost.inputs.tables.headings import total_word
from tiia_cost.inputs.values.numbers import parse_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from tiia_cost.core.months import Month
    from tiia_cost.inputs.engines.cells import CellReader
    from tiia_cost.inputs.tables.columns import Columns
    from tiia_cost.inputs.tables.record import Locator, Record
    from tiia_cost.inputs.values.periods import Period

T = TypeVar("T")

MOST = 100_000
"""Maximum number of different sums kept of a table. A table with more is a log, in which nobody writes totals."""

_ANY = "\0"
Key = tuple[str | None, ...]
"""An account, month, day and service; `_ANY` in place of one of them stands for all of its values."""


class TotalRow(Exception):  # noqa: N818 - it stops the counting of a row, and is no failure
    """Raised for a row of totals, which must not be counted."""


class _Sums:
    """Sums of calls by account, month, day and service, or by some of these as soon as such a sum is asked for."""

    def __init__(self) -> None:
        self._every: dict[Key, int] = {}
        self._by: dict[tuple[bool, ...], dict[Key, int]] = {}

    def __len__(self) -> int:
        return len(self._every)

    def add(self, key: Key, calls: int) -> None:
        self._every[key] = self._every.get(key, 0) + calls
        for kept, sums in self._by.items():
            part = _part(key, kept)
            sums[part] = sums.get(part, 0) + calls

    def of(self, asked: Key) -> int:
        kept = tuple(part != _ANY for part in asked)
        if kept not in self._by:
            sums = self._by[kept] = {}
            for key, calls in self._every.items():
                part = _part(key, kept)
                sums[part] = sums.get(part, 0) + calls
        return self._by[kept].get(asked, 0)


def _part(key: Key, kept: tuple[bool, ...]) -> Key:
    return tuple(part if keep else _ANY for part, keep in zip(key, kept, strict=True))


class _Cell(NamedTuple):
    """A cell of a row of totals: its column, the key that it is the sum of, and the power of ten of its heading."""

    column: int
    key: Key
    power: int


class TotalsCheck:
    """The sums of one table, and the check of its totals."""

    def __init__(self, columns: Columns, cells: CellReader, locator: Locator, *, checks: bool) -> None:
        """Check totals, or pass over them if `checks` is False, as rows may have been left out of them."""
        self.passed_over = 0
        self._columns, self._cells, self._locator, self._checks = columns, cells, locator, checks
        self._sums: _Sums | None = _Sums()
        self._since = _Sums()

    def add(self, account: str | None, period: Period | None, service: str, calls: int) -> None:
        """Add calls that were counted."""
        if self._sums is None:
            return
        key = (account, *_of_period(period), service)
        self._sums.add(key, calls)
        self._since.add(key, calls)
        if len(self._sums) > MOST:
            self._sums, self._since = None, _Sums()

    def is_row(self, period: str, account: str, service: str) -> bool:
        """Return whether a row with these cells is one of totals."""
        return any(
            # Most cells begin with a digit, and no word for totals does.
            not text[:1].isdigit() and total_word(text) is not None
            for text in (period, account, service)
        )

    def is_row_of(self, record: Record) -> bool:
        """Return whether a record is a row of totals."""
        columns = self._columns
        cells = ("" if at is None else record[2][at] for at in (columns.period, columns.account, columns.service))
        return self.is_row(*cells)

    def check(self, record: Record) -> None:
        """Compare a row of totals with the rows above that agree with its other cells; note a problem if it differs.

        Without `checks` it is only passed over.
        """
        if not self._checks:
            self.passed_over += 1
            return
        told = self._locator.told
        at = next(at for at in self._columns.counted_by() if total_word(record[2][at]))
        word = record[2][at].strip()
        is_subtotal = total_word(word) == "subtotal"
        if self._sums is None:
            self._locator.add(record, at, "totals-of-too-much", value=word, limit=MOST)
            return
        sums = self._since if is_subtotal else self._sums
        counted = self._counted(record)
        # If rows above are wrong, so are their sums.
        if counted is not None and not told:
            account = self._columns.account
            of_account = account is not None and total_word(record[2][account]) is not None
            code = "total-differs-account" if of_account else "total-differs"
            for cell in counted:
                self._compare(record, cell.column, cell.power, sums.of(cell.key), code, word)
            self.check_columns(record)
        if is_subtotal:
            self._since = _Sums()

    def check_columns(self, record: Record) -> None:
        """Compare the columns of totals with the counts of their row; note a problem for each that differs."""
        columns = self._columns
        if not columns.totals or not self._checks:
            self.passed_over += bool(columns.totals)
            return
        counts = [(one.column, self._count(record, one.column, one.power)) for one in columns.counts]
        if any(count is None for _, count in counts):
            return  # its problem is noted where it is counted
        since = 0
        for column, power in columns.totals:
            is_subtotal = column in columns.subtotals
            added = sum(count or 0 for at, count in counts if not is_subtotal or since <= at < column)
            since = column if is_subtotal else since
            self._compare(record, column, power, added, "total-of-row-differs", "")

    def _compare(self, record: Record, column: int, power: int, added: int, code: str, word: str) -> None:
        text = record[2][column]
        if not text.strip():
            return
        said = parse_count(text, power, most=None)  # each count has a limit; their total has none
        if isinstance(said, Problem):
            self._locator.append(record, column, said)
        elif said != added:
            self._locator.add(record, column, code, said=said, added=added, value=word)

    def _count(self, record: Record, column: int, power: int) -> int | None:
        if not record[2][column].strip():
            return 0
        count = parse_count(record[2][column], power)
        return count if isinstance(count, int) else None

    def _counted(self, record: Record) -> list[_Cell] | None:
        """Return the keys that the counts of a row of totals are the sums of; None after problems with its cells."""
        columns, told = self._columns, self._locator.told
        account = self._asked(record, columns.account, self._cells.account)
        period = self._asked(record, columns.period, self._cells.period)
        service = self._asked(record, columns.service, self._cells.service)
        if self._locator.told > told:
            return None
        month_and_day = _sum_of(period)
        if columns.calls is not None:
            return [_Cell(columns.calls, (account or _ANY, *month_and_day, service or _ANY), columns.power)]
        return [
            _Cell(
                one.column,
                (
                    account or _ANY,
                    *(_sum_of(self._cells.period(one.period)) if one.period else month_and_day),
                    one.service or service or _ANY,
                ),
                one.power,
            )
            for one in columns.counts
        ]

    def _asked(self, record: Record, at: int | None, read: Callable[[str], T | Problem | None]) -> T | None:
        """Parse a cell of a row of totals; return None if it is empty or a word for totals, or after a problem."""
        text = "" if at is None else record[2][at]
        value = None if not text.strip() or total_word(text) else read(text)
        if isinstance(value, Problem):
            self._locator.append(record, at, value)
            return None
        return value


def _of_period(period: Period | None) -> tuple[Month | None, str | None]:
    return (None, None) if period is None else (period.month, _day(period))


def _sum_of(period: Period | Problem | None) -> tuple[str, str]:
    """Return the month and the day that a total is of.

    Both are `_ANY` if it names no period; the day is `_ANY` if it names a whole month.
    """
    if period is None or isinstance(period, Problem):
        return _ANY, _ANY
    return period.month, _day(period) or _ANY


def _day(period: Period) -> str | None:
    return None if period.day is None else str(period.day)
