"""``tiia-cost cashflow``: what the account needs, settlement by settlement."""

from __future__ import annotations

from typing import Annotated

from tiia_cost.cli.options import (
    FORMATS,
    Encoding,
    Lang,
    MonthText,
    NoFreeQuota,
    Output,
    Prices,
    Usage,
    month_of,
    option,
    price_book,
)
from tiia_cost.cli.output import Result, tell
from tiia_cost.cli.pictures import PICTURES, Format, Plot, drawing
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

Balance = Annotated[
    list[str] | None,
    option(
        "--balance",
        "[ACCOUNT=]AMOUNT",
        "What is in the account before the first settlement. Default: the least with which nothing fails.",
    ),
]
Frozen = Annotated[
    list[str] | None,
    option("--frozen", "[ACCOUNT=]AMOUNT", "The part of the balance that an earlier settlement froze. Default: 0."),
]
TopUp = Annotated[
    list[str] | None,
    option(
        "--top-up",
        "[ACCOUNT:]DATE=AMOUNT",
        "Money paid in on a day, YYYY-MM-DD: until the 1st for that settlement, later for the next. Repeat it.",
    ),
]


def cashflow(
    usage: Usage = None,
    balance: Balance = None,
    frozen: Frozen = None,
    top_up: TopUp = None,
    prices: Prices = None,
    month: MonthText = None,
    format_: Format = None,
    output: Output = None,
    no_free_quota: NoFreeQuota = False,
    plot: Plot = False,
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
    """Print what the account needs, settlement by settlement: freeze released, bill deducted, new freeze, what is left.

    Without --balance the settlements start from the least opening balance with which nothing fails.

    Charts (--plot, and the formats svg, png and html) need the extra `plot`.

    Exit status: 0 done, whatever fails; 2 bad input, nothing printed; 4 the result could not be written; 130
    interrupted.
    """
    from tiia_cost.core.cashflow import cashflow as settle
    from tiia_cost.core.cashflow import long_gap
    from tiia_cost.errors import Problems
    from tiia_cost.inputs.settings.funds import FundsOptions, read_funds

    problems = Problems()
    goal = drawing(target(format_, output, lang, (*FORMATS, *PICTURES), problems), problems, plot=plot)
    asked = month_of(month, problems)
    options = ReadOptions(
        encoding, engine, spark_master, bad_rows, counts, verbose, ignore_columns or (), rows_are_calls
    )
    book = price_book(prices, options.written(goal), problems)
    found = read([(usage or [], book)], problems, goal, options, month=asked)
    asked_funds = FundsOptions(balance or (), frozen or (), top_up or ())
    funds = read_funds(asked_funds, found.usages[0] if found.complete else None, problems)
    (estimate,) = price([(found.usages[0], book)], problems, free_quota=not no_free_quota)
    notice = long_gap(estimate)
    tell([notice.text(goal.lang)] if notice else [])
    from tiia_cost.reports import cashflow as report

    settled = settle(estimate, funds)
    text = render(report.as_report(settled, goal.lang), goal, remarks(found, {"usage": estimate}, goal))
    return Result(text, goal, beside=found.files)
