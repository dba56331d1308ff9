"""Calendar months, as the text ``YYYY-MM``: it sorts in time order and is what every format prints."""

from __future__ import annotations

import re
from typing import NewType

Month = NewType("Month", str)


def month_of(year: int, month: int) -> Month:
    """Return the month; `year` is 1 to 9999 and `month` 1 to 12, anything else is a ValueError."""
    if not (1 <= year <= 9999 and 1 <= month <= 12):  # noqa: PLR2004 - the calendar
        raise ValueError
    return Month(f"{year:04d}-{month:02d}")


def is_month(text: str) -> bool:
    """Say whether text is a month as `month_of` writes it."""
    return re.fullmatch(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])", str(text)) is not None


def position(month: Month) -> int:
    """Return the number of a month, which is one more for each month that passes."""
    year, number = month.split("-")
    return position_of(int(year), int(number))


def position_of(year: int, month: int) -> int:
    """Return the number of the month of a date."""
    return 12 * year + month - 1


def month_at(number: int) -> Month:
    """Return the month of a number. Beyond 9999-12 the year has five digits: the last month is settled there."""
    year, month = divmod(number, 12)
    return Month(f"{year:04d}-{month + 1:02d}")
