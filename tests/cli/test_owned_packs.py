"""``--pack`` of the commands about bills: what packs pay for, and what is left of them, in every format."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

from tiia_cost.core.estimate import BILL_COLUMNS, PACK_COLUMNS

if TYPE_CHECKING:
    from tests.conftest import Run, Write

CAR = ("car-pro=1500000", "--month", "2026-12", "--prices", "charged")
"""1,000 calls are free, then 75, 45 or 35 CNY per 1,000, as the month has less than 1, 3 or 15 million calls."""

PACK = ("--pack", "car-pro=1000000")

LIST = """\
name: l
currency: CNY
effective_from: 2020-01-01
tier_mode: volume
per: 1
free_quota: 10
tiers: {from: [0, 100]}
freeze: {basis: list_cost, rate: 1}
pack_months: 3
services:
  label: {name: {en: Image tagging, zh: 图像标签}, prices: [2, 1], packs: [{calls: 50, price: 60}]}
  porn: {name: {en: Porn, zh: 图像鉴黄}, prices: [4, 3]}
"""


def data(run: Run, *arguments: str) -> Any:
    ran = run(*arguments, "-f", "json")
    assert (ran.status, ran.err) == (0, "")
    return json.loads(ran.out)


def listed(write: Write, usage: str) -> list[str]:
    return [str(write("u.csv", usage)), "--prices", str(write("l.yaml", LIST))]


def test_a_bill_has_what_packs_pay_for_and_adds_up_and_the_ledger_stands_beside_it(run: Run) -> None:
    """Without the calls of the pack the month has 500,000, the first tier: 499,000 of them at 75, not 45."""
    said = data(run, "estimate", *CAR, *PACK)
    (bill,) = said["bills"]
    (charge,) = bill["charges"]
    figures = ("calls", "free_calls", "pack_calls", "billable_calls", "list_cost", "free_deduction", "pack_deduction")
    counts = [1500000, 1000, 1000000, 499000]
    assert [charge[name] for name in figures] == [*counts, "112500.00", "75.00", "75000.00"]
    assert (charge["cost"], charge["freeze"]) == ("37425.00", "0.00")
    assert [bill["total"][name] for name in figures] == [said["total"][name] for name in figures]
    assert said["packs"] == [
        {
            "account": None,
            "service": "car-pro",
            "calls": 1000000,
            "from": "2026-12",
            "to": "2027-11",
            "used": 1000000,
            "left": 0,
            "lapsed": 0,
        }
    ]
    assert "packs_not_on_sale" not in said


def test_the_table_shows_the_deduction_and_below_the_bills_what_each_pack_has(run: Run, write: Write) -> None:
    """In 80 columns the deductions stay, so that each row adds up: 60 − 20 free − 40 paid by packs = 0."""
    usage = listed(write, "month,label\n2026-01,50\n2026-02,30\n")
    ran = run("estimate", *usage, "--pack", "label=50@2025-12", "--pack", "label=50", env={"COLUMNS": "80"})
    bills, ledger = ran.out.split("Prepaid packs · calls\n")
    assert bills.splitlines()[-5:] == [
        "label       30     1  2 / 1  60.00      20.00      40.00  0.00    20.00",
        "───────────────────────────────────────────────────────────────────────",
        "total       30               60.00      20.00      40.00  0.00    20.00",
        "  Hidden at this width: name, free calls, pack calls, billable calls",
        "",
    ]
    assert ledger.splitlines()[:8] == [
        "                valid    valid",
        "service  calls  from     to       used  left  lapsed",
        "────────────────────────────────────────────────────",
        "label       50  2025-12  2026-02    50     0       0",
        "label       50  2026-01  2026-03    10    40       0",
        "  What the packs themselves cost is not included.",
        "  label: packs bought before 2026-01 count as unused until then. If part of them",
        "  was used, give what was left at the start of 2026-01 in --pack.",
    ]
    assert ledger.splitlines()[-1] == "Total 0.00 CNY without the price of packs."


def test_what_lapses_is_told_and_packs_that_pay_for_nothing(run: Run, write: Write) -> None:
    usage = listed(write, "month,label\n2026-01,30\n2026-03,20\n")
    packs = ("--pack", "label=50", "--pack", "porn=7", "--pack", "label=50@2026-04")
    said = data(run, "estimate", *usage, *packs)
    assert [(one["service"], one["used"], one["left"], one["lapsed"]) for one in said["packs"]] == [
        ("label", 30, 0, 20),  # 20 in 2026-01, 10 in 2026-03, each after 10 free calls
        ("label", 0, 50, 0),
        ("porn", 0, 0, 7),
    ]
    out = " ".join(run("estimate", *usage, *packs).out.split())
    assert "label: 20 prepaid calls lapse unused at the end of 2026-03." in out
    assert "2026-03. porn: the packs pay for no call here." in out
    zh = run("estimate", *usage, *packs, "--lang", "zh").out
    assert "图像标签：有 20 次未用完，2026-03 月底作废。" in zh
    assert "\n  图像鉴黄：资源包未抵扣任何调用。" in zh


def test_an_account_whose_packs_pay_for_nothing_is_named(run: Run, write: Write) -> None:
    usage = listed(write, "month,account,label\n2026-01,a,50\n2026-01,b,5\n")
    out = run("estimate", *usage, "--pack", "a:label=50", "--pack", "b:label=50", "--pack", "b:porn=5").out
    assert "\n  account b, label, porn: the packs pay for no call here.\n" in out
    assert "account a, label" not in out


def test_packs_not_on_sale_are_used_and_said(run: Run, write: Write) -> None:
    usage = listed(write, "month,label,porn\n2026-01,50,50\n")
    said = data(run, "estimate", *usage, "--pack", "label=50", "--pack", "label=30", "--pack", "porn=5")
    assert said["packs_not_on_sale"] == [
        {
            "account": None,
            "service": "label",
            "calls": 30,
            "from": "2026-01",
            "prices": "l",
            "text": "label: l has no pack of 30 calls on sale, only of 50; it is used as given.",
        },
        {
            "account": None,
            "service": "porn",
            "calls": 5,
            "from": "2026-01",
            "prices": "l",
            "text": "porn: l has no packs on sale; those given are used.",
        },
    ]
    out = run("estimate", *usage, "--pack", "label=30", "--lang", "zh").out
    assert "图像标签：l 没有在售的 30 次资源包，只有 50 次；仍按所填次数抵扣。" in out


def test_the_same_pack_twice_adds_up_in_any_spelling(run: Run, write: Write) -> None:
    usage = listed(write, "month,label\n2026-01,200\n")
    once = data(run, "estimate", *usage, "--pack", "label=50", "--pack", "图像标签＝50＠2026年1月")
    assert [(one["calls"], one["used"]) for one in once["packs"]] == [(100, 100)]
    assert once["total"]["cost"] == "90.00"  # 200 − 10 − 100 at 1: the 100 calls left begin the second tier
    assert run("estimate", *usage, "--pack", "label=100", "--total").out == "90.00\n"


def test_csv_has_the_columns_of_packs_last_and_reads_back_as_usage(run: Run, write: Write) -> None:
    usage = listed(write, "month,account,label\n2026-01,a,50\n2026-02,b,120\n")
    packs = ("--pack", "a:label=50", "--pack", "b:label=50")
    ran = run("estimate", *usage, *packs, "-f", "csv")
    header, *rows = csv.reader(ran.out.splitlines())
    assert header == [*BILL_COLUMNS, *PACK_COLUMNS]
    assert [row[-2:] for row in rows] == [["40", "80.00"], ["50", "100.00"]]
    bills = str(write("bills.csv", ran.out))
    assert data(run, "estimate", bills, *usage[1:], *packs) == data(run, "estimate", *usage, *packs)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_workbook_has_a_sheet_of_packs_and_its_bills_read_back(run: Run, write: Write, lang: str) -> None:
    from python_calamine import CalamineWorkbook

    usage = listed(write, "month,label\n2026-01,50\n2026-02,120\n")
    packs = ("--pack", "label=50")
    book = usage[0].replace("u.csv", "bills.xlsx")
    assert run("estimate", *usage, *packs, "-o", book, "--lang", lang).status == 0
    sheets = CalamineWorkbook.from_path(book)
    assert sheets.sheet_names[1:3] == (["Packs", "Bills"] if lang == "en" else ["资源包", "账单"])
    ledger = sheets.get_sheet_by_name(sheets.sheet_names[1]).to_python()
    assert [row[1:] for row in ledger][1:] == [[50, "2026-01", "2026-03", 50, 0, 0]]
    bills = sheets.get_sheet_by_name(sheets.sheet_names[2]).to_python()
    paid = [str(heading).lower() for heading in bills[0]].index("pack calls" if lang == "en" else "资源包调用量")
    assert [row[paid] for row in bills[1:]] == [40, 10, 50]
    assert data(run, "estimate", book, *usage[1:], *packs) == data(run, "estimate", *usage, *packs)


def test_a_page_has_the_ledger_and_the_money_that_packs_pay(run: Run, write: Write) -> None:
    ran = run("estimate", *listed(write, "month,label\n2026-01,50\n"), "--pack", "label=50", "-f", "html")
    assert "Prepaid packs · calls" in ran.out
    assert "Paid by packs" in ran.out


@pytest.mark.parametrize("by", ["month", "service", "account"])
def test_groups_add_up_what_packs_pay(run: Run, write: Write, by: str) -> None:
    usage = listed(write, "month,account,label\n2026-01,a,50\n2026-01,b,120\n")
    ran = run("estimate", *usage, "--pack", "a:label=50", "--pack", "b:label=60", "--by", by)
    total = next(line.split() for line in ran.out.splitlines() if line.startswith("total"))
    # 170 calls, of which 40 + 60 paid by packs and 50 billed, at 2: 120 − 60 is below 100
    assert total[:7] == ["total", "170", "100", "50", "340.00", "40.00", "200.00"]
    assert total[7] == "100.00"


def test_ranges_are_those_of_a_month_with_its_packs(run: Run, write: Write) -> None:
    """In 2026-02 the pack has 10 calls left. Of 50 ± 20%, 40 to 60, less 10 free and 10 paid, 20 to 40 cost 2 each."""
    usage = listed(write, "month,label\n2026-01,50\n2026-02,50\n")
    said = data(run, "estimate", *usage, "--pack", "label=50", "--range", "20%")
    (charge,) = said["bills"][1]["charges"]
    assert charge["cost"] == "60.00"
    assert (charge["range"]["lowest"]["cost"], charge["range"]["highest"]["cost"]) == ("40.00", "80.00")
    # 60 calls in 2026-01 would leave none of the pack, and 60 in 2026-02 would then cost 100.
    assert "may cost more than its highest cost" in said["packs_in_ranges"]["text"]
    single = data(run, "estimate", *listed(write, "month,label\n2026-01,50\n"), "--pack", "label=50", "--range", "20%")
    assert "packs_in_ranges" not in single


def test_counts_are_written_as_without_packs(run: Run, write: Write) -> None:
    usage = listed(write, "month,label\n2026-01,50\n")
    kept = usage[0].replace("u.csv", "kept.csv")
    assert run("estimate", *usage, "--pack", "label=50", "--counts", kept).status == 0
    with open(kept, encoding="utf-8") as file:
        assert file.read() == "month,service,calls\n2026-01,label,50\n"


def test_check_judges_bills_and_the_baseline_with_the_same_packs(run: Run, write: Write) -> None:
    """A pack without a month begins with the baseline, and both have it whole: of 90 calls 10 are free and 50 paid."""
    usage = listed(write, "month,label\n2026-02,90\n")
    before = str(write("before.csv", "month,label\n2026-01,50\n"))
    packs = ("--pack", "label=50", "--budget", "100", "--baseline", before, "--max-increase", "50")
    ran = run("check", *usage, *packs, "-f", "json")
    said = json.loads(ran.out)
    assert ran.status == 3
    # 30 at 2, and as much more than in the baseline, which has nothing in 2026-02
    assert [finding["actual"] for finding in said["findings"]] == ["60.00", "60.00"]
    assert said["packs"][0]["from"] == "2026-01"


def test_cuts_are_those_of_a_month_with_its_packs(run: Run, write: Write) -> None:
    """Of 150 calls 10 are free and 20 paid, and 120 of the 130 that count are billed at 1; 80 of them cost 160 at 2."""
    usage = listed(write, "month,label\n2026-01,150\n")
    ran = run("check", *usage, "--pack", "label=20", "--budget", "110", "-f", "json")
    (finding,) = json.loads(ran.out)["findings"]
    assert (finding["actual"], finding["calls_to_cut"]) == ("120.00", {"label": 10})
    left = data(run, "estimate", *listed(write, "month,label\n2026-01,140\n"), "--pack", "label=20")
    assert left["total"]["cost"] == "110.00"


def test_check_shows_the_ledger_and_tells_ci_no_more_than_before(run: Run, write: Write) -> None:
    usage = listed(write, "month,label\n2026-01,50\n")
    packs = ("--pack", "label=50", "--budget", "10")
    ran = run("check", *usage, *packs)
    assert "Prepaid packs · calls" in ran.out
    assert ran.out.splitlines()[-1].startswith("Within budget: 1 check.")
    for name in ("junit", "github"):
        plain = run("check", *listed(write, "month,label\n2026-01,10\n"), "--budget", "10", "-f", name).out
        assert run("check", *listed(write, "month,label\n2026-01,50\n"), *packs, "-f", name).out == plain


def test_nothing_is_frozen_for_what_packs_pay(run: Run, write: Write) -> None:
    """Of 120 calls 50 are paid by the pack: the bill is of 60 at 2, and the freeze that of a month of 70 calls."""
    usage = listed(write, "month,label\n2026-01,120\n")
    said = data(run, "cashflow", *usage, "--pack", "label=50")
    (settlement,) = said["settlements"]
    assert (settlement["deducted"], settlement["frozen"]) == ("120.00", "140.00")
    assert [(one["used"], one["left"]) for one in said["packs"]] == [(50, 0)]
    out = run("cashflow", *usage, "--pack", "label=50").out
    assert "Prepaid packs · calls" in out
    assert out.splitlines()[-1].startswith("Pay in 260.00 CNY by 2026-01-31")


def test_diff_prices_both_sides_with_the_same_packs(run: Run, write: Write) -> None:
    before = str(write("before.csv", "month,label\n2026-01,50\n2026-02,50\n"))
    usage = listed(write, "month,label\n2026-02,80\n")
    said = data(run, "diff", before, *usage, "--pack", "label=50")
    assert [(one["from"], one["used"], one["left"]) for one in said["packs_before"]] == [("2026-01", 50, 0)]
    assert [(one["from"], one["used"], one["left"]) for one in said["packs_after"]] == [("2026-01", 50, 0)]
    assert said["total"] == {"cost_before": "60.00", "cost_after": "40.00", "change": "-20.00"}
    out = run("diff", before, *usage, "--pack", "label=50").out
    assert out.count("Prepaid packs") == 1
    assert "Prepaid packs · calls" in out


def test_diff_has_a_ledger_of_each_side_where_they_differ(run: Run, write: Write) -> None:
    before = str(write("before.csv", "month,label\n2026-01,50\n"))
    usage = listed(write, "month,label\n2026-01,20\n")
    out = run("diff", before, *usage, "--pack", "label=50").out
    assert out.index("Prepaid packs before") < out.index("Prepaid packs after")
    assert out.splitlines()[-1].startswith("0.00 CNY → 0.00 CNY")


def test_a_year_is_compared_with_the_one_before_with_the_packs_of_each(run: Run, write: Write) -> None:
    """A pack lasts three months in this list: that of 2025 has ended when 2026 begins, and is no mistake."""
    before = str(write("before.csv", "month,label\n2025-01,50\n"))
    usage = listed(write, "month,label\n2026-01,50\n")
    said = data(run, "diff", before, *usage, "--pack", "label=50@2025-01", "--pack", "label=50@2026-01")
    assert [one["from"] for one in said["packs_before"]] == ["2025-01", "2026-01"]
    assert [one["from"] for one in said["packs_after"]] == ["2026-01"]
    ran = run("diff", before, *usage, "--pack", "label=50@2024-01")
    assert ran.status == 2
    assert set(ran.err.splitlines()) == {
        "error: --pack label=50@2024-01: the pack ended with 2024-03, before the first month of the usage, 2025-01; leave it out",
        "error: --pack label=50@2024-01: the pack ended with 2024-03, before the first month of the usage, 2026-01; leave it out",
    }


@pytest.mark.parametrize("command", [("estimate",), ("check", "--budget", "5"), ("cashflow",), ("diff", "label=5")])
def test_everything_wrong_with_packs_and_usage_is_told_at_once(
    run: Run, write: Write, command: tuple[str, ...]
) -> None:
    usage = ["label=7", *listed(write, "")[1:], "--month", "2026-01"]
    packs = ("--pack", "lable=5", "--pack", "label=0", "--pack", "label=5@2020-01", "--pack", "a:label=5@2026-13")
    ran = run(*command, *usage, *packs)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "error: --pack lable=5: unknown service lable; did you mean label?",
        "error: --pack label=0: a pack of 0 calls pays for nothing; give its number of calls, or leave it out",
        "error: --pack a:label=5@2026-13: account a is not in the usage, which names no accounts",
        "error: --pack a:label=5@2026-13: 2026-13 is not a month; write YYYY-MM",
        "error: --pack label=5@2020-01: the pack ended with 2020-03, before the first month of the usage, 2026-01; leave it out",
    ]  # fmt: skip


def test_usage_that_cannot_be_read_brings_no_further_errors_about_packs(run: Run, write: Write) -> None:
    """Which accounts and months the usage has is not known then."""
    usage = listed(write, "month,label\n2026-01,x\n")
    ran = run("estimate", *usage, "--pack", "a:label=5@2020-01", "--pack", "label=y")
    cell, *packs = ran.err.splitlines()
    assert "error: x is not" in cell
    assert packs == ["error: --pack label=y: y is not a count; write 1500000, 1,500,000, 1.5M or 150万"]


def test_packs_of_several_accounts_name_theirs(run: Run, write: Write) -> None:
    usage = listed(write, "month,account,label\n2026-01,a,50\n2026-01,b,50\n")
    ran = run("estimate", *usage, "--pack", "label=50", "--pack", "c:label=5")
    assert ran.err.splitlines() == [
        "error: --pack label=50: there are 2 accounts; say whose pack it is with ACCOUNT:SERVICE=CALLS",
        "error: --pack c:label=5: account c is not in the usage; known: a, b",
    ]
    said = data(run, "estimate", *usage, "--pack", "B:label=50")
    assert [(one["account"], one["used"]) for one in said["packs"]] == [("b", 40)]
    assert [bill["total"]["pack_calls"] for bill in said["bills"]] == [0, 40]


def test_a_free_month_uses_no_packs(run: Run, write: Write) -> None:
    usage = listed(write, "month,label\n2019-12,50\n2020-01,50\n")
    usage[2] = str(write("l.yaml", LIST + "before_effective: free\n"))
    said = data(run, "estimate", *usage, "--pack", "label=50")
    assert [bill["total"]["pack_calls"] for bill in said["bills"]] == [0, 40]


@pytest.mark.parametrize("width", ["40", "80"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", [("estimate",), ("check", "--budget", "1M"), ("cashflow",), ("diff", "car-pro=1")])
def test_no_line_is_wider_than_the_terminal(run: Run, command: tuple[str, ...], lang: str, width: str) -> None:
    from rich.cells import cell_len

    ran = run(*command, *CAR, *PACK, "--lang", lang, env={"COLUMNS": width})
    assert ran.status == 0
    assert max(cell_len(line) for line in ran.out.splitlines()) <= int(width)


def test_packs_bought_before_the_bills_begin_are_said_to_count_as_unused_until_then(run: Run, write: Write) -> None:
    """What was used of them until then is in no bill; one bought in the first month, or later, has no such past."""
    usage = listed(write, "month,label\n2026-01,50\n2026-02,30\n")
    older = data(run, "estimate", *usage, "--pack", "label=50@2025-12", "--pack", "label=50@2026-02")
    assert [(one["month"], one["text"].split(". ")[0]) for one in older["packs_unused_until"]] == [
        ("2026-01", "label: packs bought before 2026-01 count as unused until then")
    ]
    assert "packs_unused_until" not in data(run, "estimate", *usage, "--pack", "label=50")
    for command in (("explain", "label=50"), ("tiers", "label"), ("afford", "label", "--budget", "5")):
        said = data(run, *command, *usage[1:], "--month", "2026-01", "--pack", "label=50@2025-12")
        assert len(said["packs_unused_until"]) == 1


def test_a_worst_case_that_takes_packs_as_the_forecast_leaves_them_warns_ci(run: Run, write: Write) -> None:
    """More calls in January leave less of the pack to February, whose range does not show that."""
    usage = listed(write, "month,label\n2026-01,50\n2026-02,30\n")
    asked = ("check", *usage, "--budget", "100", "--pack", "label=50", "--range", "10%")
    ran = run(*asked, "-f", "junit")
    assert ran.status == 0
    assert 'name="packs-in-ranges"' in ran.out or "Packs may be used up sooner" in ran.out
    assert "::warning" in run(*asked, "-f", "github").out
    assert "::warning" not in run("check", *usage, "--budget", "100", "--pack", "label=50", "-f", "github").out


def test_packs_says_why_it_takes_no_packs_that_are_owned(run: Run) -> None:
    ran = run("packs", *CAR, *PACK)
    assert (ran.status, ran.out) == (2, "")
    assert "what to buy for calls that no pack pays for yet" in ran.err
    assert "packs 针对还没有资源包可抵扣的调用" in run("packs", *CAR, *PACK, "--lang", "zh").err
