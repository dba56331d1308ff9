"""What a terminal of 40, 80 and 160 columns shows of each command, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from tests.conftest import ROOT
from tests.golden.screens import LANGUAGES, SCREENS, WIDTHS, expected

if TYPE_CHECKING:
    from tests.conftest import Run

CASES = pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in SCREENS for lang in LANGUAGES])


@CASES
@pytest.mark.parametrize("width", WIDTHS)
def test_a_screen_is_as_stored(run: Run, name: str, lang: str, width: int) -> None:
    done = run(*SCREENS[name].split(), "--lang", lang, cwd=ROOT, env={"COLUMNS": str(width)})
    assert done.out == expected(name, lang, width), "look at it, then: python tests/golden/screens.py"


@CASES
def test_at_80_columns_nothing_is_wider(name: str, lang: str) -> None:
    assert max(map(cell_len, expected(name, lang, 80).splitlines())) <= 80


@pytest.mark.parametrize(
    ("lang", "headings"),
    [
        ("en", "service calls tier price per 1,000 list cost free deduction cost next month's freeze"),
        ("zh", "服务 调用量 阶梯 每千次 单价 刊例价 金额 免费额度 抵扣 费用 次月冻结"),
    ],
)
def test_at_80_columns_a_bill_shows_what_the_tool_is_for(lang: str, headings: str) -> None:
    heading, _ = expected("bill", lang, 80).split("─", 1)
    assert sorted(re.findall(r"\S+", heading)[-len(headings.split()) :]) == sorted(headings.split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["over-budget", "one-more-call", "many-checks"])
def test_at_40_columns_a_check_keeps_what_is_allowed_and_what_it_is(name: str, lang: str) -> None:
    screen = expected(name, lang, 40)
    assert max(map(cell_len, screen.splitlines())) <= 40
    for heading in {"en": ("allowed", "actual"), "zh": ("上限", "实际")}[lang]:
        assert heading in screen.split("─")[0]


@CASES
@pytest.mark.parametrize("width", WIDTHS)
def test_no_figure_is_broken(name: str, lang: str, width: int) -> None:
    """Every figure of a narrow screen is one of the widest: a broken one would be two others."""
    figure = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
    whole = set(re.findall(figure, expected(name, lang, 160)))
    assert set(re.findall(figure, expected(name, lang, width))) <= whole


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["three-accounts-a-year", "many-checks", "three-accounts", "needs", "changes"])
def test_the_answer_is_at_the_top_and_in_the_last_lines(name: str, lang: str) -> None:
    """Three accounts over twelve months need no scrolling for their answer."""
    lines = expected(name, lang, 80).splitlines()
    answer = {"three-accounts-a-year": "Total|合计", "changes": r"\+766\.00", "many-checks": "budget|预算"}
    answer |= {"needs": "5,905.00", "three-accounts": "100002"}
    assert re.search(answer[name], lines[0], re.IGNORECASE)
    assert re.search(answer[name], " ".join(lines[-3:]), re.IGNORECASE)
