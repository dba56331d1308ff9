"""`tiia-cost explain`: the shapes to the letter in both languages, its figures beside `estimate`, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.formulas import half_up, holds, worked_out
from tests.support.used_prices import result, without_prices
from tiia_cost.reports.explain import grouped

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

TABLE = """\
Cost 2,350.00 CNY · label · Image tagging · 2026-11 · tencent-tiia · CNY
no.  step                 formula                               result
──────────────────────────────────────────────────────────────────────
  1  calls                                                     950,000
  2  free calls           10,000 ≤ 950,000                      10,000
  3  billable calls       950,000 − 10,000                     940,000
  4  tier                 0 ≤ 950,000 < 1,000,000                    1
  5  unit price                                                    2.5
  6  list cost            950,000 × 2.5 ÷ 1,000               2,375.00
  7  cost                 940,000 × 2.5 ÷ 1,000               2,350.00
  8  free deduction       2,375.00 − 2,350.00                    25.00
  9  next month's freeze  950,000 × 2.5 ÷ 1,000 × 1           2,375.00
 10  cheaper count        (1,000,000 − 10,000) × 2.2 ÷ 1,000  2,178.00
  1. The calls of one account in the month, as given. A request with several
  checks counts as one call for each check. Source: rule 12, vendor's price
  page.
  2. The free quota is deducted first: 10,000 calls a month, or all calls if
  there are fewer. Source: rule 5, vendor's price page.
  3. The other calls are billable. Source: rule 5, vendor's price page.
  4. All calls of the month count towards the tier, free ones included. A count
  exactly on a tier boundary belongs to the tier that starts there. Source: rule
  4, vendor's price page; rule 3, a later edition of the vendor's price page.
  5. Every billable call of the month is charged at the unit price of tier 1 in
  price list tencent-tiia: 2.5 CNY per 1,000 calls. Source: rule 2, vendor's
  price page.
  6. All calls at the unit price of their tier, as if none were free. Rounded
  half up to 0.01. Source: rule 6, vendor's price page; rule 13, a choice of
  this program.
  7. The billable calls at the unit price of their tier: the bill. Rounded half
  up to 0.01. Source: rule 6, vendor's price page; rule 13, a choice of this
  program.
  8. List cost less cost, both as rounded, so that the bill adds up. Source:
  rule 13, a choice of this program.
  9. Freeze: 100% of the month's list cost is frozen as an estimate of the next
  month's cost. Source: rule 8, vendor's price page; rule 13, a choice of this
  program.
  10. 50,000 more calls would save 172.00 CNY: at 1,000,000 the whole month
  drops to the price of tier 2 (2.2 CNY) and costs 2,178.00 CNY instead of
  2,350.00 CNY. Source: rule 2, vendor's price page.
  Prices, tier bounds, free quota and freeze rate are those of price list
  tencent-tiia.
