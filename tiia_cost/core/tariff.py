"""Tariff of one service under one price list: tiers, free quota and freeze, and the cost of a count."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, pairwise
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.charge import Charge
from tiia_cost.core.money import ZERO, rounded, subtract

if TYPE_CHECKING:
    from collections.abc import Iterator

FREE_PRICE = Decimal(0)


class Exact(NamedTuple):
    """Cost of a count before it is rounded: its tier, from 0, its free calls and those that packs pay for.

    Amounts are whole numbers over the `denominator` of the tariff.
    """

    tier: int
    free_calls: int
    pack_calls: int
    list_cost: int
    pack_deduction: int
    cost: int


@dataclass(frozen=True)
class Tariff:
    """Tariff of one service. It is made by a price list, which has checked the values.

    ``prices`` has one unit price per tier, for ``per`` calls; ``bounds`` are the boundaries between tiers, one fewer.
    ``upper_included`` says on which side a boundary lies (rule 3): True keeps it in the lower tier. ``freeze_basis`` is
    None if nothing is frozen. ``pack_calls_count`` says whether calls that a pack pays for count towards the tier (rule
    15).
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
    pack_calls_count: bool = False

    @cached_property
    def denominator(self) -> int:
        """Denominator of all `exact` amounts, so that each of them is a fraction of two whole numbers."""
        return lcm(*(price.as_integer_ratio()[1] for price in self.prices)) * self.per

    @cached_property
    def _scaled(self) -> tuple[int, ...]:
        """Unit prices for one call, by tier, times `denominator`."""
        ratios = (price.as_integer_ratio() for price in self.prices)
        return tuple(numerator * (self.denominator // self.per // denominator) for numerator, denominator in ratios)

    @cached_property
    def cheapest(self) -> int:
        """Lowest unit price for one call, times `denominator`."""
        return min(self._scaled)

    def tier_reached(self, count: int) -> int:
        """Return the tier, from 0, of a deciding count: total or billable calls, as the tier basis says (rule 4)."""
        # A slice of graduated tiers is equally wide, whichever tier its boundaries belong to (rule 3): the call that
        # fills it is still its own, whatever tier a volume list would give that count.
        find = bisect_left if self.upper_included or self.graduated else bisect_right
        return find(self.bounds, count)

    def tier_starts(self, *, free_quota: bool = True, prepaid: int = 0) -> tuple[int, ...]:
        """Return the first count of each tier, in calls; with basis `billable` a tier starts a free quota later.

        `prepaid` is how many calls packs can pay for: where these do not count, a tier starts that much later, unless
        it starts within the free quota.
        """
        quota = self.free_quota if free_quota else 0
        shift = (1 if self.upper_included or self.graduated else 0) + (quota if self.by_billable else 0)
        later = 0 if self.pack_calls_count else prepaid
        starts = (bound + shift for bound in self.bounds)
        return (0, *(start + later if start > quota else start for start in starts))

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
        return self.starts_with(0, free_quota=free_quota)

    def starts_with(self, prepaid: int, *, free_quota: bool) -> Iterator[tuple[int, Decimal]]:
        """Yield what `starts` has, for a month in which packs can pay for `prepaid` calls."""
        for tier, start in enumerate(self.tier_starts(free_quota=free_quota, prepaid=prepaid)):
            free, paid = self.not_billed(start, free_quota=free_quota, prepaid=prepaid)
            yield start, self.volume_cost(tier, start - free - paid)

    def not_billed(self, calls: int, *, free_quota: bool, prepaid: int) -> tuple[int, int]:
        """Return how many calls are free, and how many packs pay for: the free quota is taken first (rule 15)."""
        free = min(calls, self.free_quota) if free_quota else 0
        return free, min(calls - free, prepaid)

    def volume_cost(self, tier: int, billable: int) -> Decimal:
        """Return the cost of `billable` calls at the unit price of a tier, counted from 0; rounded to two decimals."""
        return rounded(billable * self._scaled[tier], self.denominator)

    def slices(self, count: int) -> list[int]:
        """Return how many of the first `count` calls are in each tier: the slices of graduated tiers (rule 14)."""
        ends = (0, *(min(bound, count) for bound in self.bounds), count)
        return [end - start for start, end in pairwise(ends)]

    def _through_slices(self, count: int) -> int:
        """Return the cost of the first `count` calls through the slices, times `denominator` (rule 14)."""
        tier = bisect_left(self.bounds, count)
        start, cost = self._slice_starts[tier]
        return cost + (count - start) * self._scaled[tier]

    @cached_property
    def _slice_starts(self) -> tuple[tuple[int, int], ...]:
        """How many calls are below each slice, and their cost, times `denominator`."""
        starts = (0, *self.bounds)
        widths = (end - start for start, end in pairwise(starts))
        costs = accumulate((width * price for width, price in zip(widths, self._scaled, strict=False)), initial=0)
        return tuple(zip(starts, costs, strict=True))

    def charge(self, calls: int, *, free_quota: bool = True, prepaid: int = 0) -> Charge:
        """Price `calls` calls of one month (rules 2 to 8, 13 to 15).

        `free_quota` False charges every call; packs can pay for `prepaid` calls. Raises no errors: any whole count from
        0 has a price.
        """
        exact = self.exact(calls, free_quota=free_quota, prepaid=prepaid)
        cost, listed = rounded(exact.cost, self.denominator), rounded(exact.list_cost, self.denominator)
        paid = rounded(exact.pack_deduction, self.denominator) if exact.pack_calls else ZERO
        return Charge(
            self.service,
            calls,
            exact.free_calls,
            calls - exact.free_calls - exact.pack_calls,
            exact.tier + 1,
            self.prices[exact.tier],
            self.per,
            listed,
            subtract(listed, cost) if not exact.pack_calls else subtract(subtract(listed, paid), cost),
            cost,
            rounded(*self.exact_freeze(self.without_pack_calls(exact, calls, free_quota=free_quota))),
            prepaid=prepaid,
            pack_calls=exact.pack_calls,
            pack_deduction=paid,
        )

    def exact(self, calls: int, *, free_quota: bool, prepaid: int = 0) -> Exact:
        """Return the cost of a month's calls before it is rounded; packs can pay for `prepaid` of them."""
        free, packs = self.not_billed(calls, free_quota=free_quota, prepaid=prepaid)
        tier, cost = self.billed(calls, free, packs)
        if not self.graduated:
            price = self._scaled[tier]
            return Exact(tier, free, packs, calls * price, packs * price, cost)
        through = self._through_slices
        list_cost, paid = through(calls), 0
        if packs and self.pack_calls_count:  # they fill the slices next to the free calls, where these fill any
            first = 0 if self.by_billable else free
            paid = through(first + packs) - through(first)
        elif packs:  # the month is charged as one without them
            paid = list_cost - through(calls - packs)
        return Exact(tier, free, packs, list_cost, paid, cost)

    def billed(self, calls: int, free: int, packs: int) -> tuple[int, int]:
        """Return the tier, from 0, and the exact cost of a month of which `free` calls are free and `packs` prepaid."""
        total, billable = self.deciding(calls, free, packs)
        count = billable if self.by_billable else total
        tier = self.tier_reached(count)
        if not self.graduated:
            return tier, (calls - free - packs) * self._scaled[tier]
        # The lowest slices are filled by free calls if all calls decide, and by those of packs if these count.
        first = (0 if self.by_billable else free) + (packs if self.pack_calls_count else 0)
        return tier, self._through_slices(count) - self._through_slices(first)

    @cached_property
    def by_other_pack_rule(self) -> Tariff:
        """The same tariff, but with the other answer to whether calls that a pack pays for count (rule 15)."""
        return replace(self, pack_calls_count=not self.pack_calls_count)

    def deciding(self, calls: int, free: int, packs: int) -> tuple[int, int]:
        """Return the total and the billable calls of which one decides the tier (rules 4 and 15)."""
        counted = calls if self.pack_calls_count else calls - packs
        return counted, counted - free

    def without_pack_calls(self, exact: Exact, calls: int, *, free_quota: bool) -> Exact:
        """Return the cost of a month without the calls that packs pay for: what is prepaid is not frozen (rule 15).

        `exact` is the cost of the month of `calls` calls.
        """
        if not exact.pack_calls or self.freeze_basis is None:
            return exact
        return self.exact(calls - exact.pack_calls, free_quota=free_quota)

    def exact_freeze(self, exact: Exact) -> tuple[int, int]:
        """Return the freeze of a month that has no pack calls (rule 8), as a numerator and a denominator."""
        if self.freeze_basis is None:
            return 0, 1
        numerator, denominator = self._freeze_ratio
        basis = exact.list_cost if self.freeze_basis == "list_cost" else exact.cost
        return basis * numerator, self.denominator * denominator

    def charge_free_month(self, calls: int) -> Charge:
        """Return the charge of a free month, which costs nothing, freezes nothing and uses no packs (rule 10)."""
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
