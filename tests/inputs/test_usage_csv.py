"""Tables of usage, long and wide, in the encodings and shapes that people have them."""

from __future__ import annotations

import csv
import random
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiia_cost.core.usage import Usage
from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs import tally
from tiia_cost.inputs.usage_csv import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Write
    from tiia_cost.core.book import PriceBook
    from tiia_cost.core.months import Month

Counts = dict[tuple[str | None, str | None, str], int]


def read(path: Path, book: PriceBook, *, month: Month | None = None, encoding: str | None = None) -> Counts:
    usage, problems = Usage(), Problems()
    read_table(str(path), usage, book, month=month, encoding=encoding, problems=problems)
    problems.raise_if_any(UsageError)
    return {
        (account, month, service): count.calls
        for account, month, counts in usage.months()
        for service, count in counts.items()
    }


def refused(path: Path, book: PriceBook, *, encoding: str | None = None) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(path, book, encoding=encoding)
    return [line.replace(str(path), "t.csv") for line in caught.value.lines()]


def table(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


NOVEMBER: Counts = {(None, "2026-11", "label"): 1_500_000, (None, "2026-11", "porn"): 5}


@pytest.mark.parametrize(
    "text",
    [
        table("month,service,calls", "2026-11,label,1500000", "2026-11,porn,5"),
        table("calls,month,service", "1.5M,2026-11,图像标签", "5,2026/11,图像鉴黄"),
        table("MONTH;Service;CALLS", "2026-11;label;1500000", "2026-11;porn;5"),
        table("月份\t服务\t调用量", "2026年11月\tDetectLabel\t150万", "202611\tImageModeration:PORN\t5"),
        table("month,service,calls,remark", "2026-11,label,1500000,x", '2026-11,porn,5,"a ""quoted"", remark"'),
        table('"month","service","calls"', '"2026-11","label","1500000"', '"2026-11","porn","5"'),
        table('"month";"service";"calls"', '"2026-11";"label";"1500000"', '"2026-11";"porn";"5"'),
        table('"month"\t"label"\t"porn"', '"2026-11"\t"1500000"\t"5"'),
        table("", "month,service,calls", "", "2026-11,label,1500000", ",,", "2026-11,porn,5", ""),
        table("month,service,calls", '2026-11,label,"1,500,000"', "2026-11,porn,5"),
        table("month,label,porn", "2026-11,1500000,5"),
        table("月,图像标签,ＰＯＲＮ", "2026-11,1500000,5"),
        table("label,month,porn,", "1500000,2026-11,5,"),
        table("date,label,porn,car", "2026-11-01,1000000,,", "2026-11-02,500000,5,", ",,,"),
        table("date,service,calls", "2026-11-01,label,1000000", "2026-11-30,label,500000", "2026-11-02,porn,5"),
        "month,service,calls\r\n2026-11,label,1500000\r\n2026-11,porn,5",
        "month,service,calls\r2026-11,label,1500000\r2026-11,porn,5\r",
    ],
)
def test_one_month_in_many_shapes_is_the_same_usage(write: Write, book: PriceBook, text: str) -> None:
    assert read(write("t.csv", text), book) == NOVEMBER


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32", "utf-16-le-with-mark", "gb18030-with-mark"]
)
def test_encodings_are_found_out(write: Write, book: PriceBook, encoding: str) -> None:
    text = table("月份,服务,调用量", "2026-11,图像标签,1500000", "2026-11,图像鉴黄,5")
    if encoding.endswith("-with-mark"):
        raw = f"\ufeff{text}".encode(encoding.removesuffix("-with-mark"))
    else:
        raw = text.encode(encoding)
    assert read(write("t.csv", raw), book) == NOVEMBER


def test_gb18030_is_said(write: Write, book: PriceBook) -> None:
    path = write("t.csv", table("月份,图像标签", "2026-11,5").encode("gb18030"))
    done = read_table(str(path), Usage(), book, month=None, encoding=None, problems=Problems())
    assert [notice.code for notice in done.notices] == ["read-as-gb18030"]


def test_the_encoding_is_decided_for_the_whole_file(write: Write, book: PriceBook) -> None:
    # The only bytes that are not UTF-8 stand behind the first megabyte.
    rows = "2026-11,label,0,x\n" * 100_000
    text = f"month,service,calls,remark\n{rows}2026-11,图像鉴黄,5,备注\n"
    assert read(write("t.csv", text.encode("gb18030")), book)[None, "2026-11", "porn"] == 5


