"""``tiia-cost tiers``: the tiers of a service, its price-inversion zones, and its cost curve."""

from __future__ import annotations

from typing import Annotated

from tiia_cost.cli.options import (
    FORMATS,
    Lang,
    NoFreeQuota,
    NoTables,
    Output,
    PriceMonth,
    Prices,
    Service,
    check_encoding,
    month_of,
    option,
    price_book,
)
from tiia_cost.cli.output import Result
from tiia_cost.cli.pictures import PICTURES, Format, Plot, drawing
from tiia_cost.cli.render import render
from tiia_cost.cli.run import service_in_force
from tiia_cost.cli.target import target

Mark = Annotated[str | None, option("--mark", "N", "Point out this count in the chart.")]


def tiers(
    service: Service,
    prices: Prices = None,
    month: PriceMonth = None,
    format_: Format = None,
    output: Output = None,
    no_free_quota: NoFreeQuota = False,
    plot: Plot = False,
    mark: Mark = None,
    encoding: NoTables = None,
    lang: Lang = None,
) -> Result:
    """Print the tiers of a service with the bill at both ends, and the zones in which more calls would cost less.

    Charts (--plot, and the formats svg, png and html) need the extra `plot`.

    Exit status: 0 done; 2 bad input, nothing printed; 4 the result could not be written; 130 interrupted.
    """
    from tiia_cost.core.tiers import tiers as tiers_of
    from tiia_cost.errors import Problems, option_value
    from tiia_cost.inputs.values.numbers import parse_count

    problems = Problems()
    goal = drawing(target(format_, output, lang, (*FORMATS, *PICTURES), problems), problems, plot=plot)
    if mark is not None and not plot and goal.format not in PICTURES:
        problems.add("mark-without-chart")
    marked = None if mark is None else option_value("--mark", mark, parse_count, problems)
    asked = month_of(month, problems)
    check_encoding(encoding, problems)
    book = price_book(prices, goal.written(), problems)
    id_, found = service_in_force(service, book, problems, month=asked)
    steps = tiers_of(found, id_, free_quota=not no_free_quota)
    from tiia_cost.reports import tiers as report

    shown = report.as_report(steps, found, free_quota=not no_free_quota, mark=marked, lang=goal.lang)
    return Result(render(shown, goal), goal)
