"""The grammar of counts, one for arguments and cells."""

from __future__ import annotations

from tiia_cost.core.names import visible
from tiia_cost.core.usage import MAX_CALLS
from tiia_cost.errors import Problem
from tiia_cost.inputs.figures import LONGEST, parse_figure, pointed
from tiia_cost.inputs.width import is_error_value

_NONE = frozenset(("-", "–", "—", "−", "--", "/", "n/a", "na", "nan", "null", "none", "nil", "无", "空"))


def parse_count(text: str, power: int = 0) -> int | Problem:  # noqa: PLR0911 - one for each reason
    """Return the number of calls a text means, from 0 to `MAX_CALLS`, or why it means none.

    It is written as `parse_figure` says, may end in 次, and must be whole in the end: ``1.5万`` is 15,000 calls.
    `power` is that of ten by which the heading of a column multiplies; then the cell has no unit of its own.
    """
    shown = visible(text).strip()
    if not shown:
        return Problem("count-missing", {})
    digits = shown.removesuffix("次").rstrip()
    unclear = pointed(digits)
    if unclear is not None:
        return unclear
    figure = parse_figure(digits)
    if figure is None:
        return Problem(_why_no_count(shown), {"value": shown})
    if figure.negative:
        return Problem("count-negative", {"value": shown})
    if power and (figure.has_suffix or digits != shown):
        return Problem("unit-twice", {"value": shown})
    count, whole = figure.scaled(power)
    if not whole:
        return Problem("count-not-whole", {"value": shown})
    if count > MAX_CALLS:
        return Problem("count-too-large", {"value": shown})
    return count


def _why_no_count(shown: str) -> str:
    if len(shown) > LONGEST and shown.isascii() and shown.isdigit():
        return "count-too-large"
    if is_error_value(shown):
        return "cell-error"
    return "count-is-none" if shown.casefold() in _NONE else "count-not-a-number"
