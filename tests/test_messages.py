from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import tiia_cost
from tiia_cost.errors import Place, Problem, Problems, UsageError
from tiia_cost.messages import MESSAGES, printable, say

SOURCES = [path for path in Path(tiia_cost.__file__).parent.rglob("*.py") if path.name != "messages.py"]


def code_like(text: str) -> bool:
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", text) is not None


def test_every_message_is_said_somewhere_and_every_code_has_a_message() -> None:
    strings = {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    # A code may be put together: f"column-{code}", f"note-{note.code}".
    starts = ("column-", "note-", "unknown-", "months-", "accounts-")
    unsaid = [code for code in MESSAGES if code not in strings and not code.startswith(starts)]
    assert unsaid == ["more-rows"]  # said by say() itself


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_one_line_with_named_placeholders(code: str) -> None:
    assert "\n" not in MESSAGES[code]
    for _, name, spec, _ in string.Formatter().parse(MESSAGES[code]):
        assert name is None or (name.isidentifier() and not spec)


def test_nothing_in_a_message_is_obeyed_by_a_terminal() -> None:
    text = Problem("unknown-service", {"name": "\x1b[31mred\x07", "nearest": ["a\nb"]}, Place("f\r.csv", 1, 2)).text()
    assert text == r"f\r.csv:1:2: no service is called \x1b[31mred\x07; the nearest: a\nb"


def test_a_long_value_is_shortened() -> None:
    assert len(Problem("unknown-service", {"name": "x" * 10_000, "nearest": ["y" * 10_000]}).text()) < 400


def test_chinese_and_its_wide_space_are_printable() -> None:
    assert printable("图像\u3000标签") == "图像\u3000标签"


def test_numbers_are_grouped_and_lists_joined() -> None:
    assert say("ragged-row", cells=1234567, columns=3) == "the row has 1,234,567 cells, the header 3"
    assert say("unknown-id", name="x", nearest=["a", "b"]) == "there is no service x; the nearest: a, b"


def test_problems_of_one_file_come_in_the_order_of_their_places_and_files_in_the_order_given() -> None:
    problems = Problems()
    problems.add("month-missing", Place("b.csv", 9, 1))
    problems.add("month-missing", Place("a.csv", 2, 1), value=1)
    problems.add("service-missing", Place("b.csv", 3, 1))
    with pytest.raises(UsageError) as caught:
        problems.raise_if_any(UsageError)
    assert [line.split(": ")[0] for line in caught.value.lines()] == ["b.csv:3:1", "b.csv:9:1", "a.csv:2:1"]


def test_of_any_number_of_problems_the_first_twenty_are_kept() -> None:
    problems = Problems()
    for line in reversed(range(1, 10_001)):
        problems.add("unknown-id", Place("a.csv", line, 1), name=line, nearest=[])
    with pytest.raises(UsageError) as caught:
        problems.raise_if_any(UsageError)
    assert [problem.place and problem.place.line for problem in caught.value.problems] == list(range(1, 21))
    assert caught.value.unlisted == 9_980
