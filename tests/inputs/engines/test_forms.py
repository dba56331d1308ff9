"""Tables as people really have them: read as they are meant, or refused with what to do."""

from __future__ import annotations

import itertools
import json
import shlex
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.tables import Counts, counts_of, table
from tiia_cost.core.months import Month
from tiia_cost.core.usage import Usage
from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs.engines.choice import Reading, Side
from tiia_cost.inputs.engines.table import read_table
from tiia_cost.inputs.tables.headings import ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Run, Write
    from tiia_cost.core.book import PriceBook

ENGINES = ("python", "duckdb")
NOVEMBER = {(None, "2026-11", "label"): 1_500_000}


def found(
    path: Path,
    book: PriceBook,
    *ignored: str,
    engine: str = "python",
    month: str | None = None,
    rows_are_calls: bool = False,
) -> tuple[Counts, list[str], list[str]]:
    """Return the counts of a table, its problems and its notices."""
    usage, problems = Usage(), Problems()
    reading = Reading(engine=engine, ignored=ignored, rows_are_calls=rows_are_calls)
    done = read_table(str(path), Side(usage, book, problems, reading, Month(month) if month else None))
    told = [line.replace(str(path), "t.csv") for line in problems.as_error(UsageError).lines()]
    said = [notice.text().replace(str(path), "t.csv") for notice, _ in done.said(verbose=False)]
    return {} if told else counts_of(usage), told, said


def counts(write: Write, book: PriceBook, *lines: str, ignored: Sequence[str] = (), month: str | None = None) -> Counts:
    """Return the counts of a table. Every engine must give the same."""
    path = write("t.csv", table(*lines))
    every = [found(path, book, *ignored, engine=engine, month=month) for engine in ENGINES]
    assert every[0] == every[1]
    assert every[0][1] == []
    return every[0][0]


def refused(write: Write, book: PriceBook, *lines: str, ignored: Sequence[str] = ()) -> list[str]:
    """Return the problems of a table that is refused. Every engine must give the same."""
    path = write("t.csv", table(*lines))
    every = [found(path, book, *ignored, engine=engine) for engine in ENGINES]
    assert every[0] == every[1]
    assert every[0][1]
    return every[0][1]


# Each row is a call only where that is certain


LOG = ["time,action,requestId", "2026-11-05T13:45:10+08:00,DetectLabel,1", "1793836800,DetectLabel,2"]


def test_rows_with_a_time_of_day_are_calls(write: Write, book: PriceBook) -> None:
    assert counts(write, book, *LOG) == {(None, "2026-11", "label"): 2}


@pytest.mark.parametrize("period", ["2026-11", "2026-11-05", "20261105", "2026年11月"])
def test_a_row_without_a_time_of_day_is_no_call_however_late_it_comes(
    write: Write, book: PriceBook, period: str
) -> None:
    rows = [f"2026-11-05T13:45:10+08:00,DetectLabel,{i}" for i in range(1000)]
    (told,) = refused(write, book, "time,action,n1", *rows, f"{period},DetectLabel,7", f"{period},DetectLabel,8")
    assert told.startswith("t.csv:1002:1: unclear how many calls this row is")
    assert "found time, action, n1; a column of calls may be called calls, count, callCount, num_calls or" in told
    assert told.endswith("if each row is one call, add --rows-are-calls (and 1 more row)")


def test_that_rows_are_calls_is_said_of_no_table_that_is_refused(write: Write, book: PriceBook) -> None:
    said = "t.csv: no calls column: each row is counted as one call"
    unused = "t.csv: columns not used: requestId"
    for engine in ENGINES:
        assert found(write("t.csv", table(*LOG)), book, engine=engine)[2] == [unused, said]
        assert found(write("t.csv", table(*LOG, "2026-11-05,label,3")), book, engine=engine)[2] == [unused]


