"""The grammar of figures that counts and amounts share: digits, groups, suffixes, and what spreadsheets write."""

from __future__ import annotations

import re
from typing import NamedTuple

from tiia_cost.errors import Problem
from tiia_cost.inputs.width import half_width

LONGEST = 100
"""Nothing but a broken file writes a longer figure; and int() of a megabyte takes its time."""

SUFFIXES = {"千": 3, "k": 3, "万": 4, "百万": 6, "m": 6, "千万": 7, "亿": 8}
_POINTED = re.compile(
    r"[-−]?(?P<first>[1-9][0-9]{0,2}|0(?=\.[0-9]{3}\.))(?P<groups>(?:\.[0-9]{3})+)(?P<unit>\s*(?:百万|千万|[千万亿kKmM])?)"
)
_FIGURE = re.compile(
    r"(?P<sign>[-−]?)"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)"
    r"(?:\.(?P<fraction>[0-9]+))?"
    r"(?:[eE](?P<exponent>[+-]?[0-9]{1,4})|\s*(?P<suffix>百万|千万|[千万亿kKmM]))?"
)


class Figure(NamedTuple):
    """A figure as it is written: `digits` × 10^`power`; `decimals` is how many a plain one has.

    `has_suffix` says that a suffix is among the power.
    """

    negative: bool
    digits: int
    power: int
    decimals: int
    has_suffix: bool

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
    power = int(match["exponent"] or 0) + SUFFIXES.get((match["suffix"] or "").lower(), 0) - len(fraction)
    digits = int(re.sub("[,_]", "", match["whole"]) + fraction)
    plain = match["exponent"] is None and match["suffix"] is None
    return Figure(bool(match["sign"]), digits, power, len(fraction) if plain else 0, match["suffix"] is not None)


def pointed(text: str) -> Problem | None:
    """Return why points in a figure make it unclear: in groups of three digits they may separate thousands."""
    match = _POINTED.fullmatch(half_width(text)) if len(text) <= LONGEST else None
    if match is None:
        return None
    first, groups, unit = match["first"], match["groups"], match["unit"].strip()
    thousands = first + groups.replace(".", "") + unit
    if groups.count(".") > 1:
        return Problem("figure-with-points", {"value": text, "plain": thousands})
    fraction = groups.rstrip("0").rstrip(".")
    return Problem("figure-unclear", {"value": text, "one": first + fraction + unit, "other": thousands})


def _tens(power: int) -> int:
    tens: int = 10**power
    return tens
