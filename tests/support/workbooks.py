"""Helpers for tests of workbooks: make one as other programs do."""

from __future__ import annotations

import os
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
