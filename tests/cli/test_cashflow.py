"""`tiia-cost cashflow`: the golden year of every shipped service, the shapes to the letter, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.support.golden import SERVICES, golden
from tests.support.used_prices import without_prices

if TYPE_CHECKING:
    from tests.conftest import Run, Write

YEAR = ROOT / "examples/cashflow/year.csv"
FUNDS = (
    *("--balance", "12,000.00", "--frozen", "800", "--top-up", "2026-06-10=300", "--top-up", "2026-06-20=500"),
    *("--top-up", "2026-08-01=2000", "--top-up", "2026/8/2=1k", "--top-up", "2026-09-15=6000"),
    *("--top-up", "20270120=700"),
)
KEYS = ["account", "month", "window", "opening", "topped_up", "released", "deducted", "frozen", "closing", "available"]

# At the shipped prices of `label`: 490,000 × 2.5 and 500,000 × 2.5, 1,490,000 × 2.2 and 1,500,000 × 2.2 per 1,000.
TWO = "month,service,calls\n2026-01,label,500000\n2026-03,label,1500000\n"
ADVICE = """\
Pay in 2,475.00 CNY by 2026-01-31 and 5,328.00 CNY by 2026-03-31, or 7,803.00 CNY in one
payment by 2026-01-31; then no bill and no freeze fails.
"""
TABLE = f"""\
{ADVICE}\
                           opening    freeze      bill             closing
month    settled           balance  released  deducted    frozen   balance  available  state
────────────────────────────────────────────────────────────────────────────────────────────
2026-01  2026-02-01 – 03  7,803.00      0.00  1,225.00  1,250.00  6,578.00   5,328.00  paid
2026-02  2026-03-01 – 03  6,578.00  1,250.00      0.00      0.00  6,578.00   6,578.00  paid
2026-03  2026-04-01 – 03  6,578.00      0.00  3,278.00  3,300.00  3,300.00       0.00  paid
────────────────────────────────────────────────────────────────────────────────────────────
total                                         4,503.00
  What to pay in is counted from a balance of 0.00 CNY; the table starts with all of it paid
  in, from 7,803.00 CNY.
  2026-03: 3,300.00 CNY stays frozen until one month after usage ends: it is released
  between 2026-05-01 and 2026-05-03.
{ADVICE}"""
# 1,500 − 1,225 are 275, too little to freeze 1,250; 275 + 5,000 − 3,278 are 1,997, too little to freeze 3,300.
SHORT = ("--balance", "1500", "--top-up", "2026-03-02=5000")
SHORT_AT = {
    ("en", 80): """\
Pay in 975.00 CNY by 2026-01-31 and 328.00 CNY by 2026-03-31, or 1,303.00 CNY in
one payment by 2026-01-31; then no bill and no freeze fails.
          opening    topped      bill           closing
month     balance        up  deducted  frozen   balance  available  state
────────────────────────────────────────────────────────────────────────────────
2026-01  1,500.00      0.00  1,225.00    0.00    275.00     275.00  freeze
                                                                    failed
2026-02    275.00      0.00      0.00    0.00    275.00     275.00  paid
2026-03    275.00  5,000.00  3,278.00    0.00  1,997.00   1,997.00  freeze
                                                                    failed
────────────────────────────────────────────────────────────────────────────────
total              5,000.00  4,503.00
  The table shows what happens if nothing more is paid in, from the balance of
  1,500.00 CNY. The top-ups given are included.
""",
    ("en", 40): """\
Pay in 975.00 CNY by 2026-01-31 and
328.00 CNY by 2026-03-31, or
1,303.00 CNY in one payment by
2026-01-31; then no bill and no freeze
fails.
          closing
month     balance  state
────────────────────────────────
2026-01    275.00  freeze failed
2026-02    275.00  paid
2026-03  1,997.00  freeze failed
  The table shows what happens if
""",
    ("zh", 80): """\
