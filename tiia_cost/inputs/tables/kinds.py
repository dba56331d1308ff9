"""Kinds of files that are not tables of text, recognised by their first bytes, and the advice for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.inputs.tables.file import STDIN, chunks, refusal

if TYPE_CHECKING:
    from tiia_cost.inputs.tables.file import RawFile


class _Kind(NamedTuple):
    """A kind of file: the code of its message, and its name in both languages."""

    code: str
    en: str
    zh: str


_EXCEL = _Kind("is-spreadsheet", "a workbook saved as XML", "XML 格式的工作簿")
_OLE, _PACKAGE = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_ZIP = _Kind("is-packed", "a zip archive", "zip 压缩包")

_KINDS: tuple[tuple[re.Pattern[bytes], _Kind], ...] = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), kind)
    for pattern, kind in (
        (rb"\s*<\?xml.{,500}(office:spreadsheet|<workbook)", _EXCEL),
        (rb"\s*<(!doctype html|html|head|body|meta|table)\b", _Kind("is-spreadsheet", "an HTML page", "HTML 网页")),
        (rb"\s*<\?xml.{,500}<html", _Kind("is-spreadsheet", "an HTML page", "HTML 网页")),
        (rb"\s*<\?xml", _Kind("is-no-table", "an XML file", "XML 文件")),
        (rb"\xfd7zXZ\0", _Kind("is-packed", "an xz file", "xz 压缩文件")),
        (rb"BZh[1-9]1AY&SY", _Kind("is-packed", "a bzip2 file", "bzip2 压缩文件")),
        (rb"7z\xbc\xaf\x27\x1c", _Kind("is-packed", "a 7z archive", "7z 压缩包")),
        (rb"Rar!\x1a\x07", _Kind("is-packed", "a RAR archive", "RAR 压缩包")),
        (rb".{257}ustar", _Kind("is-packed", "a tar archive", "tar 归档")),
        (rb"%PDF-", _Kind("is-no-table", "a PDF", "PDF 文件")),
        (rb"SQLite format 3\0", _Kind("is-no-table", "an SQLite database", "SQLite 数据库")),
        (rb"Obj\x01", _Kind("is-no-table", "an Avro file", "Avro 文件")),
        (rb"ARROW1\0\0", _Kind("is-no-table", "an Arrow file", "Arrow 文件")),
        (
            rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP|II\*\0|MM\0\*",
            _Kind("is-no-table", "a picture", "图片"),
        ),
        (rb"\s*\[\s*[\[{\]]", _Kind("is-json-array", "", "")),
        (rb"\s*\{[^\S\n]*\r?\n", _Kind("is-json-over-lines", "", "")),
    )
)

_IN_ZIP = (
    ("xl/workbook.bin", _Kind("is-spreadsheet", "a binary workbook (.xlsb)", ".xlsb 二进制工作簿")),
    ("word/", _Kind("is-no-table", "a Word document", "Word 文档")),
    ("ppt/", _Kind("is-no-table", "a PowerPoint presentation", "PowerPoint 演示文稿")),
    ("content.xml", _Kind("is-no-table", "an OpenDocument text or presentation", "OpenDocument 文本或演示文稿")),
    ("Index/", _Kind("is-spreadsheet", "a Numbers spreadsheet", "Numbers 表格")),
    ("Index.zip", _Kind("is-spreadsheet", "a Numbers spreadsheet", "Numbers 表格")),
)


def refuse_other_kinds(raw: RawFile, start: bytes) -> None:
    """Raise UsageError for a file whose first bytes are those of a kind that cannot be read."""
    start = start.removeprefix(b"\xef\xbb\xbf")
    if re.match(rb"PK(\x03\x04|\x05\x06)", start):
        kind: _Kind | None = _in_zip(raw)
    else:
        kind = next((kind for pattern, kind in _KINDS if pattern.match(start)), None)
    if kind is not None:
        from shlex import quote  # noqa: PLC0415 - few runs need it

        # Quoted for a shell, in the command that the message advises. Without a file, jq reads standard input.
        named = "" if raw.name == STDIN else f" {quote(raw.name)}"
        raise refusal(raw.name, kind.code, kind={"en": kind.en, "zh": kind.zh}, named=named)


def is_workbook(raw: RawFile) -> bool:
    """Return whether a file is a workbook, perhaps a damaged one, or at least a container in which there may be one."""
    start = next(chunks(raw), b"")
    if not start.startswith((_OLE, _PACKAGE)):
        return False
    from zipfile import ZipFile  # noqa: PLC0415 - few runs need it

    from tiia_cost.inputs.tables.package import DAMAGED, kind_of  # noqa: PLC0415 - same

    if start.startswith(_OLE):
        return True
    try:
        return kind_of(ZipFile(raw.content)) is not None
    except DAMAGED:
        return b"xl/" in start or b"opendocument.spreadsheet" in start


def _in_zip(raw: RawFile) -> _Kind:
    """Return the kind of a zip file, by the names of the files in it."""
    from zipfile import BadZipFile, ZipFile  # noqa: PLC0415 - few runs need it

    try:
        names = ZipFile(raw.content).namelist()
    except (BadZipFile, NotImplementedError, OSError):
        return _ZIP
    return next((kind for start, kind in _IN_ZIP if any(name.startswith(start) for name in names)), _ZIP)
