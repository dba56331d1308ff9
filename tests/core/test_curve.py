"""The cost curve in closed form, against trying every count."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.support.books import random_tariff
from tests.support.cases import cases
from tiia_cost.core.charge import Point, Span
from tiia_cost.core.curve import Curve, Zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.tariff import Tariff

BEYOND = 130
"""Well beyond every bound, free quota, pack and bend of a random tariff: from here on its curve only goes straight on."""

TARIFFS = cases(10_000)


def charges(tariff: Tariff, *, free_quota: bool, prepaid: int) -> list[Charge]:
    return [tariff.charge(calls, free_quota=free_quota, prepaid=prepaid) for calls in range(BEYOND + 1)]


def zones(found: Sequence[Charge]) -> Iterator[Zone]:
    """Find the zones as they are defined: count by count."""
    costs, tiers = [charge.cost for charge in found], [charge.tier for charge in found]
    starts = [tiers.index(tier) for tier in dict.fromkeys(tiers)]
    for tier, (first, end) in enumerate(pairwise(starts), start=1):
        lowest = min(costs[start] for start in starts[tier:])
        dearer = [calls for calls in range(first, end) if costs[calls] > lowest]
        if dearer:
            there = next(start for start in starts[tier:] if costs[start] == lowest)
            excess = max(costs[calls] for calls in dearer) - lowest
            assert dearer == list(range(dearer[0], end))
            yield Zone(tier, dearer[0], dearer[-1], there, lowest, excess)


def ranges(fitting: Sequence[int]) -> list[tuple[int, int]]:
    """Return counts that ascend as ranges without gaps."""
    found: list[tuple[int, int]] = []
    for calls in fitting:
        first = found.pop()[0] if found and found[-1][1] == calls - 1 else calls
        found.append((first, calls))
    return found


@pytest.mark.parametrize("with_freeze", [False, True])
def test_the_closed_form_is_what_trying_every_count_finds(with_freeze: bool) -> None:
    random = Random(20191201)
    seen = {"zones": 0, "several ranges": 0, "unbounded": 0}
    for _ in range(TARIFFS):
        tariff, free_quota = random_tariff(random), random.random() < 0.8
        prepaid = random.choice((0, 0, 1, 7, 30, random.randint(1, 45)))
        curve = Curve.of(tariff, free_quota=free_quota, with_freeze=with_freeze, prepaid=prepaid)
        found = charges(tariff, free_quota=free_quota, prepaid=prepaid)
        costs = [charge.cost + charge.freeze if with_freeze else charge.cost for charge in found]
        assert [curve.amount(calls) for calls in range(BEYOND + 1)] == costs

        tiers = [charge.tier for charge in found]
        assert [(tier, span.first) for tier, span in curve.tiers()] == [
            (t, tiers.index(t)) for t in dict.fromkeys(tiers)
        ]
        if not with_freeze:
            assert curve.inversion_zones() == list(zones(found))
            seen["zones"] += len(curve.inversion_zones())

        limit = random.choice((random.choice(costs), Decimal(random.randint(0, 12_000)) / 100, Decimal("0.00")))
        spans = curve.within(limit)
        fitting = ranges([calls for calls, cost in enumerate(costs) if cost <= limit])
        # A span that goes on beyond what is tried ends where the cost of the last, straight stretch exceeds the limit.
        assert [(first, min(last, BEYOND) if last is not None else BEYOND) for first, last in spans] == fitting
        if spans and spans[-1].last is None:
            assert costs[-1] == costs[-2] <= limit
            seen["unbounded"] += 1
        for _, last in spans:
            assert last is None or curve.amount(last) <= limit < curve.amount(last + 1)
        seen["several ranges"] += len(spans) > 1

        first = random.randint(0, 50)
        last = first + random.randint(0, 50)
        tried = [Point(calls, costs[calls]) for calls in range(first, last + 1)]
        lowest, highest = min(p.cost for p in tried), max(p.cost for p in tried)
        assert curve.extremes(first, last) == (
            next(point for point in tried if point.cost == lowest),
            next(point for point in tried if point.cost == highest),
        )
    assert seen["several ranges"] > TARIFFS // 20
    assert seen["unbounded"] > TARIFFS // 20
    assert with_freeze or seen["zones"] > TARIFFS // 10


def test_label_has_three_zones(book: PriceBook) -> None:
    assert book.in_force(None).curve("label").inversion_zones() == [
        # 871,201 × 2.5 / 1,000 = 2,178.0025, billed 2,178.00 as 990,000 × 2.2 / 1,000 is; one call more is 2,178.005.
        Zone(1, 881_202, 999_999, 1_000_000, Decimal("2178.00"), Decimal("297.00")),  # 2,474.9975 → 2,475.00
        # 2,718,184 × 2.2 / 1,000 = 5,980.0048 → 5,980.00, as 2,990,000 × 2 / 1,000
        Zone(2, 2_728_185, 2_999_999, 3_000_000, Decimal("5980.00"), Decimal("598.00")),  # 6,577.9978 → 6,578.00
        # 11,242,502 × 2 / 1,000 = 22,485.004 → 22,485.00, as 14,990,000 × 1.5 / 1,000
        Zone(3, 11_252_503, 14_999_999, 15_000_000, Decimal("22485.00"), Decimal("7495.00")),  # 29,979.998 → 29,980.00
    ]


@pytest.mark.parametrize(
    ("limit", "spans"),
    [
        ("2178.00", [(0, 881_201), (1_000_000, 1_000_002)]),  # 990,002 × 2.2 / 1,000 = 2,178.0044; 990,003 → .01
        ("2177.99", [(0, 881_197)]),  # 871,197 × 2.5 / 1,000 = 2,177.9925; one more is 2,177.995, billed 2,178.00
        ("0.00", [(0, 10_001)]),  # one billable call is 0.0025, billed 0.00
        ("5000.00", [(0, 2_282_729)]),  # 2,272,729 × 2.2 / 1,000 = 5,000.0038; one more is 5,000.006, billed .01
    ],
)
def test_what_label_calls_an_amount_allows(book: PriceBook, limit: str, spans: list[tuple[int, int]]) -> None:
    assert book.in_force(None).curve("label").within(Decimal(limit)) == spans


def test_a_free_month_costs_nothing_at_any_count() -> None:
    curve = Curve.of_free_month()
    assert curve.tiers() == [(None, Span(0, None))]
    assert curve.within(Decimal("0.00")) == [Span(0, None)]
    assert curve.inversion_zones() == []
    assert curve.extremes(5, 10**18) == (Point(5, Decimal("0.00")), Point(5, Decimal("0.00")))
