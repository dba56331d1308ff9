"""What would bring bills back within a limit: how many fewer calls of which service."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import ZERO, add, subtract
from tiia_cost.core.ranges import NO_MARGIN, Margin

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.curve import Curve
    from tiia_cost.core.estimate import Bill
    from tiia_cost.core.months import Month


class Share(NamedTuple):
    """What a charge adds to what a limit meets: its cost, or `with_freeze` cost and freeze; with a margin the most."""

    bill: Bill
    charge: Charge
    with_freeze: bool
    amount: Decimal


class Pricing(NamedTuple):
    """By what bills were priced, the lists and whether with free quota; and by how much their counts may be off."""

    book: PriceBook
    free_quota: bool
    margin: Margin | None = None

    def shares(self, bill: Bill, *, with_freeze: bool = False) -> list[Share]:
        """Return what each charge of a bill adds."""
        return [Share(bill, charge, with_freeze, self._amount(bill, charge, with_freeze)) for charge in bill.charges]

    def _amount(self, bill: Bill, charge: Charge, with_freeze: bool) -> Decimal:
        if self.margin is not None:
            return _most(self._curve(bill, charge, with_freeze), charge.calls, self.margin)
        return add((charge.cost, charge.freeze)) if with_freeze else charge.cost

    def _curve(self, bill: Bill, charge: Charge, with_freeze: bool) -> Curve:
        in_force = self.book.in_force(bill.month)
        return in_force.curve(charge.service, free_quota=self.free_quota, with_freeze=with_freeze)

    def least(self, share: Share) -> Decimal:
        """Return the least that a share can be brought down to by cutting calls: 0 without a margin."""
        margin = self.margin
        if margin is None:
            return ZERO
        curve = self._curve(share.bill, share.charge, share.with_freeze)
        # The most around a count rises with it, but where it leaves the end of a tier below: a cliff may be there.
        beyond = (margin.fewest_calls_from(span.first) for _, span in curve.tiers())
        return min(_most(curve, calls, margin) for calls in beyond if calls is not None and calls <= share.charge.calls)

    def cut(self, share: Share, allowed: Decimal) -> Cut:
        """Return the fewest calls whose cut brings a share down to `allowed`, which must not be below its `least`."""
        bill, charge = share.bill, share.charge
        spans = self._curve(bill, charge, share.with_freeze).within(allowed)
        margin = self.margin or NO_MARGIN
        fitting = (margin.most_calls_within(span, charge.calls) for span in reversed(spans))
        left = next(calls for calls in fitting if calls is not None)
        return Cut(bill.account, bill.month, charge.service, charge.calls - left)


def _most(curve: Curve, calls: int, margin: Margin) -> Decimal:
    """Return the highest amount within a margin of a count."""
    return curve.extremes(*margin.around(calls))[1].cost


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


def fewest_cuts(shares: Iterable[Share], excess: Decimal, pricing: Pricing) -> Cuts:
    """Return the fewest calls whose cut lowers the sum of `shares` by at least `excess`, above 0.

    Of each service that can do it alone: the fewest calls, in the month where they are fewest. Where none can: those
    that can be lowered most as far as they can be, until one more is enough, and of that the fewest calls. No cuts
    where all calls are not enough. A cut never makes dearer by falling below a tier: the count that is left is the
    largest that fits.
    """
    lowered = [(share, subtract(share.amount, pricing.least(share))) for share in shares]
    alone: dict[str, Cut] = {}
    for share, by in lowered:
        if by >= excess:
            cut = pricing.cut(share, subtract(share.amount, excess))
            alone[cut.service] = min(alone.get(cut.service, cut), cut, key=lambda cut: cut.calls)
    if alone:
        return Cuts(tuple(alone.values()))
    cuts: list[Cut] = []
    for share, by in sorted(lowered, key=lambda row: row[1], reverse=True):
        cuts.append(pricing.cut(share, subtract(share.amount, min(by, excess))))
        excess = subtract(excess, by)
        if excess <= ZERO:
            return Cuts(tuple(cuts), together=True)
    return Cuts()
