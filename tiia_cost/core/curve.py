"""The cost curve backwards: from what may be spent to how many calls that allows."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from tiia_cost.core.tariff import Charge, Tariff


def most_calls(
    tariff: Tariff, calls: int, allowed: Decimal, measure: Callable[[Charge], Decimal], *, free_quota: bool
) -> int:
    """Return the largest count, from 0 to `calls`, of which the measure (cost, say) is at most `allowed`, 0 or more.

    The measure of no calls is 0, and within a tier it never falls when calls grow; between tiers it may (rule 2). So
    each tier is searched by itself, from the highest down.
    """
    end = calls + 1
    for start in reversed(tariff.tier_starts(free_quota=free_quota)):
        if start >= end:
            continue
        counts = range(start, end)
        fitting = bisect_right(counts, allowed, key=lambda n: measure(tariff.figures(n, free_quota=free_quota)))
        if fitting:
            return counts[fitting - 1]
        end = start
    return 0
