"""Amounts of money and percentages, in one grammar for options and budget files; and margins around a forecast."""

from __future__ import annotations

import re
from decimal import Decimal

from tiia_cost.core.budget import Increase
from tiia_cost.core.growth import MOST_MONTHS
from tiia_cost.core.money import MAX_AMOUNT, in_fen, of_fen
from tiia_cost.core.names import visible
from tiia_cost.core.ranges import Margin
from tiia_cost.errors import Problem
from tiia_cost.inputs.values.numbers import half_width, parse_count, parse_figure, pointed
from tiia_cost.inputs.values.periods import parse_month

_DECIMALS = 2
_PERCENTAGE = re.compile(r"(?P<sign>[-−]?)(?P<figure>[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*%")

_PER_MONTH = re.compile(r"\s*(?:(?:/|per)\s*(?:month|mo|月)|每月|a month)\s*$", re.IGNORECASE)
_PER_YEAR = re.compile(r"(?:(?:/|per)\s*(?:year|yr|y|年)|每年|a year|p\.?a\.?)\s*$", re.IGNORECASE)


def parse_amount(text: str) -> Decimal | Problem:  # noqa: PLR0911 - one for each reason
    """Parse an amount of money: return it, from 0 to `MAX_AMOUNT` with two decimals, or a Problem.

    It is written as `parse_figure` says. ``5.000`` is refused: it may be five, or five thousand.
    """
    stripped = visible(text).strip()
    if not stripped:
        return Problem("amount-missing", {})
    figure = parse_figure(stripped)
    # Without a suffix, three digits after a point are refused below, as too many decimals.
    unclear = pointed(stripped) if figure is None or figure.has_suffix else None
    if unclear is not None:
        return unclear
    if figure is None:
        return Problem("not-an-amount", {"value": stripped})
    if figure.negative:
        return Problem("amount-negative", {"value": stripped})
    fen, exact = figure.scaled(_DECIMALS)
    if not exact or figure.decimals > _DECIMALS:
        return Problem("amount-decimals", {"value": stripped})
    if fen > in_fen(MAX_AMOUNT):
        return Problem("amount-too-large", {"value": stripped})
    return of_fen(fen)


def parse_balance(text: str) -> Decimal | Problem:
    """Parse an opening balance. One below 0 is a Problem: it is money owed, and no settlement can start from it."""
    amount = parse_amount(text)
    if isinstance(amount, Problem) and amount.code == "amount-negative":
        return amount._replace(code="balance-negative")
    return amount


def parse_percentage(text: str) -> Decimal | Problem:
    """Parse a percentage: return 12.5 for ``12.5%``, or a Problem."""
    stripped = text.strip()
    match = _PERCENTAGE.fullmatch(half_width(stripped))
    if match is None:
        return Problem("not-a-percentage", {"value": stripped})
    return Problem("percentage-negative", {"value": stripped}) if match["sign"] else Decimal(match["figure"])


def parse_warn_at(text: str) -> Decimal | Problem:
    """Parse the percentage of a limit from which on there is a warning. Above 100% there would be none: a Problem."""
    percentage = parse_percentage(text)
    if isinstance(percentage, Decimal) and percentage > 100:  # noqa: PLR2004 - percent
        return Problem("warn-at-above-limit", {"value": text.strip()})
    return percentage


def parse_increase(text: str) -> Increase | Problem:
    """Parse the largest increase of a month's cost: a percentage, or an amount."""
    percentage = parse_percentage(text)
    if isinstance(percentage, Decimal):
        return Increase(percentage, is_percentage=True)
    if percentage.code == "percentage-negative":
        return percentage
    amount = parse_amount(text)
    if isinstance(amount, Problem):
        return amount._replace(code="not-an-increase") if amount.code == "not-an-amount" else amount
    return Increase(amount, is_percentage=False)


def parse_growth(text: str) -> Decimal | Problem:
    """Parse a growth per month: return 12.5 for ``12.5%`` or ``12.5%/month``, -5 for ``-5%``, a decline, or a Problem.

    It is more than -100%: after that month nothing would be left to grow.
    """
    shown = visible(text).strip()
    match = _PERCENTAGE.fullmatch(_PER_MONTH.sub("", half_width(shown).removeprefix("+")))
    if match is None:
        return Problem("growth-by-year" if _PER_YEAR.search(shown) else "not-a-growth", {"value": shown or "''"})
    percent = -Decimal(match["figure"]) if match["sign"] else Decimal(match["figure"])
    return percent if percent > -100 else Problem("growth-too-low", {"value": shown})  # noqa: PLR2004 - percent


def parse_months(text: str) -> int | Problem:
    """Parse a number of months to add: return it, from 1 to `MOST_MONTHS`, or a Problem."""
    shown = visible(text).strip()
    figure = half_width(shown)
    is_figure = figure.isascii() and figure.isdigit() and len(figure) < 4  # noqa: PLR2004 - digits of the most
    months = int(figure) if is_figure else 0
    if 1 <= months <= MOST_MONTHS:
        return months
    code = "months-is-month" if parse_month(shown) else "not-a-number-of-months"
    return Problem(code, {"value": shown or "''", "most": MOST_MONTHS})


def parse_margin(text: str) -> Margin | Problem:
    """Parse a margin: return ``10%`` of each count or ``500000`` calls as a Margin, or a Problem.

    It may be written as reports show it, with a sign: ``±10%``.
    """
    text = text.strip().removeprefix("±")
    percentage = parse_percentage(text)
    if isinstance(percentage, Decimal):
        return Margin(percentage, is_percentage=True)
    calls = parse_count(text)
    if isinstance(calls, int):
        return Margin(Decimal(calls), is_percentage=False)
    if percentage.code == "percentage-negative" or calls.code == "count-negative":
        return Problem("range-negative", {"value": text, "positive": text.lstrip("-−－")})
    return calls._replace(code="not-a-range") if calls.code == "count-not-a-number" else calls
