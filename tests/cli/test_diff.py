"""``tiia-cost diff`` from its arguments to its output."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.support.used_prices import result, without_prices

if TYPE_CHECKING:
    from tests.conftest import Run, Write

    Side = tuple[int | None, str | None, int | None]

BEFORE = "month,service,calls\n2026-10,label,1200000\n"
AFTER = """\
month,service,calls
2026-10,label,1000000
2026-11,label,2338637
2026-11,porn,20000
"""
# 1,190,000 × 2.2 / 1,000 = 2,618; 990,000 × 2.2 / 1,000 = 2,178; 440 ÷ 2,618 = 16.806… %;
# 2,328,637 × 2.2 / 1,000 = 5,123.0014; 10,000 × 2 / 1,000 = 20.

TABLE = """\
Change: +4,703.00 CNY (179.64%)
                                calls      calls            cost      cost
month    service   state       before      after  tier    before     after     change  percent
──────────────────────────────────────────────────────────────────────────────────────────────
2026-10  label     changed  1,200,000  1,000,000     2  2,618.00  2,178.00    -440.00  -16.81%
2026-11  label     added               2,338,637     2            5,123.00  +5,123.00        –
2026-11  porn      added                  20,000     1               20.00     +20.00        –
2026-11  subtotal                      2,358,637                  5,143.00  +5,143.00        –
──────────────────────────────────────────────────────────────────────────────────────────────
total                       1,200,000  3,358,637        2,618.00  7,321.00  +4,703.00  179.64%
2,618.00 CNY → 7,321.00 CNY: +4,703.00 CNY (179.64%). Largest change: label, 2026-11:
+5,123.00 CNY.
"""

MARKDOWN = """\
### Change: +4,703.00 CNY (179.64%)

| month | service | state | calls before | calls after | tier | cost before | cost after | change | percent |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| 2026-10 | label | changed | 1,200,000 | 1,000,000 | 2 | 2,618.00 | 2,178.00 | -440.00 | -16.81% |
| 2026-11 | label | added |  | 2,338,637 | 2 |  | 5,123.00 | +5,123.00 | – |
| 2026-11 | porn | added |  | 20,000 | 1 |  | 20.00 | +20.00 | – |
| 2026-11 | subtotal |  |  | 2,358,637 |  |  | 5,143.00 | +5,143.00 | – |
| **total** |  |  | **1,200,000** | **3,358,637** |  | **2,618.00** | **7,321.00** | **+4,703.00** | **179.64%** |

**2,618.00 CNY → 7,321.00 CNY: +4,703.00 CNY (179.64%). Largest change: label, 2026-11: +5,123.00 CNY.**
"""

CSV = """\
account,month,service,state,calls_before,calls_after,cost_before,cost_after,change,percent,tier_before,tier_after,notes
,2026-10,label,changed,1200000,1000000,2618.00,2178.00,-440.00,-16.81,2,2,
,2026-11,label,added,,2338637,,5123.00,5123.00,,,2,
,2026-11,porn,added,,20000,,20.00,20.00,,,1,
"""


@pytest.fixture(autouse=True)
def forecasts(write: Write) -> None:
    write("before.csv", BEFORE)
    write("after.csv", AFTER)


@pytest.mark.parametrize(
    ("options", "expected"),
    [((), TABLE), (("-f", "markdown"), MARKDOWN), (("-f", "csv"), CSV)],
    ids=["table", "markdown", "csv"],
)
def test_each_format_tells_every_change(run: Run, options: tuple[str, ...], expected: str) -> None:
    done = run("diff", "before.csv", "after.csv", *options)
    assert (done.status, done.err) == (0, "")
    assert (done.out if "csv" in options else without_prices(done.out)) == expected


def test_the_json_tells_every_change(run: Run) -> None:
    done = run("diff", "before.csv", "after.csv", "-f", "json")
    nothing = (None, None, None)

    def change(
        month: str, service: str, state: str, before: Side, after: Side, change: str, percent: str | None
    ) -> dict[str, object]:
        return {
            "account": None,
            "month": month,
            "service": service,
            "state": state,
            "calls_before": before[0],
            "calls_after": after[0],
            "cost_before": before[1],
            "cost_after": after[1],
            "change": change,
            "percent": percent,
            "tier_before": before[2],
            "tier_after": after[2],
        }

    assert (done.status, done.err) == (0, "")
    assert result(done.out) == {
        "schema_version": "1",
        "currency": "CNY",
        "changes": [
            change(
                "2026-10", "label", "changed", (1_200_000, "2618.00", 2), (1_000_000, "2178.00", 2), "-440.00", "-16.81"
            ),
            change("2026-11", "label", "added", nothing, (2_338_637, "5123.00", 2), "5123.00", None),
            change("2026-11", "porn", "added", nothing, (20_000, "20.00", 1), "20.00", None),
        ],
        "total": {"cost_before": "2618.00", "cost_after": "7321.00", "change": "4703.00"},
    }


def test_the_names_of_the_json_are_those_of_the_csv(run: Run) -> None:
    changes = json.loads(run("diff", "before.csv", "after.csv", "-f", "json").out)["changes"]
    assert [*changes[0], "notes"] == CSV.splitlines()[0].split(",")  # JSON has notes only where there are any


def test_either_side_may_be_standard_input_or_a_count(run: Run) -> None:
    from_file = run("diff", "before.csv", "after.csv")
    assert run("diff", "-", "after.csv", stdin=BEFORE.encode()) == from_file
    assert run("diff", "before.csv", "-", stdin=AFTER.encode()) == from_file
    done = run("diff", "label=900000", "label=1000000", "--lang", "zh")
    assert (
        without_prices(done.out)
        == """\
