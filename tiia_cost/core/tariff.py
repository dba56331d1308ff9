"""The price of one service under one price list: tiers, free quota and freeze, and what a count costs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from math import lcm
from typing import NamedTuple

from tiia_cost.core.money import ZERO, rounded, subtract

FREE_PRICE = Decimal(0)


class Note(NamedTuple):
    """Something a reader of a charge should know: a stable code and its parameters."""

    code: str
    params: dict[str, object]


class Charge(NamedTuple):
    """What one service costs in one month. Counts are calls; amounts have two decimals.

    ``tier`` counts from 1 and is None in a free month; ``unit_price`` is for ``per`` calls;
    ``list_cost`` − ``free_deduction`` = ``cost``; ``freeze`` is what the settlement freezes for the next month.
    """

    service: str
    calls: int
    free_calls: int
    billable_calls: int
    tier: int | None
    unit_price: Decimal
    per: int
    list_cost: Decimal
    free_deduction: Decimal
    cost: Decimal
    freeze: Decimal
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Tariff:
    """How one service is charged. Made by a price list, which has checked it.

    ``prices`` has one unit price per tier, for ``per`` calls; ``bounds`` are the limits between tiers, one
    fewer. ``upper_included`` says on which side a bound lies (rule 3): True keeps it in the lower tier.
    ``freeze_basis`` is None where nothing is frozen.
    """

    service: str
    graduated: bool
    by_billable: bool
    per: int
    free_quota: int
    prices: tuple[Decimal, ...]
    bounds: tuple[int, ...]
    upper_included: bool
    freeze_basis: str | None
    freeze_rate: Decimal
    # Unit prices as whole numbers over one denominator, so that every amount is a fraction of two integers.
    _scaled: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _denominator: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Turn the decimal prices into integers."""
        ratios = [price.as_integer_ratio() for price in self.prices]
        common = lcm(*(denominator for _, denominator in ratios))
        object.__setattr__(self, "_scaled", tuple(n * (common // d) for n, d in ratios))
        object.__setattr__(self, "_denominator", common * self.per)

    def tier_reached(self, count: int) -> int:
        """Return the tier, from 0, in which a count of calls lies."""
        find = bisect_left if self.upper_included else bisect_right
        return find(self.bounds, count)

    def tier_counts(self) -> list[tuple[int, int | None]]:
        """Return the first and last count of each tier; the last tier has no last count."""
        shift = 1 if self.upper_included else 0
        firsts = (0, *(bound + shift for bound in self.bounds))
        return [
            (first, end - 1 if end is not None else None)
            for first, end in zip(firsts, (*firsts[1:], None), strict=True)
        ]

    def _slices(self, count: int) -> int:
        """Return what `count` calls cost from zero through the slices, times the denominator (rule 14)."""
        cost = start = 0
        for bound, price in zip((*self.bounds, count), self._scaled, strict=True):
            end = min(bound, count)
            cost += (end - start) * price
            start = end
        return cost

    def charge(self, calls: int, *, free_quota: bool = True) -> Charge:
        """Return what `calls` calls of one month cost (rules 2 to 8, 13 and 14).

        `free_quota` False charges every call. No errors: any whole count from 0 is priced.
        """
        free = min(calls, self.free_quota) if free_quota else 0
        billable = calls - free
        deciding = billable if self.by_billable else calls
        if self.graduated:
            # The slice of the last call. A slice is as wide as its bounds say on either side, so the
            # call that fills it is still its own, whichever tier a volume list would give that count.
            tier = bisect_left(self.bounds, deciding)
            list_cost = self._slices(calls)
            cost = self._slices(billable) if self.by_billable else list_cost - self._slices(free)
        else:
            tier = self.tier_reached(deciding)
            list_cost = calls * self._scaled[tier]
            cost = billable * self._scaled[tier]
        charged, listed = rounded(cost, self._denominator), rounded(list_cost, self._denominator)
        return Charge(
            self.service,
            calls,
            free,
            billable,
            tier + 1,
            self.prices[tier],
            self.per,
            listed,
            subtract(listed, charged),
            charged,
            self._freeze(list_cost, cost),
        )

    def _freeze(self, list_cost: int, cost: int) -> Decimal:
        if self.freeze_basis is None:
            return ZERO
        numerator, denominator = self.freeze_rate.as_integer_ratio()
        basis = list_cost if self.freeze_basis == "list_cost" else cost
        return rounded(basis * numerator, self._denominator * denominator)

    def charge_free_month(self, calls: int) -> Charge:
        """Return the charge of a month before charging began: it costs and freezes nothing (rule 10)."""
        return Charge(
            self.service,
            calls,
            calls,
            0,
            None,
            FREE_PRICE,
            self.per,
            ZERO,
            ZERO,
            ZERO,
            ZERO,
            (Note("free-beta", {}),),
        )
