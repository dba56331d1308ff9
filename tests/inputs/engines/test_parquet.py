"""Parquet means one thing: to DuckDB, to the reader of records, and to Spark, whoever wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.conftest import ROOT
from tests.support.tables import Counts, Days, counts_of, days_of
from tests.support.tables import read as read_here
from tiia_cost.core.usage import Day, Usage
from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs.engines.choice import Reading, Side
from tiia_cost.inputs.engines.duckdb.connection import connected
from tiia_cost.inputs.engines.duckdb.parquet import as_text, columns_of, of_rows
from tiia_cost.inputs.engines.table import read_table
from tiia_cost.inputs.tables.same_file import Once

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tiia_cost.core.book import PriceBook
    from tiia_cost.inputs.engines.spark.session import Cluster

CASES = ROOT / "tests/cases"
EXPECTED: Counts = {(None, "2026-10", "label"): 1, (None, "2026-11", "label"): 2}


def read_on_spark(path: Path, book: PriceBook, spark: Cluster) -> Counts:
    from tiia_cost.inputs.engines.spark import read as spark_engine

    usage, problems = Usage(), Problems()
    side = Side(usage, book, problems, Reading(engine="spark"))
    spark_engine.read_on_spark(str(path), side, spark, Once(problems))
    problems.raise_if_any(UsageError)
    return counts_of(usage)


def read_as_records(path: Path, book: PriceBook) -> Counts:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reading, "wants_duckdb", lambda *_: False)
        return read_here(path, book)


def days_by(engine: str, path: Path, book: PriceBook, spark: Cluster | None = None) -> Days:
    """Return the calls of each day as an engine finds them; `records` reads row by row, as Python does other tables."""
    usage, problems = Usage(), Problems()
    side = Side(usage, book, problems, Reading(engine=engine if engine == "duckdb" else "auto", by_day=True))
    with pytest.MonkeyPatch.context() as patch:
        if spark is not None:
            from tiia_cost.inputs.engines.spark import read as spark_engine

            spark_engine.read_on_spark(str(path), side, spark, Once(problems))
        else:
            if engine == "records":
                patch.setattr(Reading, "wants_duckdb", lambda *_: False)
            read_table(str(path), side)
    problems.raise_if_any(UsageError)
    return days_of(usage)


def write(path: Path, query: str) -> Path:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'Etc/GMT-8'")
        connection.execute(f"copy ({query}) to '{path}' (format parquet)")
    return path


def texts_by_duckdb(path: Path) -> list[tuple[str, ...]]:
    with connected() as connection:
        _, types = columns_of(connection, str(path))
        texts = [f"coalesce({as_text(f'#{i}', type_)}, '')" for i, type_ in enumerate(types, 1)]
        return connection.execute(f"select {', '.join(texts)} from {of_rows(str(path))}").fetchall()


def texts_by_spark(path: Path, spark: Cluster) -> list[tuple[str, ...]]:
    from tiia_cost.inputs.engines.spark.files import listed
    from tiia_cost.inputs.engines.spark.rows import _as_text

    listing = listed(spark, str(path))
    columns = listing.parquet_columns().items()
    texts = [f"coalesce({_as_text(f'`{name}`', type_)}, '')" for name, type_ in columns]
    return [tuple(row) for row in listing.load_parquet().selectExpr(*texts).collect()]


# Times

LOCAL = "'2026-10-31 23:59:59'", "'2026-11-01 00:00:00'", "'2026-11-30 23:59:59.999999999'"
TIMES = {
    "dates": ("date", "'2026-10-31'", "'2026-11-01'", "'2026-11-30'"),
    "seconds": ("timestamp_s", "'2026-10-31 23:59:59'", "'2026-11-01 00:00:00'", "'2026-11-30 23:59:59'"),
    "milliseconds": ("timestamp_ms", *LOCAL[:2], "'2026-11-30 23:59:59.999'"),
    "microseconds": ("timestamp", *LOCAL[:2], "'2026-11-30 23:59:59.999999'"),
    "nanoseconds": ("timestamp_ns", *LOCAL),
    "instants": ("timestamptz", *LOCAL[:2], "'2026-11-30 23:59:59.999999'"),
    "nanosecond-instants": ("timestamptz_ns", *LOCAL),
}


def calls_at(type_: str, times: Sequence[str]) -> str:
    rows = ", ".join(f"({time}::{type_})" for time in times)
    return f"select {{'time': 1, 'more': [{{'a': 5}}]}} as before, time, 'label' as action, 1 as calls from (values {rows}) as t (time)"


def test_times_of_every_unit_lie_in_months_of_beijing(book: PriceBook, tmp_path: Path, spark: Cluster) -> None:
    for name, (type_, *times) in TIMES.items():
        path = write(tmp_path / f"{name}.parquet", calls_at(type_, times))
        assert read_here(path, book, engine="duckdb") == EXPECTED, name
        assert read_as_records(path, book) == EXPECTED, name
    assert read_on_spark(tmp_path, book, spark) == {of: calls * len(TIMES) for of, calls in EXPECTED.items()}


def test_times_of_every_unit_lie_in_days_of_beijing(book: PriceBook, tmp_path: Path, spark: Cluster) -> None:
    for name, (type_, *times) in TIMES.items():
        path = write(tmp_path / f"{name}.parquet", calls_at(type_, times))
        expected = {
            (None, month, "label", Day(day, is_time=name != "dates")): 1
            for month, day in (("2026-10", 31), ("2026-11", 1), ("2026-11", 30))
        }
        for engine in ("duckdb", "records"):
            assert days_by(engine, path, book) == expected, (name, engine)
        assert days_by("spark", path, book, spark) == expected, name


@pytest.mark.parametrize("name", ["int96.parquet", "tz_ns.parquet"])
def test_instants_that_others_wrote_lie_in_days_of_beijing(name: str, book: PriceBook, spark: Cluster) -> None:
    expected = days_by("records", CASES / name, book)
    assert sum(expected.values()) == sum(EXPECTED.values())
    assert days_by("duckdb", CASES / name, book) == expected
    assert days_by("spark", CASES / name, book, spark) == expected


@pytest.mark.parametrize("name", ["int96.parquet", "tz_ns.parquet"])
def test_instants_that_others_wrote_lie_in_months_of_beijing(name: str, book: PriceBook, spark: Cluster) -> None:
    assert read_here(CASES / name, book, engine="duckdb") == EXPECTED
    assert read_as_records(CASES / name, book) == EXPECTED
    assert read_on_spark(CASES / name, book, spark) == EXPECTED
    assert texts_by_duckdb(CASES / name) == texts_by_spark(CASES / name, spark)


def test_times_that_spark_wrote_lie_in_months_of_beijing(book: PriceBook, tmp_path: Path, spark: Cluster) -> None:
    session = spark.session.newSession()
    session.conf.set("spark.sql.session.timeZone", "Europe/Berlin")
    times = "2026-10-31T15:59:59Z", "2026-10-31T16:00:00Z", "2026-11-30T15:59:59.999999Z"
    rows = ", ".join(f"(timestamp '{time}')" for time in times)
    frame = session.sql(f"select time, 'label' as action from values {rows} as t (time)").coalesce(1)
    for unit in ("INT96", "TIMESTAMP_MICROS", "TIMESTAMP_MILLIS"):
        session.conf.set("spark.sql.parquet.outputTimestampType", unit)
        frame.write.parquet(str(tmp_path / unit))
        (path,) = (tmp_path / unit).glob("*.parquet")
        assert read_here(path, book, engine="duckdb") == EXPECTED, unit
        assert read_as_records(path, book) == EXPECTED, unit
    assert read_on_spark(tmp_path / "*", book, spark) == {of: calls * 3 for of, calls in EXPECTED.items()}


# Numbers

FLOATS = {
    "100001": "100001",
    "1500000": "1500000",
    "100001234567": "100001234567",
    "-0.0": "0",
    "250.125": "250.1250",
    "1.5": "1.5",
    "-1.25": "-1.25",
    "1e-9": "0.0000001",
    "2.9999999999999996": "2.9999999",
    "9007199254740991": "9007199254740991",
    "9007199254740994": "9.007199254740994e+15",
    "1e18": "1.000000000000000000e+18",
    "1e20": "1.000000e+20",
    "'inf'": "inf",
    "'-inf'": "-inf",
    "'nan'": "",
    "null": "",
}
DECIMALS = {
    "250.000": "250",
    "1.500": "1.5",
    "1.234": "1.2340",
    "0": "0",
    "-0.250": "-0.25",
    "1000000": "1000000",
    "null": "",
}


TEXTS: dict[str, dict[str, str]] = {
    "double": FLOATS,
    "float": {"100001": "100001", "16777215": "16777215", "16777216": "1.6777216e+7", "0.1": "0.1", "1.234": "1.2340"},
    "decimal(18, 3)": DECIMALS,
    "decimal(38, 3)": DECIMALS,
    "decimal(5, 5)": {"0.25": "0.25", "0": "0", "-0.125": "-0.1250", "0.00001": "0.00001"},
    "decimal(20, 0)": {"250000": "250000", "18446744073709551615": "18446744073709551615"},
    "hugeint": {"100001": "100001", "170141183460469231731687303715884105727": "1.701412e+38"},
    "ubigint": {"100001": "100001", "18446744073709551615": "18446744073709551615"},
    "uinteger": {"4294967295": "4294967295"},
    "utinyint": {"255": "255"},
    "bigint": {"-5": "-5", "9223372036854775807": "9223372036854775807"},
    "boolean": {"true": "true", "false": "false"},
    "date": {"'2026-11-05'": "2026-11-05"},
    "blob": {"'100001'": "100001"},
    "timestamp": {"'2026-11-05 13:45:10'": "2026-11-05 13:45:10", "'2026-11-05 13:45:10.5'": "2026-11-05 13:45:10.5"},
    "timestamp_ns": {"'2026-11-30 23:59:59.999999999'": "2026-11-30 23:59:59.999999999"},
    "timestamptz": {"'2026-11-05 13:45:10.5'": "2026-11-05T13:45:10.500000+08:00"},
    "timestamptz_ns": {"'2026-11-30 23:59:59.999999999'": "2026-11-30T23:59:59.999999+08:00"},
}
"""Values in SQL for columns of each type, each with the text of its cell."""


def test_a_cell_has_the_same_text_to_every_engine(tmp_path: Path, spark: Cluster) -> None:
    columns = [
        f"unnest([{', '.join(f'{value}::{type_}' for value in texts)}]) as c{i}"
        for i, (type_, texts) in enumerate(TEXTS.items())
    ]
    path = write(tmp_path / "values.parquet", f"select {', '.join(columns)}")
    longest = max(map(len, TEXTS.values()))
    expected = {type_: [*texts.values(), *[""] * (longest - len(texts))] for type_, texts in TEXTS.items()}
    for found in (texts_by_duckdb(path), texts_by_spark(path, spark)):
        assert dict(zip(TEXTS, map(list, zip(*found, strict=True)), strict=True)) == expected


def test_an_account_and_a_count_are_their_digits_whatever_their_type(
    book: PriceBook, tmp_path: Path, spark: Cluster
) -> None:
    types = ("int", "bigint", "ubigint", "double", "float", "decimal(18, 3)", "hugeint", "varchar")
    for i, type_ in enumerate(types):
        query = f"select '2026-11' as month, 'label' as service, 100001::{type_} as uin, 250::{type_} as calls"
        path = write(tmp_path / f"{i}.parquet", query)
        assert read_here(path, book, engine="duckdb") == {("100001", "2026-11", "label"): 250}, type_
        assert read_as_records(path, book) == {("100001", "2026-11", "label"): 250}, type_
    assert read_on_spark(tmp_path, book, spark) == {("100001", "2026-11", "label"): 250 * len(types)}


# Folders


def test_months_whose_counts_differ_in_type_are_read_by_every_engine(book: PriceBook, spark: Cluster) -> None:
    folder = CASES / "parquet_int_types"
    expected: Counts = {(None, "2026-10", "label"): 600000, (None, "2026-11", "label"): 600000}
    assert {**read_here(folder / "a.parquet", book), **read_here(folder / "b.parquet", book)} == expected
    assert read_on_spark(folder, book, spark) == expected


def test_of_many_files_those_are_asked_for_their_columns_that_are_not_like_all(
    book: PriceBook, tmp_path: Path, spark: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    from tiia_cost.inputs.engines.spark import files as spark_files

    columns_of_each = spark_files.Listing.columns_of_each

    def asking(listing: spark_files.Listing) -> object:
        asked.append(len(listing.files))
        return columns_of_each(listing)

    monkeypatch.setattr("tiia_cost.inputs.engines.spark.batches.FEW", 3)
    monkeypatch.setattr(spark_files.Listing, "columns_of_each", asking)
    for i in (1, 2, 3):
        query = f"select '2026-11-05 13:45:10' as time, 'label' as action, {i} as calls, {i} as n{i}"
        write(tmp_path / f"{i}.parquet", query)
    write(tmp_path / "log.parquet", "select '2026-10-05 13:45:10' as time, 'label' as action")
    assert read_on_spark(tmp_path, book, spark) == {(None, "2026-10", "label"): 1, (None, "2026-11", "label"): 6}
    write(tmp_path / "types.parquet", "select '2026-12-05 13:45:10' as time, 'label' as action, '7' as calls")
    assert read_on_spark(tmp_path, book, spark)[None, "2026-12", "label"] == 7
    assert asked == [1, 5]
