from __future__ import annotations

from decimal import Decimal

import pytest

from tiia_cost.core.budget import Increase
from tiia_cost.core.ranges import Margin
from tiia_cost.errors import Problem
from tiia_cost.inputs.values.amounts import (
    parse_amount,
    parse_balance,
    parse_increase,
    parse_margin,
    parse_percentage,
    parse_warn_at,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", "0.00"),
        ("5000", "5000.00"),
        (" 5,000.50 ", "5000.50"),
        ("5_000.5", "5000.50"),
        ("0.01", "0.01"),
        ("5k", "5000.00"),
        ("5千", "5000.00"),
        ("1.5万", "15000.00"),
        ("1.234567万", "12345.67"),
        ("2M", "2000000.00"),
        ("1亿", "100000000.00"),
        ("１，５００．５０", "1500.50"),
        ("1.5e6", "1500000.00"),
        ("1000000000000000000", "1000000000000000000.00"),
    ],
)
def test_an_amount_is_read_exactly_and_has_two_decimals(text: str, amount: str) -> None:
    assert str(parse_amount(text)) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount-missing"),
        ("  ", "amount-missing"),
        ("-1", "amount-negative"),
        ("-0.01", "amount-negative"),
        ("5000 CNY", "not-an-amount"),
        ("¥5", "not-an-amount"),
        ("50,00", "not-an-amount"),
        ("nan", "not-an-amount"),
        ("10%", "not-an-amount"),
        ("9" * 101, "not-an-amount"),
        ("0.001", "amount-decimals"),
        ("5.000", "amount-decimals"),  # five, or five thousand
        ("1.2345678万", "amount-decimals"),  # 12,345.678
        ("1e-3", "amount-decimals"),
        ("1000000000000000000.01", "amount-too-large"),
        ("9" * 100, "amount-too-large"),
        ("1e9999", "amount-too-large"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, code: str) -> None:
    assert parse_amount(text) == Problem(code, {"value": text.strip()} if text.strip() else {})


@pytest.mark.parametrize(
    ("text", "percentage"), [("0%", "0"), ("80%", "80"), (" 12.5 % ", "12.5"), ("１０％", "10"), ("250%", "250")]
)
def test_a_percentage_is_read_exactly(text: str, percentage: str) -> None:
    assert parse_percentage(text) == Decimal(percentage)


@pytest.mark.parametrize("text", ["", "80", "0.8", "--5%", "%", "1e1%", "1,000%", "80%%"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    assert parse_percentage(text) == Problem("not-a-percentage", {"value": text})


@pytest.mark.parametrize("text", ["-5%", "−5 %", "－５％", "-0.5%"])
def test_a_percentage_below_0_is_told_from_what_is_none(text: str) -> None:
    for parse in (parse_percentage, parse_warn_at, parse_increase):
        assert parse(text) == Problem("percentage-negative", {"value": text})


def test_a_balance_is_an_amount_that_is_not_owed() -> None:
    assert parse_balance("5k") == Decimal("5000.00")
    assert parse_balance("x") == Problem("not-an-amount", {"value": "x"})
    for text in ("-500", "−500", "－５００"):
        assert parse_balance(text) == Problem("balance-negative", {"value": text})


def test_a_warning_comes_at_most_at_the_limit_itself() -> None:
    assert parse_warn_at("100%") == Decimal(100)
    assert parse_warn_at("100.01%") == Problem("warn-at-above-limit", {"value": "100.01%"})
    assert parse_warn_at("80") == Problem("not-a-percentage", {"value": "80"})


def test_an_increase_is_an_amount_or_a_percentage() -> None:
    assert parse_increase("500") == Increase(Decimal("500.00"), is_percentage=False)
    assert parse_increase("150%") == Increase(Decimal(150), is_percentage=True)
    assert parse_increase("x") == Problem("not-an-increase", {"value": "x"})
    assert parse_increase("-1") == Problem("amount-negative", {"value": "-1"})


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
