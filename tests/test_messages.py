from __future__ import annotations

import ast
import re
import string
from pathlib import Path
from typing import Any

import pytest

import tiia_cost
from tiia_cost.core.price_changes import PARTS
from tiia_cost.errors import Place, Problem, Problems, UsageError
from tiia_cost.messages import MESSAGES, number, printable, say
from tiia_cost.messages.help import HELP
from tiia_cost.messages.problems import PROBLEMS
from tiia_cost.messages.results import RESULTS

PACKAGE = Path(tiia_cost.__file__).parent
SENTENCE_FILES = {"help.py", "problems.py", "results.py"}
SOURCES = [path for path in PACKAGE.rglob("*.py") if path.name not in SENTENCE_FILES]

LIMITS = ("monthly", "service", "max-increase", "balance", "total")

SETTLED = ("paid", "freeze-failed", "in-arrears")
SETTLEMENT_NOTES = (
    *("freeze-failed", "freeze-made-good", "in-arrears", "arrears-paid", "settled-as-forecast", "top-up-on-first-day"),
    *("top-up-in-window", "top-up-after-last", "still-frozen", "still-frozen-until"),
)

# Codes that are put together where they are said, such as f"column-{code}", by the values that are put in.
COMPOSED = {
    *(f"column-{name}" for name in ("service", "id", "name", "calls", "free-calls", "billable-calls", "tier")),
    *(f"column-{name}" for name in ("so-far", "expected-calls")),
    *(f"column-{name}" for name in ("unit-price", "list-cost", "free-deduction", "cost", "freeze", "account", "month")),
    "note-next-tier-same",
    *(f"note-{code}" for code in ("free-beta", "cheaper-above", "next-tier", "no-free-quota", "quota-absent")),
    *(f"note-{code}-expected" for code in ("cheaper-above", "next-tier", "next-tier-same")),
    *(f"note-tier-reached-on{how}" for how in ("", "-same", "-graduated")),
    *(f"closing-saving{where}-expected" for where in ("", "-in")),
    *(f"finding-total{case}" for case in ("-worst-case", "-at-pace", "-worst-case-at-pace")),
    *(f"note-{code}{basis}" for code in ("on-tier-bound", "tier-basis-window") for basis in ("", "-billable")),
    *(f"note-tier-basis-window-packs{basis}" for basis in ("", "-billable")),
    *(f"note-pack-tier-window{mode}{rule}" for mode in ("", "-graduated") for rule in ("", "-counted")),
    *(f"unknown-{by}" for by in ("account", "month")),
    *(f"{said}-{side}" for said in ("side", "ledger-title", "tab-packs") for side in ("before", "after")),
    *(f"verdict-{state}" for state in ("near", "no-baseline")),
    *(f"{said}-{limit}" for said in ("limit", "finding") for limit in LIMITS),
    *(f"{said}-{state}" for said in ("state", "title") for state in ("within", "near", "over", "no-baseline")),
    *(f"or-cuts-{how}" for how in ("one", "each", "together")),
    *(f"then-{what}-at-most" for what in ("cost", "need")),
    *(f"state-{state}" for state in ("added", "removed", "changed", "same", *SETTLED)),
    *(f"note-{code}" for code in SETTLEMENT_NOTES),
    *(f"notes-{code}" for code in ("freeze-made-good", "arrears-paid", "top-up-on-first-day", "top-up-in-window")),
    *(f"notes-{state}{most}" for state in ("in-arrears", "freeze-failed") for most in ("", "-most")),
    *(f"column-{name}" for name in ("date", "event", "balance", "available")),
    *(f"document-{name}" for name in ("estimate", "check", "diff", "cashflow", "tiers", "afford", "packs")),
    *(f"charged-later{what}-for-others" for what in ("", "-without")),
    *(f"set-{name}" for name in ("announced", "charged")),
    *(f"part-{name.replace('_', '-')}" for name in PARTS),
    *("none", "pack", "scope", "listed", "projection", "growth"),
    *(f"fact-{name}" for name in ("tightest", "left")),
    *(f"fact-{state}" for state in ("over", "near", "within", "no-baseline")),
    *(f"fact-cost-{side}" for side in ("before", "after")),
    *("why-so-far", "why-calls-projected"),
    *(f"why-{name}" for name in ("calls", "billable", "price", "list-slice", "list-cost", "cost", "free-deduction")),
    *(f"why-cost-slice{basis}" for basis in ("", "-billable")),
    *(f"why-cost-slice-packs{rule}" for rule in ("", "-counted", "-counted-billable")),
    *(f"why-pack-slice{rule}" for rule in ("", "-counted", "-counted-billable")),
    *(f"why-{name}" for name in ("pack-deduction", "list-cost-packs", "free-deduction-packs", "freeze-calls")),
    *(f"why-{name}" for name in ("freeze-tier", "freeze-slice", "freeze-slice-cost")),
    *(f"terms-{basis}-packs{counted}" for basis in ("total", "billable") for counted in ("", "-counted")),
    *(f"rule-{source}" for source in ("page", "later", "similar", "list", "program", "option", "open")),
    *(f"start-{ci}" for ci in ("github", "gitlab", "pre-commit", "shell")),
    *(f"no-such-{name}{near}" for name in ("option", "command") for near in ("", "-near")),
}
# Texts in the sources that look like codes and are none.
OTHER = {"free-beta", "cheaper-above", "next-tier", "on-tier-bound", "tier-basis-window", "no-free-quota"} | {
    *("pack-tier-window", "paid-by-packs", "tier-reached-on", "so-far", "expected-calls", "9999-12"),
    *("quota-absent", "free-calls", "billable-calls", "unit-price", "list-cost", "free-deduction"),
    *("max-increase", "no-baseline", "list-slice", "cost-slice", "pack-slice", "other-reading", "cheaper-count"),
    *("pack-deduction", "freeze-calls", "freeze-tier", "freeze-slice"),
    *SETTLED,
    *SETTLEMENT_NOTES,
    *("table-cell", "covered-table-cell", "table-row", "table-column", "date-style", "latin-1", "utf-16-le"),
    *("tiia-cost", "utf-8", "utf-16", "utf-32", "utf-8-sig", "tencent-tiia", "vl-convert-python", "python-calamine"),
    *("no-calls-before", "costs-more", "forecast-short", "forecast-long", "forecast-continued"),
    "pre-commit",
}