def test_rows_are_calls_where_that_is_said(write: Write, book: PriceBook) -> None:
    path = write("t.csv", table("month,action", "2026-11,label", "2026-11,label", "2026-12,label"))
    for engine in ENGINES:
        made, told, _ = found(path, book, engine=engine, rows_are_calls=True)
        assert (made, told) == ({(None, "2026-11", "label"): 2, (None, "2026-12", "label"): 1}, [])
    path = write("t.csv", table("action,x", "label,1", "label,2"))
    assert found(path, book, rows_are_calls=True)[0] == {(None, None, "label"): 2}
    assert "add --rows-are-calls" in found(path, book)[1][0]


# Headings


@pytest.mark.parametrize(("role", "name"), [(role, name) for role, names in ROLES.items() for name in names])
def test_a_heading_is_known_whatever_its_case_spaces_and_hyphens(
    write: Write, book: PriceBook, role: str, name: str
) -> None:
    headings = {"period": "month", "service": "service", "calls": "calls", "account": "account"}
    for spelled in (name, name.upper(), f" {name}\u200b", "_".join(name), f"\ufeff{name.replace('_', ' - ')}"):
        line = ",".join({**headings, role: spelled}.values())
        assert counts(write, book, line, "2026-11,label,5,7") == {("7", "2026-11", "label"): 5}


@pytest.mark.parametrize(
    "name",
    [
        "account_name",
        "Account Number",
        "acount",
        "subUin",
        "sub_uin",
        "uin2",
        "payerUin",
        "子账号",
        "账户名称",
        "付款账号",
    ],
)
def test_a_heading_that_may_split_a_bill_is_refused(write: Write, book: PriceBook, name: str) -> None:
    for form in ((f"month,service,calls,{name}", "2026-11,label,5,7"), (f"month,{name},label", "2026-11,7,5")):
        (told,) = refused(write, book, *form)
        assert "Rename it, or ignore it with" in told
        assert told.endswith(f'or ignore it with --ignore-columns "{name}"')
        assert counts(write, book, *form, ignored=[name]) == {(None, "2026-11", "label"): 5}


@pytest.mark.parametrize(
    "name", ["end_time", "event date", "createTime", "@timestamp", "log_ts", "billing_moth", "结束时间", "所属月份"]
)
def test_a_heading_that_may_be_the_month_is_refused(write: Write, book: PriceBook, name: str) -> None:
    (told,) = refused(write, book, f"{name},service,calls", "2026-11,label,5")
    assert "did you mean " in told
    assert counts(write, book, f"{name},service,calls", "2026-11,label,5", ignored=[name]) == {(None, None, "label"): 5}


@pytest.mark.parametrize(
    "name",
    ["amount", "rate", "cost", "discount", "region", "status", "latency_ms", "requestId", "subaccountant", "update"],
)
def test_other_headings_pass_and_are_told(write: Write, book: PriceBook, name: str) -> None:
    path = write("t.csv", table(f"service,calls,{name}", "label,5,7"))
    assert found(path, book) == ({(None, None, "label"): 5}, [], [f"t.csv: columns not used: {name}"])
    log = write("t.csv", table(f"eventTime,response_time,action,{name}", "2026-11-05T13:45:10Z,1,label,7"))
    assert found(log, book)[0] == {(None, "2026-11", "label"): 1}


def test_two_headings_of_one_role_are_refused_until_one_is_left_out(write: Write, book: PriceBook) -> None:
    lines = ["time,service,action,calls", "2026-11-05,tiia,DetectLabel,5"]
    assert refused(write, book, *lines) == [
        't.csv:1:14: two columns for service, service and action; ignore one of them with --ignore-columns "service" or "action"'
    ]
    assert counts(write, book, *lines, ignored=["SERVICE"]) == {(None, "2026-11", "label"): 5}


def test_an_unknown_column_among_services_can_be_left_out(write: Write, book: PriceBook) -> None:
    lines = ["month,label,cost", "2026-11,5,7"]
    assert refused(write, book, *lines)[0].endswith('or ignore it with --ignore-columns "cost"')
    assert counts(write, book, *lines, ignored=["cost"]) == {(None, "2026-11", "label"): 5}


# Units


