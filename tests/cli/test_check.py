"""``tiia-cost check`` from its arguments to its output: statuses, formats to the letter, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from junit2htmlreport.parser import Junit

from tests.support.used_prices import result, without_prices

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Write

FORECAST = """\
month,service,calls
2026-10,label,1000000
2026-11,label,2338637
2026-11,porn,20000
"""
BASELINE = "month,service,calls\n2026-10,label,1200000\n"
BUDGETS = """\
monthly: 5000
total: 8000
services: {porn: 25}
warn_at: 80%
max_increase: 10%
"""
# October: 990,000 × 2.2 / 1,000 = 2,178, before 1,190,000 × 2.2 / 1,000 = 2,618, of which 10 % is 261.80.
# November: 2,328,637 × 2.2 / 1,000 = 5,123.0014, and 10,000 × 2 / 1,000 = 20; both months 7,321.
# 64,999 calls fewer are 2,263,638 × 2.2 / 1,000 = 4,980.0036 and the 20: 5,000.00; one more would be 5,000.01.
CHECK = ("check", "f.csv", "--budgets", "b.yaml", "--baseline", "old.csv")

TABLE = """\
Over budget: 1 of 7 checks · CNY
limit         month    service   allowed    actual  of limit  state
─────────────────────────────────────────────────────────────────────────
monthly       2026-10           5,000.00  2,178.00    43.56%  within
service       2026-10  porn        25.00      0.00     0.00%  within
max-increase  2026-10             261.80   -440.00  -168.07%  within
monthly       2026-11           5,000.00  5,143.00   102.86%  over
service       2026-11  porn        25.00     20.00    80.00%  within
max-increase  2026-11                  –  5,143.00         –  no baseline
total         all               8,000.00  7,321.00    91.51%  near limit
  2026-11: the month's cost is 5,143.00 CNY, the limit is 5,000.00 CNY:
  143.00 CNY over. 64,999 fewer calls of label would be enough.
  2026-11: the baseline has no cost, so there is no percentage; the month's cost
  is 5,143.00 CNY.
  The total cost is 7,321.00 CNY, the limit is 8,000.00 CNY: 91.51% of it.
Over budget: 1 of 7 checks. Worst: 2026-11 monthly, 143.00 CNY over; 64,999
fewer calls of label would be enough.
"""

CHINESE = """\
超出预算：7 项检查中有 1 项 · 元
限额      月份     服务          上限      实际    使用率  状态
─────────────────────────────────────────────────────────────────────
月费用    2026-10            5,000.00  2,178.00    43.56%  预算内
服务费用  2026-10  图像鉴黄     25.00      0.00     0.00%  预算内
费用增幅  2026-10              261.80   -440.00  -168.07%  预算内
月费用    2026-11            5,000.00  5,143.00   102.86%  超出
服务费用  2026-11  图像鉴黄     25.00     20.00    80.00%  预算内
费用增幅  2026-11                   –  5,143.00         –  无对比数据
总费用    全部               8,000.00  7,321.00    91.51%  接近上限
  2026-11：当月费用 5,143.00 元，上限 5,000.00 元，超出 143.00 元。图像标签减少
  64,999 次即可。
  2026-11：对比基线当月没有费用，无法计算增幅；当月费用 5,143.00 元。
  总费用 7,321.00 元，上限 8,000.00 元，已达 91.51%。
超出预算：7 项检查中有 1 项。最严重：2026-11 月费用，超出 143.00 元；图像标签减
少 64,999 次即可。
"""

MARKDOWN = """\
### Over budget: 1 of 7 checks · CNY

| limit | month | service | allowed | actual | of limit | state |
| --- | --- | --- | ---: | ---: | ---: | --- |
| monthly | 2026-10 |  | 5,000.00 | 2,178.00 | 43.56% | within |
| service | 2026-10 | porn | 25.00 | 0.00 | 0.00% | within |
| max-increase | 2026-10 |  | 261.80 | -440.00 | -168.07% | within |
| monthly | 2026-11 |  | 5,000.00 | 5,143.00 | 102.86% | over |
| service | 2026-11 | porn | 25.00 | 20.00 | 80.00% | within |
| max-increase | 2026-11 |  | – | 5,143.00 | – | no baseline |
| total | all |  | 8,000.00 | 7,321.00 | 91.51% | near limit |

