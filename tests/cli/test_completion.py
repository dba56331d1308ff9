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


@pytest.mark.parametrize(
    ("line", "lang", "completed"),
    [
        ("tiia-cost est", "en", '"estimate":"Print the bill of each month."'),
        ("tiia-cost prices sh", "zh", '"show":"输出全部或一项服务的价格。"'),
        (
            "tiia-cost check --budgets",
            "zh",
            '"--budgets":"写有限额的 YAML 文件：monthly、total、services、accounts、…"',
        ),
        ("tiia-cost tiers --he", "en", '"--help":"Show this help."'),
    ],
)
def test_shells_that_show_texts_beside_what_they_complete_show_those_of_the_help(
    process: Run, line: str, lang: str, completed: str
) -> None:
    asked = {"_TIIA_COST_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line, "TIIA_COST_LANG": lang}
    assert completed in process(env=asked).out