UNITS = {
    "万": 10**4,
    "千": 10**3,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "k": 10**3,
    "K": 10**3,
    "m": 10**6,
    "M": 10**6,
}
BRACKETS = (
    "({})",
    "（{}）",
    " ( {} )",
    "[{}]",
    "【{}】",
    "({}次)",
    "（{} 次）",
    "(单位：{})",
    "（单位:{}次）",
    "({} calls)",
)


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_in_a_heading_multiplies_in_every_form(write: Write, book: PriceBook, unit: str) -> None:
    factor = UNITS[unit]
    for brackets in BRACKETS:
        written = brackets.format(unit)
        long = (f"month,service,调用量{written}", "2026-11,label,1.5", "2026-11,porn,2")
        wide = (f"month,图像标签{written},porn{written}", "2026-11,1.5,2")
        across = (f"service,2026-11{written}", "label,1.5", "porn,2")
        for form in (long, wide, across):
            assert counts(write, book, *form) == {
                (None, "2026-11", "label"): factor * 3 // 2,
                (None, "2026-11", "porn"): factor * 2,
            }


def test_what_a_heading_multiplies_by_is_said(write: Write, book: PriceBook) -> None:
    path = write("t.csv", table("月份,服务,调用量（万次）", "2026-11,label,150"))
    assert found(path, book) == (
        NOVEMBER,
        [],
        ["t.csv: counts are multiplied by 10,000 because of the unit in the heading: 调用量（万次）"],
    )


def test_a_heading_of_several_lines_is_known_and_told_in_one(write: Write, book: PriceBook) -> None:
    path = write("t.csv", '月份,服务,"调用量\n(万次)","备注\n说明"\n2026-11,label,150,x\n')
    assert found(path, book) == (
        NOVEMBER,
        [],
        [
            "t.csv: counts are multiplied by 10,000 because of the unit in the heading: 调用量 (万次)",
            "t.csv: columns not used: 备注 说明",
        ],
    )


def test_calls_in_brackets_multiply_by_nothing(write: Write, book: PriceBook) -> None:
    assert counts(write, book, "月份,服务,调用量（次）", "2026-11,label,1500000次") == NOVEMBER


def test_a_name_with_brackets_is_a_name_first(write: Write, book: PriceBook) -> None:
    told = refused(write, book, "month,图像标签（备用）", "2026-11,5")
    assert "图像标签（备用） is not a service" in told[0] or "no service column found" in told[0]


@pytest.mark.parametrize("cell", ["95万", "95k", "200次", "95 M"])
def test_a_unit_in_a_cell_under_one_in_the_heading_is_refused(write: Write, book: PriceBook, cell: str) -> None:
    assert refused(write, book, "月份,服务,调用量(万)", f"2026-11,label,{cell}") == [
        f"t.csv:2:15: {cell} has a unit, and so has the heading of its column; keep only one of them"
    ]


def test_a_unit_that_is_written_otherwise_is_not_advised_away(write: Write, book: PriceBook) -> None:
    for heading in ("调用量/万", "calls in k", "calls_thousands", "调用量_万次"):
        (told,) = refused(write, book, f"month,service,{heading}", "2026-11,label,150")
        assert "with its unit in brackets as in" in told


# Forms


