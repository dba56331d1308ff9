"""``tiia-cost estimate``: the bill of each month."""

from __future__ import annotations

from tiia_cost.cli.options import (
    FORMATS,
    Encoding,
    Format,
    Lang,
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


def estimate(
    usage: Usage = None,
    prices: Prices = None,
    month: MonthText = None,
    format_: Format = None,
    output: Output = None,
    no_free_quota: NoFreeQuota = False,
    encoding: Encoding = None,
    lang: Lang = None,
) -> Result:
    """Print the bill of each account and month: tier, list cost, free quota, cost and next month's freeze.

    Exit status: 0 done; 2 bad input, nothing printed; 4 the result could not be written; 130 interrupted.
    """
    from tiia_cost.core.estimate import estimate as price
    from tiia_cost.errors import Problems, UsageError
    from tiia_cost.inputs.arguments import read_usage

    problems = Problems()
    goal = target(format_, output, lang, FORMATS, problems)
    asked = month_of(month, problems)
    book = price_book(prices, problems)
    read, notices = read_usage(usage or [], book, problems, month=asked, encoding=encoding)
    tell(notice.text(goal.lang) for notice in notices)
    try:
        bills = price(read, book, free_quota=not no_free_quota)
    except UsageError as error:
        problems.extend(error)
    problems.raise_if_any(UsageError)
    from tiia_cost.reports import bills as report

    return Result(render(report.as_report(bills, book, goal.lang), goal), goal)