label: 950,000 calls cost 2,350.00 CNY; 2,375.00 CNY is frozen.
"""
CHINESE = """\
费用 2,178.00 元 · 图像标签 · label · tencent-tiia · 元
序号  步骤          算式                                    结果
────────────────────────────────────────────────────────────────
   1  调用量                                           1,000,000
   2  免费调用量    10,000 ≤ 1,000,000                    10,000
   3  计费调用量    1,000,000 − 10,000                   990,000
   4  阶梯          1,000,000 ≤ 1,000,000 < 3,000,000          2
   5  单价                                                   2.2
   6  刊例价金额    1,000,000 × 2.2 ÷ 1,000             2,200.00
   7  费用          990,000 × 2.2 ÷ 1,000               2,178.00
   8  免费额度抵扣  2,200.00 − 2,178.00                    22.00
   9  次月冻结      1,000,000 × 2.2 ÷ 1,000 × 1         2,200.00
  10  另一种理解    990,000 × 2.5 ÷ 1,000               2,475.00
  11  另一种理解    990,000 × 2.5 ÷ 1,000               2,475.00
  1. 一个账号当月的调用量，按所给数值；一次请求包含多项检查的，每项检查各计一
  次。依据：规则 12，腾讯云价格页。
  2. 先抵扣免费额度：每月 1 万次，调用量不足时全部抵扣。依据：规则 5，腾讯云价格
  页。
  3. 其余为计费调用量。依据：规则 5，腾讯云价格页。
  4. 按当月总调用量（含免费调用）确定阶梯。调用量正好等于阶梯界限时，归入以该界
  限为起点的阶梯。依据：规则 4，腾讯云价格页；规则 3，腾讯云价格页的后续版本。
  5. 当月的计费调用全部按价格表 tencent-tiia 中第 2 阶梯的单价计费：每 1,000 次
  2.2 元。依据：规则 2，腾讯云价格页。
  6. 全部调用按所在阶梯的单价计算，不抵扣免费额度；四舍五入到 0.01。依据：规则
  6，腾讯云价格页；规则 13，本程序的约定。
  7. 计费调用按所在阶梯的单价计算，即账单费用；四舍五入到 0.01。依据：规则 6，腾
  讯云价格页；规则 13，本程序的约定。
  8. 刊例价金额减去费用（均为四舍五入后的金额），使账单加得起来。依据：规则 13，
  本程序的约定。
  9. 冻结：按当月刊例价金额的 100% 冻结，作为次月预估费用。依据：规则 8，腾讯云
  价格页；规则 13，本程序的约定。
  10. 调用量 100 万次正好在阶梯界限上。这里按第 2 阶梯计价（每 1,000 次
  2.2 元）；若腾讯云把该值算作第 1 阶梯（2.5 元），费用为 2,475.00 元，而不是
  2,178.00 元。依据：规则 3，腾讯云页面未写明。
  11. 这里按总调用量 100 万次确定阶梯：第 2 阶梯（每 1,000 次 2.2 元）。若腾讯云
  只按计费调用量 99 万次确定，则为第 1 阶梯（2.5 元），费用为 2,475.00 元，而不
  是 2,178.00 元。依据：规则 4，腾讯云页面未写明。
  单价、阶梯界限、免费额度和冻结比例均取自价格表 tencent-tiia。
图像标签：调用 100 万次，费用 2,178.00 元；冻结 2,200.00 元。
"""
NARROW = """\
Cost 0.00 CNY · label · Image tagging ·
2019-11 · tencent-tiia · CNY
no.  step                formula  result
────────────────────────────────────────
  1  calls                             5
  2  free calls                        5
  3  billable calls      5 − 5         0
  4  list cost                      0.00
  5  cost                           0.00
  6  free deduction                 0.00
  7  next month's                   0.00
     freeze
"""
GRADUATED = """\
name: graduated
currency: CNY
effective_from: 2020-01-01
tier_mode: graduated
per: 1000
free_quota: 10000
freeze: {basis: list_cost, rate: 1.2}
tiers: {up_to: [1000000, 3000000, 15000000]}
services:
  label: {name: {en: Image tagging, zh: 图像标签}, prices: [2.5, 2.2, 2, 1.5]}
  flat: {name: Flat, prices: [3], tiers: {from: [0]}, tier_mode: volume, per: 1, free_quota: 0, freeze: null}
"""
SLICES = """\
Cost 38,375.00 CNY · label · Image tagging · graduated · CNY
no.  step                 formula                                         result
────────────────────────────────────────────────────────────────────────────────
  1  calls                                                            20,000,000
  2  free calls           10,000 ≤ 20,000,000                             10,000
  3  billable calls       20,000,000 − 10,000                         19,990,000
  4  tier                 15,000,000 < 20,000,000                              4
  5  calls in tier 1                                                   1,000,000
  6  calls in tier 2      3,000,000 − 1,000,000                        2,000,000
  7  calls in tier 3      15,000,000 − 3,000,000                      12,000,000
  8  calls in tier 4      20,000,000 − 15,000,000                      5,000,000
  9  list cost            (1,000,000 × 2.5 + 2,000,000 × 2.2 +         38,400.00
                          12,000,000 × 2 + 5,000,000 × 1.5) ÷ 1,000
 10  billable in tier 1   1,000,000 − 10,000                             990,000
 11  billable in tier 2                                                2,000,000
 12  billable in tier 3                                               12,000,000
 13  billable in tier 4                                                5,000,000
 14  cost                 (990,000 × 2.5 + 2,000,000 × 2.2 +           38,375.00
                          12,000,000 × 2 + 5,000,000 × 1.5) ÷ 1,000
 15  free deduction       38,400.00 − 38,375.00                            25.00
 16  next month's freeze  (1,000,000 × 2.5 + 2,000,000 × 2.2 +         46,080.00
                          12,000,000 × 2 + 5,000,000 × 1.5) ÷ 1,000
                          × 1.2
