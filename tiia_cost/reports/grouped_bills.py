"""One table of bills grouped by account, month or service, in place of a table per bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.estimate import Total
from tiia_cost.core.grouping import KEYS, grouped, rows_of
from tiia_cost.core.ranges import lowest_and_highest
from tiia_cost.formats.sheet import EXTRA, Column, Sheet
from tiia_cost.messages import say
from tiia_cost.reports.wording import amount, called, count, so_far, tier_cell, unit_prices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.grouping import Row


def as_sheet(estimate: Estimate, book: PriceBook, keys: Sequence[str], lang: str) -> Sheet:
    """Return a row for each account, month or service, or combination of these, as the `keys` say.

    With all three each row is a charge, which has a tier and a unit price.
    """
    every = rows_of(estimate.bills)
    groups = grouped(every, keys, book.services)
    of_charges = len(keys) == len(KEYS)
    price, prices = unit_prices([group[0].charge for _, group in groups], lang)
    # Freezes of successive months replace each other, they do not add up.
    freezes = all(len({row.month for row in group}) == 1 for _, group in groups)
    one_month = len({row.month for row in every}) == 1
    packs = bool(estimate.packs)
    expected = all(row.charge.is_expected for row in every)
    no_accounts = {row.account for row in every} == {None}

    def cell(key: str, name: str | None) -> str:
        if name is None:
            return "" if key == "account" and no_accounts and len(keys) > 1 else say(f"unknown-{key}", lang)
        return called(name, book.name_of(name), lang)[0] if key == "service" else name

    def figures(rows: Sequence[Row], *, freezes: bool) -> tuple[str, ...]:
        charges = [row.charge for row in rows]
        total = Total.of(charges)
        extremes = ("", "") if estimate.margin is None else tuple(map(amount, lowest_and_highest(charges)))
        return (
            *(
                so_far(charges),
                count(total.calls),
                count(total.pack_calls) if packs else "",
                count(total.billable_calls),
            ),
            *(amount(total.list_cost), amount(total.free_deduction), amount(total.pack_deduction) if packs else ""),
            *(amount(total.cost), *extremes, amount(total.freeze) if freezes else ""),
        )

    rows = tuple(
        (
            *map(cell, keys, names),
            *((tier_cell(group[0].charge, lang), unit_price) if of_charges else ("", "")),
            *figures(group, freezes=freezes),
        )
        for (names, group), unit_price in zip(groups, prices, strict=True)
    )
    columns = (
        *(
            Column(say(f"column-{key}", lang), figure=False, wraps=key != "month", optional=key == "account")
            for key in keys
        ),
        Column(say("column-tier", lang), spare=4, optional=True),
        Column(price, spare=5, optional=True),
        Column(say("column-so-far", lang), spare=2, optional=True),
        Column(say("column-expected-calls" if expected else "column-calls", lang)),
        Column(say("column-paid-by-packs", lang), spare=EXTRA, optional=True),
        Column(say("column-billable-calls", lang), spare=EXTRA),
        Column(say("column-list-cost", lang), spare=3),
        Column(say("column-free-deduction", lang), spare=3),
        Column(say("column-pack-deduction", lang), spare=3, optional=True),
        Column(say("column-cost", lang)),
        Column(say("column-lowest", lang), spare=2, optional=True),
        Column(say("column-highest", lang), spare=1, optional=True),
        Column(say("column-freeze", lang), spare=1, optional=True),
    )
    total = (say("row-total", lang), *[""] * (len(keys) + 1), *figures(every, freezes=one_month))
    title = say("grouped-title", lang, keys=[say(f"column-{key}", lang) for key in keys])
    return Sheet(title, columns, rows, total).without_empty_columns()
