"""Workbooks as users give them: wherever a CSV is, with their own sheets, places and files of this program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.conftest import needs_spark, texts
from tests.support.workbooks import fill, saved, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from tests.conftest import Run, Write

HEADER = ("month", "service", "calls")
ROWS = [HEADER, ("2026-11", "label", 1_500_000), ("2026-12", "porn", 20_000)]
CSV = "month,service,calls\n2026-11,label,1500000\n2026-12,porn,20000\n"


def two_sheets() -> Workbook:
    made = workbook(ROWS[:2], "一月")
    fill(made.create_sheet("二月"), [HEADER, ROWS[2]])
    return made


def bills(run: Run, *arguments: str | Path, stdin: bytes | None = None) -> object:
    done = run("estimate", *arguments, "-f", "json", "-q", stdin=stdin)
    assert (done.status, done.err) == (0, "")
    return json.loads(done.out)["bills"]


def test_a_workbook_is_read_wherever_a_csv_is(run: Run, write: Write, tmp_path: Path) -> None:
    expected = bills(run, write("a.csv", CSV))
    content = saved(workbook(ROWS))
    (tmp_path / "folder").mkdir()
    write("folder/a.xlsx", content)
    for arguments in (["folder/a.xlsx"], ["folder"], ["folder/*.xlsx"], ["folder/a.xlsx", "--engine", "duckdb"]):
        assert bills(run, *arguments) == expected
    assert bills(run, "-", stdin=content) == expected
    assert run("diff", "a.csv", "folder/a.xlsx").out.startswith("Nothing changes: 3,298.00 CNY before and after\n")
    checked = run("check", "a.csv", "--baseline", "folder/a.xlsx", "--max-increase", "0")
    assert (checked.status, checked.err) == (0, "")


def test_sheets_of_one_workbook_add_up_but_none_counts_twice(run: Run, write: Write) -> None:
    write("a.xlsx", saved(two_sheets()))
    assert bills(run, "a.xlsx#一月", "a.xlsx#二月") == bills(run, write("a.csv", CSV))
    for arguments in (("a.xlsx#一月", "a.xlsx#一月"), ("a.xlsx#一月", "a.xlsx"), ("a.xlsx", "a.xlsx#二月")):
        assert "would count twice; leave one of them out" in run("estimate", *arguments).err


def test_a_sheet_counts_once_however_its_name_is_spelled(run: Run, write: Write) -> None:
    write("a.xlsx", saved(workbook(ROWS, "Sheet")))
    for other in ("a.xlsx#sheet", "a.xlsx#ＳＨＥＥＴ"):
        done = run("estimate", "a.xlsx#Sheet", other)
        assert (done.status, done.out) == (2, "")
        assert done.err.endswith("is the same file as a.xlsx#Sheet, and would count twice; leave one of them out\n")


def test_a_total_may_be_more_than_a_count(run: Run, tmp_path: Path) -> None:
    most = 10**18
    usage = (f"label={most}", "car=7", "--month", "2026-11")
    assert run("estimate", *usage, "-o", "b.xlsx").status == 0  # its total is 10^18 + 7
    assert bills(run, "b.xlsx") == bills(run, *usage)
    (tmp_path / "u.csv").write_text(f"month,service,calls\n2026-11,label,{most}\n2026-11,car,7\n合计,,{most + 7}\n")
    assert bills(run, "u.csv") == bills(run, *usage)
    (tmp_path / "u.csv").write_text(f"month,service,calls\n2026-11,label,{most}\n2026-11,car,7\n合计,,{most + 8}\n")
    assert "but the rows above it add up to" in run("estimate", "u.csv").err


def test_a_workbook_or_sheet_that_is_missing_has_its_nearest_told(run: Run, write: Write) -> None:
    write("forecast.xlsx", saved(two_sheets()))
    assert run("estimate", "forcast.xlsx#一月").err == texts(
        ["forcast.xlsx: error: file not found; did you mean forecast.xlsx?"]
    )
    done = run("estimate", "forecast.xlsx", "--lang", "zh")
    assert (done.status, done.out) == (2, "")
    assert done.err == texts(
        ["forecast.xlsx: error: 有多个工作表不为空：一月、二月；请在文件名后写明其中一个：'forecast.xlsx#一月'"]
    )
    hidden = two_sheets()
    hidden["二月"].sheet_state = "hidden"
    assert "add its name to that of the file: 'FILE.xlsx#二月'" in run("estimate", "-", stdin=saved(hidden)).err


def test_a_lock_beside_an_open_workbook_is_not_read(run: Run, write: Write, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    write("folder/a.xlsx", saved(workbook(ROWS)))
    write("folder/~$a.xlsx", b"\5Alice" + bytes(100))
    assert bills(run, "folder") == bills(run, "folder/a.xlsx")


def test_annotations_name_the_cell_in_their_text_since_a_workbook_has_no_lines(run: Run, write: Write) -> None:
    write("a.xlsx", saved(workbook([*ROWS, ("2026-12", "label", "many")])))
    wrong = "many is not a count; write 1500000, 1,500,000, 1.5M or 150万"
    done = run("check", "a.xlsx", "--budget", "100", "-f", "github")
    assert done.err == f"::error file=a.xlsx::Sheet1!C4: {wrong}\n"
    write("a.xlsx", saved(workbook(ROWS)))
    (over,) = (
        line for line in run("check", "a.xlsx", "--budget", "100", "-f", "github").out.split("\n") if "3,278" in line
    )
    assert over.startswith("::error file=a.xlsx,title=Over budget%3A monthly::Sheet1!B2: 2026-11: ")


def test_bad_rows_of_a_sheet_have_its_name_and_their_cells(run: Run, write: Write, tmp_path: Path) -> None:
    write("a.xlsx", saved(workbook([*ROWS, ("2026-12", "label", "=1", "x, y")], at=(3, 2))))
    assert run("estimate", "a.xlsx", "--bad-rows", "bad.csv", "--total").status == 0
    _, row = (tmp_path / "bad.csv").read_text().splitlines()
    assert row.startswith('a.xlsx#Sheet1,6,"the file has no computed result of this formula; open it')
    assert row.endswith('"2026-12,label,,""x, y"""')


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("month", ["2026-11", ""])
@pytest.mark.parametrize("account", ["100001", ""])
def test_bills_that_were_written_as_a_workbook_read_back(
    run: Run, write: Write, tmp_path: Path, lang: str, month: str, account: str
) -> None:
    rows: list[list[object]] = [
        [name for name, kept in (("account", account), ("month", month), ("label", "1"), ("porn", "1")) if kept],
        [*filter(None, (account, month)), 1_500_000, 20_000],
    ]
    write("a.xlsx", saved(workbook(rows)))
    (tmp_path / "folder").mkdir()
    assert run("estimate", "a.xlsx", "--lang", lang, "-o", "folder/bills.xlsx").status == 0
    assert bills(run, "folder/bills.xlsx") == bills(run, "a.xlsx")
    write("folder/b.xlsx", saved(workbook(rows)))
    told = run("estimate", "folder", "-f", "json")
    assert json.loads(told.out)["bills"] == bills(run, "a.xlsx")
    assert told.err.startswith("folder: skipped bills.xlsx, a file of bills or bad rows that tiia-cost wrote;")


def test_a_sheet_of_bills_that_was_renamed_is_a_sheet_like_any_other(run: Run, write: Write, tmp_path: Path) -> None:
    assert run("estimate", write("a.csv", CSV), "-o", "bills.xlsx").status == 0
    made = load_workbook(tmp_path / "bills.xlsx")
    for name in made.sheetnames:
        made[name].title = f"{name} 2"
    write("b.xlsx", saved(made))
    assert "several sheets are not empty: Summary 2, Bills 2" in run("estimate", "b.xlsx").err


def test_a_workbook_of_this_program_without_bills_says_so(run: Run) -> None:
    assert run("tiers", "label", "-o", "tiers.xlsx").status == 0
    assert run("estimate", "tiers.xlsx").err == texts(
        [
            "tiers.xlsx: error: this workbook was written by tiia-cost, but has no bills to read; workbooks of estimate, check, diff and cashflow have them"
        ]
    )


def test_spark_leaves_workbooks_of_this_machine_to_python(run: Run, write: Write) -> None:
    needs_spark()
    write("a.xlsx", saved(two_sheets()))
    assert bills(run, "a.xlsx#一月", "--engine", "spark") == bills(run, "a.xlsx#一月")
