"""Numbers as people and spreadsheets write them, with 万 and k; counts of calls are a kind of them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from tiia_cost.core.names import visible
from tiia_cost.core.usage import MAX_CALLS
from tiia_cost.errors import Problem

# Only these characters. NFKC would change more, and invent figures: it reads ² as 2.
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}

_ERROR = re.compile(r"#[^\s#]+[!?]|#N/?A|#+|Err:[0-9]+", re.IGNORECASE)


def half_width(text: str) -> str:
    """Return the text with full-width ASCII made half-width: ``１，５００`` becomes ``1,500``. Nothing else changes."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def is_error_value(text: str) -> bool:
    """Return whether a text is an error that a spreadsheet shows in place of a value: ``#N/A``, ``#REF!``, ``####``."""
    return text.startswith(("#", "E", "e")) and _ERROR.fullmatch(text) is not None


LONGEST = 100
"""Maximum length of a figure. Only a broken file writes a longer one; and int() of a megabyte takes its time."""

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
    """A figure as it is written; its value is `digits` × 10^`power`.

    `decimals` is the number of its decimals, 0 if it has an exponent or a suffix. `has_suffix` says that a suffix is
    included in the power.
    """

    negative: bool
    digits: int
    power: int
    decimals: int
    has_suffix: bool

    def scaled(self, places: int) -> tuple[int, bool]:
        """Return the figure times 10^`places` without its sign, cut to a whole number, and whether that is exact."""
        power = self.power + places
        # A power beyond the longest text and the largest figure decides alone: cut it, and never compute 10**9999.
        if power >= 0:
            return self.digits * _tens(min(power, LONGEST)), True
        whole, rest = divmod(self.digits, _tens(min(-power, 2 * LONGEST)))
        return whole, rest == 0

    def written(self, places: int) -> str:
        """Return the figure times 10^`places`, written out with all of its decimals, grouped and without its sign."""
        exact = Decimal((0, tuple(map(int, str(self.digits))), self.power + places))
        return f"{exact:,f}".rstrip("0")


def parse_figure(text: str) -> Figure | None:
    """Parse a figure; return None if the text is none. There must be no spaces around it.

    Digits may be grouped by commas in threes or by single underscores, full-width, followed by a suffix (千 k 万 百万 m
    千万 亿), or written as spreadsheets do (``1500000.0``, ``1.5e6``).
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
    """Return the Problem that points make a figure unclear, or None.

    Before each group of three digits, a point may be a separator of thousands.
    """
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


_NONE = frozenset(("-", "–", "—", "−", "--", "/", "n/a", "na", "nan", "null", "none", "nil", "无", "空"))


def parse_count(  # noqa: PLR0911 - one for each reason
    text: str, power: int = 0, *, most: int | None = MAX_CALLS
) -> int | Problem:
    """Parse a number of calls: return it, from 0 to `most` (None: any), or a Problem.

    It is written as `parse_figure` says, may end in 次, and must be whole in the end: ``1.5万`` is 15,000 calls.
    `power` is the power of ten by which the heading of the column multiplies; if it is not 0, the cell must have no
    unit of its own.
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
    if not whole and power:
        return Problem(
            "count-not-whole-scaled", {"value": shown, "factor": 10**power, "product": figure.written(power)}
        )
    if not whole:
        return Problem("count-not-whole", {"value": shown})
    if most is not None and count > most:
        return Problem("count-too-large", {"value": shown})
    return count


def _why_no_count(shown: str) -> str:
    if len(shown) > LONGEST and shown.isascii() and shown.isdigit():
        return "count-too-large"
    if is_error_value(shown):
        return "cell-error"
    return "count-is-none" if shown.casefold() in _NONE else "count-not-a-number"
