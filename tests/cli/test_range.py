"""`--range` of `estimate` and `check`: a forecast is never exact, and with cliffs the worst case may lie inside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.used_prices import without_prices

if TYPE_CHECKING:
    from tests.conftest import Run, Write

# label, 1,050,000 ± 10 % is 945,000 to 1,155,000: cheapest at the start of tier 2, 990,000 × 2.2 / 1,000 = 2,178.00;
# dearest 2,519.00 from 1,144,998 × 2.2 / 1,000 = 2,518.9956 on.
# car, 95,000 ± 10 % is 85,500 to 104,500: 75,500 × 3 / 1,000 = 226.50; 94,499 × 3 / 1,000 = 283.497 is 283.50 already.
FORECAST = ("label=1050000", "car=95000", "--month", "2026-11")
LABEL = {
    "from": 945_000,
    "to": 1_155_000,
    "lowest": {"calls": 1_000_000, "cost": "2178.00"},
    "highest": {"calls": 1_154_998, "cost": "2519.00"},
}
CAR = {
    "from": 85_500,
    "to": 104_500,
    "lowest": {"calls": 85_500, "cost": "226.50"},
    "highest": {"calls": 104_499, "cost": "283.50"},
}
TOTAL = {"lowest": {"cost": "2404.50"}, "highest": {"cost": "2802.50"}}

TABLE = """\
2026-11 · lowest and highest cost within ±10% · CNY
                                                      lowest              highest    highest
service  name                      from         to      cost  lowest at      cost         at
────────────────────────────────────────────────────────────────────────────────────────────
label    Image tagging          945,000  1,155,000  2,178.00  1,000,000  2,519.00  1,154,998
car      Car model recognition   85,500    104,500    226.50     85,500    283.50    104,499
────────────────────────────────────────────────────────────────────────────────────────────
total                                               2,404.50             2,802.50
"""
CHINESE = """\
账号 7 · 2026-11 · ±50 万次范围内的最低与最高费用 · 元
"""
NARROW = """\
2026-11 · lowest and highest cost within
±10% · CNY
           lowest   highest    highest
service      cost      cost         at
──────────────────────────────────────
label    2,178.00  2,519.00  1,154,998
car        226.50    283.50    104,499
──────────────────────────────────────
total    2,404.50  2,802.50
"""


def estimated(run: Run, *arguments: str) -> dict[str, Any]:
    done = run("estimate", *arguments, "-f", "json")
    assert (done.status, done.err) == (0, "")
    data: dict[str, Any] = json.loads(done.out)
    return data


def test_each_charge_has_the_range_of_the_contract_and_each_total_its_sum(run: Run) -> None:
    data = estimated(run, *FORECAST, "--range", "10%")
    (bill,) = data["bills"]
    assert [charge["range"] for charge in bill["charges"]] == [LABEL, CAR]
    assert bill["total"]["range"] == data["total"]["range"] == TOTAL


def test_without_a_range_there_is_none_and_with_one_all_else_stays(run: Run) -> None:
    plain, ranged = estimated(run, *FORECAST), estimated(run, *FORECAST, "--range", "10%")
    assert "range" not in json.dumps(plain)
    for data in [*ranged["bills"][0]["charges"], ranged["bills"][0]["total"], ranged["total"]]:
        del data["range"]
    assert plain == ranged


def test_a_range_of_nothing_is_the_forecast(run: Run) -> None:
    for nothing in ("0", "0%"):
        (charge,) = estimated(run, "label=1050000", "--range", nothing)["bills"][0]["charges"]
        point = {"calls": 1_050_000, "cost": charge["cost"]}
        assert charge["range"] == {"from": 1_050_000, "to": 1_050_000, "lowest": point, "highest": point}


def test_a_range_in_calls_does_not_go_below_zero_and_a_free_month_stays_free(run: Run) -> None:
    done = run("estimate", "label=10", "--month", "2019-11", "--range", "50", "-f", "json")
    charge = json.loads(done.out)["bills"][0]["charges"][0]
    nothing = {"calls": 0, "cost": "0.00"}
    assert charge["range"] == {"from": 0, "to": 60, "lowest": nothing, "highest": nothing}


def test_the_csv_has_its_columns_after_the_others(run: Run) -> None:
    plain, ranged = (
        run("estimate", *FORECAST, "-f", "csv", *more).out.splitlines() for more in ((), ("--range", "10%"))
    )
    assert [row[len(start) :] for start, row in zip(plain, ranged, strict=True)] == [
        ",range_from,range_to,lowest_calls,lowest_cost,highest_calls,highest_cost",
        ",945000,1155000,1000000,2178.00,1154998,2519.00",
        ",85500,104500,85500,226.50,104499,283.50",
    ]
    assert all(row.startswith(start) for start, row in zip(plain, ranged, strict=True))


def test_the_table_has_a_sheet_of_its_own_in_both_languages_and_a_narrow_terminal(run: Run, write: Write) -> None:
    assert f"\n\n{TABLE}" in without_prices(run("estimate", *FORECAST, "--range", "10%").out)
    narrow = run("estimate", *FORECAST, "--range", "10%", env={"COLUMNS": "40"}).out
    assert f"\n\n{NARROW}" in without_prices(narrow)
    file = write("f.csv", "account,month,service,calls\n7,2026-11,label,5\n")
    assert CHINESE in run("estimate", file, "--range", "50万", "--lang", "zh").out


def test_the_summary_of_months_has_the_lowest_and_the_highest(run: Run, write: Write) -> None:
    file = write("f.csv", "month,label,car\n2026-11,1050000,95000\n2026-12,1050000,\n")
    out = run("estimate", file, "--range", "10%").out
    assert out.startswith("""\
