"""Call logs as their users have them: folders, patterns, packed files, pipes, bad rows, and counts to keep."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT, Ran, needs_spark, texts
from tests.support.logs import BAD_LOGS, GOOD, LOGS, PARQUET, Log, to_parquet
from tests.support.processes import IMPATIENT, in_terminal, interrupted, shell, without

if TYPE_CHECKING:
    import subprocess

    from tests.conftest import Run, Write

NOVEMBER = "time,action,calls\n2026-11-05T13:45:10+08:00,DetectLabel,5\n"
DECEMBER = "time,action,calls\n2026-11-30T16:00:00Z,CropImage,7\n"


def calls(done: Ran) -> dict[tuple[str, str], int]:
    assert done.status == 0, done.err
    bills = json.loads(done.out)["bills"]
    return {(bill["month"], charge["service"]): charge["calls"] for bill in bills for charge in bill["charges"]}


BOTH = {("2026-11", "label"): 5, ("2026-12", "crop"): 7}


def test_a_folder_is_its_tables_sorted_and_none_below_it(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "c.csv").write_text(NOVEMBER)
    (folder / "b.csv.gz").write_bytes(gzip.compress(NOVEMBER.encode()))
    (folder / "a.jsonl").write_text('{"time": "2026-12", "action": "CropImage", "calls": 7}\n')
    (folder / "README.md").write_text("no table")
    (folder / ".hidden.csv").write_text("no table")
    done = run("estimate", "logs", "-f", "json", "--verbose")
    assert calls(done) == BOTH
    assert done.err == texts(
        [
            "logs: 2 files are not read: README.md, below/; to read them, give their names",
            "logs/a.jsonl: 1 row read by python",
            "logs/b.csv.gz: 1 row read by python",
        ]
    )


def test_a_folder_without_tables_and_a_pattern_without_files_are_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    done = run("estimate", "logs", "2026-*.csv")
    assert (done.status, done.out) == (2, "")
    assert done.err == texts(
        [
            "logs: error: no usage in this folder; only files that end in .csv, .tsv, .jsonl, .ndjson or .parquet"
            " are read, with or without .gz or .zst after that, and workbooks (.xlsx, .xlsm, .xls, .ods, .et)",
            "2026-*.csv: error: no file matches this pattern",
        ]
    )


def test_a_quoted_pattern_is_its_files_but_a_file_of_that_name_is_itself(run: Run, write: Write) -> None:
    write("1.csv", NOVEMBER)
    write("2.csv", DECEMBER)
    assert calls(run("estimate", "[12].csv", "-f", "json")) == BOTH
    write("[12].csv", NOVEMBER)
    for engine in ("python", "duckdb"):  # which takes patterns itself
        assert calls(run("estimate", "[12].csv", "-f", "json", "--engine", engine)) == {("2026-11", "label"): 5}


@pytest.mark.parametrize("engine", ["auto", "python", "duckdb"])
@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_may_be_any_of_the_formats(run: Run, engine: str, packed: bool) -> None:
    lines = b'{"time": "2026-12", "action": "CropImage", "calls": 7}\n'
    for data, expected in ((DECEMBER.encode(), 7), (lines, 7)):
        done = run("estimate", "-", "-f", "json", "--engine", engine, stdin=gzip.compress(data) if packed else data)
        assert calls(done) == {("2026-12", "crop"): expected}


def test_what_counts_is_chosen_by_option_then_by_environment_and_told(run: Run, write: Write) -> None:
    write("log.csv", NOVEMBER)
    by_duckdb, by_python = (f"log.csv: 1 row read by {engine}\n" for engine in ("duckdb", "python"))
    asked = ("estimate", "log.csv", "--verbose", "--total")
    assert run(*asked).err == by_python  # a small file
    assert run(*asked, env={"TIIA_COST_ENGINE": "duckdb"}).err == by_duckdb
    assert run(*asked, "--engine", "PYTHON", env={"TIIA_COST_ENGINE": "duckdb"}).err == by_python
    done = run("estimate", "log.csv", "--engine", "spork")
    assert (done.status, done.err) == (2, "error: unknown engine spork; known: auto, python, duckdb, spark\n")


def test_a_large_log_is_counted_by_duckdb_by_itself(run: Run, write: Write) -> None:
    header, row = NOVEMBER.splitlines(keepends=True)
    write("log.csv", header + row * 450_000)
    done = run("estimate", "log.csv", "-f", "json", "--verbose")
    assert (calls(done), done.err) == ({("2026-11", "label"): 2_250_000}, "log.csv: 450,000 rows read by duckdb\n")


@pytest.mark.parametrize("query", PARQUET.values(), ids=PARQUET)
def test_parquet_is_read_whatever_types_its_columns_have(run: Run, tmp_path: Path, query: str) -> None:
    to_parquet(tmp_path / "log.parquet", query)
    done = run("estimate", "log.parquet", "-f", "json", "--verbose")
    assert calls(done) == {("2026-10", "label"): 1, ("2026-11", "label"): 2, ("2026-11", "crop"): 4}
    assert done.err == "log.parquet: 3 rows read by duckdb\n"


def test_the_last_nanosecond_of_a_month_lies_in_it(run: Run, tmp_path: Path) -> None:
    to_parquet(
        tmp_path / "log.parquet", "select '2026-11-30 23:59:59.999999999'::timestamp_ns as time, 'label' as action"
    )
    assert calls(run("estimate", "log.parquet", "-f", "json")) == {("2026-11", "label"): 1}


def test_a_column_of_parquet_that_stands_twice_is_refused_and_a_null_count_too(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    to_parquet(path, "select '2026-11' as month, 'label' as service, {'calls': [5]} as more, 5 as calls, 6 as calls_1")
    assert calls(run("estimate", "log.parquet", "-f", "json")) == {("2026-11", "label"): 5}
    path.write_bytes(path.read_bytes().replace(b"calls_1", b"service"))
    told = "log.parquet:1: error: a second column for service: service; rename or delete one of them\n"
    assert run("estimate", "log.parquet") == (2, "", told)
    to_parquet(path, "select '2026-11' as month, 'label' as service, null::int as calls")
    assert run("estimate", "log.parquet") == (2, "", "log.parquet:1: error: the count is missing\n")


def test_bad_rows_of_parquet_are_told_by_their_number(run: Run, tmp_path: Path) -> None:
    to_parquet(
        tmp_path / "log.parquet",
        "select time::timestamptz as time, action || 's' as action, -calls::int as calls from log",
    )
    done = run("estimate", "log.parquet")
    assert (done.status, done.out) == (2, "")
    assert done.err == texts(
        [
            "log.parquet:1: error: -1 is negative; a count must be 0 or more",
            "log.parquet:1: error: unknown service DetectLabels; did you mean DetectLabel? (and 1 more row)",
            "log.parquet:2: error: -2 is negative; a count must be 0 or more",
            "log.parquet:3: error: -4 is negative; a count must be 0 or more",
            "log.parquet:3: error: unknown service 智能裁剪s; did you mean 智能裁剪?",
        ]
    )


def test_a_wide_parquet_and_a_broken_one(run: Run, tmp_path: Path) -> None:
    to_parquet(tmp_path / "wide.parquet", "select '2026-11' as month, 5 as label, null as porn")
    assert calls(run("estimate", "wide.parquet", "-f", "json")) == {("2026-11", "label"): 5}
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "wide.parquet").read_bytes()[:100])
    done = run("estimate", "cut.parquet")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("cut.parquet: error: cannot be read: ")
    assert run("estimate", "wide.parquet", "--engine", "python").err.startswith(
        "wide.parquet: error: the engine python cannot read"
    )


@pytest.mark.process
def test_without_the_extra_what_needs_it_says_so_and_the_rest_goes_on(tmp_path: Path, write: Write) -> None:
    to_parquet(tmp_path / "log.parquet", PARQUET["text"])
    write("log.csv", NOVEMBER)
    write("log.csv.zst", b"\x28\xb5\x2f\xfd")
    say = 'needs an optional dependency; install it: pip install "tiia-cost[bulk]"\n'
    assert without("duckdb", "estimate", "log.parquet", cwd=tmp_path) == (2, f"log.parquet: error: Parquet {say}")
    assert without("duckdb", "estimate", "log.csv", "--engine", "duckdb", cwd=tmp_path) == (
        2,
        f"error: --engine duckdb {say}",
    )
    assert without("duckdb", "estimate", "log.csv", cwd=tmp_path) == (0, "")
    assert without("backports.zstd", "estimate", "log.csv.zst", cwd=tmp_path) == (2, f"log.csv.zst: error: zstd {say}")


UNUSED = "log.csv: columns not used: requestId\n"
BAD = """\
time,action,requestId,calls
2026-11-05T13:45:10+08:00,DetectLabel,1,5
2026-11-05T13:45:10+08:00,lable,2,6
2026-13-05T13:45:10+08:00,DetectLabel,"3
3",x
2026-11-05T13:45:10+08:00,DetectLabel,"4"x,7
2026-11-05T13:45:10+08:00,DetectLabel,8
2026-11-05T13:45:10+08:00,DetectLabel,9,10
"""


def test_bad_rows_are_written_out_with_their_reasons_and_the_others_counted(
    run: Run, write: Write, tmp_path: Path
) -> None:
    write("log.csv", BAD)
    for engine in ("python", "duckdb"):
        done = run("estimate", "log.csv", "--bad-rows", "bad.csv", "-f", "json", "--engine", engine)
        assert calls(done) == {("2026-11", "label"): 15}
        assert json.loads(done.out)["rows_left_out"] == 4
        assert done.err == f"{UNUSED}4 rows could not be counted and are left out: see bad.csv\n"
        assert (tmp_path / "bad.csv").read_text() == (
            "file,line,problem,row\n"
            'log.csv,3,unknown service lable; did you mean label?,"2026-11-05T13:45:10+08:00,lable,2,6"\n'
            'log.csv,4,"2026-13-05T13:45:10+08:00 is not a valid month, date or time; x is not a count; write 1500000, 1,500,000,'
            ' 1.5M or 150万","2026-13-05T13:45:10+08:00,DetectLabel,""3\n3"",x"\n'
            'log.csv,6,"text follows the closing "" of a cell; write """" for a "" inside it","2026-11-05T13:45:10+08:00,DetectLabel,""4""x,7"\n'
            'log.csv,7,"the row has 3 cells, but the header has 4","2026-11-05T13:45:10+08:00,DetectLabel,8"\n'
        )


