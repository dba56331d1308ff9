"""Additions that bring bills back within a limit: more calls of a service that reach a tier where its month costs less.

They are told as a fact about the price list; whether to make calls only to save is the user's decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.cuts import highest
from tiia_cost.core.money import ZERO, subtract
from tiia_cost.core.ranges import NO_MARGIN
from tiia_cost.core.usage import MAX_CALLS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from tiia_cost.core.cuts import Pricing, Share
    from tiia_cost.core.months import Month


class Addition(NamedTuple):
    """Number of calls to add of a service in a month of an account, which has `calls_then` calls with them.

    ``amount_then`` is their cost, or cost plus freeze where that is limited; with a margin the highest within it.
    """

    account: str | None
    month: Month | None
    service: str
    calls: int
    calls_then: int
    amount_then: Decimal


def fewest_additions(shares: Iterable[Share], excess: Decimal, pricing: Pricing) -> tuple[Addition, ...]:
    """Return, for each service of which more calls alone lower the sum of `shares` by `excess`, the fewest such calls.

    `excess` is above 0. Of several months in which a service can do it, it is the one where the calls are fewest; no
    month gets more than `MAX_CALLS`. Empty if no service can.
    """
    fewest: dict[str, Addition] = {}
    for share in shares:
        allowed = subtract(share.amount, excess)
        possible = allowed >= ZERO and not share.charge.is_over
        addition = _fewest(share, allowed, pricing) if possible else None
        if addition is not None:
            fewest[addition.service] = min(fewest.get(addition.service, addition), addition, key=lambda one: one.calls)
    return tuple(fewest.values())


def _fewest(share: Share, allowed: Decimal, pricing: Pricing) -> Addition | None:
    """Return the fewest calls that lower a share to at most `allowed`, which is below its amount; None if none do."""
    bill, charge = share.bill, share.charge
    curve = pricing.curve(bill, charge, share.with_freeze)
    margin = pricing.margin or NO_MARGIN
    # The spans ascend, and a count in a later one is larger.
    fitting = (margin.fewest_calls_within(span, charge.calls + 1, charge.known) for span in curve.within(allowed))
    then = next((calls for calls in fitting if calls is not None), None)
    if then is None or then > MAX_CALLS:
        return None
    amount = highest(curve, then, charge.known, margin)
    return Addition(bill.account, bill.month, charge.service, then - charge.calls, then, amount)
