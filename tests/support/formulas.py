"""Formulas of `explain` worked out with fractions, and nothing of the program: what a person would do by hand."""

from __future__ import annotations

import ast
import operator
import re
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNS = str.maketrans({"−": "-", "×": "*", "÷": "/", "⌈": "up(", "⌉": ")"})
_OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def holds(comparison: str) -> bool:
    """Return whether a comparison of formulas is true: ``1000000 ≤ 1500000 < 3000000``."""
    words = re.split(" ([<≤]) ", comparison)
    figures, signs = [worked_out(formula) for formula in words[::2]], words[1::2]
    return all(
        {"<": one < other, "≤": one <= other}[sign] for (one, other), sign in zip(pairwise(figures), signs, strict=True)
    )


def worked_out(formula: str) -> Fraction:
    """Return the exact value of a formula: figures, the signs ``+ − × ÷``, brackets, and ``⌈ ⌉``, rounded up."""
    text = formula.translate(_SIGNS)
    return _value(ast.parse(text, mode="eval").body, text)


def _value(node: ast.expr, text: str) -> Fraction:
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_value(node.left, text), _value(node.right, text))
    if isinstance(node, ast.Call):
        return Fraction(ceil(_value(node.args[0], text)))
    return Fraction(ast.get_source_segment(text, node) or "")  # as it is written, not as a float


def half_up(value: Fraction) -> str:
    """Return an amount with two decimals."""
    fen = floor(value * 100 + Fraction(1, 2))
    return f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02}"
