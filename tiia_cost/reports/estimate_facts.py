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
from tiia_cost.reports.wording import called, count, listed, money, months_text, percentage, so_far

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.grouping import Row

_FACTS = 3


def facts(estimate: Estimate, book: PriceBook, lang: str) -> list[Fact]:
    """Return the most telling facts.

    They are range, cost of the month that goes on, calls so far, next tier, dearest month and service, packs, freeze,
    free quota, list cost, calls.
    """
    return list(islice(_facts(estimate, book, lang), _FACTS))


def _facts(estimate: Estimate, book: PriceBook, lang: str) -> Iterator[Fact]:
    def fact(code: str, amount: Decimal, of: Sequence[str] = (), more: Sequence[str] = ()) -> Fact:
        return Fact(say(code, lang), money(amount, estimate.currency)[lang], listed([*of, *more], lang))

    rows, total = rows_of(estimate.bills), estimate.total
    if estimate.margin is not None:
        lowest, highest = (money(cost, estimate.currency) for cost in lowest_and_highest(row.charge for row in rows))
        margin = margin_text(estimate.margin, lang)
        yield Fact(say("fact-range", lang, margin=margin), say("fact-from-to", lang, first=lowest, last=highest))
    several = len({row.month for row in rows}) > 1
    if estimate.projection is not None and several and estimate.projection.days_left:
        month = estimate.projection.month
        cost = add(row.charge.cost for row in rows if row.month == month)
        yield fact("fact-month-at-pace", cost, months_text([month]))
    yield from _of_pace(rows, book, lang)
    months, cost = dearest(rows, "month")
    if total.cost and several:
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


def _of_pace(rows: Sequence[Row], book: PriceBook, lang: str) -> Iterator[Fact]:
    """Yield the calls so far of a month that goes on, and the day on which the first of the tiers to come begins."""
    charges = [row.charge for row in rows if row.charge.is_expected]
    if not charges:
        return
    expected = say("fact-expected", lang, calls=sum(charge.calls for charge in charges))
    yield Fact(say("fact-so-far", lang), so_far(charges), expected)
    tiers = [
        (note.figures["date"], note.figures["tier"], charge.service)
        for charge in charges
        for note in charge.notes
        if note.code == "tier-reached-on"
    ]
    if tiers:
        date, tier, service = min(tiers)
        name = called(service, book.name_of(service), lang)[0]
        yield Fact(say("fact-next-tier", lang), date, say("fact-tier-of", lang, service=name, tier=tier))
