"""``tiia-cost afford``: which call counts of a service fit a monthly budget."""

from __future__ import annotations

from typing import Annotated

from tiia_cost.cli.options import (
    FORMATS,
    Format,
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
from tiia_cost.cli.render import render
from tiia_cost.cli.run import service_in_force
from tiia_cost.cli.target import target

Budget = Annotated[str | None, option("--budget", "AMOUNT", "What the month may cost at most. It must be given.")]


def afford(
    service: Service,
    budget: Budget = None,
    prices: Prices = None,
    month: PriceMonth = None,
    format_: Format = None,
    output: Output = None,
    no_free_quota: NoFreeQuota = False,
    encoding: NoTables = None,
    lang: Lang = None,
) -> Result:
    """Print every count of a service whose month costs at most the budget: where tiers make a bill fall, in ranges.

    Exit status: 0 done; 2 bad input, nothing printed; 4 the result could not be written; 130 interrupted.
    """
    from tiia_cost.core.money import ZERO
    from tiia_cost.core.tiers import afford as affordable
    from tiia_cost.errors import Problems, option_value
    from tiia_cost.inputs.values.amounts import parse_amount

    problems = Problems()
    goal = target(format_, output, lang, FORMATS, problems)
    asked = month_of(month, problems)
    check_encoding(encoding, problems)
    if budget is None:
        problems.add("budget-missing")
    limit = None if budget is None else option_value("--budget", budget, parse_amount, problems)
    book = price_book(prices, goal.written(), problems)
    id_, found = service_in_force(service, book, problems, month=asked)
    allowed = affordable(found, id_, limit or ZERO, free_quota=not no_free_quota)
    from tiia_cost.reports import afford as report

    return Result(render(report.as_report(allowed, found, goal.lang), goal), goal)
