"""Call logs, good and nasty, that every engine must read alike."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from tests.support.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Log(NamedTuple):
    """A file. `in_sql`: an engine that counts in SQL can count all of it; otherwise the reader in Python decides."""

    name: str
    content: bytes
    in_sql: bool


def as_csv(rows: Sequence[Sequence[str]], *, delimiter: str = ",", end: str = "\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue().encode()


def as_lines(rows: Sequence[Mapping[str, object]]) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


HEADER = ["time", "action", "uin", "requestId", "calls"]
TIMES = [
    "2026-10-31T23:59:59+08:00",  # the last second of October in Beijing
    "2026-11-01T00:00:00+08:00",
    "2026-10-31T15:59:59Z",  # the same two in London
    "2026-10-31T16:00:00Z",
    "2026-10-31T15:59:59.999Z",
    "2026-10-31T16:00:00.000000Z",
    "2026-10-31 21:29:59+05:30",  # in Delhi the month begins at half past
    "2026-10-31T21:30:00+05:30",
    "2026-10-31T12:00:00-04:00",
    "2026-11-01 00:00:00",
    "2026-11-01",
    "2026.11.30",
    "1793462399",
    "1793462400",
    "1793462400000",
    "2026-11-30T24:00:00",  # is December
    "2026-11-30T23:59:60+08:00",
    "2026/11/5 13:45",
    "20261105T134510Z",
    "2026年11月5日",
]
ROWS = [
    [time, ("DetectLabel", "图像鉴黄", "CropImage")[i % 3], f"10000{i % 2}", f"r-{i}", str(10**i % 7919)]
    for i, time in enumerate(TIMES * 3)
]
TIMED = [row for row in ROWS if ":" in row[0] or row[0].startswith("17")]
"""Rows with a time of day: without a calls column, only such rows are counted as calls."""
ODD_COUNTS = ["1,500,000", "1.5M", "150万", "1500000.0", "1.5e6", "１５", "007", "0", "1_000", " 5 "]


def _with_counts(counts: Sequence[str]) -> bytes:
    return as_csv([HEADER, *([*ROWS[0][:4], text] for text in counts)])


def _spoiled(column: int, *values: str) -> bytes:
    """Return the log with some cells of a column replaced by others, each in two rows."""
    rows = [list(row) for row in ROWS]
    for i, value in enumerate(values):
        rows[5 + i][column] = rows[25 + i][column] = value
    return as_csv([HEADER, *rows])


GOOD = as_csv([HEADER, *ROWS])
OBJECTS = [dict(zip(HEADER, [*row[:4], int(row[4])], strict=True)) for row in ROWS]

LOGS = [
    Log("plain.csv", GOOD, True),
    Log("no-line-end.csv", GOOD.rstrip(), True),
    Log("huge-cell.csv", GOOD + b"2026-11-05,label,1," + b"r" * 140_000 + b",5\n", False),
    Log("crlf.csv", as_csv([HEADER, *ROWS], end="\r\n"), True),
    Log("cr.csv", as_csv([HEADER, *ROWS], end="\r"), False),
    Log("mixed-line-ends.csv", GOOD.replace(b"\n", b"\r\n", 3), False),
    Log("bom.csv", b"\xef\xbb\xbf" + GOOD, True),
    Log("semicolon.csv", as_csv([HEADER, *ROWS], delimiter=";"), True),
    Log("tab.tsv", as_csv([HEADER, *ROWS], delimiter="\t"), True),
    Log("gb18030.csv", GOOD.decode().encode("gb18030"), True),
    Log("utf-16.csv", GOOD.decode().encode("utf-16"), True),
    Log("calls-are-rows.csv", as_csv([[*row[:4]] for row in [HEADER, *TIMED]]), True),
    Log("no-account.csv", as_csv([[row[0], row[1], row[4]] for row in [HEADER, *ROWS]]), True),
    Log("no-period.csv", as_csv([[row[1], row[4]] for row in [HEADER, *ROWS]]), True),
    Log("quotes.csv", GOOD.replace(b"r-", b'r"-'), True),
    Log("quoted.csv", as_csv([HEADER, *([*row[:3], f'say "{row[3]}", again', row[4]] for row in ROWS)]), True),
    Log("line-ends-in-cells.csv", as_csv([HEADER, *([*row[:3], f"{row[3]}\nmore", row[4]] for row in ROWS)]), True),
    Log("counts.csv", _with_counts(ODD_COUNTS * 3), True),
    Log("accounts.csv", as_csv([HEADER, *([*row[:2], f" 张\u3000三{i % 2} ", *row[3:]] for i, row in enumerate(ROWS))]), True),
    Log("blank-rows.csv", GOOD.replace(b"\n", b"\n\n", 4) + b",,,,\n", False),
    Log("header-below-blank-lines.csv", b"\n\n" + GOOD, False),
    Log("header-in-lines.csv", GOOD.replace(b"requestId", b'"request\nId"'), False),
    Log("packed.csv.gz", gzip.compress(GOOD), True),
    Log("members.csv.gz", gzip.compress(GOOD[:99]) + gzip.compress(b"") + gzip.compress(GOOD[99:]), True),
    Log("wide.csv", table("month,label,porn", "2027-01,5,6", "2027-02,7,").encode(), False),
    Log("lines.jsonl", as_lines(OBJECTS), True),
    Log("lines-packed.jsonl.gz", gzip.compress(as_lines(OBJECTS)), True),
    Log("other-order.jsonl", as_lines([*OBJECTS, dict(reversed(OBJECTS[0].items()))]), False),
    Log("missing-key.jsonl", as_lines([*OBJECTS, {k: v for k, v in OBJECTS[0].items() if k != "requestId"}]), False),
    Log("more-keys.jsonl", as_lines([*OBJECTS, {**OBJECTS[0], "region": {"name": ["x"]}}]), False),
    Log("null.jsonl", as_lines([*OBJECTS, {**OBJECTS[0], "requestId": None}]), True),
    Log("texts.jsonl", as_lines([{**row, "calls": str(row["calls"])} for row in OBJECTS]), True),
    Log("wide.jsonl", as_lines([{"month": "2027-01", "label": 5, "porn": 6}]), False),
    Log("escaped.jsonl", as_lines(OBJECTS).replace(b"requestId", b"request\\u0049d"), True),
    Log("accounts-as-numbers.jsonl", as_lines([{**row, "uin": 10**i} for i, row in enumerate(OBJECTS[:19])]), True),
    Log("accounts-as-fractions.jsonl", as_lines(OBJECTS).replace(b'"uin": "100000"', b'"uin": 1e5'), False),
    Log("account-below-zero.jsonl", as_lines(OBJECTS).replace(b'"uin": "100000"', b'"uin": -0'), False),
    Log("slashes.csv", GOOD.replace(b"2026-11-0", b"2026/11/0").replace(b"2026-10-", b"2026/10/"), True),
    Log("decimal.jsonl", as_lines(OBJECTS).replace(b'"calls": 1}', b'"calls": 1.0}'), False),
]  # fmt: skip

BAD_LOGS = [
    Log("empty.csv", b"", False),
    Log("only-header.csv", as_csv([HEADER]), False),
    Log("ragged-short.csv", GOOD + b"2026-11-05,label,1\n", False),
    Log("ragged-long.csv", GOOD + b"2026-11-05,label,1,r,5,6\n", False),
    Log("ragged-by-an-empty-cell.csv", GOOD.replace(b"r-7,", b"r-7,", 1) + b"2026-11-05,label,1,r,5,\n", False),
    Log("unknown-names.csv", _spoiled(1, "lable", "EnhanceImage", "ImageModeration", ""), False),
    Log("bad-times.csv", _spoiled(0, "11/05/2026", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-05T13: 5:10Z",
        "2026-11-05T13:45:1Z", "2026-11-05T13:45:10+99:00", "2026-11-05T13:45:10+08:75", "2026-11-05T13:45:10 UTC", "x", "",
        "2026-11-05T24:00:01Z", "26-11-05T00:00:00Z", "02026-11-05T00:00:00Z", "epoch", "-793462400"), False),
    Log("bad-counts.csv", _with_counts(["-5", "+5", "1.5", "0x10", "1e-1", "", "x", "10000000000000000000", "1 000", "NaN"]), False),
    Log("too-many-calls.csv", _with_counts(["600000000000000000"] * 2), False),
    Log("bad-accounts.csv", _spoiled(2, "", "a\x1b[31m"), False),
    Log("misplaced-quote.csv", GOOD + b'2026-11-05,label,1,"r"x,5\n', False),
    Log("space-before-quote.csv", GOOD + b'2026-11-05,label,1, "r,s",5\n', False),
    Log("space-behind-quote.csv", GOOD + b'2026-11-05,label,1,"r" ,5\n', False),
    Log("unclosed-quote.csv", GOOD + b'2026-11-05,label,1,"r,5\n' + GOOD, False),
    Log("endless-line.csv", b"time,action,calls\n" + b"x" * 1_000_000, False),
    Log("absent.csv", GOOD.replace(b"100001", b"\x01\x02\x03"), False),
    Log("names-in-quotes.csv", GOOD + b'2026-11-05,"label" "porn",1,r,5\n', False),
    Log("count-in-quotes.csv", GOOD + b'2026-11-05,label,1,r,"7" \n', False),
    Log("nul.csv", GOOD + b"2026-11-05,label,1,\0,5\n", False),
    Log("neither-utf8-nor-gb18030.csv", GOOD + b"2026-11-05,label,1,\xff,5\n", False),
    Log("cut.csv.gz", gzip.compress(GOOD)[:-40], False),
    Log("broken.csv.gz", gzip.compress(GOOD)[:60] + b"x" * 60, False),
    Log("no-json.jsonl", as_lines(OBJECTS) + b'{"time": \n', False),
    Log("trailing-comma.jsonl", as_lines(OBJECTS) + b'{"time": "2026-11", "action": "label",}\n', False),
    Log("not-a-number.jsonl", as_lines(OBJECTS).replace(b'"calls": 1}', b'"calls": nan}'), False),
    Log("no-object.jsonl", as_lines(OBJECTS) + b"[1]\n", False),
    Log("key-twice.jsonl", as_lines(OBJECTS) + b'{"time": "2026-11", "action": "label", "uin": "1", "requestId": "r", "calls": 1, "calls": 2}\n', False),
    Log("new-account.jsonl", as_lines([{"month": "2026-11", "action": "label"}, {"month": "2026-11", "action": "label", "uin": "5"}]), False),
    Log("minus-nothing.jsonl", as_lines(OBJECTS).replace(b'"calls": 1}', b'"calls": -0}'), False),
    Log("nested-account.jsonl", as_lines([*OBJECTS, {**OBJECTS[0], "uin": {"id": 5}}]), False),
    Log("listed-account.jsonl", as_lines([{**row, "uin": [5]} for row in OBJECTS]), False),
    Log("nested-count.jsonl", as_lines([*OBJECTS, {**OBJECTS[0], "calls": {"n": 5}}]), False),
    Log("fraction.jsonl", as_lines([*OBJECTS, {**OBJECTS[0], "calls": 1.5}, {**OBJECTS[1], "calls": None}]), False),
    Log("bom-only.csv", b"\xef\xbb\xbf", False),
]  # fmt: skip

PARQUET = {
    "text": "select time, action, calls from log",
    "instants": "select time::timestamptz as time, action, calls::int as calls from log",
    "beijing": "select (time::timestamptz)::timestamp as time, action, calls::double as calls from log",
    "epochs": "select epoch_ms(time::timestamptz) as time, action, calls::decimal(18, 2) as calls from log",
    "bytes": "select encode(time) as time, encode(action) as action, calls::hugeint as calls from log",
    "days": "select ((time::timestamptz)::timestamp)::date as time, action, calls::ubigint as calls from log",
}


def to_parquet(path: Path, query: str) -> None:
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'Etc/GMT-8'")
    connection.execute(
        "create table log as select * from (values ('2026-10-31T15:59:59Z', 'DetectLabel', '1'),"
        " ('2026-10-31T16:00:00Z', 'DetectLabel', '2'), ('2026-11-30T23:59:59+08:00', '智能裁剪', '4')) as t (time, action, calls)"
    )
    connection.execute(f"copy ({query}) to '{path}' (format parquet)")
