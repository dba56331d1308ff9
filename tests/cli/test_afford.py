"""`tiia-cost afford`: the golden figures of every shipped service, the shapes to the letter, and what is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.support.golden import SERVICES, golden
from tests.support.used_prices import result, without_prices

if TYPE_CHECKING:
    from tests.conftest import Run, Write

TABLE = """\
At most 1,000,002 calls · label · Image tagging · tencent-tiia · CNY
                       cost at   cost at
     from         to     start       end
────────────────────────────────────────
1,000,000  1,000,002  2,178.00  2,178.00
        0    881,201      0.00  2,178.00
A monthly budget of 2,178.00 CNY allows at most 1,000,002 calls. But 881,202 to
999,999 calls cost more than that.
"""
CHINESE = """\
最多 1,000,002 次 · 图像标签 · label · tencent-tiia · 元
   起始量     截止量  起点月费  终点月费
────────────────────────────────────────
1,000,000  1,000,002  2,178.00  2,178.00
        0    881,201      0.00  2,178.00
每月预算 2,178.00 元，最多可调用 1,000,002 次。但 881,202 至 999,999 次的账单超
出预算。
"""


@pytest.mark.parametrize("service", SERVICES)
def test_each_shipped_service_affords_the_golden_counts(run: Run, service: str) -> None:
    for expected in golden(service)["afford"]:
        done = run("afford", service, "--budget", expected["budget"], "-f", "json")
        assert (done.status, done.err) == (0, "")
        assert result(done.out) == expected


@pytest.mark.parametrize("service", SERVICES)
def test_estimate_bills_at_most_the_budget_at_both_ends_and_more_one_call_outside(run: Run, service: str) -> None:
    def bill(calls: int) -> Decimal:
        return Decimal(run("estimate", f"{service}={calls}", "--total").out)

    # Above what a million calls cost: with it there is a range on either side of the cliff.
    budget = bill(1_000_000) + 1
    ranges = json.loads(run("afford", service, "--budget", str(budget), "-f", "json").out)["ranges"]
    assert len(ranges) == 2
    for one in ranges:
        assert bill(one["from"]) == Decimal(one["cost_at_from"]) <= budget
        assert bill(one["to"]) == Decimal(one["cost_at_to"]) <= budget < bill(one["to"] + 1)
        assert one["from"] == 0 or bill(one["from"] - 1) > budget


def test_the_table_starts_with_the_largest_count_and_tells_what_is_not_allowed(run: Run) -> None:
    assert without_prices(run("afford", "图像标签", "--budget", "2,178.00").out) == TABLE
    assert without_prices(run("afford", "label", "--budget", "2178", "--lang", "zh").out) == CHINESE


def test_the_csv_ascends(run: Run) -> None:
    assert run("afford", "label", "--budget", "2178", "-f", "csv").out == (
        "service,budget,from,to,cost_at_from,cost_at_to\n"
        "label,2178.00,0,881201,0.00,2178.00\n"
        "label,2178.00,1000000,1000002,2178.00,2178.00\n"
    )


def test_markdown_has_the_same_figures(run: Run) -> None:
    out = run("afford", "label", "--budget", "2178", "-f", "markdown").out
    assert "| 1,000,000 | 1,000,002 | 2,178.00 | 2,178.00 |\n| 0 | 881,201 | 0.00 | 2,178.00 |\n" in out


def test_a_budget_of_nothing_allows_the_free_quota_and_what_is_billed_as_nothing(run: Run) -> None:
    data = json.loads(run("afford", "label", "--budget", "0", "-f", "json").out)
    assert data["ranges"] == [{"from": 0, "to": 10_001, "cost_at_from": "0.00", "cost_at_to": "0.00"}]
    # every call charged: 0.0025 is billed 0.00, 0.005 is 0.01
    data = json.loads(run("afford", "label", "--budget", "0", "--no-free-quota", "-f", "json").out)
    assert data["max_calls"] == 1


def test_a_huge_budget_is_exact(run: Run) -> None:
    # (10^18 + 0.005) × 1,000 ÷ 1.5 = 666,666,666,666,666,666,670 are the last billable, and 10,000 free
    data = json.loads(run("afford", "label", "--budget", "1000000000000000000", "-f", "json").out)
    assert data["ranges"] == [
        {
            "from": 0,
            "to": 666_666_666_666_666_676_669,
            "cost_at_from": "0.00",
            "cost_at_to": "1000000000000000000.00",
        }
    ]


def test_a_free_month_allows_any_number_of_calls(run: Run) -> None:
    data = json.loads(run("afford", "label", "--budget", "0", "--month", "2019-11", "-f", "json").out)
    assert (data["max_calls"], data["unbounded"]) == (None, True)
    assert data["ranges"] == [{"from": 0, "to": None, "cost_at_from": "0.00", "cost_at_to": None}]
    out = run("afford", "label", "--budget", "0", "--month", "2019-11").out
    assert "A monthly budget of 0.00 CNY allows any number of calls." in out


def test_a_service_whose_last_tier_is_free_is_unbounded_above_a_range(run: Run, write: Write) -> None:
    prices = write(
        "p.yaml",
        "{name: p, currency: CNY, effective_from: 2020-01-01, tier_mode: volume, per: 1,"
        " tiers: {from: [0, 10]}, services: {label: {name: L, prices: [1, 0]}}}",
    )
    out = run("afford", "label", "--budget", "3", "--prices", prices, "-f", "csv").out
    assert out.splitlines()[1:] == ["label,3.00,0,3,0.00,3.00", "label,3.00,10,,0.00,"]


def test_a_single_count_that_costs_more_is_told_as_one(run: Run, write: Write) -> None:
    prices = write(
        "p.yaml",
        "{name: p, currency: CNY, effective_from: 2020-01-01, tier_mode: volume, per: 1,"
        " tiers: {from: [0, 6]}, services: {label: {name: L, prices: [2, 1.5]}}}",
    )
    # 4 cost 8, 5 cost 10, 6 cost 9
    out = run("afford", "label", "--budget", "9", "--prices", prices).out
    assert without_prices(out).endswith(
        "A monthly budget of 9.00 CNY allows at most 6 calls. But exactly 5 calls cost\nmore than that.\n"
    )


def test_with_packs_the_counts_are_those_of_a_month_that_has_them(run: Run) -> None:
    # Tier 2 starts a pack later, at 2,000,000 calls, of which 990,000 are billed: × 2.2 ÷ 1,000 = 2,178.00.
    options = ("--budget", "2178", "--pack", "label=1000000")
    data = json.loads(run("afford", "label", *options, "-f", "json").out)
    assert (data["prepaid_calls"], data["max_calls"]) == (1_000_000, 2_000_002)
    assert [(one["from"], one["to"]) for one in data["ranges"]] == [(0, 1_881_201), (2_000_000, 2_000_002)]
    assert run("afford", "label", *options, "-f", "csv").out == (
        "service,budget,from,to,cost_at_from,cost_at_to,prepaid_calls\n"
        "label,2178.00,0,1881201,0.00,2178.00,1000000\n"
        "label,2178.00,2000000,2000002,2178.00,2178.00,1000000\n"
    )
    out = run("afford", "label", *options).out
    assert "  Packs pay for 1,000,000 calls of the month, after the free quota of 10,000.\n" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["label"], "error: missing --budget AMOUNT, the most that a month may cost\n"),
        (["label", "--budget", "-5"], "error: --budget: -5 is negative; an amount must be 0 or more\n"),
        (["label", "--budget", "five"], "error: --budget: five is not an amount; write 5000, 5,000.00, 5k or 1.5万\n"),
        (
            ["lable", "--budget", "5.001"],
            "error: unknown service lable; did you mean label?\nerror: --budget: 5.001 has more than two decimals\n",
        ),
        (["label", "--budget", "5", "-f", "svg"], "error: unknown format svg; known: table, json, csv, markdown"),
    ],
)
def test_what_cannot_be_told_is_refused(run: Run, arguments: list[str], told: str) -> None:
    done = run("afford", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(told)