费用变更：-47.00 元（-2.11%）
服务      状态    原调用量   新调用量   阶梯    原费用    新费用    差额    增幅
────────────────────────────────────────────────────────────────────────────────
图像标签  有变更   900,000  1,000,000  1 → 2  2,225.00  2,178.00  -47.00  -2.11%
────────────────────────────────────────────────────────────────────────────────
合计               900,000  1,000,000         2,225.00  2,178.00  -47.00  -2.11%
  图像标签：第 1 阶梯（每 1,000 次 2.5 元）→ 第 2 阶梯（每 1,000 次 2.2 元）
2,225.00 元 → 2,178.00 元：-47.00 元（-2.11%）。
"""
    )


SAME = """\
month,service,calls
2026-10,label,1000000
2026-10,porn,20000
2026-11,label,1000000
2026-11,porn,20000
"""


def test_what_does_not_change_is_one_row_with_its_sums_so_that_all_rows_add_up(run: Run, write: Write) -> None:
    write("old.csv", SAME)
    write("new.csv", f"{SAME}2026-11,porn,10000\n")
    # porn: 10,000 and 20,000 billable × 2 / 1,000; label: 990,000 × 2.2 / 1,000.
    assert (
        without_prices(run("diff", "old.csv", "new.csv").out)
        == """\
Change: +20.00 CNY (0.45%)
                                       calls      calls            cost      cost
