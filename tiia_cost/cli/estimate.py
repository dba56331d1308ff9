"""``tiia-cost estimate``: the bill of each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.cli.options import (
    FORMATS,
    Encoding,
    Format,
    MonthText,
    NoFreeQuota,
    Output,
    Prices,
    Usage,
    month_of,
    price_book,
)
from tiia_cost.cli.output import Result, tell
from tiia_cost.cli.render import render
from tiia_cost.cli.target import target

if TYPE_CHECKING:
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate


def estimate(
    usage: Usage = None,
    prices: Prices = None,
    month: MonthText = None,
    format_: Format = None,
    output: Output = None,
    no_free_quota: NoFreeQuota = False,
    encoding: Encoding = None,
) -> Result:
    """Print the bill of each account and month: tier, list cost, free quota, cost and next month's freeze.

    Exit status: 0 done; 2 bad input, nothing printed; 4 the result could not be written; 130 interrupted.
    """
    goal = target(format_, output, FORMATS)
    bills = estimated(usage or [], price_book(prices), month, encoding, free_quota=not no_free_quota)
    from tiia_cost.reports import bills as report

    return Result(render(report.as_report(bills), goal), goal)


def estimated(
    usage: list[str], book: PriceBook, month: str | None, encoding: str | None, *, free_quota: bool
) -> Estimate:
    """Read and price usage, and say on standard error what is worth saying. Raises UsageError with all problems."""
    from tiia_cost.core.estimate import estimate as price
    from tiia_cost.errors import Problems, UsageError
    from tiia_cost.inputs.arguments import read_usage

    problems = Problems()
    read, notices = read_usage(usage, book, problems, month=month_of(month), encoding=encoding)
    try:
        bills = price(read, book, free_quota=free_quota)
    except UsageError as error:
        problems.extend(error)
    problems.raise_if_any(UsageError)
    tell(notice.text() for notice in notices)
    return bills
