"""Completion in a shell, requested as its completion script does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("tiia-cost est", ["estimate"]),
        ("tiia-cost prices ", ["list", "diff", "show", "validate", "schema"]),
        ("tiia-cost estimate --lang ", ["en", "zh"]),
        ("tiia-cost estimate -f m", ["markdown"]),
        ("tiia-cost estimate --no", ["--no-free-quota"]),
    ],
)
def test_commands_options_and_their_values_are_completed(process: Run, line: str, completed: list[str]) -> None:
    asked = {"_TIIA_COST_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    done = process(env=asked)
    assert (done.status, done.out.split(), done.err) == (0, completed, "")


def test_the_script_of_a_shell_is_shown(process: Run) -> None:
    for shell in ("bash", "zsh", "fish"):
        done = process(env={"_TIIA_COST_COMPLETE": f"source_{shell}"})
        assert (done.status, done.err) == (0, "")
        assert "_TIIA_COST_COMPLETE" in done.out
