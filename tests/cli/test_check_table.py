"""The report of `check` as people read it: the verdict first and last, at three widths in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import texts
from tests.support.used_prices import without_prices

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

# 5,990,000 × 2 / 1,000 = 11,980.00, as in the baseline; 14,989,000 × 2 / 1,000 = 29,978.00, 5,978.00 too much.
# 14,990,000 × 1.5 / 1,000 = 22,485.00; 12,000,002 × 2 / 1,000 = 24,000.004 is billed as 24,000.00.
FORECAST = "month,service,calls\n2026-10,label,6000000\n2026-11,label,14999000\n"
BASELINE = "month,service,calls\n2026-10,label,6000000\n"
BUDGETS = "monthly: 24000\ntotal: 60000\nwarn_at: 45%\nmax_increase: 10%\n"

ENGLISH_TABLE = """\
Over budget: 1 of 5 checks · CNY
                                                  of
limit         month      allowed     actual    limit  state
─────────────────────────────────────────────────────────────────
monthly       2026-10  24,000.00  11,980.00   49.92%  near limit
max-increase  2026-10   1,198.00       0.00    0.00%  within
monthly       2026-11  24,000.00  29,978.00  124.91%  over
max-increase  2026-11          –  29,978.00        –  no baseline
total         all      60,000.00  41,958.00   69.93%  near limit
"""
CHINESE_TABLE = """\
超出预算：5 项检查中有 1 项 · 元
限额      月份          上限       实际   使用率  状态
────────────────────────────────────────────────────────────
月费用    2026-10  24,000.00  11,980.00   49.92%  接近上限
费用增幅  2026-10   1,198.00       0.00    0.00%  预算内
月费用    2026-11  24,000.00  29,978.00  124.91%  超出
费用增幅  2026-11          –  29,978.00        –  无对比数据
总费用    全部     60,000.00  41,958.00   69.93%  接近上限
"""

AT_WIDTHS = {
    ("160", "en"): f"""\
{ENGLISH_TABLE}\
  2026-10: the month's cost is 11,980.00 CNY, the limit is 24,000.00 CNY: 49.92% of it.
  2026-11: the month's cost is 29,978.00 CNY, the limit is 24,000.00 CNY: 5,978.00 CNY over. 1,000 more calls of label would be enough: 15,000,000 calls cost
  22,485.00 CNY. Or fewer: 2,988,998 fewer calls of label.
  2026-11: the baseline has no cost, so there is no percentage; the month's cost is 29,978.00 CNY.
  The total cost is 41,958.00 CNY, the limit is 60,000.00 CNY: 69.93% of it.
Over budget: 1 of 5 checks. Worst: 2026-11 monthly, 5,978.00 CNY over; 1,000 more calls of label or 2,988,998 fewer calls of label would be enough.
""",
    ("80", "en"): f"""\
{ENGLISH_TABLE}\
  2026-10: the month's cost is 11,980.00 CNY, the limit is 24,000.00 CNY: 49.92%
  of it.
  2026-11: the month's cost is 29,978.00 CNY, the limit is 24,000.00 CNY:
  5,978.00 CNY over. 1,000 more calls of label would be enough: 15,000,000 calls
  cost 22,485.00 CNY. Or fewer: 2,988,998 fewer calls of label.
  2026-11: the baseline has no cost, so there is no percentage; the month's cost
  is 29,978.00 CNY.
  The total cost is 41,958.00 CNY, the limit is 60,000.00 CNY: 69.93% of it.
Over budget: 1 of 5 checks. Worst: 2026-11 monthly, 5,978.00 CNY over; 1,000
more calls of label or 2,988,998 fewer calls of label would be enough.
""",
    ("40", "en"): """\
Over budget: 1 of 5 checks · CNY
limit        month     allowed    actual
────────────────────────────────────────
monthly      2026-10 24,000.00 11,980.00
max-increase 2026-10  1,198.00      0.00
monthly      2026-11 24,000.00 29,978.00
max-increase 2026-11         – 29,978.00
total        all     60,000.00 41,958.00
  2026-10: the month's cost is
  11,980.00 CNY, the limit is
  24,000.00 CNY: 49.92% of it.
  2026-11: the month's cost is
  29,978.00 CNY, the limit is
  24,000.00 CNY: 5,978.00 CNY over.
  1,000 more calls of label would be
  enough: 15,000,000 calls cost
  22,485.00 CNY. Or fewer: 2,988,998
  fewer calls of label.
  2026-11: the baseline has no cost, so
  there is no percentage; the month's
  cost is 29,978.00 CNY.
  The total cost is 41,958.00 CNY, the
  limit is 60,000.00 CNY: 69.93% of it.
  Hidden at this width: of limit, state
