"""Changes between two sets of bills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.money import ZERO, add, share, subtract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from tiia_cost.core.charge import Charge, FreeMonth
    from tiia_cost.core.estimate import Estimate
    from tiia_cost.core.months import Month

ChangeState = Literal["added", "removed", "changed", "same"]


class Change(NamedTuple):
    """A service in a month of an account, before and after; a side that does not name the service is None.

    ``free_before`` and ``free_after`` are the reason why the month is free of charge on a side that names the service,
    None if it is charged.
    """

    account: str | None
    month: Month | None
    service: str
    before: Charge | None
    after: Charge | None
    free_before: FreeMonth | None = None
    free_after: FreeMonth | None = None

    @property
    def state(self) -> ChangeState:
        """State of the change: added, removed, changed (in calls, cost or tier) or same."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        before, after = self.before, self.after
        same = (before.calls, before.cost, before.tier) == (after.calls, after.cost, after.tier)
        return "same" if same else "changed"

    @property
    def change(self) -> Decimal:
        """Growth of the cost, negative if it falls; a side that does not name the service costs nothing."""
        return ChangeTotal.of([self]).change

    @property
    def ratio(self) -> Decimal | None:
        """Change ÷ the cost before, with four decimals; None if the cost before is 0 or missing."""
        return ChangeTotal.of([self]).ratio

    @property
    def reaches_another_tier(self) -> bool:
        """True if both sides have a tier, and the tiers differ."""
        tiers = [charge.tier for charge in (self.before, self.after) if charge is not None and charge.tier]
        return len(set(tiers)) > 1


class ChangeTotal(NamedTuple):
    """Sum of changes: calls and cost of both sides. A side that none of them has is None."""

    calls_before: int | None
    calls_after: int | None
    cost_before: Decimal | None
    cost_after: Decimal | None

    @classmethod
    def of(cls, changes: Iterable[Change]) -> ChangeTotal:
        """Add up changes, or take those of a single one."""
        changes = tuple(changes)
        before, after = (
            [charge for charge in side if charge is not None]
            for side in ((one.before for one in changes), (one.after for one in changes))
        )
        return cls(
            sum(charge.calls for charge in before) if before else None,
            sum(charge.calls for charge in after) if after else None,
            add(charge.cost for charge in before) if before else None,
            add(charge.cost for charge in after) if after else None,
        )

    @property
    def change(self) -> Decimal:
        """Growth of the cost, negative if it falls; a missing side costs nothing."""
        return subtract(self.cost_after or ZERO, self.cost_before or ZERO)

    @property
    def ratio(self) -> Decimal | None:
        """Change ÷ the cost before, with four decimals; None if the cost before is 0 or missing."""
        return share(self.change, self.cost_before) if self.cost_before else None


class Diff(NamedTuple):
    """Every change, by account, month and the price list's order of services, and the total cost of both sides."""

    currency: str
    changes: tuple[Change, ...]
    cost_before: Decimal
    cost_after: Decimal

    @property
    def nothing_changes(self) -> bool:
        """True if calls, cost and tier of every service are the same on both sides."""
        return all(change.state == "same" for change in self.changes)

    @property
    def change(self) -> Decimal:
        """Growth of the total cost, negative if it falls."""
        return subtract(self.cost_after, self.cost_before)

    @property
    def ratio(self) -> Decimal | None:
        """Change ÷ the total cost before, with four decimals; None if that is 0."""
        return share(self.change, self.cost_before)


def diff(before: Estimate, after: Estimate, order: Sequence[str]) -> Diff:
    """Compare two estimates of one currency, service by service of each month and account.

    `order` is the order of services, by id.
    """
    return Diff(after.currency, tuple(_changes(before, after, order)), before.total.cost, after.total.cost)


def _changes(before: Estimate, after: Estimate, order: Sequence[str]) -> Iterator[Change]:
    sides = [{(bill.account, bill.month): bill for bill in estimate.bills} for estimate in (before, after)]
    for account, month in sorted(sides[0] | sides[1], key=lambda owner: (owner[0] or "", owner[1] or "")):
        bills = [side.get((account, month)) for side in sides]
        old, new = ({charge.service: charge for charge in bill.charges} if bill else {} for bill in bills)
        free_before, free_after = (bill.free if bill else None for bill in bills)
        for service in sorted(old | new, key=order.index):
            yield Change(
                account,
                month,
                service,
                old.get(service),
                new.get(service),
                free_before if service in old else None,
                free_after if service in new else None,
            )
