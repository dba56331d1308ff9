"""What `estimate` and `check` say of a month that is known up to a day: headings, answers, remarks and advice.

The month of most tests has 30,000 calls of label on each day, so 900,000 in 30 days: 890,000 × 2.5 ÷ 1,000 = 2,225.00.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

WIDE = {"COLUMNS": "300"}


@pytest.fixture
def cut_at(write: Write) -> Any:
    """Return a function that writes the log of November 2026 up to a day."""

    def log(day: int, calls: int = 30_000) -> Path:
        rows = "".join(f"2026-11-{number:02},label,{calls}\n" for number in range(1, day + 1))
        return write(f"to-{day}-{calls}.csv", "date,service,calls\n" + rows)

    return log


def said(run: Run, *arguments: str | Path) -> str:
    """Return what a command prints, in one line."""
    return " ".join(run(*arguments, env=WIDE).out.split())


def test_calls_so_far_and_expected_have_headings_of_their_own(run: Run, cut_at: Any) -> None:
    text = said(run, "estimate", cut_at(12))
    assert "so far" not in text
    text = said(run, "estimate", cut_at(12), "--through", "auto", "-f", "markdown")
    assert "| calls so far | expected calls |" in text
    assert "| 360,000 | 900,000 |" in text
    assert "目前调用量 | 预计调用量" in said(
        run, "estimate", cut_at(12), "--through", "auto", "-f", "markdown", "--lang", "zh"
    )


def test_a_month_known_to_its_end_is_counted_and_not_expected(run: Run, cut_at: Any) -> None:
    text = said(run, "estimate", cut_at(30), "--through", "auto")
    assert "expected" not in text
    assert "at the pace" not in text
    assert "2026-11-30, the last day of the usage: 30 of its 30 days, so nothing is projected." in text


def test_only_the_month_of_the_day_has_calls_so_far(run: Run, write: Write, cut_at: Any) -> None:
    before = write("october.csv", "month,service,calls\n2026-10,label,1000\n")
    done = run("estimate", before, cut_at(12), "--through", "auto", "--months", "1", "-f", "json")
    bills = {bill["month"]: bill["charges"][0] for bill in json.loads(done.out)["bills"]}
    assert {month: charge.get("so_far") for month, charge in bills.items()} == {
        "2026-10": None,
        "2026-11": 360_000,
        "2026-12": None,
    }
    rows = run("estimate", before, cut_at(12), "--through", "auto", "-f", "csv").out.splitlines()
    assert [row.rsplit(",", 1)[1] for row in rows] == ["so_far", "", "360000"]


def test_a_table_by_month_has_calls_so_far_of_the_month_that_goes_on_alone(run: Run, write: Write, cut_at: Any) -> None:
    before = write("october.csv", "month,service,calls\n2026-10,label,1000\n")
    text = said(run, "estimate", before, cut_at(12), "--through", "auto", "--by", "month", "-f", "markdown")
    for row in ("| 2026-10 | | 1,000 |", "| 2026-11 | 360,000 | 900,000 |", "| **total** | | **901,000** |"):
        assert row in text


def test_the_total_names_the_day_of_the_pace(run: Run, cut_at: Any) -> None:
    text = said(run, "estimate", cut_at(12), "--through", "auto")
    assert "Total 2,225.00 CNY, at the pace through 2026-11-12." in text
    assert "合计 2,225.00 元（按截至 2026-11-12 的速度）" in said(
        run, "estimate", cut_at(12), "--through", "auto", "--lang", "zh"
    )


def test_a_cheaper_count_is_told_as_more_than_expected(run: Run, cut_at: Any) -> None:
    text = said(run, "estimate", cut_at(12), "--through", "auto")  # 990,000 × 2.2 ÷ 1,000 = 2,178.00
    assert "label: 100,000 more calls than expected would save 47.00 CNY: at 1,000,000" in text
    assert "Best saving: 100,000 more calls of label than expected would save 47.00 CNY." in text


def test_the_day_on_which_a_tier_begins_is_told_with_both_prices(run: Run, cut_at: Any) -> None:
    # 40,000 a day are 1,000,000 on the 25th.
    text = said(run, "estimate", cut_at(12, 40_000), "--through", "auto")
    assert (
        "label: At this pace tier 2 begins on 2026-11-25, at 1,000,000 calls: "
        "the whole month is then charged 2.2 CNY per 1,000 calls instead of 2.5 CNY." in text
    )


def test_a_page_begins_with_calls_so_far_and_the_next_tier(run: Run, cut_at: Any) -> None:
    pytest.importorskip("jinja2")
    page = run("estimate", cut_at(12, 40_000), "--through", "auto", "-f", "html").out
    at = [page.index(text) for text in ("at the pace through", "Calls so far", "Next tier begins")]
    assert at == sorted(at)
    assert "of 1,200,000 expected" in page


def test_calls_to_cut_are_some_of_those_still_to_come(run: Run, cut_at: Any) -> None:
    # 810,001 calls cost 2,000.0025, rounded 2,000.00. Of the 540,000 still to come 450,001 are left, in 18 days.
    done = run("check", cut_at(12), "--through", "auto", "--budget", "2000", env=WIDE)
    assert done.status == 3
    advice = "89,999 fewer of the 540,000 calls of label still to come (leaving 25,000 a day) would be enough."
    assert (
        f"2026-11 at this pace: the month's cost is 2,225.00 CNY, the limit is 2,000.00 CNY: 225.00 CNY over. {advice}"
        in done.out
    )
    for form in ("junit", "github"):
        assert advice in run("check", cut_at(12), "--through", "auto", "--budget", "2000", "-f", form).out


def test_a_month_that_is_over_without_another_call_says_what_it_costs(run: Run, cut_at: Any) -> None:
    # 360,000 calls alone cost 350,000 × 2.5 ÷ 1,000 = 875.00.
    text = said(run, "check", cut_at(12), "--through", "auto", "--budget", "874.99")
    assert "Even without another call it would be over: the least it can come to is 875.00 CNY." in text
    assert "still to come" not in text
    assert "Even without" not in said(run, "check", cut_at(12), "--through", "auto", "--budget", "875")


def test_the_total_of_all_months_says_in_which_month_calls_are_still_to_come(
    run: Run, write: Write, cut_at: Any
) -> None:
    # October costs 90,000 × 2.5 ÷ 1,000 = 225.00, and is over. 2,225.00 more is 2,450.00; 225.00 of it are 90,000 calls.
    before = write("october.csv", "month,service,calls\n2026-10,label,100000\n")
    budgets = write("budgets.yaml", "total: 2225\n")
    text = said(run, "check", before, cut_at(12), "--through", "auto", "--budgets", budgets)
    assert "At this pace the total cost is 2,450.00 CNY, the limit is 2,225.00 CNY: 225.00 CNY over." in text
    cut = "89,999 fewer of the 540,000 calls of label (2026-11) still to come (leaving 25,000 a day)"
    assert f"{cut} would be enough." in text


def test_a_balance_that_calls_so_far_use_up_says_what_settling_takes_at_least(run: Run, cut_at: Any) -> None:
    # 360,000 calls cost 875.00, and freeze 900.00.
    text = said(run, "check", cut_at(12), "--through", "auto", "--balance", "1774.99")
    assert "Whatever is cut of the calls still to come, it stays at 1,775.00 CNY or more." in text


def test_a_month_before_the_one_that_goes_on_is_not_to_be_cut_and_has_no_range(
    run: Run, write: Write, cut_at: Any
) -> None:
    before = write("october.csv", "month,service,calls\n2026-10,label,900000\n")
    for more in ((), ("--range", "10%"), ("--range", "100000")):
        done = run("check", before, cut_at(12), "--through", "auto", "--budget", "2200", *more, "-f", "json")
        october = json.loads(done.out)["findings"][0]
        # 100,000 more calls would have cost less, too; but the month is over.
        assert october["actual"] == "2225.00"
        assert october["calls_to_cut"] == {}
        assert "calls_to_add" not in october
    text = said(run, "check", before, cut_at(12), "--through", "auto", "--budget", "2200", "--range", "10%")
    assert "The month is over: there is nothing left to cut." in text
    assert "The range is only of calls still to come: those of 2026-11 so far are certain." in text


def test_a_volume_tier_in_reach_is_told_before_cuts(run: Run, cut_at: Any) -> None:
    text = said(run, "check", cut_at(12), "--through", "auto", "--budget", "2200")
    assert (
        "100,000 more calls of label than expected would be enough: 1,000,000 calls cost 2,178.00 CNY. Or fewer:"
        in text
    )


def test_days_cut_one_after_the_other_tell_one_story(run: Run, cut_at: Any) -> None:
    for day in range(1, 31):
        done = run("check", cut_at(day), "--through", "auto", "--budget", "2000", "-f", "json")
        finding = json.loads(done.out)["findings"][0]
        assert (done.status, finding["actual"]) == (3, "2225.00")
        # 810,001 calls are within, at 2,000.00: the others can be cut while at least as many are still to come.
        assert finding["calls_to_cut"] == ({"label": 89_999} if (30 - day) * 30_000 >= 89_999 else {})


def test_long_times_without_calls_are_told_once_together(run: Run, write: Write) -> None:
    accounts = "".join(
        f"2026-11-{day:02},10000{number},label,5\n" for number in range(1, 7) for day in (1, 10 + number)
    )
    log = write("log.csv", "date,account,service,calls\n" + accounts)
    text = said(run, "estimate", log, "--through", "2026-11-16", "--by", "account")
    assert "account 100001: no calls for 9 days, from 2026-11-02 to 2026-11-10." in text
    assert text.count("no calls for") == 3
    assert "3 more long times without calls; see --format json." in text
    assert text.count("Such days count with no calls;") == 1
    done = run("estimate", log, "--through", "2026-11-16", "-f", "json")
    assert len(json.loads(done.out)["days_without_calls"]) == 6


def test_added_months_say_what_they_come_from_and_what_does_not_go_on(run: Run, write: Write) -> None:
    usage = write(
        "usage.csv", "month,account,service,calls\n2026-09,a,car,7\n2026-10,a,label,1000\n2026-10,b,label,5\n"
    )
    text = said(run, "estimate", usage, "--months", "2", "--grow", "10%")
    assert "Added after 2026-10: 2026-11 – 2026-12, each with 10% more calls than the month before, rounded up." in text
    assert "Services without calls in the month before are not continued: car (last in account a, 2026-09)." in text
    assert "each with 5% fewer calls" in said(run, "estimate", usage, "--months", "2", "--grow=-5%")
    assert "每月调用量与上一个月相同。" in said(run, "estimate", usage, "--months", "1", "--lang", "zh")


def test_months_added_to_part_of_a_month_say_so(run: Run, cut_at: Any) -> None:
    def data(*arguments: str | Path) -> Any:
        return json.loads(run("estimate", *arguments, "--months", "2", "-f", "json").out)

    told = data(cut_at(12))["growth_from_part"]
    assert (told["month"], told["through"]) == ("2026-11", "2026-11-12")
    assert "growth_from_part" not in data(cut_at(12), "--through", "auto")
    assert "growth_from_part" not in data(cut_at(30))
    assert "growth_from_part" not in data("label=900000", "--month", "2026-11")


def test_a_total_of_added_months_says_how_many_and_by_what(run: Run, cut_at: Any) -> None:
    def answer(*options: str) -> str:
        return said(run, "estimate", cut_at(12), "--through", "auto", "--months", "2", *options).split(" · ")[0]

    # 890,000 × 2.5 ÷ 1,000 = 2,225.00 a month; 945,000 and 992,250 calls: 2,337.50 and 2,455.63
    assert answer() == "Total 6,675.00 CNY in 3 months, at the pace through 2026-11-12, then as many calls each month"
    grown = answer("--grow", "5%")
    assert grown == "Total 7,018.13 CNY in 3 months, at the pace through 2026-11-12, then 5% more each month"
    assert answer("--grow=-5%").endswith(", then 5% fewer calls each month")
    assert answer("--lang", "zh").endswith("（按截至 2026-11-12 的速度），之后每月调用量相同")


def test_a_page_of_several_months_begins_with_the_one_that_goes_on(run: Run, cut_at: Any) -> None:
    page = run("estimate", cut_at(12), "--through", "auto", "--months", "2", "-f", "html").out
    facts = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page)
    assert facts[0] == ("At this pace", "2,225.00 CNY")


def test_the_worst_case_at_a_pace_is_told_in_one_breath(run: Run, cut_at: Any) -> None:
    arguments = ("check", cut_at(12), "--through", "auto", "--range", "10%", "--budget", "9000")
    assert "at the pace through 2026-11-12, worst case within ±10%." in said(run, *arguments)
    assert "（按截至 2026-11-12 的速度，±10% 范围内最坏情况）" in said(run, *arguments, "--lang", "zh")


def test_counts_are_not_written_under_the_name_of_another_format(run: Run, cut_at: Any) -> None:
    done = run("estimate", cut_at(12), "--counts", "counts.xlsx")
    assert (done.status, done.out) == (2, "")
    assert done.err == "error: --counts writes CSV, but counts.xlsx ends otherwise; name it counts.csv\n"


def test_an_option_of_other_commands_is_told_with_these(run: Run) -> None:
    done = run("cashflow", "label=5", "--range", "10%")
    assert (done.status, done.err) == (2, "error: cashflow has no --range; these commands have it: estimate, check\n")


def test_calls_that_begin_late_or_end_early_are_told_by_their_days(run: Run, write: Write, cut_at: Any) -> None:
    rows = "".join(f"2026-11-{number:02},label,5\n" for number in range(6, 13))
    late = write("late.csv", "date,service,calls\n" + rows)
    sentence = "Its first day with calls is 2026-11-06, its last 2026-11-12."
    assert sentence in said(run, "estimate", late, "--through", "auto")
    assert "its last 2026-11-12." in said(run, "estimate", cut_at(12), "--through", "2026-11-14")
    assert "first day with calls" not in said(run, "estimate", cut_at(12), "--through", "auto")
