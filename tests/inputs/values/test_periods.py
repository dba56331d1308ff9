from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.errors import Problem
from tiia_cost.inputs.values.periods import Period, parse_date, parse_month, parse_period


def month_of(text: str) -> str:
    period = parse_period(text)
    assert isinstance(period, Period)
    return period.month


@pytest.mark.parametrize(
    "text",
    [
        "2026-11",
        "2026/11",
        "2026.11",
        "202611",
        "2026年11月",
        "2026-11-05",
        "2026-11-5",
        "2026/11/5",
        "2026.11.5",
        "2026-11\u200b",
        "2026-11-05\u00a013:45",
        "20261105",
        "2026年11月5日",
        "２０２６－１１",
        " 2026-11 ",
        "2026-11-30T23:59:59",
        "2026-11-05 13:45",
        "2026/11/5 9:05",
        "2026-11-05T13:45:00.123456+08:00",
        "2026-11-05T13:45:00,5+0800",
        "2026-11-05T13:45:00.1234567890123Z",
        "2026-11-05T13+08:00",
        "2026-11-05T 3:45:00+08:00",
        "20261105T134500+08",
    ],
)
def test_the_ways_to_write_november_2026(text: str) -> None:
    assert month_of(text) == "2026-11"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-1", "2026-01"),
        ("2026/1", "2026-01"),
        ("2026年1月", "2026-01"),
        # Beijing is 8 hours ahead of UTC: its months begin at 16:00 UTC
        ("2026-10-31T15:59:59Z", "2026-10"),
        ("2026-10-31T16:00:00Z", "2026-11"),
        ("2026-12-31T16:00:00z", "2027-01"),
        ("2026-11-01T00:00:00+09:00", "2026-10"),
        ("2026-10-31T23:30:00+07:30", "2026-11"),
        ("2026-10-31T10:00:00-06", "2026-11"),
        ("2026-11-01T00:00:00", "2026-11"),
        ("2026-10-31T24:00:00", "2026-11"),  # ISO 8601's other name of midnight
        ("2026-10-31T23:59:60", "2026-10"),  # a leap second
        ("2026-10-31T16Z", "2026-11"),
        ("1793462399", "2026-10"),  # 2026-10-31T15:59:59Z
        ("1793462400", "2026-11"),
        ("1793462399999", "2026-10"),
        ("1793462400000", "2026-11"),
    ],
)
def test_a_time_with_an_offset_counts_in_the_beijing_month(text: str, month: str) -> None:
    assert month_of(text) == month


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "month-missing"),
        ("2026-13", "no-such-period"),
        ("2026-00", "no-such-period"),
        ("0000-01", "no-such-period"),
        ("2026-02-29", "no-such-period"),
        ("2026-11-31", "no-such-period"),
        ("20261301", "no-such-period"),
        ("2026-11-05T25:00:00", "no-such-period"),
        ("2026-11-05T13:60", "no-such-period"),
        ("2026-11-05T24:00:01", "no-such-period"),
        ("2026-11-05T23:59:61", "no-such-period"),
        ("9999-12-31T24:00:00", "no-such-period"),
        ("2026-11-05T13:45:00+25:00", "no-such-period"),
        ("2026-11-05T13:45:00+08:60", "no-such-period"),
        ("9999-12-31T23:59:59-12:00", "no-such-period"),
        ("11/05/2026", "period-not-year-first"),
        ("5.11.2026", "period-not-year-first"),
        ("11-05-26", "period-not-year-first"),
        ("Nov 2026", "period-in-words"),
        ("Sep-26", "period-in-words"),
        ("26-Sep", "period-in-words"),
        ("September 5, 2026", "period-in-words"),
        ("Septuagint 2026", "not-a-period"),
        ("9月", "period-without-year"),
        ("9月份", "period-without-year"),
        ("十二月", "period-without-year"),
        ("Sept.", "period-without-year"),
        ("9月26日", "period-without-year"),
        ("2026.1", "month-without-end"),
        ("#N/A", "cell-error"),
        ("0001-01-01", "period-zero"),
        ("0001-01-01T00:00:00Z", "period-zero"),
        ("1970-01-01", "period-zero"),
        ("1970-01", "period-zero"),
        ("0001-01", "period-zero"),
        *((day, "period-zero") for day in ("1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01")),
        ("1970-01-01 08:00:00", "period-zero"),
        ("1969-12-31T19:00:00-05:00", "period-zero"),
        ("1970-01-02T07:59:59+08:00", "period-zero"),  # 23:59:59 of the 1st in London
        ("1899-12-30T00:00:00", "period-zero"),
        ("1601/1/1", "period-zero"),
        ("0", "period-zero"),
        ("0.0", "period-zero"),
        ("0000000000", "period-zero"),
        ("0000000000000", "period-zero"),
        ("2026", "not-a-period"),
        ("26-11", "not-a-period"),
        ("2026-11-05T", "not-a-period"),
        ("2026-11-05T1345.5:0", "not-a-period"),
        ("179346239", "not-a-period"),
        ("17934623999", "not-a-period"),
        ("-1793462399", "not-a-period"),
        ("合计", "not-a-period"),
    ],
)
def test_what_is_no_period_is_refused_with_the_reason(text: str, code: str) -> None:
    found = parse_period(text)
    assert isinstance(found, Problem)
    assert found.code == code


@pytest.mark.parametrize("text", ["1970-01-02 08:00:00", "1969-12-31 20:00:00", "1970-02", "0001-02"])
def test_a_time_next_to_a_zero_is_a_time(text: str) -> None:
    assert month_of(text) == text[:7]


def test_both_months_are_told_that_a_month_without_its_end_can_be() -> None:
    assert parse_period("2026.1") == Problem(
        "month-without-end", {"value": "2026.1", "one": "2026-01", "other": "2026-10"}
    )


@given(st.datetimes(datetime.datetime(1970, 1, 3), datetime.datetime(2200, 1, 1), timezones=st.timezones()))
def test_any_moment_lies_in_the_month_that_the_calendar_in_beijing_shows(moment: datetime.datetime) -> None:
    beijing = moment.astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    text = moment.astimezone(datetime.UTC).isoformat()
    assert month_of(text) == f"{beijing:%Y-%m}".zfill(7)


@given(st.text(max_size=30))
def test_any_text_is_a_month_or_refused(text: str) -> None:
    found = parse_period(text)
    assert isinstance(found, Problem) or len(found.month) == len("2026-11")


def test_a_date_is_no_month() -> None:
    assert parse_month("2026-11-05") is None
    assert parse_month("2026-13") is None
    assert parse_month("2026/11") == "2026-11"


@pytest.mark.parametrize(
    "text", ["2026-11-05", "2026-11-5", "2026/11/5", "20261105", "2026年11月5日", " ２０２６-11-05 "]
)
def test_a_day_is_written_as_in_a_table(text: str) -> None:
    assert parse_date(text) == datetime.date(2026, 11, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-11", "not-a-date"),
        ("2026-11-05T00:00", "not-a-date"),
        ("2026-11-05 13:45:00+08:00", "not-a-date"),
        ("1793836800", "not-a-date"),
        ("05/11/2026", "not-a-date"),
        ("", "not-a-date"),
        ("2026-02-29", "no-such-period"),
        ("2026-13-01", "no-such-period"),
        ("0000-01-01", "no-such-period"),
    ],
)
def test_what_is_no_day_is_refused(text: str, code: str) -> None:
    problem = parse_date(text)
    assert isinstance(problem, Problem)
    assert problem.code == code
