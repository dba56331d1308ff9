"""``tiia-cost estimate``: the bill of each month."""

from __future__ import annotations

from typing import Annotated

import typer

from tiia_cost.cli.options import (
    FORMATS,
    Encoding,
    Format,
    Lang,
    MonthText,
    NoFreeQuota,
    Output,
    Prices,
    Range,
    Usage,
    margin_of,
    month_of,
    price_book,
)
from tiia_cost.cli.output import Result
from tiia_cost.cli.reading import (
    BadRows,
    Counts,
    Engine,
    IgnoreColumns,
    ReadOptions,
    RowsAreCalls,
    SparkMaster,
    Verbose,
)
from tiia_cost.cli.render import render
from tiia_cost.cli.run import price, read, remarks
from tiia_cost.cli.target import target

TotalOnly = Annotated[
    bool, typer.Option("--total", help="Print the cost of all months and accounts, one number, and nothing else.")
]


def estimate(
    usage: Usage = None,
    prices: Prices = None,
    month: MonthText = None,
    format_: Format = None,
    output: Output = None,
    total: TotalOnly = False,
    range_: Range = None,
    no_free_quota: NoFreeQuota = False,
    encoding: Encoding = None,
    engine: Engine = None,
    spark_master: SparkMaster = None,
    bad_rows: BadRows = None,
    counts: Counts = None,
    verbose: Verbose = False,
    ignore_columns: IgnoreColumns = None,
    rows_are_calls: RowsAreCalls = False,
    lang: Lang = None,
) -> Result:
    """Print the bill of each account and month: tier, list cost, free quota, cost and next month's freeze.

    Exit status: 0 done; 2 bad input, nothing printed; 4 the result could not be written; 130 interrupted.
    """
    from tiia_cost.errors import Problems

    problems = Problems()
    goal = target(format_, output, lang, FORMATS, problems)
    if total and (format_ is not None or goal.format != "table"):
        problems.add("total-has-no-format")
    if total and range_ is not None:
        problems.add("total-has-no-range")
    margin = margin_of(range_, problems)
    asked = month_of(month, problems)
    options = ReadOptions(
        encoding, engine, spark_master, bad_rows, counts, verbose, ignore_columns or (), rows_are_calls
    )
    book = price_book(prices, options.written(goal), problems)
    found = read([(usage or [], book)], problems, goal, options, month=asked)
    (bills,) = price([(found.usages[0], book)], problems, free_quota=not no_free_quota, margin=margin)
    said = remarks(found, {"usage": bills}, goal)
    if total:
        return Result(f"{bills.total.cost}\n", goal, beside=found.files)
    from tiia_cost.reports import estimate as report

    return Result(render(report.as_report(bills, book, goal.lang), goal, said), goal, beside=found.files)