Over budget: 1 of 5 checks. Worst:
2026-11 monthly, 5,978.00 CNY over;
1,000 more calls of label or 2,988,998
fewer calls of label would be enough.
""",
    ("160", "zh"): f"""\
{CHINESE_TABLE}\
  2026-10：当月费用 11,980.00 元，上限 24,000.00 元，已达 49.92%。
  2026-11：当月费用 29,978.00 元，上限 24,000.00 元，超出 5,978.00 元。图像标签增加 1,000 次即可：共 1500 万次，费用 22,485.00 元。也可减少调用：图像标签减少
  2,988,998 次。
  2026-11：对比基线当月没有费用，无法计算增幅；当月费用 29,978.00 元。
  总费用 41,958.00 元，上限 60,000.00 元，已达 69.93%。
超出预算：5 项检查中有 1 项。最严重：2026-11 月费用，超出 5,978.00 元；图像标签增加 1,000 次或图像标签减少 2,988,998 次即可。
""",
    ("80", "zh"): f"""\
{CHINESE_TABLE}\
  2026-10：当月费用 11,980.00 元，上限 24,000.00 元，已达 49.92%。
  2026-11：当月费用 29,978.00 元，上限 24,000.00 元，超出 5,978.00 元。图像标签
  增加 1,000 次即可：共 1500 万次，费用 22,485.00 元。也可减少调用：图像标签减少
  2,988,998 次。
  2026-11：对比基线当月没有费用，无法计算增幅；当月费用 29,978.00 元。
  总费用 41,958.00 元，上限 60,000.00 元，已达 69.93%。
超出预算：5 项检查中有 1 项。最严重：2026-11 月费用，超出 5,978.00 元；图像标签
增加 1,000 次或图像标签减少 2,988,998 次即可。
""",
    ("40", "zh"): """\
超出预算：5 项检查中有 1 项 · 元
限额      月份          上限       实际
───────────────────────────────────────
月费用    2026-10  24,000.00  11,980.00
费用增幅  2026-10   1,198.00       0.00
月费用    2026-11  24,000.00  29,978.00
费用增幅  2026-11          –  29,978.00
总费用    全部     60,000.00  41,958.00
  2026-10：当月费用 11,980.00 元，上限
  24,000.00 元，已达 49.92%。
  2026-11：当月费用 29,978.00 元，上限
  24,000.00 元，超出 5,978.00 元。图像标
  签增加 1,000 次即可：共 1500 万次，费
  用 22,485.00 元。也可减少调用：图像标
  签减少 2,988,998 次。
  2026-11：对比基线当月没有费用，无法计
  算增幅；当月费用 29,978.00 元。
  总费用 41,958.00 元，上限
  60,000.00 元，已达 69.93%。
  宽度不足，未显示：使用率、状态
