"""Notes about a charge, with worked figures and against brute force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import price_list
from tests.support.packs import Dated, Rules, fen, month, rules
from tiia_cost.core.book import PriceBook
from tiia_cost.core.estimate import estimate
from tiia_cost.core.months import Month
from tiia_cost.core.notes import pack_notes, volume_notes
from tiia_cost.core.usage import Usage

if TYPE_CHECKING:
    from tests.conftest import Prices
    from tiia_cost.core.tariff import Tariff


def figures(tariff: Tariff, calls: int, *, free_quota: bool = True) -> dict[str, dict[str, str | int]]:
    """Return the figures of the notes by code, amounts as text."""
    notes = volume_notes(tariff, tariff.charge(calls, free_quota=free_quota), free_quota=free_quota)
    return {
        note.code: {name: value if isinstance(value, int) else str(value) for name, value in note.figures.items()}
        for note in notes
    }


def label(book: PriceBook) -> Tariff:
    return book.in_force(None).tariff("label")


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        (500_000, {}),
        (909_090, {"cheaper-above": {"calls": 1_000_000, "cost": "2178.00"}}),  # 90,910 to go, × 10 > 909,090
        (
            909_091,  # 90,909 to go, × 10 = 909,090
            {"cheaper-above": {"calls": 1_000_000, "cost": "2178.00"}, "next-tier": {"calls_to_go": 90_909}},
        ),
        (881_201, {}),  # 871,201 × 2.5 / 1,000 = 2,178.0025, billed 2,178.00: not more than 990,000 × 2.2 / 1,000
        (881_202, {"cheaper-above": {"calls": 1_000_000, "cost": "2178.00"}}),  # 2,178.005, billed 2,178.01
        (
            1_000_000,  # in tier 1, on either account: 990,000 × 2.5 / 1,000
            {"on-tier-bound": {"other_cost": "2475.00"}, "tier-basis-window": {"other_cost": "2475.00"}},
        ),
        (1_000_001, {"tier-basis-window": {"other_cost": "2475.00"}}),  # 990,001 × 2.5 / 1,000 = 2,475.0025
        (1_009_999, {"tier-basis-window": {"other_cost": "2500.00"}}),  # 999,999 × 2.5 / 1,000 = 2,499.9975
        (1_010_000, {}),  # 1,000,000 billable calls are tier 2 as well
        (2_999_999, {"cheaper-above": {"calls": 3_000_000, "cost": "5980.00"}, "next-tier": {"calls_to_go": 1}}),
        (20_000_000, {}),
    ],
)
def test_the_shipped_prices_of_label_are_explained(
    book: PriceBook, calls: int, expected: dict[str, dict[str, object]]
) -> None:
    assert figures(label(book), calls) == expected


def test_exactly_a_tenth_of_the_calls_is_near(prices: Prices) -> None:
    tariff = label(prices("{tiers: {from: [0, 110, 300]}}"))
    assert figures(tariff, 100)["next-tier"] == {"calls_to_go": 10}
    assert "next-tier" not in figures(tariff, 99)


def test_where_the_other_reading_costs_the_same_nothing_is_said(prices: Prices) -> None:
    # 100 calls of which 100 are free cost nothing in either tier
    assert figures(label(prices("{free_quota: 100}")), 100).keys() <= {"next-tier"}
    # the first two tiers have one price
    assert figures(label(prices("{free_quota: 10}", service="{prices: [2, 2, 1]}")), 100) == {}


def test_without_the_free_quota_total_and_billable_calls_are_the_same(book: PriceBook) -> None:
    assert figures(label(book), 1_000_000, free_quota=False) == {"on-tier-bound": {"other_cost": "2500.00"}}


def test_with_basis_billable_a_tier_starts_a_free_quota_later(prices: Prices) -> None:
    # tiers from 0, 100 and 300 billable calls at 3, 2 and 1; 10 are free
    tariff = label(prices("{free_quota: 10, tier_basis: billable}"))
    assert figures(tariff, 105) == {  # 95 billable × 3 = 285; by total calls tier 2: 95 × 2 = 190; 110 cost 100 × 2
        "tier-basis-window": {"other_cost": "190.00"},
        "cheaper-above": {"calls": 110, "cost": "200.00"},
        "next-tier": {"calls_to_go": 5},
    }
    assert figures(tariff, 110) == {"on-tier-bound": {"other_cost": "300.00"}}  # 100 × 3


def test_with_bounds_that_are_included_the_bound_is_the_end_of_a_tier(prices: Prices) -> None:
    assert figures(label(prices("{tiers: {up_to: [100, 300]}}")), 100) == {
        "on-tier-bound": {"other_cost": "200.00"},  # 100 × 2
        "cheaper-above": {"calls": 101, "cost": "202.00"},
        "next-tier": {"calls_to_go": 1},
    }


def test_graduated_tiers_have_no_cliffs_to_tell_of(prices: Prices) -> None:
    tariff = label(prices("{tier_mode: graduated, free_quota: 10}"))
    assert all(figures(tariff, calls) == {} for calls in range(400))


@st.composite
def tariffs(draw: st.DrawFn) -> Tariff:
    bounds = sorted(draw(st.sets(st.integers(1, 40), max_size=3)))
    price = st.sampled_from(["0", "0.001", "0.4", "1", "1.005", "2", "2.5"])
    prices = draw(st.lists(price, min_size=len(bounds) + 1, max_size=len(bounds) + 1))
    tiers = draw(st.sampled_from([{"up_to": bounds}, {"from": [0, *bounds]}]))
    basis = draw(st.sampled_from(["total", "billable"]))
    quota, per = draw(st.integers(0, 20)), draw(st.integers(1, 3))
    settings = f"{{per: {per}, free_quota: {quota}, tier_basis: {basis}, tiers: {tiers}}}"
    return price_list(settings, service=f"{{prices: {prices}}}").tariffs["label"]


@given(tariffs(), st.integers(0, 60), st.booleans())
def test_the_nearest_larger_count_that_costs_less_is_what_trying_each_finds(
    tariff: Tariff, calls: int, free_quota: bool
) -> None:
    charge = tariff.charge(calls, free_quota=free_quota)
    # beyond 60 + 20 calls all are in the last tier, where more never cost less
    tried = (tariff.charge(more, free_quota=free_quota) for more in range(calls + 1, 90))
    cheaper = next((found for found in tried if found.cost < charge.cost), None)
    expected = None if cheaper is None else {"calls": cheaper.calls, "cost": str(cheaper.cost)}
    assert figures(tariff, calls, free_quota=free_quota).get("cheaper-above") == expected


@given(tariffs(), st.integers(0, 60), st.booleans())
def test_the_next_tier_is_told_when_at_most_a_tenth_is_missing(tariff: Tariff, calls: int, free_quota: bool) -> None:
    tier = tariff.charge(calls, free_quota=free_quota).tier
    to_go = next(
        (more for more in range(1, 90) if tariff.charge(calls + more, free_quota=free_quota).tier != tier), None
    )
    expected = {"calls_to_go": to_go} if to_go is not None and to_go <= calls / 10 else None
    assert figures(tariff, calls, free_quota=free_quota).get("next-tier") == expected


@given(tariffs(), st.integers(0, 60), st.booleans())
def test_the_other_readings_are_what_lists_of_the_other_kind_bill(tariff: Tariff, calls: int, free_quota: bool) -> None:
    from dataclasses import replace

    def cost(**changed: bool) -> str:
        return str(replace(tariff, **changed).charge(calls, free_quota=free_quota).cost)  # type: ignore[arg-type]

    found = figures(tariff, calls, free_quota=free_quota)
    for code, changed in (
        ("on-tier-bound", {"upper_included": not tariff.upper_included}),
        ("tier-basis-window", {"by_billable": not tariff.by_billable}),
    ):
        other = cost(**changed)
        assert found.get(code) == (None if other == cost() else {"other_cost": other})


def figures_with_packs(rules: Rules, calls: int, prepaid: int, *, free_quota: bool) -> dict[str, dict[str, int]]:
    """Return the figures of the notes on a month with packs by code, amounts in fen."""
    tariff = Dated("2026-01", 12, {"label": rules}).price_list().tariffs["label"]
    charge = tariff.charge(calls, free_quota=free_quota, prepaid=prepaid)
    notes = [
        *volume_notes(tariff, charge, free_quota=free_quota),
        *pack_notes(tariff, charge),
    ]
    assert len({note.code for note in notes}) == len(notes)
    return {
        note.code: {
            name: value if name in {"calls", "calls_to_go"} else fen(value) for name, value in note.figures.items()
        }
        for note in notes
    }


@given(rules(), st.integers(0, 30), st.integers(0, 30), st.booleans())
def test_the_notes_on_a_month_with_packs_are_what_trying_each_count_and_reading_finds(
    rules: Rules, calls: int, prepaid: int, free_quota: bool
) -> None:
    """Every larger month has the same packs; bounds are at most 12, quotas 9, so that 70 calls are in the last tier."""

    def cost(rules: Rules, calls: int) -> int:
        return fen(month(rules, calls, prepaid, free_quota=free_quota).cost)

    here = month(rules, calls, prepaid, free_quota=free_quota)
    expected: dict[str, dict[str, int]] = {}
    readings = {
        "on-tier-bound": rules._replace(upper_included=not rules.upper_included),
        "tier-basis-window": rules._replace(billable=not rules.billable),
        "pack-tier-window": rules._replace(counts=not rules.counts),
    }
    for code, other in readings.items():
        if (code == "pack-tier-window" or not rules.graduated) and cost(other, calls) != cost(rules, calls):
            expected[code] = {"other_cost": cost(other, calls)}
    if not rules.graduated:
        larger = range(calls + 1, 70)
        cheaper = next((more for more in larger if cost(rules, more) < cost(rules, calls)), None)
        if cheaper is not None:
            expected["cheaper-above"] = {"calls": cheaper, "cost": cost(rules, cheaper)}
        tiers = ((more, month(rules, more, prepaid, free_quota=free_quota).tier) for more in larger)
        start = next((more for more, tier in tiers if tier != here.tier), None)
        if start is not None and (start - calls) * 10 <= calls:
            expected["next-tier"] = {"calls_to_go": start - calls}
    assert figures_with_packs(rules, calls, prepaid, free_quota=free_quota) == expected


CAR_PRO = Rules(
    ("75", "45", "35", "30"), (10**6, 3 * 10**6, 15 * 10**6), False, False, False, False, 1_000, 1_000, None
)


def test_the_other_reading_of_a_pack_is_told_with_the_figures_of_rule_15() -> None:
    # 499,000 × 75 ÷ 1,000 and × 45 ÷ 1,000
    assert figures_with_packs(CAR_PRO, 1_500_000, 1_000_000, free_quota=True) == {
        # 2,000,000 calls, of which 1,000,000 remain: 999,000 × 45 ÷ 1,000 = 44,955, which is more than 37,425
        "pack-tier-window": {"other_cost": 2_245_500},
    }
    counted = CAR_PRO._replace(counts=True)
    assert figures_with_packs(counted, 1_500_000, 1_000_000, free_quota=True) == {
        "pack-tier-window": {"other_cost": 3_742_500},
    }
    # 1,900,000: 899,000 × 75 ÷ 1,000 = 67,425, which 100,000 more calls lower to 44,955
    assert figures_with_packs(CAR_PRO, 1_900_000, 1_000_000, free_quota=True) == {
        "cheaper-above": {"calls": 2_000_000, "cost": 4_495_500},
        "next-tier": {"calls_to_go": 100_000},
        "pack-tier-window": {"other_cost": 4_045_500},
    }


def test_where_packs_pay_for_all_that_is_billed_or_nothing_there_is_no_other_reading() -> None:
    for calls, prepaid in ((1_500_000, 1_499_000), (1_500_000, 2_000_000), (1_000, 1_000_000), (1_500_000, 0)):
        assert "pack-tier-window" not in figures_with_packs(CAR_PRO, calls, prepaid, free_quota=True)


def bill_notes(book: PriceBook, *services: str, month: str = "2026-11", free_quota: bool = True) -> list[str]:
    usage = Usage()
    for service in services:
        usage.add(service, 5, month=Month(month))
    (bill,) = estimate(usage, book, free_quota=free_quota).bills
    return [note.code for note in bill.notes]


def test_a_bill_says_why_no_free_quota_was_deducted(book: PriceBook) -> None:
    assert bill_notes(book, "label") == []
    assert bill_notes(book, "label", free_quota=False) == ["no-free-quota"]
    assert bill_notes(book, "label", free_quota=False, month="2019-11") == []  # the charges say it is free


def test_services_without_a_free_quota_are_named() -> None:
    row = "{name: x, prices: [3, 2, 1]"
    services = (
        f"{{a: {row.replace('x', 'A')}}}, b: {row.replace('x', 'B')}, free_quota: 0}}, c: {row}, free_quota: 0}}}}"
    )
    book = PriceBook([price_list(f"{{free_quota: 10, services: {services}}}")])
    usage = Usage()
    for service in ("c", "b", "a"):
        usage.add(service, 5)
    (bill,) = estimate(usage, book).bills
    assert [(note.code, note.words) for note in bill.notes] == [("quota-absent", {"services": ["b", "c"]})]
