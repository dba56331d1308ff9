"""Cuts that bring bills back within a limit: the number of calls to cut, by service."""

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
    """Share of a charge in the actual amount of a limit: its cost, or `with_freeze` cost plus freeze.

    With a margin it is the highest amount within the margin.
    """

    bill: Bill
    charge: Charge
    with_freeze: bool
    amount: Decimal


class Pricing(NamedTuple):
    """Conditions of an estimate: the price lists, whether there is a free quota, and the margin of the counts."""

    book: PriceBook
    free_quota: bool
    margin: Margin | None = None

    def shares(self, bill: Bill, *, with_freeze: bool = False) -> list[Share]:
        """Return the share of each charge of a bill."""
        return [Share(bill, charge, with_freeze, self._amount(bill, charge, with_freeze)) for charge in bill.charges]

    def _amount(self, bill: Bill, charge: Charge, with_freeze: bool) -> Decimal:
        if self.margin is not None:
            return self.margin.cost_range(self.curve(bill, charge, with_freeze), charge).highest.cost
        return add((charge.cost, charge.freeze)) if with_freeze else charge.cost

    def curve(self, bill: Bill, charge: Charge, with_freeze: bool) -> Curve:
        """Return the curve of a charge's service in the month of its bill: of its cost, or of cost plus freeze."""
        in_force = self.book.in_force(bill.month)
        return in_force.curve(
            charge.service, free_quota=self.free_quota, with_freeze=with_freeze, prepaid=charge.prepaid
        )

    def least(self, share: Share) -> Decimal:
        """Return the least amount to which cutting calls can lower a share: 0 without a margin.

        Calls that a month has had already cannot be cut.
        """
        margin, charge, known = self.margin, share.charge, share.charge.known
        if margin is None and not known:
            return ZERO
        curve = self.curve(share.bill, charge, share.with_freeze)
        if margin is None:
            return curve.extremes(known, charge.calls)[0].cost
        # The highest cost around a count rises with the count, except where its range leaves a stretch below, whose end
        # may be the top of a cliff. So only the first count whose range is clear of each stretch below need be tried.
        beyond = (margin.fewest_calls_from(stretch.span.first, known) for stretch in curve.stretches)
        fewer = (calls for calls in beyond if calls is not None and calls < charge.calls)
        return min((highest(curve, calls, known, margin) for calls in fewer), default=share.amount)

    def cut(self, share: Share, allowed: Decimal) -> Cut:
        """Return the smallest cut that lowers a share to at most `allowed`.

        That must be below its amount, and not below its `least`.
        """
        bill, charge = share.bill, share.charge
        spans = self.curve(bill, charge, share.with_freeze).within(allowed)
        margin = self.margin or NO_MARGIN
        most = charge.calls - 1
        fitting = (margin.most_calls_within(span, most, charge.known) for span in reversed(spans))
        left = next(calls for calls in fitting if calls is not None)
        return Cut(bill.account, bill.month, charge.service, charge.calls - left, charge.to_come)


def highest(curve: Curve, calls: int, known: int, margin: Margin) -> Decimal:
    """Return the highest amount within a margin of a count of which some calls are known."""
    return curve.extremes(*margin.around(calls, known))[1].cost


class Cut(NamedTuple):
    """Number of calls to cut of a service in a month of an account.

    Of a month that is known up to a day they are some of the calls `to_come`, which is None of any other month.
    """

    account: str | None
    month: Month | None
    service: str
    calls: int
    to_come: int | None = None


class Cuts(NamedTuple):
    """Cuts of which each is enough by itself, or, if none is, cuts that are enough `together`.

    Where there are none, `lacking` is by how much the limit is exceeded with all the cuts that can be made.
    """

    cuts: tuple[Cut, ...] = ()
    together: bool = False
    lacking: Decimal = ZERO

    def by_service(self) -> dict[str, int]:
        """Return the number of calls to cut, by service."""
        calls: dict[str, int] = {}
        for cut in self.cuts:
            calls[cut.service] = calls.get(cut.service, 0) + cut.calls
        return calls


def fewest_cuts(shares: Iterable[Share], excess: Decimal, pricing: Pricing) -> Cuts:
    """Return the fewest calls whose cut lowers the sum of `shares` by at least `excess`, which is above 0.

    If single services can do it alone: for each of them the fewest calls, in the month where they are fewest. If none
    can: the shares that can be lowered most are lowered as far as they can be, until one more is enough, and of that
    one the fewest calls are cut. If cutting all calls is not enough, there are no cuts. A cut never raises the cost by
    falling below a tier: the count that is left is the largest that fits.
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
    for share, by in sorted((one for one in lowered if one[1] > ZERO), key=lambda row: row[1], reverse=True):
        cuts.append(pricing.cut(share, subtract(share.amount, min(by, excess))))
        excess = subtract(excess, by)
        if excess <= ZERO:
            return Cuts(tuple(cuts), together=True)
    return Cuts(lacking=excess)
