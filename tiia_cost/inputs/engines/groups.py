"""Groups that an engine has counted become usage: their cells are parsed like those of any row."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tiia_cost.core.usage import Entry
from tiia_cost.errors import Place, Problem, UsageError
from tiia_cost.inputs.engines.cells import KEPT
from tiia_cost.inputs.engines.statement import period_of
from tiia_cost.inputs.values.numbers import parse_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tiia_cost.core.months import Month
    from tiia_cost.inputs.engines.cells import CellReader
    from tiia_cost.inputs.engines.statement import Group


class GroupReader:
    """A parser of the cells of groups, which also checks that their months have prices."""

    def __init__(self, cells: CellReader) -> None:
        self._cells, self._book = cells, cells.book
        self._service = lru_cache(KEPT)(cells.service)
        self._at = lru_cache(KEPT)(period_of)
        self._priced: dict[tuple[Month | None, str], Problem | None] = {}

    def read(self, group: Group) -> Entry | list[Problem]:
        """Return the entry of a group, or all problems of its cells."""
        power = self._cells.columns.power
        # SQL finds the month only of days and times, never of whole months.
        period = self._cells.period(group.period or "") if group.time is None else self._at(group.time)
        account = self._cells.account(group.account or "")
        service = self._service(group.service or "")
        each = parse_count(group.calls, power) if group.calls is not None else None
        problems = [cell for cell in (period, account, service, each) if isinstance(cell, Problem)]
        if problems or isinstance(period, Problem) or isinstance(account, Problem) or isinstance(service, Problem):
            return problems
        calls = int(group.counted or 0) * 10**power if not isinstance(each, int) else each * group.rows
        month, whole = None if period is None else period.month, self._cells.is_whole(period)
        days = self._cells.days(period, calls)
        return Entry(account, month, service, whole, calls, group.rows, Place(group.file), days)

    def unpriced(self, entry: Entry) -> Problem | None:
        """Return the problem that a service has no price in a month, or None.

        It is checked here because later, when prices are computed, the rows are no longer known.
        """
        key = (entry.month, entry.service)
        if key not in self._priced:
            try:
                self._book.in_force(entry.month).tariff(entry.service)
                self._priced[key] = None
            except UsageError as error:
                self._priced[key] = error.problems[0]
        return self._priced[key]


def all_understood(groups: Iterable[Group], reader: GroupReader) -> list[Entry] | None:
    """Return the entries of all groups, or None if any has a problem or no price."""
    entries = []
    for group in groups:
        read = reader.read(group)
        if not isinstance(read, Entry) or reader.unpriced(read) is not None:
            return None
        entries.append(read)
    return entries


def totals(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield one entry for each account, month and service; days and whole months stay apart."""
    added: dict[tuple[str | None, Month | None, str, bool | None], Entry] = {}
    for entry in entries:
        key = entry[:4]
        before = added.get(key)
        added[key] = entry if before is None else before.plus(entry)
    yield from added.values()