def test_each_row_is_judged_by_all_of_its_cells_however_like_a_good_one_it_is(
    run: Run, write: Write, tmp_path: Path
) -> None:
    good = ["2026-11-05T13:45:10+08:00", "label", "a", "5"]
    spoiled = [
        [*good[:i], bad, *good[i + 1 :]] for i, bad in enumerate(("2026-11-05T13:60:10+08:00", "lable", "", "-5"))
    ]
    rows = [["time", "action", "uin", "calls"], good, *spoiled, good]
    write("log.csv", texts([",".join(row) for row in rows]))
    done = run("estimate", "log.csv", "--bad-rows", "bad.csv", "-f", "json")
    assert calls(done) == {("2026-11", "label"): 10}
    assert json.loads(done.out)["rows_left_out"] == 4
    assert [line.split(",")[1] for line in (tmp_path / "bad.csv").read_text().splitlines()[1:]] == ["3", "4", "5", "6"]


def test_how_many_rows_are_left_out_is_told_in_every_format(run: Run, write: Write, tmp_path: Path) -> None:
    write("log.csv", BAD)
    sentence = "4 rows of the input could not be counted and are not included."
    estimate = ("estimate", "log.csv", "--bad-rows", "bad.csv")
    check = ("check", "log.csv", "--budget", "5", "--bad-rows", "bad.csv")
    for format_ in ("table", "markdown"):
        assert sentence in run(*estimate, "-f", format_).out
        assert sentence in run(*check, "-f", format_).out
    assert "输入中有 4 行无法统计，已跳过。" in run(*estimate, "--lang", "zh").out
    header, row = run(*estimate, "-f", "csv").out.splitlines()
    assert header.endswith(",freeze,rows_left_out")
    assert row.endswith(",4")
    assert json.loads(run(*check, "-f", "json").out)["rows_left_out"] == 4
    assert f"<system-out>{sentence}</system-out>" in run(*check, "-f", "junit").out
    assert f"::warning title=rows left out::{sentence}\n" in run(*check, "-f", "github").out
    assert run("cashflow", "log.csv", "--bad-rows", "bad.csv", "-o", "balance.svg").status == 0
    assert "could not be counted" in re.sub("<[^>]*>", "", (tmp_path / "balance.svg").read_text())
    assert (
        json.loads(run("diff", "log.csv", "log.csv", "--bad-rows", "bad.csv", "-f", "json").out)["rows_left_out"] == 8
    )
    assert run(*estimate, "--total") == (
        0,
        "0.00\n",
        f"{UNUSED}4 rows could not be counted and are left out: see bad.csv\n",
    )


