from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, texts
from tests.support.processes import IMPATIENT, in_terminal
from tiia_cost.inputs.engines import choice
from tiia_cost.inputs.engines import open as opening

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

LOG = "time,action,note\n2026-11-05T13:45:10,label,\n2026-11-05T13:45:11,lable,\n2026-12-05T13:45:11,label,\n"
INSTALL = 'pip install "tiia-cost[bulk]"'


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Return a folder about which much is to be told."""
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "log.csv").write_bytes(LOG.replace("note", "备注").encode("gb18030"))
    (folder / "README").write_text("")
    (folder / "charged").write_text((ROOT / "pricing.yaml").read_text(encoding="utf-8"))
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("estimate", "."),
        ("check", ".", "--budget", "5"),
        ("diff", ".", "log.csv"),
        ("cashflow", "."),
        ("tiers", "label"),
        ("afford", "label", "--budget", "5"),
        ("explain", "label=5"),
        ("prices", "show"),
        ("prices", "diff", "announced", "charged"),
    ],
    ids=" ".join,
)
def test_quiet_silences_notices_and_changes_nothing_else(run: Run, logs: Path, command: tuple[str, ...]) -> None:
    # The list has the name of a shipped set, the log is GB18030 and has a bad row, and a folder has other files, too.
    options = () if command[0] == "prices" and command[1] == "diff" else ("--prices", "charged")
    if "." in command:
        options = (*options, "--bad-rows", str(logs.parent / "bad.csv"), "--verbose")
    loud = run(*command, *options, cwd=logs)
    assert len(loud.err.splitlines()) >= (7 if "." in command else 1)
    for quiet in ("-q", "--quiet"):
        assert run(*command, *options, quiet, cwd=logs) == (loud.status, loud.out, "")


def test_quiet_leaves_errors(run: Run, logs: Path) -> None:
    told = "log.csv:3:21: error: unknown service lable; did you mean label?\n"
    assert run("estimate", "log.csv", "-q", cwd=logs) == (2, "", told)
    assert run("estimate", "label=5", "-q", "-o", "/dev/full").err.startswith("error: cannot write /dev/full")


@pytest.mark.parametrize("command", [("list",), ("validate", str(ROOT / "pricing.yaml")), ("schema",)])
def test_commands_that_notice_nothing_can_be_quiet_too(run: Run, command: tuple[str, ...]) -> None:
    assert run("prices", *command, "-q") == run("prices", *command)


@pytest.mark.process
def test_quiet_shows_no_progress(tmp_path: Path, write: Write) -> None:
    write("log.csv", "month,service,calls\n" + "2026-11,label,1\n" * 200_000)
    asked = ("estimate", "log.csv", "--total", "--engine", "python")
    assert "%" in in_terminal(*asked, columns=80, cwd=tmp_path, program=IMPATIENT)
    assert in_terminal(*asked, "-q", columns=80, cwd=tmp_path, program=IMPATIENT) == "475.00\n"  # 190,000 × 2.5 / 1,000


TYPED = "month,label\n2026-11,1000000\n"


@pytest.mark.process
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "reading a table from standard input; end it with Ctrl-D\n"),
        (("--lang", "zh"), "正在从标准输入读取表格；输入完毕请按 Ctrl-D\n"),
        (("-q",), ""),
    ],
)
def test_whoever_has_to_type_a_table_is_told_so(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    shown = in_terminal("estimate", "-", "--total", *options, columns=80, cwd=tmp_path, typed=TYPED)
    assert shown.replace(TYPED, "").replace("^D\b\b", "") == f"{told}2178.00\n"  # 990,000 × 2.2 / 1,000


def test_of_a_pipe_nothing_is_said_before_it_is_read(run: Run) -> None:
    assert run("estimate", "-", "--total", stdin=TYPED.encode()) == (0, "2178.00\n", "")


@pytest.fixture
def without_duckdb(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a log of any size be a large one, and DuckDB be missing."""
    monkeypatch.setattr(choice, "_SMALL", 1)
    monkeypatch.setattr(choice, "_LARGE", 1)
    for module in (choice, opening):
        monkeypatch.setattr(module, "has_duckdb", lambda: False)


@pytest.mark.usefixtures("without_duckdb")
def test_that_large_logs_could_be_read_faster_is_said_once(run: Run, write: Write) -> None:
    for name in ("a.csv", "b.csv"):
        write(name, "month,service,calls\n2026-11,label,5\n")
    asked = ("diff", "a.csv", "[ab].csv")
    (told,) = run(*asked).err.splitlines()
    assert told == f"a large log is read faster with an optional dependency; install it: {INSTALL}"
    assert run(*asked, "--lang", "zh").err == texts([f"安装可选依赖后，读取大型日志更快：{INSTALL}"])
    assert run(*asked, "-q").err == run(*asked, "--engine", "python").err == ""


@pytest.mark.usefixtures("without_duckdb")
def test_nothing_is_said_of_tables_that_duckdb_would_not_read_either(run: Run, write: Write) -> None:
    write("wide.csv", "month,label\n2026-11,5\n")
    write("titled.csv", "Our forecast\nmonth,service,calls\n2026-11,label,5\n")
    assert (
        run("estimate", "wide.csv", "titled.csv").err == "titled.csv: skipped 1 line above the header: Our forecast\n"
    )


def test_with_duckdb_nothing_is_said(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_LARGE", 1)
    write("a.csv", "month,service,calls\n2026-11,label,5\n")
    assert run("estimate", "a.csv").err == ""


def test_help_has_a_short_name_everywhere(run: Run) -> None:
    for command in ((), ("estimate",), ("check",), ("prices",), ("prices", "show")):
        assert run(*command, "-h") == run(*command, "--help")
        assert run(*command, "-h").status == 0