请充值 975.00 元（最迟 2026-01-31）、328.00 元（最迟 2026-03-31），或一次性充值
1,303.00 元（最迟 2026-01-31），即可保证扣款和冻结全部成功。
月份     期初余额      充值  解冻      扣款  冻结  期末余额  可用余额  状态
───────────────────────────────────────────────────────────────────────────────
2026-01  1,500.00      0.00  0.00  1,225.00  0.00    275.00    275.00  冻结失败
2026-02    275.00      0.00  0.00      0.00  0.00    275.00    275.00  已结清
2026-03    275.00  5,000.00  0.00  3,278.00  0.00  1,997.00  1,997.00  冻结失败
───────────────────────────────────────────────────────────────────────────────
合计               5,000.00        4,503.00
  表中是不再充值时的情形，从余额 1,500.00 元起推算。已计入所列充值。
""",
    ("zh", 40): """\
请充值 975.00 元（最迟 2026-01-31）、
328.00 元（最迟 2026-03-31），或一次性充
值 1,303.00 元（最迟 2026-01-31），即可
保证扣款和冻结全部成功。
月份     期末余额  状态
───────────────────────────
2026-01    275.00  冻结失败
2026-02    275.00  已结清
2026-03  1,997.00  冻结失败
  表中是不再充值时的情形，从余额
