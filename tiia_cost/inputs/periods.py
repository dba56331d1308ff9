"""The grammar of periods: a month, a date or a time becomes the calendar month in Beijing (rule 1)."""

from __future__ import annotations

import datetime
import re

from tiia_cost.core.months import Month, month_of
from tiia_cost.errors import Problem
from tiia_cost.inputs.width import half_width

BEIJING = datetime.timezone(datetime.timedelta(hours=8))
"""China has one time zone and, since 1991, no daylight saving time: a fixed offset, not a zone that needs tables."""

_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})|/([0-9]{1,2})|([0-9]{2})|年([0-9]{1,2})月)")
_DATE = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-(?P<m1>[0-9]{1,2})-(?P<d1>[0-9]{1,2})"
    r"|/(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})"
    r"|年(?P<m3>[0-9]{1,2})月(?P<d3>[0-9]{1,2})日"
    r"|(?P<m4>[0-9]{2})(?P<d4>[0-9]{2}))"
    r"(?:(?:[Tt]\s*|\s+)(?P<time>[0-9:.,]+)\s*(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_TIME = re.compile(r"([0-9]{1,2})(?::?([0-9]{2})(?::?([0-9]{2})(?:[.,][0-9]+)?)?)?")
_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?")

_HOURS = frozenset(f"{separator}{hour:02}" for separator in "Tt " for hour in range(24))
_CLOCKS = frozenset(f":{minute:02}:{second:02}" for minute in range(60) for second in range(60))
_WHOLE_HOURS = frozenset(
    ("", "Z", "z", *(f"{sign}{hour:02}{rest}" for sign in "+-" for hour in range(24) for rest in ("", "00", ":00")))
)


def parse_period(text: str) -> Month | Problem:
    """Return the Beijing month in which a month, date, time or epoch lies, or why it is none.

    A time with an offset is converted, one without is Beijing time. Epochs have 10 digits (seconds) or 13
    (milliseconds).
    """
    stripped = text.strip()
    if not stripped:
        return Problem("month-missing", {})
    plain = half_width(stripped)
    try:
        month = _month(plain) or _moment(plain) or _epoch(plain)
    except (ValueError, OverflowError):
        return Problem("no-such-period", {"value": stripped})
    if month is not None:
        return month
    day_first = re.match(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}\b", plain)
    return Problem("period-not-year-first" if day_first else "not-a-period", {"value": stripped})


def hourly(text: str) -> str:
    """Return a period of the same month that many times share: of a time such as ``2026-11-05T13:45:10.5Z`` its hour.

    Months begin on the hour wherever offsets are whole hours. What is no such time is returned as it is, so that the
    result means a month exactly if the text does.
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
    """Return the month a text names in one of the month forms, or None: a date is no month."""
    try:
        return _month(half_width(text.strip()))
    except ValueError:
        return None


def parse_date(text: str) -> datetime.date | Problem:
    """Return the day a text names in one of the date forms, or why it names none: a month or a time is no date."""
    stripped = text.strip()
    match = _DATE.fullmatch(half_width(stripped))
    if match is None or match["time"] is not None:
        return Problem("not-a-date", {"value": stripped})
    try:
        return _date(match)
    except ValueError:
        return Problem("no-such-period", {"value": stripped})


def _month(text: str) -> Month | None:
    match = _MONTH.fullmatch(text)
    return month_of(int(match[1]), int(next(filter(None, match.groups()[1:])))) if match else None


def _moment(text: str) -> Month | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    date = _date(match)
    if match["time"] is None:
        return month_of(date.year, date.month)
    time = _TIME.fullmatch(match["time"])
    if time is None:
        return None
    hour, minute, second = (int(part or 0) for part in time.groups())
    midnight = (hour, minute, second) == (24, 0, 0)  # of the day that begins then
    leap = second == 60  # noqa: PLR2004 - it belongs to the minute it ends
    clock = datetime.time() if midnight else datetime.time(hour, minute, 59 if leap else second)
    moment = datetime.datetime.combine(date, clock) + datetime.timedelta(days=midnight)
    if match["offset"] is not None:
        moment = moment.replace(tzinfo=_zone(match["offset"])).astimezone(BEIJING)
    return month_of(moment.year, moment.month)


def _date(match: re.Match[str]) -> datetime.date:
    month, day = (int(next(filter(None, (match[f"{part}{i}"] for i in range(1, 5))))) for part in "md")
    return datetime.date(int(match["year"]), month, day)


def _zone(offset: str) -> datetime.timezone:
    if offset in "Zz":
        return datetime.UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    if int(digits[2:]) > 59:  # noqa: PLR2004 - minutes
        raise ValueError
    delta = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return datetime.timezone(-delta if offset[0] == "-" else delta)


def _epoch(text: str) -> Month | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = int(text) // (1000 if len(text) == 13 else 1)  # noqa: PLR2004 - milliseconds
    moment = datetime.datetime.fromtimestamp(seconds, BEIJING)
    return month_of(moment.year, moment.month)
