"""Formats of numbers in Excel's files: those that show a date as its month, and those that only Chinese Excel has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MONTHS = {17, 27, 36, 50, 52, 57}
"""Formats that are not written out and show a month: 17 is Nov-26, the others are 2026年11月."""

_EAST_ASIAN = {*range(27, 37), *range(50, 59)}
"""Formats of dates that are not written out, in Chinese, Japanese and Korean Excel: 31 is 2026年11月1日."""


def shows_month(number: int, written: Mapping[int, str]) -> bool | None:
    """Return whether a format shows only the month of a date; None for formats of no date, or of dates known to all.

    `written` are the codes of the formats that are not built in, by their number.
    """
    if number not in written:
        return number in _MONTHS if number in _MONTHS | _EAST_ASIAN else None
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|[\\_*].', "", written[number]).split(";")[0].lower()
    return True if "m" in bare and not set("dhs0#?") & set(bare) else None


def by_style(numbers: list[int], written: Mapping[int, str]) -> dict[int, bool]:
    """Return the styles of cells whose format matters, by `shows_month`; `numbers` are the formats of all styles."""
    found = ((style, shows_month(number, written)) for style, number in enumerate(numbers))
    return {style: month for style, month in found if month is not None}
