"""Tariff of one service under one price list: tiers, free quota and freeze, and the cost of a count."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING

from tiia_cost.core.charge import Charge
from tiia_cost.core.money import ZERO, rounded, subtract

if TYPE_CHECKING:
    from collections.abc import Iterator

FREE_PRICE = Decimal(0)


@dataclass(frozen=True)
class Tariff:
    """Tariff of one service. It is made by a price list, which has checked the values.

    ``prices`` has one unit price per tier, for ``per`` calls; ``bounds`` are the boundaries between tiers, one fewer.
    ``upper_included`` says on which side a boundary lies (rule 3): True keeps it in the lower tier. ``freeze_basis`` is
    None if nothing is frozen.
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

    @cached_property
    def denominator(self) -> int:
        """Denominator of all `exact` amounts, so that each of them is a fraction of two whole numbers."""
        return lcm(*(price.as_integer_ratio()[1] for price in self.prices)) * self.per

    @cached_property
    def _scaled(self) -> tuple[int, ...]:
        """Unit prices for one call, by tier, times `denominator`."""
        ratios = (price.as_integer_ratio() for price in self.prices)
        return tuple(numerator * (self.denominator // self.per // denominator) for numerator, denominator in ratios)

    def tier_reached(self, count: int) -> int:
        """Return the tier, from 0, of a deciding count: total or billable calls, as the tier basis says (rule 4)."""
        # A slice of graduated tiers is equally wide, whichever tier its boundaries belong to (rule 3): the call that
        # fills it is still its own, whatever tier a volume list would give that count.
        find = bisect_left if self.upper_included or self.graduated else bisect_right
        return find(self.bounds, count)

    def tier_starts(self, *, free_quota: bool = True) -> tuple[int, ...]:
        """Return the first count of each tier, in calls; with basis `billable` a tier starts a free quota later."""
        shift = 1 if self.upper_included or self.graduated else 0
        if self.by_billable and free_quota:
            shift += self.free_quota
        return (0, *(bound + shift for bound in self.bounds))

    def tier_counts(self) -> list[tuple[int, int | None]]:
        """Return the first and last count of each tier, in calls; the last count of the last tier is None."""
        firsts = self.tier_starts()
        return [
            (first, end - 1 if end is not None else None)
            for first, end in zip(firsts, (*firsts[1:], None), strict=True)
        ]

    @cached_property
    def _freeze_ratio(self) -> tuple[int, int]:
        return self.freeze_rate.as_integer_ratio()

    @cached_property
    def starts(self) -> dict[bool, tuple[tuple[int, Decimal], ...]]:
        """First count of each volume tier, in calls, and the month's cost there; with and without free quota."""
        return {free_quota: tuple(self._starts(free_quota=free_quota)) for free_quota in (True, False)}

    def _starts(self, *, free_quota: bool) -> Iterator[tuple[int, Decimal]]:
        for tier, start in enumerate(self.tier_starts(free_quota=free_quota)):
            free = min(start, self.free_quota) if free_quota else 0
            yield start, self.volume_cost(tier, start - free)

    def volume_cost(self, tier: int, billable: int) -> Decimal:
        """Return the cost of `billable` calls at the unit price of a tier, counted from 0; rounded to two decimals."""
        return rounded(billable * self._scaled[tier], self.denominator)

    def slices(self, count: int) -> list[int]:
        """Return how many of the first `count` calls are in each tier: the slices of graduated tiers (rule 14)."""
        ends = (0, *(min(bound, count) for bound in self.bounds), count)
        return [end - start for start, end in pairwise(ends)]

    def _through_slices(self, count: int) -> int:
        """Return the cost of the first `count` calls through the slices, times `denominator` (rule 14)."""
        return sum(calls * price for calls, price in zip(self.slices(count), self._scaled, strict=True))

    def charge(self, calls: int, *, free_quota: bool = True) -> Charge:
        """Price `calls` calls of one month (rules 2 to 8, 13 and 14).

        `free_quota` False charges every call. Raises no errors: any whole count from 0 has a price.
        """
        tier, free, list_cost, cost = self.exact(calls, free_quota=free_quota)
        charged, listed = rounded(cost, self.denominator), rounded(list_cost, self.denominator)
        return Charge(
            self.service,
            calls,
            free,
            calls - free,
            tier + 1,
            self.prices[tier],
            self.per,
            listed,
            subtract(listed, charged),
            charged,
            rounded(*self.exact_freeze(list_cost, cost)),
        )

    def exact(self, calls: int, *, free_quota: bool) -> tuple[int, int, int, int]:
        """Return the tier (from 0), the free calls, and the exact list cost and cost, both over `denominator`."""
        free = min(calls, self.free_quota) if free_quota else 0
        billable = calls - free
        tier = self.tier_reached(billable if self.by_billable else calls)
        if not self.graduated:
            return tier, free, calls * self._scaled[tier], billable * self._scaled[tier]
        list_cost = self._through_slices(calls)
        cost = self._through_slices(billable) if self.by_billable else list_cost - self._through_slices(free)
        return tier, free, list_cost, cost

    def exact_freeze(self, list_cost: int, cost: int) -> tuple[int, int]:
        """Return the freeze for an exact list cost and cost (rule 8), as a numerator and a denominator."""
        if self.freeze_basis is None:
            return 0, 1
        numerator, denominator = self._freeze_ratio
        return (list_cost if self.freeze_basis == "list_cost" else cost) * numerator, self.denominator * denominator

    def charge_free_month(self, calls: int) -> Charge:
        """Return the charge of a free month, which costs nothing and freezes nothing (rule 10)."""
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
        )