def test_months_may_stand_across(write: Write, book: PriceBook) -> None:
    lines = ["服务,2026-09,2026.10,2026年11月", "图像标签,5,6,", "porn,,0,7"]
    assert counts(write, book, *lines) == {
        (None, "2026-09", "label"): 5,
        (None, "2026-10", "label"): 6,
        (None, "2026-10", "porn"): 0,
        (None, "2026-11", "porn"): 7,
    }
    assert counts(write, book, "账号,服务,202611", "a,label,5", "b,label,6") == {
        ("a", "2026-11", "label"): 5,
        ("b", "2026-11", "label"): 6,
    }


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("9月", "has no year; write it like 2027-01"),
        ("9月份", "has no year; write it like 2027-01"),
        ("十一月", "has no year; write it like 2027-01"),
        ("9月（万次）", "has no year; write it like 2027-01(万次)"),
        ("Sep", "has no year; write it like 2027-01"),
        ("September (k)", "has no year; write it like 2027-01(k)"),
        ("Sep-26", "cannot be read as a month for certain"),
        ("Sep-26 (k)", "cannot be read as a month for certain; write it like 2026-11(k) ("),
        ("2026.1", "could mean 2026-01, or 2026-10"),
    ],
)
def test_a_heading_that_is_meant_as_a_month_is_told_as_one(
    write: Write, book: PriceBook, heading: str, told: str
) -> None:
    (problem,) = refused(write, book, f"服务,{heading}", "label,5")
    assert problem.startswith(f"t.csv:1:4: {heading} {told}")
    for title in ("2027年图像服务用量预测,", "用量,"):
        (below,) = refused(write, book, title, f"服务,{heading}", "label,5")
        assert below == problem.replace(":1:4:", ":2:4:")
    (without_services,) = refused(write, book, f"项目,{heading}", "label,5")
    assert "no service column found" in without_services


def test_across_a_column_that_is_none_of_a_month_is_refused_and_can_be_left_out(write: Write, book: PriceBook) -> None:
    lines = ["service,2026-11,Sep-26,calls,month", "label,5,6,7,2026-11"]
    told = refused(write, book, *lines)
    assert [line.split(":")[2] for line in told] == ["17", "24", "30", "30"]
    assert told[3].endswith('to ignore these 3 columns together: --ignore-columns "Sep-26,calls,month"')
    (one,) = refused(write, book, "service,2026-11,remark", "label,5,x")
    assert one.endswith('this table has a column per month; rename it, or ignore it with --ignore-columns "remark"')
    assert counts(write, book, *lines, ignored=["Sep-26", "calls", "month"]) == {(None, "2026-11", "label"): 5}
    (twice,) = refused(write, book, "service,2026-11,2026/11", "label,5,6")
    assert "two columns for 2026/11, 2026-11 and 2026/11" in twice


@pytest.mark.parametrize(
    ("lines", "counted"),
    [
        (["序号,服务,2026-11,备注,业务线,全年", "1,图像标签,1500000,x,y,1500000"], NOVEMBER),
        (["序号,月份,图像标签,备注,业务线,全年", "1,2026-11,1500000,x,y,1500000"], NOVEMBER),
        (["月份,图像标签,备注", "2026-11,1500000,x"], NOVEMBER),
        (["月份,图像标签,全年", "2026-11,1500000,1500000"], NOVEMBER),
        (['月份,图像标签,"价格 ""高""","a,b"', "2026-11,1500000,x,y"], NOVEMBER),
    ],
)
def test_the_one_option_that_is_told_ignores_all_columns_without_a_meaning(
    run: Run, write: Write, book: PriceBook, lines: list[str], counted: Counts
) -> None:
    told = refused(write, book, *lines)
    (line,) = [line for line in told if '--ignore-columns "' in line]
    option = shlex.split(line.partition("--ignore-columns ")[2])[0]
    path = str(write("t.csv", table(*lines)))
    done = run("estimate", path, "--ignore-columns", option, "--format", "json")
    (bill,) = json.loads(done.out)["bills"]
    assert [(bill["account"], bill["month"], one["service"]) for one in bill["charges"]] == list(counted)
    assert [one["calls"] for one in bill["charges"]] == list(counted.values())


@pytest.mark.parametrize("heading", ["季度合计", "全年", "一季度（次）", "总调用量", "Q1", "Total calls", "year total"])
def test_a_column_that_may_be_a_total_is_advised_to_be_called_one(write: Write, book: PriceBook, heading: str) -> None:
    lines = [f"服务,2026-10,2026-11,{heading}", "图像标签,5,6,11"]
    total, option = refused(write, book, *lines)
    assert "if it is a total, call it total, or subtotal" in total
    assert option.endswith(f'to ignore this column: --ignore-columns "{heading}"')
    assert sum(counts(write, book, lines[0].replace(heading, "合计"), lines[1]).values()) == 11
    assert all(
        "call it total" not in line for line in refused(write, book, lines[0].replace(heading, "总部"), lines[1])
    )