def test_an_encoding_can_be_forced(write: Write, book: PriceBook) -> None:
    text = table("month,label,porn", "2026-11,1500000,5")
    assert read(write("t.csv", text.encode("utf-16-le")), book, encoding="utf-16-le") == NOVEMBER
    assert read(write("t.csv", text.encode("utf-8-sig")), book, encoding="utf-8") == NOVEMBER


def test_a_log_without_a_calls_column_counts_rows_in_beijing_months(write: Write, book: PriceBook) -> None:
    path = write(
        "t.csv",
        table(
            "eventTime,eventName,requestId",
            "2026-10-31T15:59:59Z,DetectLabel,1",
            "2026-10-31T16:00:00Z,DetectLabel,2",
            "1793462400,DetectLabel,3",
            "2026-11-01T00:00:00,CropImage,4",
        ),
    )
    assert read(path, book) == {
        (None, "2026-10", "label"): 1,
        (None, "2026-11", "label"): 2,
        (None, "2026-11", "crop"): 1,
    }


def test_spaces_of_any_width_in_an_account_are_one_space(write: Write, book: PriceBook) -> None:
    path = write("t.csv", table("account,label", "张\u3000三,5", "张\u00a0三,6", "\u200d张,7"))
    assert read(path, book) == {("张 三", None, "label"): 11, ("\u200d张", None, "label"): 7}


def test_accounts_stay_apart(write: Write, book: PriceBook) -> None:
    path = write("t.csv", table("uin,month,label", "100001,2026-11,5", "100002,2026-11,6", " 100001 ,2026-11,7"))
    assert read(path, book) == {("100001", "2026-11", "label"): 12, ("100002", "2026-11", "label"): 6}


def test_an_empty_cell_of_the_wide_form_adds_no_row_and_a_zero_adds_one(write: Write, book: PriceBook) -> None:
    assert read(write("t.csv", table("month,label,porn", "2026-11,,0")), book) == {(None, "2026-11", "porn"): 0}


