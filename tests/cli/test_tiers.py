"""`tiia-cost tiers`: the golden figures of every shipped service, the shapes to the letter, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.golden import SERVICES, golden
from tests.support.used_prices import result, without_prices

if TYPE_CHECKING:
    from tests.conftest import Run, Write

GRADUATED = """\
name: small
currency: USD
effective_from: 2020-01-01
tier_mode: graduated
tier_basis: billable
per: 1
free_quota: 5
tiers: {up_to: [10, 20]}
services: {label: {name: Tagging, prices: [3, 2, 1]}}
"""

TABLE = """\
label · Image tagging · tencent-tiia · CNY
                                       per
      price                          1,000                            per
        per                cost at      at                cost at   1,000
tier  1,000        from      start   start          to        end  at end
─────────────────────────────────────────────────────────────────────────
   1    2.5           0       0.00       –     999,999   2,475.00  2.4750
   2    2.2   1,000,000   2,178.00  2.1780   2,999,999   6,578.00  2.1927
   3      2   3,000,000   5,980.00  1.9933  14,999,999  29,980.00  1.9987
   4    1.5  15,000,000  22,485.00  1.4990           –          –       –
  Volume tiers: the whole month is charged at the price of the tier it reaches.
  A count exactly on a tier boundary belongs to the tier that starts there.
  All calls of the month count towards the tier, free ones included.
  Free quota: 10,000 calls per service and month.
  Freeze: 100% of the month's list cost is frozen as an estimate of the next
  month's cost.

Inversion zones · CNY
                                               cost  saves up
tier        from          to  cheaper at      there        to
─────────────────────────────────────────────────────────────
   1     881,202     999,999   1,000,000   2,178.00    297.00
   2   2,728,185   2,999,999   3,000,000   5,980.00    598.00
   3  11,252,503  14,999,999  15,000,000  22,485.00  7,495.00
  In a zone the bill is higher than past a cliff, at the start of a later tier,
  so more calls would cost less.
Best saving: from 14,999,999 calls to 15,000,000 the bill falls by 7,495.00 CNY.
"""
CHINESE = """\
图像标签 · label · 2026-11 · tencent-tiia · 元
      每千次
阶梯    单价      起始量   起点月费  起点价      截止量   终点月费  终点价
──────────────────────────────────────────────────────────────────────────
"""
NARROW = """\
label · Image tagging · tencent-tiia ·
CNY
                    cost at    cost at
tier        from      start        end
──────────────────────────────────────
   1           0       0.00   2,475.00
"""
CSV = """\
service,tier,from,to,unit_price,per,cost_at_from,per_thousand_at_from,cost_at_to,per_thousand_at_to,\
zone_from,zone_to,cheaper_at,cost_there,max_excess
label,1,0,999999,2.5,1000,0.00,,2475.00,2.4750,881202,999999,1000000,2178.00,297.00
label,2,1000000,2999999,2.2,1000,2178.00,2.1780,6578.00,2.1927,2728185,2999999,3000000,5980.00,598.00
label,3,3000000,14999999,2,1000,5980.00,1.9933,29980.00,1.9987,11252503,14999999,15000000,22485.00,7495.00
label,4,15000000,,1.5,1000,22485.00,1.4990,,,,,,,
"""


@pytest.mark.parametrize("service", SERVICES)
def test_each_shipped_service_has_its_golden_tiers_and_zones(run: Run, service: str) -> None:
    done = run("tiers", service, "-f", "json")
    assert (done.status, done.err) == (0, "")
    assert result(done.out) == golden(service)["tiers"]


def test_the_table_and_its_zones(run: Run) -> None:
    assert without_prices(run("tiers", "DetectLabel").out) == TABLE
    assert without_prices(run("tiers", "label", env={"COLUMNS": "80"}).out) == TABLE
    assert run("tiers", "label", env={"COLUMNS": "40"}).out.startswith(NARROW)


def test_chinese_readers_see_the_name_they_know(run: Run) -> None:
    assert run("tiers", "label", "--month", "2026-11", "--lang", "zh").out.startswith(CHINESE)


def test_the_csv_has_a_row_per_tier_with_its_zone(run: Run) -> None:
    assert run("tiers", "label", "-f", "csv").out == CSV


def test_markdown_has_a_table_of_tiers_and_one_of_zones(run: Run) -> None:
    out = run("tiers", "label", "-f", "markdown").out
    assert "### label · Image tagging · tencent-tiia · CNY\n" in out
    assert "### Inversion zones · CNY\n" in out
    assert "| 1 | 881,202 | 999,999 | 1,000,000 | 2,178.00 | 297.00 |\n" in out


def test_a_free_month_is_one_tier_without_a_price(run: Run) -> None:
    data = json.loads(run("tiers", "label", "--month", "2019-11", "-f", "json").out)
    tier = {"tier": None, "from": 0, "to": None, "unit_price": "0", "per": 1000}
    assert data["tiers"] == [{**tier, "cost_at_from": "0.00", "cost_at_to": None}]
    assert data["inversion_zones"] == []
    assert "Free of charge" in run("tiers", "label", "--month", "2019-11").out


def test_graduated_tiers_have_no_zone_and_are_told_in_calls(run: Run, write: Write) -> None:
    prices = write("p.yaml", GRADUATED)
    done = run("tiers", "label", "--prices", prices)
    assert (done.status, done.err) == (0, "")
    # Slices are filled by billable calls, which begin after 5 free ones: 10 × 3 are 30, and 10 × 2 more are 50.
    assert done.out.startswith("""\
