"""The program in the process of the tests is the installed program, and leaves that process as it was."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Run, Write

TABLE = "月份,图像标签\n2026-11,150万\n".encode("gb18030")


@pytest.mark.parametrize(
    ("arguments", "stdin", "env"),
    [
        (("estimate", "label=1500000"), None, {}),
        (("estimate", "label=1500000"), None, {"COLUMNS": "40", "FORCE_COLOR": "1", "TIIA_COST_LANG": "zh"}),
        (("estimate", "-", "--counts", "/dev/stderr"), TABLE, {}),
        (("estimate", "/dev/stdin", "-o", "/dev/stdout"), TABLE, {}),
        (("estimate", "-"), None, {}),
        (("estimate", "lable=5", "\udcff=5"), None, {"LC_ALL": "zh_CN.UTF-8"}),
        (("check", "label=1500000", "--budget", "5", "-f", "junit"), None, {}),
        (("check", "label=1500000", "--budget", "5", "-o", "/dev/full"), None, {}),
        (("estimate", "--help"), None, {}),
        (("--version",), None, {}),
        ((), None, {}),
    ],
)
def test_both_ways_to_run_the_program_give_the_same(
    run: Run, process: Run, arguments: tuple[str, ...], stdin: bytes | None, env: dict[str, str]
) -> None:
    assert run(*arguments, stdin=stdin, env=env) == process(*arguments, stdin=stdin, env=env)


def state() -> list[object]:
    """Return what a run could leave otherwise than it was; what is open is told by its numbers."""
    files = [os.fstat(number)[:2] for number in range(3)]
    streams, handlers = [sys.stdin, sys.stdout, sys.stderr], [signal.getsignal(one) for one in signal.Signals]
    descriptors = sorted(os.listdir("/proc/self/fd"))
    return [sys.argv, dict(os.environ), os.getcwd(), streams, files, descriptors, handlers, list(warnings.filters)]


def test_a_run_leaves_nothing_behind(run: Run, write: Write) -> None:
    asked = ("estimate", write("log.csv", TABLE), "--verbose", "--engine")
    run(*asked, "duckdb")  # which keeps files open that it shares with all runs
    before = state()
    for engine in ("duckdb", "python", "none"):
        run(*asked, engine, env={"TIIA_COST_PRICES": str(ROOT / "pricing.yaml")}, cwd=ROOT / "tests")
    assert state() == before


def test_what_a_run_raises_is_raised_and_leaves_nothing_behind(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state()
    monkeypatch.setattr("tiia_cost.cli.app.deliver", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("estimate", "label=5")
    assert state() == before