def test_a_column_that_may_be_a_misspelled_service_is_not_ignored_with_the_others(
    write: Write, book: PriceBook
) -> None:
    told = refused(write, book, "月份,图像标签,图象鉴黄,备注,序号", "2026-11,5,6,x,1")
    assert told[0].endswith('did you mean 图像鉴黄? Rename it, or ignore it with --ignore-columns "图象鉴黄"')
    assert told[-1].endswith('to ignore these 2 columns together: --ignore-columns "备注,序号"')


def test_across_an_unknown_service_is_told_once_a_row_at_its_own_cell(write: Write, book: PriceBook) -> None:
    header = "service,2026-10,2026-11,2026-12"
    lines = [header, "label,1,2,3", "lable,1,2,3", "lable,4,,", "lable,,,", "porn,1,x,3"]
    assert refused(write, book, *lines) == [
        "t.csv:3:1: unknown service lable; did you mean label? (and 1 more row)",
        "t.csv:6:8: x is not a count; write 1500000, 1,500,000, 1.5M or 150万",
    ]
    assert refused(write, book, header, ",1,2,3") == ["t.csv:2:1: the service is missing"]


TITLES = [
    ["Usage forecast"],
    ["腾讯云图像分析 2026 年用量预测,,", "", ",,"],
    ["Report,of the team", "导出时间,2026-11-25 10:00"],
    ["sep=,"],
]


@pytest.mark.parametrize("above", TITLES)
def test_lines_above_the_header_are_passed_over_and_said(write: Write, book: PriceBook, above: list[str]) -> None:
    lines = ["month,service,calls", "2026-11,label,1500000"]
    assert counts(write, book, *above, *lines) == NOVEMBER
    said = found(write("t.csv", table(*above, *lines)), book)[2]
    titles = [line for line in above if line.strip(",") and line != "sep=,"]
    assert len(said) == bool(titles)
    if titles:
        assert f"{len(titles)} line" in said[0]
        assert titles[0].split(",")[0] in said[0]


def test_months_across_that_could_be_counts_are_a_header_below_a_title_too(write: Write, book: PriceBook) -> None:
    lines = ["Usage forecast,,", "service,202610,202611", "label,5,6"]
    assert counts(write, book, *lines) == {(None, "2026-10", "label"): 5, (None, "2026-11", "label"): 6}


@pytest.mark.parametrize("above", ["2027年一季度图像服务用量预测,,", "Forecast 2027,,", ",部门：市场部,"])
@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("项目,一月,二月", "项目, 一月, 二月"),
        ("项目,2027-01,2027-02", "项目, 2027-01, 2027-02"),
        ("项目,202701,202702", "项目, 202701, 202702"),
        ("项目,一季度,", "项目, 一季度"),
    ],
)
def test_a_header_that_is_not_understood_is_told_in_its_own_row_though_a_title_is_above(
    write: Write, book: PriceBook, above: str, header: str, found: str
) -> None:
    rows = ["图像标签,5,6", "图像鉴黄,7,8"]
    (told,) = refused(write, book, above, header, *rows)
    assert told.startswith(f"t.csv:2:1: no service column found among {found}; call it service, action, eventName or")
    semicolons = [line.replace(",", ";") for line in (above, header, *rows)]
    assert refused(write, book, *semicolons) == [told]


def test_a_heading_that_is_understood_shows_the_header_below_a_title_of_several_cells(
    write: Write, book: PriceBook
) -> None:
    (told,) = refused(write, book, "用量预测表,,制表：财务部", "服务,一季度,二季度", "图像标签,5,6")
    assert told.startswith("t.csv:2:1: no column of calls, and none of times")


@pytest.mark.parametrize(
    "row",
    ["label,2300000", "2026-11,图像标签,230万", "my account,2026-11,label,5", "2026-11-05T13:45:10+08:00,DetectLabel"],
)
def test_data_without_a_header_are_told_as_that(write: Write, book: PriceBook, row: str) -> None:
    said = "this row looks like data, and there is no header above it; a table needs one, such as month,service,calls"
    assert refused(write, book, row, row) == [f"t.csv:1:1: {said}"]
    assert refused(write, book, "Forecast", row, row) == [f"t.csv:2:1: {said}"]


