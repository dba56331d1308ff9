"""Months that are known up to a day, worked out from the words of rule 16 with calendars and fractions.

Nothing here asks the program what a month comes to, or how far it may be off.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections import defaultdict
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from tiia_cost.core.months import Month
from tiia_cost.core.usage import Day, Entry, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.core.ranges import Margin

    Key = tuple[str | None, str]
    """Account and service."""

MONTHS = (Month("2026-02"), Month("2028-02"), Month("2026-11"), Month("2026-12"))
"""Months of 28, 29, 30 and 31 days."""

SERVICES = {"label": "label", "L": "label", "car": "car", "C": "car"}
"""What the names of services in random logs mean: their id, or their name in the price list."""


class Row(NamedTuple):
    """A row of a log or of a table of days."""

    account: str | None
    name: str
    date: datetime.date
    calls: int
    is_time: bool = False


class Expected(NamedTuple):
    """Calls of a service so far, and those of each later day of the month, not rounded."""

    so_far: int
    to_come: tuple[Fraction, ...]

    @property
    def calls(self) -> int:
        """Calls of the whole month."""
        return ceil(self.so_far + sum(self.to_come))

    def by_end_of(self, days: int) -> int:
        """Return the calls at the end of so many later days."""
        return ceil(self.so_far + sum(self.to_come[:days]))

    def around(self, margin: Margin | None) -> tuple[int, int]:
        """Return the fewest and the most calls that the month may come to; one that is over comes to what it has."""
        if margin is None or not self.to_come:
            return self.calls, self.calls
        if not margin.is_percentage:
            return max(self.so_far, self.calls - int(margin.figure)), self.calls + int(margin.figure)
        part, still = Fraction(margin.figure) / 100, sum(self.to_come)
        return self.so_far + max(ceil(still * (1 - part)), 0), max(self.so_far + floor(still * (1 + part)), self.calls)

    def around_other(self, calls: int, margin: Margin | None) -> tuple[int, int]:
        """Return the same for another count of calls, which are whole, of the same month."""
        return self._replace(to_come=(Fraction(calls - self.so_far),)).around(margin)


def month_of(date: datetime.date) -> Month:
    return Month(f"{date:%Y-%m}")


def dates_of(month: Month) -> list[datetime.date]:
    """Return all days of a month."""
    year, number = map(int, month.split("-"))
    return [datetime.date(year, number, day + 1) for day in range(monthrange(year, number)[1])]


def usage_of(rows: Iterable[Row]) -> Usage:
    usage = Usage()
    for account, name, date, calls, is_time in rows:
        day = {Day(date.day, is_time): calls}
        assert usage.enter(Entry(account, month_of(date), name, False, calls, 1, None, day)) is None
    return usage


def worked_out(rows: Iterable[Row], through: datetime.date, pace: str = "plain") -> dict[Key, Expected]:
    """Return the month of a day, of which the rows until then are known, by account and id of the service."""
    known: dict[Key, dict[datetime.date, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if month_of(row.date) == month_of(through):
            assert row.date <= through
            known[row.account, SERVICES[row.name]][row.date] += row.calls
    days = dates_of(month_of(through))
    found = {}
    for key, by_day in known.items():
        so_far = sum(by_day.values())
        to_come = []
        for day in (day for day in days if day > through):
            alike = [date for date in days if date <= through and (pace == "plain" or date.weekday() == day.weekday())]
            to_come.append(Fraction(sum(by_day[date] for date in alike), len(alike)))
        found[key] = Expected(so_far, tuple(to_come))
    return found


@st.composite
def logs(
    draw: st.DrawFn,
    months: Sequence[Month] = MONTHS,
    first: int = 1,
    accounts: tuple[str | None, ...] = ("a", "b"),
    most: int = 30,
) -> tuple[list[Row], datetime.date]:
    """Draw rows of one month, and a day through which it is known, from the `first` on: the last row's, or a later one."""
    days = dates_of(draw(st.sampled_from(months)))
    through = draw(st.sampled_from(days[first - 1 :]))
    row = st.builds(
        Row,
        st.sampled_from(accounts),
        st.sampled_from([*SERVICES]),
        st.sampled_from([day for day in days if day <= through]),
        st.integers(0, most),
    )
    return draw(st.lists(row, min_size=1, max_size=8)), through
