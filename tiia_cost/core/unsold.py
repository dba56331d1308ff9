"""Services of a forecast of which no prepaid packs are on sale, with the reason."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import add

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from tiia_cost.core.book import InForce, PriceBook
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.months import Month


class Unsold(NamedTuple):
    """A service of an account of which no packs are on sale in its first month, in which they would be bought.

    ``in_force`` is the list of that month, which may be free of charge; ``without`` is what all its months cost, and
    ``sold_from`` the first of its later months whose list sells packs of the service, None if there is none.
    """

    account: str | None
    service: str
    in_force: InForce
    without: Decimal
    sold_from: Month | None


def unsold(estimate: Estimate, book: PriceBook) -> tuple[Unsold, ...]:
    """Return the services without packs on sale, by account; `book` priced the bills of the forecast."""
    return tuple(_unsold(estimate, book))


def _unsold(estimate: Estimate, book: PriceBook) -> Iterator[Unsold]:
    for account, bills_of in groupby(estimate.bills, lambda bill: bill.account):
        bills = list(bills_of)
        first, *later = (book.in_force(bill.month) for bill in bills)
        charges = [charge for bill in bills for charge in bill.charges]
        for service in book.services:
            costs = [charge.cost for charge in charges if charge.service == service]
            if costs and not _sells(first, service):
                sold_from = next((one.month for one in later if _sells(one, service)), None)
                yield Unsold(account, service, first, add(costs), sold_from)


def _sells(in_force: InForce, service: str) -> bool:
    row = in_force.prices.services.get(service)
    return row is not None and bool(row.packs) and not in_force.free
