"""Delivery of results: to terminals, pipes, files, and nowhere."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
import subprocess
import termios
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROGRAM, clean_environment
from tests.support.processes import in_terminal, interrupted, shell, wait_until

if TYPE_CHECKING:
    from tests.conftest import Ran, Run, Write

FULL = Path("/dev/full")


def test_a_pipe_gets_natural_width_and_no_colour(run: Run) -> None:
    done = run("estimate", "label=1500000")
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) > 90


def test_columns_is_honoured_in_a_pipe_and_nonsense_in_it_is_not(run: Run) -> None:
    assert max(map(len, run("estimate", "label=1500000", env={"COLUMNS": "60"}).out.splitlines())) <= 60
    natural = run("estimate", "label=1500000").out
    for nonsense in ("", "0", "-5", "many", "1e3"):
        assert run("estimate", "label=1500000", env={"COLUMNS": nonsense}).out == natural


@pytest.mark.process
@pytest.mark.parametrize("columns", [80, 40])
def test_a_table_fits_the_terminal(tmp_path: Path, columns: int) -> None:
    shown = in_terminal("estimate", "label=1500000", columns=columns, cwd=tmp_path, env={"NO_COLOR": "1"})
    assert max(map(len, shown.splitlines())) <= columns
    assert "1,500,000" in shown
    assert "3,278.00" in shown
    assert "Hidden at this width: " in shown
    assert "\x1b" not in shown


@pytest.mark.process
def test_a_terminal_too_narrow_for_the_figures_gets_them_whole(tmp_path: Path) -> None:
    shown = in_terminal("estimate", "label=1500000", columns=20, cwd=tmp_path, env={"NO_COLOR": "1"})
    assert "label   1,500,000 3,278.00" in shown


RED, GREEN, YELLOW = "\x1b[31m", "\x1b[32m", "\x1b[33m"


@pytest.mark.process
@pytest.mark.parametrize(
    ("arguments", "coloured"),
    [
        (("check", "label=2M", "--budget", "1"), f"{RED}over"),
        (("check", "label=2M", "--budget", "10k"), f"{GREEN}within"),
        (("diff", "label=900000", "label=950000"), f"{RED}+125.00"),  # 50,000 × 2.5 / 1,000
        (("diff", "label=950000", "label=900000"), f"{GREEN}-125.00"),
        (("estimate", "label=950000"), f"{GREEN}  label: 50,000 more calls would save 172.00 CNY"),
        (("estimate", "label=1M"), f"{YELLOW}  label: 1,000,000 calls are exactly on a tier boundary"),
        (("cashflow", "label=1M", "--month", "2026-11", "--balance", "1"), f"{RED}in arrears"),
    ],
)
def test_a_terminal_gets_colour_where_it_decides_and_the_same_text_without(
    tmp_path: Path, arguments: tuple[str, ...], coloured: str
) -> None:
    shown = in_terminal(*arguments, columns=100, cwd=tmp_path)
    colour, text = coloured[: len(RED)], coloured[len(RED) :]
    assert re.search(f"{re.escape(colour)} *{re.escape(text)}", shown)  # a figure comes after its padding
    plain = in_terminal(*arguments, columns=100, cwd=tmp_path, env={"NO_COLOR": "1"})
    without_colour = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert [line.rstrip() for line in without_colour.splitlines()] == plain.splitlines()  # cells are filled up


def test_a_file_looks_the_same_wherever_it_was_written(run: Run, tmp_path: Path) -> None:
    for env in ({}, {"COLUMNS": "40"}, {"COLUMNS": "40", "FORCE_COLOR": "1"}):
        assert run("estimate", "label=1500000", "-o", "x.txt", env=env).out == ""
        assert (tmp_path / "x.txt").read_text(encoding="utf-8") == run("estimate", "label=1500000").out


@pytest.mark.process
def test_a_terminal_gets_colour_unless_it_is_dumb_or_no_color_says_so(tmp_path: Path) -> None:
    assert "\x1b[1m" in in_terminal("estimate", "label=5", columns=80, cwd=tmp_path)
    for env in ({"TERM": "dumb"}, {"NO_COLOR": "1"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
        assert "\x1b" not in in_terminal("estimate", "label=5", columns=80, cwd=tmp_path, env=env)


def test_force_color_colours_a_pipe_but_not_a_file(run: Run, tmp_path: Path) -> None:
    assert "\x1b[1m" in run("estimate", "label=5", env={"FORCE_COLOR": "1"}).out
    run("estimate", "label=5", "-o", "x.txt", env={"FORCE_COLOR": "1"})
    assert "\x1b" not in (tmp_path / "x.txt").read_text()


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("x.json", '{\n  "schema_version": "1"'),
        ("x.CSV", "account,month"),
        ("x.md", "### Total 0.00 CNY"),
        ("x.txt", "Total 0.00 CNY"),
    ],
)
def test_the_extension_of_the_output_says_the_format(run: Run, tmp_path: Path, name: str, start: str) -> None:
    done = run("estimate", "label=5", "-o", name)
    assert done == (0, "", "")
    assert (tmp_path / name).read_text().startswith(start)


def test_format_wins_over_the_extension(run: Run, tmp_path: Path) -> None:
    run("estimate", "label=5", "-o", "x.json", "--format", "csv")
    assert (tmp_path / "x.json").read_text().startswith("account,month")


def unnumbered(done: Ran) -> Ran:
    """Return what was printed without the numbers of what a drawing clips: in a process they go on with the next."""
    return done._replace(out=re.sub("clip[0-9]+", "clip", done.out))


@pytest.mark.parametrize(
    "command",
    [
        ("estimate", "label=5"),
        ("check", "label=1000000", "--budget", "5"),
        ("diff", "label=5", "label=6"),
        ("cashflow", "label=5"),
        ("tiers", "label"),
        ("afford", "label", "--budget", "5"),
        ("explain", "label=5"),
        ("prices", "show"),
        ("prices", "schema"),
        ("estimate", "label=5", "-f", "json"),
        ("tiers", "label", "-f", "svg"),
    ],
    ids=" ".join,
)
def test_a_dash_is_standard_output(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    written = run(*command)
    assert written.out
    for output in (("--output", "-"), ("-o", "-"), ("-o-",), ("--output=-",)):
        assert unnumbered(run(*command, *output)) == unnumbered(written)
    assert not list(tmp_path.iterdir())


def test_what_is_written_beside_the_result_needs_a_file(run: Run, tmp_path: Path) -> None:
    for option in ("--counts", "--bad-rows"):
        told = f"error: {option} cannot be standard output (-), which is for the result; name a file\n"
        assert run("estimate", "label=5", option, "-") == (2, "", told)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format_", ["table", "json", "csv", "markdown", "junit", "github"])
@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_a_file_whose_name_is_no_text_is_read_written_and_named(
    run: Run, tmp_path: Path, format_: str, engine: str
) -> None:
    log, out, bad = (os.fsdecode(name) for name in (b"\xff.csv", b"\xfe.out", b"\xfd.csv"))
    (tmp_path / log).write_text("month,service,calls\n2026-11,label,1000000\n2026-11,label,x\n")
    command = ("check", "--budget", "5") if format_ in {"junit", "github"} else ("estimate",)
    asked = (*command, log, "-f", format_, "--engine", engine, "--lang", "zh")
    refused = run(*asked)
    assert (refused.status, refused.out) == (2, "")
    place = "::error file={},line=3,col=15::" if format_ == "github" else "{}:3:15: error: "
    assert refused.err.startswith(place.format(r"\udcff.csv"))
    done = run(*asked, "--bad-rows", bad)
    assert r"\udcfd.csv" in done.err
    assert (r"file=\udcff.csv,line=2" in done.out) == (format_ == "github")
    assert (tmp_path / bad).read_text().splitlines()[1].startswith(r"\udcff.csv,3,")
    assert run(*asked, "--bad-rows", bad, "-o", out) == (done.status, "", done.err)
    assert (tmp_path / out).read_text() == done.out


def test_an_output_file_is_replaced_whole_and_keeps_its_mode_and_its_links(run: Run, tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    real.write_text("old")
    real.chmod(0o640)
    (tmp_path / "link.json").symlink_to(real)
    assert run("estimate", "label=5", "-o", "link.json").status == 0
    assert (tmp_path / "link.json").is_symlink()
    assert real.read_text().startswith("{")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "real.json"]


@pytest.mark.process
def test_a_new_output_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    shell("umask 027; $TIIA estimate label=5 -o x.json", tmp_path)
    assert stat.S_IMODE((tmp_path / "x.json").stat().st_mode) == 0o640


def test_bad_input_leaves_an_output_file_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("old")
    assert run("estimate", "lable=5", "-o", "x.json").status == 2
    assert (tmp_path / "x.json").read_text() == "old"


@pytest.mark.process
@pytest.mark.skipif(not FULL.exists(), reason="/dev/full is Linux's")
@pytest.mark.parametrize("target", ["> /dev/full", "-o /dev/full", "-o /proc/nope.json", ">&-"])
def test_what_cannot_be_written_ends_with_status_4(tmp_path: Path, target: str) -> None:
    done = shell(f"$TIIA estimate label=5 {target}", tmp_path)
    assert done.returncode == 4
    assert "cannot write " in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.process
@pytest.mark.skipif(not FULL.exists(), reason="/dev/full is Linux's")
@pytest.mark.parametrize("command", ["--help", "--version", "estimate --help"])
def test_help_that_cannot_be_written_ends_with_status_4(tmp_path: Path, command: str) -> None:
    done = shell(f"$TIIA {command} > /dev/full", tmp_path)
    assert (done.returncode, done.stderr) == (4, "error: cannot write to standard output: No space left on device\n")


@pytest.mark.parametrize(
    ("name", "reason"), [("x" * 300, "File name too long"), ("loop", "Too many levels of symbolic links")]
)
def test_a_name_that_no_file_can_have_ends_with_status_4(run: Run, tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    done = run("estimate", "label=5", "-o", name)
    assert (done.status, done.out) == (4, "")
    assert done.err.startswith("error: cannot write ")
    assert done.err.endswith(f": {reason}\n")


def test_the_longest_name_a_file_can_have_is_written(run: Run, tmp_path: Path) -> None:
    assert run("estimate", "label=5", "-o", "x" * 255).status == 0
    assert (tmp_path / ("x" * 255)).is_file()


@pytest.mark.process
def test_an_open_descriptor_is_added_to_and_its_file_not_replaced(tmp_path: Path) -> None:
    shell("{ echo first; $TIIA estimate label=5 -f csv -o /dev/stdout; } >> x.txt", tmp_path)
    assert (tmp_path / "x.txt").read_text().startswith("first\naccount,month")
    assert shell("$TIIA estimate label=5 -f csv -o /dev/stdout | cat", tmp_path).stdout.startswith("account,month")


def test_a_device_is_written_to_and_not_replaced(run: Run) -> None:
    assert run("estimate", "label=5", "-o", "/dev/null").status == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.process
@pytest.mark.parametrize(
    "command", ["estimate big.csv -f csv", "estimate label=5 -f json", "prices show", "--help", "estimate --help"]
)
def test_a_reader_that_goes_away_ends_the_program_quietly(tmp_path: Path, command: str) -> None:
    rows = "".join(f"{account},2026-11,label,5\n" for account in range(20_000))
    (tmp_path / "big.csv").write_text(f"account,month,service,calls\n{rows}")
    for reader in ("head -1 >/dev/null", "true"):
        done = shell(f"$TIIA {command} | {reader}", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.process
def test_without_standard_error_the_result_and_the_status_are_the_same(tmp_path: Path) -> None:
    assert shell("$TIIA estimate label=5 2>&-", tmp_path).stdout.startswith("Total 0.00 CNY")
    assert shell("$TIIA estimate lable=5 2>&-", tmp_path).returncode == 2


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}]
)
def test_a_pipe_gets_utf8_whatever_the_locale(process: Run, env: dict[str, str]) -> None:
    assert "─────" in process("estimate", "label=5", env=env).out


@pytest.mark.process
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("target", ["> x.csv", "-o x.csv"])
def test_a_disk_that_fills_up_half_way_ends_with_status_4_and_leaves_no_half_file(
    tmp_path: Path, target: str, unbuffered: str
) -> None:
    rows = "".join(f"{account},2026-11,label,5\n" for account in range(20_000))
    (tmp_path / "big.csv").write_text(f"account,month,service,calls\n{rows}")
    # Coverage would want to write, too.
    full = "unset COVERAGE_PROCESS_START COVERAGE_PROCESS_CONFIG; trap '' XFSZ; ulimit -f 8"
    done = shell(f"{full}; $TIIA estimate big.csv -f csv {target}", tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 4
    assert "cannot write " in done.stderr
    assert done.stderr.endswith(": File too large\n")
    assert "Traceback" not in done.stderr
    if target.startswith("-o"):
        assert [path.name for path in tmp_path.iterdir()] == ["big.csv"]


@pytest.mark.process
def test_an_interrupt_while_pricing_ends_with_130(tmp_path: Path) -> None:
    rows = "".join(f"{account},2026-11,label,5\n" for account in range(200_000))
    big = tmp_path / "big.csv"
    big.write_text(f"account,month,service,calls\n{rows}")
    seen = []

    def has_read(process: subprocess.Popen[bytes]) -> bool:
        with suppress(OSError):
            opened = [os.path.realpath(each) for each in Path(f"/proc/{process.pid}/fd").iterdir()]
            seen.append(str(big) in opened)
        return any(seen) and not seen[-1]

    done = interrupted("estimate", "big.csv", "-o", "x.json", cwd=tmp_path, begun=has_read)
    assert done == (130, b"", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["big.csv"]


@pytest.mark.process
def test_an_interrupt_while_reading_ends_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    written: list[int] = []

    def waits_for_more(process: subprocess.Popen[bytes]) -> bool:
        assert process.stdin is not None
        if not written:
            written.append(process.stdin.write(b"month,label\n"))
            process.stdin.flush()
        unread = fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4))
        return unread == bytes(4)

    done = interrupted("estimate", "-", cwd=tmp_path, begun=waits_for_more, TMPDIR=str(spool))
    assert done == (130, b"", b"")
    assert list(spool.iterdir()) == []


@pytest.mark.process
@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_json_is_read_by_jq(tmp_path: Path) -> None:
    done = shell("$TIIA estimate label=1500000 -f json | jq -r .bills[0].charges[0].cost", tmp_path)
    assert done.stdout == "3278.00\n"


@pytest.mark.process
@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_in_tmux_the_whole_table_is_seen(tmp_path: Path, write: Write) -> None:
    write("f.csv", "month,label,porn\n2026-11,1500000,350000\n")
    tmux = ["tmux", "-L", f"tiia-{tmp_path.name}", "-f", "/dev/null"]
    subprocess.run(
        [*tmux, "new-session", "-d", "-x", "80", "-y", "24", f"cd {tmp_path}; {PROGRAM} estimate f.csv; cat"],
        check=True,
        env={**clean_environment(), "LC_ALL": "C.UTF-8"},
    )

    def shown() -> str:
        return subprocess.run([*tmux, "capture-pane", "-p"], capture_output=True, text=True, check=True).stdout

    try:
        wait_until(lambda: "\nTotal 3,958.00 CNY." in shown())
        assert "total    1,850,000               4,000.00      42.00  3,958.00  4,000.00" in shown()
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)


@pytest.mark.parametrize("name", ["json", "JSON", "table", "xlsx"])
def test_a_format_is_no_file(run: Run, tmp_path: Path, name: str) -> None:
    told = f"--output names a file, and {name.lower()} is a format; write --format {name.lower()}, or ./{name} for a"
    assert run("estimate", "label=5", "-o", name) == (2, "", f"error: {told} file of that name\n")
    assert run("estimate", "label=5", "-o", f"./{name}").status == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["bill.docx", "bill.pdf", "bill.tsv"])
def test_no_table_is_written_to_a_file_that_promises_something_else(run: Run, tmp_path: Path, name: str) -> None:
    assert run("estimate", "label=5", "-o", name).status == 2
    assert [*tmp_path.iterdir()] == []


@pytest.mark.process
def test_a_person_at_a_terminal_is_told_what_was_written(tmp_path: Path) -> None:
    asked = ("estimate", "label=5", "-o", "a.md", "-o", "b.csv")
    assert in_terminal(*asked, columns=80, cwd=tmp_path).splitlines() == ["wrote a.md", "wrote b.csv"]
    assert in_terminal(*asked, "-q", columns=80, cwd=tmp_path) == ""
