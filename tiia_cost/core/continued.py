"""Forecasts that are shorter than packs are valid, as if they went on: what would be the best purchase then."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tiia_cost.core.estimate import estimate
from tiia_cost.core.months import month_at, position
from tiia_cost.core.purchase import offers
from tiia_cost.core.usage import Usage
from tiia_cost.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Bill, Estimate
    from tiia_cost.core.purchase import Offer

    Key = tuple[str | None, str]
    """Account and service."""


def continued(
    found: Sequence[Offer], forecast: Estimate, book: PriceBook, *, free_quota: bool
) -> tuple[Offer | None, ...]:
    """Return each offer as it were if its forecast went on for as long as packs are valid.

    Every month after the last one has as many calls as that. An offer is None if its forecast is long enough, or if a
    later price list has no price for the service. `book` priced the forecast; `free_quota` says whether there was a
    free quota.
    """
    short = [offer for offer in found if offer.months < offer.pack_months]
    bills = {account: list(group) for account, group in groupby(forecast.bills, lambda bill: bill.account)}
    try:
        later = _offers(short, bills, book, free_quota=free_quota)
    except UsageError:  # one of them at least: each by itself
        later = {}
        for offer in short:
            later |= _offers_or_none(offer, bills, book, free_quota=free_quota)
    return tuple(later.get((offer.account, offer.service)) for offer in found)


def _offers_or_none(
    offer: Offer, bills: dict[str | None, list[Bill]], book: PriceBook, *, free_quota: bool
) -> dict[Key, Offer]:
    try:
        return _offers([offer], bills, book, free_quota=free_quota)
    except UsageError:
        return {}


def _offers(
    short: Iterable[Offer], bills: dict[str | None, list[Bill]], book: PriceBook, *, free_quota: bool
) -> dict[Key, Offer]:
    """Return the offers of forecasts that go on, with the bills of all accounts. Raises UsageError if one cannot."""
    usage = Usage()
    for offer in short:
        _go_on(usage, offer, bills[offer.account])
    found = offers(estimate(usage, book, free_quota=free_quota), book, free_quota=free_quota)
    return {(offer.account, offer.service): offer for offer in found}


def _go_on(usage: Usage, offer: Offer, bills: Sequence[Bill]) -> None:
    """Add the calls of a service in all months in which packs are valid to usage."""
    rows = [(bill.month, one.calls) for bill in bills for one in bill.charges if one.service == offer.service]
    # An unknown month is priced by the newest list: so is the first one from its date on.
    first = _next_after(offer) if bills[0].month is None else position(bills[0].month)
    for month, calls in rows:
        usage.add(offer.service, calls, month=month or month_at(first), account=offer.account)
    for number in range(first + offer.months, first + offer.pack_months):
        usage.add(offer.service, rows[-1][1], month=month_at(number), account=offer.account)


def _next_after(offer: Offer) -> int:
    """Return the position of the first month that the list of an offer surely prices, for it is the newest."""
    since = offer.in_force.prices.effective_from
    return 12 * since.year + since.month
