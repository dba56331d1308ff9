"""Settle bills from a balance: release the freeze, deduct the bill, set the next freeze (rules 7 to 9)."""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from tiia_cost.core.funds import LAST_DAY, Funds, TopUp
from tiia_cost.core.money import ZERO, add, subtract
from tiia_cost.core.months import month_at, position
from tiia_cost.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from tiia_cost.core.charge import FreeMonth
    from tiia_cost.core.estimate import Bill, Estimate
    from tiia_cost.core.months import Month

SettlementState = Literal["paid", "freeze-failed", "in-arrears"]


_YEAR = 12


class Settlement(NamedTuple):
    """Settlement of an account for the bill of one month; amounts are in the currency of the bills.

    ``opening`` and ``closing`` are the balance before and after, frozen money included: opening + ``topped_up`` −
    ``deducted`` = closing. A closing balance below zero is owed (arrears). ``released`` is the amount frozen until
    then; of ``freeze_due`` all is ``frozen`` anew, or nothing. ``made_good_on`` is the day on which a top-up pays the
    arrears, or lets a failed freeze succeed; None if none does before the next settlement. ``in_window`` are the
    top-ups inside its window. ``top_up_needed`` is the least top-up before it with which nothing fails, provided that
    the top-ups needed before had been paid, too. ``free`` is the reason why the month is free of charge, None if it is
    charged. ``expected`` says that the usage does not know all calls of the month, or of one before it.
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
    expected: bool = False

    @property
    def available(self) -> Decimal:
        """Closing balance without its frozen part."""
        return subtract(self.closing, self.frozen)

    @property
    def frozen_later(self) -> Decimal:
        """Amount that is frozen when a failed freeze is made good, else 0; the next settlement releases it."""
        return self.freeze_due if self.state == "freeze-failed" and self.made_good_on is not None else ZERO

    @property
    def window(self) -> tuple[str, str] | None:
        """First and last day on which the bill may be issued; None for an unknown month."""
        return None if self.month is None else _days(position(self.month) + 1)

    @property
    def pay_by(self) -> date | None:
        """Last day before the window: money that is there by then counts, at whatever hour the bill is issued.

        None for an unknown month.
        """
        if self.month is None:
            return None
        year, number = map(int, self.month.split("-"))
        return date(year, number, calendar.monthrange(year, number)[1])

    @property
    def next_window(self) -> tuple[str, str] | None:
        """Window of the next settlement, which releases the freeze of this one; None for an unknown month."""
        return None if self.month is None else _days(position(self.month) + 2)


def _days(month: int) -> tuple[str, str]:
    """Return the first and the last day on which bills are issued in a month, given by its position."""
    return f"{month_at(month)}-01", f"{month_at(month)}-{LAST_DAY:02d}"


class Statement(NamedTuple):
    """All settlements of one account: of an unknown month, and of each month from the first to the last with usage.

    ``balance`` is the opening balance, None if it is unknown: then the first settlement opens with ``required``, the
    least balance with which nothing ever fails, given the top-ups. ``still_frozen`` is the amount frozen in the end;
    ``top_ups`` are all of them, at most one a day, and ``later`` those after the last settlement.
    """

    account: str | None
    balance: Decimal | None
    required: Decimal
    settlements: tuple[Settlement, ...]
    still_frozen: Decimal
    top_ups: tuple[TopUp, ...]
    later: tuple[TopUp, ...]


class Cashflow(NamedTuple):
    """Statements of all accounts, in the order of accounts. Amounts are in ``currency``."""

    currency: str
    statements: tuple[Statement, ...]


def cashflow(estimate: Estimate, funds: Mapping[str | None, Funds]) -> Cashflow:
    """Settle the bills of each account, one after the other, from its funds; `funds` may leave accounts out.

    A month without usage between two others is settled, too. A top-up on or before the 1st counts for the settlement of
    the month before, a later one for the next. Months after a failure are settled as forecast, though the service would
    have stopped (rule 9). Amounts are in the currency of the estimate. Raises InputError for funds of an account
    without a bill, and for top-ups of an account with usage of an unknown month.
    """
    unknown = funds.keys() - {bill.account for bill in estimate.bills}
    if unknown:
        raise InputError([Problem("account-without-bill", {"name": name or "''"}) for name in sorted(unknown, key=str)])
    accounts = groupby(estimate.bills, key=lambda bill: bill.account)
    since = estimate.expected_from
    statements = (_statement(account, list(bills), funds.get(account, Funds()), since) for account, bills in accounts)
    return Cashflow(estimate.currency, tuple(statements))


def long_gap(estimate: Estimate) -> Problem | None:
    """Return a warning about the longest time without usage, if it is longer than a year; else None.

    Each month of the gap is settled, and a mistyped year can make thousands of them.
    """
    gaps = [
        (position(other.month) - position(one.month) - 1, one.month, other.month)
        for one, other in pairwise(estimate.bills)
        if one.account == other.account and one.month is not None and other.month is not None
    ]
    months, first, last = max(gaps, default=(0, None, None))
    return Problem("long-gap", {"count": months, "first": first, "last": last}) if months > _YEAR else None


def required_balances(months: Iterable[tuple[Decimal, Decimal]]) -> Iterator[Decimal]:
    """Yield, for each month of one account in their order, the opening balance that its settlement needs.

    `months` yields pairs: a bill, and that bill plus its new freeze. The balance yielded is the least before the first
    settlement with which the bill can be deducted and the new freeze set (rules 7 to 9). The freeze of the settlement
    before is released first, so that money is available: only the earlier bills have left the account. A month without
    a bill between two others needs no more than the one before it.
    """
    deducted = ZERO
    for bill, bill_and_freeze in months:
        yield add((deducted, bill_and_freeze))
        deducted = add((deducted, bill))


class _Due(NamedTuple):
    """Amounts that the settlement of a month deducts and freezes, and the top-ups for it and for the next one.

    `free` is the reason why the month is free of charge, None if it is charged.
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


