"""The best saving by more calls: where tiers fall off, a larger count costs less (rule 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.money import subtract

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from tiia_cost.core.charge import Charge
    from tiia_cost.core.estimate import Bill


class Saving(NamedTuple):
    """Amount that a charge of a bill would save at a larger number of calls, the fewest with the lowest cost."""

    bill: Bill
    charge: Charge
    calls: int
    amount: Decimal

    @property
    def more_calls(self) -> int:
        """Number of calls to add."""
        return self.calls - self.charge.calls


def best_saving(bills: Iterable[Bill]) -> Saving | None:
    """Return the largest saving by more calls of one service in one bill; of equal ones that of the fewest calls."""
    savings = [
        Saving(bill, charge, best.calls, subtract(charge.cost, best.cost))
        for bill in bills
        for charge in bill.charges
        for note in charge.notes
        if note.code == "cheaper-above"
        for best in (note.words["best"],)
    ]
    return max(savings, key=lambda saving: (saving.amount, -saving.more_calls), default=None)