"""
WIDE = {"COLUMNS": "80"}


def steps(run: Run, *arguments: str | Path) -> list[dict[str, Any]]:
    done = run("explain", *arguments, "-f", "json")
    assert (done.status, done.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.out)["steps"]
    return found


def test_the_table_has_the_steps_the_notes_their_reasons_by_number_and_the_last_line_the_answer(run: Run) -> None:
    assert without_prices(run("explain", "label=950000", "--month", "2026-11", env=WIDE).out) == TABLE
    assert without_prices(run("explain", "图像标签=100万", "--lang", "zh", env=WIDE).out) == CHINESE


def test_slices_are_rows_of_their_own_and_a_long_formula_goes_on_below(run: Run, write: Write) -> None:
    prices = write("p.yaml", GRADUATED)
    out = run("explain", "label=20M", "--prices", prices, env=WIDE).out
    assert out.startswith(SLICES)
    assert "\n  5–8. All calls, cut into the tiers of price list graduated. Source: rule 14," in out
    assert "\n  10–13. The free calls come off the lowest tiers first; what remains is\n" in out


def test_a_narrow_terminal_breaks_formulas_between_figures_and_no_line_is_wider(run: Run, write: Write) -> None:
    assert run("explain", "label=5", "--month", "2019-11", env={"COLUMNS": "40"}).out.startswith(NARROW)
    prices = write("p.yaml", GRADUATED)
    out = run("explain", "label=20M", "--prices", prices, env={"COLUMNS": "40"}).out
    assert max(map(len, out.splitlines())) == 40
    assert "  9  list cost   (1,000,000    38,400.00\n                 × 2.5 +\n" in out


def test_reasons_that_follow_each_other_and_are_alike_are_said_once(run: Run) -> None:
    out = run("explain", "label=5", "--month", "2019-11", env=WIDE).out
    assert (
        "  2–7. Charging has not begun in this month: every call is free, and nothing is\n"
        "  frozen. Source: rule 10, vendor's price page.\n"
    ) in out
    assert out.endswith("label: 5 calls cost 0.00 CNY.\n")


def test_the_json_has_plain_figures_in_the_order_in_which_one_works(run: Run) -> None:
    data = result(run("explain", "DetectLabel=1.5M", "--month", "2026-11", "-f", "json").out)
    found = data.pop("steps")
    assert data == {
        "schema_version": "1",
        "currency": "CNY",
        "service": "label",
        "month": "2026-11",
        "calls": 1_500_000,
    }
    assert found[2] == {
        "step": "billable",
        "formula": "1500000 − 10000",
        "result": "1490000",
        "rules": [5],
        "why": "The other calls are billable. Source: rule 5, vendor's price page.",
    }
    assert [step["step"] for step in found] == [
        *("calls", "free", "billable", "tier", "price", "list-cost", "cost", "free-deduction", "freeze")
    ]


def test_csv_has_a_row_a_step_and_markdown_the_same_figures_grouped(run: Run) -> None:
    out = run("explain", "label=1500000", "-f", "csv", "--lang", "zh").out
    assert out.startswith("service,month,calls,step,formula,result,why\nlabel,,1500000,calls,1500000,1500000,一个账号")
    rows = list(csv.DictReader(io.StringIO(out)))
    found = steps(run, "label=1500000", "--lang", "zh")
    assert [tuple(row[name] for name in ("step", "formula", "result", "why")) for row in rows] == [
        tuple(step[name] for name in ("step", "formula", "result", "why")) for step in found
    ]
    out = run("explain", "label=1500000", "-f", "markdown").out
    assert "| 4 | tier | 1,000,000 ≤ 1,500,000 \\< 3,000,000 | 2 |\n" in out
    assert "| 7 | cost | 1,490,000 × 2.2 ÷ 1,000 | 3,278.00 |\n" in out
    assert out.endswith("\n\n**label: 1,500,000 calls cost 3,278.00 CNY; 3,300.00 CNY is frozen.**\n")


@pytest.mark.parametrize("calls", [0, 5_000, 10_001, 950_000, 1_000_000, 1_005_000, 2_999_999, 15_000_000, 10**18])
@pytest.mark.parametrize("options", [(), ("--no-free-quota",), ("--month", "2019-11"), ("--prices", "p.yaml")])
def test_every_amount_is_that_of_estimate_and_can_be_worked_out_again(
    run: Run, write: Write, calls: int, options: tuple[str, ...]
) -> None:
    write("p.yaml", GRADUATED)
    bill = json.loads(run("estimate", f"label={calls}", *options, "-f", "json").out)["bills"][0]["charges"][0]
    figures = {step["step"]: step["result"] for step in steps(run, f"label={calls}", *options)}
    for name in ("list_cost", "cost", "free_deduction", "freeze"):
        assert figures[name.replace("_", "-")] == bill[name]
    assert [figures[name] for name in ("free", "billable")] == [str(bill["free_calls"]), str(bill["billable_calls"])]
    assert figures.get("tier") == (None if bill["tier"] is None else str(bill["tier"]))
    for step in steps(run, f"label={calls}", *options):
        if "≤" in step["formula"] or "<" in step["formula"]:
            assert holds(step["formula"])
        else:
            value = worked_out(step["formula"])
            amount = half_up(value) == step["result"]
            assert amount if "." in step["result"] and step["step"] != "price" else value == Fraction(step["result"])


def test_digits_of_a_formula_are_grouped_and_nothing_else_changes() -> None:
    assert grouped("(1000000 − 10000) × 0.0022 ÷ 1000") == "(1,000,000 − 10,000) × 0.0022 ÷ 1,000"
    assert grouped("12345.50 − 0.00") == "12,345.50 − 0.00"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            ("--no-free-quota",),
            "The free quota is not deducted: --no-free-quota. Source: rule 5, set aside by an option.",
        ),
        (
            ("--prices", "none.yaml"),
            "This price list has no free quota for this service. Source: rule 5, a setting of this price list.",
        ),
        (
            (),
            "The free quota is deducted first: 10,000 calls a month, or all calls if there are fewer."
            " Source: rule 5, vendor's price page.",
        ),
    ],
)
def test_why_calls_are_free_or_not(run: Run, write: Write, arguments: tuple[str, ...], reason: str) -> None:
    write("none.yaml", GRADUATED.replace("free_quota: 10000", "free_quota: 0"))
    assert steps(run, "label=5", *arguments)[1]["why"] == reason


def test_a_list_with_a_single_tier_and_no_freeze_says_so(run: Run, write: Write) -> None:
    prices = write("p.yaml", GRADUATED)
    found = {step["step"]: step for step in steps(run, "flat=5", "--prices", prices)}
    assert found["tier"]["why"] == (
        "This price list has a single tier for this service. Source: rule 2, a setting of this price list."
    )
    assert found["freeze"]["why"] == "Nothing is frozen. Source: rule 8, a setting of this price list."
    assert (found["cost"]["formula"], found["cost"]["result"]) == ("5 × 3", "15.00")
    assert run("explain", "flat=1", "--prices", prices).out.endswith("flat: 1 call costs 3.00 CNY.\n")


SO_FAR = """\
Cost 2,618.00 CNY, at the pace through 2026-11-12 · label · Image tagging ·
2026-11 · tencent-tiia · CNY
no.  step                 formula                                         result
────────────────────────────────────────────────────────────────────────────────
  1  calls so far                                                        480,000
  2  expected calls       ⌈480,000 × 30 ÷ 12⌉                          1,200,000
  3  free calls           10,000 ≤ 1,200,000                              10,000
  4  billable calls       1,200,000 − 10,000                           1,190,000
  5  tier                 1,000,000 ≤ 1,200,000 < 3,000,000                    2
  6  tier 2 begins on     ⌈480,000 × 24 ÷ 12⌉ < 1,000,000 ≤ ⌈480,000  2026-11-25
                          × 25 ÷ 12⌉
  7  unit price                                                              2.2
  8  list cost            1,200,000 × 2.2 ÷ 1,000                       2,640.00
  9  cost                 1,190,000 × 2.2 ÷ 1,000                       2,618.00
 10  free deduction       2,640.00 − 2,618.00                              22.00
 11  next month's freeze  1,200,000 × 2.2 ÷ 1,000 × 1                   2,640.00