Total 4,831.00 CNY · by month
                                                                                      next
                     billable      list       free              lowest   highest   month's
month        calls      calls      cost  deduction      cost      cost      cost    freeze
──────────────────────────────────────────────────────────────────────────────────────────
2026-11  1,145,000  1,125,000  2,595.00      52.00  2,543.00  2,404.50  2,802.50  2,595.00
2026-12  1,050,000  1,040,000  2,310.00      22.00  2,288.00  2,178.00  2,519.00  2,310.00
──────────────────────────────────────────────────────────────────────────────────────────
total    2,195,000  2,165,000  4,905.00      74.00  4,831.00  4,582.50  5,321.50
""")
    last = (
        "Total 4,831.00 CNY; between 4,582.50 CNY and 5,321.50 CNY within ±10%. Dearest month: 2026-11, 2,543.00 CNY."
    )
    assert last in " ".join(out.split())


@pytest.mark.parametrize(
    ("budget", "status"),
    [("2543.00", 3), ("2802.49", 3), ("2802.50", 0)],  # the forecast itself costs 2,543.00
)
def test_a_check_judges_the_worst_case(run: Run, budget: str, status: int) -> None:
    assert run("check", *FORECAST, "--budget", "2543.00").status == 0
    assert run("check", *FORECAST, "--range", "10%", "--budget", budget).status == status


def test_a_check_says_that_it_judged_the_worst_case(run: Run) -> None:
    arguments = ("check", *FORECAST, "--range", "10%", "--budget", "2700")
    # The worst of 887,819 ± 10 % is 976,600 calls, 966,600 × 2.5 / 1,000 = 2,416.50; one more is 976,602.
    # Of car 63,940 ± 10 % are 70,334 at most, 60,334 × 3 / 1,000 = 181.00.
    assert without_prices(run(*arguments).out) == (
        "Over budget: 1 of 1 check · CNY · worst case within ±10%\n"
        "                                           of\n"
        "limit    month     allowed    actual    limit  state\n"
        "────────────────────────────────────────────────────\n"
        "monthly  2026-11  2,700.00  2,802.50  103.80%  over\n"
        "  2026-11, worst case within ±10%: the month's cost is 2,802.50 CNY, the limit\n"
        "  is 2,700.00 CNY: 102.50 CNY over. Any one of these would be enough: 162,181\n"
        "  fewer calls of label, 31,060 fewer calls of car.\n"
        "Over budget: 1 of 1 check, worst case within ±10%. Worst: 2026-11, 102.50 CNY\n"
        "over; 31,060 fewer calls of car would be enough.\n"
    )
    data = json.loads(run(*arguments, "-f", "json").out)
    assert data["range"] == "10%"
    assert data["findings"][0]["calls_to_cut"] == {"label": 162_181, "car": 31_060}


def test_a_check_of_the_total_says_so_too(run: Run, write: Write) -> None:
    budgets = write("b.yaml", "total: 2700\n")
    done = run("check", *FORECAST, "--range", "5万", "--budgets", budgets, "--lang", "zh")
    assert (done.status, done.err) == (3, "")
    assert "±5 万次范围内最坏情况：总费用 2,803.00 元，上限 2,700.00 元" in done.out


def test_where_no_cut_is_enough_for_a_balance_the_range_may_be_the_reason(run: Run) -> None:
    done = run("check", "label=1050000", "--balance", "1", "--range", "2000000")
    told = "No cut in this month helps: earlier bills, or the range alone, have used up the balance."
    assert told in " ".join(done.out.split())


def test_where_the_range_alone_is_too_much_no_cut_is_told(run: Run) -> None:
    done = run("check", "label=5", "--range", "1000000", "--budget", "1")
    assert done.status == 3
    assert "No cut is enough: the range alone exceeds the limit." in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ("estimate", "label=1", "--range", "ten"),
            "error: --range: ten is neither a percentage nor a count; write 500000 or 10%",
        ),
        (
            ("check", "label=1", "--budget", "1", "--range", "-1"),
            "error: --range: -1 is negative; a range reaches both below and above the count, so write 1",
        ),
        (
            ("estimate", "label=1", "--range", "-10%"),
            "error: --range: -10% is negative; a range reaches both below and above the count, so write 10%",
        ),
        (
            ("estimate", "label=1", "--range", "1", "--total"),
            "error: --total prints one number, but --range gives two; leave one of them out",
        ),
    ],
)
def test_what_is_no_range_is_refused(run: Run, arguments: tuple[str, ...], problem: str) -> None:
    assert run(*arguments) == (2, "", f"{problem}\n")
