"""``tiia-cost estimate``: the bill of each month."""

from __future__ import annotations

from typing import Annotated

from tiia_cost.cli.command import command
from tiia_cost.cli.forecast import asked_of, forecast_of
from tiia_cost.cli.options import By, CountOptions, DrawnOutputOptions, ForecastOptions, PackOptions, Range, Usage
from tiia_cost.cli.output import Result
from tiia_cost.cli.owned_packs import packs_of
from tiia_cost.cli.parameters import flag
from tiia_cost.cli.run import Run

Total = Annotated[bool, flag("--total", "option-total")]


@command
def estimate(
    usage: Usage = None,
    total: Total = False,
    range_: Range = None,
    by: By = None,
    *,
    forecast: ForecastOptions,
    pricing: PackOptions,
    output: DrawnOutputOptions,
    reading: CountOptions,
) -> Result:
    """Print the bill of each account and month: tier, list cost, free quota, cost and next month's freeze."""
    from tiia_cost.core.grouping import KEYS

    run = Run(output, reading)
    if total and (output.format_ is not None or any(goal.format != "table" for goal in run.goals)):
        run.problems.add("total-has-no-format")
    if total and range_ is not None:
        run.problems.add("total-has-no-range")
    if total and output.plot:
        run.problems.add("total-has-no-chart")
    if total and by:
        run.problems.add("total-has-no-groups")
    margin, month, keys = run.margin(range_), run.month(pricing.month), run.by(by, KEYS)
    book = run.book(pricing.prices)
    asked = asked_of(run, forecast)
    with run.usage(month, by_day=asked is not None and asked.by_day) as reader:
        counts = reader.read(usage or [], book)
    counts = forecast_of(run, asked, counts, book, margin)
    packs = packs_of(run, pricing.pack, book, [counts])
    (bills,) = run.price((counts, book), free_quota=not pricing.no_free_quota, margin=margin, packs=packs)
    if total:
        return run.result(f"{bills.total.cost}\n", usage=bills)
    from tiia_cost.reports import estimate as report

    return run.result(report.as_report(bills, book, run.lang, keys), usage=bills)
