"""Changes from one price list to another: which prices, tiers, free quotas, freezes and packs are not the same."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tiia_cost.core.prices import PriceList
    from tiia_cost.core.tariff import Tariff

PriceChangeState = Literal["added", "removed", "changed", "same"]


class PriceChange(NamedTuple):
    """A service in two lists; a list that has no price for it is None.

    `parts` are the names of the parts of its price that differ, from `PARTS`. Those of a service that only one list
    has are its unit prices, and what its row says that the list does not.
    """

    service: str
    before: PriceList | None
    after: PriceList | None
    parts: tuple[str, ...]

    @property
    def state(self) -> PriceChangeState:
        """State of the change: added, removed, changed or same."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        return "changed" if self.parts else "same"


def price_changes(before: PriceList, after: PriceList) -> Iterator[PriceChange]:
    """Yield the change of every service, in the order of the later list; those that it does not price come last."""
    for service in dict.fromkeys((*after.services, *before.services)):
        if service not in before.services:
            yield PriceChange(service, None, after, _own(after, service))
        elif service not in after.services:
            yield PriceChange(service, before, None, _own(before, service))
        else:
            parts = (part for part, of in PARTS.items() if of(before, service) != of(after, service))
            yield PriceChange(service, before, after, tuple(parts))


def _own(prices: PriceList, service: str) -> tuple[str, ...]:
    written = prices.services[service].model_fields_set
    return tuple(part for part in PARTS if part == "prices" or part in written)


def _of_tariff(value: Callable[[Tariff], object]) -> Callable[[PriceList, str], object]:
    return lambda prices, service: value(prices.tariffs[service])


def _packs(prices: PriceList, service: str) -> object:
    packs = prices.services[service].packs
    return (packs, prices.pack_months, prices.pack_calls_count) if packs else None


PARTS: dict[str, Callable[[PriceList, str], object]] = {
    # 2.5 for 1,000 calls and 0.0025 for one are the same price.
    "prices": _of_tariff(lambda tariff: [price / tariff.per for price in map(Fraction, tariff.prices)]),
    # {from: [0]} and {up_to: []} are the same single tier.
    "tiers": _of_tariff(lambda tariff: (tariff.bounds, tariff.upper_included and bool(tariff.bounds))),
    "tier_mode": _of_tariff(lambda tariff: tariff.graduated),
    "tier_basis": _of_tariff(lambda tariff: tariff.by_billable),
    "free_quota": _of_tariff(lambda tariff: tariff.free_quota),
    "freeze": _of_tariff(lambda tariff: (tariff.freeze_basis, tariff.freeze_rate) if tariff.freeze_rate else None),
    "packs": _packs,
}
"""Parts of the price of a service that are compared, with what is compared of each."""
