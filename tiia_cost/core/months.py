"""Calendar months as the text ``YYYY-MM``: it sorts in time order, and every format prints it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Iterable

Month = NewType("Month", str)


def month_of(year: int, month: int) -> Month:
    """Return a month from a year (1 to 9999) and a month number (1 to 12). Raises ValueError for anything else."""
    if not (1 <= year <= 9999 and 1 <= month <= 12):  # noqa: PLR2004 - the calendar
        raise ValueError
    return Month(f"{year:04d}-{month:02d}")


def is_month(text: str) -> bool:
    """Return whether text is a month as `month_of` writes it."""
    return re.fullmatch(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])", str(text)) is not None


@lru_cache(maxsize=1024)  # packs ask for the same few months in every bill
def position(month: Month) -> int:
    """Return the position of a month among all months: that of the next month is one larger."""
    year, number = month.split("-")
    return position_of(int(year), int(number))


def position_of(year: int, month: int) -> int:
    """Return the position of the month in which a date falls, from the year and month number of the date."""
    return 12 * year + month - 1


@lru_cache(maxsize=1024)  # each service of a month that goes on asks for it
def days_of(month: Month) -> int:
    """Return how many days a month has."""
    from calendar import monthrange  # noqa: PLC0415 - its import is slow, and few runs need it

    year, number = month.split("-")
    return monthrange(int(year), int(number))[1]


def month_at(number: int) -> Month:
    """Return the month at a position.

    After 9999-12 the year has five digits: the bill of 9999-12 is settled in the month after it.
    """
    year, month = divmod(number, 12)
    return Month(f"{year:04d}-{month + 1:02d}")


def runs(months: Iterable[Month]) -> list[tuple[Month, Month]]:
    """Return months as runs without gaps, each by its first and last month, in time order."""
    found: list[tuple[Month, Month]] = []
    for month in sorted(set(months)):
        if found and position(found[-1][1]) + 1 == position(month):
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return found
