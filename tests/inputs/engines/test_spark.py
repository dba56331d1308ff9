"""Spark: the files that it finds under an argument, their counts, and the problems of rows that it cannot count."""

from __future__ import annotations

import gzip
import logging
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.conftest import ROOT
from tests.support.logs import GOOD, HEADER, OBJECTS, PARQUET, ROWS, as_csv, as_lines, to_parquet
from tests.support.tables import Counts, counts_of, read_sides, table
from tests.support.tables import read as read_here
from tiia_cost.core.estimate import BILL_COLUMNS, estimate
from tiia_cost.errors import Problem, UsageError
from tiia_cost.inputs.engines.choice import Reading
from tiia_cost.inputs.engines.spark.files import File, Listing
from tiia_cost.inputs.engines.spark.folders import chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from tests.conftest import Prices
    from tiia_cost.core.book import PriceBook
    from tiia_cost.inputs.engines.spark.session import Cluster

pytestmark = pytest.mark.usefixtures("spark")

NOVEMBER = "time,action,calls\n2026-11-05T13:45:10+08:00,DetectLabel,5\n"
DECEMBER = '{"time": "2026-12", "action": "CropImage", "calls": 7}\n'
BILL = f"{','.join(BILL_COLUMNS)}\n1,2026-11,x,label,5,,,,,,,,,\n"
BOTH = {(None, "2026-11", "label"): 5, (None, "2026-12", "crop"): 7}


class Found(NamedTuple):
    counts: Counts
    problems: list[str]
    said: list[str]


class Aside(list[tuple[str, int | None, str, str]]):
    """A list of the rows that are left out."""

    def add(self, file: str, line: int | None, problems: Sequence[Problem], text: str) -> None:
        self.append((os.path.basename(file), line, problems[0].code, text))


