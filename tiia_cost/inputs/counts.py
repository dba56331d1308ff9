"""The grammar of counts, one for arguments and cells."""

from __future__ import annotations

import re

from tiia_cost.core.usage import MAX_CALLS
from tiia_cost.errors import Problem
from tiia_cost.inputs.width import half_width

_SUFFIXES = {"千": 3, "k": 3, "万": 4, "百万": 6, "m": 6, "千万": 7, "亿": 8}
_COUNT = re.compile(
    r"(?P<sign>[-−]?)"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)"
    r"(?:\.(?P<fraction>[0-9]+))?"
    r"(?:[eE](?P<exponent>[+-]?[0-9]{1,4})|\s*(?P<suffix>百万|千万|[千万亿kKmM]))?"
)
_LONGEST = 100


def parse_count(text: str) -> int | Problem:
    """Return the number of calls a text means, from 0 to `MAX_CALLS`, or why it means none.

    Digits may be grouped by commas in threes or by single underscores, full-width, followed by a suffix
    (千 k 万 百万 m 千万 亿), or written as spreadsheets do (``1500000.0``, ``1.5e6``). The value must be whole.
    """
    stripped = text.strip()
    if not stripped:
        return Problem("count-missing", {})
    # Nothing but a broken file is that long; and int() of a megabyte takes its time.
    match = _COUNT.fullmatch(half_width(stripped)) if len(stripped) <= _LONGEST else None
    if match is None:
        too_long = len(stripped) > _LONGEST and stripped.isascii() and stripped.isdigit()
        return Problem("count-too-large" if too_long else "count-not-a-number", {"value": stripped})
    if match["sign"]:
        return Problem("count-negative", {"value": stripped})
    fraction = match["fraction"] or ""
    digits = int(re.sub("[,_]", "", match["whole"]) + fraction)
    power = int(match["exponent"] or 0) + _SUFFIXES.get((match["suffix"] or "").lower(), 0) - len(fraction)
    # A power beyond the longest text and the largest count decides by itself; 10**9999 need not be computed.
    if power >= 0:
        count, rest = digits * _tens(min(power, _LONGEST)), 0
    else:
        count, rest = divmod(digits, _tens(min(-power, 2 * _LONGEST)))
    if rest:
        return Problem("count-not-whole", {"value": stripped})
    if count > MAX_CALLS:
        return Problem("count-too-large", {"value": stripped})
    return count


def _tens(power: int) -> int:
    tens: int = 10**power
    return tens
