"""Tables of usage, long and wide, in the encodings and shapes that people have them."""

from __future__ import annotations

import csv
import random
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.tables import Counts, read, table
from tiia_cost.core.usage import Usage
from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs.engines.choice import Side
from tiia_cost.inputs.engines.python import tally
from tiia_cost.inputs.engines.table import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Write
    from tiia_cost.core.book import PriceBook

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
    done = read_table(str(path), Side(Usage(), book, Problems()))
    assert [notice.code for notice, _ in done.said(verbose=True)] == ["read-as-gb18030", "rows-read"]


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
    assert read(path, book) == {("张 三", None, "label"): 11, ("张", None, "label"): 7}


def test_accounts_stay_apart(write: Write, book: PriceBook) -> None:
    path = write("t.csv", table("uin,month,label", "100001,2026-11,5", "100002,2026-11,6", " 100001 ,2026-11,7"))
    assert read(path, book) == {("100001", "2026-11", "label"): 12, ("100002", "2026-11", "label"): 6}


def test_an_empty_cell_of_the_wide_form_adds_no_row_and_a_zero_adds_one(write: Write, book: PriceBook) -> None:
    assert read(write("t.csv", table("month,label,porn", "2026-11,,0")), book) == {(None, "2026-11", "porn"): 0}


def test_usage_without_a_period_is_of_no_month(write: Write, book: PriceBook) -> None:
    assert read(write("t.csv", table("service,calls", "label,5")), book) == {(None, None, "label"): 5}
    assert read(write("t.csv", table("label", "5", "", "6")), book) == {(None, None, "label"): 11}


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
    "whole 2026-10": ["2026-10", "2026/10", "2026年10月", "2026.10", "2026-10\u200b"],
    "part 2026-10": ["2026/10/7", "20261031", "2026-10-31T23:59:59+08:00", "1793462399"],
    "whole 2026-11": ["2026-11", " 202611 "],
    "part 2026-11": ["2026-11-01", "2026-10-31T16:00:00Z", "1793462400000"],
    "a": ["a", "ａ", " a\u200b", "'a"],
    "b": ["b", "\ufeffb", "b\u00a0"],
    "label": ["label", "图像标签", "DETECTLABEL", " Image  tagging "],
    "porn": ["porn", "图像鉴黄", "ImageModeration:PORN", "ＰＯＲＮ"],
}


@given(st.lists(ROW, min_size=1, max_size=10), st.data())
def test_neither_order_nor_splitting_nor_spelling_of_rows_changes_what_a_table_counts(
    write: Write, book: PriceBook, rows: list[tuple[str, str, str, int]], data: st.DataObject
) -> None:
    expected: Counts = {}
    lines = []
    span = data.draw(st.sampled_from(["whole", "part"]))  # of one month not both: one would be the sum of the other
    for account, month, service, calls in rows:
        key = (account, month, service)
        expected[key] = expected.get(key, 0) + calls
        part = data.draw(st.integers(0, calls))
        for some in (part, calls - part):
            names = (account, f"{span} {month}", service)
            spelled = [data.draw(st.sampled_from(SPELLED[name])) for name in names]
            lines.append(",".join([*spelled, data.draw(st.sampled_from([str(some), f"{some}.0", f'"{some:,}"']))]))
    text = table("account,month,service,calls", *data.draw(st.permutations(lines)))
    assert read(write("t.csv", text), book) == expected


def test_what_is_said_of_the_headings_is_said_of_a_table_that_breaks_below_them(write: Write, book: PriceBook) -> None:
    path = write("t.csv", 'account,service,调用量(万),remark\n,label,5,x\n"a,label,6,y\n')
    problems = Problems()
    done = read_table(str(path), Side(Usage(), book, problems))
    assert [notice.code for notice, _ in done.said(verbose=True)] == ["headings-multiply", "columns-unused"]
    assert [problem.code for problem in problems.as_error(UsageError).problems] == ["quote-unclosed"]