2026-11: the month's cost is 5,143.00 CNY, the limit is 5,000.00 CNY: 143.00 CNY over. 64,999 fewer calls of label would be enough.

2026-11: the baseline has no cost, so there is no percentage; the month's cost is 5,143.00 CNY.

The total cost is 7,321.00 CNY, the limit is 8,000.00 CNY: 91.51% of it.

**Over budget: 1 of 7 checks. Worst: 2026-11 monthly, 143.00 CNY over; 64,999 fewer calls of label would be enough.**
"""

JUNIT = """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="tiia-cost check" tests="7" failures="1" errors="0" skipped="1" time="0.0">
	<testsuite name="tiia-cost" tests="7" errors="0" failures="1" skipped="1" time="0">
		<testcase name="monthly 2026-10" classname="tiia-cost"/>
		<testcase name="service porn 2026-10" classname="tiia-cost"/>
		<testcase name="max-increase 2026-10" classname="tiia-cost"/>
		<testcase name="monthly 2026-11" classname="tiia-cost">
			<failure message="2026-11: the month's cost is 5,143.00 CNY, the limit is 5,000.00 CNY: 143.00 CNY over. 64,999 fewer calls of label would be enough." type="over">2026-11: the month's cost is 5,143.00 CNY, the limit is 5,000.00 CNY: 143.00 CNY over. 64,999 fewer calls of label would be enough.</failure>
		</testcase>
		<testcase name="service porn 2026-11" classname="tiia-cost"/>
		<testcase name="max-increase 2026-11" classname="tiia-cost">
			<skipped message="2026-11: the baseline has no cost, so there is no percentage; the month's cost is 5,143.00 CNY."/>
		</testcase>
		<testcase name="total" classname="tiia-cost">
			<system-out>The total cost is 7,321.00 CNY, the limit is 8,000.00 CNY: 91.51% of it.</system-out>
		</testcase>
	</testsuite>
