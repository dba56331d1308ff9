"""The grammar of figures that counts and amounts share: digits, groups, suffixes, and what spreadsheets write."""

from __future__ import annotations

import re
from typing import NamedTuple

from tiia_cost.inputs.width import half_width

LONGEST = 100
"""Nothing but a broken file writes a longer figure; and int() of a megabyte takes its time."""

_SUFFIXES = {"千": 3, "k": 3, "万": 4, "百万": 6, "m": 6, "千万": 7, "亿": 8}
_FIGURE = re.compile(
    r"(?P<sign>[-−]?)"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)"
    r"(?:\.(?P<fraction>[0-9]+))?"
    r"(?:[eE](?P<exponent>[+-]?[0-9]{1,4})|\s*(?P<suffix>百万|千万|[千万亿kKmM]))?"
)


class Figure(NamedTuple):
    """A figure as it is written: `digits` × 10^`power`; `decimals` is how many a plain one has."""

    negative: bool
    digits: int
    power: int
    decimals: int

    def scaled(self, places: int) -> tuple[int, bool]:
        """Return the figure times 10^`places` without its sign, cut to a whole number, and whether that is exact."""
        power = self.power + places
        # A power beyond the longest text and the largest figure decides by itself; 10**9999 need not be computed.
        if power >= 0:
            return self.digits * _tens(min(power, LONGEST)), True
        whole, rest = divmod(self.digits, _tens(min(-power, 2 * LONGEST)))
        return whole, rest == 0


def parse_figure(text: str) -> Figure | None:
    """Return what a text without spaces around it means, or None if it is no figure.

    Digits may be grouped by commas in threes or by single underscores, full-width, followed by a suffix
    (千 k 万 百万 m 千万 亿), or written as spreadsheets do (``1500000.0``, ``1.5e6``).
    """
    match = _FIGURE.fullmatch(half_width(text)) if len(text) <= LONGEST else None
    if match is None:
        return None
    fraction = match["fraction"] or ""
    power = int(match["exponent"] or 0) + _SUFFIXES.get((match["suffix"] or "").lower(), 0) - len(fraction)
    digits = int(re.sub("[,_]", "", match["whole"]) + fraction)
    plain = match["exponent"] is None and match["suffix"] is None
    return Figure(bool(match["sign"]), digits, power, len(fraction) if plain else 0)


def _tens(power: int) -> int:
    tens: int = 10**power
    return tens
