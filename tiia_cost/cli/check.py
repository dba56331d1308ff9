"""``tiia-cost check``: is the forecast within budget? The exit status says."""

from __future__ import annotations

from typing import Annotated

from tiia_cost.cli.options import (
    Encoding,
    Lang,
    MonthText,
    NoFreeQuota,
    Output,
    Prices,
    Range,
    Usage,
    format_option,
    margin_of,
    month_of,
    option,
    price_book,
)
from tiia_cost.cli.output import OVER, Result
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

FORMATS = ("table", "json", "markdown", "junit", "github")

Format = Annotated[str | None, format_option(FORMATS)]
Budget = Annotated[str | None, option("--budget", "AMOUNT", "What each month of each account may cost at most.")]
Budgets = Annotated[
    str | None,
    option(
        "--budgets",
        "FILE",
        "Limits in YAML: monthly, total, services, accounts, warn_at, max_increase, balance. Options override it.",
    ),
]
Baseline = Annotated[str | None, option("--baseline", "USAGE", "The forecast that --max-increase counts from.")]
MaxIncrease = Annotated[
    str | None,
    option(
        "--max-increase",
        "N|N%",
        "By how much each month's cost may grow against the baseline, as an amount or a percentage.",
    ),
]
Balance = Annotated[
    list[str] | None,
    option(
        "--balance",
        "[ACCOUNT=]AMOUNT",
        "What is in the account before the first settlement: no bill and no freeze may fail.",
    ),
]


def check(
    usage: Usage = None,
    budget: Budget = None,
    budgets: Budgets = None,
    baseline: Baseline = None,
    max_increase: MaxIncrease = None,
    balance: Balance = None,
    range_: Range = None,
    prices: Prices = None,
    month: MonthText = None,
    format_: Format = None,
    output: Output = None,
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
    """Compare the bills of a forecast with a budget, a line for each limit and month. Equal is within.

    With --range the worst case counts: the highest bills that there can be.

    Exit status: 0 within budget; 3 over, the report is printed first; 2 the check could not be made, nothing printed;
    4 the result could not be written; 130 interrupted.
    """
    from tiia_cost.core.budget import check as judge
    from tiia_cost.core.cuts import Pricing
    from tiia_cost.errors import Problems
    from tiia_cost.inputs.settings.budget import BudgetOptions, read_budget
    from tiia_cost.inputs.tables.same_file import refuse_written

    problems = Problems()
    goal = target(format_, output, lang, FORMATS, problems)
    margin = margin_of(range_, problems)
    asked = month_of(month, problems)
    options = ReadOptions(
        encoding, engine, spark_master, bad_rows, counts, verbose, ignore_columns or (), rows_are_calls
    )
    written = options.written(goal)
    book = price_book(prices, written, problems)
    refuse_written(written, [budgets] if budgets is not None else [], "--budgets", problems)
    sides = [(usage or [], book), *([([baseline], book)] if baseline is not None else [])]
    found = read(sides, problems, goal, options, month=asked)
    usages = found.usages
    limits = read_budget(
        BudgetOptions(budget, budgets, max_increase, balance or ()),
        book,
        problems,
        accounts=usages[0].accounts() if found.complete else None,
        has_baseline=baseline is not None,
    )
    estimates = price([(one, book) for one in usages], problems, free_quota=not no_free_quota)
    pricing = Pricing(book, free_quota=not no_free_quota, margin=margin)
    verdict = judge(
        estimates[0], limits, pricing, usage=usages[0], baseline=estimates[1] if baseline is not None else None
    )
    from tiia_cost.reports import check as report

    said = remarks(found, dict(zip(("usage", "baseline"), estimates, strict=False)), goal)
    text = render(report.as_report(verdict, book, goal.lang), goal, said)
    return Result(text, goal, 0 if verdict.within_budget else OVER, found.files)