def test_usage_without_a_period_is_of_no_month(write: Write, book: PriceBook) -> None:
    assert read(write("t.csv", table("service,calls", "label,5")), book) == {(None, None, "label"): 5}
    assert read(write("t.csv", table("label", "5", "", "6")), book) == {(None, None, "label"): 11}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([""], ["t.csv: the file is empty"]),
        (["month,service,calls"], ["t.csv: the file has a header but no rows"]),
        (["month,service,calls", ",,", ""], ["t.csv: the file has a header but no rows"]),
        (["month,label,porn", "2026-11,,"], ["t.csv: the file has rows but no counts"]),
        (
            ["month,service,calls", "2026-11,label", "2026-11,label,5,6"],
            ["t.csv:2:1: the row has 2 cells, the header 3", "t.csv:3:1: the row has 4 cells, the header 3"],
        ),
        (
            ["month,service,calls", "2026-13,lable,x"],
            [
                "t.csv:2:1: 2026-13 does not exist in the calendar",
                "t.csv:2:9: no service is called lable; the nearest: label",
                "t.csv:2:15: x is not a count; write 1500000, 1,500,000, 1.5M or 150万",
            ],
        ),
        (
            ["account,month,service,calls", ",,,5"],
            ["t.csv:2:1: the account is missing", "t.csv:2:2: the month is missing", "t.csv:2:3: the service is missing"],
        ),
        (
            ["month,service,calls", '2026-11,la"bel,abc'],
            [
                't.csv:2:9: no service is called la"bel; the nearest: label',
                "t.csv:2:16: abc is not a count; write 1500000, 1,500,000, 1.5M or 150万",
            ],
        ),
        (
            ["remark,month,service,calls", '5" screen,2026-11,label,x', '"",2026-11,label,y', '"a""b",2026-11,label,z'],
            [
                "t.csv:2:25: x is not a count; write 1500000, 1,500,000, 1.5M or 150万",
                "t.csv:3:18: y is not a count; write 1500000, 1,500,000, 1.5M or 150万",
                "t.csv:4:22: z is not a count; write 1500000, 1,500,000, 1.5M or 150万",
            ],
        ),
        (
            ["account,month,label,porn,car", ",x,1,2,3", ",x,1,2,3", "a,2026-11,y,5,6"],
            [
                "t.csv:2:1: the account is missing (and 1 more row)",
                "t.csv:2:2: x is no month, date or time; write 2026-11, 2026-11-05 or 2026-11-05T13:45:00+08:00"
                " (and 1 more row)",
                "t.csv:4:11: y is not a count; write 1500000, 1,500,000, 1.5M or 150万",
            ],
        ),
        (["account,label", "a\x1b[31m,5"], ["t.csv:2:1: a\\x1b[31m holds a control character"]),
        (
            ["month,service,calls", *["2026-11,lable,5"] * 3],
            ["t.csv:2:9: no service is called lable; the nearest: label (and 2 more rows)"],
        ),
        (
            ["month,service,calls", "2026-11,ImageModeration,5", "2026-11,QPS,5"],
            [
                "t.csv:2:9: ImageModeration means several services; write one of porn, politics, terrorism",
                "t.csv:3:9: QPS has no price: sales quotes its price",
            ],
        ),
        (
            ["service,calls", "label,600000000000000000", "label,600000000000000000"],
            ["t.csv:2:1: the calls of label in one month add up to more than 10^18 (and 1 more row)"],
        ),
        (["month,service,calls,count", "2026-11,label,5,5"], ["t.csv:1:21: a second column for calls: count, after calls"]),
        (["month,label,图像标签", "2026-11,5,5"], ["t.csv:1:13: a second column for label: 图像标签, after label"]),
        (
            ["a,b", "1,2"],
            [
                "t.csv:1:1: no column says what was called; found a, b; expected a service and a calls column, or one"
                " column per service"
            ],
        ),
        (
            ["service,remark", "label,x"],
            ["t.csv:1:1: there is no calls column; found service, remark; expected one of calls, count, 调用量, 调用次数, 次数"],
        ),
        (["month,service,cals", "2026-11,label,5"], ["t.csv:1:15: there is no column calls, but cals, which looks like it; rename one"]),
        (["月份,服务,调用量（次）", "2026-11,label,5"], ["t.csv:1:7: there is no column 调用量, but 调用量（次）, which looks like it; rename one"]),
        (["month,service,total calls", "2026-11,label,5"], ["t.csv:1:15: there is no column calls, but total calls, which looks like it; rename one"]),
        (["month,label,lable", "2026-11,5,6"], ["t.csv:1:13: lable is no service; the nearest: label"]),
        (
            ["month,label,remark", "2026-11,5,x"],
            [
                "t.csv:1:13: remark is no service, period or account; a table with one column per service has no others"
            ],
        ),
        (["month,label,", "2026-11,5,6"], ["t.csv:2:11: 6 stands under no heading"]),
        (["month,label,porn", "total,,"], ["t.csv:2:1: total is no month, date or time; write 2026-11, 2026-11-05 or 2026-11-05T13:45:00+08:00"]),
        (
            ["month,service,calls", "2026-13,label,5", '2026-11,"label,5', "2026-11,porn,5"],
            ["t.csv:2:1: 2026-13 does not exist in the calendar", 't.csv:3:1: a quoted cell is not closed: a " is missing'],
        ),
        (["month,label", '2026-11,"5"6'], ['t.csv:2:1: text follows the closing " of a cell']),
        (["month,label", "2026-11," + "5" * 200_000], ["t.csv:2:1: a cell is longer than 131,072 characters"]),
        (["month,label", "2026-11,5\0"], ["t.csv:2:10: there is a NUL character: no text, or UTF-16 without a byte order mark (--encoding utf-16-le)"]),
    ],
)  # fmt: skip
def test_bad_tables_are_refused_at_line_and_column(
    write: Write, book: PriceBook, lines: Sequence[str], told: list[str]
) -> None:
    assert refused(write("t.csv", table(*lines)), book) == told


def test_rows_with_the_same_bad_count_are_each_told(write: Write, book: PriceBook) -> None:
    told = refused(write("t.csv", table("month,service,calls", *["2026-11,label,-1"] * 25)), book)
    assert told[0] == "t.csv:2:15: -1 is negative; a count is 0 or more"
    assert told[-1] == "… and 5 more problems"
    assert len(told) == 21


def test_a_column_is_found_behind_quotes_and_line_ends_inside_cells(write: Write, book: PriceBook) -> None:
    text = table("remark,month,label", '"a, ""b""\nc",2026-11,x')
    # the remark ends on the third line: c",2026-11,x
    assert refused(write("t.csv", table("remark,month,service,calls", '"a, ""b""\nc",2026-11,label,x')), book) == [
        "t.csv:3:18: x is not a count; write 1500000, 1,500,000, 1.5M or 150万"
    ]
    assert "remark is no service" in refused(write("t.csv", text), book)[0]


