"""Forecast from usage as options say: a month that is known up to a day is projected, and months are added."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.cli.options import ForecastOptions
from tiia_cost.core.names import key, nearest
from tiia_cost.core.outlook import PACES
from tiia_cost.errors import Place, Problem, UsageError

if TYPE_CHECKING:
    import datetime

    from tiia_cost.cli.options import ProjectionOptions
    from tiia_cost.cli.run import Run
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month
    from tiia_cost.core.outlook import Outlook, Pace, Projection
    from tiia_cost.core.ranges import Margin
    from tiia_cost.core.usage import Usage

AUTO = "auto"
"""Value of ``--through`` for the last day that the usage knows fully."""


class Asked(NamedTuple):
    """Values of the options. `projects` says whether a month is to be projected; `day` None is then the last one."""

    projects: bool
    day: datetime.date | None
    pace: Pace
    months: int | None
    percent: Decimal

    @property
    def by_day(self) -> bool:
        """True if the calls of each day are needed: to project a month, or to see whether the last one is complete."""
        return self.projects or self.months is not None


def asked_of(run: Run, options: ProjectionOptions) -> Asked | None:
    """Return what the options ask for; None if something is wrong with them, which is noted as a problem."""
    before = len(run.problems)
    auto = options.through is not None and key(options.through) == AUTO
    day = None if auto else run.value("--through", options.through, _day)
    pace: Pace | None = run.value("--pace", options.pace, _pace)
    if options.pace is not None and options.through is None:
        run.problems.add("pace-without-through")
    months, percent = None, None
    if isinstance(options, ForecastOptions) and (options.months, options.grow) != (None, None):
        from tiia_cost.inputs.values.amounts import parse_growth, parse_months  # few runs need it

        months = run.value("--months", options.months, parse_months)
        percent = run.value("--grow", options.grow, parse_growth)
        if options.grow is not None and options.months is None:
            run.problems.add("growth-without-months")
    if len(run.problems) > before:
        return None
    return Asked(options.through is not None, day, pace or "plain", months, percent or Decimal(0))


def forecast_of(run: Run, asked: Asked | None, usage: Usage, book: PriceBook, margin: Margin | None = None) -> Usage:
    """Return usage with the projected month and the added months that are asked for; counts go to ``--counts``.

    What keeps the usage from it is noted as a problem, and the usage is returned as it is.
    """
    if asked is None or not run.all_read:
        return usage
    try:
        if asked.projects:
            from tiia_cost.core.projection import project

            usage = project(usage, asked.day, pace=asked.pace)
        if asked.months is not None:
            from tiia_cost.core.growth import grow

            usage = grow(usage, asked.months, asked.percent)
    except UsageError as error:
        run.problems.extend(error)
    else:
        run.keep_counts(usage, book, margin)
    return usage


def projection_of(
    run: Run, asked: Asked | None, service: str, calls: int, month: Month | None
) -> tuple[Outlook | None, Projection | None]:
    """Return what the calls so far of a service, given without a table, will come to in their month.

    None twice if no month is to be projected, and if it cannot be, which is noted as a problem.
    """
    if asked is None or not asked.projects:
        return None, None
    from tiia_cost.core.projection import project
    from tiia_cost.core.usage import Usage

    if asked.pace == "weekday":
        run.problems.add("weekday-of-sum", Place.argument("--pace"))
        return None, None
    usage = Usage()
    usage.add(service, calls, month=month)
    try:
        usage = project(usage, asked.day)
    except UsageError as error:
        run.problems.extend(error)
        return None, None
    count = usage.count(None, month, service)
    return count and count.outlook, usage.projection


def _day(text: str) -> datetime.date | Problem:
    """Parse a day. Of a word or a month it is told that a day is needed, or the word that finds it."""
    from tiia_cost.inputs.values.periods import parse_date, parse_month

    day = parse_date(text)
    if not isinstance(day, Problem):
        return day
    is_month = parse_month(text) is not None
    code = "no-such-day" if day.code == "no-such-period" else "day-is-month" if is_month else "not-a-day"
    return Problem(code, {"value": text.strip() or "''"})


def _pace(text: str) -> Pace | Problem:
    for pace in PACES:
        if key(text) == pace:
            return pace
    close = nearest(text, PACES)
    code = "unknown-pace" if close else "unknown-pace-none-near"
    return Problem(code, {"name": text.strip() or "''", "known": PACES, "nearest": close})