label · Tagging · small · USD
                    cost                   cost
       unit           at   per 1,000         at   per 1,000
tier  price  from  start    at start  to    end      at end
───────────────────────────────────────────────────────────
   1  3 / 1     0   0.00           –  15  30.00  2,000.0000
   2  2 / 1    16  32.00  2,000.0000  25  50.00  2,000.0000
   3  1 / 1    26  51.00  1,961.5385   –      –           –
""")
    data = json.loads(run("tiers", "label", "--prices", prices, "-f", "json").out)
    ends = [(tier["from"], tier["to"], tier["cost_at_from"], tier["cost_at_to"]) for tier in data["tiers"]]
    assert ends == [(0, 15, "0.00", "30.00"), (16, 25, "32.00", "50.00"), (26, None, "51.00", None)]
    assert data["currency"] == "USD"
    assert "There are no inversion zones: more calls never cost less." in done.out


def test_without_free_quota_tiers_and_zones_are_those_of_every_call_charged(run: Run) -> None:
    data = json.loads(run("tiers", "label", "--no-free-quota", "-f", "json").out)
    # 880,000 × 2.5 = 2,200 = 1,000,000 × 2.2, per 1,000; 880,002 × 2.5 / 1,000 = 2,200.005 is billed 2,200.01
    first = data["inversion_zones"][0]
    assert (first["from"], first["cost_there"], first["max_excess"]) == (880_002, "2200.00", "300.00")
    assert "--no-free-quota: every call is charged" in run("tiers", "label", "--no-free-quota").out


PACKED = """\
name: packed
currency: CNY
effective_from: 2020-01-01
tier_mode: volume
per: 1000
free_quota: 1000
freeze: {basis: list_cost, rate: 1}
tiers: {from: [0, 1000000, 3000000]}
pack_calls_count: COUNTS
services: {car-pro: {name: {en: Enhanced car recognition, zh: 车辆识别（增强版）}, prices: [75, 45, 35]}}
"""


@pytest.mark.parametrize(
    ("counts", "starts", "zones"),
    [
        # The tiers start a pack later. 599,400 × 75 ÷ 1,000 = 44,955.00 is what 2,000,000 calls cost: 999,000 × 45 ÷ 1,000.
        ("false", [0, 2_000_000, 4_000_000], [(1, 1_600_401, "44955.00"), (2, 3_333_556, "104965.00")]),
        # They start where they do; 1,000,000 calls cost nothing, and 3,000,000 cost 1,999,000 × 35 ÷ 1,000 = 69,965.00.
        ("true", [0, 1_000_000, 3_000_000], [(2, 2_555_778, "69965.00")]),
    ],
)
def test_with_packs_the_tiers_and_zones_are_those_of_a_month_that_has_them(
    run: Run, write: Write, counts: str, starts: list[int], zones: list[tuple[int, int, str]]
) -> None:
    prices = write("p.yaml", PACKED.replace("COUNTS", counts))
    options = ("--prices", prices, "--pack", "车辆识别（增强版）=60万", "--pack", "car-pro=400k")
    done = run("tiers", "car-pro", *options, "-f", "json")
    data = json.loads(done.out)
    assert (done.status, done.err, data["prepaid_calls"]) == (0, "", 1_000_000)
    assert [tier["from"] for tier in data["tiers"]] == starts
    assert [(one["tier"], one["from"], one["cost_there"]) for one in data["inversion_zones"]] == zones
    rows = run("tiers", "car-pro", *options, "-f", "csv").out.splitlines()
    assert [row.rpartition(",")[2] for row in rows] == ["prepaid_calls", *["1000000"] * 3]


def test_for_how_many_calls_packs_pay_is_said_below_the_tables_and_in_pictures(run: Run, write: Write) -> None:
    options = ("--prices", write("p.yaml", PACKED.replace("COUNTS", "false")), "--pack", "car-pro=1000000")
    said = "Packs pay for 1,000,000 calls of the month, after the free quota of 1,000. What they cost to buy is not included."
    table = run("tiers", "car-pro", *options).out
    for wanted in (
        said,
        "All calls of the month count towards the tier, free ones included, but not those that packs pay for.",
    ):
        assert wanted in " ".join(table.split())
    assert said in run("tiers", "car-pro", *options, "-f", "markdown").out
    assert said in run("tiers", "car-pro", *options, "-f", "svg").out
    assert "当月先抵扣免费额度 1,000 次，再由资源包抵扣 100 万次。" in "".join(
        run("tiers", "car-pro", *options, "--lang", "zh").out.split("\n  ")
    )
    first = run("tiers", "car-pro", *options, "--no-free-quota", "-f", "markdown").out
    assert "Packs pay for the first 1,000,000 calls of the month." in first


def test_a_pack_that_is_bought_later_pays_for_nothing_and_one_that_has_ended_is_refused(run: Run, write: Write) -> None:
    prices = write("p.yaml", PACKED.replace("COUNTS", "false"))

    def packed(*options: str) -> tuple[str, str]:
        done = run("tiers", "car-pro", "--prices", prices, *options, "-f", "csv")
        return done.out, done.err

    plain = run("tiers", "car-pro", "--prices", prices, "--month", "2026-11", "-f", "csv").out
    later, _ = packed("--month", "2026-11", "--pack", "car-pro=5@2026-12")
    assert [row.rpartition(",")[::2] for row in later.splitlines()] == [
        (row, "prepaid_calls" if row.startswith("service") else "0") for row in plain.splitlines()
    ]
    assert packed("--month", "2026-11", "--pack", "car-pro=5@2025-11") == (
        "",
        "error: --pack car-pro=5@2025-11: the pack ended with 2026-10, before the first month of the usage, 2026-11; leave"
        " it out\n",
    )
    assert packed("--month", "2026-11", "--pack", "car-pro=5@2025-12")[0] != later
    assert packed("--pack", "car-pro=5@2025-12")[1].startswith(
        "error: --pack car-pro=5@2025-12: the usage names no month, so it is unclear whether a pack of 2025-12 is valid"
    )


def test_a_pack_of_another_service_and_all_else_that_is_wrong_is_told(run: Run) -> None:
    done = run("tiers", "label", "--pack", "porn=5", "--pack", "car=7")
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "error: --pack porn=5: this is a pack of porn, which pays for no calls of label; leave it out\n"
        "error: --pack car=7: this is a pack of car, which pays for no calls of label; leave it out\n"
    )
    assert run("tiers", "lable", "--pack", "car=x", "--month", "x").err.splitlines() == [
        "error: --month: x is not a month; write YYYY-MM",
        "error: unknown service lable; did you mean label?",
        "error: --pack car=x: x is not a count; write 1500000, 1,500,000, 1.5M or 150万",
    ]


@pytest.mark.parametrize("command", [("tiers", "label"), ("afford", "label", "--budget", "5")])
def test_a_pack_that_is_not_on_sale_is_used_and_said(run: Run, command: tuple[str, ...]) -> None:
    data = json.loads(run(*command, "--pack", "label=5", "-f", "json").out)
    said = "label: tencent-tiia has no packs on sale; those given are used."
    assert (data["prepaid_calls"], [one["text"] for one in data["packs_not_on_sale"]]) == (5, [said])
    assert said in run(*command, "--pack", "label=5").out


def test_the_curve_goes_on_beyond_what_packs_pay_for(run: Run, write: Write) -> None:
    # The last tier starts at 3,000,000; packs pay for 50,000,000, and a third more is shown.
    options = ("--prices", write("p.yaml", PACKED.replace("COUNTS", "true")), "--pack", "car-pro=50M")
    assert ">80 M<" in run("tiers", "car-pro", *options, "-f", "svg").out


def test_in_a_free_month_no_pack_pays(run: Run) -> None:
    out = run("tiers", "label", "--month", "2019-11", "--pack", "label=5", "-f", "json").out
    assert json.loads(out)["prepaid_calls"] == 0
    assert (
        "No pack can pay for calls of this month."
        in run("tiers", "label", "--month", "2019-11", "--pack", "label=5").out
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["lable"], "error: unknown service lable; did you mean label?\n"),
        (["QPS"], "error: QPS has no price: sales quotes its price\n"),
        (
            ["ImageModeration"],
            "error: ImageModeration means several services; write one of porn, politics, terrorism\n",
        ),
        (
            ["lable", "--month", "2026-13"],
            "error: --month: 2026-13 is not a month; write YYYY-MM\nerror: unknown service lable;",
        ),
        (
            ["label", "--encoding", "none-such"],
            "error: --encoding: unknown encoding none-such; write utf-8 or gb18030, for example\n",
        ),
        (["label", "-f", "junit"], "error: unknown format junit; known: table, json, csv, markdown"),
        ([], "error: missing argument SERVICE\n"),
    ],
)
def test_what_cannot_be_told_is_refused(run: Run, arguments: list[str], told: str) -> None:
    done = run("tiers", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(told)


def test_a_free_month_ends_with_the_answer_that_all_is_free(run: Run) -> None:
    assert run("tiers", "label", "--month", "2019-11").out.splitlines()[-1] == "Every call is free in 2019-11."
    assert (
        run("tiers", "label", "--month", "2019-11", "--lang", "zh").out.splitlines()[-1] == "2019-11 的调用全部免费。"
    )
