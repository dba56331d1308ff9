"""Bills and a balance → settlements: the freeze released, the bill deducted, the next freeze set (rules 7 to 9)."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.funds import LAST_DAY, Funds, TopUp
from tiia_cost.core.money import ZERO, add, subtract
from tiia_cost.core.months import month_at, position
from tiia_cost.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from tiia_cost.core.charge import FreeMonth
    from tiia_cost.core.estimate import Bill, Estimate
    from tiia_cost.core.months import Month

SettlementState = Literal["paid", "freeze-failed", "in-arrears"]


_YEAR = 12


class Settlement(NamedTuple):
    """What happens to an account when the bill of a month is issued; amounts in the currency of the bills.

    ``opening`` and ``closing`` are the balance before and after, frozen money included: opening + ``topped_up`` −
    ``deducted`` = closing. A closing balance below zero is owed. ``released`` is what was frozen until then; of
    ``freeze_due`` all is ``frozen`` anew, or nothing. ``made_good_on`` is the day on which a top-up pays what is owed,
    or lets a failed freeze succeed, if that is before the next settlement. ``in_window`` are the top-ups inside its
    window. ``top_up_needed`` is the least to pay in before it so that nothing fails, if what was needed before had been
    paid, too. ``free`` says why the month is free of charge, if it is.
    """

    account: str | None
    month: Month | None
    opening: Decimal
    topped_up: Decimal
    released: Decimal
    deducted: Decimal
    freeze_due: Decimal
    frozen: Decimal
    closing: Decimal
    state: SettlementState
    made_good_on: date | None
    in_window: tuple[TopUp, ...]
    top_up_needed: Decimal
    free: FreeMonth | None = None

    @property
    def available(self) -> Decimal:
        """The closing balance without what is frozen of it."""
        return subtract(self.closing, self.frozen)

    @property
    def frozen_later(self) -> Decimal:
        """What is frozen when a failed freeze is made good; the next settlement releases it."""
        return self.freeze_due if self.state == "freeze-failed" and self.made_good_on is not None else ZERO

    @property
    def window(self) -> tuple[str, str] | None:
        """The first and the last day on which the bill may be issued; None with an unknown month."""
        return None if self.month is None else _days(position(self.month) + 1)

    @property
    def next_window(self) -> tuple[str, str] | None:
        """The same of the settlement after it, which releases what it freezes."""
        return None if self.month is None else _days(position(self.month) + 2)


def _days(month: int) -> tuple[str, str]:
    """Return the first and the last day on which bills are issued in a month, by its position."""
    return f"{month_at(month)}-01", f"{month_at(month)}-{LAST_DAY:02d}"


class Statement(NamedTuple):
    """All settlements of one account: of an unknown month, and of each from the first to the last with usage.

    ``balance`` is what there is, None if that is not known: then the first settlement opens with ``required``, the
    least with which nothing ever fails, given the top-ups. ``still_frozen`` is what is frozen in the end; ``top_ups``
    are all of them, at most one a day, and ``later`` those after the last settlement.
    """

    account: str | None
    balance: Decimal | None
    required: Decimal
    settlements: tuple[Settlement, ...]
    still_frozen: Decimal
    top_ups: tuple[TopUp, ...]
    later: tuple[TopUp, ...]


class Cashflow(NamedTuple):
    """The statements of all accounts, in their order."""

    currency: str
    statements: tuple[Statement, ...]


def cashflow(estimate: Estimate, funds: Mapping[str | None, Funds]) -> Cashflow:
    """Settle the bills of each account, one after the other, with what it has; `funds` may leave accounts out.

    A month without usage between two is settled, too. A top-up on or before the 1st counts for the settlement of the
    month before, a later one for the next. Months after a failure are settled as forecast, though the service would
    have stopped. Raises InputError for funds of an account without a bill, and for top-ups where no month is known.
    """
    unknown = funds.keys() - {bill.account for bill in estimate.bills}
    if unknown:
        raise InputError([Problem("account-without-bill", {"name": name or "''"}) for name in sorted(unknown, key=str)])
    accounts = groupby(estimate.bills, key=lambda bill: bill.account)
    statements = (_statement(account, list(bills), funds.get(account, Funds())) for account, bills in accounts)
    return Cashflow(estimate.currency, tuple(statements))


def long_gap(estimate: Estimate) -> Problem | None:
    """Return what is worth saying of the longest time without usage, if that is beyond a year; else None.

    Each month of it is settled, and there may be thousands where a year is mistyped.
    """
    gaps = [
        (position(other.month) - position(one.month) - 1, one.month, other.month)
        for one, other in pairwise(estimate.bills)
        if one.account == other.account and one.month is not None and other.month is not None
    ]
    months, first, last = max(gaps, default=(0, None, None))
    return Problem("long-gap", {"count": months, "first": first, "last": last}) if months > _YEAR else None


def required_balances(months: Iterable[tuple[Decimal, Decimal]]) -> Iterator[Decimal]:
    """Yield for each month of one account, in their order, the opening balance that its settlement needs.

    A month is its bill, and what it needs together with the new freeze. With that much in the account before the first
    settlement, and no less, the bill can be deducted and the new freeze set (rules 7 to 9). What an earlier settlement
    froze is released first, so it is money that is there: only the bills so far have left the account. A month without
    a bill between two needs no more than the one before it.
    """
    deducted = ZERO
    for bill, bill_and_freeze in months:
        yield add((deducted, bill_and_freeze))
        deducted = add((deducted, bill))


class _Due(NamedTuple):
    """What the settlement of a month deducts and freezes, the top-ups that count for it, and those for the next.

    `free` says why the month is free of charge, if it is.
    """

    month: Month | None
    bill: Decimal
    freeze: Decimal
    before: Sequence[TopUp] = ()
    after: Sequence[TopUp] = ()
    free: FreeMonth | None = None

    @property
    def topped_up(self) -> Decimal:
        return add(top_up.amount for top_up in self.before)


def _statement(account: str | None, bills: Sequence[Bill], funds: Funds) -> Statement:
    top_ups = _one_a_day(funds.top_ups)
    dues = list(_dues({bill.month: bill for bill in bills}, top_ups))
    needs = list(_needs(dues))
    # So that all amounts have two decimals, whatever a caller wrote.
    opening, frozen = None if funds.balance is None else add((funds.balance,)), add((funds.frozen,))
    required = max(frozen, *needs)
    # Where the balance is not known, what is paid just in time comes on top of the least that there must be.
    balance, paid_in = (required, frozen) if opening is None else (opening, opening)
    settlements = []
    for due, need in zip(dues, needs, strict=True):
        needed = max(subtract(need, paid_in), ZERO)
        done = _settled(account, due, balance, frozen, needed)
        settlements.append(done)
        balance, paid_in = done.closing, add((paid_in, needed))
        frozen = add((done.frozen, done.frozen_later))
    counted = sum(len(due.before) for due in dues)
    return Statement(account, opening, required, tuple(settlements), frozen, tuple(top_ups), tuple(top_ups[counted:]))


def _settled(account: str | None, due: _Due, opening: Decimal, frozen: Decimal, needed: Decimal) -> Settlement:
    """Settle one month; `needed` is the top-up needed before it."""
    closing = subtract(add((opening, due.topped_up)), due.bill)
    state: SettlementState = "in-arrears" if closing < 0 else "freeze-failed" if closing < due.freeze else "paid"
    return Settlement(
        account,
        due.month,
        opening,
        due.topped_up,
        frozen,
        due.bill,
        due.freeze,
        due.freeze if state == "paid" else ZERO,
        closing,
        state,
        None if state == "paid" else _made_good_on(closing, ZERO if closing < 0 else due.freeze, due.after),
        tuple(top_up for top_up in (*due.before, *due.after) if top_up.is_in_window_of(due.month)),
        needed,
        due.free,
    )


def _made_good_on(balance: Decimal, enough: Decimal, top_ups: Iterable[TopUp]) -> date | None:
    """Return the day of the first top-up with which the balance is enough, or None."""
    for top_up in top_ups:
        balance = add((balance, top_up.amount))
        if balance >= enough:
            return top_up.date
    return None


def _one_a_day(top_ups: Iterable[TopUp]) -> list[TopUp]:
    """Return top-ups in the order of their dates, those of one day added up, without those of nothing."""
    by_date = groupby(sorted(top_up for top_up in top_ups if top_up.amount), key=lambda top_up: top_up.date)
    return [TopUp(day, add(top_up.amount for top_up in same)) for day, same in by_date]


def _dues(bills: Mapping[Month | None, Bill], top_ups: Sequence[TopUp]) -> Iterator[_Due]:
    """Yield what is due for each month, those without usage between two included."""
    if None in bills:
        if top_ups:
            raise InputError([Problem("top-up-without-month", {})])
        yield _Due(None, bills[None].total.cost, bills[None].total.freeze)
    numbers = [position(month) for month in bills if month is not None]
    if not numbers:
        return
    first, last = numbers[0], numbers[-1]
    count_for = defaultdict(list)
    for top_up in top_ups:
        count_for[max(top_up.counts_for, first)].append(top_up)
    for number in range(first, last + 1):
        month = month_at(number)
        bill = bills.get(month)
        cost, freeze = (bill.total.cost, bill.total.freeze) if bill else (ZERO, ZERO)
        yield _Due(month, cost, freeze, count_for[number], count_for[number + 1], bill.free if bill else None)


def _needs(dues: Sequence[_Due]) -> Iterator[Decimal]:
    """Yield for each month the opening balance that its settlement needs, given the top-ups until then."""
    topped_up = ZERO
    required = required_balances((due.bill, add((due.bill, due.freeze))) for due in dues)
    for due, balance in zip(dues, required, strict=True):
        topped_up = add((topped_up, due.topped_up))
        yield subtract(balance, topped_up)
