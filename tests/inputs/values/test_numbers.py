from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.errors import Problem
from tiia_cost.inputs.values.numbers import parse_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        ("007", 7),
        ("1500000", 1_500_000),
        (" 1500000 ", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1_500_000", 1_500_000),
        ("15_00", 1500),
        ("1500000.0", 1_500_000),
        ("1.5e6", 1_500_000),
        ("1.5E+06", 1_500_000),
        ("2千", 2_000),
        ("2k", 2_000),
        ("2K", 2_000),
        ("150万", 1_500_000),
        ("150 万", 1_500_000),
        ("1.5万", 15_000),
        ("95万次", 950_000),
        ("200 次", 200),
        ("0.015亿", 1_500_000),  # no thousands begin with 0
        ("12.3456万", 123_456),
        ("5\u200b", 5),
        ("\u00a05\ufeff", 5),
        ("1.5百万", 1_500_000),
        ("1.5M", 1_500_000),
        ("1.5m", 1_500_000),
        ("0.15千万", 1_500_000),
        ("１，５００，０００", 1_500_000),
        ("１．５Ｍ", 1_500_000),
        ("1000000000000000000", 10**18),
        ("1e18", 10**18),
        ("10000000000亿", 10**18),
        ("0e9999", 0),
        ("100e-2", 1),
    ],
)
def test_the_grammar_of_counts(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "count-missing"),
        (" \u3000", "count-missing"),
        ("-1", "count-negative"),
        ("−5", "count-negative"),
        ("-0", "count-negative"),
        ("1.5", "count-not-whole"),
        ("1.00001万", "count-not-whole"),
        ("15e-1", "count-not-whole"),
        ("1e-9999", "count-not-whole"),
        ("1,5", "count-not-a-number"),
        ("1,50,000", "count-not-a-number"),
        ("1500,000", "count-not-a-number"),
        ("1__5", "count-not-a-number"),
        ("_5", "count-not-a-number"),
        ("5_", "count-not-a-number"),
        ("1 500", "count-not-a-number"),
        ("1.500.000", "figure-with-points"),
        ("250.000", "figure-unclear"),
        ("1.500万", "figure-unclear"),
        ("１．５００", "figure-unclear"),
        ("1.500次", "figure-unclear"),
        ("#N/A", "cell-error"),
        ("#DIV/0!", "cell-error"),
        ("easy", "count-not-a-number"),
        ("-", "count-is-none"),
        ("—", "count-is-none"),
        ("N/A", "count-is-none"),
        ("次", "count-not-a-number"),
        ("95万次次", "count-not-a-number"),
        (".5M", "count-not-a-number"),
        ("5.", "count-not-a-number"),
        ("+5", "count-not-a-number"),
        ("0x10", "count-not-a-number"),
        ("inf", "count-not-a-number"),
        ("nan", "count-is-none"),
        ("many", "count-not-a-number"),
        ("1²", "count-not-a-number"),  # NFKC would read 12
        ("①", "count-not-a-number"),
        ("٣", "count-not-a-number"),
        ("5 calls", "count-not-a-number"),
        ("1万k", "count-not-a-number"),
        ("1000000000000000001", "count-too-large"),
        ("1e999", "count-too-large"),
        ("9" * 100_000, "count-too-large"),
        ("x" * 100_000, "count-not-a-number"),
    ],
)
def test_what_is_no_count_is_refused_with_the_reason(text: str, code: str) -> None:
    found = parse_count(text)
    assert isinstance(found, Problem)
    assert found.code == code


@given(st.integers(0, 10**18))
def test_every_way_to_write_a_count_means_the_same(count: int) -> None:
    full_width = str(count).translate({0x30 + i: 0xFF10 + i for i in range(10)})
    for text in (str(count), f"{count:,}", f"{count:_}", f"{count}.0", f"{count}e0", full_width):
        assert parse_count(text) == count


@given(st.text(max_size=30))
def test_any_text_is_a_count_in_range_or_refused(text: str) -> None:
    found = parse_count(text)
    assert isinstance(found, Problem) or 0 <= found <= 10**18


@pytest.mark.parametrize(
    ("text", "power", "told"),
    [
        ("95.12345", 4, "95.12345 × 10,000 = 951,234.5, which is not a whole number of calls"),
        ("0.00001", 4, "0.00001 × 10,000 = 0.1, which is not a whole number of calls"),
        ("1,234.56789", 3, "1,234.56789 × 1,000 = 1,234,567.89, which is not a whole number of calls"),
        ("1.50", 0, "1.50 is not a whole number of calls"),
    ],
)
def test_a_count_in_units_that_is_not_whole_is_told_with_the_product(text: str, power: int, told: str) -> None:
    problem = parse_count(text, power)
    assert isinstance(problem, Problem)
    assert problem.text() == told


@given(st.integers(0, 10**30), st.integers(1, 40), st.sampled_from([3, 4, 6, 7, 8]))
def test_a_product_is_told_exactly(digits: int, decimals: int, power: int) -> None:
    text = f"{digits // 10**decimals}.{digits % 10**decimals:0{decimals}}"
    problem = parse_count(text, power, most=None)
    if isinstance(problem, Problem) and problem.code == "count-not-whole-scaled":
        told = Fraction(problem.params["product"].replace(",", ""))
        assert told == Fraction(digits, 10**decimals) * 10**power
