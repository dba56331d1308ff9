"""The grammar of margins: by how much a forecast may be off."""

from __future__ import annotations

from decimal import Decimal

from tiia_cost.core.margin import Margin
from tiia_cost.errors import Problem
from tiia_cost.inputs.amounts import parse_percentage
from tiia_cost.inputs.counts import parse_count


def parse_margin(text: str) -> Margin | Problem:
    """Return the margin a text means, ``10%`` of each count or ``500000`` calls, or why it means none.

    It may be written as reports show it: ``±10 %``.
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
    return Problem("not-a-range", calls.params) if calls.code == "count-not-a-number" else calls
