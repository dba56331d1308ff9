"""Usage: the number of calls of each service, by account and month."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.months import Month, days_of, is_month
from tiia_cost.errors import Problem, UsageError
from tiia_cost.messages import is_printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tiia_cost.core.outlook import Growth, Outlook, Projection
    from tiia_cost.errors import Place

MAX_CALLS = 10**18
"""Largest number of calls of one service in one month. It is beyond any real count."""


class Day(NamedTuple):
    """A day of a month, by its number, and whether its rows are times, so that more of the day may follow."""

    number: int
    is_time: bool = False


NO_DAYS: Mapping[Day, int] = {}


class Count(NamedTuple):
    """Calls of one service in one month of one account, and the rows that they come from.

    `rows` is the number of rows, `first` the place of the first one. `whole` is True if the rows are of the whole
    month, False if of days and times in it, None if unknown. `days` are the calls of each day, as far as they were
    kept. `outlook` is what the calls come from if the month is known only up to a day.
    """

    calls: int
    rows: int
    first: Place | None
    whole: bool | None = None
    days: Mapping[Day, int] = NO_DAYS
    outlook: Outlook | None = None

    def plus(self, other: Count, service: str, month: Month | None) -> Count | Problem:
        """Return the sum of both counts, or the Problem that prevents it.

        The sum may be above `MAX_CALLS`. Or one count is of the whole month and the other of days in it: the whole
        month already contains the days.
        """
        if self.calls + other.calls > MAX_CALLS:
            return Problem("count-sum-too-large", {"service": service})
        if self.whole is not None and other.whole is not None and self.whole != other.whole:
            code = "days-of-whole-month" if self.whole else "whole-month-of-days"
            return Problem(code, {"month": month, "service": service, "first": str(self.first or "")})
        whole = other.whole if self.whole is None else self.whole
        outlook = self.outlook and other.outlook and self.outlook.plus(other.outlook)
        calls = self.calls + other.calls if outlook is None else outlook.calls
        return Count(calls, self.rows + other.rows, self.first, whole, both(self.days, other.days), outlook)


def both(one: Mapping[Day, int], other: Mapping[Day, int]) -> Mapping[Day, int]:
    """Return the calls of each day of two counts together."""
    if not one or not other:
        return one or other
    return {**one, **{day: one.get(day, 0) + calls for day, calls in other.items()}}


class Entry(NamedTuple):
    """Calls to be added to usage, from `rows` rows of which the first is at `place`; perhaps with those of each day."""

    account: str | None
    month: Month | None
    service: str
    whole: bool | None
    calls: int
    rows: int
    place: Place | None
    days: Mapping[Day, int] = NO_DAYS

    def plus(self, other: Entry) -> Entry:
        """Return this entry with the calls and rows of another entry of the same account, month and service added."""
        days = both(self.days, other.days)
        return self._replace(calls=self.calls + other.calls, rows=self.rows + other.rows, days=days)


class Usage:
    """Calls by account, month and service. Adding is commutative: the order of rows never matters.

    `projection` says how a month of it was projected, `growth` how months were added; None if none was.
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[str | None, Month | None], dict[str, Count]] = {}
        self.projection: Projection | None = None
        self.growth: Growth | None = None

    def add(
        self,
        service: str,
        calls: int,
        *,
        month: str | None = None,
        day: int | None = None,
        account: str | None = None,
        place: Place | None = None,
        rows: int = 1,
        whole: bool | None = None,
    ) -> None:
        """Add calls of a service, named by its id or any of its other names.

        `calls` is a whole number from 0; `month` is ``YYYY-MM``, or None if unknown; `day` is the day of the month,
        from 1, that the calls were made on, or None; `account` is None if the usage names no account; `place` is the
        origin of the calls, for error messages, and `rows` the number of rows from there on; `whole` is True if the
        calls are of the whole month, False if of days in it, None if unknown. Raises UsageError, and adds nothing, for
        any other value, if a month would have more than `MAX_CALLS` of a service, and if days of a month are added as
        well as the whole of it.
        """
        check_values(service, calls, month, account)
        days = NO_DAYS
        if day is not None:
            check_day(month, day)
            days, whole = {Day(day): calls}, False
        owner = (account, Month(month) if month is not None else None)
        problem = self.enter(Entry(*owner, service, whole, calls, rows, place, days))
        if problem is not None:
            raise UsageError([problem])

    def enter(self, entry: Entry) -> Problem | None:
        """Add an entry whose fields are each valid, or return the Problem that prevents it and add nothing."""
        count = self._with(entry)
        if isinstance(count, Problem):
            return count
        self.put(entry.account, entry.month, entry.service, count)
        return None

    def fits(self, entry: Entry) -> bool:
        """Return whether an entry can be added."""
        return not isinstance(self._with(entry), Problem)

    def _with(self, entry: Entry) -> Count | Problem:
        before = self.count(entry.account, entry.month, entry.service)
        count = Count(entry.calls, entry.rows, entry.place, entry.whole, entry.days)
        if before is None and entry.calls <= MAX_CALLS:
            return count
        return (before or Count(0, 0, entry.place)).plus(count, entry.service, entry.month)

    def put(self, account: str | None, month: Month | None, service: str, count: Count) -> None:
        """Make a count that of a service in a month of an account, in place of any other."""
        self._counts.setdefault((account, month), {})[service] = count

    def count(self, account: str | None, month: Month | None, service: str) -> Count | None:
        """Return the count added so far for a service in a month of an account; None if there is none."""
        return self._counts.get((account, month), {}).get(service)

    def clear(self) -> None:
        """Remove all counts."""
        self._counts = {}

    def accounts(self) -> set[str | None]:
        """Return the accounts that the usage names, with None among them if some of it names no account."""
        return {account for account, _ in self._counts}

    def months(self) -> Iterator[tuple[str | None, Month | None, dict[str, Count]]]:
        """Yield account, month and counts by service, in the order of accounts and months; unknown ones come first."""
        for account, month in sorted(self._counts, key=lambda key: (key[0] or "", key[1] or "")):
            yield account, month, self._counts[account, month]

    def in_month(self, month: Month) -> Iterator[tuple[str, Count]]:
        """Yield service and count of all accounts in a month."""
        for _, of, counts in self.months():
            if of == month:
                yield from counts.items()

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same calls, wherever these come from."""
        return isinstance(other, Usage) and self._calls() == other._calls()

    __hash__ = None  # type: ignore[assignment]  # it is mutable

    def _calls(self) -> dict[tuple[str | None, str | None, str], int]:
        return {
            (account, month, service): count.calls
            for account, month, counts in self.months()
            for service, count in counts.items()
        }


def check_values(service: str, calls: int, month: str | None, account: str | None) -> None:
    """Raise UsageError for arguments that no reader of tables would pass, but a caller of the library might."""
    if not isinstance(service, str) or not isinstance(account, str | None):
        raise UsageError([Problem("expected-text", {})])
    if account is not None and not is_printable(account):
        raise UsageError([Problem("control-character", {"value": account})])
    if not isinstance(calls, int) or isinstance(calls, bool):
        raise UsageError([Problem("count-not-whole", {"value": repr(calls)})])
    if calls < 0:
        raise UsageError([Problem("count-negative", {"value": str(calls)})])
    if month is not None and not is_month(month):
        raise UsageError([Problem("not-a-month", {"value": str(month)})])
    if account is not None and not account.strip():
        raise UsageError([Problem("account-missing", {})])


def check_day(month: str | None, day: int) -> None:
    """Raise UsageError for a day that its month does not have."""
    is_day = isinstance(day, int) and not isinstance(day, bool)
    if month is None or not is_day or not 1 <= day <= days_of(Month(month)):
        raise UsageError([Problem("no-such-period", {"value": f"{month or '?'}-{day}"})])
