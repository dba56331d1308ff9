"""The arithmetic of one service in one month, with the worked figures of the billing rules."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import price_list
from tests.golden.work_out import PRICES
from tests.support.packs import Dated, Rules, fen, frozen, month, rules
from tiia_cost.core.book import PriceBook
from tiia_cost.core.estimate import estimate
from tiia_cost.core.months import Month
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from tests.conftest import Prices
    from tiia_cost.core.charge import Charge


def charge(book: PriceBook, calls: int, *, service: str = "label", free_quota: bool = True) -> Charge:
    return book.in_force(None).charge(service, calls, free_quota=free_quota)


@pytest.mark.parametrize(
    ("calls", "tier", "unit_price", "list_cost", "free", "cost", "freeze"),
    [
        # calls × price ÷ 1,000; free: min(calls, 10,000) × price ÷ 1,000
        (0, 1, "2.5", "0.00", "0.00", "0.00", "0.00"),
        (10_000, 1, "2.5", "25.00", "25.00", "0.00", "25.00"),
        (10_001, 1, "2.5", "25.00", "25.00", "0.00", "25.00"),  # 25.0025; one billable call is 0.0025
        (999_999, 1, "2.5", "2500.00", "25.00", "2475.00", "2500.00"),  # 2,499.9975 and 2,474.9975
        (1_000_000, 2, "2.2", "2200.00", "22.00", "2178.00", "2200.00"),
        (1_500_000, 2, "2.2", "3300.00", "22.00", "3278.00", "3300.00"),
        (3_000_000, 3, "2", "6000.00", "20.00", "5980.00", "6000.00"),
        (15_000_000, 4, "1.5", "22500.00", "15.00", "22485.00", "22500.00"),
    ],
)
def test_label_costs_what_the_billing_rules_work_out_by_hand(
    book: PriceBook, calls: int, tier: int, unit_price: str, list_cost: str, free: str, cost: str, freeze: str
) -> None:
    found = charge(book, calls)
    assert (found.tier, str(found.unit_price)) == (tier, unit_price)
    assert [str(found.list_cost), str(found.free_deduction), str(found.cost), str(found.freeze)] == [
        list_cost,
        free,
        cost,
        freeze,
    ]


def test_face_comparison_of_the_sister_page_costs_10470(prices: Prices) -> None:
    book = prices(
        "{tiers: {up_to: [3000000, 15000000]}, free_quota: 10000}", service="{prices: [0.0032, 0.003, 0.0027]}"
    )
    # (3,500,000 − 10,000) × 0.003
    assert str(charge(book, 3_500_000).cost) == "10470.00"
    # the upper end is included: 3,000,000 is still the first tier, (3,000,000 − 10,000) × 0.0032
    assert str(charge(book, 3_000_000).cost) == "9568.00"


@pytest.mark.parametrize("service", PRICES)
@pytest.mark.parametrize(
    ("calls", "tier"),
    [(0, 1), (999_999, 1), (1_000_000, 2), (2_999_999, 2), (3_000_000, 3), (14_999_999, 3), (15_000_000, 4)],
)
def test_each_shipped_service_has_the_price_of_the_vendors_table_on_both_sides_of_each_bound(
    book: PriceBook, service: str, calls: int, tier: int
) -> None:
    found = charge(book, calls, service=service)
    assert (found.tier, str(found.unit_price)) == (tier, PRICES[service][tier - 1])
    assert found.freeze == found.list_cost


@pytest.mark.parametrize(("tiers", "at_100", "at_101"), [("from: [0, 100, 300]", 2, 2), ("up_to: [100, 300]", 1, 2)])
def test_a_count_on_a_bound_is_on_the_side_that_the_list_says(
    prices: Prices, tiers: str, at_100: int, at_101: int
) -> None:
    book = prices(f"{{tiers: {{{tiers}}}}}")
    assert [charge(book, calls).tier for calls in (99, 100, 101)] == [1, at_100, at_101]


def test_basis_total_counts_free_calls_towards_the_tier_and_basis_billable_does_not(prices: Prices) -> None:
    # 105 calls, 10 free: 105 reach the second tier (from 100), 95 do not
    total = charge(prices("{free_quota: 10, tier_basis: total}"), 105)
    billable = charge(prices("{free_quota: 10, tier_basis: billable}"), 105)
    assert (total.tier, str(total.cost), str(total.list_cost)) == (2, "190.00", "210.00")  # 95 × 2, 105 × 2
    assert (billable.tier, str(billable.cost), str(billable.list_cost)) == (1, "285.00", "315.00")  # × 3


def test_tiers_start_a_free_quota_later_with_basis_billable_unless_there_is_none(prices: Prices) -> None:
    tariff = prices("{free_quota: 10, tier_basis: billable}").in_force(None).tariff("label")
    assert tariff.tier_starts() == tariff.tier_starts(free_quota=True) == (0, 110, 310)
    assert tariff.tier_starts(free_quota=False) == (0, 100, 300)
    assert tariff.tier_counts() == [(0, 109), (110, 309), (310, None)]
    included = prices("{free_quota: 10, tier_basis: billable, tiers: {up_to: [100, 300]}}").in_force(None)
    assert included.tariff("label").tier_counts() == [(0, 110), (111, 310), (311, None)]


def test_graduated_tiers_fill_slices_from_zero(prices: Prices) -> None:
    # 400 calls: 100 × 3 + 200 × 2 + 100 × 1 = 800
    found = charge(prices("{tier_mode: graduated}"), 400)
    assert (str(found.cost), found.tier, str(found.unit_price)) == ("800.00", 3, "1")


def test_graduated_with_basis_billable_fills_slices_by_billable_calls(prices: Prices) -> None:
    # 400 calls, 50 free: 350 billable: 100 × 3 + 200 × 2 + 50 × 1 = 750; list cost of 400 is 800
    found = charge(prices("{tier_mode: graduated, tier_basis: billable, free_quota: 50}"), 400)
    assert (str(found.list_cost), str(found.free_deduction), str(found.cost)) == ("800.00", "50.00", "750.00")


def test_graduated_with_basis_total_lets_free_calls_fill_the_lowest_slices(prices: Prices) -> None:
    # 400 calls cost 800; the 50 free ones fill the first slice: 50 × 3 = 150
    found = charge(prices("{tier_mode: graduated, tier_basis: total, free_quota: 50}"), 400)
    assert (str(found.list_cost), str(found.free_deduction), str(found.cost)) == ("800.00", "150.00", "650.00")


@pytest.mark.parametrize("tiers", ["from: [0, 100, 300]", "up_to: [100, 300]"])
def test_the_call_that_fills_a_slice_is_still_priced_in_it(prices: Prices, tiers: str) -> None:
    book = prices(f"{{tier_mode: graduated, tiers: {{{tiers}}}}}")
    assert [charge(book, calls).tier for calls in (0, 100, 101, 300, 301)] == [1, 1, 2, 2, 3]
    assert str(charge(book, 100).cost) == "300.00"  # 100 × 3
    assert str(charge(book, 101).cost) == "302.00"  # + 1 × 2


@pytest.mark.parametrize(
    ("freeze", "expected"),
    [
        ("", "0.00"),
        (", freeze: {basis: list_cost, rate: 1.00}", "60.00"),  # 20 × 3
        (", freeze: {basis: cost, rate: 1.00}", "30.00"),  # (20 − 10) × 3
        (", freeze: {basis: list_cost, rate: 1.2}", "72.00"),
        (", freeze: {basis: cost, rate: 0}", "0.00"),
    ],
)
def test_the_freeze_is_a_rate_of_the_list_cost_or_of_the_cost(prices: Prices, freeze: str, expected: str) -> None:
    assert str(charge(prices(f"{{free_quota: 10{freeze}}}"), 20).freeze) == expected


def test_the_freeze_is_rounded_from_the_exact_cost_not_from_the_rounded_one(prices: Prices) -> None:
    # 1 call at 0.004: cost 0.004 → 0.00; freeze 0.004 × 2 = 0.008 → 0.01, from the rounded cost it would be 0.00
    found = charge(prices("{freeze: {basis: cost, rate: 2}}", service="{prices: [0.004, 1, 1]}"), 1)
    assert (str(found.cost), str(found.freeze)) == ("0.00", "0.01")


def test_without_the_free_quota_every_call_is_billable(book: PriceBook) -> None:
    found = charge(book, 20_000, free_quota=False)
    assert (found.free_calls, found.billable_calls, str(found.cost)) == (0, 20_000, "50.00")


def test_a_free_month_costs_and_freezes_nothing_and_has_no_tier(book: PriceBook) -> None:
    usage = Usage()
    usage.add("label", 5_000_000, month=Month("2019-11"))
    (found,) = estimate(usage, book).bills[0].charges
    assert found[:4] == ("label", 5_000_000, 5_000_000, 0)
    assert (found.tier, str(found.unit_price), found.per) == (None, "0", 1000)
    assert [str(amount) for amount in found[7:11]] == ["0.00"] * 4
    assert [(note.code, note.figures) for note in found.notes] == [
        ("free-beta", {"prices": "tencent-tiia", "effective_from": "2019-12-01"})
    ]


# An independent, naive computation: one call after the other, in fractions.


def naive(
    calls: int, prices: list[Fraction], bounds: list[int], quota: int, *, upper: bool, graduated: bool, billable: bool
) -> tuple[Fraction, Fraction]:
    """Return the list cost and the cost."""

    def tier(count: int) -> int:
        return sum(count > bound or (count == bound and not upper) for bound in bounds)

    def slice_price(nth: int) -> Fraction:  # of the nth call, from 1
        return prices[sum(nth > bound for bound in bounds)]

    free = min(calls, quota)
    if not graduated:
        price = prices[tier(calls - free if billable else calls)]
        return sum((price for _ in range(calls)), Fraction()), sum((price for _ in range(calls - free)), Fraction())
    full = [slice_price(nth) for nth in range(1, calls + 1)]
    charged = full[: calls - free] if billable else full[free:]
    return sum(full, Fraction()), sum(charged, Fraction())


def half_up(amount: Fraction) -> Fraction:
    return Fraction(int(amount * 100 + Fraction(1, 2)), 100)


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, list[str], list[int], int, int, bool, bool, bool]:
    bounds = sorted(draw(st.sets(st.integers(1, 40), max_size=3)))
    price = st.decimals(0, 5, places=4, allow_nan=False, allow_infinity=False).map(str)
    prices = draw(st.lists(price, min_size=len(bounds) + 1, max_size=len(bounds) + 1))
    flags = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    return (draw(st.integers(0, 60)), prices, bounds, draw(st.integers(0, 20)), draw(st.integers(1, 10)), *flags)


@given(cases())
def test_every_bill_equals_a_naive_computation_call_by_call(
    case: tuple[int, list[str], list[int], int, int, bool, bool, bool],
) -> None:
    calls, prices, bounds, quota, per, upper, graduated, billable = case
    tiers = {"up_to": bounds} if upper else {"from": [0, *bounds]}
    mode, basis = "graduated" if graduated else "volume", "billable" if billable else "total"
    book = PriceBook(
        [
            price_list(
                f"{{per: {per}, free_quota: {quota}, tier_mode: {mode}, tier_basis: {basis}, tiers: {tiers},"
                " freeze: {basis: cost, rate: 1.5}}",
                service=f"{{prices: {prices}}}",
            )
        ]
    )
    found = charge(book, calls)
    each = [Fraction(price) / per for price in prices]
    list_cost, cost = naive(calls, each, bounds, quota, upper=upper, graduated=graduated, billable=billable)
    assert Fraction(found.list_cost) == half_up(list_cost)
    assert Fraction(found.cost) == half_up(cost)
    assert Fraction(found.freeze) == half_up(cost * Fraction(3, 2))
    assert found.list_cost - found.free_deduction == found.cost
    assert found.free_calls + found.billable_calls == found.calls == calls


@given(
    st.sets(st.integers(1, 10**18), max_size=5),
    st.integers(0, 10**18),
    *(st.booleans(), st.sampled_from(["total", "billable"]), st.sampled_from(["volume", "graduated"])),
)
def test_every_count_lies_in_exactly_one_tier(bounds: set[int], calls: int, upper: bool, basis: str, mode: str) -> None:
    rising = sorted(bounds)
    tiers = {"up_to": rising} if upper else {"from": [0, *rising]}
    settings = f"{{tiers: {tiers}, tier_basis: {basis}, tier_mode: {mode}, free_quota: 7}}"
    tariff = price_list(settings, service=f"{{prices: {[1] * (len(rising) + 1)}}}").tariffs["label"]
    holding = [
        i for i, (first, last) in enumerate(tariff.tier_counts()) if first <= calls and (last is None or calls <= last)
    ]
    assert [tier + 1 for tier in holding] == [tariff.charge(calls).tier]


CAR_PRO = (
    "{free_quota: 1000, per: 1000, tiers: {from: [0, 1000000, 3000000, 15000000]},"
    " freeze: {basis: list_cost, rate: 1}, pack_calls_count: COUNT}"
)


@pytest.mark.parametrize(
    ("prepaid", "counts", "tier", "amounts"),
    [
        # list cost, free deduction, pack deduction, cost, freeze
        (0, "false", 2, ["67500.00", "45.00", "0.00", "67455.00", "67500.00"]),  # 1,499,000 × 45 ÷ 1,000
        # 500,000 calls that no pack pays for are tier 1: 499,000 × 75 ÷ 1,000, and with the pack of 65,000: 102,425.00
        (1_000_000, "false", 1, ["112500.00", "75.00", "75000.00", "37425.00", "37500.00"]),
        # 1,500,000 calls are tier 2: 499,000 × 45 ÷ 1,000, and with the pack: 87,455.00; 500,000 are frozen as tier 1
        (1_000_000, "true", 2, ["67500.00", "45.00", "45000.00", "22455.00", "37500.00"]),
        # Beyond what is billed: 1,499,000 calls are paid for, 1,000 are free, and what is left would be tier 1.
        (2_000_000, "false", 1, ["112500.00", "75.00", "112425.00", "0.00", "75.00"]),
        (2_000_000, "true", 2, ["67500.00", "45.00", "67455.00", "0.00", "75.00"]),
    ],
)
def test_a_pack_can_raise_the_bill_of_a_month_as_rule_15_works_out(
    prices: Prices, prepaid: int, counts: str, tier: int, amounts: list[str]
) -> None:
    book = prices(CAR_PRO.replace("COUNT", counts), service="{prices: [75, 45, 35, 30]}")
    found = book.in_force(None).charge("label", 1_500_000, prepaid=prepaid)
    told = (found.list_cost, found.free_deduction, found.pack_deduction, found.cost, found.freeze)
    assert (found.tier, [str(amount) for amount in told]) == (tier, amounts)
    assert (found.free_calls, found.pack_calls) == (1_000, min(prepaid, 1_499_000))
    bought = {"false": ["67455.00", "102425.00"], "true": ["67455.00", "87455.00"]}[counts]
    if prepaid <= 1_000_000:
        assert str(found.cost + (65_000 if prepaid else 0)) == bought[prepaid > 0]


@pytest.mark.parametrize(("counts", "cost"), [("true", "2193.40"), ("false", "2791.60")])
def test_calls_of_a_pack_count_in_the_vendors_example_of_speech_recognition(
    prices: Prices, counts: str, cost: str
) -> None:
    # Of 2,000,000 calls a pack pays for 1,000,000, and 3,000 are free: 997,000 × 2.2, where 2.8 is the price of a tier
    # that 1,000,000 calls would be in. Of the example only these prices are used; the boundary between them is ours.
    settings = f"{{per: 1000, free_quota: 3000, tiers: {{from: [0, 1500000]}}, pack_calls_count: {counts}}}"
    book = prices(settings, service="{prices: [2.8, 2.2]}")
    assert str(book.in_force(None).charge("label", 2_000_000, prepaid=1_000_000).cost) == cost


@pytest.mark.parametrize(
    ("basis", "counts", "amounts"),
    [
        # 400 calls, 50 free, 120 paid for by packs, slices of 100 × 3, 200 × 2, the rest × 1: L(400) = 800.
        # Not counted, as a month of 280: L(280) = 300 + 180 × 2 = 660; packs 800 − 660.
        ("total", "false", ["800.00", "150.00", "140.00", "510.00"]),  # L(280) − L(50) = 660 − 150
        ("billable", "false", ["800.00", "100.00", "140.00", "560.00"]),  # L(230) = 300 + 130 × 2
        # Counted: the slices begin with the 50 free calls and then the packs', or with the packs'.
        ("total", "true", ["800.00", "150.00", "290.00", "360.00"]),  # L(170) − L(50) = 440 − 150; 800 − 440
        ("billable", "true", ["800.00", "50.00", "340.00", "410.00"]),  # L(120) = 340; L(350) − L(120) = 750 − 340
    ],
)
def test_packs_take_their_calls_from_graduated_slices_as_rule_15_works_out(
    prices: Prices, basis: str, counts: str, amounts: list[str]
) -> None:
    settings = f"{{tier_mode: graduated, tier_basis: {basis}, free_quota: 50, pack_calls_count: {counts}}}"
    found = prices(settings).in_force(None).charge("label", 400, prepaid=120)
    told = (found.list_cost, found.free_deduction, found.pack_deduction, found.cost)
    assert [str(amount) for amount in told] == amounts


def test_each_amount_of_a_row_is_rounded_once_and_the_free_deduction_makes_the_row_add_up(prices: Prices) -> None:
    # 2 calls at 0.005: list cost 0.01; one by pack, 0.005 → 0.01, and one billed, 0.005 → 0.01
    found = prices(service="{prices: [0.005, 1, 1]}").in_force(None).charge("label", 2, prepaid=1)
    told = (found.list_cost, found.free_deduction, found.pack_deduction, found.cost)
    assert [str(amount) for amount in told] == ["0.01", "-0.01", "0.01", "0.01"]


def priced(rules: Rules, calls: int, prepaid: int, *, free_quota: bool) -> Charge:
    dated = Dated("2026-01", 12, {"label": rules})
    book = PriceBook([dated.price_list()])
    return book.in_force(Month("2026-01")).charge("label", calls, free_quota=free_quota, prepaid=prepaid)


@given(rules(), st.integers(0, 40), st.integers(0, 40), st.booleans())
def test_every_bill_with_packs_equals_the_words_of_rule_15_worked_out_call_by_call(
    rules: Rules, calls: int, prepaid: int, free_quota: bool
) -> None:
    found = priced(rules, calls, prepaid, free_quota=free_quota)
    expected = month(rules, calls, prepaid, free_quota=free_quota)
    assert (found.free_calls, found.pack_calls, found.prepaid) == (expected.free, expected.packs, prepaid)
    assert found.free_calls + found.pack_calls + found.billable_calls == found.calls == calls
    assert (found.tier, Fraction(found.unit_price) / found.per) == (expected.tier, expected.price)
    for amount, exact in (
        (found.list_cost, expected.list_cost),
        (found.pack_deduction, expected.pack_deduction),
        (found.cost, expected.cost),
        (found.freeze, frozen(rules, calls, prepaid, free_quota=free_quota)),
    ):
        assert fen(amount) == fen(exact)
    assert found.list_cost - found.free_deduction - found.pack_deduction == found.cost


def test_a_tier_that_starts_within_the_free_quota_starts_before_any_pack_pays(prices: Prices) -> None:
    # 100 or more calls are free, so that 100 calls are tier 2 whatever packs there are; 300 are reached 50 calls later
    assert prices("{free_quota: 100}").in_force(None).tariff("label").tier_starts(prepaid=50) == (0, 100, 350)
    tariff = prices("{free_quota: 120}").in_force(None).tariff("label")
    assert tariff.tier_starts(prepaid=50) == (0, 100, 350)
    assert [tariff.charge(calls, prepaid=50).tier for calls in (99, 100, 349, 350)] == [1, 2, 2, 3]


@given(rules(), st.integers(0, 20), st.booleans())
def test_a_tier_starts_at_the_first_count_that_reaches_it_with_packs(
    rules: Rules, prepaid: int, free_quota: bool
) -> None:
    tariff = Dated("2026-01", 12, {"label": rules}).price_list().tariffs["label"]
    reached = [month(rules, calls, prepaid, free_quota=free_quota).tier for calls in range(60)]
    starts = [next(calls for calls, tier in enumerate(reached) if tier >= nth + 1) for nth in range(len(rules.prices))]
    assert list(tariff.tier_starts(free_quota=free_quota, prepaid=prepaid)) == starts


def test_a_tariff_cannot_be_changed(book: PriceBook) -> None:
    with pytest.raises(AttributeError):
        book.in_force(None).tariff("label").per = 1  # type: ignore[misc]