def test_the_first_twenty_problems_are_told_in_order_and_the_rest_counted(write: Write, book: PriceBook) -> None:
    lines = [f"2026-11,label,x{i}" for i in range(5000)]
    told = refused(write("t.csv", table("month,service,calls", *lines)), book)
    assert [line.split(":")[1] for line in told[:-1]] == [str(line) for line in range(2, 22)]
    assert told[-1] == "… and 4,980 more problems"


@pytest.mark.parametrize(
    ("raw", "encoding", "told"),
    [
        (b"month,label\n2026-11,\xff\xff\n", None, "it is neither UTF-8 (byte 20) nor GB18030 (byte 20); name its encoding with --encoding"),
        (b"month,label\n2026-11,5\xe4\n", "utf-8", "byte 21 cannot be read as UTF-8"),
        (b"\xef\xbb\xbfmonth,label\n2026-11,\xff\n", None, "byte 23 cannot be read as UTF-8"),
        (b"\xff\xfem", None, "byte 2 cannot be read as UTF-16"),
        (b"month,label\n2026-11,\xc3", "ascii", "byte 20 cannot be read as ASCII"),
    ],
)  # fmt: skip
def test_bytes_that_cannot_be_decoded_are_told_by_offset(
    write: Write, book: PriceBook, raw: bytes, encoding: str | None, told: str
) -> None:
    assert refused(write("t.csv", raw), book, encoding=encoding) == [f"t.csv: {told}"]


def test_an_undecodable_byte_far_into_a_file_is_told_by_its_offset(write: Write, book: PriceBook) -> None:
    raw = b"month,label\n" + b"2026-11,5\n" * 300_000 + b"\xe4\xb8"
    assert refused(write("t.csv", raw), book, encoding="utf-8") == ["t.csv: byte 3,000,012 cannot be read as UTF-8"]


def test_more_distinct_cells_than_are_kept_are_still_counted(
    write: Write, book: PriceBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "KEPT", 3)
    lines = [f"2026-11-01T{i // 60:02}:{i % 60:02}:00,label,{i}" for i in range(200)]
    path = write("t.csv", table("time,service,calls", *lines))
    assert read(path, book) == {(None, "2026-11", "label"): sum(range(200))}


def test_memory_does_not_grow_with_the_file(book: PriceBook, tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        numbers = random.Random(rows)
        with path.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["time", "service", "calls"])
            for row in range(rows):  # a time of its own in every row
                writer.writerow([f"{1_793_462_400 + row}", "label", numbers.randrange(100)])
        tracemalloc.start()
        read(path, book)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    small, large = peak(25_000), peak(100_000)
    assert large < 1.2 * small


ROW = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from(["2026-10", "2026-11"]),
    st.sampled_from(["label", "porn"]),
    st.integers(0, 10**6),
)
SPELLED = {
    "2026-10": ["2026-10", "2026/10/7", "20261031", "2026年10月", "2026-10-31T23:59:59+08:00", "1793462399"],
    "2026-11": ["2026-11", "2026-11-01", " 202611 ", "2026-10-31T16:00:00Z", "1793462400000"],
    "label": ["label", "图像标签", "DETECTLABEL", " Image  tagging "],
    "porn": ["porn", "图像鉴黄", "ImageModeration:PORN", "ＰＯＲＮ"],
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=10), st.data())
def test_neither_order_nor_splitting_nor_spelling_of_rows_changes_what_a_table_counts(
    write: Write, book: PriceBook, rows: list[tuple[str, str, str, int]], data: st.DataObject
) -> None:
    expected: Counts = {}
    lines = []
    for account, month, service, calls in rows:
        key = (account, month, service)
        expected[key] = expected.get(key, 0) + calls
        part = data.draw(st.integers(0, calls))
        for some in (part, calls - part):
            spelled = [data.draw(st.sampled_from(SPELLED[name])) for name in (month, service)]
            lines.append(
                ",".join([account, *spelled, data.draw(st.sampled_from([str(some), f"{some}.0", f'"{some:,}"']))])
            )
    text = table("account,month,service,calls", *data.draw(st.permutations(lines)))
    assert read(write("t.csv", text), book) == expected