def test_what_would_be_lost_above_a_header_is_refused(write: Write, book: PriceBook) -> None:
    header = ["month,service,calls", "2026-11,label,5"]
    assert refused(write, book, "单位：万次", *header) == [
        "t.csv:1:1: 单位：万次 is above the header, where it has no effect; write the unit into the heading, as in 调用量(万)"
    ]
    assert "write the unit into the heading" in refused(write, book, "2026年用量（千次）", *header)[0]
    assert refused(write, book, "账号：,", "账号,100001", *header) == [
        "t.csv:2:1: 账号 is above the header in line 3, where it has no effect; make it a column, or delete the line"
    ]
    (told,) = refused(write, book, "2026年11月", "service,calls", "label,5")
    assert told.startswith("t.csv:1:1: 2026年11月 is above the header, and the table has no column of months")
    assert counts(write, book, "2026年11月", "service,calls", "label,5", month="2026-11") == {
        (None, "2026-11", "label"): 5
    }
    assert counts(write, book, "单位：元,单位：次", *header) == {(None, "2026-11", "label"): 5}
    (told,) = refused(write, book, "2026-10,label,7", *header)
    assert told == "t.csv:1:9: a row of label is above the header in line 2; move it below"


def test_a_separator_that_no_table_has_is_refused(write: Write, book: PriceBook) -> None:
    assert refused(write, book, "sep=|", "month|label", "2026-11|5") == [
        "t.csv:1:1: sep=|: columns must be separated by commas, semicolons or tabs; save the table with one of them"
    ]
    assert counts(write, book, "sep=;", "month;label", "2026-11;1500000") == NOVEMBER


# Totals


ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["2026-10", "2026-11"]), st.sampled_from(["label", "porn"]), st.integers(0, 99)),
    min_size=1,
    max_size=8,
)  # fmt: skip
WORDS = st.sampled_from(["合计", "总计", "total", "SUM", " 合 计 ", "Total:", "合计："])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(ROWS, WORDS, st.data())
def test_a_row_of_totals_is_the_sum_of_the_rows_above_that_agree_with_its_cells(
    write: Write, book: PriceBook, rows: list[tuple[str, str, str, int]], word: str, data: st.DataObject
) -> None:
    """One cell of a total has the word for it; each other cell may name the account, month or service it sums."""
    lines, added = ["account,month,service,calls"], 0
    expected: Counts = {}
    for account, month, service, calls in rows:
        lines.append(f"{account},{month},{service},{calls}")
        expected[account, month, service] = expected.get((account, month, service), 0) + calls
    of = data.draw(st.permutations(range(3)))
    cells = ["", "", ""]
    cells[of[0]] = word
    for at in of[1:]:
        cells[at] = data.draw(st.sampled_from(["", str(rows[0][at])]))
    agreeing = [row for row in rows if all(cells[at] in {"", row[at]} for at in of[1:])]
    added = sum(row[3] for row in agreeing)
    off = data.draw(st.sampled_from([0, 0, 1]))
    path = write("t.csv", table(*lines, f"{','.join(cells)},{added + off}"))
    made, told, _ = found(path, book)
    if off:
        assert told[0].startswith(
            f"t.csv:{len(rows) + 2}:{len(','.join(cells)) + 2}: the row {word.strip()} says {added + 1}"
        )
    else:
        assert (made, told) == (expected, [])


def test_subtotals_are_of_the_rows_since_the_last(write: Write, book: PriceBook) -> None:
    lines = [
        "month,service,calls",
        "2026-10,label,5",
        "2026-10,porn,6",
        "小计,,11",
        "2026-11,label,7",
        "小计,,7",
        "小计,,0",
        "合计,,18",
    ]
    assert sum(counts(write, book, *lines).values()) == 18
    lines[5] = "小计,,18"
    assert refused(write, book, *lines) == [
        "t.csv:6:5: the row 小计 says 18, but the rows above it add up to 7; correct it or delete the row"
    ]


