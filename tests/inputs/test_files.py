"""The files that an argument means, notices about others, and that each file counts once, in both engines."""

from __future__ import annotations

import gzip
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.conftest import ROOT
from tests.support.logs import to_parquet
from tests.support.tables import Counts, counts_of, read_sides
from tiia_cost.core.estimate import BILL_COLUMNS
from tiia_cost.errors import UsageError
from tiia_cost.inputs.engines.choice import Reading
from tiia_cost.inputs.tables.own_files import BAD_ROW_COLUMNS
from tiia_cost.reports import ranges

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Write
    from tiia_cost.core.book import PriceBook

CASES = ROOT / "tests/cases"
FIVE = "month,service,calls\n2026-11,label,5\n"
LABEL = (None, "2026-11", "label")

pytestmark = pytest.mark.parametrize("engine", ["python", "duckdb"])


class Found(NamedTuple):
    counts: Counts
    problems: list[str]
    said: list[str]


def read(book: PriceBook, *sides: tuple[str, ...], engine: str, lang: str = "en") -> Found:
    """Return the counts of the first side, and all problems and notices."""
    reader = read_sides([(side, book) for side in sides], Reading(engine=engine))
    said = [notice.text(lang) for notice in reader.notices()]
    return Found(counts_of(reader.sides[0].usage), reader.problems.as_error(UsageError).lines(lang), said)


@pytest.fixture(autouse=True)
def in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def folder(tmp_path: Path, write: Write) -> Path:
    (tmp_path / "logs").mkdir()
    write("logs/a.csv", FIVE)
    return tmp_path / "logs"