# What is Chinese in a Chinese sentence: other parts of it and, but for problems, which tell their ids, the services.
PARTS_OF_SENTENCES = (
    "change",
    "addition",
    "cut",
    "cuts",
    "by",
    "sentence",
    "finding",
    "keys",
    "at_once",
    "condition",
    "bought",
    "better",
)
CHINESE = dict.fromkeys(PARTS_OF_SENTENCES, "图像标签") | {"per": "每 1,000 次"}

# What users would type stands in these as it is typed: 150万.
TYPED = {"count-not-a-number", "not-an-amount", "unit-above-header", "column-misspelled-unit"}


def strings() -> set[str]:
    """Return every text in the sources that looks like a code, and the codes that a template says."""
    templates = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.jinja"))
    said = {code for template in templates for code in re.findall(r'say\("([a-z-]+)"', template)}
    nodes = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return said | {text for text in texts if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", text)}


def test_every_code_has_a_sentence_and_every_sentence_is_said() -> None:
    used = strings()
    assert used - OTHER - MESSAGES.keys() - HELP.keys() == set()
    assert MESSAGES.keys() - used - COMPOSED == set()


def test_no_code_stands_for_two_sentences() -> None:
    assert len(MESSAGES) == len(PROBLEMS) + len(RESULTS)


def placeholders(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


def test_every_sentence_is_one_line_with_named_placeholders() -> None:
    for code, message in MESSAGES.items():
        for text in filter(None, message):
            assert "\n" not in text, code
            for _, name, spec, _ in string.Formatter().parse(text):
                assert name is None or (name.isidentifier() and not spec), code


def test_no_sentence_holds_a_control_character() -> None:
    texts = [text for message in (MESSAGES | HELP).values() for text in message if text]
    assert [text for text in texts if re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)] == []


def test_both_languages_and_both_numbers_have_the_same_placeholders() -> None:
    for code, (english, chinese, many) in MESSAGES.items():
        assert chinese, code
        assert placeholders(chinese) == placeholders(many or english), code
        assert many is None or {*placeholders(english), "count"} == {*placeholders(many), "count"}, code


def test_one_is_singular_and_any_other_number_plural() -> None:
    assert say("more-problems", count=1) == "… and 1 more problem"
    assert [say("more-problems", count=n) for n in (0, 2)] == ["… and 0 more problems", "… and 2 more problems"]
    assert [say("more-problems", "zh", count=n) for n in (1, 2)] == ["…… 另有 1 个问题", "…… 另有 2 个问题"]


@pytest.mark.parametrize(
    ("value", "worded"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "1 万"),
        (881_202, "881,202"),
        (1_490_000, "149 万"),
        (15_000_000, "1500 万"),
        (100_000_000, "1 亿"),
        (100_010_000, "10001 万"),
        (10**18, "10000000000 亿"),
    ],
)
def test_chinese_sentences_word_round_numbers_with_wan_and_yi(value: int, worded: str) -> None:
    assert number(value, "zh") == worded
    assert number(value) == f"{value:,}"