"""


def test_calls_so_far_are_projected_before_they_are_priced(run: Run) -> None:
    options = ("label=480000", "--month", "2026-11", "--through", "2026-11-12")
    out = run("explain", *options, env=WIDE).out
    assert out.startswith(SO_FAR)
    assert "\n  2. The calls of the whole month, if it goes on as it did so far: calls so far\n" in out
    assert "\n  6. At this pace tier 2 begins on 2026-11-25, at 1,000,000 calls: the whole\n" in out
    assert out.endswith(
        "\nlabel, at the pace through 2026-11-12: 1,200,000 calls cost 2,618.00 CNY;\n2,640.00 CNY is frozen.\n"
    )
    whole = run("explain", "label=1200000", "--month", "2026-11", "--through", "2026-11-30").out
    assert whole.startswith("Cost 2,618.00 CNY · label")
    assert whole.endswith("\nlabel: 1,200,000 calls cost 2,618.00 CNY; 2,640.00 CNY is frozen.\n")
    chinese = run("explain", *options, "--lang", "zh", env={"COLUMNS": "120"}).out
    assert chinese.startswith("费用 2,618.00 元（按截至 2026-11-12 的速度） · ")
    assert chinese.endswith(
        "图像标签（按截至 2026-11-12 的速度）：调用 120 万次，费用 2,618.00 元；冻结 2,640.00 元。\n"
    )


@pytest.mark.parametrize("calls", [0, 4_000, 399_999, 480_000, 1_000_000, 5_000_000, 10**16])
@pytest.mark.parametrize("day", ["2026-11-12", "2026-11-30", "2028-02-29", "2019-11-01"])
@pytest.mark.parametrize("options", [(), ("--no-free-quota",), ("--prices", "p.yaml"), ("--pack", "label=300k")])
def test_a_month_so_far_is_explained_as_estimate_prices_it(
    run: Run, write: Write, calls: int, day: str, options: tuple[str, ...]
) -> None:
    write("p.yaml", GRADUATED.replace("from: 2020", "from: 2019"))
    asked = (f"label={calls}", "--month", day[:7], "--through", day, *options, "-f", "json")
    billed, told = (json.loads(run(command, *asked).out) for command in ("estimate", "explain"))
    bill = billed["bills"][0]["charges"][0]
    figures = {step["step"]: step["result"] for step in told["steps"]}
    assert told["projection"] == billed["projection"]
    assert (told["so_far"], told["calls"]) == (bill["so_far"], bill["calls"]) == (calls, int(figures["calls"]))
    for name in ("list_cost", "cost", "free_deduction", "freeze"):
        assert figures[name.replace("_", "-")] == bill[name]
    dates = [note["date"] for note in bill["notes"] if note["code"] == "tier-reached-on"]
    assert [step["result"] for step in told["steps"] if step["step"] == "tier-reached-on"] == dates


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            "--through 2026-11-12",
            "--through: the usage names no month; if these are the calls of 2026-11 up to 2026-11-12, add --month 2026-11",
        ),
        (
            "--month 2026-11 --through auto",
            "--through auto needs usage with days or times; for calls so far without days, write the last day: --through YYYY-MM-DD",
        ),
        (
            "--month 2026-10 --through 2026-11-12",
            "--through: the usage has no calls in 2026-11, the month of 2026-11-12; it has 2026-10",
        ),
        (
            "--month 2026-11 --through 2026-11-12 --pace weekday",
            "--pace: weekday needs the calls of each day, and explain is given only their sum; leave --pace out",
        ),
        (
            "--month 2026-11 --pace plain",
            "--pace is for a month that is known up to a day; add --through YYYY-MM-DD, or leave --pace out",
        ),
        ("--month 2026-11 --through 2026-11-12 --grow 5%", "unknown option --grow; see tiia-cost explain --help"),
    ],
)
def test_what_keeps_a_month_from_being_projected_is_told(run: Run, options: str, told: str) -> None:
    assert run("explain", "label=480000", *options.split()) == (2, "", f"error: {told}\n")


def test_all_that_is_wrong_with_a_month_so_far_is_told_at_once(run: Run) -> None:
    done = run("explain", "lable=480000", "--month", "2026", "--through", "2026-11-31", "--pace", "week")
    assert done.err == (
        "error: --month: 2026 is not a month; write YYYY-MM\n"
        "error: --through: there is no 2026-11-31 in the calendar\n"
        "error: --pace: unknown pace week; did you mean weekday?\n"
        "error: lable=480000: unknown service lable; did you mean label?\n"
    )


PACKED = """\
{name: packed, currency: CNY, effective_from: 2020-01-01, tier_mode: volume, per: 1000, free_quota: 1000,
 freeze: {basis: list_cost, rate: 1}, tiers: {from: [0, 1000000, 3000000]}, pack_calls_count: COUNTS,
 services: {car-pro: {name: {en: Enhanced car recognition, zh: 车辆识别（增强版）}, prices: [75, 45, 35],
                      packs: [{calls: 1000000, price: 65000}]}}}
