"""The short run of the fuzzer; the long one is ``python tests/fuzz/run.py``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.fuzz import check as checker
from tests.fuzz.check import check, faults, run
from tests.fuzz.generate import KINDS, Case, case
from tests.fuzz.minimise import minimised
from tests.support.cases import cases

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = range(cases(200))


@pytest.mark.parametrize("kind", KINDS)
def test_no_input_of_any_kind_breaks_a_promise(kind: str) -> None:
    statuses = set()
    for seed in SEEDS:
        made = case(kind, seed)
        ran = run(made)
        assert list(faults(made, ran)) == [], (kind, seed)
        statuses.add(ran.status)
    # Otherwise the inputs are too wrong, or too right, to find anything.
    assert statuses >= ({0, 2, 3} if kind == "budget" else {0, 2})


def test_no_cell_of_a_csv_is_a_formula() -> None:
    table = b"account,month,label\n=1+1,2026-11,5\n-5,2026-11,5\n"
    assert check(Case(("estimate", "u.csv", "-f", "csv"), {"u.csv": table}, b"", {})) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_always_makes_the_same_case(kind: str) -> None:
    assert case(kind, 7) == case(kind, 7) != case(kind, 8)


def ends(status: int, out: str = "", err: str = "") -> Callable[[], int]:
    """Return a program that prints these texts and ends with this status, whatever its arguments are."""

    def main() -> int:
        sys.stdout.write(out)
        sys.stderr.write(err)
        return status

    return main


def crashes() -> int:
    raise ZeroDivisionError


def hangs() -> int:
    while True:
        pass


NO_SUM = '{\n"schema_version": "1", "bills": [], "total": {"cost": "0.01"}}\n'


@pytest.mark.parametrize(
    ("main", "name"),
    [
        (crashes, "crash ZeroDivisionError"),
        (ends(1, err="no\n"), "status"),
        (ends(4, err="no\n"), "status"),
        (ends(2), "no word of a failure"),
        (ends(2, out="0.00\n", err="no\n"), "result of a failure"),
        (ends(2, err="red \x1b[31m\n"), "message is obeyed"),
        (ends(2, err="one\n\ntwo\n"), "message is no line"),
        (ends(2, err="no\n" * 30), "too many messages"),
        (ends(0, out="{\n"), "invalid result JSONDecodeError"),
        (ends(0, out=NO_SUM), "total is no sum"),
        (ends(0, out=NO_SUM.replace('"0.01"', "0.01")), "invalid result ValueError"),
        (ends(0, out="title \u202e\n"), "result is obeyed"),
        (ends(0, out="### x\n\n| a | b |\n| - |\n"), "ragged markdown"),
        (ends(0, out="no end"), "result does not end"),
    ],
)
def test_the_checker_sees_a_broken_promise(main: Callable[[], int], name: str) -> None:
    assert name in [fault.name for fault in check(Case((), {}, b"", {}), main)]


def test_the_checker_sees_what_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checker, "ENDLESS", 0.05)
    assert [fault.name for fault in check(Case((), {}, b"", {}), hangs)] == ["crash Endless"]


def test_what_fails_is_shown_without_what_is_not_needed_to_fail() -> None:
    def main() -> int:
        return 1 if "b" in sys.argv else ends(2, err="no\n")()

    small = minimised(Case(("a", "b", "c"), {"u.csv": b"x"}, b"y" * 100, {"COLUMNS": "1"}), "status", main)
    assert small == Case(("b",), {}, b"", {})
