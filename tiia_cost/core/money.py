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


def rounded(numerator: int, denominator: int) -> Decimal:
    """Return numerator ÷ denominator as an amount with two decimals, half up (rule 13).

    Both are whole and not negative, the denominator is above 0: an amount is exact until here.
    """
    fen = (200 * numerator + denominator) // (2 * denominator)
    return _EXACT.scaleb(Decimal(fen), -2)


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
