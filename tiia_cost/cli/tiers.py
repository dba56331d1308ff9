"""``tiia-cost tiers``: the tiers of a service, its price-inversion zones, and its cost curve."""

from __future__ import annotations

from tiia_cost.cli.options import (
    FORMATS,
    Format,
    Lang,
    MonthText,
    NoFreeQuota,
    NoTables,
    Output,
    Prices,
    Service,
    check_encoding,
    month_of,
    price_book,
)
from tiia_cost.cli.output import Result
from tiia_cost.cli.pricing import service_in_force
from tiia_cost.cli.render import render
from tiia_cost.cli.target import target


def tiers(
    service: Service,
    prices: Prices = None,
    month: MonthText = None,
    format_: Format = None,
    output: Output = None,
    no_free_quota: NoFreeQuota = False,
    encoding: NoTables = None,
    lang: Lang = None,
) -> Result:
    """Print the tiers of a service with the bill at both ends, and the zones in which more calls would cost less.

    Exit status: 0 done; 2 bad input, nothing printed; 4 the result could not be written; 130 interrupted.
    """
    from tiia_cost.core.tiers import tiers as tiers_of
    from tiia_cost.errors import Problems

    problems = Problems()
    goal = target(format_, output, lang, FORMATS, problems)
    asked = month_of(month, problems)
    check_encoding(encoding, problems)
    book = price_book(prices, problems)
    id_, found = service_in_force(service, book, problems, month=asked)
    steps = tiers_of(found, id_, free_quota=not no_free_quota)
    from tiia_cost.reports import tiers as report

    return Result(render(report.as_report(steps, found, free_quota=not no_free_quota, lang=goal.lang), goal), goal)