"""
WITH_PACK = """\
Cost 22,455.00 CNY · car-pro · Enhanced car recognition · 2026-11 · packed · CNY
no.  step                 formula                               result
──────────────────────────────────────────────────────────────────────
  1  calls                                                   1,500,000
  2  free calls           1,000 ≤ 1,500,000                      1,000
  3  pack calls           1,000,000 ≤ 1,499,000              1,000,000
  4  billable calls       1,500,000 − 1,000 − 1,000,000        499,000
  5  tier                 1,000,000 ≤ 1,500,000 < 3,000,000          2
  6  unit price                                                     45
  7  list cost            1,500,000 × 45 ÷ 1,000             67,500.00
  8  pack deduction       1,000,000 × 45 ÷ 1,000             45,000.00
  9  cost                 499,000 × 45 ÷ 1,000               22,455.00
 10  free deduction       67,500.00 − 45,000.00 − 22,455.00      45.00
 11  calls to freeze for  1,500,000 − 1,000,000                500,000
 12  tier of these alone  0 ≤ 500,000 < 1,000,000                    1
 13  next month's freeze  500,000 × 75 ÷ 1,000 × 1           37,500.00
 14  other reading        499,000 × 75 ÷ 1,000               37,425.00
"""
LEDGER = """\

Prepaid packs · calls
                    valid    valid