def _statement(account: str | None, bills: Sequence[Bill], funds: Funds, since: Month | None) -> Statement:
    """Settle the bills of an account; months from `since` on are expected."""
    top_ups = _one_a_day(funds.top_ups)
    dues = list(_dues({bill.month: bill for bill in bills}, top_ups))
    needs = list(_needs(dues))
    # `add` gives all amounts two decimals, whatever the caller wrote.
    opening, frozen = None if funds.balance is None else add((funds.balance,)), add((funds.frozen,))
    required = max(frozen, *needs)
    # If the balance is unknown, top-ups just in time come on top of the least possible balance: the frozen part.
    balance, paid_in = (required, frozen) if opening is None else (opening, opening)
    settlements = []
    for due, need in zip(dues, needs, strict=True):
        needed = max(subtract(need, paid_in), ZERO)
        done = _settled(account, due, balance, frozen, needed)
        if since is not None and due.month is not None and due.month >= since:
            done = done._replace(expected=True)
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
    """Return the day of the first top-up that raises the balance to `enough`; None if none does."""
    for top_up in top_ups:
        balance = add((balance, top_up.amount))
        if balance >= enough:
            return top_up.date
    return None


def _one_a_day(top_ups: Iterable[TopUp]) -> list[TopUp]:
    """Return the top-ups in the order of their dates, added up by day, without those of 0."""
    by_date = groupby(sorted(top_up for top_up in top_ups if top_up.amount), key=lambda top_up: top_up.date)
    return [TopUp(day, add(top_up.amount for top_up in same)) for day, same in by_date]


def _dues(bills: Mapping[Month | None, Bill], top_ups: Sequence[TopUp]) -> Iterator[_Due]:
    """Yield the amounts due for each month, including months without usage between two others."""
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
