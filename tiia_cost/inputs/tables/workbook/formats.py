"""Formats of numbers in Excel's files: those of months, and those of dates that python-calamine does not know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Format = Literal["", "date", "month"]

_EAST_ASIAN = {*range(27, 37), *range(50, 59)}
"""Formats of dates and times that Chinese Excel has built in and does not write out: 57 is 2026年11月."""

_MONTHS = {17, 27, 36, 50, 52, 57}
"""Formats among the built-in ones that show a month without a day."""


def format_of(number: int, written: Mapping[int, str]) -> Format:
    """Return ``month`` for a format that shows only the month of a date, ``date`` for one that is known only here.

    All others give an empty text. `written` are the codes of the formats that are not built in, by their number.
    """
    if number in written:
        return "month" if is_month(written[number]) else ""
    if number in _MONTHS:
        return "month"
    return "date" if number in _EAST_ASIAN else ""


def is_month(code: str) -> bool:
    """Return whether the code of a format shows a date as a month, without its day."""
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|[\\_*].', "", code).split(";")[0].lower()
    return "m" in bare and not set("dhs0#?") & set(bare)
