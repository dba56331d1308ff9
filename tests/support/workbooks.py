"""Helpers for tests of workbooks: make one as other programs do."""

from __future__ import annotations

import os
import struct
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

HANGS = 300
"""Seconds after which LibreOffice will not come to an end any more."""

MONTH = "yyyy-mm"


def workbook(rows: Sequence[Sequence[object]], name: str = "Sheet1", at: tuple[int, int] = (1, 1)) -> Workbook:
    """Return a workbook of one sheet, whose rows begin at a row and a column, from 1. None is an empty cell."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = name
    fill(sheet, rows, at)
    return book


def fill(sheet: Worksheet, rows: Sequence[Sequence[object]], at: tuple[int, int] = (1, 1)) -> None:
    for number, row in enumerate(rows, at[0]):
        for column, value in enumerate(row, at[1]):
            if value is not None:
                sheet[f"{get_column_letter(column)}{number}"] = value


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def sheet_xml(cells: str, *, before: str = "", after: str = "") -> str:
    """Return the XML of a sheet."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}">{before}<sheetData>{cells}</sheetData>{after}</worksheet>'


def with_parts(content: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """Return a package with some of its parts replaced or added."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, part in parts.items():
            after.writestr(name, part)
    return out.getvalue()


def converted(path: Path, extension: str, profile: Path) -> Path:
    """Return a file that LibreOffice has opened and saved in another format, in a folder beside it."""
    return all_converted([path], extension, profile)[0]


def all_converted(paths: Sequence[Path], extension: str, profile: Path) -> list[Path]:
    """Return files of one folder, each as LibreOffice has opened and saved it in another format."""
    folder = paths[0].parent / f"as-{extension}"
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{profile}", "--headless"),
            *("--convert-to", extension, "--outdir", str(folder), *map(str, paths)),
        ],
        env={**os.environ, "HOME": str(profile)},
        check=True,
        capture_output=True,
        timeout=HANGS,
    )
    return [folder / f"{path.stem}.{extension}" for path in paths]


def xlsb(rows: Sequence[Sequence[object]], *, styles: Sequence[int] = (), hidden: int = -1) -> bytes:
    """Return a workbook in binary records [MS-XLSB]. A cell is a text, a number, or ``("error", code)``.

    `styles` are formats of numbers, one a column; `hidden` is a row that is hidden, and a column, too.
    """

    def record(number: int, data: bytes = b"") -> bytes:
        id_ = bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
        return id_ + bytes([len(data) & 127 | 128, len(data) >> 7]) + data

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    def cell(column: int, value: object) -> bytes:
        head = struct.pack("<II", column, column if styles else 0)
        if isinstance(value, tuple):
            return record(3, head + bytes([value[1]]))
        return record(6, head + text(value)) if isinstance(value, str) else record(5, head + struct.pack("<d", value))

    def row(number: int, values: Sequence[object]) -> bytes:
        flags = bytes([0, 0x10 if number == hidden else 0, 0])
        cells = b"".join(cell(column, value) for column, value in enumerate(values) if value != "")
        return record(0, struct.pack("<IIH", number, 0, 300) + flags + bytes(4)) + cells

    size = record(148, struct.pack("<4I", 0, len(rows), 0, len(rows[0])))
    columns = (
        record(390) + record(60, struct.pack("<4IH", hidden, hidden, 0, 0, 1)) + record(391) if hidden >= 0 else b""
    )
    data = b"".join(row(number, values) for number, values in enumerate(rows))
    merged = record(177, struct.pack("<I", 1)) + record(176, struct.pack("<4I", 1, 2, 0, 0)) + record(178)
    sheet = record(129) + size + columns + record(145) + data + record(146) + merged + record(130)
    bundle = record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Sheet1"))
    workbook_ = record(131) + record(153, struct.pack("<II", 0, 0)) + record(143) + bundle + record(144) + record(132)
    formats = b"".join(record(47, struct.pack("<HH", 0, style) + bytes(12)) for style in styles or [0])
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    link = '<Relationships xmlns="{}"><Relationship Id="rId1" Type="{}/{}" Target="{}"/></Relationships>'
    out = BytesIO()
    with ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("_rels/.rels", link.format(relations, office, "officeDocument", "xl/workbook.bin"))
        package.writestr(
            "xl/_rels/workbook.bin.rels", link.format(relations, office, "worksheet", "worksheets/sheet1.bin")
        )
        package.writestr("xl/workbook.bin", workbook_)
        package.writestr("xl/worksheets/sheet1.bin", sheet)
        package.writestr("xl/styles.bin", record(278) + record(617, bytes(4)) + formats + record(618) + record(279))
    return out.getvalue()