@pytest.mark.process
@pytest.mark.parametrize(
    "heading",
    ["cost", "total, calls", 'said "hi"', "备注\n说明", "$cost", "`date`", "a\\b", 'a\\"$(x), "b"', "账号,备注"],
)
def test_the_option_that_is_advised_leaves_a_column_out(tmp_path: Path, heading: str) -> None:
    with (tmp_path / "wide.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["month", "label", heading], ["2026-11", "11000", "x"]])
    refused = shell("$TIIA estimate wide.csv --total", tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    (advised,) = re.findall("--ignore-columns .*", refused.stderr)
    assert shell(f"$TIIA estimate wide.csv --total {advised}", tmp_path).stdout == "2.50\n"


@pytest.mark.process
@pytest.mark.parametrize(("written", "lang"), [("[ROW, ROW]", "en"), ("ROW\nROW", "zh")])
def test_the_command_that_is_advised_makes_json_readable(tmp_path: Path, write: Write, written: str, lang: str) -> None:
    row = json.dumps({"month": "2026-11", "service": "label", "calls": 5500}, indent=2)
    write("my $usage.json", written.replace("ROW", row))
    for asked, source in (("'my $usage.json'", ""), ("-", "< 'my $usage.json'")):
        refused = shell(f"$TIIA estimate {asked} --lang {lang} {source}", tmp_path)
        assert (refused.returncode, refused.stdout) == (2, "")
        (advised,) = re.findall("jq .*", refused.stderr)
        assert shell(f"{advised} {source} | $TIIA estimate - --total", tmp_path).stdout == "2.50\n"


@pytest.mark.parametrize("option", ["--output", "--bad-rows", "--counts"])
@pytest.mark.parametrize("usage", ["a.csv", "../logs/a.csv", ".", "?.csv"])
def test_no_log_is_replaced_by_what_is_read_from_it(
    run: Run, write: Write, tmp_path: Path, option: str, usage: str
) -> None:
    (tmp_path / "logs").mkdir()
    write("logs/a.csv", NOVEMBER)
    done = run("estimate", usage, option, "a.csv", cwd=tmp_path / "logs")
    assert done == (2, "", f"error: {option} and USAGE are the same file, a.csv; write to another one\n")
    done = run("estimate", usage, option, "a.csv", "--lang", "zh", cwd=tmp_path / "logs")
    assert done == (2, "", f"error: {option} 与 调用量 是同一个文件 a.csv；请写入其他文件\n")
    assert (tmp_path / "logs/a.csv").read_text() == NOVEMBER


@pytest.mark.process
@pytest.mark.parametrize(
    ("command", "called"),
    [
        ("estimate usage.csv -o usage.csv", "error: --output and USAGE"),
        ("estimate usage.csv -o link", "error: --output and USAGE"),
        ("estimate hard -o usage.csv", "error: --output and USAGE"),
        ("estimate - -o usage.csv < usage.csv", "error: --output and USAGE"),
        ("estimate /dev/stdin --counts usage.csv < usage.csv", "error: --counts and USAGE"),
        ("check usage.csv --budget 5 -o usage.csv", "error: --output and USAGE"),
        ("check usage.csv --max-increase 5 --baseline base.csv -o base.csv", "error: --output and USAGE"),
        ("check usage.csv --budgets budgets.yaml -o budgets.yaml", "error: --output and --budgets"),
        ("check usage.csv --budgets budgets.yaml --bad-rows budgets.yaml", "error: --bad-rows and --budgets"),
        ("diff usage.csv base.csv -o base.csv", "error: --output and USAGE"),
        ("diff usage.csv base.csv --bad-rows usage.csv", "error: --bad-rows and USAGE"),
        ("diff usage.csv --prices-after later.yaml -o later.yaml", "error: --output and --prices-after"),
        ("diff usage.csv --prices-before later.yaml -o later.yaml", "error: --output and --prices-before"),
        (
            "diff usage.csv --prices prices.yaml --prices-after later.yaml -o prices.yaml",
            "error: --output and --prices",
        ),
        ("cashflow usage.csv -o usage.csv", "error: --output and USAGE"),
        (
            "cashflow usage.csv --prices prices.yaml --prices later.yaml --counts later.yaml",
            "error: --counts and --prices",
        ),
        ("estimate usage.csv --prices prices.yaml -o prices.yaml", "error: --output and --prices"),
        ("tiers label --prices prices.yaml -o ./prices.yaml", "error: --output and --prices"),
        ("afford label --budget 5 --prices prices.yaml -o prices.yaml", "error: --output and --prices"),
        ("explain label=5 --prices prices.yaml -o prices.yaml", "error: --output and --prices"),
        ("prices show --prices prices.yaml -o prices.yaml", "error: --output and --prices"),
        ("prices show --prices /dev/stdin -o prices.yaml < prices.yaml", "error: --output and --prices"),
    ],
)
def test_no_output_is_one_of_the_files_read(write: Write, tmp_path: Path, command: str, called: str) -> None:
    prices = (ROOT / "pricing.yaml").read_bytes()
    write("usage.csv", NOVEMBER)
    write("base.csv", NOVEMBER)
    write("prices.yaml", prices)
    write("later.yaml", prices.replace(b"2019-12-01", b"2020-01-01").replace(b"name: tencent-tiia\n", b"name: later\n"))
    write("budgets.yaml", "monthly: 5\n")
    (tmp_path / "link").symlink_to("usage.csv")
    (tmp_path / "hard").hardlink_to(tmp_path / "usage.csv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = shell(f"$TIIA {command}", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{called} are the same file, " in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_prices_of_the_environment_are_not_written_over(run: Run, write: Write) -> None:
    path = write("prices.yaml", (ROOT / "pricing.yaml").read_bytes())
    done = run("tiers", "label", "-o", path, env={"TIIA_COST_PRICES": str(path)})
    assert done == (2, "", f"error: --output and TIIA_COST_PRICES are the same file, {path}; write to another one\n")
    assert path.read_bytes() == (ROOT / "pricing.yaml").read_bytes()


@pytest.mark.process
def test_the_shipped_prices_are_not_written_over(tmp_path: Path, write: Write) -> None:
    # A program of its own: were its prices written over, those of all other tests would still stand.
    shutil.copytree(ROOT / "tiia_cost", tmp_path / "tiia_cost")
    shipped = write("pricing.yaml", (ROOT / "pricing.yaml").read_bytes())
    for lang, told in (
        ("en", "error: --output and a shipped price list are"),
        ("zh", "error: --output 与 自带价格表 是"),
    ):
        done = shell(f"{sys.executable} -m tiia_cost prices show -o pricing.yaml --lang {lang}", tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(told)
    assert shipped.read_bytes() == (ROOT / "pricing.yaml").read_bytes()


@pytest.mark.process
def test_devices_and_pipes_take_what_is_read_from_files(tmp_path: Path, write: Write) -> None:
    write("log.csv", NOVEMBER)
    for asked in (
        "log.csv -o /dev/null",
        "- -o /dev/stdout < log.csv | cat",
        "/dev/stdin -o /dev/stdout < log.csv | cat",
    ):
        done = shell(f"$TIIA estimate {asked}", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    done = shell("cat log.csv | $TIIA estimate - -o log.csv -f csv", tmp_path)  # who reads it there nobody knows
    assert done.returncode == 0


@pytest.mark.process
def test_a_file_is_told_apart_from_standard_input_that_is_redirected_from_it(tmp_path: Path, write: Write) -> None:
    write("log.csv", NOVEMBER)
    twice = "and would count twice; leave one of them out\n"
    done = shell("$TIIA estimate log.csv - < log.csv", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"-: error: this is the same file as log.csv, {twice}",
    )
    done = shell("$TIIA estimate - - < log.csv", tmp_path)
    assert (done.returncode, done.stderr) == (2, "error: standard input (-) can be read only once\n")
    assert shell("$TIIA diff log.csv - < log.csv", tmp_path).returncode == 0
    assert shell("$TIIA diff log.csv log.csv", tmp_path).returncode == 0
    assert shell("$TIIA check log.csv --baseline log.csv --max-increase 5", tmp_path).returncode == 0


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_a_bill_that_is_written_into_the_folder_it_is_made_of_changes_nothing(
    run: Run, tmp_path: Path, engine: str
) -> None:
    folder = tmp_path / "logs"
    shutil.copytree(ROOT / "tests/cases/bills_in_folder", folder)
    (folder / "bad.csv").write_text("file,line,problem,row\n")
    total = ("estimate", "logs", "--total", "--engine", engine)
    assert run(*total).out == "2950.00\n"
    for _ in range(2):
        written = run("estimate", "logs", "-o", "logs/bills.csv", "--bad-rows", "logs/bad.csv", "--engine", engine)
        assert (written.status, written.out) == (0, "")
        assert run(*total).out == "2950.00\n"
        assert "bad.csv, bills.csv; to read bills, give the names of their files" in run(*total).err
    assert run("estimate", "logs/bills.csv", "--total", "--engine", engine).out == "2950.00\n"


def test_counts_are_not_written_into_a_folder_that_they_are_counts_of(run: Run, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/a.csv").write_text(NOVEMBER)
    assert run("estimate", "logs", "--counts", "logs/../logs/counts.csv") == (
        2,
        "",
        "error: --counts: logs/../logs/counts.csv would be read as usage the next time logs is read, and everything would count"
        " twice; write it to another folder\n",
    )
    assert run("estimate", "logs", "--counts", "logs/counts.txt", "--total").status == 0
    assert run("estimate", "logs/a.csv", "--counts", "logs/counts.csv", "--total").status == 0


def test_a_device_takes_bad_rows_and_counts_alike(run: Run, write: Write) -> None:
    write("log.csv", BAD)
    done = run("estimate", "log.csv", "--bad-rows", "/dev/null", "--counts", "/dev/null", "--total")
    assert done == (0, "0.00\n", f"{UNUSED}4 rows could not be counted and are left out: see /dev/null\n")


@pytest.mark.process
def test_without_room_for_bad_rows_their_file_is_blamed(write: Write, tmp_path: Path) -> None:
    write("log.csv", NOVEMBER + "2026-11-05,lable,5\n" * 100)
    # Coverage would have no room for what it notes, either.
    done = shell("unset ${!COVERAGE_*}; ulimit -f 1; $TIIA estimate log.csv --bad-rows bad.csv", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (4, "", "error: cannot write bad.csv: File too large\n")


@pytest.mark.process
def test_without_room_for_a_database_python_counts(write: Write, tmp_path: Path) -> None:
    write("log.csv", NOVEMBER)
    done = shell(
        "unset ${!COVERAGE_*}; ulimit -f 0; $TIIA estimate log.csv --engine duckdb --total --verbose", tmp_path
    )
    assert (done.returncode, done.stdout) == (0, "0.00\n")
    assert done.stderr.endswith("log.csv: 1 row read by python\n")


def test_without_bad_rows_nothing_is_said_and_the_file_has_none(run: Run, write: Write, tmp_path: Path) -> None:
    write("log.csv", NOVEMBER)
    done = run("estimate", "log.csv", "--bad-rows", "bad.csv", "-f", "json")
    assert done == run("estimate", "log.csv", "-f", "json")
    assert (tmp_path / "bad.csv").read_text() == "file,line,problem,row\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (NOVEMBER + '2026-11-05,label,"5\n' + NOVEMBER, 'a quoted cell is not closed; add the missing "'),
        (NOVEMBER + '"2026-11\n-05"x,label,5\n', 'text follows the closing " of a cell; write "" for a " inside it'),
        ("time,action,calls\n2026-11-05,lable,5\n2026-11-05,lable,6\n", "all 2 rows were skipped, so nothing is left to count"),
        (NOVEMBER + "2026-11-05,label,999999999999999999\n" * 2, "the calls of label in one month add up to more than 10^18"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_row_by_row_is_refused_all_the_same(
    run: Run, write: Write, tmp_path: Path, content: str, told: str
) -> None:
    write("log.csv", content)
    done = run("estimate", "log.csv", "--bad-rows", "bad.csv", "--counts", "counts.csv")
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]


@pytest.mark.parametrize("log", [log for log in (*LOGS, *BAD_LOGS) if "csv" in log.name], ids=lambda log: log.name)
def test_leaving_bad_rows_out_counts_what_is_counted_without_them(
    run: Run, write: Write, log: Log, tmp_path: Path
) -> None:
    """Mending is not needed: what is left out, and what is counted, are all the rows there are."""
    name, content, _ = log
    write(name, content)
    done = run("estimate", name, "--bad-rows", "bad.txt", "-f", "json")
    if done.status == 0:
        whole = run("estimate", name, "-f", "json")
        assert (whole.status == 0) == ("rows_left_out" not in json.loads(done.out))
        assert whole.out in ("", done.out)
    else:
        assert not (tmp_path / "bad.txt").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--bad-rows", "no/x.csv"), "error: the folder of --bad-rows does not exist: no"),
        (("--counts", ""), "error: --counts needs a file name"),
        (("--bad-rows", "."), "error: --bad-rows: . is a folder; name a file in it"),
        (
            ("--bad-rows", "x.csv", "--counts", "./x.csv"),
            "error: --counts and --bad-rows are the same file, ./x.csv; write to another one",
        ),
        (
            ("--counts", "x.csv", "-o", "x.csv"),
            "error: --counts and --output are the same file, x.csv; write to another one",
        ),
    ],
)
def test_files_that_cannot_be_written_are_refused_first(run: Run, options: tuple[str, ...], told: str) -> None:
    assert run("estimate", "label=5", *options) == (2, "", f"{told}\n")


def test_a_side_file_that_cannot_be_written_ends_with_status_4(run: Run, write: Write) -> None:
    write("log.csv", NOVEMBER)
    done = run("estimate", "log.csv", "--counts", "/dev/full")
    assert (done.status, done.out) == (4, "")
    assert done.err == "error: cannot write /dev/full: No space left on device\n"


@pytest.mark.parametrize("log", LOGS, ids=[log.name for log in LOGS])
def test_counts_that_are_kept_give_the_result_of_the_log(run: Run, write: Write, log: Log) -> None:
    name, content, _ = log
    write(name, content)
    month = () if "period" not in name else ("--month", "2026-11")
    first = run("estimate", name, "-f", "json", "--counts", "kept.csv", *month)
    again = run("estimate", "kept.csv", "-f", "json")
    assert (first.status, again.status, again.err) == (0, 0, "")
    # Only the log has rows that have no number of calls.
    assert again.out == re.sub(r'  "rows_as_calls": [0-9]+,\n', "", first.out)


def test_kept_counts_are_a_long_table(run: Run, write: Write, tmp_path: Path) -> None:
    write("log.csv", "time,action,uin,calls\n2026-12-01,CropImage,=b,7\n2026-11-05,porn,a,0\n2026-11-05,label,a,5\n")
    assert run("check", "log.csv", "--budget", "5", "--counts", "counts.csv").status == 0
    assert (tmp_path / "counts.csv").read_text() == (
        "account,month,service,calls\n=b,2026-12,crop,7\na,2026-11,label,5\na,2026-11,porn,0\n"
    )


def test_counts_of_usage_with_and_without_accounts_are_no_table(run: Run, write: Write) -> None:
    write("log.csv", "uin,service,calls\na,label,5\n")
    done = run("estimate", "log.csv", "label=5", "--counts", "counts.csv")
    assert (done.status, done.out) == (2, "")
    assert (
        done.err
        == "error: --counts: some usage names its account and some does not, and one table cannot hold both; run them separately\n"
    )


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "乙 b", '"c,']), st.sampled_from(["label", "porn"]), st.integers(0, 10**9)),
        min_size=1,
    )
)
def test_kept_counts_add_up_to_the_log(run: Run, write: Write, rows: list[tuple[str, str, int]]) -> None:
    lines = [
        {"month": "2026-11", "uin": account, "action": service, "calls": count} for account, service, count in rows
    ]
    write("log.jsonl", "".join(f"{json.dumps(line)}\n" for line in lines))
    first = run("estimate", "log.jsonl", "-f", "csv", "--counts", "counts.csv")
    assert run("estimate", "counts.csv", "-f", "csv").out == first.out