""",
}
CSV = """\
account,month,window_from,window_to,opening,topped_up,released,deducted,frozen,closing,available,state,\
freeze_due,made_good_on,frozen_later,notes,top_up_needed,required_opening_balance,still_frozen
,2026-01,2026-02-01,2026-02-03,1500.00,0.00,0.00,1225.00,0.00,275.00,275.00,freeze-failed,\
1250.00,2026-02-02,1250.00,freeze-failed freeze-made-good top-up-in-window settled-as-forecast,975.00,2803.00,0.00
,2026-02,2026-03-01,2026-03-03,275.00,5000.00,1250.00,0.00,0.00,5275.00,5275.00,paid,0.00,,0.00,,0.00,2803.00,0.00
,2026-03,2026-04-01,2026-04-03,5275.00,0.00,0.00,3278.00,0.00,1997.00,1997.00,freeze-failed,\
3300.00,,0.00,freeze-failed,328.00,2803.00,0.00
"""


@pytest.mark.parametrize("service", SERVICES)
def test_each_shipped_service_has_its_golden_year(run: Run, write: Write, service: str) -> None:
    usage = write("year.csv", YEAR.read_text(encoding="utf-8").replace("label", service))
    done = run("cashflow", usage, *FUNDS, "-f", "json")
    assert (done.status, done.err) == (0, "")
    data, expected = json.loads(done.out), golden(service)["cashflow"]
    assert [{key: row[key] for key in (*KEYS, "state")} for row in data["settlements"]] == expected["settlements"]
    assert data["required_opening_balance"] == expected["required_opening_balance"]
    assert data["still_frozen"] == expected["still_frozen"]


def test_the_json_has_these_keys_and_the_notes_their_codes(run: Run) -> None:
    data = json.loads(run("cashflow", YEAR, *FUNDS, "-f", "json").out)
    assert list(data) == [
        *("schema_version", "currency", "price_lists", "settlements", "required_opening_balance", "still_frozen"),
    ]
    for row in data["settlements"]:
        assert list(row) == [
            *(*KEYS, "state", "freeze_due", "made_good_on", "frozen_later", "top_up_needed", "notes"),
        ]
    assert {row["month"]: [note["code"] for note in row["notes"]] for row in data["settlements"] if row["notes"]} == {
        "2026-05": ["freeze-failed", "freeze-made-good", "settled-as-forecast"],
        "2026-07": ["freeze-failed", "top-up-on-first-day", "top-up-in-window"],
        "2026-08": ["in-arrears", "arrears-paid"],
        "2026-12": ["freeze-failed", "freeze-made-good", "top-up-after-last", "still-frozen"],
    }
    may, december = data["settlements"][4], data["settlements"][11]
    assert (may["freeze_due"], may["made_good_on"], may["frozen_later"]) == ("3300.00", "2026-06-20", "3300.00")
    assert may["notes"][0] == {
        "code": "freeze-failed",
        "freeze": "3300.00",
        "lacking": "456.00",
        "text": "The freeze of 3,300.00 CNY fails: it is 456.00 CNY short. The service stops until a top-up covers it.",
    }
    assert december["notes"][-1] == {
        "code": "still-frozen",
        "amount": "750.00",
        "released_from": "2027-02-01",
        "released_to": "2027-02-03",
        "text": "750.00 CNY stays frozen until one month after usage ends: it is released between 2027-02-01 and"
        " 2027-02-03.",
    }


def test_where_only_the_last_settlement_fails_none_is_settled_in_spite_of_it(run: Run, write: Write) -> None:
    data = json.loads(run("cashflow", write("two.csv", TWO), "--balance", "5000", "-f", "json").out)
    # 5,000 − 1,225 − 3,278 are 497, and 3,300 should be frozen.
    assert [[note["code"] for note in row["notes"]] for row in data["settlements"]] == [[], [], ["freeze-failed"]]


def test_without_a_balance_the_table_starts_from_the_least_under_what_to_pay_in(run: Run, write: Write) -> None:
    assert without_prices(run("cashflow", write("two.csv", TWO)).out) == TABLE


@pytest.mark.parametrize(("lang", "width"), SHORT_AT)
def test_in_a_terminal_the_answer_comes_first_and_last(run: Run, write: Write, lang: str, width: int) -> None:
    done = run("cashflow", write("two.csv", TWO), *SHORT, "--lang", lang, env={"COLUMNS": str(width)})
    expected = SHORT_AT[lang, width]
    assert done.out.startswith(expected)
    answer = expected[: re.search(r"^(month|月份|  +opening|  +closing)", expected, re.MULTILINE).start()]  # type: ignore[union-attr]
    assert done.out.endswith(f"\n{answer}")


@pytest.mark.parametrize("balance", ["0", "2000", "4000"])
def test_who_types_in_the_advice_has_every_settlement_paid(run: Run, balance: str) -> None:
    def states(*top_ups: str) -> set[str]:
        options = [word for top_up in top_ups for word in ("--top-up", top_up)]
        data = json.loads(run("cashflow", YEAR, "--balance", balance, *options, "-f", "json").out)
        return {row["state"] for row in data["settlements"]}

    out = run("cashflow", YEAR, "--balance", balance).out
    first = re.match(r"Pay in ([\d,.]+) CNY by (\S+) and the rest as listed,", out)
    at_once = re.search(r"or\s+([\d,.]+)\s+CNY\s+in\s+one\s+payment\s+by\s+(\S+);", out)
    assert first is not None
    assert at_once is not None
    parts = [f"{day}={sum_}" for day, sum_ in re.findall(r"^(\d{4}-\d\d-\d\d) +([\d,.]+) ", out, re.MULTILINE)]
    assert parts[0] == f"{first[2]}={first[1]}"
    assert len(parts) > 3
    assert states(*parts) == states(f"{at_once[2]}={at_once[1]}") == {"paid"}
    for left_out in parts:
        assert states(*(part for part in parts if part != left_out)) != {"paid"}


def test_the_csv_has_a_row_per_settlement(run: Run, write: Write) -> None:
    done = run("cashflow", write("two.csv", TWO), "--balance", "1500", "--top-up", "2026-02-02=5000", "-f", "csv")
    assert done == (0, CSV, "")


def test_markdown_has_a_table_and_the_notes_below_it(run: Run) -> None:
    out = run("cashflow", YEAR, *FUNDS, "-f", "markdown").out
    answer = (
        "Pay in 456.00 CNY by 2026-05-31, 3,653.00 CNY by 2026-07-31 and 6,580.00 CNY by 2026-08-31, or 10,689.00 CNY in one"
        " payment by 2026-05-31; then no bill and no freeze fails."
    )
    assert out.startswith(f"### {answer}\n\n| month | settled | opening balance | topped up | freeze released |")
    assert out.endswith(f"\n**{answer}**\n")
    row = "| 2026-08 | 2026-09-01 – 03 | 291.00 | 1,000.00 | 0.00 | 5,980.00 | 0.00 | -4,689.00 | -4,689.00 |"
    assert f"{row} in arrears |\n" in out
    assert "\n2026-08: In arrears: 4,689.00 CNY is owed. The service stops at once, and nothing is frozen.\n" in out


def test_where_nothing_is_topped_up_there_is_no_column_for_it(run: Run, write: Write) -> None:
    for balance in ("10000", "7803"):
        out = run("cashflow", write("two.csv", TWO), "--balance", balance).out
        assert "topped" not in out
        there = f"the balance of {int(balance):,}.00 CNY covers every bill and freeze; 7,803.00 CNY would be enough."
        assert " ".join(out.split()).count(f"Nothing needs to be paid in: {there}") == 2  # at the top and at the end
        assert "The table shows" not in out


ACCOUNTS = "account,month,service,calls\n100001,2026-01,label,500000\n100002,2026-01,label,20000\n"


def test_each_account_has_its_own_money(run: Run, write: Write) -> None:
    usage = write("two.csv", ACCOUNTS)
    given = ("--balance", "100001=3000", "--frozen", "100001=800", "--top-up", "100002:2026-02-01=25")
    data = json.loads(run("cashflow", usage, *given, "-f", "json").out)
    rows = [[row[key] for key in ("account", "opening", "topped_up", "released")] for row in data["settlements"]]
    # 100002: 10,000 × 2.5 ÷ 1,000 are 25.00, and 50.00 are frozen, of which 25.00 are topped up.
    assert rows == [["100001", "3000.00", "0.00", "800.00"], ["100002", "50.00", "25.00", "0.00"]]
    assert data["required_opening_balance"] == {"100001": "2475.00", "100002": "50.00"}
    assert data["still_frozen"] == {"100001": "1250.00", "100002": "50.00"}
    out = without_prices(run("cashflow", usage, *given).out)
    # 100002 has 25.00 topped up and needs 75.00.
    advice = "Account 100002: Pay in 50.00 CNY by 2026-01-31; then no bill and no freeze\nfails.\n"
    assert out.startswith(advice)
    assert " ".join(out.split()).endswith(" ".join(advice.split()))
    assert "\nAccount 100001: Nothing needs to be paid in: " in out
    summary = out.splitlines()[1:]
    # 3,000 − 1,225 are 1,775, of which 1,250 are frozen; 50 + 25 − 25 are 50, all of it frozen.
    assert summary[4].split() == ["100001", "3,000.00", "0.00", "1,225.00", "1,250.00", "1,775.00", "525.00", "paid"]
    assert summary[5].split() == ["100002", "50.00", "25.00", "25.00", "50.00", "50.00", "0.00", "paid"]
    assert summary[7].split() == ["total", "25.00", "1,250.00"]


def test_usage_without_an_account_beside_accounts_has_an_empty_name(run: Run, write: Write) -> None:
    usage = write("two.csv", ACCOUNTS)
    given = ("--balance", "=3000", "--frozen", "=800", "--top-up", ":2026-02-01=5", "--month", "2026-01")
    data = json.loads(run("cashflow", usage, "label=500000", *given, "-f", "json").out)
    rows = {row["account"]: [row[key] for key in ("opening", "topped_up", "released")] for row in data["settlements"]}
    assert rows[None] == ["3000.00", "5.00", "800.00"]
    assert rows["100001"][1:] == ["0.00", "0.00"]
    assert set(data["required_opening_balance"]) == {"", "100001", "100002"}


def test_a_mistyped_year_is_pointed_out(run: Run, write: Write) -> None:
    usage = write("u.csv", "month,label\n2020-01,5\n2040-01,5\n")
    done = run("cashflow", usage, "--lang", "zh", "-f", "csv")
    assert (done.status, len(done.out.splitlines())) == (0, 1 + 241)
    assert done.err == "2020-01 与 2040-01 之间有 239 个月没有调用量，这些月份也逐月结算\n"


def test_top_ups_after_the_last_settlement_are_not_counted_in(run: Run, write: Write) -> None:
    usage = write("two.csv", TWO)
    assert "The top-ups given" not in run("cashflow", usage, "--top-up", "2026-04-02=5").out
    out = " ".join(run("cashflow", usage, "--top-up", "2026-04-01=5", "--balance", "5000").out.split())
    # 1,225 + 3,278 + 3,300 − 5 − 5,000 are 2,798.00
    assert out.startswith("Pay in 2,798.00 CNY by 2026-03-31; ")
    assert "from the balance of 5,000.00 CNY. The top-ups given are included. 2026-03: " in out
    assert out.count("The top-ups given are included.") == 1


def test_after_the_last_settlement_the_balance_is_told_with_what_comes_later(run: Run, write: Write) -> None:
    done = run("cashflow", write("two.csv", TWO), "--balance", "10000", "--top-up", "2026-04-02=5", "-f", "json")
    # 10,000 − 1,225 − 3,278 are 5,497.
    (note,) = [one for one in json.loads(done.out)["settlements"][-1]["notes"] if one["code"] == "top-up-after-last"]
    assert (note["amount"], note["balance"]) == ("5.00", "5502.00")


def test_an_account_is_as_bad_as_its_worst_settlement(run: Run, write: Write) -> None:
    usage = write(
        "u.csv", "account,month,label\na,2026-01,500000\na,2026-02,900000\nb,2026-01,500000\nc,2026-01,10000\n"
    )
    # a: 1,225 of 1,300, then 2,225 of 75; b: 1,225 of 1,300.
    out = without_prices(run("cashflow", usage, "--balance", "a=1300", "--balance", "b=1300").out)
    worst = [line.split()[-2:] for line in out[out.index("Settlements by account") :].splitlines()[4:7]]
    # c has the 25.00 that it needs, and freezes all of it.
    assert worst == [["in", "arrears"], ["freeze", "failed"], ["0.00", "paid"]]


def test_a_bare_amount_is_that_of_the_only_account(run: Run, write: Write) -> None:
    usage = write("one.csv", ACCOUNTS.splitlines()[0] + "\n100001,2026-01,label,500000\n")
    data = json.loads(
        run("cashflow", usage, "--balance", "3000", "--frozen", "800", "--top-up", "2026-02-01=5", "-f", "json").out
    )
    (row,) = data["settlements"]
    assert [row[key] for key in ("opening", "topped_up", "released")] == ["3000.00", "5.00", "800.00"]


SO_FAR = "date,service,calls\n2026-10-05,label,500000\n2026-11-01,label,150000\n2026-11-12,label,50000\n"
# 500,000 × 2.5 in October; 200,000 × 30 ÷ 12 = 500,000 in November, and as many in December: 1,225.00 and 1,250.00 each
EXPECTED = """\
Nothing needs to be paid in: the balance of 9,000.00 CNY covers every bill and
freeze; 4,925.00 CNY would be enough.
          opening    freeze      bill             closing
