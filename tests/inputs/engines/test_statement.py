"""The counting statement turns cells into the same months and numbers as the parsers of cells do."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Protocol

import pytest

from tiia_cost.inputs.engines.duckdb.connection import connected
from tiia_cost.inputs.engines.statement import Group, Shape, period_of, statement
from tiia_cost.inputs.values.numbers import parse_count
from tiia_cost.inputs.values.periods import Period, hourly, parse_period

if TYPE_CHECKING:
    from collections.abc import Sequence

ZONES = (
    *(
        "",
        "Z",
        "+08:00",
        "+08:00",
        "-05:30",
        "+05:45",
        "+14:00",
        "-12:00",
        "+0800",
        "+08",
        "+19:59",
        "+20:00",
        "+24:00",
    ),
    *("-00:00", "+08:60", "z", " +08:00", "+8", "+08:00:30", " UTC", " Asia/Tokyo"),
)
FRACTIONS = ("", "", "", ".5", ".123", ".123456", ",123", ".1234567", ".", ".1a3")
CHARACTERS = "0123456789 T:-+Z.,/tz年月日９eE_x'"


BY_DAY = Shape("text", "text", by_day=True)


class Groups(Protocol):
    """Counts rows with the statement and returns the groups. Each row has its own number as account, or all the `same`."""

    def __call__(self, periods: Sequence[str], calls: Sequence[str], *, same: bool = False) -> list[Group]: ...


SOURCE = """
    select 'label' as service, cast(i as {text}) as account, period, calls,
        {moment} as moment, try_cast(calls as bigint) as n, 'file' as file
    from cells
