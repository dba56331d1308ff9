"""Group settlements by account, by month, or by both: what they move adds up, and the worst state stands for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.grouping import grouped
from tiia_cost.core.money import add, subtract

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date
    from decimal import Decimal

    from tiia_cost.core.cashflow import Cashflow, Settlement, SettlementState
    from tiia_cost.core.months import Month

Key = Literal["month", "account"]

_WORST_FIRST: tuple[SettlementState, ...] = ("in-arrears", "freeze-failed", "paid")


class Group(NamedTuple):
    """Sum of some settlements; amounts are in the currency of the bills.

    ``account`` and ``month`` are those of its first settlement, and mean the group only if it is grouped by them. As in
    one settlement, ``opening`` + ``topped_up`` − ``deducted`` = ``closing``: the balances are those of each account
    before its first and after its last settlement in the group, added up, and so is what is ``frozen`` in the end.
    ``state`` is the worst one. ``to_pay`` is the sum of the top-ups needed, of which the first must be there on
    ``pay_by`` (None: before the bill of an unknown month). ``given`` says whether the balances of all its accounts are
    given, ``single`` whether it is one settlement, ``expected`` whether all of it is expected.
    """

    account: str | None
    month: Month | None
    window: tuple[str, str] | None
    opening: Decimal
    topped_up: Decimal
    released: Decimal
    deducted: Decimal
    frozen: Decimal
    closing: Decimal
    state: SettlementState
    to_pay: Decimal
    pay_by: date | None
    given: bool
    single: bool
    expected: bool

    @property
    def available(self) -> Decimal:
        """Closing balances without their frozen part."""
        return subtract(self.closing, self.frozen)


def groups_of(cashflow: Cashflow, by: Sequence[Key]) -> list[Group]:
    """Return a group for each account, month, or both that has settlements.

    `by` are the keys, the first of which comes first in the order of the groups: see `grouped`.
    """
    settlements = [settlement for statement in cashflow.statements for settlement in statement.settlements]
    given = {statement.account for statement in cashflow.statements if statement.balance is not None}
    return [_sum(group, given) for _, group in grouped(settlements, by)]


def _sum(settlements: Sequence[Settlement], given: AbstractSet[str | None]) -> Group:
    """Add up settlements; `given` are the accounts whose balance is given."""
    # A later settlement of an account takes the place of an earlier one.
    last = {settlement.account: settlement for settlement in settlements}.values()
    first = {settlement.account: settlement for settlement in reversed(settlements)}.values()
    states = {settlement.state for settlement in settlements}
    needing = [settlement.pay_by for settlement in settlements if settlement.top_up_needed]
    return Group(
        settlements[0].account,
        settlements[0].month,
        settlements[0].window,
        add(one.opening for one in first),
        add(one.topped_up for one in settlements),
        add(one.released for one in settlements),
        add(one.deducted for one in settlements),
        add(one.frozen for one in last),
        add(one.closing for one in last),
        next(state for state in _WORST_FIRST if state in states),
        add(one.top_up_needed for one in settlements),
        None if None in needing else min((day for day in needing if day is not None), default=None),
        all(settlement.account in given for settlement in settlements),
        len(settlements) == 1,
        all(settlement.expected for settlement in settlements),
    )
