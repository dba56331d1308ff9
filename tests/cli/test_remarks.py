"""Remarks about a whole result, of every command and in every format: free months, and the rows that were counted.

A check that passes at 0.00 must say why.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from junitparser import JUnitXml

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran, Run, Write

NOVEMBER = (
    "Free of charge: 2019-11 is before 2019-12-01, when price list tencent-tiia takes effect (before_effective:"
    " free). No free quota is used, and nothing is frozen."
)
NOVEMBER_ZH = (
    "免费：2019-11 早于价格表 tencent-tiia 的生效日期 2019-12-01（before_effective: free）。不使用免费额度，也不冻结。"
)
BOTH = (
    "Free of charge: 2 months, the first 2019-09 and the last 2019-11, are before 2019-12-01, when price list"
    " tencent-tiia takes effect (before_effective: free). No free quota is used, and nothing is frozen."
)
BOTH_ZH = (
    "免费：有 2 个月（最早 2019-09，最晚 2019-11）早于价格表 tencent-tiia 的生效日期 2019-12-01（before_effective: "
    "free）。不使用免费额度，也不冻结。"
)
NOTE = {"code": "free-beta", "prices": "tencent-tiia", "effective_from": "2019-12-01", "text": NOVEMBER}
COPIED = (
    "Nothing is charged: every month is before 2027-01-01, when price list tencent-tiia takes effect, and its"
    " before_effective: free makes such months free. If they are not free, give their price list with --prices, or"
    " set before_effective: error."
)
COPIED_ZH = (
    "全部免费：所有月份都早于价格表 tencent-tiia 的生效日期 2027-01-01，而该价格表写有 before_effective: free。如果这"
    "些月份实际收费，请用 --prices 给出当时的价格表，或改为 before_effective: error。"
)
COMMANDS = {
    "estimate": ("estimate", "u.csv"),
    "check": ("check", "u.csv", "--budget", "100"),
    "diff": ("diff", "u.csv", "u.csv"),
    "cashflow": ("cashflow", "u.csv"),
}


@pytest.fixture(autouse=True)
def folder(write: Write, tmp_path: Path) -> Path:
    write("mixed.csv", "month,service,calls\n2019-09,label,5\n2019-11,label,500\n2019-12,label,20000\n")
    write("november.csv", "month,service,calls\n2019-11,label,500\n2019-12,label,20000\n")
    write("u.csv", "month,service,calls\n2026-11,label,15000000\n2026-12,label,1\n")
    prices = (ROOT / "pricing.yaml").read_text(encoding="utf-8")
    assert prices.count("2019-12-01\n") == 1
    write("copied.yaml", prices.replace("2019-12-01\n", "2027-01-01\n"))
    return tmp_path


def words(text: str) -> str:
    """Return text without line breaks, tags and escapes of Markdown, in single spaces."""
    plain = re.sub(r"<[^>]*>", " ", text).replace("\\", "")
    return re.sub(r"(?<=[^\x00-\xff]) | (?=[^\x00-\xff])", "", " ".join(plain.split()))


def says(text: str, sentence: str) -> bool:
    return words(sentence) in words(text)


def data(done: Ran) -> Any:
    return json.loads(done.out)


def records(done: Ran) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.out)))


def test_check_notes_free_months_in_json_and_every_limit_that_is_about_them(run: Run, write: Write) -> None:
    write("b.yaml", "monthly: 100\ntotal: 100\nservices: {label: 50}\n")
    done = run("check", "mixed.csv", "--budgets", "b.yaml", "-f", "json")
    assert (done.status, done.err) == (0, "")
    noted: dict[tuple[str, str | None], object] = {
        (one["limit"], one["month"]): [(note["code"], note["months"], note["prices"]) for note in one["notes"]]
        for one in data(done)["findings"]
        if "notes" in one
    }
    both = ["2019-09", "2019-11"]
    assert noted.pop(("total", None)) == [("free-beta", both, "tencent-tiia")]
    assert noted == {
        (limit, month): [("free-beta", [month], "tencent-tiia")] for limit in ("monthly", "service") for month in both
    }
    assert data(done)["findings"][2]["notes"] == [{**NOTE, "months": ["2019-11"]}]


@pytest.mark.parametrize(("lang", "sentence"), [("en", BOTH), ("zh", BOTH_ZH)])
@pytest.mark.parametrize("format_", ["table", "markdown", "github"])
def test_check_tells_free_months_once_in_every_format_for_people(
    run: Run, format_: str, lang: str, sentence: str
) -> None:
    done = run("check", "mixed.csv", "--budget", "100", "-f", format_, "--lang", lang)
    assert (done.status, done.err) == (0, "")
    assert words(done.out).count(words(sentence)) == 1
    if format_ == "github":
        title = {"en": "free of charge", "zh": "免费"}[lang]
        assert f"::notice title={title}::{sentence}\n" in done.out


def test_a_case_of_junit_says_which_of_its_months_are_free(run: Run) -> None:
    done = run("check", "mixed.csv", "--budget", "100", "-f", "junit")
    cases = {case.name: case for suite in JUnitXml.fromstring(done.out.encode()) for case in suite}
    assert cases["monthly 2019-11"].system_out == NOVEMBER
    assert cases["monthly 2019-12"].system_out is None
    assert done.out.count('<property name="free-beta" value="2019-11"/>') == 1


def test_what_is_over_and_partly_free_says_both_in_junit(run: Run, write: Write) -> None:
    write("b.yaml", "total: 10\n")
    done = run("check", "mixed.csv", "--budgets", "b.yaml", "-f", "junit")
    assert done.status == 3
    assert '<property name="free-beta" value="2019-09 2019-11"/>' in done.out
    assert "<failure" in done.out
    assert f"<system-out>{BOTH}</system-out>" in done.out


def test_a_diff_notes_free_months_of_both_sides_and_of_one(run: Run) -> None:
    same = data(run("diff", "mixed.csv", "november.csv", "-f", "json"))["changes"]
    assert [[note["sides"] for note in change.get("notes", [])] for change in same] == [
        [["before"]],
        [["before", "after"]],
        [],
    ]
    assert same[1]["notes"] == [{**NOTE, "sides": ["before", "after"]}]
    done = run("diff", "november.csv", "--prices-after", "copied.yaml", "-f", "json")
    assert [
        [(note["sides"], note["effective_from"]) for note in change["notes"]] for change in data(done)["changes"]
    ] == [
        [(["before"], "2019-12-01"), (["after"], "2027-01-01")],
        [(["after"], "2027-01-01")],
    ]
    assert data(done)["changes"][0]["notes"][0]["text"] == f"before: {NOVEMBER}"


def test_the_csv_of_a_diff_has_the_codes_of_its_notes_last(run: Run) -> None:
    done = run("diff", "november.csv", "november.csv", "-f", "csv")
    assert done.out.splitlines()[0].endswith(",tier_after,notes")
    assert [row["notes"] for row in records(done)] == ["free-beta", ""]
    other = run("diff", "november.csv", "--prices-after", "copied.yaml", "-f", "csv")
    assert [row["notes"] for row in records(other)] == ["free-beta", "free-beta"]


@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_a_diff_says_below_which_months_of_which_side_are_free(run: Run, format_: str) -> None:
    same = run("diff", "mixed.csv", "mixed.csv", "-f", format_)
    assert says(same.out, BOTH)
    assert "before:" not in same.out
    assert says(run("diff", "mixed.csv", "mixed.csv", "-f", format_, "--lang", "zh").out, BOTH_ZH)
    other = run("diff", "mixed.csv", "november.csv", "-f", format_)
    assert says(other.out, f"before: {BOTH}")
    assert says(other.out, f"after: {NOVEMBER}")
    chinese = run("diff", "mixed.csv", "november.csv", "-f", format_, "--lang", "zh")
    assert says(chinese.out, f"变更后：{NOVEMBER_ZH}")


def test_a_settlement_of_a_free_month_has_a_note(run: Run) -> None:
    done = run("cashflow", "mixed.csv", "-f", "json")
    notes = {
        one["month"]: [note for note in one["notes"] if note["code"] == "free-beta"]
        for one in data(done)["settlements"]
    }
    # October has no usage, and so no bill that could be free.
    assert {month: len(found) for month, found in notes.items()} == {
        "2019-09": 1,
        "2019-10": 0,
        "2019-11": 1,
        "2019-12": 0,
    }
    assert notes["2019-11"] == [NOTE]
    codes = {row["month"]: row["notes"] for row in records(run("cashflow", "mixed.csv", "-f", "csv"))}
    assert (codes["2019-09"], codes["2019-11"]) == ("free-beta", "free-beta")
    assert "free-beta" not in codes["2019-12"]


@pytest.mark.parametrize(("lang", "sentence"), [("en", BOTH), ("zh", BOTH_ZH)])
def test_cashflow_tells_free_months_once_below_its_tables_and_beside_its_charts(
    run: Run, tmp_path: Path, lang: str, sentence: str
) -> None:
    for format_ in ("table", "markdown"):
        assert words(run("cashflow", "mixed.csv", "-f", format_, "--lang", lang).out).count(words(sentence)) == 1
    assert run("cashflow", "mixed.csv", "-o", "c.svg", "--lang", lang).status == 0
    assert words(sentence)[:20] in words((tmp_path / "c.svg").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "command", ["tiers label", "afford label --budget 5", "explain label=5", "prices show", "prices show label"]
)
def test_what_is_asked_of_one_free_month_says_so(run: Run, command: str) -> None:
    month = (*command.split(), "--month", "2019-11")
    assert words(run(*month).out).count(words(NOVEMBER)) == 1
    assert says(run(*month, "-f", "markdown", "--lang", "zh").out, NOVEMBER_ZH)
    assert data(run(*month, "-f", "json"))["notes"] == [{**NOTE, "months": ["2019-11"]}]
    charged = (*command.split(), "--month", "2019-12")
    assert "Free of charge" not in run(*charged).out
    assert "notes" not in data(run(*charged, "-f", "json"))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("lang", "sentence"), [("en", COPIED), ("zh", COPIED_ZH)])
def test_a_copied_list_that_makes_everything_free_is_told_in_the_result_and_on_standard_error(
    run: Run, command: str, lang: str, sentence: str
) -> None:
    for format_ in ("table", "markdown"):
        done = run(*COMMANDS[command], "--prices", "copied.yaml", "-f", format_, "--lang", lang)
        assert (done.status, done.err) == (0, f"{sentence}\n")
        assert words(done.out).count(words(sentence)) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_scripts_are_told_that_nothing_is_priced(run: Run, command: str) -> None:
    done = run(*COMMANDS[command], "--prices", "copied.yaml", "-f", "json")
    sides = ["before", "after"] if command == "diff" else ["usage"]
    said = {"prices": "tencent-tiia", "effective_from": "2027-01-01", "text": COPIED}
    assert data(done)["nothing_priced"] == [{"side": side, **said} for side in sides]
    if command != "check":  # a CSV has the columns that it has otherwise
        rows = records(run(*COMMANDS[command], "--prices", "copied.yaml", "-f", "csv"))
        assert rows[0].keys() == records(run(*COMMANDS[command], "-f", "csv"))[0].keys()


def test_ci_is_warned_that_nothing_is_priced(run: Run) -> None:
    check = (*COMMANDS["check"], "--prices", "copied.yaml")
    assert f"::warning title=nothing is charged::{COPIED}\n" in run(*check, "-f", "github").out
    assert f"::warning title=全部免费::{COPIED_ZH}\n" in run(*check, "-f", "github", "--lang", "zh").out
    cases = {
        case.name: case for suite in JUnitXml.fromstring(run(*check, "-f", "junit").out.encode()) for case in suite
    }
    assert cases["nothing-priced"].system_out == COPIED
    assert cases["nothing-priced"].is_passed


def test_of_a_single_number_it_is_told_on_standard_error_alone(run: Run) -> None:
    assert run("estimate", "u.csv", "--prices", "copied.yaml", "--total") == (0, "0.00\n", f"{COPIED}\n")


def test_the_shipped_list_is_told_of_the_same_way(run: Run) -> None:
    done = run("check", "label=15000000", "--month", "2019-11", "--budget", "100")
    assert done.status == 0
    assert done.err == f"{COPIED}\n".replace("2027-01-01", "2019-12-01")


def test_a_side_that_is_all_free_is_named(run: Run) -> None:
    done = run("diff", "u.csv", "--prices-after", "copied.yaml", "-f", "json")
    (said,) = data(done)["nothing_priced"]
    assert said["side"] == "after"
    assert said["text"].startswith("Nothing in AFTER is charged: every month in it is before 2027-01-01,")
    assert done.err == f"{said['text']}\n"
    zh = run("diff", "u.csv", "--prices-before", "copied.yaml", "--lang", "zh")
    assert zh.err.startswith("变更前：全部免费，因为所有月份都早于价格表 tencent-tiia 的生效日期 2027-01-01，")
    assert says(zh.out, zh.err)


def test_a_baseline_that_is_all_free_is_named(run: Run, write: Write) -> None:
    write("old.csv", "month,service,calls\n2019-11,label,500\n")
    done = run("check", "mixed.csv", "--baseline", "old.csv", "--max-increase", "5")
    assert done.status == 3
    assert done.err.startswith("Nothing in --baseline is charged: ")


def test_two_sides_made_free_by_lists_of_two_dates_are_told_apart(run: Run, write: Write) -> None:
    write("later.yaml", (ROOT / "pricing.yaml").read_text(encoding="utf-8").replace("2019-12-01\n", "2028-01-01\n"))
    done = run("diff", "u.csv", "--prices-before", "copied.yaml", "--prices-after", "later.yaml", "-f", "json")
    said = data(done)["nothing_priced"]
    assert [(one["side"], one["effective_from"]) for one in said] == [("before", "2027-01-01"), ("after", "2028-01-01")]
    assert done.err == f"{said[0]['text']} {said[1]['text']}\n"


def test_one_month_that_is_charged_is_enough_for_no_warning(run: Run) -> None:
    for command in ("estimate", "check", "cashflow"):
        done = run(command, "mixed.csv", *COMMANDS[command][2:])
        assert done.err == ""
        assert "is charged: " not in done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_result_says_how_many_rows_were_counted_as_one_call(run: Run, write: Write, command: str) -> None:
    write("log.csv", "time,action\n" + "2026-11-05T10:00:00,DetectLabel\n" * 3)
    arguments = [one.replace("u.csv", "log.csv") for one in COMMANDS[command]]
    rows = 6 if command == "diff" else 3
    assert data(run(*arguments, "-f", "json"))["rows_as_calls"] == rows
    for format_ in ("table", "markdown"):
        sentence = f"{rows} rows of the input give no number of calls; each is counted as one call."
        assert words(run(*arguments, "-f", format_).out).count(sentence) == 1
    if command != "check":
        assert "rows_as_calls" not in run(*arguments, "-f", "csv").out


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_rows_with_a_number_of_calls_are_none_of_them(run: Run, write: Write, engine: str) -> None:
    write("log.csv", "time,action\n" + "2026-11-05T10:00:00,DetectLabel\n" * 3)
    write("counted.csv", "time,action,calls\n2026-11-05T10:00:00,DetectLabel,7\n")
    estimate = ("estimate", "--engine", engine, "-f", "json", "counted.csv")
    mixed = data(run(*estimate, "log.csv", "label=5", "--month", "2026-11"))
    assert (mixed["rows_as_calls"], mixed["total"]["calls"]) == (3, 15)
    assert "rows_as_calls" not in data(run(*estimate))


def test_the_rows_of_a_baseline_are_counted_and_those_left_out_are_not(run: Run, write: Write) -> None:
    write("log.csv", "time,action\n2026-11-05T10:00:00,DetectLabel\n2026-11-05T10:00:00,lable\n")
    done = run("estimate", "log.csv", "--bad-rows", "bad.csv", "-f", "json")
    assert (data(done)["rows_as_calls"], data(done)["rows_left_out"]) == (1, 1)
    write("one.csv", "time,action\n2026-11-05T10:00:00,DetectLabel\n")
    check = ("check", "one.csv", "--baseline", "one.csv", "--max-increase", "5")
    assert data(run(*check, "-f", "json"))["rows_as_calls"] == 2


def test_annotations_and_cases_say_how_many_rows_were_counted_as_one_call(
    run: Run, write: Write, tmp_path: Path
) -> None:
    write("log.csv", "time,action,uin\n2026-11-05T10:00:00,DetectLabel,a\n2026-11-05T10:00:00,DetectLabel,b\n")
    check = ("check", "log.csv", "--budget", "5")
    sentence = "2 rows of the input give no number of calls; each is counted as one call."
    assert sentence in run(*check, "-f", "github").out.splitlines()
    assert "输入中有 2 行未写调用量，每行按一次调用计。\n" in run(*check, "-f", "github", "--lang", "zh").out
    # A suite for each account.
    assert run(*check, "-f", "junit").out.count('<property name="rows_as_calls" value="2"/>') == 2
    assert run("cashflow", "log.csv", "-o", "c.svg").status == 0
    assert "no number of calls" in words((tmp_path / "c.svg").read_text(encoding="utf-8"))
