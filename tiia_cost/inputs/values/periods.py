"""Grammar of periods: a month, a date or a time becomes the calendar month in Beijing (rule 1)."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from tiia_cost.core.months import Month, month_of
from tiia_cost.core.names import visible
from tiia_cost.errors import Problem
from tiia_cost.inputs.values.numbers import half_width, is_error_value

BEIJING = datetime.timezone(datetime.timedelta(hours=8))
"""The time zone of China, the only one, without daylight saving time since 1991: a fixed offset needs no tables."""

_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})|/([0-9]{1,2})|\.([0-9]{2})|([0-9]{2})|年([0-9]{1,2})月)")
_DATE = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-(?P<m1>[0-9]{1,2})-(?P<d1>[0-9]{1,2})"
    r"|/(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})"
    r"|\.(?P<m3>[0-9]{1,2})\.(?P<d3>[0-9]{1,2})"
    r"|年(?P<m4>[0-9]{1,2})月(?P<d4>[0-9]{1,2})日"
    r"|(?P<m5>[0-9]{2})(?P<d5>[0-9]{2}))"
    r"(?:(?:[Tt]\s*|\s+)(?P<time>[0-9:.,]+)\s*(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_TIME = re.compile(r"([0-9]{1,2})(?::?([0-9]{2})(?::?([0-9]{2})(?:[.,][0-9]+)?)?)?")
_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?")

_NEVER = frozenset(
    datetime.date(*day)
    for day in (
        (1, 1, 1),  # .NET, Go
        (1601, 1, 1),  # Windows
        (1899, 12, 30),  # spreadsheets
        (1899, 12, 31),
        (1900, 1, 1),
        (1904, 1, 1),
        (1970, 1, 1),  # Unix
    )
)
"""Days at which programs begin to count time. Where there is no time, they write one of these."""
_NEVER_MONTHS = frozenset((month_of(1, 1), month_of(1970, 1)))

_IN_WORDS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_MISWRITTEN = (
    ("period-zero", r"0+(?:\.0+)?"),
    ("month-without-end", r"[0-9]{4}\.1"),
    ("period-not-year-first", r"(?s)[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}\b.*"),
    ("period-without-year", rf"(?i)(?:{_IN_WORDS})\.?"),
    ("period-in-words", rf"(?is).*\b(?:{_IN_WORDS})(?![a-z]).*"),
    ("period-without-year", r"(?:[0-9]{1,2}|[一二三四五六七八九]|十[一二]?)月(?:份|[0-9]{1,2}日)?"),
)
"""Periods that people and spreadsheets write, but that cannot be read for sure: a code and a pattern for each."""

_HOURS = frozenset(f"{separator}{hour:02}" for separator in "Tt " for hour in range(24))
_CLOCKS = frozenset(f":{minute:02}:{second:02}" for minute in range(60) for second in range(60))
_WHOLE_HOURS = frozenset(
    ("", "Z", "z", *(f"{sign}{hour:02}{rest}" for sign in "+-" for hour in range(24) for rest in ("", "00", ":00")))
)


class Period(NamedTuple):
    """A period in Beijing: its month, its day (None for a whole month), and whether it is a time of that day."""

    month: Month
    day: int | None = None
    is_time: bool = False


def parse_period(text: str) -> Period | Problem:
    """Parse a month, date, time or epoch: return its period in Beijing, or a Problem.

    A time with an offset is converted, one without is Beijing time. Epochs have 10 digits (seconds) or 13
    (milliseconds). A time of zero, which programs write where there is no time, is refused.
    """
    shown = visible(text).strip()
    if not shown:
        return Problem("month-missing", {})
    plain = half_width(shown)
    try:
        period = _whole(plain) or _moment(plain) or _epoch(plain)
    except _NeverError:
        return Problem("period-zero", {"value": shown})
    except (ValueError, OverflowError):
        return Problem("no-such-period", {"value": shown})
    if period is not None:
        return period
    code = next((code for code, shape in _MISWRITTEN if re.fullmatch(shape, plain)), "not-a-period")
    code = "cell-error" if is_error_value(plain) else code
    # As a number, 2026.10 loses its last 0. A unit is only in headings.
    both = {"one": f"{plain[:4]}-01", "other": f"{plain[:4]}-10"} if code == "month-without-end" else {"unit": ""}
    return Problem(code, {"value": shown, **both})


def hourly(text: str) -> str:
    """Return a time such as ``2026-11-05T13:45:10.5Z`` cut to its hour, a text that many times of the same month share.

    Months begin on the hour wherever offsets are whole hours. Any other text is returned as it is, so that the result
    can be parsed if and only if the text can, and to the same month.
    """
    if text[13:19] not in _CLOCKS or text[10:13] not in _HOURS:
        return text
    zone = text[19:]
    if zone[:1] in {".", ","}:
        fraction = zone[1:]
        zone = fraction.lstrip("0123456789")
        if len(zone) == len(fraction):
            return text
    return text[:13] + zone if zone in _WHOLE_HOURS else text


def parse_month(text: str) -> Month | None:
    """Parse a month in one of the month forms; return None for anything else, even a date."""
    try:
        return _month(half_width(visible(text).strip()))
    except ValueError:
        return None


def parse_date(text: str) -> datetime.date | Problem:
    """Parse a date in one of the date forms: return its day, or a Problem, also for a month or a time."""
    shown = visible(text).strip()
    match = _DATE.fullmatch(half_width(shown))
    if match is None or match["time"] is not None:
        return Problem("not-a-date", {"value": shown})
    try:
        return _date(match)
    except ValueError:
        return Problem("no-such-period", {"value": shown})


class _NeverError(ValueError):
    """Raised for a time of zero."""


def _month(text: str) -> Month | None:
    match = _MONTH.fullmatch(text)
    return month_of(int(match[1]), int(next(filter(None, match.groups()[1:])))) if match else None


def _whole(text: str) -> Period | None:
    month = _month(text)
    if month in _NEVER_MONTHS:
        raise _NeverError
    return Period(month) if month else None


def _moment(text: str) -> Period | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    date = _date(match)
    if date in _NEVER:
        raise _NeverError
    if match["time"] is None:
        return Period(month_of(date.year, date.month), date.day)
    time = _TIME.fullmatch(match["time"])
    if time is None:
        return None
    hour, minute, second = (int(part or 0) for part in time.groups())
    midnight = (hour, minute, second) == (24, 0, 0)  # 24:00 is the start of the next day
    leap = second == 60  # noqa: PLR2004 - it belongs to the minute it ends
    clock = datetime.time() if midnight else datetime.time(hour, minute, 59 if leap else second)
    moment = datetime.datetime.combine(date, clock) + datetime.timedelta(days=midnight)
    zone = BEIJING if match["offset"] is None else _zone(match["offset"])
    return _at(moment.replace(tzinfo=zone))


def _at(moment: datetime.datetime) -> Period:
    """Return the period of a moment. A time of zero is still one when it was moved to another zone."""
    beijing = moment.astimezone(BEIJING)
    if beijing.date() in _NEVER or (beijing - datetime.timedelta(hours=8)).date() in _NEVER:
        raise _NeverError
    return Period(month_of(beijing.year, beijing.month), beijing.day, is_time=True)


def _date(match: re.Match[str]) -> datetime.date:
    month, day = (int(next(filter(None, (match[f"{part}{i}"] for i in range(1, 6))))) for part in "md")
    return datetime.date(int(match["year"]), month, day)


def _zone(offset: str) -> datetime.timezone:
    if offset in "Zz":
        return datetime.UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    if int(digits[2:]) > 59:  # noqa: PLR2004 - minutes
        raise ValueError
    delta = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return datetime.timezone(-delta if offset[0] == "-" else delta)


def _epoch(text: str) -> Period | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = int(text) // (1000 if len(text) == 13 else 1)  # noqa: PLR2004 - milliseconds
    return _at(datetime.datetime.fromtimestamp(seconds, BEIJING))
