from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.core.money import add, exceeds, just_below, largest_numerator, per_thousand, rounded, shortest, subtract


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (0, 1, "0.00"),
        (1, 200, "0.01"),  # 0.005 rounds up
        (1, 201, "0.00"),  # 0.004975 does not
        (2675, 1000, "2.68"),  # a float would make 2.67 of it
        (10**30 + 1, 2, "500000000000000000000000000000.50"),
    ],
)
def test_an_amount_is_rounded_half_up_to_two_decimals(numerator: int, denominator: int, expected: str) -> None:
    assert str(rounded(numerator, denominator)) == expected


@given(st.integers(0, 10**40), st.integers(1, 10**20))
def test_rounding_is_off_by_at_most_half_a_fen_and_never_down_from_a_half(numerator: int, denominator: int) -> None:
    error = Fraction(rounded(numerator, denominator)) - Fraction(numerator, denominator)
    assert Fraction(-1, 200) < error <= Fraction(1, 200)


def test_sums_are_exact_beyond_the_digits_of_a_plain_decimal_context() -> None:
    large = rounded(10**40, 1)
    assert str(add([large, Decimal("0.01")])) == f"{10**40}.01"
    assert str(subtract(add([large, Decimal("0.01")]), large)) == "0.01"


def test_the_sum_of_nothing_is_zero_with_two_decimals() -> None:
    assert str(add([])) == "0.00"


@pytest.mark.parametrize(
    ("written", "expected"), [("2.50", "2.5"), ("2.0", "2"), ("100", "100"), ("0", "0"), ("0.0032", "0.0032")]
)
def test_a_unit_price_is_told_as_short_as_it_can_be(written: str, expected: str) -> None:
    assert shortest(Decimal(written)) == expected


@pytest.mark.parametrize(
    ("cost", "calls", "price"),
    [
        ("2475.00", 999_999, "2.4750"),
        ("22485.00", 15_000_000, "1.4990"),
        ("0.01", 3, "3.3333"),
        ("0.02", 3, "6.6667"),
        ("0.01", 80_000, "0.0001"),  # 0.000125
        ("0.01", 200_000, "0.0001"),  # 0.00005 rounds up
        ("0.01", 200_001, "0.0000"),
        ("0.00", 7, "0.0000"),
    ],
)
def test_an_effective_price_is_for_a_thousand_calls_half_up(cost: str, calls: int, price: str) -> None:
    assert str(per_thousand(Decimal(cost), calls)) == price


def test_no_calls_have_no_effective_price() -> None:
    assert per_thousand(Decimal("0.00"), 0) is None


@given(st.integers(0, 10**12), st.integers(1, 10**9))
def test_the_largest_numerator_is_still_billed_as_much_and_the_next_is_more(fen: int, denominator: int) -> None:
    amount = Decimal(fen) / 100
    most = largest_numerator(amount, denominator)
    assert rounded(most, denominator) <= amount < rounded(most + 1, denominator)


def test_just_below_an_amount_is_a_fen_less() -> None:
    assert str(just_below(Decimal("1.00"))) == "0.99"


def test_a_percentage_with_decimals_is_compared_exactly() -> None:
    # 80.05 % of 100.00 is 80.05: as much does not exceed it, a fen more does.
    assert not exceeds(Decimal("80.05"), Decimal("80.05"), Decimal("100.00"))
    assert exceeds(Decimal("80.06"), Decimal("80.05"), Decimal("100.00"))
