"""Settlements: a year worked out on paper, and what holds for any forecast, freeze rule, balance and top-ups."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import books, usages
from tiia_cost.core.budget import Budget, Limits, check
from tiia_cost.core.cashflow import Settlement, Statement, cashflow, long_gap, required_balances
from tiia_cost.core.cuts import Pricing
from tiia_cost.core.estimate import estimate
from tiia_cost.core.funds import Funds, TopUp
from tiia_cost.core.growth import grow
from tiia_cost.core.money import in_fen, of_fen
from tiia_cost.core.projection import project
from tiia_cost.core.usage import Usage
from tiia_cost.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.estimate import Bill, Estimate

# A year of `label` at the shipped prices. Bill: (calls − 10,000) × price ÷ 1,000; freeze: calls × price ÷ 1,000.
YEAR = {
    "2026-01": 500_000,  # 490,000 × 2.5: 1,225.00 and 1,250.00
    "2026-02": 999_999,  # 989,999 × 2.5: 2,475.00 and 2,500.00
    "2026-03": 1_000_000,  # the second tier: 990,000 × 2.2 are 2,178.00, less than before, and 2,200.00
    # April: no usage
    "2026-05": 1_500_000,  # 1,490,000 × 2.2: 3,278.00 and 3,300.00
    "2026-06": 400_000,  # 390,000 × 2.5: 975.00 and 1,000.00
    "2026-07": 2_000_000,  # 1,990,000 × 2.2: 4,378.00 and 4,400.00
    "2026-08": 3_000_000,  # the third tier: 2,990,000 × 2 are 5,980.00, and 6,000.00
    "2026-09": 10_000,  # the free quota: 0.00 and 25.00
    # October: no usage
    "2026-11": 200_000,  # 190,000 × 2.5: 475.00 and 500.00
    "2026-12": 300_000,  # 290,000 × 2.5: 725.00 and 750.00
}
TOP_UPS = {
    "2026-06-10": 300,  # 2,844 + 300 do not suffice for 3,300
    "2026-06-20": 500,  # 3,144 + 500 do
    "2026-08-01": 2000,  # the first day of July's window: still for July
    "2026-08-02": 1000,  # inside the window of July: for August
    "2026-09-15": 6000,
    "2027-01-20": 700,  # after the last settlement
}
# What should happen, on paper: opening + topped up − deducted = closing; frozen if closing covers it.
ON_PAPER = """\
month      opening  topped up  released  deducted    frozen    closing  available  state            needed
2026-01  12,000.00       0.00    800.00  1,225.00  1,250.00  10,775.00   9,525.00  paid               0.00
2026-02  10,775.00       0.00  1,250.00  2,475.00  2,500.00   8,300.00   5,800.00  paid               0.00
2026-03   8,300.00       0.00  2,500.00  2,178.00  2,200.00   6,122.00   3,922.00  paid               0.00
2026-04   6,122.00       0.00  2,200.00      0.00      0.00   6,122.00   6,122.00  paid               0.00
2026-05   6,122.00       0.00      0.00  3,278.00      0.00   2,844.00   2,844.00  freeze-failed    456.00
2026-06   2,844.00     800.00  3,300.00    975.00  1,000.00   2,669.00   1,669.00  paid               0.00
2026-07   2,669.00   2,000.00  1,000.00  4,378.00      0.00     291.00     291.00  freeze-failed  3,653.00
2026-08     291.00   1,000.00      0.00  5,980.00      0.00  -4,689.00  -4,689.00  in-arrears     6,580.00
2026-09  -4,689.00   6,000.00      0.00      0.00     25.00   1,311.00   1,286.00  paid               0.00
2026-10   1,311.00       0.00     25.00      0.00      0.00   1,311.00   1,311.00  paid               0.00
2026-11   1,311.00       0.00      0.00    475.00    500.00     836.00     336.00  paid               0.00
2026-12     836.00       0.00    500.00    725.00      0.00     111.00     111.00  freeze-failed      0.00
"""


def usage_of(calls: dict[str, int], account: str | None = None) -> Usage:
    usage = Usage()
    for month, number in calls.items():
        usage.add("label", number, month=month, account=account)
    return usage


def top_ups_of(amounts: dict[str, int]) -> list[TopUp]:
    return [TopUp(datetime.date.fromisoformat(date), Decimal(amount)) for date, amount in amounts.items()]


@pytest.fixture
def year(book: PriceBook) -> Statement:
    funds = Funds(Decimal(12_000), Decimal(800), top_ups_of(TOP_UPS))
    (statement,) = cashflow(estimate(usage_of(YEAR), book), {None: funds}).statements
    return statement


def test_a_year_goes_as_worked_out_on_paper(year: Statement) -> None:
    expected = [line.split() for line in ON_PAPER.replace(",", "").splitlines()[1:]]
    assert [
        [
            one.month,
            *(f"{figure:.2f}" for figure in (one.opening, one.topped_up, one.released, one.deducted)),
            *(f"{figure:.2f}" for figure in (one.frozen, one.closing, one.available)),
            one.state,
            f"{one.top_up_needed:.2f}",
        ]
        for one in year.settlements
    ] == expected


def test_a_failed_freeze_is_made_good_by_the_next_top_up_that_suffices(year: Statement) -> None:
    made_good = {str(one.month): (one.made_good_on, one.frozen_later) for one in year.settlements if one.made_good_on}
    assert made_good == {
        "2026-05": (datetime.date(2026, 6, 20), Decimal(3300)),  # 3,144 on the 10th are too little
        # July's 4,400 never: 291 + 1,000 are too little, and August's settlement takes its place
        "2026-08": (datetime.date(2026, 9, 15), Decimal(0)),  # −4,689 + 6,000: what is owed is paid, nothing frozen
        "2026-12": (datetime.date(2027, 1, 20), Decimal(750)),  # 111 + 700 are 811
    }
    assert year.still_frozen == Decimal(750)
    assert year.later == (TopUp(datetime.date(2027, 1, 20), Decimal(700)),)


def test_the_balance_the_year_needs_is_the_most_that_any_settlement_needs(year: Statement) -> None:
    # August: 1,225 + 2,475 + 2,178 + 3,278 + 975 + 4,378 + 5,980 of bills, 6,000 to freeze, 3,800 topped up until then.
    assert year.required == 20_489 + 6000 - 3800
    # May needs 12,456, July 16,109, August 22,689; there are 12,000, and what was needed before.
    assert [one.top_up_needed for one in year.settlements if one.top_up_needed] == [456, 3653, 6580]
    assert year.required == 12_000 + 456 + 3653 + 6580


def test_a_settlement_has_its_window_and_the_top_ups_inside_it(year: Statement) -> None:
    july, december = year.settlements[6], year.settlements[11]
    assert july.window == ("2026-08-01", "2026-08-03")
    assert [top_up.date.day for top_up in july.in_window] == [1, 2]
    assert december.window == ("2027-01-01", "2027-01-03")
    assert december.next_window == ("2027-02-01", "2027-02-03")
    assert december.in_window == ()


@pytest.mark.parametrize(
    ("date", "month"),
    [
        ("2020-02-29", "2026-01"),  # long before the first: it is there by then
        ("2026-01-31", "2026-01"),
        ("2026-02-01", "2026-01"),
        ("2026-02-02", "2026-02"),
        ("2026-02-03", "2026-02"),
        ("2026-02-04", "2026-02"),
        ("2026-04-01", "2026-03"),
        ("2026-04-02", None),
        ("2030-01-01", None),
    ],
)
def test_money_until_the_first_counts_for_that_settlement_and_later_money_for_the_next(
    prices: Prices, date: str, month: str | None
) -> None:
    usage = usage_of({"2026-01": 10, "2026-03": 10})
    funds = Funds(Decimal(100), top_ups=top_ups_of({date: 5}))
    (statement,) = cashflow(estimate(usage, prices()), {None: funds}).statements
    assert [one.month for one in statement.settlements if one.topped_up] == ([month] if month else [])
    assert bool(statement.later) == (month is None)


def test_a_top_up_after_the_next_settlement_makes_no_freeze_good(prices: Prices) -> None:
    # 10 × 3 are billed and frozen. From 30 nothing is left for the freeze; February's settlement, without usage, ends it.
    forecast = estimate(usage_of({"2026-01": 10}), prices("freeze: {basis: list_cost, rate: 1}"))

    def settled(date: str) -> Statement:
        return cashflow(forecast, {None: Funds(Decimal(30), top_ups=top_ups_of({date: 30}))}).statements[0]

    assert settled("2026-02-02").still_frozen == 30
    assert settled("2026-03-01").still_frozen == 30
    assert settled("2026-03-02").still_frozen == 0
    assert settled("2026-02-01").settlements[0].state == "paid"


def test_arrears_are_paid_first_and_their_freeze_is_not_made_up_for(prices: Prices) -> None:
    forecast = estimate(usage_of({"2026-01": 10, "2026-02": 10}), prices("freeze: {basis: list_cost, rate: 1}"))
    funds = Funds(Decimal(20), top_ups=top_ups_of({"2026-02-10": 70}))
    (statement,) = cashflow(forecast, {None: funds}).statements
    january, february = statement.settlements
    assert (january.state, january.made_good_on) == ("in-arrears", datetime.date(2026, 2, 10))
    assert [january.closing, january.frozen, january.frozen_later] == [-10, 0, 0]
    # −10 + 70 − 30 = 30, which is just what is to be frozen
    assert february.state == "paid"
    assert [february.released, february.closing, february.frozen] == [0, 30, 30]


def test_a_bill_that_takes_the_last_fen_leaves_the_whole_freeze_to_be_made_good(prices: Prices) -> None:
    # 30 − 30 leaves nothing, so the freeze of 30 fails; 29 more are not enough for it, 30 are.
    forecast = estimate(usage_of({"2026-01": 10}), prices("freeze: {basis: list_cost, rate: 1}"))
    for amount, day in ((29, None), (30, datetime.date(2026, 2, 10))):
        funds = Funds(Decimal(30), top_ups=top_ups_of({"2026-02-10": amount}))
        (january,) = cashflow(forecast, {None: funds}).statements[0].settlements
        assert (january.state, january.closing, january.made_good_on) == ("freeze-failed", Decimal(0), day)


def test_arrears_that_the_top_ups_do_not_cover_before_the_next_settlement_are_not_made_good(prices: Prices) -> None:
    forecast = estimate(usage_of({"2026-01": 10, "2026-02": 10}), prices())
    for amount, day in ((9, None), (10, datetime.date(2026, 2, 10))):
        funds = Funds(Decimal(20), top_ups=top_ups_of({"2026-02-10": amount, "2026-03-02": 50}))
        (statement,) = cashflow(forecast, {None: funds}).statements
        assert statement.settlements[0].made_good_on == day


def test_a_top_up_of_nothing_is_none(prices: Prices) -> None:
    funds = Funds(Decimal(20), top_ups=top_ups_of({"2026-02-02": 0}))
    (statement,) = cashflow(estimate(usage_of({"2026-01": 10}), prices()), {None: funds}).statements
    assert (statement.top_ups, statement.settlements[0].in_window) == ((), ())


def test_funds_of_an_account_without_a_bill_are_refused(prices: Prices) -> None:
    forecast = estimate(usage_of({"2026-01": 10}, "100001"), prices())
    with pytest.raises(InputError) as caught:
        cashflow(forecast, {"100001": Funds(), "100002": Funds(), None: Funds()})
    assert str(caught.value) == "account 100002 has no bill\naccount '' has no bill"


def test_more_than_a_year_without_usage_is_worth_saying(prices: Prices) -> None:
    usage = usage_of({"2025-01": 10, "2026-02": 10, "2027-04": 10})  # 12 months between, and 13
    usage.add("label", 5, month="2020-01", account="100001")
    usage.add("label", 5, month="2050-01", account="100002")
    notice = long_gap(estimate(usage, prices()))
    assert notice is not None
    assert notice.text() == "there are 13 months without usage between 2026-02 and 2027-04; they are settled too"
    assert long_gap(estimate(usage_of({"2025-01": 10, "2026-02": 10}), prices())) is None
    assert long_gap(estimate(Usage(), prices())) is None


def test_of_one_day_the_top_ups_are_one(prices: Prices) -> None:
    forecast = estimate(usage_of({"2026-01": 10}), prices("freeze: {basis: list_cost, rate: 1}"))
    funds = Funds(Decimal(30), top_ups=[*top_ups_of({"2026-02-05": 10}), *top_ups_of({"2026-02-05": 20})])
    (statement,) = cashflow(forecast, {None: funds}).statements
    assert statement.top_ups == (TopUp(datetime.date(2026, 2, 5), Decimal(30)),)
    assert statement.settlements[0].made_good_on == datetime.date(2026, 2, 5)


def test_usage_without_a_month_is_one_settlement_without_dates(prices: Prices) -> None:
    usage = Usage()
    usage.add("label", 10)
    forecast = estimate(usage, prices("freeze: {basis: cost, rate: 1.2}"))
    (statement,) = cashflow(forecast, {}).statements
    (only,) = statement.settlements
    assert (only.month, only.window, only.next_window) == (None, None, None)
    assert [statement.required, only.frozen, only.available] == [66, 36, 0]  # 30 + 30 × 1.2
    with pytest.raises(InputError, match="the usage names no month"):
        cashflow(forecast, {None: Funds(top_ups=top_ups_of({"2026-01-01": 5}))})


def test_the_last_month_there_is_has_a_window_too(prices: Prices) -> None:
    (statement,) = cashflow(estimate(usage_of({"9999-12": 10}), prices()), {}).statements
    assert statement.settlements[0].window == ("10000-01-01", "10000-01-03")
    funds = Funds(Decimal(50), top_ups=top_ups_of({"0001-01-01": 1, "9999-12-31": 2}))
    (statement,) = cashflow(estimate(usage_of({"9999-12": 10}), prices()), {None: funds}).statements
    assert statement.settlements[0].topped_up == 3


def test_whatever_a_caller_writes_amounts_have_two_decimals(prices: Prices) -> None:
    forecast = estimate(usage_of({"2026-01": 10}), prices())
    (statement,) = cashflow(forecast, {None: Funds(Decimal(50), Decimal(5), top_ups_of({"2026-01-01": 5}))}).statements
    (only,) = statement.settlements
    amounts = (statement.balance, only.opening, only.topped_up, only.released, only.closing, only.available)
    assert [str(amount) for amount in amounts] == ["50.00", "50.00", "5.00", "5.00", "25.00", "25.00"]


def test_what_is_frozen_is_the_least_that_an_account_has(prices: Prices) -> None:
    forecast = estimate(usage_of({"2026-01": 10}), prices())  # 30.00, nothing to freeze
    assert cashflow(forecast, {None: Funds(frozen=Decimal(40))}).statements[0].required == 40
    (statement,) = cashflow(forecast, {None: Funds(frozen=Decimal(20))}).statements
    assert [statement.required, statement.settlements[0].top_up_needed] == [30, 10]


# Properties, with amounts in fen.


def funds(balance: bool | None = None) -> st.SearchStrategy[Funds]:
    amounts = st.sampled_from([0, 1, 30, 99, 150, 400, 1000]).map(of_fen) | st.integers(0, 30_000).map(of_fen)
    days = st.dates(datetime.date(2025, 12, 28), datetime.date(2026, 7, 3))
    top_ups = st.lists(st.builds(TopUp, days, amounts), max_size=5)
    known = st.booleans() if balance is None else st.just(balance)
    return st.builds(
        lambda frozen, more, top_ups, known: Funds(
            of_fen(in_fen(frozen) + in_fen(more)) if known else None, frozen, top_ups
        ),
        amounts,
        amounts,
        top_ups,
        known,
    )


def only(forecast: Estimate, given: Funds) -> Statement:
    (statement,) = cashflow(forecast, {None: given}).statements
    return statement


def total(amounts: Iterator[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


@given(books(), usages(), funds())
def test_money_is_conserved(book: PriceBook, usage: Usage, given: Funds) -> None:
    forecast = estimate(usage, book)
    statement = only(forecast, given)
    settlements = statement.settlements
    first, last = settlements[0], settlements[-1]
    assert first.opening == (statement.required if given.balance is None else given.balance)
    for one, following in pairwise(settlements):
        assert one.closing == following.opening
    for one in settlements:
        assert one.opening + one.topped_up - one.deducted == one.closing
        assert one.available == one.closing - one.frozen
    topped_up = total(one.topped_up for one in settlements) + total(top_up.amount for top_up in statement.later)
    assert topped_up == total(top_up.amount for top_up in given.top_ups)
    assert total(one.deducted for one in settlements) == forecast.total.cost
    assert first.opening + total(one.topped_up for one in settlements) - forecast.total.cost == last.closing
    released = total(one.released for one in settlements)
    frozen = total(one.frozen for one in settlements)
    made_good = total(one.frozen_later for one in settlements)
    assert released + statement.still_frozen == frozen + made_good + given.frozen


def by_day(forecast: Estimate, given: Funds, balance: int) -> tuple[list[tuple[object, ...]], int]:
    """Live through every day from before the first bill until after the last, as rules 7 to 9 say; in fen."""
    bills = {bill.month: (in_fen(bill.total.cost), in_fen(bill.total.freeze)) for bill in forecast.bills}
    first, last = min(map(str, bills)), max(map(str, bills))
    arriving: Counter[datetime.date] = Counter()
    for top_up in given.top_ups:
        arriving[top_up.date] += in_fen(top_up.amount)
    rows: list[tuple[object, ...]] = []
    frozen, pending, opening, since = in_fen(given.frozen), None, balance, 0
    day = datetime.date(2025, 12, 1)
    while True:
        balance += arriving[day]
        since += arriving[day]
        if pending is not None and balance >= pending:
            frozen, pending = pending, None
        if day.day == 1:
            month = (day - datetime.timedelta(days=1)).strftime("%Y-%m")
            if month > last:
                return rows, frozen
            if month >= first:
                bill, freeze = bills.get(month, (0, 0))  # type: ignore[call-overload]
                released, frozen = frozen, 0
                balance -= bill
                state = "in-arrears" if balance < 0 else "paid" if balance >= freeze else "freeze-failed"
                frozen = freeze if state == "paid" else 0
                pending = freeze if state == "freeze-failed" else None
                rows.append((month, opening, since, released, bill, frozen, balance, state))
                opening, since = balance, 0
        day += datetime.timedelta(days=1)


@given(books(), usages(), funds())
def test_settlements_are_those_of_living_through_every_day(book: PriceBook, usage: Usage, given: Funds) -> None:
    forecast = estimate(usage, book)
    statement = only(forecast, given)
    balance = statement.required if given.balance is None else given.balance
    rows, still_frozen = by_day(forecast, given, in_fen(balance))
    assert rows == [
        (
            one.month,
            *map(in_fen, (one.opening, one.topped_up, one.released, one.deducted, one.frozen, one.closing)),
            one.state,
        )
        for one in statement.settlements
    ]
    assert still_frozen == in_fen(statement.still_frozen)


def succeeds(settlements: Sequence[Settlement]) -> bool:
    return all(one.state == "paid" for one in settlements)


@given(books(), usages(), funds(balance=False))
def test_with_the_required_balance_nothing_fails_and_with_one_fen_less_something_does(
    book: PriceBook, usage: Usage, given: Funds
) -> None:
    forecast = estimate(usage, book)
    statement = only(forecast, given)
    assert succeeds(statement.settlements)
    assert statement.required >= given.frozen
    assert succeeds(only(forecast, Funds(statement.required, given.frozen, given.top_ups)).settlements)
    if statement.required > given.frozen:
        less = statement.required - Decimal("0.01")
        assert not succeeds(only(forecast, Funds(less, given.frozen, given.top_ups)).settlements)


@given(books(), usages(), funds(), st.data())
def test_what_is_paid_in_just_in_time_suffices_and_with_one_fen_less_it_does_not(
    book: PriceBook, usage: Usage, given: Funds, data: st.DataObject
) -> None:
    forecast = estimate(usage, book)
    statement = only(forecast, given)
    balance = given.frozen if given.balance is None else given.balance
    needed = [
        TopUp(datetime.date.fromisoformat(one.window[0]), one.top_up_needed)
        for one in statement.settlements
        if one.window and one.top_up_needed
    ]
    assert total(top_up.amount for top_up in needed) == max(statement.required - balance, Decimal(0))
    assert succeeds(only(forecast, Funds(balance, given.frozen, [*given.top_ups, *needed])).settlements)
    if needed:
        index = data.draw(st.integers(0, len(needed) - 1))
        needed[index] = TopUp(needed[index].date, needed[index].amount - Decimal("0.01"))
        assert not succeeds(only(forecast, Funds(balance, given.frozen, [*given.top_ups, *needed])).settlements)


@given(books(), usages(), funds(), st.randoms(use_true_random=False))
def test_the_order_of_top_ups_never_matters_nor_whether_one_comes_in_two_parts(
    book: PriceBook, usage: Usage, given: Funds, random: object
) -> None:
    forecast = estimate(usage, book)
    parts = [TopUp(top_up.date, of_fen(in_fen(top_up.amount) // 2)) for top_up in given.top_ups]
    rest = [TopUp(top_up.date, top_up.amount - part.amount) for top_up, part in zip(given.top_ups, parts, strict=True)]
    mixed = [*parts, *rest]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert only(forecast, Funds(given.balance, given.frozen, mixed)) == only(forecast, given)


@given(books(), usages(accounts=("a", "b")), funds(), funds())
def test_each_account_is_settled_as_if_it_were_alone(book: PriceBook, usage: Usage, one: Funds, other: Funds) -> None:
    forecast = estimate(usage, book)
    of: dict[str | None, Funds] = {"a": one, "b": other}
    given = {bill.account: of[bill.account] for bill in forecast.bills}
    for statement in cashflow(forecast, given).statements:
        bills = tuple(bill for bill in forecast.bills if bill.account == statement.account)
        alone = {statement.account: given[statement.account]}
        assert cashflow(forecast._replace(bills=bills), alone).statements == (statement,)


@given(books(), usages(), st.integers(0, 3000).map(of_fen))
def test_check_and_cashflow_ask_for_the_same_balance(book: PriceBook, usage: Usage, balance: Decimal) -> None:
    forecast = estimate(usage, book)
    verdict = check(forecast, Budget(Limits(balance=balance)), Pricing(book, free_quota=True), usage=usage)
    assert max(finding.actual for finding in verdict.findings) == only(forecast, Funds()).required
    assert verdict.within_budget == succeeds(only(forecast, Funds(balance)).settlements)


def required(bills: Sequence[Bill]) -> list[Decimal]:
    return list(required_balances((bill.total.cost, bill.total.cost + bill.total.freeze) for bill in bills))


def test_a_settlement_needs_the_bills_so_far_and_the_new_freeze(prices: Prices) -> None:
    usage = usage_of({"2026-01": 10, "2026-02": 50, "2026-04": 5})  # 30, 150 and 15; March settles nothing
    bills = estimate(usage, prices("freeze: {basis: list_cost, rate: 1}")).bills
    assert required(bills) == [30 + 30, 30 + 150 + 150, 30 + 150 + 15 + 15]


@pytest.mark.parametrize(("day", "expected"), [(15, 3), (30, 2)])
def test_months_that_are_expected_are_settled_like_any_others_and_marked(
    book: PriceBook, day: int, expected: int
) -> None:
    so_far, as_known = Usage(), Usage()
    so_far.add("label", 999_999, month="2026-09")
    so_far.add("label", 600_000, month="2026-11")
    # 600,000 calls by the 15th are 1,200,000 by the 30th; 10% more, rounded up, each month after it
    calls = 600_000 * 30 // day
    as_known.add("label", 999_999, month="2026-09")
    for month, more in (("2026-11", 100), ("2026-12", 110), ("2027-01", 121)):
        as_known.add("label", calls * more // 100, month=month)
    through = datetime.date(2026, 11, day)
    usage = grow(project(so_far, through), 2, Decimal(10))
    funds: dict[str | None, Funds] = {None: Funds(Decimal(5000))}
    (found,), (known,) = (cashflow(estimate(one, book), funds).statements for one in (usage, as_known))
    # September and the October without usage are over; so is a November that is known to its end.
    assert [one.expected for one in found.settlements] == [False] * (5 - expected) + [True] * expected
    assert [one._replace(expected=False) for one in found.settlements] == list(known.settlements)
