"""Cost curve of a service: the cost of every count, the inversion zones, and the counts that an amount allows.

The curve consists of straight stretches, so each question is answered by a division per stretch, never by scanning.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.charge import Point, Span
from tiia_cost.core.money import add, just_below, largest_numerator, rounded, subtract

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from tiia_cost.core.tariff import Tariff


class Zone(NamedTuple):
    """Inversion zone: the counts of a tier that cost more than the start of some later tier.

    ``tier`` counts from 1. ``cheaper_at`` is the start with the lowest cost among the later tiers, the first if several
    have it; ``cost_there`` is that cost, and ``max_excess`` the largest saving.
    """

    tier: int
    first: int
    last: int
    cheaper_at: int
    cost_there: Decimal
    max_excess: Decimal


class Line(NamedTuple):
    """Exact amount that rises evenly: `start`, and `slope` for each further call, both over `denominator`."""

    start: int
    slope: int
    denominator: int

    def most(self, limit: Decimal) -> int | None:
        """Return how many further calls keep the rounded amount within `limit`, or None if any number does.

        The amount at the start must be within `limit`.
        """
        return (largest_numerator(limit, self.denominator) - self.start) // self.slope if self.slope else None


class Stretch(NamedTuple):
    """Part of the curve within one tier (from 1; None in a free month), along which no amount ever falls.

    The cost of a count is the sum of its `lines`, each rounded by itself, as it is billed.
    """

    tier: int | None
    span: Span
    lines: tuple[Line, ...]

    def amount(self, calls: int) -> Decimal:
        """Return the cost of a count in this stretch."""
        more = calls - self.span.first
        return add(rounded(line.start + more * line.slope, line.denominator) for line in self.lines)

    def most(self, limit: Decimal) -> int | None:
        """Return the last count that costs at most `limit`; None if there is no end.

        If no count does, it is the one before the stretch. For a single line this is a division. A sum of several
        rounded lines is searched, up to the least count that one of them allows.
        """
        first, last = self.span
        if self.amount(first) > limit:
            return first - 1
        ends = [None if more is None else first + more for more in (line.most(limit) for line in self.lines)]
        end = min((end for end in (last, *ends) if end is not None), default=None)
        if end is None or len(self.lines) == 1:
            return end
        return first + bisect_right(range(first, end + 1), limit, key=self.amount) - 1


class Curve(NamedTuple):
    """Cost of each count of a service, as stretches without gaps from 0 calls on."""

    stretches: tuple[Stretch, ...]

    @classmethod
    def of(cls, tariff: Tariff, *, free_quota: bool, with_freeze: bool = False, prepaid: int = 0) -> Curve:
        """Return the curve of a month's cost, or of cost plus freeze, where packs can pay for `prepaid` calls.

        `free_quota` False charges every call.
        """

        def amounts(calls: int) -> tuple[tuple[int, int], ...]:
            exact = tariff.exact(calls, free_quota=free_quota, prepaid=prepaid)
            cost = (exact.cost, tariff.denominator)
            if not with_freeze:
                return (cost,)
            return cost, tariff.exact_freeze(tariff.without_pack_calls(exact, calls, free_quota=free_quota))

        def stretch(first: int, last: int | None) -> Stretch:
            more = amounts(first if first == last else first + 1)
            lines = (
                Line(start, end - start, over) for (start, over), (end, _) in zip(amounts(first), more, strict=True)
            )
            tier = tariff.exact(first, free_quota=free_quota, prepaid=prepaid).tier + 1
            return Stretch(tier, Span(first, last), tuple(lines))

        # Graduated list cost bends where the slices of all calls end, even if the tier basis is billable calls. With
        # packs, what they pay for or leave may reach the end of a slice or a tier, for the cost or for the freeze.
        bends = {*tariff.tier_starts(free_quota=free_quota), *tariff.tier_starts(free_quota=False)}
        quota = tariff.free_quota if free_quota else 0
        bends |= {quota} | {bend + prepaid for bend in (quota, *bends)}
        firsts: list[int | None] = [*sorted(bends), None]
        return cls(
            tuple(
                stretch(first, None if end is None else end - 1) for first, end in pairwise(firsts) if first is not None
            )
        )

    @classmethod
    def of_free_month(cls) -> Curve:
        """Return the curve of a month before charging began, which costs nothing and freezes nothing (rule 10)."""
        return cls((Stretch(None, Span(0, None), (Line(0, 0, 1),)),))

    def amount(self, calls: int) -> Decimal:
        """Return the cost of a count, which is 0 or more."""
        index = bisect_right(self.stretches, calls, key=lambda stretch: stretch.span.first) - 1
        return self.stretches[index].amount(calls)

    def tiers(self) -> list[tuple[int | None, Span]]:
        """Return each tier (from 1; None in a free month) with its counts."""
        return [
            (tier, _joined(list(stretches)))
            for tier, stretches in groupby(self.stretches, lambda stretch: stretch.tier)
        ]

    def within(self, limit: Decimal) -> list[Span]:
        """Return all counts that cost at most `limit` (0 or more), as ascending ranges that do not touch."""
        spans: list[Span] = []
        for stretch in self.stretches:
            most = stretch.most(limit)
            if most is not None and most < stretch.span.first:
                continue
            first = stretch.span.first
            if spans and spans[-1].last == first - 1:
                first = spans.pop().first
            spans.append(Span(first, most))
        return spans

    def inversion_zones(self) -> list[Zone]:
        """Return the inversion zones, at most one per tier; graduated tiers have none."""
        tiers = self.tiers()
        starts = [Point(span.first, self.amount(span.first)) for _, span in tiers]
        zones = []
        for index, (tier, (first, last)) in enumerate(tiers, start=1):
            if tier is None or last is None:
                continue
            cheapest = min(starts[index:], key=lambda start: start.cost)
            dearer = self.first_above(cheapest.cost, first, last)
            if dearer is not None:
                excess = subtract(self.amount(last), cheapest.cost)
                zones.append(Zone(tier, dearer, last, cheapest.calls, cheapest.cost, excess))
        return zones

    def extremes(self, first: int, last: int) -> tuple[Point, Point]:
        """Return the lowest and the highest cost between two counts, each at the smallest count that has it."""
        parts = list(self._parts(first, last))
        lowest = min((Point(start, stretch.amount(start)) for stretch, start, _ in parts), key=lambda point: point.cost)
        most = max(stretch.amount(end) for stretch, _, end in parts)
        reached = self.first_above(just_below(most), first, last) if most else first
        return lowest, Point(first if reached is None else reached, most)

    def _parts(self, first: int, last: int) -> Iterator[tuple[Stretch, int, int]]:
        """Yield each stretch between two counts, with its first and last count there."""
        for stretch in self.stretches:
            start = max(first, stretch.span.first)
            end = last if stretch.span.last is None else min(last, stretch.span.last)
            if start <= end:
                yield stretch, start, end

    def first_above(self, limit: Decimal, first: int, last: int) -> int | None:
        """Return the first count from `first` to `last` that costs more than `limit` (0 or more); None if none does."""
        for stretch, _, end in self._parts(first, last):
            most = stretch.most(limit)
            if most is not None and most < end:
                return max(first, most + 1)
        return None


def _joined(stretches: list[Stretch]) -> Span:
    return Span(stretches[0].span.first, stretches[-1].span.last)
