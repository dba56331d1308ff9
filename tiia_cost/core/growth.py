"""Growth: months added after the last one of a usage, each by a percentage larger than the one before."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tiia_cost.core.months import Month, days_of, month_at, position
from tiia_cost.core.outlook import Ended, Growth
from tiia_cost.core.usage import MAX_CALLS, NO_DAYS, Usage
from tiia_cost.errors import Problem, Problems, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.usage import Count

MOST_MONTHS = 120
"""Largest number of months to add: ten years."""

_LAST = Month("9999-12")


def grow(usage: Usage, months: int, percent: Decimal = Decimal(0)) -> Usage:
    """Return usage with `months` more months after its last one, or after the one that was projected.

    A month has the calls of the one before, `percent` percent more, rounded up; a negative percentage is a decline.
    Each account goes on with the services of its month before, each name by itself. Months that it has already stay as
    they are.

    Raises UsageError for other than 1 to `MOST_MONTHS` months and for a decline of 100 percent or more; if the usage
    names no months, if a month would be after the year 9999, and if it would have more than `MAX_CALLS` of a service.
    """
    since = _since(usage, months, percent)
    first = position(since) + 1
    added = tuple(month_at(number) for number in range(first, first + months))
    numerator, denominator = percent.as_integer_ratio()
    ratio = 100 * denominator + numerator, 100 * denominator
    forecast = {(account, month): counts for account, month, counts in usage.months()}
    kept = {month for _, month in forecast}
    problems = Problems()
    for account in dict.fromkeys(account for account, _ in forecast):
        before = forecast.get((account, since), {})
        for month in added:
            following = {service: _next(count, ratio) for service, count in before.items()}
            following = forecast.setdefault((account, month), following)
            for service, count in following.items():
                if count.calls > MAX_CALLS:
                    problems.add("growth-too-large", count.first, month=month, service=service)
            before = {service: count for service, count in following.items() if count.calls <= MAX_CALLS}
    problems.raise_if_any(UsageError)
    grown = Usage()
    for (account, of), counts in forecast.items():
        for service, count in counts.items():
            grown.put(account, of, service, count)
    grown.projection = usage.projection
    ended = tuple(_ended(grown, added[-1]))
    stay = tuple(month for month in added if month in kept)
    grown.growth = Growth(percent, since, added, ended, stay, _known_to(usage, since))
    return grown


def _since(usage: Usage, months: int, percent: Decimal) -> Month:
    """Return the month after which so many are added. Raises UsageError if they cannot be."""
    if not 1 <= months <= MOST_MONTHS:
        raise UsageError([Problem("not-a-number-of-months", {"value": str(months), "most": MOST_MONTHS})])
    if percent <= -100:  # noqa: PLR2004 - percent
        raise UsageError([Problem("growth-too-low", {"value": f"{percent}%"})])
    named = [month for _, month, _ in usage.months() if month is not None]
    if not named:
        raise UsageError([Problem("months-after-unknown", {})])
    since = usage.projection.month if usage.projection else max(named)
    if position(since) + months > position(_LAST):
        raise UsageError([Problem("months-after-last-year", {})])
    return since


def _known_to(usage: Usage, month: Month) -> int | None:
    """Return the last day of a month that has calls, if that is not its end; None if it is, or was projected."""
    if usage.projection is not None:
        return None
    last = max((day.number for _, count in usage.in_month(month) for day in count.days), default=None)
    return last if last is not None and last < days_of(month) else None


def _next(count: Count, ratio: tuple[int, int]) -> Count:
    """Return the count of the month after one; it comes from the same rows."""
    numerator, denominator = ratio
    calls = -(-count.calls * numerator // denominator)
    return count._replace(calls=calls, whole=True, days=NO_DAYS, outlook=None)


def _ended(usage: Usage, end: Month) -> Iterator[Ended]:
    last: dict[tuple[str | None, str], Month | None] = {}
    for account, month, counts in usage.months():
        last.update({(account, service): month for service in counts})
    for (account, service), month in last.items():
        if month is not None and month < end:
            yield Ended(account, service, month)
