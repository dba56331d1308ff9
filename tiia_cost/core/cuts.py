"""What would bring bills back within a limit: how many fewer calls of which service."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.curve import most_calls
from tiia_cost.core.money import ZERO, subtract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Bill
    from tiia_cost.core.months import Month
    from tiia_cost.core.tariff import Charge

    Measure = Callable[[Charge], Decimal]
    """What of a charge counts towards a limit: its cost, or cost and freeze. That of no calls is 0."""

    Row = tuple[Bill, Charge]


class Pricing(NamedTuple):
    """By what bills were priced: the lists, and whether with free quota."""

    book: PriceBook
    free_quota: bool


class Cut(NamedTuple):
    """So many calls fewer of a service in a month of an account."""

    account: str | None
    month: Month | None
    service: str
    calls: int


class Cuts(NamedTuple):
    """Cuts each of which is enough by itself, or, where none is, such that are enough `together`."""

    cuts: tuple[Cut, ...] = ()
    together: bool = False

    def by_service(self) -> dict[str, int]:
        """Return the calls to cut by service."""
        calls: dict[str, int] = {}
        for cut in self.cuts:
            calls[cut.service] = calls.get(cut.service, 0) + cut.calls
        return calls


def fewest_cuts(rows: Iterable[Row], excess: Decimal, measure: Measure, pricing: Pricing) -> Cuts:
    """Return the fewest calls whose cut lowers the measure of `rows` by at least `excess`, above 0.

    Of each service that can do it alone: the fewest calls, in the month where they are fewest. Where none can: the
    dearest rows as far as they cost nothing, until one more is enough, and of that the fewest calls. No cuts where all
    calls are not enough. A cut never makes dearer by falling below a tier: the count that is left is the largest
    that fits.
    """
    rows = [(bill, charge) for bill, charge in rows if measure(charge)]
    alone: dict[str, Cut] = {}
    for bill, charge in rows:
        if measure(charge) >= excess:
            cut = _cut(bill, charge, subtract(measure(charge), excess), measure, pricing)
            alone[charge.service] = min(alone.get(charge.service, cut), cut, key=lambda cut: cut.calls)
    if alone:
        return Cuts(tuple(alone.values()))
    cuts: list[Cut] = []
    for bill, charge in sorted(rows, key=lambda row: measure(row[1]), reverse=True):
        left = max(subtract(measure(charge), excess), ZERO)
        cuts.append(_cut(bill, charge, left, measure, pricing))
        excess = subtract(excess, measure(charge))
        if excess <= ZERO:
            return Cuts(tuple(cuts), together=True)
    return Cuts()


def _cut(bill: Bill, charge: Charge, allowed: Decimal, measure: Measure, pricing: Pricing) -> Cut:
    tariff = pricing.book.in_force(bill.month).tariff(charge.service)
    most = most_calls(tariff, charge.calls, allowed, measure, free_quota=pricing.free_quota)
    return Cut(bill.account, bill.month, charge.service, charge.calls - most)