month     balance  released  deducted    frozen   balance  available  state
────────────────────────────────────────────────────────────────────────────────
2026-10  9,000.00      0.00  1,225.00  1,250.00  7,775.00   6,525.00  paid
2026-11  7,775.00  1,250.00  1,225.00  1,250.00  6,550.00   5,300.00  paid
                                                                      (expected)
2026-12  6,550.00  1,250.00  1,225.00  1,250.00  5,325.00   4,075.00  paid
                                                                      (expected)
────────────────────────────────────────────────────────────────────────────────
total                        3,675.00
"""


def test_a_month_that_goes_on_does_not_pass_for_one_that_is_settled(run: Run, write: Write) -> None:
    asked = ("cashflow", write("u.csv", SO_FAR), "--through", "auto", "--months", "1", "--balance", "9000")
    assert run(*asked, env={"COLUMNS": "80"}).out.startswith(EXPECTED)
    chinese = run(*asked, "--lang", "zh").out
    assert len(re.findall(r"^2026-1[12] .* 已结清（预计）$", chinese, re.MULTILINE)) == 2
    data = json.loads(run(*asked, "-f", "json").out)
    assert data["projection"] == {"month": "2026-11", "through": "2026-11-12", "days": 12, "of": 30}
    assert [one.get("expected") for one in data["settlements"]] == [None, True, True]
    grouped = run(*asked, "--by", "account").out
    assert "paid (expected)" not in grouped  # October is not
    page = run(*asked, "-f", "html").out
    assert "Nothing needs to be paid in, at the pace through <time>2026-11-12</time>" in page
    assert "2026-11: paid (expected)" in page
    done = run(*asked[:3], "2026-11-30", "--balance", "9000")
    assert "(expected)" not in done.out


def test_usage_without_a_month_is_one_settlement_without_dates(run: Run) -> None:
    done = run("cashflow", "label=500000", "-f", "json")
    (row,) = json.loads(done.out)["settlements"]
    assert (row["month"], row["window"], row["opening"], row["closing"]) == (None, None, "2475.00", "1250.00")
    assert [note["text"] for note in row["notes"]] == ["1,250.00 CNY stays frozen until one month after usage ends."]
    assert "settled" not in run("cashflow", "label=500000").out.splitlines()[2]
    assert run("cashflow", "label=500000", "--plot").out.splitlines()[-1].strip() == "settlement"


@pytest.mark.parametrize(
    ("freeze", "frozen"),
    [("", "0.00"), ("freeze: {basis: cost, rate: 1.2}", "72.00"), ("freeze: {basis: list_cost, rate: 0.5}", "35.00")],
)
def test_what_is_frozen_is_what_the_price_list_says(run: Run, write: Write, freeze: str, frozen: str) -> None:
    # 70 calls are billed 70 − 10 free ones: 60.00; at list price 70.00.
    prices = write(
        "p.yaml",
        "name: p\ncurrency: CNY\neffective_from: 2020-01-01\ntier_mode: volume\nper: 1\nfree_quota: 10\n"
        f"tiers: {{from: [0]}}\nservices: {{label: {{name: L, prices: [1]}}}}\n{freeze}\n",
    )
    data = json.loads(run("cashflow", "label=70", "--prices", prices, "-f", "json").out)
    assert data["settlements"][0]["frozen"] == data["still_frozen"][""] == frozen
    assert Decimal(data["required_opening_balance"][""]) == 60 + Decimal(frozen)


def test_months_of_the_public_beta_deduct_and_freeze_nothing(run: Run, write: Write) -> None:
    usage = write("u.csv", "month,label\n2019-11,5000000\n2019-12,20000\n")
    rows = json.loads(run("cashflow", usage, "-f", "json").out)["settlements"]
    assert [(row["deducted"], row["frozen"]) for row in rows] == [("0.00", "0.00"), ("25.00", "50.00")]


def test_check_asks_for_the_balance_that_cashflow_requires(run: Run) -> None:
    required = json.loads(run("cashflow", YEAR, "-f", "json").out)["required_opening_balance"][""]
    less = Decimal(required) - Decimal("0.01")
    assert run("check", YEAR, "--balance", required).status == 0
    assert run("check", YEAR, "--balance", str(less)).status == 3
    states = [
        {
            row["state"]
            for row in csv.DictReader(io.StringIO(run("cashflow", YEAR, "--balance", balance, "-f", "csv").out))
        }
        for balance in (required, str(less))
    ]
    assert states == [{"paid"}, {"paid", "freeze-failed"}]


GROUPED = "account,month,label\n100001,2026-01,500000\n100001,2026-02,900000\n100002,2026-02,500000\n"
# 100001: 3,000 − 1,225, then 1,775 − 2,225, which needs 2,250 to freeze, too: 450 + 2,250 are lacking. 100002 needs
# 2,475. In February 1,775 + 2,475 − 2,225 − 1,225 are left.
BY_MONTH = {
    "en": """\