def read(book: PriceBook, *arguments: str | Path, **settings: object) -> Found:
    """Read arguments with Spark, in the open session, and return the counts, problems and notices."""
    reading = Reading(engine="spark")._replace(**settings)  # type: ignore[arg-type]
    reader = read_sides([([str(one) for one in arguments], book)], reading)
    told = reader.problems.as_error(UsageError).lines()
    said = [notice.text() for notice in reader.notices(verbose=True)]
    return Found({} if told else counts_of(reader.sides[0].usage), told, said)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat every file as large, so that none is copied to this machine."""
    monkeypatch.setattr("tiia_cost.inputs.engines.spark.files.SMALL", 0)


# What there is


def test_a_folder_is_its_tables_as_everywhere_and_what_a_pattern_matches_is_read_whatever_its_name(
    book: PriceBook, tmp_path: Path
) -> None:
    folder = tmp_path / "logs"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "c.csv").write_text(NOVEMBER)
    (folder / "part-0").write_text(NOVEMBER)
    (folder / "part-1.csv.gz").write_bytes(gzip.compress(DECEMBER.encode()))
    to_parquet(folder / "part-2.snappy.parquet", PARQUET["text"])
    for passed_over in ("_SUCCESS", ".part-0.crc", "_part.csv", "empty.csv"):
        (folder / passed_over).write_text("" if passed_over == "empty.csv" else "no table")
    parquet = {(None, "2026-10", "label"): 1, (None, "2026-11", "label"): 2, (None, "2026-11", "crop"): 4}
    expected = {**parquet, (None, "2026-12", "crop"): 7}
    said = "5 files are not read: _SUCCESS, _part.csv, below/, …; to read them, give their names"
    assert read(book, folder) == (expected, [], [f"{folder}: {said}", f"{folder}: 4 rows read by spark"])
    by_uri = f"file://{folder}/"
    assert read(book, by_uri).counts == expected
    named = read(book, f"{folder}/part-*")
    assert named == ({**expected, (None, "2026-11", "label"): 5 + 2}, [], [f"{folder}/part-*: 5 rows read by spark"])
    assert read(book, f"{by_uri}part-{{0,7}}").counts == {(None, "2026-11", "label"): 5}
    assert read(book, f"{tmp_path}/l[!a-k]gs").counts == expected


def test_rotated_files_are_told_and_not_read(book: PriceBook) -> None:
    folder = ROOT / "tests/cases/rotated"
    told = "5 files are not read: calls.csv-20260801, calls.csv.1, calls.json, …; to read them, give their names"
    for argument in (f"{folder}", f"{folder}/../rotated/", f"{folder.parent}/rot*", f"file:{folder}"):
        found = read(book, argument)
        assert (found.counts, found.problems) == ({(None, "2026-11", "label"): 600_000}, [])
        assert found.said[0].endswith(f": {told}")
    assert sum(read(book, f"{folder}/*").counts.values()) == 6 * 600_000


def test_a_folder_without_tables_is_refused_as_everywhere(book: PriceBook, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(NOVEMBER)
    (tmp_path / "b.csv").write_text(BILL)
    found = read(book, tmp_path)
    assert [line.partition("; only")[0] for line in found.problems] == [f"{tmp_path}: no usage in this folder"]
    assert [line.partition(":")[0] for line in found.said] == [str(tmp_path)] * 2


def test_bills_are_passed_over_in_folders_and_read_by_name(book: PriceBook, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/cases/bills_in_folder", tmp_path / "logs")
    bills, packed = tmp_path / "logs" / "bills.csv", tmp_path / "logs" / "bills.csv.gz"
    bills.write_text(BILL)
    packed.write_bytes(gzip.compress(BILL.encode()))
    expected = {(account, "2026-11", "label"): 600_000 for account in ("100001", "100002")}
    found = read(book, tmp_path / "logs", written={str(bills): "--output"})
    assert (found.counts, found.problems) == (expected, [])
    assert found.said[0] == (
        f"{tmp_path}/logs: skipped 2 files of bills or bad rows that tiia-cost wrote: bills.csv, bills.csv.gz;"
        " to read bills, give the names of their files"
    )
    assert read(book, tmp_path / "logs", bills).counts == {**expected, ("1", "2026-11", "label"): 5}
    assert read(book, f"{tmp_path}/logs/b*").counts == {("1", "2026-11", "label"): 10}


def test_a_file_under_two_arguments_is_refused(book: PriceBook, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(NOVEMBER)
    os.link(tmp_path / "a.csv", tmp_path / "b.log")
    path, uri = tmp_path / "a.csv", f"file://{tmp_path}/a.csv"
    twice = "and would count twice; leave one of them out"
    assert read(book, tmp_path, path).problems == [
        f"{path}: this file is given twice, by {tmp_path} and by {path}, {twice}"
    ]
    assert read(book, path, uri).problems == [f"{path}: this file is given twice, by {path} and by {uri}, {twice}"]
    assert read(book, path, tmp_path / "b.log").problems == [
        f"{tmp_path}/b.log: this is the same file as {path}, {twice}"
    ]
    reader = read_sides([([str(path)], book), ([str(tmp_path)], book)], Reading(engine="spark"))
    one, other = reader.sides
    assert (counts_of(one.usage) == counts_of(other.usage), bool(reader.problems)) == (True, False)


def test_no_output_is_one_of_the_files_that_spark_reads(book: PriceBook, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(NOVEMBER)
    for option in ("--output", "--bad-rows", "--counts"):
        found = read(book, tmp_path, written={str(path): option})
        assert found.problems == [f"{option} and USAGE are the same file, {path}; write to another one"]


def test_names_below_folders_that_are_columns_are_those_of_tables_too(book: PriceBook, tmp_path: Path) -> None:
    (tmp_path / "month=2026-11").mkdir()
    (tmp_path / "month=2026-11" / "a.csv").write_text("action,calls\nlabel,5\n")
    (tmp_path / "month=2026-11" / "a.csv.1").write_text("action,calls\nlabel,5\n")
    found = read(book, tmp_path)
    assert found.counts == {(None, "2026-11", "label"): 5}
    assert found.said[0] == f"{tmp_path}: 1 file is not read: month=2026-11/a.csv.1; to read it, give its name"


def test_a_pipe_in_a_folder_is_told_and_not_waited_for(book: PriceBook, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(NOVEMBER)
    os.mkfifo(tmp_path / "b.csv")
    for argument, name in ((str(tmp_path), "b.csv"), (f"{tmp_path}/*", f"{tmp_path}/b.csv")):
        found = read(book, argument)
        assert (found.counts, found.said[0]) == (
            {(None, "2026-11", "label"): 5},
            f"{argument}: 1 file is not read: {name}; to read it, give its name",
        )


@pytest.mark.parametrize(
    ("argument", "uri", "place"),
    [
        ("s3a://b/logs", "s3a://b/logs/a.csv", ("s3a://b/logs", "a.csv")),
        ("s3a://b/logs/", "s3a://b/logs/month=2026-11/a.csv", ("s3a://b/logs", "month=2026-11/a.csv")),
        ("s3a://b/", "s3a://b/a.csv", ("s3a://b", "a.csv")),
        ("s3a://b/logs/a*", "s3a://b/logs/a%20b.csv.1", None),
        ("s3a://b/*/a", "s3a://b/x/a/y", ("s3a://b/x/a", "y")),
        ("hdfs://h:1/{x,y/z}/*", "hdfs://h:1/y/z/part-0", None),
        ("hdfs://h:1/l?gs", "hdfs://h:1/logs/part-0", ("hdfs://h:1/logs", "part-0")),
        ("logs", "hdfs://h:1/user/me/logs/part-0", ("hdfs://h:1/user/me/logs", "part-0")),
        ("logs", "hdfs://h:1/user/me/logs/logs", ("hdfs://h:1/user/me/logs", "logs")),
        ("./logs/part-[0-9]", "hdfs://h:1/user/me/logs/part-0", None),
        ("/logs/part-\\*", "hdfs://h:1/logs/part-*", None),
    ],
)
def test_what_an_argument_names_and_what_is_in_a_folder_is_told_apart_by_the_uri(
    spark: Cluster, argument: str, uri: str, place: tuple[str, str] | None
) -> None:
    listing = Listing(spark, argument, argument, None, {uri: File(uri, 1)}, ())
    assert chosen(listing).inside.get(uri) == place


def test_files_with_other_columns_are_counted_by_their_own(book: PriceBook, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(NOVEMBER)
    (tmp_path / "b.csv").write_text("calls;service;month\n7;crop;2026-12\n")
    (tmp_path / "c.csv").write_text("month,service,uin,calls\n2026-11,label,8,1\n")
    (tmp_path / "d.csv").write_text(NOVEMBER)
    expected = {(None, "2026-11", "label"): 10, (None, "2026-12", "crop"): 7, ("8", "2026-11", "label"): 1}
    assert read(book, tmp_path).counts == expected


def test_patterns_and_uris_are_those_of_spark_and_names_of_files_are_names(book: PriceBook, tmp_path: Path) -> None:
    odd = tmp_path / "a [1]{2}*%20#?.csv"
    odd.write_text(NOVEMBER)
    (tmp_path / "b.jsonl").write_text(DECEMBER)
    assert read(book, odd).counts == {(None, "2026-11", "label"): 5}
    assert read(book, f"{tmp_path}/*.{{csv,jsonl}}").counts == BOTH
    assert read(book, f"file://{tmp_path}/b.jsonl").counts == {(None, "2026-12", "crop"): 7}


def test_folders_that_name_months_are_columns_unless_files_have_them(book: PriceBook, tmp_path: Path) -> None:
    for month, content in (("2026-11", "action,calls\nlabel,5\n"), ("2026-12", "action,calls\ncrop,7\n")):
        (tmp_path / f"month={month}").mkdir()
        (tmp_path / f"month={month}" / "part.csv").write_text(content)
    assert read(book, tmp_path).counts == BOTH
    assert read(book, f"{tmp_path}/month=2026-1*/").counts == BOTH
    (tmp_path / "month=2026-10").mkdir()
    (tmp_path / "month=2026-10" / "part.csv").write_text(NOVEMBER)
    assert read(book, tmp_path).counts == {(None, "2026-11", "label"): 10, (None, "2026-12", "crop"): 7}


def test_files_that_only_python_reads_are_refused_where_folders_say_their_month(
    book: PriceBook, tmp_path: Path
) -> None:
    (tmp_path / "month=2026-11").mkdir()
    (tmp_path / "month=2026-11" / "a.csv").write_text("label,porn\n5,6\n")
    (told,) = read(book, tmp_path).problems
    assert told.startswith(
        f"{tmp_path}/month=2026-11/a.csv: Spark cannot count this file; it reads UTF-8 in the long form"
    )


def test_what_is_not_there_is_told(book: PriceBook, tmp_path: Path) -> None:
    (tmp_path / "_log.csv").write_text(NOVEMBER)
    missing, hidden = tmp_path / "none.csv", tmp_path / "_log.csv"
    assert read(book, missing, hidden, "s3a://nowhere/log.csv").problems == [
        f"{missing}: file not found",
        f"{hidden}: Spark finds nothing to read here; it skips empty files and names that begin with _ or .",
        "s3a://nowhere/log.csv: Spark failed: java.lang.ClassNotFoundException: "
        "Class org.apache.hadoop.fs.s3a.S3AFileSystem not found",
    ]


# How it is counted


@pytest.mark.parametrize("query", PARQUET.values(), ids=PARQUET)
def test_parquet_is_counted_whatever_types_its_columns_have(book: PriceBook, tmp_path: Path, query: str) -> None:
    to_parquet(tmp_path / "log.parquet", query)
    found = read(book, tmp_path / "log.parquet")
    expected = {(None, "2026-10", "label"): 1, (None, "2026-11", "label"): 2, (None, "2026-11", "crop"): 4}
    assert found == (expected, [], [f"{tmp_path}/log.parquet: 3 rows read by spark"])


def test_each_parquet_file_is_counted_by_its_own_columns(book: PriceBook, tmp_path: Path) -> None:
    queries = {
        "log": "select time, action from log",
        "text": "select time, action, calls from log",
        "int": "select time, action, calls::int as calls from log",
        "long": "select time, action, calls::bigint as calls from log",
        "case": "select time, action, calls::int as Calls from log",
        "order": "select calls::int as calls, action, time from log",
        "further": "select time, action, calls::int as calls, {'a': [1]} as more from log",
        "uuid": "select time, action, calls::int as calls, uuid() as id from log",
        "accounts": "select time, action, 8.0::double as uin, calls::int as calls from log",
    }
    for name, query in queries.items():
        to_parquet(tmp_path / f"{name}.parquet", query)
    expected = {
        (None, "2026-10", "label"): 1 + 7,
        (None, "2026-11", "label"): 1 + 14,
        (None, "2026-11", "crop"): 1 + 28,
    }
    mine = {("8", "2026-10", "label"): 1, ("8", "2026-11", "label"): 2, ("8", "2026-11", "crop"): 4}
    assert read(book, tmp_path).counts == expected | mine


@pytest.mark.usefixtures("large")
def test_a_large_parquet_file_that_spark_cannot_read_is_told_and_no_other(book: PriceBook, tmp_path: Path) -> None:
    to_parquet(tmp_path / "a.parquet", "select time, action, calls, uuid() as id from log")
    to_parquet(tmp_path / "b.parquet", "select time, action, calls from log")
    assert read(book, tmp_path).problems == [
        f"{tmp_path}/a.parquet: Spark failed: [PARQUET_TYPE_ILLEGAL] Illegal Parquet type: FIXED_LEN_BYTE_ARRAY (UUID)"
    ]


def test_a_column_of_a_parquet_file_is_not_what_its_folder_is_called(book: PriceBook, tmp_path: Path) -> None:
    queries = {
        "2026-11": "select '2026-10' as month, 'label' as action, 5 as calls",
        "2026-12": "select 'label' as action, 7 as calls",
    }
    for month, query in queries.items():
        (tmp_path / f"month={month}").mkdir()
        to_parquet(tmp_path / f"month={month}" / "log.parquet", query)
    assert read(book, tmp_path).counts == {(None, "2026-10", "label"): 5, (None, "2026-12", "label"): 7}


def test_a_large_file_is_read_in_pieces_and_its_header_once(book: PriceBook, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(as_csv([HEADER, *ROWS * 400]))
    expected = read_here(path, book)
    with set_to({"spark.sql.files.maxPartitionBytes": "100000"}):
        found = read(book, path)
    assert (found.counts, path.stat().st_size > 10 * 100_000) == (expected, True)


@contextmanager
def set_to(settings: dict[str, str]) -> Iterator[None]:
    from tiia_cost.inputs.engines.spark import session as spark_session

    before = dict(spark_session._SETTINGS)
    spark_session._SETTINGS.update(settings)
    try:
        yield
    finally:
        spark_session._SETTINGS.update(before)


def test_only_groups_leave_the_cluster(
    book: PriceBook, tmp_path: Path, spark: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = type(spark.session.range(1))
    fetched: list[object] = []

    def keeping(fetch: Callable[..., Iterable[object]]) -> Callable[..., list[object]]:
        def fetch_and_keep(*args: object, **kwargs: object) -> list[object]:
            rows = list(fetch(*args, **kwargs))
            fetched.extend(rows)
            return rows

        return fetch_and_keep

    for name in ("collect", "toLocalIterator"):
        monkeypatch.setattr(frame, name, keeping(getattr(frame, name)))
    for name in ("toPandas", "toArrow", "take", "head", "first"):
        monkeypatch.delattr(frame, name)
    (tmp_path / "log.csv").write_text("time,action\n" + "2026-11-05T13:45:10+08:00,label\n" * 5000)
    assert read(book, tmp_path / "log.csv").counts == {(None, "2026-11", "label"): 5000}
    assert len(fetched) == 1 + 1 + 1  # the file, its first line, and the group


def test_the_session_of_others_stays_as_it_is(book: PriceBook, tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    owner = SparkSession.getActiveSession()
    assert owner is not None
    before = owner.conf.get("spark.sql.session.timeZone"), owner.conf.get("spark.sql.caseSensitive")
    views = owner.sql("show views").collect()
    (tmp_path / "log.csv").write_text(NOVEMBER)
    assert read(book, tmp_path / "log.csv").counts == {(None, "2026-11", "label"): 5}
    assert (owner.conf.get("spark.sql.session.timeZone"), owner.conf.get("spark.sql.caseSensitive")) == before
    assert owner.sql("show views").collect() == views
    assert owner.range(3).count() == 3


def test_objects_may_have_any_keys_that_mean_nothing_in_any_order(
    book: PriceBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.jsonl"
    rows = [{**OBJECTS[0], f"tag{i}": "\x1f 图像"} for i in range(40)]
    path.write_bytes(as_lines([OBJECTS[0], dict(reversed(OBJECTS[0].items())), *rows]))
    found = read(book, path)
    said = [f"{path}: columns not used: requestId", f"{path}: 42 rows read by spark"]
    assert (found.counts, found.said) == (read_here(path, book), said)
    monkeypatch.setattr("tiia_cost.inputs.engines.spark.count._KEY_LISTS", 20)
    monkeypatch.setattr("tiia_cost.inputs.engines.spark.files.SMALL", 0)
    assert read(book, path).problems == [
        f"{path}: the objects have more than 20 different sets of keys (and 21 more rows)"
    ]


# What is wrong in files that are too large to be brought here


@pytest.mark.usefixtures("large")
def test_what_is_wrong_in_large_files_is_told_at_the_file_with_its_value(book: PriceBook, tmp_path: Path) -> None:
    bad = [
        ["11/05/2026", "label", "1", "r", "5"],
        ["2026-11-05", "lable", "1", "r", "5"],
        ["2026-11-05", "lable", "1", "r", "6"],
        ["2026-11-05", "label", "", "r", "x"],
        ["2026-11-05", "label", "1", "r", "5", "6"],
    ]
    (tmp_path / "a.csv").write_bytes(GOOD)
    (tmp_path / "b.csv").write_bytes(
        as_csv([HEADER, *ROWS, *bad]) + b'2026-11-05,label,1,"r\n2026-11-05,label,1,\xff,5\n'
    )
    (tmp_path / "c.jsonl").write_bytes(
        as_lines([*OBJECTS, {**OBJECTS[0], "calls": 1.5}, {**OBJECTS[0], "count": 1}])
        + b'{"time": 1, "time": 2}\n[5]\n{"time": "2026-11"} trailing\n'
    )
    found = read(book, tmp_path)
    b, c = tmp_path / "b.csv", tmp_path / "c.jsonl"
    assert sorted(found.problems) == [
        f"{b}: 11/05/2026 does not start with the year; write it like 2026-11-05",
        f'{b}: a " is misplaced, or a cell spans several lines; Spark cannot read that in a large file',
        f"{b}: a line is not UTF-8; Spark reads a large file only as UTF-8",
        f"{b}: the account is missing",
        f"{b}: the row has 6 cells, but the header has 5",
        f"{b}: unknown service lable; did you mean label? (and 1 more row)",
        f"{b}: x is not a count; write 1500000, 1,500,000, 1.5M or 150万",
        f"{c}: a line is not a JSON object (and 1 more row)",
        f"{c}: a service, account, time or count is neither text nor a whole number",
        f"{c}: duplicate key time",
        f"{c}: the first row has no key count; all rows must have the same keys",
    ]
    assert found.said == [f"{tmp_path}: columns not used: requestId (and 1 more file)"]


@pytest.mark.usefixtures("large")
def test_large_files_of_other_forms_are_refused_and_blank_rows_are_none(book: PriceBook, tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("month,label,porn\n2026-11,5,6\n")
    (tmp_path / "gb18030.csv").write_bytes(GOOD.decode().replace("uin", "账号").encode("gb18030"))
    blank = tmp_path / "blank.csv"
    blank.write_bytes(b"\xef\xbb\xbf" + GOOD + ",,,,\n\n  \t\n,\u3000,\n".encode())
    assert read(book, blank).counts == read_here(blank, book)
    unclear = (
        "Spark cannot count this file; it reads UTF-8 in the long form with a header in the first line. Other files are"
        " read on this machine, up to 16 MB and not from folders such as month=2026-11"
    )
    for name in ("wide.csv", "gb18030.csv"):
        assert read(book, tmp_path / name).problems == [f"{tmp_path / name}: {unclear}"]
    assert read(book, blank, encoding="gb18030").problems == [f"{blank}: {unclear}"]


@pytest.mark.usefixtures("large")
def test_rows_of_large_files_are_put_aside_as_they_stand(book: PriceBook, tmp_path: Path) -> None:
    path, aside = tmp_path / "log.csv", Aside()
    path.write_bytes(
        GOOD + b'2026-11-05,"lable",1,r,5\n2026-11-05,label,1\n,,,,\nx,label,1,r,5\n2026-11-05,label,1,\xff,5\n'
    )
    found = read(book, path, bad_rows=aside)
    (tmp_path / "good.csv").write_bytes(GOOD)
    assert (found.counts, found.problems) == (read_here(tmp_path / "good.csv", book), [])
    assert aside == [
        ("log.csv", None, "unknown-service", '2026-11-05,"lable",1,r,5'),
        ("log.csv", None, "ragged-row", "2026-11-05,label,1"),
        ("log.csv", None, "not-a-period", "x,label,1,r,5"),
        ("log.csv", None, "spark-not-utf-8", "2026-11-05,label,1,\\xff,5"),
    ]


def test_rows_of_parquet_are_put_aside_by_their_number_and_of_small_files_by_their_line(
    book: PriceBook, tmp_path: Path
) -> None:
    aside = Aside()
    to_parquet(tmp_path / "a.parquet", "select time, replace(action, '智能', 's') as action, calls from log")
    (tmp_path / "b.csv").write_text(NOVEMBER + "2026-11-05,lable,5\n")
    found = read(book, tmp_path, bad_rows=aside)
    assert found.counts == {(None, "2026-10", "label"): 1, (None, "2026-11", "label"): 2 + 5}
    assert sorted(aside) == [
        ("a.parquet", 3, "unknown-service-of-list", "2026-11-30T23:59:59+08:00,s裁剪,4\r\n"),
        ("b.csv", 3, "unknown-service", "2026-11-05,lable,5\n"),
    ]


@pytest.mark.usefixtures("large")
def test_files_without_any_row_that_counts_are_refused(book: PriceBook, tmp_path: Path) -> None:
    (tmp_path / "header.csv").write_text("time,action,calls\n")
    (tmp_path / "bad.csv").write_text("time,action,calls\nx,label,5\ny,label,5\n")
    assert read(book, tmp_path / "header.csv").problems == [f"{tmp_path}/header.csv: the file has a header but no rows"]
    assert read(book, tmp_path / "bad.csv", bad_rows=Aside()).problems == [
        f"{tmp_path}/bad.csv: all 2 rows were skipped, so nothing is left to count"
    ]


@pytest.mark.usefixtures("large")
def test_more_bad_cells_than_anyone_reads_are_not_all_fetched(
    book: PriceBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.csv"
    path.write_text(table("time,action,calls", *(f"2026-11,label,x{i}" for i in range(100))))
    monkeypatch.setattr("tiia_cost.inputs.engines.spark.read._TOLD", 50)
    monkeypatch.setattr("tiia_cost.inputs.engines.spark.read._PUT_ASIDE", 50)
    told = read(book, path).problems
    assert (len(told), told[-1]) == (21, "… and 30 more problems")
    assert read(book, path, bad_rows=Aside()).problems == [
        f"{path}: more than 50 different accounts, services, times or counts cannot be read; correct the file first"
    ]


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("calls", [[6 * 10**17] * 2, [10**18] * 20, ["6e17", "1", "6e17"]])
def test_more_calls_than_there_can_be_are_refused(book: PriceBook, tmp_path: Path, calls: list[object]) -> None:
    (tmp_path / "log.csv").write_text(table("month,service,calls", *(f"2026-11,label,{count}" for count in calls)))
    assert read(book, tmp_path / "log.csv").problems == [
        f"{tmp_path}/log.csv: the calls of label in one month add up to more than 10^18"
    ]


def test_a_month_without_a_price_is_told_at_its_file_and_at_its_line_if_that_is_small(
    prices: Prices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("month,service,calls\n2026-11,label,5\n")
    (tmp_path / "b.csv").write_text("month,service,calls\n2026-11,label,5\n2019-11,label,6\n2019-11,label,7\n")
    for small, place in ((1 << 20, "b.csv:3:9"), (0, "b.csv")):
        monkeypatch.setattr("tiia_cost.inputs.engines.spark.files.SMALL", small)
        reader = read_sides([([str(tmp_path)], prices())], Reading(engine="spark"))
        (side,) = reader.sides
        assert not reader.problems
        with pytest.raises(UsageError) as refused:
            estimate(side.usage, prices())
        assert (
            str(refused.value)
            == f"{tmp_path}/{place}: no price list covers 2019-11; the earliest, test-list, is in force from 2020-01-01"
        )


def test_months_are_asked_for_where_only_some_files_name_them(book: PriceBook, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(NOVEMBER)
    (tmp_path / "b.csv").write_text("service,calls\nlabel,5\n")
    assert read(book, tmp_path).problems == [
        f"{tmp_path}: this usage names no month, but other usage does; add --month YYYY-MM"
    ]


def test_headings_are_refused_as_everywhere_but_once_for_all_files(book: PriceBook, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("time,action,cals\n2026-11,label,5\n")
    assert len(read(book, tmp_path).problems) == 1
    assert read(book, tmp_path).problems[0].startswith(f"{tmp_path}/a.csv:1:13: ")


def test_nothing_that_the_bridge_to_java_logs_is_said(spark: Cluster) -> None:
    del spark  # the loggers are silent while a session is open
    names = [name for name in logging.root.manager.loggerDict if name.startswith("py4j.")]
    # So it is logged when Ctrl-C breaks a connection that is just being closed.
    record = logging.makeLogRecord({"pathname": "/site-packages/py4j/clientserver.py", "levelno": logging.ERROR})
    assert {name for name in names if logging.getLogger(name).filter(record)} == set()
    assert "py4j.clientserver" in names
