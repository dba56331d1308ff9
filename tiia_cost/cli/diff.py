"""``tiia-cost diff``: the changes between two forecasts, or between two price lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from tiia_cost.cli import completion
from tiia_cost.cli.command import command
from tiia_cost.cli.options import By, PackOptions, PageOutputOptions, ReadOptions
from tiia_cost.cli.output import Result
from tiia_cost.cli.owned_packs import packs_of
from tiia_cost.cli.parameters import OUTPUT, PRICES, argument, flag, option
from tiia_cost.cli.run import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.book import PriceBook

Before = Annotated[
    str,
    argument("BEFORE", "option-before", complete=completion.usage),
]
After = Annotated[str | None, argument("AFTER", "option-after", complete=completion.usage)]
PricesBefore = Annotated[
    list[str] | None,
    option("--prices-before", "NAME|FILE", "option-prices-before", complete=completion.price_lists, group=PRICES),
]
PricesAfter = Annotated[
    list[str] | None,
    option("--prices-after", "NAME|FILE", "option-prices-after", complete=completion.price_lists, group=PRICES),
]

All = Annotated[bool, flag("--all", "option-all", group=OUTPUT)]


@command
def diff(
    before: Before,
    after: After = None,
    prices_before: PricesBefore = None,
    prices_after: PricesAfter = None,
    by: By = None,
    all_: All = False,
    *,
    pricing: PackOptions,
    output: PageOutputOptions,
    reading: ReadOptions,
) -> Result:
    """Print the changes between two forecasts: calls, cost and tier of each service, month and account."""
    from tiia_cost.core.diff import diff as compare
    from tiia_cost.core.grouping import KEYS
    from tiia_cost.reports import diff as report

    run = Run(output, reading)
    month, keys = run.month(pricing.month), run.by(by, KEYS)
    if after is None and not (prices_before or prices_after):
        run.problems.add("diff-without-after")
    old, new = _books(run, pricing.prices, prices_before, prices_after)
    run.refuse_pieces([before] if after is None else [before, after], old)
    with run.usage(month) as reader:
        used = reader.read([before], old)
        will_be_used = used if after is None else reader.read([after], new)
    packs = packs_of(run, pricing.pack, new, [used, will_be_used])
    one, other = run.price((used, old), (will_be_used, new), free_quota=not pricing.no_free_quota, packs=packs)
    changes = compare(one, other, list(dict.fromkeys([*new.services, *old.services])))
    done = report.as_report(changes, (one, other), (old, new), run.lang, by=keys, unchanged=all_)
    return run.result(done, before=one, after=other)


def _books(
    run: Run, prices: Sequence[str] | None, before: Sequence[str] | None, after: Sequence[str] | None
) -> tuple[PriceBook, PriceBook]:
    """Return the price lists of BEFORE and those of AFTER. Raises PriceFileError with the problems of both."""
    if not (before or after):
        book = run.book(prices)
        return book, book
    sides = (("--prices-before", before), ("--prices-after", after))
    return run.both_books(*((name if files else "--prices", files or prices) for name, files in sides))