@pytest.mark.parametrize("figure", [1_000, 1_000_000, 10**8])
@pytest.mark.parametrize("code", sorted(MESSAGES.keys() - TYPED))
def test_chinese_has_a_space_beside_figures_and_latin_letters_and_nowhere_else(code: str, figure: int) -> None:
    chinese = CHINESE | ({"service": "图像标签", "products": "腾讯云图像分析"} if code in RESULTS else {})
    text = say(code, "zh", **{name: chinese.get(name, figure) for name in placeholders(MESSAGES[code].zh)})
    unit = "万" if figure == 1_000_000 else "亿"
    han = "\u4e00-\u9fff"
    assert not re.search(rf"[{han}][A-Za-z0-9±]|[A-Za-z0-9%][{han}]", text)
    assert not re.search(rf"[{unit}] [{han}]|[{han}] [{han}]", text)
    assert not re.search(r"  | [，。；：！？、（）“”]|[，。；：！？、（）“”] ", text)
    assert text == text.strip()


def test_a_chinese_unit_takes_the_space_of_the_sentence_behind_it() -> None:
    assert [say("curve-zone-one", "zh", count=count) for count in (1_000, 1_000_000)] == ["1,000 次", "100 万次"]
    assert [say("per-calls", "zh", count=count) for count in (1_000, 10_000)] == ["每 1,000 次", "每 1 万次"]
    margins = [say("range-calls", "zh", count=count) for count in (500, 500_000)]
    titles = [say("verdict-worst-case", "zh", title="", margin=margin) for margin in (*margins, "±10%")]
    assert titles == [f" · {margin}范围内最坏情况" for margin in ("±500 次", "±50 万次", "±10% ")]
    assert say("terms-no-freeze", "zh", count=10_000) == "不冻结。"


def test_sequences_are_joined_and_texts_chosen_by_language() -> None:
    params: dict[str, Any] = {"name": {"en": "Image tagging", "zh": "图像标签"}, "services": ["a", "b"]}
    assert say("ambiguous-service", **params) == "Image tagging means several services; write one of a, b"
    assert say("ambiguous-service", "zh", **params) == "图像标签 对应多项服务；请写明其中一项：a、b"


def test_nothing_in_a_message_is_obeyed_by_a_terminal() -> None:
    text = Problem("unknown-service", {"name": "\x1b[31mred\x07", "nearest": ["a\nb"]}, Place("f\r.csv", 1, 2)).text()
    assert text == r"f\r.csv:1:2: unknown service \x1b[31mred\x07; did you mean a\nb?"


def test_a_long_value_is_shortened() -> None:
    assert len(Problem("unknown-service", {"name": "x" * 10_000, "nearest": ["y" * 10_000]}).text()) < 400


def test_chinese_and_its_wide_space_are_printable() -> None:
    assert printable("图像\u3000标签") == "图像\u3000标签"


def test_numbers_are_grouped_and_lists_joined() -> None:
    assert say("ragged-row", cells=1234567, columns=3) == "the row has 1,234,567 cells, but the header has 3"
    assert say("unknown-service", name="x", nearest=["a", "b"]) == "unknown service x; did you mean a, b?"


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
        problems.add("unknown-service", Place("a.csv", line, 1), name=line, nearest=[])
    with pytest.raises(UsageError) as caught:
        problems.raise_if_any(UsageError)
    assert [problem.place and problem.place.line for problem in caught.value.problems] == list(range(1, 21))
    assert caught.value.unlisted == 9_980


def test_rows_alike_are_one_problem_and_other_repetitions_are_told_once() -> None:
    problems = Problems()
    for line in (3, 2, 4):
        problems.add("month-missing", Place("a.csv", line, 1), rows=1)
    for _ in range(2):
        problems.add("file-empty", Place("b.csv"))
    problems.add("service-missing", Place("c.csv", 2, 1), rows=2)
    with pytest.raises(UsageError) as caught:
        problems.raise_if_any(UsageError)
    assert caught.value.lines() == [
        "a.csv:2:1: the month is missing (and 2 more rows)",
        "b.csv: the file is empty",
        "c.csv:2:1: the service is missing (and 1 more row)",
    ]
