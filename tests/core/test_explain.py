"""The steps of a bill: each formula worked out by hand, that is, with fractions, and all of them beside the bill."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import books
from tests.support.formulas import half_up, holds, worked_out
from tiia_cost import core
from tiia_cost.core.estimate import estimate
from tiia_cost.core.explain import explain
from tiia_cost.core.months import Month
from tiia_cost.core.packs import OwnedPack
from tiia_cost.core.projection import project
from tiia_cost.core.usage import Usage
from tiia_cost.errors import UsageError

if TYPE_CHECKING:
    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.charge import Charge
    from tiia_cost.core.explain import Explanation

AMOUNTS = ("list-cost", "pack-deduction", "cost", "free-deduction", "freeze", "other-reading", "cheaper-count")
PREPAID = st.none() | st.integers(0, 90)
"""Calls that packs can pay for; None without packs."""


def explained(
    book: PriceBook, calls: int, *, month: str | None = None, free_quota: bool = True, prepaid: int | None = None
) -> Explanation:
    in_force = book.in_force(None if month is None else Month(month))
    return explain(in_force, "label", calls, free_quota=free_quota, prepaid=prepaid)


def projected(
    book: PriceBook, so_far: int, through: datetime.date, *, free_quota: bool = True, prepaid: int | None = None
) -> Explanation:
    """Explain a month of which the calls are known up to a day."""
    month, usage = Month(f"{through:%Y-%m}"), Usage()
    usage.add("label", so_far, month=month)
    count = project(usage, through).count(None, month, "label")
    assert count is not None
    in_force = book.in_force(month)
    return explain(in_force, "label", count.calls, free_quota=free_quota, prepaid=prepaid, outlook=count.outlook)


def formulas(explanation: Explanation) -> list[tuple[str, str, str]]:
    return [(step.name, step.formula, step.result) for step in explanation.steps]


def billed(
    book: PriceBook, calls: int, *, month: str | None = None, free_quota: bool = True, prepaid: int | None = None
) -> Charge:
    """Return the charge of a bill, as `estimate` makes it, with its notes."""
    usage = Usage()
    usage.add("label", calls, month=None if month is None else Month(month))
    packs = [OwnedPack("label", prepaid)] if prepaid else []
    (bill,) = estimate(usage, book, free_quota=free_quota, packs=packs).bills
    return bill.charges[0]


@given(books(), st.integers(0, 150), st.booleans(), PREPAID)
def test_each_formula_gives_its_result_and_the_results_are_those_of_the_bill(
    book: PriceBook, calls: int, free_quota: bool, prepaid: int | None
) -> None:
    charge = billed(book, calls, free_quota=free_quota, prepaid=prepaid)
    explanation = explained(book, calls, free_quota=free_quota, prepaid=prepaid)
    for name, formula, result in formulas(explanation):
        if "≤" in formula or "<" in formula:
            assert holds(formula), formula
        elif name in AMOUNTS:
            assert half_up(worked_out(formula)) == result, formula
        else:
            assert worked_out(formula) == Fraction(result), formula
    results = {name: result for name, _, result in formulas(explanation)}
    of_bill = {
        "calls": charge.calls,
        "free": charge.free_calls,
        "billable": charge.billable_calls,
        "tier": charge.tier,
        "list-cost": charge.list_cost,
        "cost": charge.cost,
        "free-deduction": charge.free_deduction,
        "freeze": charge.freeze,
    }
    of_bill |= {} if prepaid is None else {"pack": charge.pack_calls}
    of_bill |= {"pack-deduction": charge.pack_deduction} if charge.pack_calls else {}
    assert ("pack" in results, "pack-deduction" in results) == (prepaid is not None, charge.pack_calls > 0)
    assert {name: results[name] for name in of_bill} == {name: str(figure) for name, figure in of_bill.items()}
    if "price" in results:
        assert Fraction(results["price"]) == Fraction(charge.unit_price)


@given(books(), st.integers(0, 150), st.booleans(), PREPAID)
def test_what_is_compared_decides(book: PriceBook, calls: int, free_quota: bool, prepaid: int | None) -> None:
    tariff = book.in_force(None).tariff("label")
    steps = formulas(explained(book, calls, free_quota=free_quota, prepaid=prepaid))
    said = {name: formula for name, formula, _ in steps}
    charge = billed(book, calls, free_quota=free_quota, prepaid=prepaid)
    if tariff.free_quota and free_quota:
        assert sorted(re.findall("[0-9]+", said["free"])) == sorted((str(calls), str(tariff.free_quota)))
        assert said["free"].startswith(f"{charge.free_calls} ≤ ")
    if prepaid is not None:
        assert sorted(re.findall("[0-9]+", said["pack"])) == sorted((str(calls - charge.free_calls), str(prepaid)))
        assert said["pack"].startswith(f"{charge.pack_calls} ≤ ")
    bounds = ["0", *map(str, tariff.bounds)]
    lower, count, *upper = re.findall("[0-9]+", said["tier"])
    not_counted = charge.free_calls if tariff.by_billable else 0
    not_counted += 0 if tariff.pack_calls_count else charge.pack_calls
    assert count == str(calls - not_counted)
    assert charge.tier is not None
    assert [lower, *upper] == bounds[charge.tier - 1 : charge.tier + 1]
    if "freeze-tier" in said:
        alone = billed(book, calls - charge.pack_calls, free_quota=free_quota)
        lower, count, *upper = re.findall("[0-9]+", said["freeze-tier"])
        assert count == str(alone.billable_calls if tariff.by_billable else alone.calls)
        assert alone.tier is not None
        assert [lower, *upper] == bounds[alone.tier - 1 : alone.tier + 1]


@given(books(), st.integers(0, 150), st.booleans(), PREPAID)
def test_slices_add_up_to_the_calls_and_come_only_with_graduated_tiers(
    book: PriceBook, calls: int, free_quota: bool, prepaid: int | None
) -> None:
    tariff = book.in_force(None).tariff("label")
    charge = billed(book, calls, free_quota=free_quota, prepaid=prepaid)
    steps = explained(book, calls, free_quota=free_quota, prepaid=prepaid).steps
    packs, freezes = charge.pack_calls, tariff.freeze_basis is not None
    frozen = calls - packs if tariff.freeze_basis == "list_cost" else charge.billable_calls
    for name, total, shown in (
        ("list-slice", calls, True),
        ("pack-slice", packs, packs > 0),
        ("cost-slice", charge.billable_calls, charge.free_calls + packs > 0),
        ("freeze-slice", frozen, packs > 0 and freezes),
    ):
        slices = [step for step in steps if step.name == name]
        assert bool(slices) == (tariff.graduated and shown)
        assert not slices or sum(int(step.result) for step in slices) == total
        assert [step.tier for step in slices] == list(range(1, len(slices) + 1))
    assert tariff.graduated != any(step.name == "price" for step in steps)


@given(books(), st.integers(0, 150), st.booleans(), PREPAID)
def test_other_readings_and_the_cheaper_count_are_those_of_the_notes(
    book: PriceBook, calls: int, free_quota: bool, prepaid: int | None
) -> None:
    charge = billed(book, calls, free_quota=free_quota, prepaid=prepaid)
    expected = [("other-reading", str(n.figures["other_cost"])) for n in charge.notes if "other_cost" in n.figures]
    expected += [("cheaper-count", str(n.figures["cost"])) for n in charge.notes if n.code == "cheaper-above"]
    found = explained(book, calls, free_quota=free_quota, prepaid=prepaid).steps
    assert [(step.name, step.result) for step in found if step.note is not None] == expected


DAYS = st.dates(datetime.date(2023, 12, 1), datetime.date(2024, 3, 31))
"""Days of months of 29, 30 and 31 days."""


@given(books(), st.integers(0, 150), DAYS, st.booleans(), PREPAID)
def test_a_month_known_up_to_a_day_has_the_steps_of_the_calls_that_it_will_come_to(
    book: PriceBook, so_far: int, through: datetime.date, free_quota: bool, prepaid: int | None
) -> None:
    found = projected(book, so_far, through, free_quota=free_quota, prepaid=prepaid)
    first, calls, *rest = found.steps
    days = monthrange(through.year, through.month)[1]
    assert (first.name, first.result) == ("so-far", str(so_far))
    assert worked_out(calls.formula) == int(calls.result) == ceil(Fraction(so_far * days, through.day))
    month = f"{through:%Y-%m}"
    whole = explained(book, int(calls.result), month=month, free_quota=free_quota, prepaid=prepaid)
    assert [step for step in rest if step.name != "tier-reached-on"] == list(whole.steps[1:])


@given(books(), st.integers(0, 150), DAYS, st.booleans(), PREPAID)
def test_a_tier_begins_on_the_first_day_at_whose_end_there_are_enough_calls(
    book: PriceBook, so_far: int, through: datetime.date, free_quota: bool, prepaid: int | None
) -> None:
    found = projected(book, so_far, through, free_quota=free_quota, prepaid=prepaid)
    tariff, days = book.in_force(None).tariff("label"), monthrange(through.year, through.month)[1]
    begins: dict[int, int] = {}
    for day in range(through.day, days + 1):
        calls = ceil(Fraction(so_far * day, through.day))
        tier = tariff.charge(calls, free_quota=free_quota, prepaid=prepaid or 0).tier or 0
        begins.setdefault(tier, day)
    told = [step for step in found.steps if step.name == "tier-reached-on"]
    dates = {step.tier: int(step.result.removeprefix(f"{through:%Y-%m}-")) for step in told}
    # A tier that a day jumps over begins on that day, too, and no count of a day shows it.
    assert {tier: day for tier, day in dates.items() if tier in begins} == {
        tier: day for tier, day in begins.items() if day > through.day
    }
    assert all(holds(step.formula) for step in told)


def test_of_480_000_calls_in_twelve_days_the_month_and_the_day_of_its_tier_are_worked_out(book: PriceBook) -> None:
    # 40,000 a day: 960,000 by the end of the 24th, 1,000,000 by that of the 25th, 1,200,000 by that of the 30th
    assert formulas(projected(book, 480_000, datetime.date(2026, 11, 12)))[:7] == [
        ("so-far", "480000", "480000"),
        ("calls", "⌈480000 × 30 ÷ 12⌉", "1200000"),
        ("free", "10000 ≤ 1200000", "10000"),
        ("billable", "1200000 − 10000", "1190000"),
        ("tier", "1000000 ≤ 1200000 < 3000000", "2"),
        ("tier-reached-on", "⌈480000 × 24 ÷ 12⌉ < 1000000 ≤ ⌈480000 × 25 ÷ 12⌉", "2026-11-25"),
        ("price", "2.2", "2.2"),
    ]


def test_on_its_last_day_a_month_is_what_it_is(book: PriceBook) -> None:
    found = formulas(projected(book, 1_000_000, datetime.date(2028, 2, 29)))
    assert found[:2] == [("so-far", "1000000", "1000000"), ("calls", "⌈1000000 × 29 ÷ 29⌉", "1000000")]
    assert "tier-reached-on" not in [name for name, *_ in found]


def test_a_free_month_is_projected_and_reaches_no_tier(book: PriceBook) -> None:
    found = formulas(projected(book, 1_000_000, datetime.date(2019, 11, 15)))
    assert found[:3] == [
        ("so-far", "1000000", "1000000"),
        ("calls", "⌈1000000 × 30 ÷ 15⌉", "2000000"),
        ("free", "2000000", "2000000"),
    ]
    assert found[-1] == ("freeze", "0", "0.00")


def test_a_bill_of_label_is_worked_out_in_nine_steps(book: PriceBook) -> None:
    assert formulas(explained(book, 1_500_000)) == [
        ("calls", "1500000", "1500000"),
        ("free", "10000 ≤ 1500000", "10000"),
        ("billable", "1500000 − 10000", "1490000"),
        ("tier", "1000000 ≤ 1500000 < 3000000", "2"),
        ("price", "2.2", "2.2"),
        ("list-cost", "1500000 × 2.2 ÷ 1000", "3300.00"),
        ("cost", "1490000 × 2.2 ÷ 1000", "3278.00"),
        ("free-deduction", "3300.00 − 3278.00", "22.00"),
        ("freeze", "1500000 × 2.2 ÷ 1000 × 1", "3300.00"),
    ]


def test_on_a_bound_the_other_side_and_the_other_basis_are_two_steps(book: PriceBook) -> None:
    assert formulas(explained(book, 1_000_000))[9:] == [("other-reading", "990000 × 2.5 ÷ 1000", "2475.00")] * 2
    assert [step.rules[0].number for step in explained(book, 1_000_000).steps[9:]] == [3, 4]


def test_below_a_cliff_the_cheaper_count_is_worked_out_with_and_without_its_free_calls(book: PriceBook) -> None:
    # 940,000 × 2.5 ÷ 1,000 = 2,350; without the free quota 950,000 × 2.5 ÷ 1,000 = 2,375
    assert formulas(explained(book, 950_000))[-1] == ("cheaper-count", "(1000000 − 10000) × 2.2 ÷ 1000", "2178.00")
    assert formulas(explained(book, 950_000, free_quota=False))[-1] == (
        "cheaper-count",
        "1000000 × 2.2 ÷ 1000",
        "2200.00",
    )


def test_calls_within_the_free_quota_are_all_free(book: PriceBook) -> None:
    assert formulas(explained(book, 5_000))[1:4] == [
        ("free", "5000 ≤ 10000", "5000"),
        ("billable", "5000 − 5000", "0"),
        ("tier", "0 ≤ 5000 < 1000000", "1"),
    ]


@pytest.mark.parametrize("free_quota", [True, False])
def test_a_free_month_has_neither_tier_nor_price_and_every_amount(book: PriceBook, free_quota: bool) -> None:
    explanation = explained(book, 1_500_000, month="2019-11", free_quota=free_quota)
    assert explanation.charge == billed(book, 1_500_000, month="2019-11")._replace(notes=())
    assert formulas(explanation) == [
        ("calls", "1500000", "1500000"),
        ("free", "1500000", "1500000"),
        ("billable", "1500000 − 1500000", "0"),
        ("list-cost", "0", "0.00"),
        ("cost", "0", "0.00"),
        ("free-deduction", "0", "0.00"),
        ("freeze", "0", "0.00"),
    ]
    assert {rule.number for step in explanation.steps[1:] for rule in step.rules} == {10}


def test_with_bounds_that_are_included_a_bound_is_compared_with_the_tier_that_ends_there(prices: Prices) -> None:
    book = prices("{tiers: {up_to: [100, 300]}}")
    tiers = [formulas(explained(book, calls))[3][1:] for calls in (100, 101, 300, 301)]
    assert tiers == [("0 ≤ 100 ≤ 100", "1"), ("100 < 101 ≤ 300", "2"), ("100 < 300 ≤ 300", "2"), ("300 < 301", "3")]


def test_prices_of_one_call_are_not_divided_and_without_quota_and_freeze_there_is_nothing_to_work_out(
    prices: Prices,
) -> None:
    # tiers from 0, 100 and 300 calls at 3, 2 and 1, per call
    assert formulas(explained(prices(), 50))[1:] == [
        ("free", "0", "0"),
        ("billable", "50 − 0", "50"),
        ("tier", "0 ≤ 50 < 100", "1"),
        ("price", "3", "3"),
        ("list-cost", "50 × 3", "150.00"),
        ("cost", "50 × 3", "150.00"),
        ("free-deduction", "150.00 − 150.00", "0.00"),
        ("freeze", "0", "0.00"),
    ]


def test_of_graduated_tiers_the_free_calls_come_off_the_lowest_slices_with_basis_total(prices: Prices) -> None:
    settings = "{tier_mode: graduated, per: 10, free_quota: 150, freeze: {basis: list_cost, rate: 1.20}}"
    assert formulas(explained(prices(settings), 400))[3:] == [
        ("tier", "300 < 400", "3"),
        ("list-slice", "100", "100"),
        ("list-slice", "300 − 100", "200"),
        ("list-slice", "400 − 300", "100"),
        ("list-cost", "(100 × 3 + 200 × 2 + 100 × 1) ÷ 10", "80.00"),
        ("cost-slice", "100 − 100", "0"),
        ("cost-slice", "200 − 50", "150"),
        ("cost-slice", "100", "100"),
        ("cost", "(0 × 3 + 150 × 2 + 100 × 1) ÷ 10", "40.00"),
        ("free-deduction", "80.00 − 40.00", "40.00"),
        ("freeze", "(100 × 3 + 200 × 2 + 100 × 1) ÷ 10 × 1.2", "96.00"),
    ]


def test_of_graduated_tiers_the_billable_calls_fill_the_slices_from_zero_with_basis_billable(prices: Prices) -> None:
    settings = "{tier_mode: graduated, tier_basis: billable, free_quota: 150, freeze: {basis: cost, rate: 0.5}}"
    assert formulas(explained(prices(settings), 400))[3:] == [
        ("tier", "100 < 250 ≤ 300", "2"),
        ("list-slice", "100", "100"),
        ("list-slice", "300 − 100", "200"),
        ("list-slice", "400 − 300", "100"),
        ("list-cost", "100 × 3 + 200 × 2 + 100 × 1", "800.00"),
        ("cost-slice", "100", "100"),
        ("cost-slice", "250 − 100", "150"),
        ("cost", "100 × 3 + 150 × 2", "600.00"),
        ("free-deduction", "800.00 − 600.00", "200.00"),
        ("freeze", "(100 × 3 + 150 × 2) × 0.5", "300.00"),
    ]


CAR_PRO = "{per: 1000, free_quota: 1000, freeze: {basis: list_cost, rate: 1}, tiers: {from: [0, 1000000, 3000000]}}"


def test_calls_that_a_pack_pays_for_lower_the_tier_where_they_do_not_count(prices: Prices) -> None:
    # 1,500,000 calls postpaid cost 1,499,000 × 45 ÷ 1,000 = 67,455.00
    found = explained(prices(CAR_PRO, service="prices: [75, 45, 35]"), 1_500_000, prepaid=1_000_000)
    assert formulas(found)[1:] == [
        ("free", "1000 ≤ 1500000", "1000"),
        ("pack", "1000000 ≤ 1499000", "1000000"),
        ("billable", "1500000 − 1000 − 1000000", "499000"),
        ("tier", "0 ≤ 500000 < 1000000", "1"),
        ("price", "75", "75"),
        ("list-cost", "1500000 × 75 ÷ 1000", "112500.00"),
        ("pack-deduction", "1000000 × 75 ÷ 1000", "75000.00"),
        ("cost", "499000 × 75 ÷ 1000", "37425.00"),
        ("free-deduction", "112500.00 − 75000.00 − 37425.00", "75.00"),
        ("freeze-calls", "1500000 − 1000000", "500000"),
        ("freeze", "500000 × 75 ÷ 1000 × 1", "37500.00"),
        ("other-reading", "499000 × 45 ÷ 1000", "22455.00"),
    ]


def test_where_they_count_the_freeze_has_a_tier_of_its_own(prices: Prices) -> None:
    counted = prices(CAR_PRO[:-1] + ", pack_calls_count: true}", service="prices: [75, 45, 35]")
    assert formulas(explained(counted, 1_500_000, prepaid=1_000_000))[4:] == [
        ("tier", "1000000 ≤ 1500000 < 3000000", "2"),
        ("price", "45", "45"),
        ("list-cost", "1500000 × 45 ÷ 1000", "67500.00"),
        ("pack-deduction", "1000000 × 45 ÷ 1000", "45000.00"),
        ("cost", "499000 × 45 ÷ 1000", "22455.00"),
        ("free-deduction", "67500.00 − 45000.00 − 22455.00", "45.00"),
        ("freeze-calls", "1500000 − 1000000", "500000"),
        ("freeze-tier", "0 ≤ 500000 < 1000000", "1"),
        ("freeze", "500000 × 75 ÷ 1000 × 1", "37500.00"),
        ("other-reading", "499000 × 75 ÷ 1000", "37425.00"),
    ]


def test_beyond_a_cliff_the_cheaper_count_has_its_free_calls_and_those_of_packs_taken_off(prices: Prices) -> None:
    # 1,900,000 calls cost (1,900,000 − 1,000 − 1,000,000) × 75 ÷ 1,000 = 67,425.00
    found = explained(prices(CAR_PRO, service="prices: [75, 45, 35]"), 1_900_000, prepaid=1_000_000)
    assert formulas(found)[-1] == ("cheaper-count", "(2000000 − 1000 − 1000000) × 45 ÷ 1000", "44955.00")


@pytest.mark.parametrize(
    ("basis", "counted", "slices"),
    [
        # 400 calls, 50 free, 120 by packs, slices of 100 × 3, 200 × 2 and the rest × 1; what is not paid by packs is 280.
        (
            "total",
            "false",
            {
                "pack-slice": ["100 − 100", "200 − 180", "100"],
                "pack-deduction": ["0 × 3 + 20 × 2 + 100 × 1"],  # 140
                "cost-slice": ["100 − 50", "280 − 100"],
                "cost": ["50 × 3 + 180 × 2"],  # 510
                "freeze-slice": ["100", "280 − 100"],
                "other-reading": ["0 × 3 + 130 × 2 + 100 × 1"],  # 360
            },
        ),
        (
            "billable",
            "false",
            {
                "pack-slice": ["100 − 100", "200 − 180", "100"],
                "pack-deduction": ["0 × 3 + 20 × 2 + 100 × 1"],
                "cost-slice": ["100", "230 − 100"],
                "cost": ["100 × 3 + 130 × 2"],  # 560
                "freeze-slice": ["100", "280 − 100"],
                "other-reading": ["0 × 3 + 180 × 2 + 50 × 1"],  # 410
            },
        ),
        (
            "total",
            "true",
            {
                "pack-slice": ["100 − 50", "170 − 100"],
                "pack-deduction": ["50 × 3 + 70 × 2"],  # 290
                "cost-slice": ["100 − 100", "200 − 70", "100"],
                "cost": ["0 × 3 + 130 × 2 + 100 × 1"],  # 360
                "freeze-slice": ["100", "280 − 100"],
                "other-reading": ["50 × 3 + 180 × 2"],
            },
        ),
        (
            "billable",
            "true",
            {
                "pack-slice": ["100", "120 − 100"],
                "pack-deduction": ["100 × 3 + 20 × 2"],  # 340
                "cost-slice": ["100 − 100", "300 − 100 − 20", "350 − 300"],
                "cost": ["0 × 3 + 180 × 2 + 50 × 1"],  # 410
                "freeze-slice": ["100", "280 − 100"],
                "other-reading": ["100 × 3 + 130 × 2"],
            },
        ),
    ],
)
def test_of_graduated_tiers_packs_pay_for_the_last_calls_or_count_and_pay_for_the_first(
    prices: Prices, basis: str, counted: str, slices: dict[str, list[str]]
) -> None:
    settings = f"tier_mode: graduated, tier_basis: {basis}, free_quota: 50, pack_calls_count: {counted}"
    book = prices(f"{{{settings}, freeze: {{basis: list_cost, rate: 1}}}}")
    found: dict[str, list[str]] = {}
    for name, formula, _ in formulas(explained(book, 400, prepaid=120)):
        found.setdefault(name, []).append(formula)
    assert {name: found[name] for name in slices} == slices
    assert found["list-slice"] == ["100", "300 − 100", "400 − 300"]
    assert found["freeze"] == ["(100 × 3 + 180 × 2) × 1"]


def test_packs_that_pay_for_nothing_are_a_step_and_change_no_other(book: PriceBook) -> None:
    with_packs, without = explained(book, 5_000, prepaid=0), explained(book, 5_000)
    assert formulas(with_packs)[2:4] == [("pack", "0 ≤ 0", "0"), ("billable", "5000 − 5000 − 0", "0")]
    assert with_packs.steps[4:] == without.steps[3:]
    assert with_packs.charge == without.charge


def test_in_a_free_month_packs_pay_for_nothing(book: PriceBook) -> None:
    found = explained(book, 1_500_000, month="2019-11", prepaid=1_000_000)
    assert formulas(found)[2:4] == [("pack", "0", "0"), ("billable", "1500000 − 1500000 − 0", "0")]
    assert {rule.number for step in found.steps[1:] for rule in step.rules} == {10}


def test_the_sources_of_rules_are_those_that_their_list_names(book: PriceBook, prices: Prices) -> None:
    letters = {"page": "P", "later": "L", "similar": "S"}
    rules = dict(re.findall(r"^ *(\d+)\. (.+?)(?=^ *\d+\. |\Z)", core.__doc__ or "", re.MULTILINE | re.DOTALL))
    lists = [book, prices("{tier_mode: graduated, tier_basis: billable}"), prices("{tiers: {up_to: [100, 300]}}")]
    cited = {
        rule
        for one in lists
        for month in (None, "2019-11" if one is book else "2020-01")
        for calls in (5, 950_000, 1_000_000)
        for prepaid in (None, 3)
        for step in explained(one, calls, month=month, prepaid=prepaid).steps
        for rule in step.rules
    }
    assert len(cited) > 10
    wrong = [
        rule
        for rule in cited
        if rule.source in letters and not re.search(rf"\b{letters[rule.source]}\b", rules[str(rule.number)])
    ]
    assert wrong == []


def test_settings_of_a_list_and_of_the_user_are_no_rules_of_the_vendor(prices: Prices) -> None:
    settings = "{tier_basis: billable, free_quota: 5, freeze: {basis: cost, rate: 1}}"
    sources = {step.name: [rule.source for rule in step.rules] for step in explained(prices(settings), 20).steps}
    assert (sources["free"], sources["tier"], sources["freeze"]) == (["page"], ["list", "later"], ["list", "program"])
    assert explained(prices(settings), 20, free_quota=False).steps[1].rules[0].source == "option"
    assert explained(prices(), 20).steps[1].rules[0].source == "list"


def test_a_service_that_the_list_lacks_is_refused(book: PriceBook) -> None:
    with pytest.raises(UsageError):
        explain(book.in_force(None), "none", 1)