超出预算：5 项检查中有 1 项。最严重：
2026-11 月费用，超出 5,978.00 元；图像标
签增加 1,000 次或图像标签减少
2,988,998 次即可。
""",
}


@pytest.fixture
def folder(write: Write, tmp_path: Path) -> Path:
    write("f.csv", FORECAST)
    write("old.csv", BASELINE)
    write("b.yaml", BUDGETS)
    return tmp_path


def months(write: Write, *calls: int) -> None:
    """Write f.csv, with calls of label in the months of 2026 from January on, then of 2027."""
    rows = (f"{2026 + index // 12}-{index % 12 + 1:02d},label,{count}" for index, count in enumerate(calls))
    write("f.csv", texts(["month,service,calls", *rows]))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("width", "lang"), AT_WIDTHS)
def test_the_verdict_is_first_and_last_and_the_amounts_stay_at_any_width(run: Run, width: str, lang: str) -> None:
    options = ("--budgets", "b.yaml", "--baseline", "old.csv", "--lang", lang)
    done = run("check", "f.csv", *options, env={"COLUMNS": width})
    assert (done.status, without_prices(done.out)) == (3, AT_WIDTHS[width, lang])


@pytest.mark.usefixtures("folder")
def test_the_share_goes_first_before_gaps_narrow(run: Run) -> None:
    out = run("check", "f.csv", "--budget", "24000", env={"COLUMNS": "46"}).out
    assert "\nlimit    month      allowed     actual  state\n" in out


@pytest.mark.usefixtures("folder")
def test_where_every_limit_is_the_same_its_column_goes_before_the_state(run: Run) -> None:
    out = run("check", "f.csv", "--budget", "24000", env={"COLUMNS": "40"}).out
    assert out.startswith(
        texts(
            [
                "Over budget: 1 of 2 checks · CNY",
                "month      allowed     actual  state",
                "─────────────────────────────────────",
                "2026-10  24,000.00  11,980.00  within",
                "2026-11  24,000.00  29,978.00  over",
            ]
        )
    )
    assert "Hidden at this width: limit, of limit" in " ".join(out.split())


def test_usage_without_a_month_fits_a_narrow_terminal_too(run: Run) -> None:
    out = run("check", "label=14999000", "--budget", "24000", env={"COLUMNS": "40"}).out
    assert out.startswith(
        texts(
            [
                "Over budget: 1 of 1 check · CNY",
                "month          allowed     actual  state",
                "────────────────────────────────────────",
                "no month     24,000.00  29,978.00  over",
                "given",
            ]
        )
    )


@pytest.mark.usefixtures("folder")
def test_colour_says_what_the_words_say(run: Run) -> None:
    options = ("--budgets", "b.yaml", "--baseline", "old.csv")
    out = run("check", "f.csv", *options, env={"COLUMNS": "80", "FORCE_COLOR": "1"}).out
    coloured = {text.strip(): style for style, text in re.findall(r"\x1b\[([0-9;]+)m([^\x1b]+)", out)}
    red, yellow, green = "31", "33", "32"
    assert {state: coloured[state] for state in ("over", "near limit", "within")} == {
        "over": red,
        "near limit": yellow,
        "within": green,
    }
    assert "no baseline" not in coloured
    assert coloured["Over budget: 1 of 5 checks · CNY"] == f"1;{red}"
    assert coloured["more calls of label or 2,988,998 fewer calls of label would be enough."] == f"1;{red}"


@pytest.mark.parametrize(
    ("budget", "title", "closing"),
    [
        ("2475", "Within budget: 1 check, 1 near", "Within budget: 1 check, 1 near. Tightest: monthly at 100.00%."),
        ("5000", "Within budget: 1 check", "Within budget: 1 check. Tightest: monthly at 49.50%."),
        ("0", "Over budget: 1 of 1 check", "Over budget: 1 of 1 check. Worst: monthly, 2,475.00 CNY over; 989,998 fewer calls of label would be enough."),
    ],
)  # fmt: skip
def test_the_last_line_has_the_answer(run: Run, write: Write, budget: str, title: str, closing: str) -> None:
    write("b.yaml", f"monthly: {budget}\nwarn_at: 90%\n")
    out = run("check", "label=999999", "--budgets", "b.yaml", env={"COLUMNS": "160"}).out.splitlines()
    assert (out[0], out[-1]) == (f"{title} · CNY", closing)


def test_the_tightest_is_the_one_with_the_largest_share_and_the_worst_the_one_most_over(run: Run, write: Write) -> None:
    # 980,000 × 2.5 / 1,000 = 2,450.00; 970,000 × 2.5 / 1,000 = 2,425.00, and 989,998 × 2 / 1,000 = 1,980.00.
    write("f.csv", "month,service,calls\n2026-10,label,990000\n2026-11,label,980000\n2026-11,porn,999998\n")
    within = run("check", "f.csv", "--budget", "5000", "-f", "markdown")
    assert within.out.endswith("**Within budget: 2 checks. Tightest: 2026-11 at 88.10%.**\n")  # 4,405.00
    write("b.yaml", "monthly: 4400\nservices: {label: 2400, porn: 2000}\n")
    over = run("check", "f.csv", "--budgets", "b.yaml", "-f", "markdown")
    # 960,001 × 2.5 / 1,000 = 2,400.0025 is billed as 2,400.00; 1,000,000 calls cost 2,178.00.
    assert over.out.endswith(
        "**Over budget: 3 of 6 checks. Worst: 2026-10 service label, 50.00 CNY over; 10,000 more calls of label or "
        "19,999 fewer calls of label would be enough.**\n"
    )


def test_where_a_single_change_is_not_enough_the_last_line_tells_none(run: Run) -> None:
    done = run("check", "label=110000", "porn=110000", "--budget", "10", "-f", "github")  # 250.00 and 200.00
    assert "these together are" in done.out
    assert done.out.endswith("Over budget: 1 of 1 check. Worst: monthly, 440.00 CNY over.\n")


def test_with_a_range_the_last_line_is_about_the_worst_case(run: Run) -> None:
    for lang, closing in (
        ("en", "Within budget: 1 check, worst case within ±10%. Tightest: monthly at 49.50%."),
        ("zh", "在预算内：共 1 项检查（±10% 范围内最坏情况）。最接近上限：月费用，已达 49.50%。"),
    ):
        done = run("check", "label=950000", "--budget", "5000", "--range", "10%", "--lang", lang)
        assert done.out.endswith(f"{closing}\n")


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "2026-01 – 2026-03, 2026-05: the month's cost is 2,475.00 CNY, the limit is 2,200.00 CNY: 275.00 CNY over."),
        ("zh", "2026-01 – 2026-03、2026-05：当月费用 2,475.00 元，上限 2,200.00 元，超出 275.00 元。"),
    ],
)  # fmt: skip
def test_months_of_which_the_same_is_to_be_said_are_told_together(run: Run, write: Write, lang: str, told: str) -> None:
    months(write, 999_999, 999_999, 999_999, 1, 999_999)
    out = run("check", "f.csv", "--budget", "2200", "--lang", lang, "-f", "markdown").out
    assert told in out
    assert out.count("275.00") == 2  # there, and in the last line
    assert run("check", "f.csv", "--budget", "2200", "-f", "junit").out.count("<failure") == 4


def test_accounts_are_told_apart(run: Run, write: Write) -> None:
    write(
        "f.csv", "account,month,service,calls\na,2026-01,label,999999\na,2026-02,label,999999\nb,2026-01,label,999999\n"
    )
    out = run("check", "f.csv", "--budget", "2200", "-f", "markdown").out
    for told in ("account a, 2026-01 – 2026-02: the month's cost", "account b, 2026-01: the month's cost"):
        assert told in out


def test_months_without_a_baseline_are_told_together_and_their_costs_stay_in_the_table(run: Run, write: Write) -> None:
    months(write, 100_000, 200_000, 300_000)
    write("old.csv", "month,service,calls\n2025-12,label,1\n")
    out = run("check", "f.csv", "--baseline", "old.csv", "--max-increase", "10%", "-f", "markdown").out
    assert "\n2026-01 – 2026-03: the baseline has no cost, so there is no percentage.\n" in out
    assert [cost in out for cost in ("225.00", "475.00", "725.00")] == [True] * 3


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "2026-05 – 2026-06, balance: up to 8,350.00 CNY short. No cut in these months helps: earlier bills have used up the balance."),
        ("zh", "2026-05 – 2026-06，余额：最多还差 8,350.00 元。只减少当月调用已无法满足：此前账单已用尽余额。"),
    ],
)  # fmt: skip
def test_months_that_no_cut_helps_are_told_together_with_the_most_that_is_lacking(
    run: Run, write: Write, lang: str, told: str
) -> None:
    # Each month is billed 2,475.00, and 2,500.00 are frozen: the sixth takes 5 × 2,475 + 4,975 = 17,350 of 9,000.
    months(write, *[999_999] * 6)
    out = run("check", "f.csv", "--balance", "9000", "--lang", lang, "-f", "markdown").out
    assert f"\n{told}\n" in out


def test_of_many_sentences_the_worst_are_told_and_every_row_stays(run: Run, write: Write) -> None:
    # Ever more in each of 14 months: the excess over 100.00 rises from 150.00 by 2.50.
    months(write, *(110_000 + 1_000 * month for month in range(14)))
    out = run("check", "f.csv", "--budget", "100", env={"COLUMNS": "100"}).out
    rows = re.findall(r"^monthly +(\S+)", out, flags=re.MULTILINE)
    told = re.findall(r"^  (\d{4}-\d\d): the month's cost", out, flags=re.MULTILINE)
    assert (len(rows), told) == (14, rows[2:])
    assert "  … and 2 more; see --format json\n" in out
    assert "Worst: 2027-02, 182.50 CNY over;" in out
    annotations = run("check", "f.csv", "--budget", "100", "-f", "github").out
    assert annotations.count("::error ") == 14


def test_what_is_over_is_told_before_what_is_near(run: Run, write: Write) -> None:
    # 13 months are near, 250.00 of 260.00, and the last one is over.
    months(write, *(110_000 - month for month in range(0, 52, 4)), 120_000)
    write("b.yaml", "monthly: 260\nwarn_at: 50%\n")
    out = run("check", "f.csv", "--budgets", "b.yaml", env={"COLUMNS": "100"}).out
    assert "  2027-02: the month's cost is 275.00 CNY, the limit is 260.00 CNY: 15.00 CNY over." in out
    assert "  … and 2 more; see --format json\n" in out


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Within budget: 1 check, 1 without a baseline."), ("zh", "在预算内：共 1 项检查，其中 1 项无对比数据。")],
)
def test_what_could_not_be_compared_is_not_counted_as_within_without_a_word(run: Run, lang: str, said: str) -> None:
    out = run("check", "label=1000", "--baseline", "label=0", "--max-increase", "10%", "--lang", lang).out
    assert out.splitlines()[-1] == said
    assert out.startswith(said.rstrip(".。"))
