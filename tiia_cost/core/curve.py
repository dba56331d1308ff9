"""The cost curve of a service: what every count costs, where more calls cost less, and which counts an amount allows.

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
    """The part of a tier whose bill is higher than the lowest at the start of any later tier (an inversion zone).

    ``tier`` counts from 1; ``cheaper_at`` is the first start with that lowest bill, ``cost_there``; ``max_excess`` is
    the most that can be saved.
    """

    tier: int
    first: int
    last: int
    cheaper_at: int
    cost_there: Decimal
    max_excess: Decimal


class Line(NamedTuple):
    """An exact amount that rises evenly: `start` + `slope` for each call more, both over `denominator`."""

    start: int
    slope: int
    denominator: int

    def most(self, limit: Decimal) -> int | None:
        """Return by how many calls more it is billed at most `limit`, as its start is; None if it always is."""
        return (largest_numerator(limit, self.denominator) - self.start) // self.slope if self.slope else None


class Stretch(NamedTuple):
    """A part of the curve, within one tier (from 1; None in a free month), along which no amount ever falls.

    What a count costs is the sum of its `lines`, each rounded for itself, as it is billed.
    """

    tier: int | None
    span: Span
    lines: tuple[Line, ...]

    def amount(self, calls: int) -> Decimal:
        """Return what a count of this stretch costs."""
        more = calls - self.span.first
        return add(rounded(line.start + more * line.slope, line.denominator) for line in self.lines)

    def most(self, limit: Decimal) -> int | None:
        """Return the last count that costs at most `limit`; one before the stretch if none does, None if it has no end.

        A single line is divided; the sum of several rounded ones is searched for below what each of them allows.
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
    """What each count of a service costs, as stretches without gaps from no calls on."""

    stretches: tuple[Stretch, ...]

    @classmethod
    def of(cls, tariff: Tariff, *, free_quota: bool, with_freeze: bool = False) -> Curve:
        """Return the curve of a month's cost, or of cost and freeze; `free_quota` False charges every call."""

        def amounts(calls: int) -> tuple[tuple[int, int], ...]:
            _, _, list_cost, cost = tariff.exact(calls, free_quota=free_quota)
            freeze = (tariff.exact_freeze(list_cost, cost),) if with_freeze else ()
            return ((cost, tariff.denominator), *freeze)

        def stretch(first: int, last: int | None) -> Stretch:
            more = amounts(first if first == last else first + 1)
            lines = (
                Line(start, end - start, over) for (start, over), (end, _) in zip(amounts(first), more, strict=True)
            )
            tier = tariff.exact(first, free_quota=free_quota)[0] + 1
            return Stretch(tier, Span(first, last), tuple(lines))

        # Graduated list cost bends where slices of all calls end, whatever the cost is charged by.
        bends = {*tariff.tier_starts(free_quota=free_quota), *tariff.tier_starts(free_quota=False)}
        bends |= {tariff.free_quota} if free_quota else set()
        firsts: list[int | None] = [*sorted(bends), None]
        return cls(
            tuple(
                stretch(first, None if end is None else end - 1) for first, end in pairwise(firsts) if first is not None
            )
        )

    @classmethod
    def of_free_month(cls) -> Curve:
        """Return the curve of a month before charging began: it costs and freezes nothing (rule 10)."""
        return cls((Stretch(None, Span(0, None), (Line(0, 0, 1),)),))

    def amount(self, calls: int) -> Decimal:
        """Return what a count, 0 or more, costs."""
        index = bisect_right(self.stretches, calls, key=lambda stretch: stretch.span.first) - 1
        return self.stretches[index].amount(calls)

    def tiers(self) -> list[tuple[int | None, Span]]:
        """Return the tiers, from 1, and their counts; None is that of a free month."""
        return [
            (tier, _joined(list(stretches)))
            for tier, stretches in groupby(self.stretches, lambda stretch: stretch.tier)
        ]

    def within(self, limit: Decimal) -> list[Span]:
        """Return all counts that cost at most `limit`, 0 or more: ranges that ascend and do not touch."""
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
            dearer = self._first_above(cheapest.cost, first, last)
            if dearer is not None:
                excess = subtract(self.amount(last), cheapest.cost)
                zones.append(Zone(tier, dearer, last, cheapest.calls, cheapest.cost, excess))
        return zones

    def extremes(self, first: int, last: int) -> tuple[Point, Point]:
        """Return the lowest and the highest cost from one count to another, each at the smallest count that has it."""
        parts = list(self._parts(first, last))
        lowest = min((Point(start, stretch.amount(start)) for stretch, start, _ in parts), key=lambda point: point.cost)
        most = max(stretch.amount(end) for stretch, _, end in parts)
        reached = self._first_above(just_below(most), first, last) if most else first
        return lowest, Point(first if reached is None else reached, most)

    def _parts(self, first: int, last: int) -> Iterator[tuple[Stretch, int, int]]:
        """Yield the stretches between two counts, and the first and last count of each there."""
        for stretch in self.stretches:
            start = max(first, stretch.span.first)
            end = last if stretch.span.last is None else min(last, stretch.span.last)
            if start <= end:
                yield stretch, start, end

    def _first_above(self, limit: Decimal, first: int, last: int) -> int | None:
        """Return the first of these counts that costs more than `limit`, 0 or more; None if none does."""
        for stretch, _, end in self._parts(first, last):
            most = stretch.most(limit)
            if most is not None and most < end:
                return max(first, most + 1)
        return None


def _joined(stretches: list[Stretch]) -> Span:
    return Span(stretches[0].span.first, stretches[-1].span.last)