def test_only_a_total_in_the_account_column_may_be_the_name_of_an_account(write: Write, book: PriceBook) -> None:
    said = "the row 合计 says 6, but the rows above it add up to 5; correct it or delete the row"
    renamed = " (if an account is really called 合计, rename it)"
    header, row = "账号,月份,服务,调用量", "100001,2026-11,label,5"
    assert refused(write, book, header, row, "合计,,,6") == [f"t.csv:3:6: {said}{renamed}"]
    assert refused(write, book, header, row, "100001,合计,,6") == [f"t.csv:3:12: {said}"]
    assert refused(write, book, header, row, "合计,,合计,6") == [f"t.csv:3:8: {said}{renamed}"]


def test_totals_of_days_are_checked_by_day(write: Write, book: PriceBook) -> None:
    lines = [
        "date,service,calls",
        "2026-11-05,label,5",
        "2026-11-05,porn,6",
        "2026-11-05,合计,11",
        "2026-11-06,label,7",
        "2026-11,合计,18",
    ]
    assert sum(counts(write, book, *lines).values()) == 18


@pytest.mark.parametrize(
    ("label", "porn", "told_at"),
    [("1200000", "1000000", None), ("", "", None), ("1200001", "1000000", "3:4"), ("1200000", "x", "3:12")],
)
def test_a_row_of_totals_among_services_is_checked_cell_by_cell(
    write: Write, book: PriceBook, label: str, porn: str, told_at: str | None
) -> None:
    lines = ["账号,图像标签,图像鉴黄", "100001,1200000,1000000", f"合计,{label},{porn}"]
    if told_at is None:
        assert counts(write, book, *lines) == {
            ("100001", None, "label"): 1_200_000,
            ("100001", None, "porn"): 1_000_000,
        }
    else:
        assert refused(write, book, *lines)[0].startswith(f"t.csv:{told_at}: ")


def test_a_column_of_totals_is_checked_row_by_row(write: Write, book: PriceBook) -> None:
    wide = [
        "月份,图像标签,图像鉴黄,小计,智能裁剪,合计(万)",
        "2026-11,5000,10000,15000,5000,2",
        "2026-12,1,,,,",
        "合计,5001,10000,15001,5000,",
    ]
    assert sum(counts(write, book, *wide).values()) == 20_001
    wide[1] = "2026-11,5000,10000,15000,5000,3"
    assert refused(write, book, *wide) == [
        "t.csv:2:31: the total of this row is 30,000, but its counts add up to 20,000; correct it, or delete the column of totals"
    ]
    across = ["service,2026-10,2026-11,total", "label,5,6,11", "porn,1,,1", "total,6,6,12"]
    assert sum(counts(write, book, *across).values()) == 12
    across[3] = "total,6,7,12"
    assert [line.split(": ")[0] for line in refused(write, book, *across)] == ["t.csv:4:9", "t.csv:4:11"]


def test_totals_of_accounts_are_no_accounts(write: Write, book: PriceBook) -> None:
    for account in ("100001 合计", "客户共计", "100001总和", "Team A Total", "Team A grand totals:", "Team A Sum"):
        (told,) = refused(write, book, "account,month,label", "100001,2026-11,5", f"{account},2026-11,5")
        assert told.startswith(f"t.csv:3:1: {account} looks like the total of an account")
    for account in ("assum", "Totally", "合计算", "sum-1"):
        lines = ["account,month,label", f"{account},2026-11,5"]
        assert counts(write, book, *lines) == {(account, "2026-11", "label"): 5}


# What nobody can see, and accounts in several spellings


SPELLINGS = [
    "100001",
    "100001.0",
    "'100001",
    "１００００１",
    " 100001\u200b",
    "\ufeff100001",
    "100001\u00a0",
    "100001.00",
]