Pay in 5,175.00 CNY by 2026-02-28 for accounts 100001, 100002 as listed; then no
bill and no freeze fails.
                               for the
account  pay in by     amount  bill of
──────────────────────────────────────
100001   2026-02-28  2,700.00  2026-02
100002   2026-02-28  2,475.00  2026-02
──────────────────────────────────────
total                5,175.00

Settlements by month · CNY
          opening    freeze      bill             closing             worst
month     balance  released  deducted    frozen   balance  available  state
────────────────────────────────────────────────────────────────────────────────
2026-01  3,000.00      0.00  1,225.00  1,250.00  1,775.00     525.00  paid
2026-02  4,250.00  1,250.00  3,450.00  1,250.00    800.00    -450.00  in arrears
────────────────────────────────────────────────────────────────────────────────
total                        4,675.00
  Accounts with a balance given start from it, and nothing more is paid in; the
  others start from the lowest balance with which nothing fails.
  Notes on single settlements are not shown here; --format json has them.
""",
    "zh": """\
请按所列金额充值（账号 100001、100002）：5,175.00 元（最迟 2026-02-28），即可保
证扣款和冻结全部成功。
账号    最迟日期    充值金额  账单月份
──────────────────────────────────────
100001  2026-02-28  2,700.00  2026-02
100002  2026-02-28  2,475.00  2026-02
──────────────────────────────────────
合计                5,175.00

