"""The grammar of counts, one for arguments and cells."""

from __future__ import annotations

from tiia_cost.core.usage import MAX_CALLS
from tiia_cost.errors import Problem
from tiia_cost.inputs.figures import LONGEST, parse_figure


def parse_count(text: str) -> int | Problem:
    """Return the number of calls a text means, from 0 to `MAX_CALLS`, or why it means none.

    It is written as `parse_figure` says, and must be whole in the end: ``1.5万`` is 15,000 calls.
    """
    stripped = text.strip()
    if not stripped:
        return Problem("count-missing", {})
    figure = parse_figure(stripped)
    if figure is None:
        too_long = len(stripped) > LONGEST and stripped.isascii() and stripped.isdigit()
        return Problem("count-too-large" if too_long else "count-not-a-number", {"value": stripped})
    if figure.negative:
        return Problem("count-negative", {"value": stripped})
    count, whole = figure.scaled(0)
    if not whole:
        return Problem("count-not-whole", {"value": stripped})
    if count > MAX_CALLS:
        return Problem("count-too-large", {"value": stripped})
    return count