def test_an_account_in_several_spellings_is_one(write: Write, book: PriceBook) -> None:
    lines = ["account,month,label", *(f"{spelled},2026-11,1" for spelled in SPELLINGS)]
    assert counts(write, book, *lines) == {("100001", "2026-11", "label"): len(SPELLINGS)}
    long = ["account,month,service,calls", *(f"{spelled},2026-11,label,1" for spelled in SPELLINGS)]
    assert counts(write, book, *long) == {("100001", "2026-11", "label"): len(SPELLINGS)}


@pytest.mark.parametrize(
    ("account", "fine"),
    [("1.00012E+11", False), ("1.5e5", False), ("1E+05", False), ("1E10", True), ("E+5", True), ("1.5", True)],
)
def test_an_account_that_has_lost_digits_is_refused(write: Write, book: PriceBook, account: str, fine: bool) -> None:
    lines = ["account,month,service,calls", f"{account},2026-11,label,5"]
    if fine:
        assert counts(write, book, *lines) == {(account, "2026-11", "label"): 5}
    else:
        assert "has lost digits of the account" in refused(write, book, *lines)[0]


@pytest.mark.parametrize("invisible", ["\u200b", "\u200e", "\u2060", "\ufeff", "\u00ad", "\u00a0", "\ufe0f"])
def test_what_nobody_can_see_makes_no_difference(write: Write, book: PriceBook, invisible: str) -> None:
    cells = [["账号", "月份", "服务", "调用量"], ["100001", "2026-11", "图像标签", "1500000"]]
    for place in itertools.product(range(2), range(4)):
        changed = [
            [f"{invisible}{text}{invisible}" if place == (i, j) else text for j, text in enumerate(row)]
            for i, row in enumerate(cells)
        ]
        assert counts(write, book, *map(",".join, changed)) == {("100001", "2026-11", "label"): 1_500_000}


def test_an_empty_column_of_accounts_is_none(write: Write, book: PriceBook) -> None:
    for header, rows in (
        ("month,uin,service,calls", ["2026-11,,label,5", "2026-11,\u200b ,porn,6"]),
        ("month,uin,label,porn", ["2026-11,,5,6"]),
    ):
        assert counts(write, book, header, *rows) == {(None, "2026-11", "label"): 5, (None, "2026-11", "porn"): 6}
    assert refused(write, book, "month,uin,service,calls", "2026-11,,label,5", "2026-11,7,label,5") == [
        "t.csv:2:9: the account is missing"
    ]


# Ambiguous figures


def test_days_and_the_whole_of_a_month_are_refused(write: Write, book: PriceBook) -> None:
    for rows in itertools.permutations(["2026-11,label,900", "2026-11-01,label,400", "2026-11-02,label,500"]):
        (told,) = refused(write, book, "date,service,calls", *rows, "2026-12,label,5", "2026-11-03,porn,5")
        assert "one is the sum of the other, so delete one of them" in told
    assert (
        sum(
            counts(
                write, book, "date,service,calls", "2026-11,label,5", "2026-11-02,porn,5", "2026-12-01,label,5"
            ).values()
        )
        == 15
    )


def test_cells_that_nobody_counts_by_may_be_missing_or_long(write: Write, book: PriceBook) -> None:
    lines = [
        "month,service,calls,remark,more",
        "2026-11,label,5",
        "2026-11,label,5,ok",
        f"2026-11,label,5,{'x' * 300_000},",
    ]
    assert counts(write, book, *lines) == {(None, "2026-11", "label"): 15}
    assert "the row has 2 cells" in refused(write, book, "month,service,calls,remark", "2026-11,label")[0]
    assert "the row has 2 cells" in refused(write, book, "month,label,porn", "2026-11,5")[0]


@pytest.mark.parametrize("value", ["#N/A", "#REF!", "#DIV/0!", "####", "#VALUE!"])
def test_error_values_of_spreadsheets_are_told_as_such(write: Write, book: PriceBook, value: str) -> None:
    cells = ["7", "2026-11", "label", "5"]
    for at in range(4):
        row = [value if i == at else cell for i, cell in enumerate(cells)]
        (told,) = refused(write, book, "account,month,service,calls", ",".join(row))
        assert f"{value} is a spreadsheet error" in told
