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
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.estimate import Bill, Estimate
    from tiia_cost.core.months import Month
    from tiia_cost.core.purchase import Offer


def continued(
    found: Iterable[Offer], forecast: Estimate, book: PriceBook, *, free_quota: bool
) -> tuple[Offer | None, ...]:
    """Return each offer as it were if its forecast went on for as long as packs are valid.

    Every month after the last one has as many calls as that. An offer is None if its forecast is long enough, or if a
    later price list has no price for the service. `book` priced the forecast; `free_quota` says whether there was a
    free quota.
    """
    bills = {account: list(group) for account, group in groupby(forecast.bills, lambda bill: bill.account)}
    return tuple(
        None
        if offer.months >= offer.pack_months
        else _continued(offer, bills[offer.account], book, free_quota=free_quota)
        for offer in found
    )


def _continued(offer: Offer, bills: Sequence[Bill], book: PriceBook, *, free_quota: bool) -> Offer | None:
    usage, charges = Usage(), [(bill.month, charge) for bill in bills for charge in bill.charges]
    of_service: list[tuple[Month | None, Charge]] = [row for row in charges if row[1].service == offer.service]
    # An unknown month is priced by the newest list: so is the first one from its date on.
    first = _next_after(offer) if bills[0].month is None else position(bills[0].month)
    last = first + offer.months - 1
    for month, charge in of_service:
        usage.add(offer.service, charge.calls, month=month or month_at(first), account=offer.account)
    for number in range(last + 1, first + offer.pack_months):
        usage.add(offer.service, of_service[-1][1].calls, month=month_at(number), account=offer.account)
    try:
        bills_of_all = estimate(usage, book, free_quota=free_quota)
        return next(iter(offers(bills_of_all, book, free_quota=free_quota)), None)
    except UsageError:
        return None


def _next_after(offer: Offer) -> int:
    """Return the position of the first month that the list of an offer surely prices, for it is the newest."""
    since = offer.in_force.prices.effective_from
    return 12 * since.year + since.month
