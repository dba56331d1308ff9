"""Exact decimals, and the one place that rounds."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Python's default context silently rounds at 28 digits. Here nothing is ever rounded by arithmetic: the
# precision is beyond any sum of bills, and a result that did not fit would raise.
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP, traps=[Inexact, InvalidOperation])

ZERO = Decimal("0.00")

MAX_AMOUNT = Decimal(10**18)
"""The largest amount a budget may name."""


def is_amount(value: object) -> bool:
    """Say whether a value is a decimal number with at most two decimals."""
    if not isinstance(value, Decimal):
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2  # noqa: PLR2004 - decimals


def of_fen(fen: int) -> Decimal:
    """Return so many hundredths of the currency unit as an amount."""
    return _EXACT.scaleb(Decimal(fen), -2)


def in_fen(amount: Decimal) -> int:
    """Return an amount that has at most two decimals in hundredths of the currency unit."""
    return int(_EXACT.scaleb(amount, 2))


def rounded(numerator: int, denominator: int) -> Decimal:
    """Return numerator ÷ denominator as an amount with two decimals, half up (rule 13).

    Both are whole and not negative, the denominator is above 0: an amount is exact until here.
    """
    return of_fen((200 * numerator + denominator) // (2 * denominator))


def largest_numerator(amount: Decimal, denominator: int) -> int:
    """Return the largest whole number that, over `denominator`, is `rounded` to at most `amount`, 0 or more."""
    # numerator ÷ denominator is rounded to at most f fen if it is below f + 1/2 fen.
    return (denominator * (2 * in_fen(amount) + 1) - 1) // 200


def just_below(amount: Decimal) -> Decimal:
    """Return the largest amount with two decimals that is less than one above 0."""
    return of_fen(in_fen(amount) - 1)


def percentage_of(amount: Decimal, percent: Decimal) -> Decimal:
    """Return so many percent of an amount, rounded down: what reaches it in whole fen never exceeds it."""
    numerator, denominator = percent.as_integer_ratio()
    return of_fen(in_fen(amount) * numerator // (100 * denominator))


def exceeds(amount: Decimal, percent: Decimal, limit: Decimal) -> bool:
    """Say whether an amount is more than so many percent of a limit, exactly."""
    numerator, denominator = percent.as_integer_ratio()
    return in_fen(amount) * 100 * denominator > in_fen(limit) * numerator


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return part ÷ whole with four decimals, half up (away from zero); None where the whole is 0."""
    if not whole:
        return None
    numerator, denominator = in_fen(part), in_fen(whole)
    size = (20_000 * abs(numerator) + denominator) // (2 * denominator)
    return _EXACT.scaleb(Decimal(size if numerator >= 0 else -size), -4)


def per_thousand(cost: Decimal, calls: int) -> Decimal | None:
    """Return what a thousand of so many calls cost on average, with four decimals, half up; None for no calls."""
    if not calls:
        return None
    return _EXACT.scaleb(Decimal((200_000 * in_fen(cost) + calls) // (2 * calls)), -4)


def in_percent(ratio: Decimal) -> Decimal:
    """Return a ratio with four decimals as a percentage with two."""
    return _EXACT.scaleb(ratio, 2)


def add(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of amounts that have two decimals."""
    total = ZERO
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return total


def subtract(amount: Decimal, less: Decimal) -> Decimal:
    """Return the exact difference of two amounts that have two decimals."""
    return _EXACT.subtract(amount, less)


def shortest(number: Decimal) -> str:
    """Return a unit price as text, exact and as short as it can be: ``2.50`` is ``2.5``, ``2.0`` is ``2``."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
