"""Tables that are refused, with the place of everything that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.tables import read, table
from tiia_cost.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Write
    from tiia_cost.core.book import PriceBook


def refused(path: Path, book: PriceBook, *, encoding: str | None = None) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(path, book, encoding=encoding)
    return [line.replace(str(path), "t.csv") for line in caught.value.lines()]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([""], ["t.csv: the file is empty"]),
        (["month,service,calls"], ["t.csv: the file has a header but no rows"]),
        (["month,service,calls", ",,", ""], ["t.csv: the file has a header but no rows"]),
        (["month,label,porn", "2026-11,,"], ["t.csv: the file has rows but no counts"]),
        (
            ["month,service,calls", "2026-11,label", "2026-11,label,5,6"],
            ["t.csv:2:1: the row has 2 cells, but the header has 3", "t.csv:3:1: the row has 4 cells, but the header has 3"],
        ),
        (
            ["month,service,calls", "2026-13,lable,x"],
            [
                "t.csv:2:1: 2026-13 is not a valid month, date or time",
                "t.csv:2:9: unknown service lable; did you mean label?",
                "t.csv:2:15: x is not a count; write 1500000, 1,500,000, 1.5M or 150万",
            ],
        ),
        (
            ["account,month,service,calls", ",,,5", "a,2026-11,label,5"],
            ["t.csv:2:1: the account is missing", "t.csv:2:2: the month is missing", "t.csv:2:3: the service is missing"],
        ),
        (
            ["month,service,calls", '2026-11,la""bel,abc', '2026-11,la"bel,abc'],
            [
                't.csv:2:9: unknown service la""bel; did you mean label?',
                "t.csv:2:17: abc is not a count; write 1500000, 1,500,000, 1.5M or 150万",
                't.csv:3:9: unknown service la"bel; did you mean label?',
                "t.csv:3:16: abc is not a count; write 1500000, 1,500,000, 1.5M or 150万",
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
                "t.csv:2:2: x is not a month, date or time; write 2026-11, 2026-11-05 or 2026-11-05T13:45:00+08:00"
                " (and 1 more row)",
                "t.csv:4:11: y is not a count; write 1500000, 1,500,000, 1.5M or 150万",
            ],
        ),
        (["account,label", "a\x1b[31m,5"], ["t.csv:2:1: a\\x1b[31m contains a control character"]),
        (
            ["month,service,calls", *["2026-11,lable,5"] * 3],
            ["t.csv:2:9: unknown service lable; did you mean label? (and 2 more rows)"],
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
        (["month,service,calls,count", "2026-11,label,5,5"], ['t.csv:1:21: two columns for calls, calls and count; ignore one of them with --ignore-columns "calls" or "count"']),
        (["month,label,图像标签", "2026-11,5,5"], ['t.csv:1:13: two columns for label, label and 图像标签; ignore one of them with --ignore-columns "label" or "图像标签"']),
        (
            ["a,b", "1,2"],
            [
                "t.csv:1:1: no service column found among a, b; call it service, action, eventName or another name listed"
                " in examples/forecasts, or use one column per service"
            ],
        ),
        (
            ["service,remark", "label,x"],
            ["t.csv:1:1: no column of calls, and none of times, which would show that each row is a call; found service, remark; a column of calls may be called calls, count, callCount, num_calls or another name listed in examples/forecasts; if each row is one call, add --rows-are-calls"],
        ),
        (["month,service,cals", "2026-11,label,5"], ['t.csv:1:15: unknown column cals; did you mean calls? Rename it, or ignore it with --ignore-columns "cals"']),
        (["月份,服务,调用量/万次", "2026-11,label,5"], ['t.csv:1:7: unknown column 调用量/万次; did you mean 调用量? Rename it, with its unit in brackets as in 调用量(万), or ignore it with --ignore-columns "调用量/万次"']),
        (["month,service,total calls", "2026-11,label,5"], ['t.csv:1:15: unknown column total calls; did you mean calls? Rename it, or ignore it with --ignore-columns "total calls"']),
        (["month,label,lable", "2026-11,5,6"], ['t.csv:1:13: column lable is not a service; did you mean label? Rename it, or ignore it with --ignore-columns "lable"']),
        (
            ["month,label,remark", "2026-11,5,x"],
            ['t.csv:1:13: column remark is not a service, period or account; rename it, or ignore it with --ignore-columns "remark"'],
        ),
        (["month,label,", "2026-11,5,6"], ["t.csv:2:11: 6 is in a column without a heading; add the heading, or empty the column"]),
        (["month,label,porn", "total,,"], ["t.csv: the file has a header but no rows"]),
        (
            ["month,service,calls", "2026-13,label,5", '2026-11,"label,5', "2026-11,porn,5"],
            ["t.csv:2:1: 2026-13 is not a valid month, date or time", 't.csv:3:1: a quoted cell is not closed; add the missing "'],
        ),
        (["month,label", '2026-11,"5"6'], ['t.csv:2:1: text follows the closing " of a cell; write "" for a " inside it']),
        (["month,label", "2026-11," + "5" * 200_000], [f"t.csv:2:9: {'5' * 120}… is too large; the most is 10^18 calls"]),
        (["month,label", "2026-11,5\0"], ["t.csv:2:10: contains a NUL character; if it is UTF-16 without a byte order mark, use --encoding utf-16-le"]),
    ],
)  # fmt: skip
def test_bad_tables_are_refused_at_line_and_column(
    write: Write, book: PriceBook, lines: Sequence[str], told: list[str]
) -> None:
    assert refused(write("t.csv", table(*lines)), book) == told


def test_rows_with_the_same_bad_count_are_each_told(write: Write, book: PriceBook) -> None:
    told = refused(write("t.csv", table("month,service,calls", *["2026-11,label,-1"] * 25)), book)
    assert told[0] == "t.csv:2:15: -1 is negative; a count must be 0 or more"
    assert told[-1] == "… and 5 more problems"
    assert len(told) == 21


def test_a_column_is_found_behind_quotes_and_line_ends_inside_cells(write: Write, book: PriceBook) -> None:
    text = table("remark,month,label", '"a, ""b""\nc",2026-11,x')
    # the remark ends on the third line: c",2026-11,x
    assert refused(write("t.csv", table("remark,month,service,calls", '"a, ""b""\nc",2026-11,label,x')), book) == [
        "t.csv:3:18: x is not a count; write 1500000, 1,500,000, 1.5M or 150万"
    ]
    assert "remark is not a service" in refused(write("t.csv", text), book)[0]


def test_the_first_twenty_problems_are_told_in_order_and_the_rest_counted(write: Write, book: PriceBook) -> None:
    lines = [f"2026-11,label,x{i}" for i in range(5000)]
    told = refused(write("t.csv", table("month,service,calls", *lines)), book)
    assert [line.split(":")[1] for line in told[:-1]] == [str(line) for line in range(2, 22)]
    assert told[-1] == "… and 4,980 more problems"


@pytest.mark.parametrize(
    ("raw", "encoding", "told"),
    [
        (b"month,label\n2026-11,\xff\xff\n", None, "neither valid UTF-8 (byte 20) nor valid GB18030 (byte 20); name the encoding with --encoding"),
        (b"month,label\n2026-11,5\xe4\n", "utf-8", "byte 21 is not valid UTF-8"),
        (b"\xef\xbb\xbfmonth,label\n2026-11,\xff\n", None, "byte 23 is not valid UTF-8"),
        (b"\xff\xfem", None, "byte 2 is not valid UTF-16"),
        (b"month,label\n2026-11,\xc3", "ascii", "byte 20 is not valid ASCII"),
    ],
)  # fmt: skip
def test_bytes_that_cannot_be_decoded_are_told_by_offset(
    write: Write, book: PriceBook, raw: bytes, encoding: str | None, told: str
) -> None:
    assert refused(write("t.csv", raw), book, encoding=encoding) == [f"t.csv: {told}"]


def test_an_undecodable_byte_far_into_a_file_is_told_by_its_offset(write: Write, book: PriceBook) -> None:
    raw = b"month,label\n" + b"2026-11,5\n" * 300_000 + b"\xe4\xb8"
    assert refused(write("t.csv", raw), book, encoding="utf-8") == ["t.csv: byte 3,000,012 is not valid UTF-8"]