"""


def in_duckdb(periods: Sequence[str], calls: Sequence[str], *, same: bool = False) -> list[Group]:
    moment = "make_timestamp(epoch_us(try_cast(period as timestamptz)) + 28800000000)"
    with connected() as connection:
        connection.execute("create table cells (i int, period varchar, calls varchar)")
        connection.execute(
            "insert into cells select unnest(?), unnest(?), unnest(?)",
            [[0 if same else i for i in range(len(periods))], periods, calls],
        )
        connection.execute(f"create view source as {SOURCE.format(text='varchar', moment=moment)}")
        return [Group(*row) for row in connection.execute(statement(BY_DAY)).fetchall()]


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def groups(request: pytest.FixtureRequest) -> Groups:
    if request.param == "duckdb":
        return in_duckdb
    session = request.getfixturevalue("spark").session

    def in_spark(periods: Sequence[str], calls: Sequence[str], *, same: bool = False) -> list[Group]:
        rows = [(0 if same else i, *texts) for i, texts in enumerate(zip(periods, calls, strict=True))]
        session.createDataFrame(rows, "i int, period string, calls string").createOrReplaceTempView("cells")
        source = session.sql(SOURCE.format(text="string", moment="try_cast(period as timestamp)"))
        source.createOrReplaceTempView("source")
        return [Group(*row) for row in session.sql(statement(BY_DAY, total="try_sum")).collect()]

    return in_spark


def period(numbers: random.Random) -> str:
    """Return a time at the edge of a month, day, hour or offset, or what a few mistakes make of one."""
    year, month = numbers.choice((2019, 2024, 2026, 2026, 999, 9999)), numbers.choice((*range(1, 13), 0, 13))
    day, hour = numbers.choice((1, 15, 28, 29, 30, 31, 32)), numbers.choice((0, 15, 16, 23, 24, 25))
    minute, second = numbers.choice((0, 30, 59, 60)), numbers.choice((0, 59, 60, 61))
    text = f"{year:04}-{month:02}-{day:02}" if numbers.random() < 0.9 else f"{year:04}/{month}/{day:02}"
    if numbers.random() < 0.9:
        clock = f"{hour:02}:{minute:02}:{second:02}"
        text += numbers.choice("TTTT  t") + clock + numbers.choice(FRACTIONS) + numbers.choice(ZONES)
    if numbers.random() < 0.1:
        text = str(numbers.choice((1793462399, 1793462400, 0, numbers.randrange(10**10), numbers.randrange(10**13))))
    return _mistaken(text, CHARACTERS, numbers.choice((0, 0, 0, 1, 2)), numbers)


def number(numbers: random.Random) -> str:
    text = str(numbers.choice((0, 5, 10 ** numbers.randrange(20), numbers.randrange(10**9), -numbers.randrange(9))))
    return _mistaken(text, "0123456789 +-._eExX,万kMainf", numbers.choice((0, 0, 1, 2)), numbers)


def _mistaken(text: str, characters: str, times: int, numbers: random.Random) -> str:
    for _ in range(times):
        at = numbers.randrange(len(text) + 1)
        text = text[:at] + numbers.choice(("", numbers.choice(characters))) + text[at + numbers.randrange(2) :]
    return text


def meant(text: str) -> Period | None:
    """Return the day of a period, None if it means nothing."""
    period = parse_period(text)
    return period if isinstance(period, Period) else None


def test_a_period_that_becomes_a_day_lies_in_that_day(groups: Groups) -> None:
    numbers = random.Random(7)
    periods = [period(numbers) for _ in range(20_000)]
    found = [(group, periods[int(group.account)]) for group in groups(periods, ["1"] * len(periods))]
    days = {text: period_of(group.time) for group, text in found if group.time is not None}
    assert {text: meant(text) for text in days} == days
    odd = {text: group.period for group, text in found if group.time is None}
    assert odd.keys() == set(periods) - set(days)
    by_the_hour = {text: of for text, of in odd.items() if of != text}
    assert all(text.startswith(of or "?") for text, of in by_the_hour.items())
    assert {text: meant(of or "") for text, of in by_the_hour.items()} == {text: meant(text) for text in by_the_hour}
    assert (len(days) > 1000, len(by_the_hour) > 15) == (True, True)


def test_a_text_that_becomes_a_number_is_that_count(groups: Groups) -> None:
    numbers = random.Random(7)
    calls = [number(numbers) for _ in range(20_000)]
    found = [(group, calls[int(group.account)]) for group in groups(["2026-11"] * len(calls), calls)]
    plain = {text: group.counted for group, text in found if group.calls is None}
    assert {text: parse_count(text) for text in plain} == plain
    assert {group.calls for group, _ in found if group.calls is not None} == set(calls) - set(plain)
    assert len(plain) > 3000


def test_years_of_fewer_than_four_digits_are_left_to_the_reader_of_cells(groups: Groups) -> None:
    odd = [" 999-12-31T16:00:10Z", "+999-12-31 16:00:10Z", "0999-12-31T16:00:10Z"]
    found = groups(odd, ["1"] * len(odd))
    assert sorted((group.time or 0, group.period) for group in found) == sorted((0, text) for text in odd)


def test_odd_times_of_one_hour_are_one_group(groups: Groups) -> None:
    times = [f"2026/11/5 13:{minute:02}:{second:02}" for minute in range(60) for second in range(60)]
    months = {(group.period, group.rows) for group in groups(times, ["1"] * 3600, same=True)}
    assert months == {("2026/11/5 13", 3600)}


WRITTEN = [
    *(f"2026-11-05{t}13:45:10{f}{zone}" for t in "T " for f in ("", ".123", ".123456") for zone in ("", "Z", "+08:00")),
    *(f"2026-11-05{t}13:45:10{f}{zone}" for t in "T " for f in ("", ".123") for zone in ("+09:00", "-03:30")),
    *("2026-11-05", "1793462400", "1793462400123"),
]


def test_what_logs_write_becomes_days_row_by_row(groups: Groups) -> None:
    # Or a log with another time in each row would be as many groups.
    found = groups(WRITTEN, ["1"] * len(WRITTEN))
    days = {WRITTEN[int(group.account)]: group.time and period_of(group.time) for group in found}
    assert days == {text: meant(text) for text in WRITTEN}


def test_without_days_the_rows_of_a_month_are_one_group() -> None:
    source = (
        "select 'label' as service, '' as account, period, '' as calls, cast(period as timestamp) as moment, 1 as n"
    )
    with connected() as connection:
        connection.execute(
            f"create view source as {source} from (select unnest(['2026-11-05', '2026-11-29']) as period)"
        )
        rows = connection.execute(statement(Shape("text", "none"), "'file'")).fetchall()
    (group,) = (Group(*row) for row in rows)
    assert (group.time and period_of(group.time).month, group.rows) == ("2026-11", 2)


def test_a_period_by_the_hour_means_what_the_period_means() -> None:
    numbers = random.Random(8)
    for _ in range(50_000):
        text = period(numbers)
        assert meant(hourly(text)) == meant(text), text


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-05T13:45:10", "2026-11-05T13"),
        ("2026-11-05 13:45:10.123Z", "2026-11-05 13Z"),
        ("2026-11-05T13:45:10,5+0900", "2026-11-05T13+0900"),
        ("2026-11-05T13:45:10+05:30", "2026-11-05T13:45:10+05:30"),  # begins its months at half past
        ("2026-11-05T24:00:00", "2026-11-05T24:00:00"),
        ("2026-11-05T13:60:00", "2026-11-05T13:60:00"),
        ("2026-11-05", "2026-11-05"),
    ],
)
def test_times_of_one_hour_share_it(text: str, hour: str) -> None:
    assert hourly(text) == hour
