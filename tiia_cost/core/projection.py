"""Projection of a month that is known up to a day: the calls so far, and those that the rest of the month will add.

With volume tiers the price of every call is known only when the month ends. So it is calls that are projected, never
costs (rule 16).
"""

from __future__ import annotations

import datetime
from collections import Counter
from itertools import groupby
from math import lcm
from typing import TYPE_CHECKING

from tiia_cost.core.months import days_of, month_of
from tiia_cost.core.outlook import LeftOut, Outlook, Projection, Silence
from tiia_cost.core.usage import MAX_CALLS, Count, Usage
from tiia_cost.errors import Place, Problem, Problems, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.months import Month
    from tiia_cost.core.outlook import Pace

LEAST_DAYS = 14
"""Number of days from which on each weekday has been there twice."""

MOST_SILENT = 7
"""Largest number of days in a row without calls that is not worth telling."""


def project(usage: Usage, through: datetime.date | None = None, *, pace: Pace = "plain") -> Usage:
    """Return usage in which the month of a day has the calls that it will come to, if it goes on as up to that day.

    The month is known up to and including the day `through`; None finds the last day that is known fully: of daily
    counts the last day, of times the day before the last, whose calls are then left out. The other months stay as they
    are; those before it are over, with no call still to come. At the plain pace a month of D days with c calls in d
    days comes to c × D ÷ d; by `weekday` each day still to come has the mean of the same weekday in the month so far,
    days without calls included. Either is rounded up once (rule 16).

    Raises UsageError if the usage does not name the month, has calls after the day or counts of the whole month, or, by
    weekday, knows fewer than `LEAST_DAYS` days or has counts without days. A usage is projected once, and months are
    added after that: it is refused, too, if it was projected or has such months.
    """
    if usage.projection or usage.growth:
        raise UsageError([Problem("projected-already", {})])
    day, left_out = through, None
    if day is None:
        usage, day, left_out = _through_last_day(usage)
    month = month_of(day.year, day.month)
    _check(usage, month, day, pace, alone=left_out)
    silences = tuple(_silences(usage, month, day.day))
    called = _called(usage, month)
    projection = Projection(month, day.day, days_of(month), pace, through is None, left_out, silences, called)
    projected, problems = Usage(), Problems()
    for account, of, counts in usage.months():
        for service, count in counts.items():
            if of == month:
                found = _projected(count, projection)
            elif of is not None and of < month:
                found = count._replace(outlook=Outlook(count.calls, None, ()))
            else:
                found = count
            if found.calls > MAX_CALLS:
                problems.add("projection-too-large", count.first, month=month, service=service)
            projected.put(account, of, service, found)
    problems.raise_if_any(UsageError)
    projected.projection = projection
    return projected


def _through_last_day(usage: Usage) -> tuple[Usage, datetime.date, LeftOut | None]:
    """Return usage through the last day that it knows fully, that day, and what is left out for that.

    Raises UsageError if the usage has no days.
    """
    days = (
        (datetime.date(int(month[:4]), int(month[5:]), day.number), day.is_time)
        for _, month, counts in usage.months()
        if month is not None
        for count in counts.values()
        for day in count.days
    )
    last, is_open = max(days, default=(None, False))  # a time on the last day sorts behind a day without one
    if last is None:
        raise UsageError([Problem("no-days-to-find-last", {})])
    if not is_open:
        return usage, last, None
    day = last - datetime.timedelta(days=1)
    usage, left_out = _without(usage, last, month_of(day.year, day.month))
    return usage, day, left_out


def _without(usage: Usage, date: datetime.date, known: Month) -> tuple[Usage, LeftOut]:
    """Return usage without the calls of its last day, and these calls.

    A later month than the `known` one, of which no more than this day is there, is left out as a whole.
    """
    rest, calls = Usage(), 0
    month = month_of(date.year, date.month)
    for account, of, counts in usage.months():
        for service, count in counts.items():
            left = {day: number for day, number in count.days.items() if of != month or day.number != date.day}
            less = sum(count.days.values()) - sum(left.values())
            calls += less
            if of == known or left or not count.days or count.calls > less:
                rest.put(account, of, service, count._replace(calls=count.calls - less, days=left))
    return rest, LeftOut(date, calls)