</testsuites>
"""

GITHUB = """\
::error title=Over budget%3A monthly::2026-11: the month's cost is 5,143.00 CNY, the limit is 5,000.00 CNY: 143.00 CNY over. 64,999 fewer calls of label would be enough.
::notice title=No baseline%3A max-increase::2026-11: the baseline has no cost, so there is no percentage; the month's cost is 5,143.00 CNY.
::warning title=Near the limit%3A total::The total cost is 7,321.00 CNY, the limit is 8,000.00 CNY: 91.51%25 of it.
Over budget: 1 of 7 checks. Worst: 2026-11 monthly, 143.00 CNY over; 64,999 fewer calls of label would be enough.
"""


@pytest.fixture
def folder(write: Write, tmp_path: Path) -> Path:
    write("f.csv", FORECAST)
    write("old.csv", BASELINE)
    write("b.yaml", BUDGETS)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), TABLE),
        (("--lang", "zh"), CHINESE),
        (("--format", "markdown"), MARKDOWN),
        (("--format", "junit"), JUNIT),
        (("--format", "github"), GITHUB),
    ],
    ids=["table", "chinese", "markdown", "junit", "github"],
)
def test_each_format_tells_every_limit_and_month(run: Run, options: tuple[str, ...], expected: str) -> None:
    done = run(*CHECK, *options)
    assert (done.status, without_prices(done.out), done.err) == (3, expected, "")


@pytest.mark.usefixtures("folder")
def test_the_json_tells_every_limit_and_month(run: Run) -> None:
    done = run(*CHECK, "--format", "json")

    def finding(
        limit: str,
        month: str | None,
        allowed: str | None,
        actual: str,
        share: str | None,
        state: str,
        *,
        service: str | None = None,
        cut: dict[str, int] | None = None,
    ) -> dict[str, object]:
        return {
            "limit": limit,
            "account": None,
            "month": month,
            "service": service,
            "allowed": allowed,
            "actual": actual,
            "share": share,
            "state": state,
            "calls_to_cut": cut or {},
        }

    assert (done.status, done.err) == (3, "")
    assert result(done.out) == {
        "schema_version": "1",
        "currency": "CNY",
        "within_budget": False,
        "findings": [
            finding("monthly", "2026-10", "5000.00", "2178.00", "0.4356", "within"),
            finding("service", "2026-10", "25.00", "0.00", "0.0000", "within", service="porn"),
            finding("max-increase", "2026-10", "261.80", "-440.00", "-1.6807", "within"),
            finding("monthly", "2026-11", "5000.00", "5143.00", "1.0286", "over", cut={"label": 64_999}),
            finding("service", "2026-11", "25.00", "20.00", "0.8000", "within", service="porn"),
            finding("max-increase", "2026-11", None, "5143.00", None, "no-baseline"),
            finding("total", None, "8000.00", "7321.00", "0.9151", "near"),
        ],
    }


def test_a_total_that_is_over_says_in_which_month_the_calls_are_to_be_cut(run: Run, write: Write) -> None:
    write("f.csv", FORECAST)
    write("b.yaml", "total: 7300")  # 21 too much; 2,319,093 × 2.2 / 1,000 = 5,102.0046 are left
    (found,) = json.loads(run("check", "f.csv", "--budgets", "b.yaml", "-f", "json").out)["findings"]
    assert found["calls_to_cut"] == {"label": 9_544}
    assert found["cuts"] == [{"account": None, "month": "2026-11", "service": "label", "calls": 9_544}]
    assert "9,544 fewer calls of label (2026-11) would be enough." in run("check", "f.csv", "--budgets", "b.yaml").out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        # 1,000,000 calls cost 990,000 × 2.2 / 1,000 = 2,178.00; of 890,001 calls 880,001 × 2.5 / 1,000 are 2,200.0025.
        (
            ("--budget", "2200"),
            "275.00 CNY over. 1 more call of label would be enough: 1,000,000 calls cost 2,178.00 CNY. "
            "Or fewer: 109,998 fewer calls of label.",
        ),
        (
            ("--budget", "2200", "--lang", "zh"),
            "超出 275.00 元。图像标签增加 1 次即可：共 100 万次，费用 2,178.00 元。也可减少调用：图像标签减少 109,998 次。",
        ),
        # With 1% more, 890,299 calls are 899,201: 889,201 × 2.5 / 1,000 = 2,223.0025.
        # Of 1,010,101 calls there are 1,000,000 at least, and 1,020,202 at most: 1,010,202 × 2.2 / 1,000 = 2,222.4444.
        (
            ("--budget", "2223", "--range", "1%"),
            "252.00 CNY over. 10,102 more calls of label would be enough: 1,010,101 calls cost at most 2,222.44 CNY. "
            "Or fewer: 109,700 fewer calls of label.",
        ),
        # 2,178.00 are deducted, and then 2,200.00 frozen.
        (
            ("--balance", "4378"),
            "597.00 CNY short. 1 more call of label would be enough: cost and freeze of 1,000,000 calls are 4,378.00 CNY "
            "together. Or fewer: 119,398 fewer calls of label.",
        ),
        # And 1,020,202 × 2.2 / 1,000 = 2,244.4444.
        (
            ("--balance", "4500", "--range", "1%"),
            "475.00 CNY short. 10,102 more calls of label would be enough: cost and freeze of 1,010,101 calls are at most "
            "4,466.88 CNY together. Or fewer: 103,958 fewer calls of label.",
        ),
    ],
)
def test_where_more_calls_cost_less_they_are_told_before_cuts(run: Run, options: tuple[str, ...], told: str) -> None:
    for format_ in ("markdown", "junit", "github"):
        done = run("check", "label=999999", *options, "--format", format_)
        assert done.status == 3
        assert told in done.out
    data = json.loads(run("check", "label=999999", *options, "--format", "json").out)
    assert data["findings"][0]["calls_to_add"] == {"label": 10_102 if "--range" in options else 1}


def test_a_total_that_is_over_says_in_which_month_more_calls_would_cost_less(run: Run, write: Write) -> None:
    # 2,475.00 + 1,978.00 + 2,325.00 = 6,778.00; 1,000,000 calls of porn cost 990,000 × 1.5 / 1,000 = 1,485.00.
    write("f.csv", "month,service,calls\n2026-10,label,999999\n2026-10,porn,999000\n2026-11,label,940000\n")
    write("b.yaml", "total: 6600\n")
    (found,) = json.loads(run("check", "f.csv", "--budgets", "b.yaml", "-f", "json").out)["findings"]
    assert found["calls_to_add"] == {"label": 1, "porn": 1_000}
    assert found["additions"] == [
        {"account": None, "month": "2026-10", "service": "label", "calls": 1},
        {"account": None, "month": "2026-10", "service": "porn", "calls": 1_000},
    ]
    assert (
        "178.00 CNY over. 1 more call of label (2026-10) would be enough: 1,000,000 calls cost 2,178.00 CNY. "
        "Or 1,000 more calls of porn (2026-10): 1,000,000 calls cost 1,485.00 CNY. "
        "Or fewer, any one of these: 71,198 fewer calls of label (2026-10), 88,998 fewer calls of porn (2026-10).\n"
    ) in run("check", "f.csv", "--budgets", "b.yaml", "-f", "markdown").out


@pytest.mark.parametrize(
    ("option", "within", "over"),
    [
        (("--budget",), "2178", "2177.99"),
        (("--baseline", "label=1", "--max-increase"), "2178.00", "2177.99"),
        (("--baseline", "label=950000", "--max-increase"), "0", None),  # 2,350 before: the cost falls
        (("--baseline", "label=510000", "--max-increase"), "74.24%", "74.23%"),  # 1,250 before; 928 are 74.24 % of it
        (("--balance",), "4378", "4377.99"),  # 2,178 are deducted, and then 2,200 frozen
    ],
)
def test_equal_is_within_and_one_fen_over_is_over(
    run: Run, option: tuple[str, ...], within: str, over: str | None
) -> None:
    ok = run("check", "label=1000000", *option, within)
    assert (ok.status, ok.err) == (0, "")
    assert ok.out.startswith("Within budget: 1 check · CNY\n")
    if over is not None:
        broken = run("check", "label=1000000", *option, over)
        assert (broken.status, broken.err) == (3, "")
        assert broken.out.startswith("Over budget: 1 of 1 check · CNY\n")


def test_a_warning_keeps_status_0(run: Run, write: Write) -> None:
    write("b.yaml", "warn_at: 80%\nmonthly: 2178.01")
    done = run("check", "label=1000000", "--budgets", "b.yaml", "-f", "github")
    assert done.status == 0
    assert done.out.splitlines()[0].startswith(
        "::warning title=Near the limit%3A monthly::no month given: the month's "
    )


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("label=1", "--budget", "5.001"), "error: --budget: 5.001 has more than two decimals"),
        (("label=1", "--budget", "-1"), "error: --budget: -1 is negative; an amount must be 0 or more"),
        (
            ("label=1", "--balance", "-500"),
            "error: --balance: -500 is negative; a balance must be 0 or more. If you owe money, write 0, and count only the part"
            " of a top-up that is left after paying it",
        ),
        (
            ("label=1", "--max-increase", "-5%", "--baseline", "label=1"),
            "error: --max-increase: -5% is negative; a percentage must be 0% or more",
        ),
        (("label=1", "--max-increase", "5"), "error: --max-increase: needs --baseline USAGE to compare with"),
        (
            ("label=1", "--budget", "5", "--baseline", "label=1"),
            "error: --baseline: has no effect without --max-increase",
        ),
        (("label=1", "--balance", "a=5"), "error: --balance: account a is not in the usage, which names no accounts"),
        (
            ("label=1", "--budget", "5", "-f", "csv"),
            "error: unknown format csv; known: table, json, markdown, junit, github, html, xlsx",
        ),
        (("label=1", "--budgets", "b.yaml"), "b.yaml: error: file not found"),
        (("-", "--max-increase", "5", "--baseline", "-"), "error: standard input (-) can be read only once"),
        (
            ("label=1", "--baseline", "f.csv", "--max-increase", "5"),
            "error: label=1: this usage names no month, but other usage does; add --month YYYY-MM",
        ),
    ],
)
def test_what_keeps_the_check_from_being_made_is_status_2(
    run: Run, write: Write, arguments: tuple[str, ...], error: str
) -> None:
    write("f.csv", FORECAST)
    done = run("check", *arguments, stdin=FORECAST.encode())
    assert (done.status, done.out) == (2, "")
    assert done.err == f"{error}\n"


def test_what_is_wrong_with_usage_baseline_and_budget_is_told_together(run: Run, write: Write) -> None:
    write("f.csv", "month,service,calls\n2026-10,lable,1\n")
    write("b.yaml", "monthyl: 5\n")
    done = run("check", "f.csv", "--baseline", "old.csv", "--budgets", "b.yaml", "--budget", "x")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == [
        "f.csv:2:9: error: unknown service lable; did you mean label?",
        "old.csv: error: file not found",
        "b.yaml:1: error: monthyl: unknown key; did you mean monthly?",
        "error: --budget: x is not an amount; write 5000, 5,000.00, 5k or 1.5万",
    ]


def test_the_month_of_the_forecast_may_be_said_for_the_baseline_only(run: Run, write: Write) -> None:
    write("f.csv", FORECAST)
    done = run("check", "f.csv", "--baseline", "label=1200000", "--month", "2026-10", "--max-increase", "10%")
    assert done.status == 0
    assert "-440.00" in done.out


def test_accounts_have_limits_of_their_own(run: Run, write: Write) -> None:
    # 805,001 calls are left to b: 795,001 × 2.5 / 1,000 = 1,987.5025, and 2,012.5025 frozen, billed as 4,000.00.
    write("f.csv", "account,month,service,calls\na,2026-11,label,1000000\nb,2026-11,label,1000000\n")
    write("b.yaml", "accounts: {a: {monthly: 2177.99}}\n")
    done = run(
        "check", "f.csv", "--budgets", "b.yaml", "--budget", "2178", "--balance", "a=5000", "--balance", "b=4000"
    )
    assert done.status == 3
    assert (
        without_prices(done.out)
        == """\
