"""All bills in one table, a row for each charge: for documents that are filtered and added up by who gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.estimate import Total
from tiia_cost.core.ranges import lowest_and_highest
from tiia_cost.formats.sheet import Column, Sheet, figure
from tiia_cost.messages import say
from tiia_cost.reports.wording import amount, called, count, currency_name, plain_price, so_far

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge, CostRange
    from tiia_cost.core.estimate import Estimate


_FIGURES = (
    *(
        "column-so-far",
        "column-calls",
        "column-free-calls",
        "column-paid-by-packs",
        "column-billable-calls",
        "column-tier",
    ),
    *("column-unit-price", "column-per", "column-list-cost", "column-free-deduction", "column-pack-deduction"),
    *("column-cost", "column-freeze"),
)
_OPTIONAL = ("column-so-far", "column-paid-by-packs", "column-pack-deduction")
_RANGE = (
    *("column-calls-from", "column-calls-to", "column-lowest", "column-calls-at-lowest"),
    *("column-highest", "column-calls-at-highest"),
)


def as_sheet(title: str, estimate: Estimate, book: PriceBook, lang: str) -> Sheet:
    """Return the table of all charges, with account and month in each row.

    With a margin it has the cost ranges, too. The total has no freeze if there are several months: their freezes
    replace each other.
    """
    columns = (
        Column(say("column-account", lang), figure=False),
        Column(say("column-month", lang), figure=False),
        Column(say("column-service", lang), figure=False),
        Column(say("column-id" if lang == "zh" else "column-name", lang), figure=False),
        *(
            Column(say(code, lang), optional=code in _OPTIONAL)
            for code in (*_FIGURES, *(_RANGE if estimate.margin is not None else ()))
        ),
        Column(say("column-price-list", lang), figure=False),
    )
    rows = tuple(
        (
            bill.account or "",
            bill.month or "",
            *called(charge.service, book.name_of(charge.service), lang),
            *_figures(charge, packs=bool(estimate.packs)),
            *(() if charge.cost_range is None else _range(charge.cost_range)),
            bill.prices,
        )
        for bill in estimate.bills
        for charge in bill.charges
    )
    currency = say("amounts-in", lang, currency=currency_name(estimate.currency))
    return Sheet(title, columns, rows, tuple(_total(estimate, lang)), (currency,)).without_empty_columns()


def _figures(charge: Charge, *, packs: bool) -> Iterator[str]:
    yield so_far([charge])
    yield from _calls(charge, packs=packs)
    # A free month has no tier. An empty cell does not disturb whoever computes with the column.
    yield figure("", None, "count") if charge.tier is None else count(charge.tier)
    yield from (plain_price(charge.unit_price), count(charge.per))
    yield from (*_amounts(charge, packs=packs), amount(charge.freeze))


def _calls(row: Charge | Total, *, packs: bool) -> Iterator[str]:
    yield from (count(row.calls), count(row.free_calls), count(row.pack_calls) if packs else "")
    yield count(row.billable_calls)


def _amounts(row: Charge | Total, *, packs: bool) -> Iterator[str]:
    yield from (amount(row.list_cost), amount(row.free_deduction), amount(row.pack_deduction) if packs else "")
    yield amount(row.cost)


def _range(cost_range: CostRange) -> Iterator[str]:
    first, last, lowest, highest = cost_range
    yield from (count(first), count(last))
    for point in (lowest, highest):
        yield from (amount(point.cost), count(point.calls))


def _total(estimate: Estimate, lang: str) -> Iterator[str]:
    total, packs = Total.of(bill.total for bill in estimate.bills), bool(estimate.packs)
    yield from (say("row-total", lang), "", "", "")
    yield so_far(charge for bill in estimate.bills for charge in bill.charges)
    yield from _calls(total, packs=packs)
    yield from ("", "", "")
    yield from _amounts(total, packs=packs)
    yield amount(total.freeze) if len({bill.month for bill in estimate.bills}) == 1 else ""
    if estimate.margin is not None:
        lowest, highest = lowest_and_highest(charge for bill in estimate.bills for charge in bill.charges)
        yield from ("", "", amount(lowest), "", amount(highest), "")
    yield ""