month    service          state       before      after  tier    before     after  change  percent
──────────────────────────────────────────────────────────────────────────────────────────────────
2026-10  nothing changes           1,020,000  1,020,000        2,198.00  2,198.00    0.00    0.00%
2026-11  porn             changed     20,000     30,000     1     20.00     40.00  +20.00  100.00%
2026-11  1 unchanged               1,000,000  1,000,000        2,178.00  2,178.00    0.00    0.00%
2026-11  subtotal                  1,020,000  1,030,000        2,198.00  2,218.00  +20.00    0.91%
──────────────────────────────────────────────────────────────────────────────────────────────────
total                              2,040,000  2,050,000        4,396.00  4,416.00  +20.00    0.45%
4,396.00 CNY → 4,416.00 CNY: +20.00 CNY (0.45%).
"""
    )


def test_all_shows_what_does_not_change_too(run: Run, write: Write) -> None:
    write("old.csv", SAME)
    done = run("diff", "old.csv", "old.csv", "--all", "--lang", "zh")
    assert without_prices(done.out).splitlines()[0] == "费用没有变化：变更前后均为 4,396.00 元"
    assert [line.split()[:3] for line in done.out.splitlines()[3:9]] == [
        ["2026-10", "图像标签", "无变更"],
        ["2026-10", "图像鉴黄", "无变更"],
        ["2026-10", "小计", "1,020,000"],
        ["2026-11", "图像标签", "无变更"],
        ["2026-11", "图像鉴黄", "无变更"],
        ["2026-11", "小计", "1,020,000"],
    ]


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (
            ("--by", "service"),
            [
                "porn 40,000 50,000 40.00 60.00 +20.00 50.00%",
                "1 unchanged 2,000,000 2,000,000 4,356.00 4,356.00 0.00 0.00%",
            ],
        ),
        (
            ("--by", "month", "--all"),
            [
                "2026-10 1,020,000 1,020,000 2,198.00 2,198.00 0.00 0.00%",
                "2026-11 1,020,000 1,030,000 2,198.00 2,218.00 +20.00 0.91%",
            ],
        ),
    ],
)
def test_by_gives_one_table_grouped_so(run: Run, write: Write, options: tuple[str, ...], rows: list[str]) -> None:
    write("old.csv", SAME)
    write("new.csv", f"{SAME}2026-11,porn,10000\n")
    table = run("diff", "old.csv", "new.csv", *options).out.splitlines()
    assert [" ".join(line.split()) for line in table[4:6]] == rows
    for format_ in ("json", "csv"):
        alone = run("diff", "old.csv", "new.csv", "-f", format_)
        assert run("diff", "old.csv", "new.csv", *options, "-f", format_) == alone


def test_more_than_24_months_are_summarised(run: Run, write: Write) -> None:
    rows = "".join(f"{year}-{month:02d},label,20000\n" for year in (2027, 2028, 2029) for month in range(1, 13))
    write("old.csv", f"month,service,calls\n{rows}")
    write("new.csv", f"month,service,calls\n{rows}2027-03,label,10000\n")
    out = run("diff", "old.csv", "new.csv").out
    assert [line.split()[:2] for line in out.splitlines()[4:6]] == [["2027-03", "20,000"], ["35", "unchanged"]]
    assert "  36 bills are summarised here." in out


def test_the_same_change_of_tier_in_several_months_is_told_once(run: Run, write: Write) -> None:
    write("old.csv", "month,service,calls\n" + "".join(f"2026-{month},label,900000\n" for month in ("09", "10", "12")))
    write("new.csv", "month,service,calls\n" + "".join(f"2026-{month},label,1100000\n" for month in ("09", "10", "12")))
    out = run("diff", "old.csv", "new.csv").out
    assert out.count("→ tier 2") == 1
    assert "  label, 2026-09 – 2026-10, 2026-12: tier 1 (2.5 CNY per 1,000 calls) → tier 2" in out


def test_a_new_price_list_is_compared_on_the_same_usage(run: Run, write: Write) -> None:
    text = (ROOT / "pricing.yaml").read_text(encoding="utf-8")
    write("new.yaml", text.replace("[2.5, 2.2, 2, 1.5]", "[2.6, 2.4, 2, 1.5]"))
    done = run("diff", "label=1000000", "--month", "2026-11", "--prices-after", "new.yaml", "-f", "json")
    (change,) = json.loads(done.out)["changes"]
    # 990,000 × (2.4 − 2.2) / 1,000 = 198
    assert (change["calls_before"], change["calls_after"], change["change"]) == (1_000_000, 1_000_000, "198.00")
    back = run("diff", "label=1000000", "--month", "2026-11", "--prices-before", "new.yaml", "-f", "json")
    assert json.loads(back.out)["total"]["change"] == "-198.00"
    both = run("diff", "label=1000000", "--prices", "new.yaml", "--prices-after", "new.yaml", "-f", "json")
    assert json.loads(both.out)["total"]["change"] == "0.00"


def test_a_service_that_only_one_list_knows_keeps_its_name(run: Run, write: Write) -> None:
    head = "name: old\ncurrency: CNY\neffective_from: 2020-01-01\ntier_mode: volume\nper: 1\ntiers: {from: [0]}\n"
    write("old.yaml", f"{head}services: {{scan: {{name: {{en: Scan, zh: 扫描}}, prices: [1]}}}}\n")
    done = run("diff", "scan=5", "label=1000000", "--prices-before", "old.yaml", "--lang", "zh")
    assert done.status == 0
    assert [line.split()[:2] for line in done.out.splitlines()[3:5]] == [["图像标签", "新增"], ["扫描", "移除"]]


@pytest.mark.parametrize(
    ("arguments", "errors"),
    [
        (("-", "-"), ["error: standard input (-) can be read only once"]),
        (
            ("label=1", "after.csv"),
            ["error: label=1: this usage names no month, but other usage does; add --month YYYY-MM"],
        ),
        (
            ("lable=1", "x.csv", "--prices-before", "a.yaml", "--prices-after", "b.yaml"),
            ["a.yaml: error: file not found", "b.yaml: error: file not found"],
        ),
        (
            ("label=1", "--prices-after", "usd.yaml"),
            ["error: tencent-tiia is in CNY and tencent-tiia in USD; all price lists must have the same currency"],
        ),
        (
            ("lable=1", "x.csv"),
            ["error: lable=1: unknown service lable; did you mean label?", "x.csv: error: file not found"],
        ),
        (
            ("before.csv", "after.csv", "-f", "junit"),
            ["error: unknown format junit; known: table, json, csv, markdown, html, xlsx"],
        ),
    ],
)
def test_what_cannot_be_compared_is_status_2(
    run: Run, write: Write, arguments: tuple[str, ...], errors: list[str]
) -> None:
    write("usd.yaml", (ROOT / "pricing.yaml").read_text(encoding="utf-8").replace("currency: CNY", "currency: USD"))
    done = run("diff", *arguments, stdin=AFTER.encode())
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == errors
