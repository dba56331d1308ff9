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
Changes · CNY
                               calls      calls            cost      cost
month    service  state       before      after  tier    before     after     change  percent
─────────────────────────────────────────────────────────────────────────────────────────────
2026-10  label    changed  1,200,000  1,000,000     2  2,618.00  2,178.00    -440.00  -16.81%
2026-11  label    added               2,338,637     2            5,123.00  +5,123.00        –
2026-11  porn     added                  20,000     1               20.00     +20.00        –
─────────────────────────────────────────────────────────────────────────────────────────────
total                                                  2,618.00  7,321.00  +4,703.00  179.64%
"""

MARKDOWN = """\
### Changes · CNY

| month | service | state | calls before | calls after | tier | cost before | cost after | change | percent |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| 2026-10 | label | changed | 1,200,000 | 1,000,000 | 2 | 2,618.00 | 2,178.00 | -440.00 | -16.81% |
| 2026-11 | label | added |  | 2,338,637 | 2 |  | 5,123.00 | +5,123.00 | – |
| 2026-11 | porn | added |  | 20,000 | 1 |  | 20.00 | +20.00 | – |
| **total** |  |  |  |  |  | **2,618.00** | **7,321.00** | **+4,703.00** | **179.64%** |
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
费用变更 · CNY
服务      状态    原调用量   新调用量   阶梯    原费用    新费用    差额    增幅
────────────────────────────────────────────────────────────────────────────────
图像标签  有变更   900,000  1,000,000  1 → 2  2,225.00  2,178.00  -47.00  -2.11%
────────────────────────────────────────────────────────────────────────────────
合计                                          2,225.00  2,178.00  -47.00  -2.11%
  图像标签：第 1 阶梯（每 1,000 次 2.5 元）→ 第 2 阶梯（每 1,000 次 2.2 元）
"""
    )


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
        (("before.csv",), ["one USAGE alone has nothing to compare with; give a second one, or --prices-after"]),
        (("-", "-"), ["standard input (-) can be read only once"]),
        (
            ("label=1", "after.csv"),
            ["label=1: this usage names no month, but other usage does; add --month YYYY-MM"],
        ),
        (
            ("lable=1", "x.csv", "--prices-before", "a.yaml", "--prices-after", "b.yaml"),
            ["a.yaml: file not found", "b.yaml: file not found"],
        ),
        (
            ("label=1", "--prices-after", "usd.yaml"),
            ["tencent-tiia is in CNY and tencent-tiia in USD; all price lists must have the same currency"],
        ),
        (
            ("lable=1", "x.csv"),
            ["lable=1: unknown service lable; did you mean label?", "x.csv: file not found"],
        ),
        (
            ("before.csv", "after.csv", "-f", "junit"),
            ["unknown format junit; known: table, json, csv, markdown"],
        ),
        ((), ["missing argument BEFORE", "see tiia-cost diff --help"]),
    ],
)
def test_what_cannot_be_compared_is_status_2(
    run: Run, write: Write, arguments: tuple[str, ...], errors: list[str]
) -> None:
    write("usd.yaml", (ROOT / "pricing.yaml").read_text(encoding="utf-8").replace("currency: CNY", "currency: USD"))
    done = run("diff", *arguments, stdin=AFTER.encode())
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == errors
