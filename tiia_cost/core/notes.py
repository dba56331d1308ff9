"""Notes on charges and bills: cliffs between tiers, and cases that the vendor's wording leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.core.charge import Note, Point
from tiia_cost.core.money import rounded, subtract
from tiia_cost.core.months import days_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from tiia_cost.core.book import InForce
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.months import Month
    from tiia_cost.core.tariff import Tariff


def charge_notes(in_force: InForce, charge: Charge, *, free_quota: bool) -> tuple[Note, ...]:
    """Return the notes on a charge, by the price list in force in its month."""
    free = in_force.free_month
    if free is not None:
        return (free.note(),)
    tariff = in_force.tariff(charge.service)
    return (
        *volume_notes(tariff, charge, free_quota=free_quota),
        *pack_notes(tariff, charge),
        *outlook_notes(tariff, charge, in_force.month, free_quota=free_quota),
    )


def bill_notes(in_force: InForce, charges: Iterable[Charge], *, free_quota: bool) -> Iterator[Note]:
    """Yield the note that gives the reason why no free quota was deducted; a free month needs none."""
    if in_force.free:
        return
    if not free_quota:
        yield Note("no-free-quota", {}, {})
        return
    without = [charge.service for charge in charges if not in_force.tariff(charge.service).free_quota]
    if without:
        yield Note("quota-absent", {}, {"services": without})


def volume_notes(tariff: Tariff, charge: Charge, *, free_quota: bool) -> Iterator[Note]:
    """Yield the notes on a charge with volume tiers; `free_quota` says whether there was a free quota.

    Nothing is yielded for graduated tiers, which have no cliffs, and for a free month, which has no tier.

    - ``on-tier-bound``: the count that decides the tier is on a tier boundary, and the tier on its other side would
      cost something else, ``other_cost`` (rule 3).
    - ``tier-basis-window``: the other tier basis, total or billable calls, gives another tier and cost, ``other_cost``
      (rule 4).
    - ``cheaper-above``: the nearest larger number of ``calls`` with a lower ``cost`` (rule 2).
    - ``next-tier``: the next tier is at most a tenth of the calls away, ``calls_to_go``.
    """
    if tariff.graduated or charge.tier is None:
        return
    tier, calls = charge.tier - 1, charge.calls
    total, billable = tariff.deciding(calls, charge.free_calls, charge.pack_calls)
    deciding, other = (billable, total) if tariff.by_billable else (total, billable)
    if deciding in tariff.bounds:
        beyond = tier + 1 if tariff.upper_included else tier - 1
        yield from _other_reading("on-tier-bound", tariff, charge, beyond, counted=deciding)
    other_tier = tariff.tier_reached(other)
    if other_tier != tier:
        yield from _other_reading("tier-basis-window", tariff, charge, other_tier, total=total, billable=billable)
    if tier + 1 == len(tariff.prices):
        return
    if not charge.prepaid:
        starts = tariff.starts[free_quota]
    elif charge.cost:
        starts = tuple(tariff.starts_with(charge.prepaid, free_quota=free_quota))
    else:  # no count costs less than nothing: only where tiers start is asked for
        counts = tariff.tier_starts(free_quota=free_quota, prepaid=charge.prepaid)
        starts = tuple((start, charge.cost) for start in counts)
    later = list(enumerate(starts))[tier + 1 :]
    for other, (start, cost) in later:
        # Within a tier more calls never cost less, so only its start can be the nearest.
        if cost < charge.cost:
            best = min((Point(*point) for _, point in later), key=lambda point: point.cost)
            words = {"saving": subtract(charge.cost, cost), "other_tier": other + 1, "best": best}
            words |= {"other_price": tariff.prices[other]}
            yield Note("cheaper-above", {"calls": start, "cost": cost}, words)
            break
    start = starts[tier + 1][0]
    if (start - calls) * 10 <= calls:
        words = {"start": start, "next_tier": tier + 2, "next_price": tariff.prices[tier + 1]}
        yield Note("next-tier", {"calls_to_go": start - calls}, words)


def pack_notes(tariff: Tariff, charge: Charge) -> Iterator[Note]:
    """Yield the note ``pack-tier-window``, for a charge whose packs pay for calls.

    The vendor's examples disagree on whether these count towards the tier: ``other_cost`` is the cost if they did, or
    did not, other than the price list says (rule 15). Nothing is yielded if the cost is the same.
    """
    if not charge.pack_calls:
        return
    tier, exact = tariff.by_other_pack_rule.billed(charge.calls, charge.free_calls, charge.pack_calls)
    cost = rounded(exact, tariff.denominator)
    if cost != charge.cost:
        price = tariff.prices[tier]
        words = {"counted": tariff.pack_calls_count, "graduated": tariff.graduated}
        yield Note("pack-tier-window", {"other_cost": cost}, {**words, "other_tier": tier + 1, "other_price": price})


def outlook_notes(tariff: Tariff, charge: Charge, month: Month | None, *, free_quota: bool) -> Iterator[Note]:
    """Yield a note ``tier-reached-on`` for each tier that the calls so far do not reach, and those expected do.

    It has the number of the ``tier`` and the ``date`` at whose end there will be enough calls (rule 16). Nothing is
    yielded for a month that is not one known up to a day.
    """
    outlook = charge.outlook
    if outlook is None or month is None:
        return
    starts = tariff.tier_starts(free_quota=free_quota, prepaid=charge.prepaid)
    for tier, start in enumerate(starts):
        if outlook.so_far < start <= charge.calls:
            day = days_of(month) - len(outlook.to_come) + outlook.days_until(start)
            words = {"start": start, "price": tariff.prices[tier], "graduated": tariff.graduated}
            words |= {"before": tariff.prices[tier - 1]}
            yield Note("tier-reached-on", {"tier": tier + 1, "date": f"{month}-{day:02d}"}, words)


def _other_reading(code: str, tariff: Tariff, charge: Charge, tier: int, **words: object) -> Iterator[Note]:
    cost: Decimal = tariff.volume_cost(tier, charge.billable_calls)
    if cost != charge.cost:
        words |= {"by_billable": tariff.by_billable, "other_tier": tier + 1, "other_price": tariff.prices[tier]}
        yield Note(code, {"other_cost": cost}, words)
