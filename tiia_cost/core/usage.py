"""Usage: how often each service was called, by account and month."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.months import Month, is_month
from tiia_cost.errors import Problem, UsageError
from tiia_cost.messages import is_printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.errors import Place

MAX_CALLS = 10**18
"""The most calls one service can have in one month; beyond it nobody counts calls."""


class Count(NamedTuple):
    """The calls of one service in one month of one account, from how many rows, and where the first of those stands.

    `whole` says whether the rows are of the whole month or of days and times in it; None where nobody knows.
    """

    calls: int
    rows: int
    first: Place | None
    whole: bool | None = None

    def plus(self, other: Count, service: str, month: Month | None) -> Count | Problem:
        """Return a count of the calls of both, or why there is none.

        They may be more than `MAX_CALLS`; and where one is of the whole month and the other of days in it, one is the
        sum of the other.
        """
        if self.calls + other.calls > MAX_CALLS:
            return Problem("count-sum-too-large", {"service": service})
        if self.whole is not None and other.whole is not None and self.whole != other.whole:
            code = "days-of-whole-month" if self.whole else "whole-month-of-days"
            return Problem(code, {"month": month, "service": service, "first": str(self.first or "")})
        whole = other.whole if self.whole is None else self.whole
        return Count(self.calls + other.calls, self.rows + other.rows, self.first, whole)


class Entry(NamedTuple):
    """So many calls on their way to usage, from `rows` rows, the first of which is at `place`."""

    account: str | None
    month: Month | None
    service: str
    whole: bool | None
    calls: int
    rows: int
    place: Place | None

    def plus(self, other: Entry) -> Entry:
        """Return an entry that has the rows of another of the same account, month and service, too."""
        return self._replace(calls=self.calls + other.calls, rows=self.rows + other.rows)


class Usage:
    """Calls by account, month and service. Adding is commutative: the order of rows never matters."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str | None, Month | None], dict[str, Count]] = {}

    def add(
        self,
        service: str,
        calls: int,
        *,
        month: str | None = None,
        account: str | None = None,
        place: Place | None = None,
        rows: int = 1,
        whole: bool | None = None,
    ) -> None:
        """Add calls of a service, named by its id or any other of its names.

        `calls` is a whole number from 0; `month` is ``YYYY-MM``, None an unknown month; `account` None is usage that
        names no account; `place` is where the calls come from, for the errors, and `rows` in how many rows from there
        on; `whole` says that they are of the whole month, or of days in it. Raises UsageError, and adds nothing, for
        anything else, where a month would have more than `MAX_CALLS` of a service, and where days and the whole of a
        month are added.
        """
        _check(service, calls, month, account)
        owner = (account, Month(month) if month is not None else None)
        problem = self.enter(Entry(*owner, service, whole, calls, rows, place))
        if problem is not None:
            raise UsageError([problem])

    def enter(self, entry: Entry) -> Problem | None:
        """Add an entry whose parts are right by themselves, or return why it cannot be added, and add nothing."""
        count = self._with(entry)
        if isinstance(count, Problem):
            return count
        self._counts.setdefault((entry.account, entry.month), {})[entry.service] = count
        return None

    def fits(self, entry: Entry) -> bool:
        """Say whether an entry can be added."""
        return not isinstance(self._with(entry), Problem)

    def _with(self, entry: Entry) -> Count | Problem:
        before = self.count(entry.account, entry.month, entry.service)
        count = Count(entry.calls, entry.rows, entry.place, entry.whole)
        if before is None and entry.calls <= MAX_CALLS:
            return count
        return (before or Count(0, 0, entry.place)).plus(count, entry.service, entry.month)

    def count(self, account: str | None, month: Month | None, service: str) -> Count | None:
        """Return what is counted of this already, or None."""
        return self._counts.get((account, month), {}).get(service)

    def clear(self) -> None:
        """Forget everything."""
        self._counts = {}

    def accounts(self) -> set[str | None]:
        """Return the accounts that are named; with None where usage names none."""
        return {account for account, _ in self._counts}

    def months(self) -> Iterator[tuple[str | None, Month | None, dict[str, Count]]]:
        """Yield account, month and the counts by service; accounts and months in order, unknown ones first."""
        for account, month in sorted(self._counts, key=lambda key: (key[0] or "", key[1] or "")):
            yield account, month, self._counts[account, month]

    def __eq__(self, other: object) -> bool:
        """Equal when the same calls are counted, wherever they came from."""
        return isinstance(other, Usage) and self._calls() == other._calls()

    __hash__ = None  # type: ignore[assignment]  # it grows

    def _calls(self) -> dict[tuple[str | None, str | None, str], int]:
        return {
            (account, month, service): count.calls
            for account, month, counts in self.months()
            for service, count in counts.items()
        }


def _check(service: str, calls: int, month: str | None, account: str | None) -> None:
    """Refuse what no reader of tables would let through, but a caller of the library might."""
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
