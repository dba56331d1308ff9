"""``tiia-cost diff``: what changes between two forecasts, or between two price lists."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

from tiia_cost.cli.options import (
    FORMATS,
    Encoding,
    Format,
    Lang,
    MonthText,
    NoFreeQuota,
    Output,
    Prices,
    argument,
    month_of,
    option,
    price_book,
)
from tiia_cost.cli.output import Result
from tiia_cost.cli.reading import BadRows, Engine, IgnoreColumns, ReadOptions, RowsAreCalls, SparkMaster, Verbose
from tiia_cost.cli.render import render
from tiia_cost.cli.run import price, read, remarks
from tiia_cost.cli.target import target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tiia_cost.core.book import PriceBook
    from tiia_cost.errors import Problems

Before = Annotated[
    str, argument("BEFORE", "SERVICE=CALLS, a file, folder or pattern of tables, or - for standard input.")
]
After = Annotated[str | None, argument("AFTER", "The same; BEFORE again if left out, to compare price lists.")]
PricesBefore = Annotated[
    list[str] | None, option("--prices-before", "FILE", "Price file for BEFORE, instead of --prices.")
]
PricesAfter = Annotated[
    list[str] | None, option("--prices-after", "FILE", "Price file for AFTER, instead of --prices.")
]


def diff(
    before: Before,
    after: After = None,
    prices: Prices = None,
    prices_before: PricesBefore = None,
    prices_after: PricesAfter = None,
    month: MonthText = None,
    format_: Format = None,
    output: Output = None,
    no_free_quota: NoFreeQuota = False,
    encoding: Encoding = None,
    engine: Engine = None,
    spark_master: SparkMaster = None,
    bad_rows: BadRows = None,
    verbose: Verbose = False,
    ignore_columns: IgnoreColumns = None,
    rows_are_calls: RowsAreCalls = False,
    lang: Lang = None,
) -> Result:
    """Print what changes between two forecasts: calls, cost and tier of each service, month and account.

    Exit status: 0 done, whatever changes; 2 bad input, nothing printed; 4 the result could not be written; 130
    interrupted.
    """
    from tiia_cost.core.diff import diff as compare
    from tiia_cost.errors import Problems

    problems = Problems()
    goal = target(format_, output, lang, FORMATS, problems)
    asked = month_of(month, problems)
    if after is None and not (prices_before or prices_after):
        problems.add("diff-without-after")
    options = ReadOptions(encoding, engine, spark_master, bad_rows, None, verbose, ignore_columns or (), rows_are_calls)
    old, new = _books(prices, prices_before, prices_after, options.written(goal), problems)
    sides = [([before], old), *([([after], new)] if after is not None else [])]
    found = read(sides, problems, goal, options, month=asked)
    usages = found.usages
    one, other = price([(usages[0], old), (usages[-1], new)], problems, free_quota=not no_free_quota)
    changes = compare(one, other, list(dict.fromkeys([*new.services, *old.services])))
    from tiia_cost.reports import diff as report

    said = remarks(found, {"before": one, "after": other}, goal)
    text = render(report.as_report(changes, (new, old), goal.lang), goal, said)
    return Result(text, goal, beside=found.files)


def _books(
    prices: list[str] | None,
    before: list[str] | None,
    after: list[str] | None,
    written: Mapping[str, str],
    problems: Problems,
) -> tuple[PriceBook, PriceBook]:
    """Return the price lists of both sides. Raises PriceFileError with what is wrong with any of them."""
    from tiia_cost.errors import PriceFileError

    if not (before or after):
        book = price_book(prices, written, problems)
        return book, book
    books = []
    for name, files in (("--prices-before", before), ("--prices-after", after)):
        with suppress(PriceFileError):
            books.append(price_book(files or prices, written, problems, option=name if files else "--prices"))
    if len(books) < 2:  # noqa: PLR2004 - the two sides
        raise problems.as_error(PriceFileError)
    old, new = books
    if old.currency != new.currency:
        one, other = old.lists[-1].name, new.lists[-1].name
        problems.add("currencies-differ", one=one, one_currency=old.currency, other=other, other_currency=new.currency)
    return old, new
