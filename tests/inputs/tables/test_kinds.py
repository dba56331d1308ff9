"""Files that are no tables of text, by what is in them: each is named as what it is, with what to do."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
from contextlib import closing
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.support.tables import read
from tiia_cost.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Write
    from tiia_cost.core.book import PriceBook

ROWS = [{"month": "2026-11", "service": "label", "calls": 5}] * 2


def as_zip(*names: str) -> bytes:
    stored = io.BytesIO()
    with ZipFile(stored, "w") as archive:
        for name in names:
            archive.writestr(name, "month,label\n2026-11,5\n")
    return stored.getvalue()


def as_tar() -> bytes:
    stored = io.BytesIO()
    with tarfile.open(fileobj=stored, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.csv"))
    return stored.getvalue()


def as_sqlite(folder: Path) -> bytes:
    with closing(sqlite3.connect(folder / "db")) as database:
        database.execute("create table usage (month, service, calls)")
    return (folder / "db").read_bytes()


XML_2003 = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
SHEETS = {
    "Numbers spreadsheet": as_zip("Index/Document.iwa", "preview.jpg"),
    "binary workbook (.xlsb)": as_zip("[Content_Types].xml", "xl/workbook.bin", "xl/worksheets/sheet1.bin"),
    "HTML page": b"\xef\xbb\xbf\r\n<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>",
    "workbook saved as XML": XML_2003.encode(),
    "HTML page ": b"<!DOCTYPE HTML>\n<p>",
}
PACKED = {
    "zip archive": as_zip("calls.csv"),
    "zip archive ": as_zip(),
    "zip archive  ": as_zip("calls.csv")[:40],
    "xz file": lzma.compress(b"month,label\n2026-11,5\n"),
    "bzip2 file": bz2.compress(b"month,label\n2026-11,5\n"),
    "7z archive": bytes.fromhex("377abcaf271c0004") + bytes(24),
    "RAR archive": b"Rar!\x1a\x07\x01\x00",
    "tar archive": as_tar(),
}
OTHERS = {
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "picture": bytes.fromhex("89504e470d0a1a0a0000000d49484452"),
    "picture ": bytes.fromhex("ffd8ffe000104a464946"),
    "OpenDocument text or presentation": as_zip("mimetype", "content.xml", "META-INF/manifest.xml"),
    "Word document": as_zip("[Content_Types].xml", "word/document.xml"),
    "XML file": b'<?xml version="1.0" encoding="UTF-8"?>\n<usage/>',
    "Avro file": b"Obj\x01\x04\x14avro.codec",
}
SAYS = {
    "which cannot be read; open it in a spreadsheet program, save it as .xlsx or CSV (UTF-8), and use that file": SHEETS,
    "unpack it, and use the tables in it": PACKED,
    "which cannot be read; use a CSV, TSV, JSON Lines or Parquet file, or a workbook": OTHERS,
}
KINDS = [(kind, content, advice) for advice, kinds in SAYS.items() for kind, content in kinds.items()]


def told(book: PriceBook, path: Path, lang: str = "en", **settings: str) -> list[str]:
    with pytest.raises(UsageError) as refused:
        read(path, book, **settings)  # type: ignore[arg-type]
    return [line.removeprefix(f"{path}: ") for line in refused.value.lines(lang)]


@pytest.mark.parametrize(("kind", "content", "advice"), KINDS, ids=[kind for kind, *_ in KINDS])
def test_a_file_of_another_kind_is_named_with_what_to_do(
    book: PriceBook, write: Write, kind: str, content: bytes, advice: str
) -> None:
    path = write("usage.csv", content)
    (line,) = told(book, path)
    assert line in {f"this is {article} {kind.strip()}{mark} {advice}" for article in ("a", "an") for mark in ",;"}
    for settings in ({"engine": "duckdb"}, {"engine": "python"}, {"encoding": "gb18030"}):
        assert told(book, path, **settings) == [line]
    assert told(book, write("usage.csv.gz", gzip.compress(content))) == [line]


def test_a_database_is_one(book: PriceBook, write: Write, tmp_path: Path) -> None:
    assert told(book, write("usage.csv", as_sqlite(tmp_path)))[0].startswith("this is an SQLite database, which")


def test_kinds_are_told_in_chinese_too(book: PriceBook, write: Write) -> None:
    assert told(book, write("a.numbers", SHEETS["Numbers spreadsheet"]), "zh") == [
        "这是 Numbers 表格，无法读取；请用电子表格软件打开，另存为 .xlsx 或 CSV（UTF-8），再使用该文件"
    ]
    assert told(book, write("a.xz", PACKED["xz file"]), "zh") == ["这是 xz 压缩文件；请先解压，再使用其中的表格文件"]
    assert told(book, write("a.pdf", OTHERS["PDF"]), "zh") == [
        "这是 PDF 文件，无法读取；请改用 CSV、TSV、JSON Lines、Parquet 文件或工作簿"
    ]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv"])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_array_is_refused_with_the_command_that_makes_it_lines(
    book: PriceBook, write: Write, name: str, indent: int | None
) -> None:
    path = write(name, json.dumps(ROWS, indent=indent))
    assert told(book, path) == [
        f"this is a JSON array; use a file with one object per line, as written by: jq -c '.[]' {path}"
    ]
    assert told(book, write("empty.json", "[ ]"))[0].startswith("this is a JSON array;")
    assert told(book, path, "zh") == [f"这是 JSON 数组；请改用每行一个对象的文件，可这样生成：jq -c '.[]' {path}"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_json_over_several_lines_is_refused_with_the_command_that_makes_it_lines(
    book: PriceBook, write: Write, end: str
) -> None:
    path = write("a.json", "\n".join(json.dumps(row, indent=2) for row in ROWS).replace("\n", end))
    assert told(book, path) == [
        f"this JSON spans several lines; use a file with one object per line, as written by: jq -c . {path}"
    ]
    assert told(book, path, "zh") == [f"该 JSON 跨越多行；请改用每行一个对象的文件，可这样生成：jq -c . {path}"]


@pytest.mark.parametrize(
    "content",
    [
        "PK,label,month\n1,5,2026-11\n",
        "[month],label\n2026-11,5\n",
        "<b>,label\n1,5\n",
        "%PDF,label\n1,5\n",
        "BZh,label\n",
    ],
)
def test_a_text_that_only_begins_a_little_like_another_kind_is_judged_as_a_text(
    book: PriceBook, write: Write, content: str
) -> None:
    assert "this is" not in told(book, write("a.csv", content))[0]