service      calls  from     to            used  left  lapsed
─────────────────────────────────────────────────────────────
car-pro  1,000,000  2026-11  2027-10  1,000,000     0       0
  What the packs themselves cost is not included.
"""


def test_with_a_pack_there_are_steps_on_it_and_below_them_what_is_left_of_it(run: Run, write: Write) -> None:
    prices = write("p.yaml", PACKED.replace("COUNTS", "true"))
    options = ("car-pro=1.5M", "--prices", prices, "--month", "2026-11", "--pack", "car-pro=1000000")
    out = run("explain", *options, env=WIDE).out
    assert out.startswith(WITH_PACK)
    assert LEDGER in out
    assert out.endswith("car-pro: 1,500,000 calls cost 22,455.00 CNY; 37,500.00 CNY is frozen.\n")
    data = json.loads(run("explain", *options, "-f", "json").out)
    pack = {"account": None, "service": "car-pro", "calls": 1_000_000, "from": "2026-11", "to": "2027-10"}
    assert data["packs"] == [{**pack, "used": 1_000_000, "left": 0, "lapsed": 0}]


@pytest.mark.parametrize(
    ("counts", "step", "why"),
    [
        (
            "false",
            "tier",
            "All calls of the month count towards the tier, free ones included, but not those that packs pay for. So 500,000"
            " of the 1,500,000 calls count. A count exactly on a tier boundary belongs to the tier that starts there. Source:"
            " rule 4, vendor's price page; rule 3, a later edition of the vendor's price page; rule 15, a setting of this"
            " price list.",
        ),
        (
            "true",
            "freeze-calls",
            "What packs pay for is not frozen: the freeze is that of a month with 500,000 calls and no packs. Source: rule"
            " 15, a choice of this program.",
        ),
        (
            "true",
            "freeze-tier",
            "The tier that 500,000 calls reach alone: 75 CNY per 1,000 calls. Source: rule 4, vendor's price page; rule 3, a"
            " later edition of the vendor's price page.",
        ),
        (
            "true",
            "other-reading",
            "Here the 1,000,000 calls that packs pay for count towards the tier: tier 2 (45 CNY per 1,000 calls). If Tencent"
            " Cloud does not count them, it is tier 1 (75 CNY), and the bill is 37,425.00 CNY instead of 22,455.00 CNY."
            " Source: rule 15, left open by the vendor's pages.",
        ),
    ],
)
def test_why_a_pack_changes_what_it_changes(run: Run, write: Write, counts: str, step: str, why: str) -> None:
    prices = write("p.yaml", PACKED.replace("COUNTS", counts))
    found = {one["step"]: one for one in steps(run, "car-pro=1.5M", "--prices", prices, "--pack", "car-pro=1M")}
    assert found[step]["why"] == why


@pytest.mark.parametrize("calls", [0, 500, 1_000_500, 1_500_000, 1_999_999, 2_000_500, 4_000_000])
@pytest.mark.parametrize("pack", ["car-pro=1M", "car-pro=600k@2026-10", "car-pro=1M@2026-12"])
@pytest.mark.parametrize("mode", ["volume", "graduated"])
@pytest.mark.parametrize("counts", ["true", "false"])
def test_with_packs_every_amount_is_that_of_estimate(
    run: Run, write: Write, calls: int, pack: str, mode: str, counts: str
) -> None:
    prices = write("p.yaml", PACKED.replace("COUNTS", counts).replace("volume", mode))
    options = (f"car-pro={calls}", "--prices", prices, "--month", "2026-11", "--pack", pack, "-f", "json")
    billed, told = (json.loads(run(command, *options).out) for command in ("estimate", "explain"))
    bill = billed["bills"][0]["charges"][0]
    figures = {"pack-deduction": "0.00"} | {step["step"]: step["result"] for step in told["steps"]}
    for name in ("list_cost", "pack_deduction", "cost", "free_deduction", "freeze"):
        assert figures[name.replace("_", "-")] == bill[name]
    counted = [str(bill[f"{name}_calls"]) for name in ("free", "pack", "billable")]
    assert [figures[name] for name in ("free", "pack", "billable")] == counted
    assert figures["tier"] == str(bill["tier"])
    assert told["packs"] == billed["packs"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["label=5", "--pack", "porn=5"],
            "error: --pack porn=5: this is a pack of porn, which pays for no calls of label;",
        ),
        (["label=5", "--pack", "label"], "error: --pack label: label is not a pack; write SERVICE=CALLS, or"),
        (
            ["label=5", "--pack", "a:label=5"],
            "error: --pack a:label=5: account a is not in the usage, which names no accounts",
        ),
        (["label", "1500000"], "error: this command takes one SERVICE=CALLS; did you mean label=1500000?\n"),
        (["图像标签", "=", "150万"], "error: this command takes one SERVICE=CALLS; did you mean 图像标签=150万?\n"),
        (["label"], "error: this command takes one SERVICE=CALLS; did you mean label=CALLS?\n"),
        (["label", "--lang", "zh"], "error: 该命令只接受一项“服务=调用量”；是否指 label=调用量？\n"),
        (["label", "many"], "error: this command takes one SERVICE=CALLS, such as label=1500000\n"),
        (["label=5", "porn=5"], "error: this command takes one SERVICE=CALLS, such as label=1500000\n"),
        (["lable"], "error: this command takes one SERVICE=CALLS, such as label=1500000\n"),
        (["u.csv"], "error: this command reads no tables; write one SERVICE=CALLS, such as label=1500000\n"),
        (["-"], "error: this command reads no tables; write one SERVICE=CALLS, such as label=1500000\n"),
        (["lable=5"], "error: lable=5: unknown service lable; did you mean label?\n"),
        (["label=1.5"], "error: label=1.5: 1.5 is not a whole number of calls\n"),
        (["=5"], "error: =5: the service is missing\n"),
        (
            ["lable=x", "--month", "x", "--encoding", "x"],
            "error: --month: x is not a month; write YYYY-MM\n"
            "error: --encoding: unknown encoding x; write utf-8 or gb18030, for example\n"
            "error: lable=x: x is not a count; write 1500000, 1,500,000, 1.5M or 150万\n"
            "error: lable=x: unknown service lable; did you mean label?\n",
        ),
        ([], "error: missing argument SERVICE=CALLS\n"),
        (["label=5", "-f", "svg"], "error: unknown format svg; known: table, json, csv, markdown"),
    ],
)
def test_what_is_not_one_count_is_refused_with_what_to_write(
    run: Run, write: Write, arguments: list[str], told: str
) -> None:
    write("u.csv", "month,label\n2026-11,5\n")
    done = run("explain", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(told)
