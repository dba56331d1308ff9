"""Every engine counts the same calls, and refuses the same files for the same reasons at the same places."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.fuzz import generate
from tests.fuzz.mutate import mutated
from tests.fuzz.pools import NAMES, NASTY, NUMBERS, PERIODS
from tests.support.cases import cases
from tests.support.logs import BAD_LOGS, GOOD, LOGS, OBJECTS, Log, as_lines
from tests.support.tables import counts_of, days_of, table
from tiia_cost.core.estimate import BILL_COLUMNS, estimate
from tiia_cost.core.usage import Usage
from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs.engines.choice import Reading, Side
from tiia_cost.inputs.engines.table import read_table
from tiia_cost.inputs.tables.same_file import Once

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Prices
    from tests.support.tables import Counts, Days
    from tiia_cost.core.book import PriceBook
    from tiia_cost.inputs.engines.spark.session import Cluster
    from tiia_cost.inputs.engines.table import TableRead


class Outcome(NamedTuple):
    """Result of reading a file with an engine."""

    counts: Counts
    days: Days
    problems: list[str]
    said: list[str]
    rows: int
    rows_as_calls: int


def outcome(path: Path, book: PriceBook, engine: str, spark: Cluster | None = None) -> tuple[Outcome, str | None]:
    """Return the outcome of a file, and the engine that counted it in the end."""
    usage, problems, reading = Usage(), Problems(), Reading(engine=engine, by_day=True)
    if spark is None:
        done = [read_table(str(path), Side(usage, book, problems, reading))]
    else:
        done = read_on_spark(path, usage, book, problems, spark)
    read = [one for one in done if one.engine in {"python", "duckdb"}] or [one for one in done if one.engine]
    said = [notice.text() for one in done for notice, of_each in one.said(verbose=False) if not of_each]
    told = problems.as_error(UsageError).lines()
    counts, days = ({}, {}) if told else (counts_of(usage), days_of(usage))
    as_calls = 0 if told else sum(one.rows_as_calls for one in done)
    return Outcome(counts, days, told, said, sum(one.rows for one in read), as_calls), read[0].engine if read else None


def read_on_spark(path: Path, usage: Usage, book: PriceBook, problems: Problems, spark: Cluster) -> list[TableRead]:
    from tiia_cost.inputs.engines.spark import read as spark_engine

    side = Side(usage, book, problems, Reading(engine="spark", by_day=True))
    return spark_engine.read_on_spark(str(path), side, spark, Once(problems))


@pytest.mark.parametrize("log", LOGS, ids=[log.name for log in LOGS])
def test_both_engines_count_the_same(log: Log, book: PriceBook, tmp_path: Path) -> None:
    path = tmp_path / log.name
    path.write_bytes(log.content)
    expected, _ = outcome(path, book, "python")
    found, engine = outcome(path, book, "duckdb")
    assert found == expected
    assert expected.problems == []
    assert expected.counts
    assert engine == ("duckdb" if log.in_sql else "python")


@pytest.mark.parametrize("log", BAD_LOGS, ids=[log.name for log in BAD_LOGS])
def test_both_engines_refuse_the_same(log: Log, book: PriceBook, tmp_path: Path) -> None:
    path = tmp_path / log.name
    path.write_bytes(log.content)
    expected, _ = outcome(path, book, "python")
    assert expected.problems
    assert outcome(path, book, "duckdb")[0] == expected


BROUGHT = {
    *("gb18030.csv", "utf-16.csv"),  # Spark reads UTF-8
    *("line-ends-in-cells.csv", "header-below-blank-lines.csv", "header-in-lines.csv"),  # and lines
    *("wide.csv", "wide.jsonl"),  # of the long form
    # and numbers that it gives as they are written.
    *("accounts-as-fractions.jsonl", "account-below-zero.jsonl", "decimal.jsonl"),
}
"""Files that Spark does not count by itself: they are small, and are copied to this machine."""


def test_spark_counts_the_same_and_says_which_it_does_not_count(
    book: PriceBook, tmp_path: Path, spark: Cluster
) -> None:
    for log in LOGS:
        (tmp_path / log.name).write_bytes(log.content)
    # In one folder, since starting a query takes longer than running it.
    usage, problems = Usage(), Problems()
    done = read_on_spark(tmp_path, usage, book, problems, spark)
    expected = Usage()
    here = Side(expected, book, problems, Reading(by_day=True))
    read = [read_table(str(tmp_path / log.name), here) for log in LOGS]
    assert not problems
    assert (counts_of(usage), days_of(usage)) == (counts_of(expected), days_of(expected))
    assert sum(one.rows_as_calls for one in done) == sum(one.rows_as_calls for one in read) > 0
    assert {os.path.basename(one.file) for one in done if one.engine in {"python", "duckdb"}} == BROUGHT


_UNREAD = "Spark failed: [FAILED_READ_FILE.NO_HINT] Encountered error while reading file file://{path}"
OTHERWISE = {
    "empty.csv": "Spark finds nothing to read here; it skips empty files and names that begin with _ or .",
    "cut.csv.gz": f"{_UNREAD}: Unexpected end of input stream",
    "broken.csv.gz": f"{_UNREAD}: invalid literal/lengths set",
}
"""Files that Spark refuses in words of its own."""
ALONE = {*OTHERWISE, "only-header.csv", "too-many-calls.csv", "bom-only.csv", "plain.csv"}
"""Files that are bad only when read alone, or that end all reading."""


def test_spark_refuses_the_same_at_the_same_lines(
    book: PriceBook, tmp_path: Path, spark: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiia_cost.errors.SHOWN", 10_000)
    expected = Problems()
    for log in BAD_LOGS:
        if log.name not in ALONE:
            (tmp_path / log.name).write_bytes(log.content)
            read_table(str(tmp_path / log.name), Side(Usage(), book, expected))
    problems = Problems()
    read_on_spark(tmp_path, Usage(), book, problems, spark)
    found = problems.as_error(UsageError).lines()
    assert sorted(found) == sorted(expected.as_error(UsageError).lines())
    assert {line.split(":")[0].rpartition("/")[2] for line in found} == {log.name for log in BAD_LOGS} - ALONE


@pytest.mark.parametrize("log", [log for log in [*LOGS, *BAD_LOGS] if log.name in ALONE], ids=lambda log: log.name)
def test_spark_counts_and_refuses_a_file_alone(log: Log, book: PriceBook, tmp_path: Path, spark: Cluster) -> None:
    path = tmp_path / log.name
    path.write_bytes(log.content)
    found, _ = outcome(path, book, "spark", spark)
    expected, _ = outcome(path, book, "python")
    problems = [f"{path}: {OTHERWISE[log.name].format(path=path)}"] if log.name in OTHERWISE else expected.problems
    assert (found.counts, found.days, found.problems) == (expected.counts, expected.days, problems)


def test_times_lie_in_the_months_that_beijing_has_then(book: PriceBook, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(GOOD)
    found, _ = outcome(path, book, "duckdb")
    rows = [line.split(",") for line in GOOD.decode().splitlines()[1:]]
    # Of each twenty times, the first, third, fifth, seventh and thirteenth lie in October, the sixteenth in December.
    october = sum(int(row[-1]) for i, row in enumerate(rows) if i % 20 in {0, 2, 4, 6, 12})
    december = sum(int(row[-1]) for i, row in enumerate(rows) if i % 20 == 15)
    total = sum(int(row[-1]) for row in rows)
    assert {
        month: sum(calls for (_, of, _), calls in found.counts.items() if of == month)
        for month in ("2026-10", "2026-11", "2026-12")
    } == {"2026-10": october, "2026-11": total - october - december, "2026-12": december}
    # Every call is of a day, and in these months of the days at their edges.
    assert sum(found.days.values()) == total
    assert {day.number for (_, month, _, day) in found.days if month != "2026-11"} == {31, 1}


def test_a_month_without_a_price_is_told_at_its_first_row_by_every_engine(prices: Prices, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"month,service,calls\n2026-11,label,5\n2019-11,label,6\n2019-11,label,7\n")
    for engine in ("python", "duckdb"):
        usage = Usage()
        read_table(str(path), Side(usage, prices(), Problems(), Reading(engine=engine)))
        with pytest.raises(UsageError, match=r"log\.csv:3:9: no price list covers 2019-11"):
            estimate(usage, prices())


INSERTED = (
    b'"',
    b" ",
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b'" ,',
    b', "',
    b";",
    b"\t",
    b'""',
    b"\xff",
    b"\xc0\x80",
    b"#",
    b"\\",
)


def random_table(numbers: random.Random) -> bytes:
    data = generate.table(numbers)
    if numbers.random() < 0.5:
        data = mutated(numbers, data, (NUMBERS, PERIODS, NAMES, NASTY), numbers.choice((1, 1, 2, 4)))
    if numbers.random() < 0.3:
        at = numbers.randrange(len(data) + 1)
        data = data[:at] + numbers.choice(INSERTED) + data[at:]
    return data


PIECES = (
    b'"',
    b",",
    b"}",
    b"{",
    b"]",
    b":",
    b" ",
    b"\n",
    b"\r",
    b"\\",
    b"1",
    b"e5",
    b".0",
    b"-",
    b"+",
    b"nan",
    b"Infinity",
    b"null",
    b"\xe4",
    b"\\u0000",
)


def random_lines(numbers: random.Random) -> bytes:
    data = as_lines(numbers.sample(OBJECTS, 3))
    for _ in range(numbers.choice((0, 1, 1, 1, 2, 4))):
        at = numbers.randrange(len(data) + 1)
        data = data[:at] + numbers.choice(PIECES) + data[at + numbers.choice((0, 0, 1)) :]
    return data


@pytest.mark.parametrize("part", range(cases(6)))
@pytest.mark.parametrize(
    ("name", "made", "at_least"), [("t.csv", random_table, 4), ("t.jsonl", random_lines, 10)], ids=["csv", "jsonl"]
)
def test_random_logs_are_the_same_to_both_engines(
    part: int, name: str, made: Callable[[random.Random], bytes], at_least: int, book: PriceBook, tmp_path: Path
) -> None:
    path = tmp_path / name
    in_sql = 0
    for seed in range(part * 100, part * 100 + 100):
        data = made(random.Random(f"{name} {seed}"))
        path.write_bytes(data)
        expected, _ = outcome(path, book, "python")
        found, engine = outcome(path, book, "duckdb")
        assert found == expected, (seed, data)
        in_sql += engine == "duckdb"
    assert in_sql > at_least


def test_random_tables_are_the_same_to_spark(book: PriceBook, tmp_path: Path, spark: Cluster) -> None:
    path = tmp_path / "t.csv"
    for seed in range(10):
        data = random_table(random.Random(f"spark {seed}"))
        path.write_bytes(data)
        found, expected = outcome(path, book, "spark", spark)[0], outcome(path, book, "python")[0]
        told = (expected.counts, expected.days, expected.problems)
        assert (found.counts, found.days, found.problems) == told, (seed, data)


def test_random_lines_are_the_same_to_spark(
    book: PriceBook, tmp_path: Path, spark: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiia_cost.errors.SHOWN", 10_000)
    good, bad, expected, refused = tmp_path / "good", tmp_path / "bad", Usage(), Problems()
    good.mkdir()
    bad.mkdir()
    for seed in range(100):
        path = tmp_path / f"{seed}.jsonl"
        path.write_bytes(random_lines(random.Random(f"spark {seed}")))
        right = not outcome(path, book, "python")[0].problems
        path = path.rename((good if right else bad) / path.name)
        read_table(str(path), Side(expected if right else Usage(), book, refused, Reading(by_day=True)))
    usage, problems = Usage(), Problems()
    read_on_spark(good, usage, book, problems, spark)
    assert problems.as_error(UsageError).lines() == []
    assert (counts_of(usage), days_of(usage)) == (counts_of(expected), days_of(expected))
    read_on_spark(bad, Usage(), book, problems, spark)
    assert sorted(problems.as_error(UsageError).lines()) == sorted(refused.as_error(UsageError).lines())
    assert min(len(list(good.iterdir())), len(list(bad.iterdir()))) > 20


ODD_TABLES = {
    "units.csv": table("month,service,调用量（万次）", "2026-11,label,1.5", "2026-11,porn,2"),
    "units-wide.csv": table("month,图像标签(千次),porn", "2026-11,1.5,2"),
    "across.csv": table("service,2026-10,2026-11(万)", "label,5,6", "合计,5,6"),
    "title.csv": table("Usage forecast,,", "", "month,service,calls", "2026-11,label,5"),
    "sep.csv": table("sep=;", "month;service;calls", "2026-11;label;5"),
    "totals.csv": table("account,month,service,calls", "7,2026-11,label,5", "7,2026-11,porn,6", "合计,,,11"),
    "no-account.csv": table("uin,month,service,calls", ",2026-11,label,5", "\u200b,2026-11,porn,5"),
    "spelled.csv": table("uin,month,service,calls", "100001,2026-11,label,5", "'100001,2026-11,label,5", "100001.0,2026.11,porn,5", "１００００１,2026-11\u200b,porn,5"),
    "headings.csv": table("Account ID,Bill-Month,\ufeffevent_name,Call Count", "100001,2026-11,label\u200b,95万次", "100001,2026-11,label,200次"),
    "missing.csv": table("month,service,calls,remark,more", "2026-11,label,5", "2026-11,label,5,x", "2026-11,label,5,x,y"),
    "log.csv": table("ts,action", "1793836800,car", "2026-11-05 13:45:10,car"),
    "bills.csv": table(",".join(BILL_COLUMNS), "'=1+1,2026-11,tencent-tiia,label,5,5,0,1,2.5,1000,0.02,0.02,0.00,0.02", ",2026-11,tencent-tiia,label,5,5,0,1,2.5,1000,0.02,0.02,0.00,0.02"),
}  # fmt: skip
IN_SQL = {"units.csv", "no-account.csv", "spelled.csv", "headings.csv", "missing.csv", "log.csv", "bills.csv"}
"""Files that Spark counts by itself, and so even if they are too large to be copied to this machine."""
ODD_AND_BAD = {
    "no-log.csv": table("date,action,n", "2026-11-05T13:45:10,crop,5", "2026-11-05,crop,5"),
    "no-calls.csv": table("action,n", "label,5"),
    "near.csv": table("account_nr,month,service,calls", "7,2026-11,label,5"),
    "digits-lost.csv": table("uin,month,service,calls", "1.00012E+11,2026-11,label,5"),
    "points.csv": table("month,service,calls", "2026-11,label,250.000", "2026-11,label,1.234.567"),
    "zero.csv": table("time,service,calls", "1970-01-01T08:00:00,label,5", "0001-01-01,porn,5", "0000000000,car,5"),
    "days-and-month.csv": table("date,service,calls", "2026-11-05,product,5", "2026-11,product,5"),
    "total-differs.csv": table("account,month,service,calls", "7,2026-11,label,5", "合计,,,6"),
    "unit-above.csv": table("单位：万次,,", "month,service,calls", "2026-11,label,5"),
    "some-accounts.csv": table("uin,month,service,calls", "7,2026-11,label,5", ",2026-11,label,5"),
    "errors.csv": table("uin,month,service,calls", "#N/A,2026-11,label,5", "7,#REF!,label,5", "7,2026-11,#NAME?,5", "7,2026-11,label,#DIV/0!"),
}  # fmt: skip


def files_of(tables: dict[str, str], folder: Path) -> list[Path]:
    """Write tables into a folder, and return their paths."""
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in tables]


def total_of(paths: list[Path], book: PriceBook, engine: str) -> tuple[Counts, Days, list[str]]:
    usage, problems = Usage(), Problems()
    for path in paths:
        read_table(str(path), Side(usage, book, problems, Reading(engine=engine, by_day=True)))
    return counts_of(usage), days_of(usage), problems.as_error(UsageError).lines()


def test_odd_tables_are_the_same_to_both_engines(book: PriceBook, tmp_path: Path) -> None:
    good, bad = files_of(ODD_TABLES, tmp_path), files_of(ODD_AND_BAD, tmp_path)
    for path in (*good, *bad):
        assert outcome(path, book, "duckdb")[0] == outcome(path, book, "python")[0]
        assert bool(outcome(path, book, "python")[0].problems) == (path in bad)


@pytest.mark.parametrize("large", [False, True])
def test_odd_tables_are_the_same_to_spark(
    large: bool, book: PriceBook, tmp_path: Path, spark: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiia_cost.errors.SHOWN", 10_000)
    if large:
        monkeypatch.setattr("tiia_cost.inputs.engines.spark.files.SMALL", 0)
    # A pattern, for in a folder bills are passed over.
    paths = files_of({name: text for name, text in ODD_TABLES.items() if name in IN_SQL or not large}, tmp_path)
    usage, problems = Usage(), Problems()
    read_on_spark(tmp_path / "*.csv", usage, book, problems, spark)
    assert problems.as_error(UsageError).lines() == []
    assert (counts_of(usage), days_of(usage)) == total_of(paths, book, "python")[:2]


def test_odd_and_bad_tables_are_refused_by_spark_at_the_same_cells(
    book: PriceBook, tmp_path: Path, spark: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiia_cost.errors.SHOWN", 10_000)
    paths = files_of(ODD_AND_BAD, tmp_path)
    expected = total_of(paths, book, "python")[-1]
    problems = Problems()
    read_on_spark(tmp_path, Usage(), book, problems, spark)
    told = problems.as_error(UsageError).lines()
    assert sorted(told) == sorted(expected)
    monkeypatch.setattr("tiia_cost.inputs.engines.spark.files.SMALL", 0)
    problems = Problems()
    read_on_spark(tmp_path, Usage(), book, problems, spark)
    refused = {line.split(":")[0] for line in problems.as_error(UsageError).lines()}
    assert refused == {str(path) for path in paths}
