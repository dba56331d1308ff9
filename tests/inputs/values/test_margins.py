from __future__ import annotations

from decimal import Decimal

import pytest

from tiia_cost.core.ranges import Margin
from tiia_cost.errors import Problem
from tiia_cost.inputs.values.amounts import parse_margin


@pytest.mark.parametrize(
    ("text", "figure", "is_percentage"),
    [
        ("10%", "10", True),
        (" 12.5 % ", "12.5", True),
        ("１０％", "10", True),
        ("±10 %", "10", True),
        ("±500,000", "500000", False),
        ("0%", "0", True),
        ("500000", "500000", False),
        ("50万", "500000", False),
        ("1.5M", "1500000", False),
        ("0", "0", False),
    ],
)
def test_a_margin_is_a_percentage_or_a_number_of_calls(text: str, figure: str, is_percentage: bool) -> None:
    assert parse_margin(text) == Margin(Decimal(figure), is_percentage)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "count-missing"),
        ("ten", "not-a-range"),
        ("%", "not-a-range"),
        ("0.5", "count-not-whole"),
        ("1e19", "count-too-large"),
    ],
)
def test_what_is_no_margin_is_refused(text: str, code: str) -> None:
    assert parse_margin(text) == Problem(code, {"value": text} if text else {})


@pytest.mark.parametrize(
    ("text", "positive"), [("-10%", "10%"), ("−10 %", "10 %"), ("-500000", "500000"), ("±-5k", "5k")]
)
def test_of_a_margin_below_0_it_is_told_how_it_is_meant(text: str, positive: str) -> None:
    found = parse_margin(text)
    assert found == Problem("range-negative", {"value": text.removeprefix("±"), "positive": positive})
    assert isinstance(parse_margin(positive), Margin)
