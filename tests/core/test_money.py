from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.core.money import add, rounded, shortest, subtract


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
