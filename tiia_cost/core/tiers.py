"""Tiers of a service with their costs and inversion zones, and the counts that a budget allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.tariff import FREE_PRICE

if TYPE_CHECKING:
    from decimal import Decimal

    from tiia_cost.core.book import InForce
    from tiia_cost.core.curve import Curve, Zone


class Tier(NamedTuple):
    """A tier from its first to its last count, and the month's cost at both; the last tier has no last count.

    ``tier`` counts from 1, and is None in a free month; ``unit_price`` is for ``per`` calls.
    """

    tier: int | None
    first: int
    last: int | None
    unit_price: Decimal
    per: int
    cost_at_first: Decimal
    cost_at_last: Decimal | None


class TierList(NamedTuple):
    """Tiers of a service in ascending order, the inversion zones among them, and the whole cost curve.

    ``prepaid`` is how many calls of the month packs can pay for, None without packs.
    """

    service: str
    tiers: tuple[Tier, ...]
    zones: tuple[Zone, ...]
    curve: Curve
    prepaid: int | None = None


class AffordableRange(NamedTuple):
    """Counts from `first` to `last`, without an end if `last` is None, and the month's cost at both."""

    first: int
    last: int | None
    cost_at_first: Decimal
    cost_at_last: Decimal | None


class Affordable(NamedTuple):
    """All counts of a service with a monthly cost of at most `budget`, as ascending ranges that do not touch.

    ``prepaid`` is how many calls of the month packs can pay for, None without packs.
    """

    service: str
    budget: Decimal
    ranges: tuple[AffordableRange, ...]
    prepaid: int | None = None

    @property
    def max_calls(self) -> int | None:
        """Largest count that the budget allows; None if it allows any."""
        return self.ranges[-1].last


def tiers(in_force: InForce, service: str, *, free_quota: bool = True, prepaid: int | None = None) -> TierList:
    """Return the tiers of a service, named by its id, in the list in force.

    `free_quota` False charges every call; packs can pay for `prepaid` calls of the month, None without packs. Raises
    UsageError if the list has no price for the service.
    """
    tariff, curve = in_force.tariff(service), in_force.curve(service, free_quota=free_quota, prepaid=prepaid or 0)
    rows = []
    for tier, (first, last) in curve.tiers():
        price = FREE_PRICE if tier is None else tariff.prices[tier - 1]
        rows.append(Tier(tier, first, last, price, tariff.per, *_costs(curve, first, last)))
    return TierList(service, tuple(rows), tuple(curve.inversion_zones()), curve, prepaid)


def afford(
    in_force: InForce, service: str, budget: Decimal, *, free_quota: bool, prepaid: int | None = None
) -> Affordable:
    """Return the counts of a service, named by its id, that cost at most `budget` (0 or more) in a month.

    `free_quota` False charges every call; packs can pay for `prepaid` calls of the month, None without packs. Raises
    UsageError if the list has no price for the service.
    """
    curve = in_force.curve(service, free_quota=free_quota, prepaid=prepaid or 0)
    ranges = (AffordableRange(first, last, *_costs(curve, first, last)) for first, last in curve.within(budget))
    return Affordable(service, budget, tuple(ranges), prepaid)


def _costs(curve: Curve, first: int, last: int | None) -> tuple[Decimal, Decimal | None]:
    return curve.amount(first), None if last is None else curve.amount(last)
