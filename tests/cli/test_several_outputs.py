"""Several outputs of one run: each is what it would be alone, and where one cannot be written, none is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.processes import shell

if TYPE_CHECKING:
    from tests.conftest import Run, Write

ROWS = "month,service,calls\n2026-10,label,1500000\n2026-11,label,x\n"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_output_is_what_it_would_be_alone(run: Run, tmp_path: Path) -> None:
    check = ("check", "label=1500000", "--budget", "3000")
    formats = {"r.json": "json", "r.md": "markdown", "r.xml": "junit", "r.github": "github", "r.txt": "table"}
    done = run(*check, *(part for name in formats for part in ("-o", name)))
    assert done == (3, "", "")  # 3,278.00 are over 3,000.00
    assert names(tmp_path) == sorted(formats)
    for name, format_ in formats.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == run(*check, "-f", format_).out


def test_a_dash_among_the_outputs_is_standard_output(run: Run, tmp_path: Path) -> None:
    done = run("estimate", "label=1500000", "-o", "r.json", "--output=-")
    assert done == run("estimate", "label=1500000")
    assert (tmp_path / "r.json").read_text() == run("estimate", "label=1500000", "-f", "json").out


def test_a_plot_is_drawn_below_the_table_and_leaves_the_other_outputs_alone(run: Run, tmp_path: Path) -> None:
    done = run("tiers", "label", "--plot", "-o", "-", "-o", "r.json")
    assert done == run("tiers", "label", "--plot")
    assert (tmp_path / "r.json").read_text() == run("tiers", "label", "-f", "json").out


def test_the_total_alone_may_go_to_several_files_that_have_no_format(run: Run, tmp_path: Path) -> None:
    assert run("estimate", "label=1500000", "--total", "-o", "a.txt", "-o", "b.txt") == (0, "", "")
    assert {name: (tmp_path / name).read_text() for name in names(tmp_path)} == {
        "a.txt": "3278.00\n",
        "b.txt": "3278.00\n",
    }
    assert run("estimate", "label=1500000", "--total", "-o", "a.txt", "-o", "b.json").status == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["-f", "json", "-o", "a.json", "-o", "b.json"],
            "--format is for one output; with several, the extension of each file says its format: leave --format out",
        ),
        (["-o", "-", "-o-"], "--output: standard output (-) can be given only once"),
        (["-o", "a.md", "-o", "./a.md"], "--output names the same file twice: ./a.md; leave one of them out"),
        (["-o", "a.md", "-o", "link.md"], "--output names the same file twice: link.md; leave one of them out"),
        (["-o", "a.md", "-o", "none/b.md"], "the folder of --output does not exist: none"),
        (["-o", "a.md", "-o", "b.gif"], "b.gif asks for gif, a format that this command does not write; known: "),
        (["-o", "a.csv", "--counts", "a.csv"], "--counts and --output are the same file, a.csv; write to another one"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    run: Run, tmp_path: Path, arguments: list[str], told: str
) -> None:
    (tmp_path / "link.md").symlink_to("a.md")
    done = run("estimate", "label=5", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"error: {told}")
    assert names(tmp_path) == ["link.md"]


@pytest.mark.parametrize("command", [("tiers", "label"), ("afford", "label", "--budget", "5"), ("prices", "show")])
def test_commands_that_read_no_usage_refuse_a_file_named_twice_as_well(run: Run, command: tuple[str, ...]) -> None:
    told = "error: --output names the same file twice: a.md; leave one of them out\n"
    assert run(*command, "-o", "a.md", "-o", "a.md") == (2, "", told)


def test_none_of_the_outputs_may_be_a_file_that_is_read(run: Run, write: Write) -> None:
    write("u.json", "month,service,calls\n2026-10,label,5\n")
    told = "error: --output and USAGE are the same file, u.json; write to another one\n"
    assert run("estimate", "u.json", "-o", "r.md", "-o", "u.json") == (2, "", told)


@pytest.mark.process
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
@pytest.mark.parametrize(
    "targets",
    ["-o old.md -o /dev/full", "-o /dev/full -o old.md", "-o old.md -o - >/dev/full", f"-o old.md -o {'x' * 300}"],
)
def test_where_one_cannot_be_written_no_other_is(tmp_path: Path, write: Write, targets: str) -> None:
    write("u.csv", ROWS)
    write("old.md", "old")
    done = shell(f"$TIIA estimate u.csv --bad-rows bad.csv --counts counts.csv -o new.json {targets}", tmp_path)
    assert done.returncode == 4
    assert done.stderr.startswith("error: cannot write ")
    assert names(tmp_path) == ["old.md", "u.csv"]
    assert (tmp_path / "old.md").read_text() == "old"


@pytest.mark.process
def test_a_reader_that_goes_away_keeps_no_file_from_being_written(tmp_path: Path) -> None:
    done = shell("$TIIA estimate label=5 -o - -o r.json | true", tmp_path)
    assert (done.returncode, done.stderr, names(tmp_path)) == (0, "", ["r.json"])