# One file counts once


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("a.csv", "a.csv"), "a.csv: this file is given twice, by a.csv and by a.csv"),
        (("a.csv", "./a.csv"), "./a.csv: this is the same file as a.csv"),
        (("a.csv", "../logs/a.csv"), "../logs/a.csv: this is the same file as a.csv"),
        ((".", "./a.csv"), "./a.csv: this file is given twice, by . and by ./a.csv"),
        (("?.csv", "a.csv"), "a.csv: this file is given twice, by ?.csv and by a.csv"),
        (("*.csv", "[ab].csv"), "a.csv: this file is given twice, by *.csv and by [ab].csv"),
        (("a.csv", "hard"), "hard: this is the same file as a.csv"),
        (("soft", "a.csv"), "a.csv: this is the same file as soft"),
        (("a.csv", "/proc/self/cwd/a.csv"), "/proc/self/cwd/a.csv: this is the same file as a.csv"),
    ],
)
def test_a_file_that_is_reached_twice_is_refused_and_both_ways_named(
    book: PriceBook, folder: Path, monkeypatch: pytest.MonkeyPatch, engine: str, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(folder)
    os.link("a.csv", "hard")
    (folder / "soft").symlink_to("a.csv")
    found = read(book, arguments, engine=engine)
    assert found.problems == [f"{told}, and would count twice; leave one of them out"]
    assert found.counts == {LABEL: 5}


def test_two_names_of_one_file_in_a_folder_are_refused(book: PriceBook, folder: Path, engine: str) -> None:
    os.link(folder / "a.csv", folder / "b.csv")
    (folder / "c.csv").symlink_to("a.csv")
    assert [line.partition(", and")[0] for line in read(book, ("logs",), engine=engine).problems] == [
        "logs/b.csv: this is the same file as logs/a.csv",
        "logs/c.csv: this is the same file as logs/a.csv",
    ]


def test_equal_files_count_and_so_does_a_file_on_either_side(book: PriceBook, folder: Path, engine: str) -> None:
    (folder / "b.csv").write_text(FIVE)
    found = read(book, ("logs",), ("logs/a.csv",), engine=engine)
    assert (found.counts, found.problems) == ({LABEL: 10}, [])


# What is read of a folder, and what is told of the rest


def test_what_a_folder_holds_and_is_not_read_is_told(book: PriceBook, engine: str) -> None:
    folder = str(CASES / "rotated")
    said = "5 files are not read: calls.csv-20260801, calls.csv.1, calls.json, …; to read them, give their names"
    assert read(book, (folder,), engine=engine) == ({LABEL: 600_000}, [], [f"{folder}: {said}"])
    zh = "有 5 个文件未读取：calls.csv-20260801、calls.csv.1、calls.json、…；如需读取，请写出文件名"
    assert read(book, (folder,), engine=engine, lang="zh").said == [f"{folder}: {zh}"]
    found = read(
        book, (folder, *(f"{folder}/{name}" for name in os.listdir(folder) if name != "calls.csv")), engine=engine
    )
    assert sum(found.counts.values()) == 6 * 600_000


def test_odd_and_hidden_names_in_a_folder(book: PriceBook, folder: Path, engine: str) -> None:
    for name in ("_part.csv", ".hidden.csv", "~$a.xlsx", "z.CSV"):
        (folder / name).write_text(FIVE)
    (folder / "below.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    said = "4 files are not read: _part.csv, below.csv/, pipe.csv, …; to read them, give their names"
    assert read(book, ("logs",), engine=engine) == ({LABEL: 10}, [], [f"logs: {said}"])


def test_a_pipe_is_read_where_it_is_named_and_not_waited_for_in_patterns(
    book: PriceBook, folder: Path, engine: str
) -> None:
    os.mkfifo(folder / "pipe.csv")
    found = read(book, ("logs/*.csv",), engine=engine)
    told = "logs/*.csv: 1 file is not read: logs/pipe.csv; to read it, give its name"
    assert found == ({LABEL: 5}, [], [told])
    found = read(book, ("logs/p*",), engine=engine)
    assert (found.problems, found.said) == (["logs/p*: no file matches this pattern"], [told.replace("*.csv", "p*", 1)])
    here, there = os.pipe()
    os.write(there, FIVE.encode())
    os.close(there)
    assert read(book, (f"/dev/fd/{here}",), engine=engine).counts == {LABEL: 5}
    os.close(here)


# What this program wrote itself


def as_bill(*more: str, delimiter: str = ",") -> str:
    cells = {"account": "1", "month": "2026-11", "service": "label", "calls": "5"}
    row = [cells.get(name, "") for name in (*BILL_COLUMNS, *more)]
    return "".join(f"{delimiter.join(line)}\n" for line in ((*BILL_COLUMNS, *more), row))


OWN = {
    "bill.csv": as_bill().encode(),
    "with-range.csv": as_bill(*ranges.CSV_COLUMNS, "rows_left_out").encode(),
    "saved-by-a-spreadsheet.csv": b"\xef\xbb\xbf" + as_bill(delimiter=";").replace("\n", "\r\n").encode(),
    "as-unicode-text.tsv": as_bill(delimiter="\t").encode("utf-16"),
    "quoted.csv": ('"' + as_bill().replace(",", '","').replace("\n", '"\n"').removesuffix('"')).encode(),
    "packed.csv.gz": gzip.compress(as_bill().encode()),
    "bad-rows.csv": f"{','.join(BAD_ROW_COLUMNS)}\nlogs/a.csv,3,x,y\n".encode(),
}


@pytest.mark.parametrize("name", OWN)
def test_bills_and_bad_rows_are_passed_over_in_a_folder_and_it_is_said(
    book: PriceBook, folder: Path, engine: str, name: str
) -> None:
    (folder / name).write_bytes(OWN[name])
    said = (
        f"skipped {name}, a file of bills or bad rows that tiia-cost wrote; to read bills, give the name of their file"
    )
    expected = Found({LABEL: 5}, [], [f"logs: {said}"])
    assert read(book, ("logs",), engine=engine) == expected
    assert read(book, ("log*",), engine=engine) == expected
    if "bad" not in name:
        billed: Counts = {("1", "2026-11", "label"): 5}
        assert read(book, ("logs", f"logs/{name}"), engine=engine).counts == {LABEL: 5, **billed}
        assert read(book, (f"logs/{name}",), engine=engine).counts == billed
        assert read(book, (f"logs/{name[:3]}*",), engine=engine).counts == billed


def test_a_folder_of_bills_alone_has_no_usage(book: PriceBook, folder: Path, engine: str) -> None:
    (folder / "a.csv").write_bytes(OWN["bill.csv"])
    (folder / "b.csv").write_bytes(OWN["bad-rows.csv"])
    found = read(book, ("logs",), engine=engine)
    assert [line.partition(":")[2].partition(";")[0] for line in found.problems] == [" no usage in this folder"]
    assert found.said == [
        "logs: skipped 2 files of bills or bad rows that tiia-cost wrote: a.csv, b.csv; to read bills, give the names"
        " of their files"
    ]


def test_a_table_that_shares_a_heading_with_bills_is_read(book: PriceBook, folder: Path, engine: str) -> None:
    (folder / "b.csv").write_text("account,month,service,calls,cost,prices\n1,2026-11,label,5,1,x\n")
    assert read(book, ("logs",), engine=engine).counts == {LABEL: 5, ("1", "2026-11", "label"): 5}


# Notices of many files


def test_the_same_notice_of_many_files_is_one_line(book: PriceBook, folder: Path, engine: str) -> None:
    for i in range(30):
        (folder / f"{i:02}.csv").write_bytes("月份,服务,次数\n2026-11,图像标签,5\n".encode("gb18030"))
    assert read(book, ("logs",), engine=engine).said == ["logs/00.csv: read as GB18030 (and 29 more files)"]
    said = read(book, ("logs",), engine=engine, lang="zh").said
    assert said == ["logs/00.csv: 按 GB18030 读取（另有 29 个文件相同）"]
    (folder / "00.csv").rename(folder / "zz.txt")
    assert read(book, ("logs/zz.txt", "logs/a.csv"), engine=engine).said == ["logs/zz.txt: read as GB18030"]


def test_parquet_in_a_folder_is_a_table_like_others(book: PriceBook, folder: Path, engine: str) -> None:
    to_parquet(folder / "b.parquet", "select '2026-11' as month, 'label' as service, 5 as calls")
    if engine == "duckdb":
        assert read(book, ("logs",), engine=engine).counts == {LABEL: 10}


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
def test_names_of_no_utf_8_are_told_so_that_a_terminal_shows_them(book: PriceBook, folder: Path, engine: str) -> None:
    (folder / os.fsdecode(b"x\xff.txt")).write_text("")
    (said,) = read(book, ("logs",), engine=engine).said
    assert said == "logs: 1 file is not read: x\\udcff.txt; to read it, give its name"