按月份汇总 · 元
月份     期初余额      解冻      扣款      冻结  期末余额  可用余额  最差状态
─────────────────────────────────────────────────────────────────────────────
2026-01  3,000.00      0.00  1,225.00  1,250.00  1,775.00    525.00  已结清
2026-02  4,250.00  1,250.00  3,450.00  1,250.00    800.00   -450.00  欠费
─────────────────────────────────────────────────────────────────────────────
合计                         4,675.00
  给定余额的账号从该余额起推算，不再充值；其他账号从扣款和冻结全部成功所需的最低
  余额起推算。
  针对单次结算的提示未在此显示，详见 --format json。
""",
}


@pytest.mark.parametrize("lang", BY_MONTH)
def test_accounts_are_added_up_by_month_on_demand(run: Run, write: Write, lang: str) -> None:
    usage = write("u.csv", GROUPED)
    given = ("--balance", "100001=3000", "--lang", lang)
    out = run("cashflow", usage, *given, "--by", "month", env={"COLUMNS": "80"}).out
    assert out.startswith(BY_MONTH[lang])
    both = run("cashflow", usage, *given, "--by", "account", "--by", "month", "-f", "markdown").out
    row = "100001 | 2026-02 | 2026-03-01 – 03 | 1,775.00 | 1,250.00 | 2,225.00 | 0.00 | -450.00 | -450.00 |"
    assert f"| {row} " in both


def test_data_for_scripts_are_not_grouped(run: Run, write: Write) -> None:
    usage = write("u.csv", GROUPED)
    for format_ in ("json", "csv"):
        plain = run("cashflow", usage, "-f", format_)
        assert run("cashflow", usage, "-f", format_, "--by", "account") == plain


TWO_ACCOUNTS = ROOT / "examples/forecasts/daily-two-accounts.csv"
OWED = (
    "is negative; a balance must be 0 or more. If you owe money, write 0, and count only the part of a top-up that is left"
    " after paying it"
)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            [TWO_ACCOUNTS, "--balance", "5000"],
            ["error: --balance: there are 2 accounts; give each its own with ACCOUNT=AMOUNT"],
        ),
        (
            [TWO_ACCOUNTS, "--balance", "100001=1", "--balance", "100002=1", "--balance", "3"],
            ["error: --balance: every account already has an amount of its own; leave out the one without an account"],
        ),
        (
            [TWO_ACCOUNTS, "--balance", "100003=1", "--frozen", "100001=1", "--frozen", "100001=2"],
            [
                "error: --balance: account 100003 is not in the usage; did you mean 100002, 100001?",
                "error: --frozen: 100001=2 is a second amount for the same account; leave one of them out",
            ],
        ),
        (
            [TWO_ACCOUNTS, "--top-up", "2026-11-01=5"],
            ["error: --top-up: there are 2 accounts; say whose top-up it is with ACCOUNT:YYYY-MM-DD=AMOUNT"],
        ),
        (
            [TWO_ACCOUNTS, "--top-up", "x:2026-11-01=5"],
            ["error: --top-up: account x is not in the usage; known: 100001, 100002"],
        ),
        (
            [YEAR, "--top-up", "500", "--top-up", "2026-02-30=5", "--top-up", "2026-02=5", "--top-up", "2026-02-01=-5"],
            [
                "error: --top-up: 500 is not a top-up; write YYYY-MM-DD=AMOUNT",
                "error: --top-up: 2026-02-30 is not a valid month, date or time",
                "error: --top-up: 2026-02 is not a date; write YYYY-MM-DD",
                "error: --top-up: -5 is negative; an amount must be 0 or more",
            ],
        ),
        (
            [YEAR, "--top-up", "2026-02-01T00:00=5"],
            [
                "error: --top-up: account 2026-02-01T00 is not in the usage, which names no accounts",
                "error: --top-up: 00 is not a date; write YYYY-MM-DD",
            ],
        ),
        (
            [TWO_ACCOUNTS, "--balance", "100001=100", "--frozen", "100001=100.01"],
            ["error: --frozen 100001: the frozen amount 100.01 is more than the balance 100.00"],
        ),
        ([YEAR, "--balance", "-500"], [f"error: --balance: -500 {OWED}"]),
        (
            [YEAR, "--balance=-500", "--frozen", "-1"],
            [f"error: --balance: -500 {OWED}", "error: --frozen: -1 is negative; an amount must be 0 or more"],
        ),
        ([TWO_ACCOUNTS, "--balance", "100001=-500"], [f"error: --balance: -500 {OWED}"]),
        (
            [YEAR, "--by", "moth", "--by", "service"],
            [
                "error: --by: cannot group by moth; did you mean month? Known: month, account",
                "error: --by: cannot group by service; known: month, account",
            ],
        ),
        ([YEAR, "--top-up", "=5"], ["error: --top-up: =5 is not a top-up; write YYYY-MM-DD=AMOUNT"]),
        ([TWO_ACCOUNTS, "--top-up", ":2026-02-01=5"], ["error: --top-up: the account is missing"]),
        (
            [YEAR, "--balance", "100", "--frozen", "100.01"],
            ["error: --frozen: the frozen amount 100.01 is more than the balance 100.00"],
        ),
        (
            ["label=5", "--top-up", "2026-02-01=5"],
            ["error: --top-up: the usage names no month, so it is unclear when a top-up counts; add --month YYYY-MM"],
        ),
        (
            ["lable=5", "--balance", "1.234", "--top-up", "2026-02-01=x", "-f", "junit"],
            [
                "error: unknown format junit; known: table, json, csv, markdown, svg, png, html, xlsx",
                "error: lable=5: unknown service lable; did you mean label?",
                "error: --balance: 1.234 has more than two decimals",
                "error: --top-up: x is not an amount; write 5000, 5,000.00, 5k or 1.5万",
            ],
        ),
    ],
)
def test_what_cannot_be_settled_is_refused(run: Run, arguments: list[str], told: list[str]) -> None:
    done = run("cashflow", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == told
