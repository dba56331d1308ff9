"""Facts of an estimate: the three figures that a reader of a page or a workbook looks for first."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tiia_cost.core.grouping import dearest, rows_of
from tiia_cost.core.money import add, share
from tiia_cost.core.months import Month
from tiia_cost.core.ranges import lowest_and_highest
from tiia_cost.formats.sheet import Fact
from tiia_cost.messages import say
from tiia_cost.reports.ranges import margin_text
from tiia_cost.reports.wording import called, count, listed, money, months_text, percentage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate

_FACTS = 3


def facts(estimate: Estimate, book: PriceBook, lang: str) -> list[Fact]:
    """Return the most telling of: range, dearest month and service, packs, freeze, free quota, list cost, calls."""
    return list(islice(_facts(estimate, book, lang), _FACTS))


def _facts(estimate: Estimate, book: PriceBook, lang: str) -> Iterator[Fact]:
    def fact(code: str, amount: Decimal, of: Sequence[str] = (), more: Sequence[str] = ()) -> Fact:
        return Fact(say(code, lang), money(amount, estimate.currency)[lang], listed([*of, *more], lang))

    rows, total = rows_of(estimate.bills), estimate.total
    if estimate.margin is not None:
        lowest, highest = (money(cost, estimate.currency) for cost in lowest_and_highest(row.charge for row in rows))
        margin = margin_text(estimate.margin, lang)
        yield Fact(say("fact-range", lang, margin=margin), say("fact-from-to", lang, first=lowest, last=highest))
    months, cost = dearest(rows, "month")
    if total.cost and len({row.month for row in rows}) > 1:
        unknown = [say("unknown-month", lang)] if None in months else []
        yield fact("fact-dearest-month", cost, unknown, months_text(Month(month) for month in months if month))
    services, cost = dearest(rows, "service", book.services)
    if total.cost and len({row.service for row in rows}) > 1:
        names = [called(service, book.name_of(service), lang)[0] for service in services if service]
        part = say("fact-share", lang, services=names, share=percentage(share(cost, total.cost)))
        yield Fact(say("fact-dearest-service", lang), money(cost, estimate.currency)[lang], part)
    if total.pack_deduction:
        yield fact("fact-pack-deduction", total.pack_deduction)
    frozen = add({bill.account: bill.total.freeze for bill in estimate.bills}.values())  # the last replaces the others
    if frozen:
        yield fact("fact-freeze", frozen)
    last = (
        fact("fact-free-deduction", total.free_deduction),
        fact("fact-list-cost", total.list_cost),
        Fact(say("fact-calls", lang), count(total.calls)),
    )
    # Without free and prepaid calls the list cost is the cost, which has been said.
    yield from last if total.free_deduction or total.pack_deduction else reversed(last)
