"""Exact decimal arithmetic, and the only place that rounds."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Python's default context silently rounds at 28 digits. Here arithmetic never rounds: the precision is beyond
# any sum of bills, and a result that did not fit would raise.
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP, traps=[Inexact, InvalidOperation])

ZERO = Decimal("0.00")

MAX_AMOUNT = Decimal(10**18)
"""Largest amount that a budget may name."""


def is_amount(value: object) -> bool:
    """Return whether a value is a finite `Decimal` with at most two decimals."""
    if not isinstance(value, Decimal):
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2  # noqa: PLR2004 - decimals


def of_fen(fen: int) -> Decimal:
    """Convert hundredths of the currency unit (fen) to an amount."""
    return _EXACT.scaleb(Decimal(fen), -2)


def in_fen(amount: Decimal) -> int:
    """Convert an amount with at most two decimals to hundredths of the currency unit (fen)."""
    return int(_EXACT.scaleb(amount, 2))


def rounded(numerator: int, denominator: int) -> Decimal:
    """Return numerator ÷ denominator as an amount with two decimals, rounded half up (rule 13).

    Both are whole numbers, the numerator 0 or more and the denominator above 0. Every amount is exact until here.
    """
    return of_fen(rounded_fen(numerator, denominator))


def rounded_fen(numerator: int, denominator: int) -> int:
    """Return what `rounded` returns, in hundredths of the currency unit (fen)."""
    return (200 * numerator + denominator) // (2 * denominator)


def largest_numerator(amount: Decimal, denominator: int) -> int:
    """Return the largest whole numerator for which `rounded` gives at most `amount` (0 or more)."""
    # numerator ÷ denominator is rounded to at most f fen if it is below f + 1/2 fen.
    return (denominator * (2 * in_fen(amount) + 1) - 1) // 200


def just_below(amount: Decimal) -> Decimal:
    """Return the largest amount with two decimals below `amount`, which must be above 0."""
    return of_fen(in_fen(amount) - 1)


def percentage_of(amount: Decimal, percent: Decimal) -> Decimal:
    """Return `percent` percent of an amount, rounded down to fen.

    Rounding down is safe for a limit: an amount in whole fen that is within the result is within the exact percentage.
    """
    numerator, denominator = percent.as_integer_ratio()
    return of_fen(in_fen(amount) * numerator // (100 * denominator))


def exceeds(amount: Decimal, percent: Decimal, limit: Decimal) -> bool:
    """Return whether an amount is more than `percent` percent of a limit, compared exactly."""
    numerator, denominator = percent.as_integer_ratio()
    return in_fen(amount) * 100 * denominator > in_fen(limit) * numerator


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return part ÷ whole with four decimals, rounded half up (away from zero); None if the whole is 0."""
    if not whole:
        return None
    numerator, denominator = in_fen(part), in_fen(whole)
    size = (20_000 * abs(numerator) + denominator) // (2 * denominator)
    return _EXACT.scaleb(Decimal(size if numerator >= 0 else -size), -4)


def per_thousand(cost: Decimal, calls: int) -> Decimal | None:
    """Return the average cost per thousand calls with four decimals, rounded half up; None for no calls."""
    if not calls:
        return None
    return _EXACT.scaleb(Decimal((200_000 * in_fen(cost) + calls) // (2 * calls)), -4)


def in_percent(ratio: Decimal) -> Decimal:
    """Convert a ratio with four decimals to a percentage with two."""
    return _EXACT.scaleb(ratio, 2)


def add(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum, with two decimals, of amounts that have at most two."""
    total = ZERO
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return total


def subtract(amount: Decimal, less: Decimal) -> Decimal:
    """Return the exact difference of two amounts that have two decimals."""
    return _EXACT.subtract(amount, less)


def shortest(number: Decimal) -> str:
    """Format a unit price as text, exactly and without trailing zeros: ``2.50`` as ``2.5``, ``2.0`` as ``2``."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