Over budget: 2 of 4 checks · CNY
                                                    of
limit    account  month     allowed    actual    limit  state
──────────────────────────────────────────────────────────────
monthly  a        2026-11  2,177.99  2,178.00  100.00%  over
balance  a        2026-11  5,000.00  4,378.00   87.56%  within
monthly  b        2026-11  2,178.00  2,178.00  100.00%  within
balance  b        2026-11  4,000.00  4,378.00  109.45%  over
  account a, 2026-11: the month's cost is 2,178.00 CNY, the limit is
  2,177.99 CNY: 0.01 CNY over. 118,803 fewer calls of label would be enough.
  account b, 2026-11: settling it takes an opening balance of 4,378.00 CNY; the
  balance is 4,000.00 CNY: 378.00 CNY short. 194,999 fewer calls of label would
  be enough.
Over budget: 2 of 4 checks. Worst: account b, 2026-11 balance, 378.00 CNY short;
194,999 fewer calls of label would be enough.
"""
    )


def test_the_bills_before_a_month_may_take_the_balance_that_no_cut_in_it_brings_back(run: Run, write: Write) -> None:
    write("f.csv", FORECAST)
    done = run("check", "f.csv", "--balance", "2000")
    assert "No cut in this month helps: earlier bills have used up the balance." in " ".join(done.out.split())


def test_junit_is_read_by_others_as_it_is_meant(run: Run, folder: Path) -> None:
    assert run(*CHECK, "--output", "report.xml").out == ""
    assert without_prices((folder / "report.xml").read_text(encoding="utf-8")) == JUNIT
    (suite,) = Junit(str(folder / "report.xml")).suites
    assert [(case.name, case.outcome()) for case in suite.all()] == [
        ("monthly 2026-10", "passed"),
        ("service porn 2026-10", "passed"),
        ("max-increase 2026-10", "passed"),
        ("monthly 2026-11", "failed"),
        ("service porn 2026-11", "passed"),
        ("max-increase 2026-11", "skipped"),
        ("total", "passed"),
    ]


def test_junit_keeps_accounts_apart_whatever_they_are_called(run: Run, write: Write, tmp_path: Path) -> None:
    name = "a<&\"'> 账号.b"
    quoted = name.replace('"', '""')
    write("f.csv", f'account,month,service,calls\n"{quoted}",2026-11,label,1000000\nb,2026-11,label,1\n')
    run("check", "f.csv", "--budget", "5", "-o", "report.xml")
    suites = Junit(str(tmp_path / "report.xml")).suites
    assert [suite.name for suite in suites] == [f"tiia-cost.{name}", "tiia-cost.b"]


def test_an_annotation_points_at_the_row_that_is_to_blame(run: Run, write: Write) -> None:
    write("a,b:c%.csv", "month,service,calls\n2026-11,porn,1\n2026-11,label,1000000\n")
    table = b"month,service,calls\n2026-12,label,1000000\n"
    done = run("check", "a,b:c%.csv", "-", "--budget", "2000", "-f", "github", stdin=table)
    first, second, *_ = done.out.splitlines()
    assert first.startswith("::error file=a%2Cb%3Ac%25.csv,line=3,title=Over budget%3A monthly::2026-11: ")
    assert second.startswith("::error title=Over budget%3A monthly::2026-12: ")  # nobody finds standard input


@pytest.mark.parametrize(
    ("named", "folder", "workspace", "told"),
    [
        ("f.csv", "", None, "f.csv"),
        ("./f.csv", "", None, "f.csv"),
        ("{here}/f.csv", "", None, "f.csv"),
        ("{here}/f.csv", "sub", "", "{here}/f.csv"),
        ("../f.csv", "sub", None, "{here}/f.csv"),
        ("../f.csv", "sub", "{here}", "f.csv"),
        ("f.csv", "sub", "{here}", "sub/f.csv"),
        ("f.csv", "sub", "{here}/", "sub/f.csv"),
        ("f.csv", "sub", "{here}/link", "sub/f.csv"),
        ("linked.csv", "sub", "{here}", "sub/linked.csv"),
        ("f.csv", "", "{here}/sub", "f.csv"),
        ("../..f.csv", "sub", "{here}", "..f.csv"),
    ],
)
def test_an_annotation_names_its_file_as_the_repository_does(
    run: Run, tmp_path: Path, named: str, folder: str, workspace: str | None, told: str
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "link").symlink_to(".")
    for name in ("f.csv", "..f.csv", "sub/f.csv"):
        (tmp_path / name).write_text("month,service,calls\n2026-11,label,1000000\n")
    (tmp_path / "sub/linked.csv").symlink_to("../f.csv")
    here = str(tmp_path)
    env = {"GITHUB_WORKSPACE": "" if workspace is None else workspace.format(here=here)}
    asked = ("check", named.format(here=here), "--budget", "5", "-f", "github")
    done = run(*asked, cwd=tmp_path / folder, env=env)
    assert done.out.startswith(f"::error file={told.format(here=here)},line=2,title=")


def test_several_services_in_one_row_of_a_spreadsheet_are_that_row(run: Run, write: Write) -> None:
    write("wide.csv", "month,label,porn\n2026-11,1000000,20000\n2026-12,1000000,20000\n")
    done = run("check", "wide.csv", "--budget", "2000", "-f", "github")
    assert [line.partition(",title")[0] for line in without_prices(done.out).splitlines()[:-1]] == [
        "::error file=wide.csv,line=2",
        "::error file=wide.csv,line=3",
    ]


def test_the_report_is_whole_before_the_status_is_told(run: Run, tmp_path: Path) -> None:
    done = run("check", "label=1000000", "--budget", "1", "--output", "report.json")
    assert (done.status, done.out) == (3, "")
    assert json.loads((tmp_path / "report.json").read_text())["within_budget"] is False
    assert run("check", "label=1000000", "--budget", "1", "--output", "/dev/full").status == 4
