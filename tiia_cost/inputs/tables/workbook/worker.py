"""Process that reads one workbook: a hostile one ends it, by a limit or by a fault in native code, and no one else.

python-calamine believes the sizes that a workbook declares, and a failed allocation aborts the whole process. So this
one has limits of memory and time. The workbook is its standard input, a sheet its argument; it writes a line of JSON,
which is what is known of the sheet or the problem, and the rows that are not blank as CSV, each after its number.
"""

from __future__ import annotations

import csv
import datetime
import json
import os
import sys
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar
from zipfile import ZipFile

import python_calamine

from tiia_cost.errors import Place
from tiia_cost.inputs.tables.package import DAMAGED, OLE, UNPACKED, Kind, kind_of, own_bill_sheet, unpacked
from tiia_cost.inputs.tables.workbook.cells import EXACT, of_date, of_number, text_of
from tiia_cost.inputs.tables.workbook.choice import Listed, Refused, choose

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from tiia_cost.inputs.tables.workbook.traps import Cell, Traps

Value = TypeVar("Value")

MEMORY = 2 << 30
"""Maximum size of this process in bytes; a million rows of ten cells need half of it."""

SECONDS = 120
"""Maximum time on the processor."""

_DOCUMENT = {"en": "an Office document without sheets", "zh": "Office 文档，其中没有工作表"}
_INEXACT = "number-inexact"


def main() -> None:
    """Read the workbook on standard input, and write its sheet to standard output."""
    _limit()
    os.lseek(0, 0, os.SEEK_SET)
    with (
        open(0, "rb", closefd=False) as stored,
        open(1, "w", encoding="utf-8", newline="", closefd=False) as out,
    ):
        refused = None
        try:
            write(stored, sys.argv[1], out)
        except Refused as error:
            refused = error
        except python_calamine.PasswordError:
            refused = Refused("workbook-protected")
        except MemoryError:
            refused = Refused("workbook-not-read")
        except (python_calamine.CalamineError, *DAMAGED) as error:
            refused = Refused("workbook-damaged", reason=str(error) or type(error).__name__)
        if refused is not None:
            out.seek(0)  # reading may fail in the middle of the rows
            out.truncate()
            json.dump({"problem": [refused.code, refused.params]}, out)


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def write(stored: IO[bytes], asked: str, out: IO[str]) -> None:
    """Write the sheet of a workbook: what is known of it as JSON, then its rows as CSV.

    `asked` is the name of the sheet, "" for none. Raises Refused, and what reading a damaged workbook raises.
    """
    content = stored.read(UNPACKED + 1)
    kind, package = _opened(content)
    workbook = python_calamine.load_workbook(BytesIO(content))
    own = own_bill_sheet(package) if kind == "xlsx" and package is not None else None
    if own == "" and not asked:
        raise Refused("own-workbook-without-bills")
    if own not in workbook.sheet_names:
        own = None  # somebody has renamed or deleted it
    find = _finder(kind, package, content, workbook.sheet_names)
    listed = [
        Listed(sheet.name, sheet.visible == python_calamine.SheetVisibleEnum.Visible)
        for sheet in workbook.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    chosen = choose(listed, asked or own or "", lambda name: find(name).is_empty)
    traps = find(chosen.name)
    if traps.is_too_large:
        row, column = traps.last
        raise Refused("sheet-too-large", name=chosen.name, cell=Place("", row + 1, column + 1).cell())
    sheet = workbook.get_sheet_by_name(chosen.name)
    if sheet.start is None:
        raise Refused("workbook-empty")
    facts = {
        "sheet": chosen.name,
        "own": chosen.name == own,
        "left": sheet.start[1],
        "merged": traps.merged,
        "hidden_rows": len(traps.hidden),
        "hidden_columns": sorted(traps.hidden_columns),
        "hidden_sheets": chosen.passed_over,
    }
    _write_rows(sheet, traps, facts, out)


def _opened(content: bytes) -> tuple[Kind, ZipFile | None]:
    too_large = Refused("workbook-too-large", limit=UNPACKED >> 20)
    if len(content) > UNPACKED:
        raise too_large
    if content.startswith(OLE):
        if _in_utf_16("EncryptedPackage", content):
            raise Refused("workbook-protected")
        if not (_in_utf_16("Workbook", content) or _in_utf_16("Book", content)):
            raise Refused("is-no-table", kind=_DOCUMENT)
        return "xls", None
    package = ZipFile(BytesIO(content))
    if unpacked(package) > UNPACKED:
        raise too_large
    kind = kind_of(package) or "xlsx"
    if kind == "ods" and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Refused("workbook-protected")
    return kind, package


def _in_utf_16(name: str, content: bytes) -> bool:
    """Return whether the name of a stream is in the directory of a container, or at least somewhere in it."""
    return any(spelled.encode("utf-16-le") in content for spelled in (name, name.upper()))


def _finder(kind: Kind, package: ZipFile | None, content: bytes, names: list[str]) -> Callable[[str], Traps]:
    """Return a function that returns the traps of a sheet; each is looked for once."""
    if package is None:
        from tiia_cost.inputs.tables.workbook.xls import find_all as find_in_xls  # noqa: PLC0415 - one kind a run

        return find_in_xls(content, names).__getitem__
    if kind == "ods":
        from tiia_cost.inputs.tables.workbook.ods import find_all  # noqa: PLC0415 - same

        return find_all(package).__getitem__
    from tiia_cost.inputs.tables.workbook.xlsx import XlsxFinder  # noqa: PLC0415 - same

    return cache(XlsxFinder(package).find)


def _write_rows(sheet: Any, traps: Traps, facts: dict[str, Any], out: IO[str]) -> None:
    left = facts["left"]
    top, clocks = _survey(sheet, left, traps)
    refused, texts, dates = _by_row(traps.refused), _by_row(traps.texts), _by_row(traps.dates)
    facts["refused"] = refused
    json.dump(facts, out)
    out.write("\n")
    writer = csv.writer(out)
    for row, cells in enumerate(sheet.iter_rows(), top):
        told = [
            value if type(value) is str else of_number(value) if type(value) is float else text_of(value)
            for value in cells
        ]
        for column in clocks:
            told[column - left] = text_of(cells[column - left], clock=True)
        for column, month in dates.get(row, {}).items():
            told[column - left] = of_date(cells[column - left], month=month)
        for column, text in texts.get(row, {}).items():
            told[column - left] = text
        if any(told) or row in refused:
            writer.writerow((row + 1, *told))


def _by_row(cells: dict[Cell, Value]) -> dict[int, dict[int, Value]]:
    found: dict[int, dict[int, Value]] = {}
    for (row, column), value in cells.items():
        found.setdefault(row, {})[column] = value
    return found


def _survey(sheet: Any, left: int, traps: Traps) -> tuple[int, set[int]]:
    """Return the number of the first row that python-calamine yields, and the columns that have times of day.

    In a column of times, a time of midnight comes as a date. Numbers that have lost digits are added to the traps.
    """
    rows, clocks, inexact = 0, set(), []
    for cells in sheet.iter_rows():
        for at, value in enumerate(cells):
            if type(value) is float:
                if not -EXACT < value < EXACT:
                    inexact.append((rows, left + at))
            elif type(value) is datetime.datetime:
                clocks.add(left + at)
        rows += 1
    top = sheet.end[0] + 1 - rows
    traps.refused.update(((top + row, column), _INEXACT) for row, column in inexact)
    return top, clocks


if __name__ == "__main__":
    main()