def _check(usage: Usage, month: Month, day: datetime.date, pace: Pace, alone: LeftOut | None) -> None:
    problems = Problems()
    rows = list(usage.in_month(month))
    months = sorted({of for _, of, _ in usage.months() if of is not None})
    if alone is not None and not any(count.calls or count.days for _, count in rows):
        of = month_of(alone.date.year, alone.date.month)
        problems.add("single-day-of-times", month=of, date=str(alone.date))
    elif not rows and not months:
        problems.add("through-of-unknown-month", Place.argument("--through"), date=str(day), month=month)
    elif not rows:
        problems.add("through-in-no-month", Place.argument("--through"), date=str(day), month=month, months=months)
    later = max((one.number for _, count in rows for one, calls in count.days.items() if calls), default=0)
    if later > day.day:
        last = day.replace(day=later)
        problems.add("usage-after-through", Place.argument("--through"), date=str(day), last=str(last))
    if pace == "weekday" and rows and day.day < LEAST_DAYS:
        problems.add("weekday-needs-days", Place.argument("--pace"), count=day.day, least=LEAST_DAYS)
    for service, count in rows:
        if count.whole:
            problems.add(
                "through-in-whole-month", count.first, rows=count.rows, month=month, service=service, date=str(day)
            )
        elif pace == "weekday" and not _has_days(count):
            problems.add("weekday-without-days", count.first, rows=count.rows, month=month, service=service)
    problems.raise_if_any(UsageError)


def _has_days(count: Count) -> bool:
    """Return whether the day of every call is known."""
    return count.whole is False and sum(count.days.values()) == count.calls


def _projected(count: Count, projection: Projection) -> Count:
    day, rest = projection.days, range(projection.days + 1, projection.of + 1)
    days = None
    if _has_days(count):
        by_number: Counter[int] = Counter()
        for one, calls in count.days.items():
            by_number[one.number] += calls
        days = tuple(by_number[number] for number in range(1, day + 1))
    if projection.pace == "plain":
        outlook = Outlook(count.calls, days, (count.calls,) * len(rest), day)
    else:
        assert days is not None  # noqa: S101 - counts without days were refused
        outlook = Outlook(count.calls, days, *_by_weekday(days, len(rest)))
    return count._replace(calls=outlook.calls, outlook=outlook)


def _by_weekday(days: tuple[int, ...], rest: int) -> tuple[tuple[int, ...], int]:
    """Return the mean of its weekday for each of the `rest` days after these, over a common denominator."""
    each = [days[first::7] for first in range(7)]
    parts = lcm(*map(len, each))
    means = [sum(calls) * (parts // len(calls)) for calls in each]
    return tuple(means[number % 7] for number in range(len(days), len(days) + rest)), parts


def _called(usage: Usage, month: Month) -> tuple[int, int] | None:
    """Return the first and the last day of a month that have calls; None if the days of some calls are unknown."""
    counts = [count for _, count in usage.in_month(month)]
    days = {day.number for count in counts for day, calls in count.days.items() if calls}
    return (min(days), max(days)) if days and all(map(_has_days, counts)) else None


def _silences(usage: Usage, month: Month, days: int) -> Iterator[Silence]:
    """Yield each long time without calls of accounts whose days are all known; those with the same one together."""
    found: dict[tuple[int, int], list[str | None]] = {}
    for account, of, counts in usage.months():
        if of != month or not all(map(_has_days, counts.values())):
            continue
        called = {day.number for count in counts.values() for day, calls in count.days.items() if calls}
        for is_called, group in groupby(range(1, days + 1), key=called.__contains__):
            run = list(group)
            if not is_called and len(run) > MOST_SILENT:
                found.setdefault((run[0], run[-1]), []).append(account)
    yield from (Silence(*run, tuple(accounts)) for run, accounts in sorted(found.items()))
