"""Cells of a workbook as the text that the same cell would have in a CSV."""

from __future__ import annotations

import datetime

from tiia_cost.inputs.values.numbers import pointed

_DAY_0, _FIRST, _LAST = datetime.datetime(1899, 12, 30), 61, 2_958_466  # noqa: DTZ001 - days of Excel, 1900-03-01 on

EXACT = 2**53
"""Limit from which on one number of a workbook stands for several whole numbers."""


def text_of(value: object, *, clock: bool = False) -> str:
    """Return the text of a cell as python-calamine gives it; with `clock` a date is the time at its midnight."""
    if isinstance(value, float):
        return of_number(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, datetime.date):
        return f"{value.isoformat()}T00:00:00" if clock else value.isoformat()
    return str(value)


def of_number(value: float) -> str:
    """Return a number with the 15 digits that a spreadsheet program shows: 0.1 + 0.2 is 0.3, and nobody typed more.

    A whole number below 2^53 has all of its digits. The point of a fraction never looks like a separator of thousands.
    """
    whole = int(value)
    if whole == value and -EXACT < whole < EXACT:
        return str(whole)
    text = f"{value:.15g}"
    return f"{text}0" if pointed(text) else text


def of_date(value: object, *, month: bool) -> str:
    """Return the text of a date, also of one that comes as a number; with `month` the first of one is the month."""
    if isinstance(value, int | float) and not isinstance(value, bool) and _FIRST <= value < _LAST:
        moment = _DAY_0 + datetime.timedelta(seconds=round(value * 86400))
        value = moment.date() if moment.time() == datetime.time() else moment
    if month and type(value) is datetime.date and value.day == 1:
        return f"{value:%Y-%m}"
    return text_of(value)


def position(reference: str) -> tuple[int, int]:
    """Return the row and the column, from 0, of a reference such as C7. Raises ValueError if it is none."""
    name = reference.rstrip("0123456789")
    column = 0
    for letter in name:
        if not "A" <= letter <= "Z":
            raise ValueError(reference)
        column = column * 26 + ord(letter) - 64
    return int(reference[len(name) :]) - 1, column - 1
