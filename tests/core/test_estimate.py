"""Properties of bills: rows and columns add up, order never matters, accounts never mix."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import price_list
from tiia_cost.core.book import PriceBook
from tiia_cost.core.charge import FreeMonth
from tiia_cost.core.estimate import Estimate, estimate
from tiia_cost.core.months import Month
from tiia_cost.core.usage import MAX_CALLS, Count, Usage
from tiia_cost.errors import Place, UsageError

BOOK = PriceBook(
    [
        price_list(
            "{before_effective: free, free_quota: 50, freeze: {basis: list_cost, rate: 1.2},"
            " services: {label: {name: Label, prices: [0.333, 0.2, 0.1]}, car: {name: Car, prices: [3, 2, 1]},"
            " crop: {name: Crop, prices: [0.5, 0.4, 0.3], tier_mode: graduated}}}"
        )
    ]
)


class Row(NamedTuple):
    account: str | None
    month: Month
    service: str
    calls: int


rows = st.lists(
    st.builds(
        Row,
        st.sampled_from([None, "a", "b"]),
        st.sampled_from([Month("2019-12"), Month("2020-01"), Month("2020-02")]),
        st.sampled_from(["label", "car", "crop"]),
        st.integers(0, 400),
    ),
    max_size=12,
)


def priced(rows: list[Row]) -> Estimate:
    usage = Usage()
    for row in rows:
        usage.add(row.service, row.calls, month=row.month, account=row.account)
    return estimate(usage, BOOK)


@given(rows)
def test_a_month_is_free_that_lies_before_a_list_which_says_so_and_its_charges_note_it(rows: list[Row]) -> None:
    found = priced(rows)
    for bill in found.bills:
        free = FreeMonth(Month("2019-12"), "test-list", "2020-01-01") if bill.month == "2019-12" else None
        assert bill.free == free
        assert all((free is not None) == ("free-beta" in {note.code for note in one.notes}) for one in bill.charges)
    assert found.free_months == (
        [FreeMonth(Month("2019-12"), "test-list", "2020-01-01")] if "2019-12" in {row.month for row in rows} else []
    )
    assert found.all_is_free == (bool(rows) and all(row.month == "2019-12" for row in rows))
    assert not (found.all_is_free and found.total.cost)


@given(rows)
def test_rows_and_columns_add_up(rows: list[Row]) -> None:
    found = priced(rows)
    for bill in found.bills:
        for charge in bill.charges:
            assert charge.list_cost - charge.free_deduction == charge.cost
            assert charge.free_calls + charge.billable_calls == charge.calls
        for name in bill.total._fields:
            assert getattr(bill.total, name) == sum(getattr(charge, name) for charge in bill.charges)
    for name in found.total._fields:
        assert getattr(found.total, name) == sum(getattr(bill.total, name) for bill in found.bills)
    assert found.total.calls == sum(row.calls for row in rows)


@given(st.data())
def test_order_and_splitting_of_rows_never_change_a_bill(data: st.DataObject) -> None:
    given_rows = data.draw(rows)
    split = []
    for row in given_rows:
        part = data.draw(st.integers(0, row.calls))
        split += [row._replace(calls=part), row._replace(calls=row.calls - part)]
    assert priced(data.draw(st.permutations(split))) == priced(given_rows)


@given(rows, rows)
def test_accounts_never_mix(mine: list[Row], theirs: list[Row]) -> None:
    mine = [row._replace(account="mine") for row in mine]
    theirs = [row._replace(account="theirs") for row in theirs]
    both = priced([*mine, *theirs])
    assert both.bills == (*priced(mine).bills, *priced(theirs).bills)


@given(rows)
def test_a_bill_has_a_row_for_each_service_its_usage_names_in_the_order_of_the_list(rows: list[Row]) -> None:
    found = priced(rows)
    assert [(bill.account, bill.month) for bill in found.bills] == sorted(
        {(row.account, row.month) for row in rows}, key=lambda owner: (owner[0] or "", owner[1])
    )
    for bill in found.bills:
        named = {row.service for row in rows if (row.account, row.month) == (bill.account, bill.month)}
        assert [charge.service for charge in bill.charges] == [s for s in ("label", "car", "crop") if s in named]


def test_a_month_before_charging_began_is_free() -> None:
    assert priced([Row(None, Month("2019-12"), "label", 400)]).total.cost == Decimal("0.00")
    assert priced([Row(None, Month("2020-01"), "label", 400)]).total.cost == Decimal("35.00")  # 350 × 0.1


def test_what_has_no_price_is_told_for_every_row_with_its_place_and_nothing_is_priced() -> None:
    usage = Usage()
    book = PriceBook([price_list()])
    usage.add("label", 1, month=Month("2019-11"), place=Place("a.csv", 2, 1))
    usage.add("label", 1, month=Month("2019-12"), place=Place("a.csv", 3, 1))
    usage.add("label", 1, month=Month("2020-01"), place=Place("a.csv", 4, 1))
    with pytest.raises(UsageError) as caught:
        estimate(usage, book)
    assert caught.value.lines() == [
        "a.csv:2:1: no price list covers 2019-11; the earliest, test-list, is in force from 2020-01-01",
        "a.csv:3:1: no price list covers 2019-12; the earliest, test-list, is in force from 2020-01-01",
    ]


def test_a_month_that_is_not_covered_is_told_once_at_its_first_service() -> None:
    usage = Usage()
    for line, service in ((3, "label"), (2, "car")):
        usage.add(service, 1, month="2019-11", place=Place("a.csv", line, 1))
    with pytest.raises(UsageError) as caught:
        estimate(
            usage,
            PriceBook(
                [
                    price_list(
                        "{services: {car: {name: Car, prices: [3, 2, 1]}, label: {name: Label, prices: [3, 2, 1]}}}"
                    )
                ]
            ),
        )
    assert caught.value.lines() == [
        "a.csv:2:1: no price list covers 2019-11; the earliest, test-list, is in force from 2020-01-01"
    ]


def test_bills_come_in_the_order_of_accounts_and_months_unknown_ones_first() -> None:
    usage = Usage()
    for account in ("B", None, "A"):
        for month in ("2020-02", None, "2020-01"):
            usage.add("label", 1, month=month, account=account)
    assert [(bill.account, bill.month) for bill in estimate(usage, BOOK).bills] == [
        (account, month) for account in (None, "A", "B") for month in (None, "2020-01", "2020-02")
    ]


def test_usage_is_equal_to_usage_of_the_same_calls_and_to_nothing_else() -> None:
    one, other = Usage(), Usage()
    one.add("label", 3, place=Place("a.csv", 2, 1))
    other.add("label", 1)
    assert one != other
    other.add("label", 2)
    assert one == other
    assert one != {"label": 3}


def test_usage_may_name_a_service_by_any_of_its_names() -> None:
    several, one = Usage(), Usage()
    for name in ("Car", "label", "car", "CAR"):
        several.add(name, 100)
    one.add("car", 300)
    one.add("label", 100)
    assert estimate(several, BOOK) == estimate(one, BOOK)
    several.add("cra", 1, place=Place("a.csv", 2, 1))
    with pytest.raises(UsageError, match=r"^a.csv:2:1: unknown service cra; did you mean "):
        estimate(several, BOOK)


def test_calls_under_several_names_add_up_to_no_more_than_a_month_holds() -> None:
    usage = Usage()
    usage.add("car", MAX_CALLS)
    usage.add("Car", 1, place=Place("a.csv", 2, 1))
    with pytest.raises(UsageError, match=r"^a.csv:2:1: the calls of car in one month add up to more than 10\^18$"):
        estimate(usage, BOOK)


def test_usage_knows_what_it_counts_in_how_many_rows_and_where_the_first_stands() -> None:
    usage = Usage()
    usage.add("label", 0, month="2020-01", account="a", place=Place("a.csv", 7, 3))
    usage.add("label", 5, month="2020-01", account="a", place=Place("a.csv", 2, 3), rows=2)
    assert usage.count("a", Month("2020-01"), "label") == Count(5, 3, Place("a.csv", 7, 3))
    assert usage.count("a", Month("2020-01"), "car") is None
    assert usage.count("a", None, "label") is None
    assert usage.count(None, Month("2020-01"), "label") is None
    assert usage.accounts() == {"a"}


def test_without_the_free_quota_every_call_of_every_bill_is_charged() -> None:
    usage = Usage()
    usage.add("car", 60)  # 60 × 3; with the free quota of 50, 10 × 3
    assert str(estimate(usage, BOOK, free_quota=False).total.cost) == "180.00"
    assert str(estimate(usage, BOOK).total.cost) == "30.00"


def test_a_month_holds_at_most_ten_to_the_eighteen_calls_of_a_service() -> None:
    usage = Usage()
    usage.add("label", MAX_CALLS - 1)
    usage.add("label", 1)
    with pytest.raises(UsageError, match="the calls of label in one month add up to more than 10\\^18"):
        usage.add("label", 1)
    usage.add("car", 1)
    assert estimate(usage, BOOK).total.calls == MAX_CALLS + 1


def test_the_largest_month_is_priced_exactly() -> None:
    usage = Usage()
    usage.add("label", MAX_CALLS)
    # (10^18 − 50) × 0.1
    assert str(estimate(usage, BOOK).total.cost) == "99999999999999995.00"