def test_a_name_that_is_no_text_is_read_by_duckdb(run: Run, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(NOVEMBER)
    to_parquet(tmp_path / "log.parquet", PARQUET["text"])
    for name in ("log.csv", "log.parquet"):
        log = os.fsdecode(b"\xff") + name
        (tmp_path / name).rename(tmp_path / log)
        assert run("estimate", log, "--engine", "duckdb", "--verbose").err.endswith(" read by duckdb\n")


@pytest.mark.spark
def test_a_name_that_is_no_text_is_refused_for_spark(run: Run, tmp_path: Path) -> None:
    needs_spark()
    for name in ("log.csv", "log.parquet"):
        log = os.fsdecode(b"\xff") + name
        (tmp_path / log).write_text(NOVEMBER)
        told = "Spark cannot read a file whose name is not UTF-8; rename it, or leave --engine out"
        assert run("estimate", log, "--engine", "spark") == (2, "", f"\\udcff{log[1:]}: error: {told}\n")


def big_log(folder: Path, rows: int) -> Path:
    """Write a log with another second in each row."""
    path = folder / "big.csv"
    duckdb.connect().execute(
        f"""copy (
            select strftime(timestamp '2026-01-01' + i * interval 1 second, '%Y-%m-%dT%H:%M:%SZ') as time,
                'DetectLabel' as action, i % 7 as calls
            from range({rows}) as t (i)
        ) to '{path}'"""
    )
    return path


@pytest.mark.process
@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_an_interrupt_while_counting_ends_with_130_and_leaves_nothing(tmp_path: Path, engine: str) -> None:
    log = big_log(tmp_path, 6_000_000)
    temporary = tmp_path / "temporary"
    temporary.mkdir()

    def counts(process: subprocess.Popen[bytes]) -> bool:
        # The log is read once for its encoding, and again for its rows.
        read = re.search(r"rchar: ([0-9]+)", Path(f"/proc/{process.pid}/io").read_text())
        return read is not None and int(read[1]) > 1.2 * log.stat().st_size

    # A fast machine waits at the end for standard input, which stays open.
    asked = ("estimate", log.name, "-", "--engine", engine)
    done = interrupted(*asked, cwd=tmp_path, begun=counts, TMPDIR=str(temporary))
    assert done == (130, b"", b"")
    assert list(temporary.iterdir()) == []


@pytest.mark.process
@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_long_reading_shows_how_far_it_is_in_a_terminal_and_nowhere_else(tmp_path: Path, engine: str) -> None:
    log = big_log(tmp_path, 100_000)
    asked = ("estimate", log.name, "--total", "--engine", engine)
    shown = in_terminal(*asked, columns=80, cwd=tmp_path, program=IMPATIENT)
    assert re.search(r"big\.csv .*[0-9]+%", shown)
    assert re.search(r"[0-9]\.[0-9]{2}\s*$", shown)
    assert shell(shlex.join([*IMPATIENT, *asked]), tmp_path).stderr == ""


def test_the_examples_of_a_log_are_read_by_both_engines(run: Run) -> None:
    for engine in ("python", "duckdb"):
        done = run("estimate", ROOT / "examples/forecasts/daily-two-accounts.csv", "-f", "csv", "--engine", engine)
        assert done.out == run("estimate", ROOT / "examples/forecasts/daily-two-accounts.csv", "-f", "csv").out


@pytest.mark.process
def test_a_log_is_counted_in_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(GOOD)
    piped = shell("gzip -c log.csv | $TIIA estimate - --engine duckdb -f csv", tmp_path)
    assert piped.stdout == shell("$TIIA estimate log.csv -f csv", tmp_path).stdout
