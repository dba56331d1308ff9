"""Workbooks read as the CSV of the same table would be, or refused with the cell that is wrong."""

from __future__ import annotations

import datetime
import re
import struct
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cases import cases
from tests.support.tables import Counts, counts_of, table
from tests.support.workbooks import MONTH, converted, fill, saved, sheet_xml, with_parts, workbook
from tiia_cost.core.months import Month
from tiia_cost.core.usage import Usage
from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs.engines.choice import Reading, Side
from tiia_cost.inputs.engines.table import read_table
from tiia_cost.inputs.tables.workbook.formats import shows_month

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl import Workbook

    from tests.conftest import Write
    from tiia_cost.core.book import PriceBook

NOVEMBER = {(None, "2026-11", "label"): 1_500_000}
LONG = [("month", "service", "calls"), ("2026-11", "label", 1_500_000)]
FIRST = datetime.date(2026, 11, 1)


class Told(tuple[Counts, list[str], list[str]]):
    """The counts of a workbook, its problems, and its notices; its path is not in them."""

    __slots__ = ()


def told(path: Path, book: PriceBook, sheet: str = "", *, month: str | None = None, **reading: object) -> Told:
    usage, problems = Usage(), Problems()
    asked = f"{path}#{sheet}" if sheet else str(path)
    side = Side(usage, book, problems, Reading(**reading), Month(month) if month else None)  # type: ignore[arg-type]
    done = read_table(asked, side)
    shown = [line.replace(str(path), "t") for line in problems.as_error(UsageError).lines()]
    said = [notice.text().replace(str(path), "t") for notice, _ in done.said(verbose=False)]
    return Told(({} if shown else counts_of(usage), shown, said))


def of(write: Write, book: PriceBook, made: Workbook | bytes, sheet: str = "", **settings: object) -> Told:
    content = made if isinstance(made, bytes) else saved(made)
    return told(write("t.xlsx", content), book, sheet, **settings)  # type: ignore[arg-type]


# ---- Every form of table


SERVICES = ["label", "图像标签", "porn", "car", "quality"]
COUNT = st.integers(0, 10**12)
FORMS = st.sampled_from(["long", "wide", "across", "log", "in 万"])


@st.composite
def tables(draw: st.DrawFn) -> list[list[object]]:
    """Draw the rows of a table in some form: dates are dates, counts are numbers, an empty cell is None."""
    form = draw(FORMS)
    days = st.dates(datetime.date(2026, 9, 1), datetime.date(2027, 2, 28))
    account = draw(st.booleans())
    rows: list[list[object]] = []
    if form in {"long", "in 万"}:
        rows.append(["日期", "服务", "调用量(万)" if form == "in 万" else "calls"])
        for _ in range(draw(st.integers(1, 8))):
            calls: object = draw(COUNT)
            if form == "in 万":
                calls = draw(st.integers(0, 10**9)) / 10_000
            rows.append([draw(days), draw(st.sampled_from(SERVICES)), calls])
    elif form == "wide":
        services = draw(st.lists(st.sampled_from(["label", "porn", "quality"]), min_size=1, unique=True))
        rows.append(["date", *services])
        rows += [[draw(days), *(draw(st.none() | COUNT) for _ in services)] for _ in range(draw(st.integers(1, 6)))]
        rows[-1][-1] = draw(COUNT)
    elif form == "across":
        months = draw(st.lists(st.integers(1, 12), min_size=1, unique=True))
        rows.append(["service", *(f"2026-{month:02}" for month in months)])
        rows += [[name, *(draw(COUNT) for _ in months)] for name in draw(st.permutations(["label", "porn"]))]
    else:
        times = st.datetimes(datetime.datetime(2026, 9, 1), datetime.datetime(2026, 12, 31))
        times = times.map(lambda time: time.replace(minute=5))
        rows.append(["eventTime", "eventName"])
        # Midnight among times must stay a time.
        drawn = [draw(times).replace(microsecond=0), datetime.datetime(2026, 11, 5)]
        rows += [[time, draw(st.sampled_from(SERVICES))] for time in draw(st.permutations(drawn))]
    if account:
        rows = [["account" if not i else draw(st.sampled_from(["100001", 100002])), *row] for i, row in enumerate(rows)]
    if draw(st.booleans()):
        rows = [["2026 forecast", *[None] * (len(rows[0]) - 1)], *rows]
    return rows


def as_csv(rows: Sequence[Sequence[object]]) -> str:
    def text(cell: object) -> str:
        if isinstance(cell, datetime.datetime):
            return f"{cell:%Y-%m-%d %H:%M:%S}"
        if isinstance(cell, float):
            return f"{cell:.4f}"  # 43.447 might be 43,447; of a number there is no doubt
        return "" if cell is None else str(cell)

    return table(*(",".join(map(text, row)) for row in rows))


@given(tables(), st.integers(1, 5), st.integers(1, 30))
@settings(max_examples=cases(60))
def test_a_sheet_counts_as_the_same_table_in_a_csv(
    book: PriceBook, write: Write, rows: list[list[object]], top: int, left: int
) -> None:
    sheet = told(write("t.xlsx", saved(workbook(rows, at=(top, left)))), book)
    text = told(write("t.csv", as_csv(rows)), book)
    assert text[:2] == (text[0], [])
    assert sheet[:2] == text[:2]
    assert [line.replace("t#Sheet1: ", "t: ") for line in sheet[2]] == text[2]


def test_problems_have_the_cell_wherever_the_table_begins(write: Write, book: PriceBook) -> None:
    rows = [("month", "service", "calls"), ("2026-11", "label", "many"), ("2026-13", "lable", -5)]
    assert of(write, book, workbook(rows, "用量 1", at=(5, 27)))[1] == [
        "t#用量 1!AC6: many is not a count; write 1500000, 1,500,000, 1.5M or 150万",
        "t#用量 1!AA7: 2026-13 is not a valid month, date or time",
        "t#用量 1!AB7: unknown service lable; did you mean label?",
        "t#用量 1!AC7: -5 is negative; a count must be 0 or more",
    ]


# ---- Which sheet


def test_the_only_sheet_with_content_is_read_and_others_are_named(write: Write, book: PriceBook) -> None:
    made = workbook(LONG, "Calls")
    made.create_sheet("Empty")
    assert of(write, book, made) == (NOVEMBER, [], [])
    fill(made.create_sheet("Notes"), [("note",)])
    (problem,) = of(write, book, made)[1]
    assert (
        problem == "t: several sheets are not empty: Calls, Notes; add the name of one to that of the file: 't#Calls'"
    )
    assert of(write, book, made, "Calls") == of(write, book, made, "calls") == (NOVEMBER, [], [])
    assert of(write, book, made, "Cals")[1] == ["t: there is no sheet Cals; did you mean Calls?"]
    assert of(write, book, made, "x")[1] == ["t: there is no sheet x; known: Calls, Empty, Notes"]
    assert of(write, book, made, "Empty")[1] == ["t: the workbook has no table: its cells are empty"]


def test_hidden_sheets_are_read_only_by_name(write: Write, book: PriceBook) -> None:
    made = workbook(LONG)
    for name, state in (("Old", "hidden"), ("Older", "veryHidden")):
        fill(made.create_sheet(name), [("month", "service", "calls"), ("2026-11", "label", 7)])
        made[name].sheet_state = state
    said = "t: skipped the hidden sheets Old, Older; to read one of them, add its name to that of the file: 't#Old'"
    assert of(write, book, made) == (NOVEMBER, [], [said])
    assert of(write, book, made, "Older") == ({(None, "2026-11", "label"): 7}, [], [])


def test_a_workbook_with_only_a_hidden_table_says_so(write: Write, book: PriceBook) -> None:
    made = workbook([])
    fill(made.create_sheet("Data"), LONG)
    made["Data"].sheet_state = "hidden"
    assert of(write, book, made)[1] == [
        "t: only hidden sheets are not empty: Data; add the name of one to that of the file: 't#Data'"
    ]


def test_a_file_whose_name_has_a_number_sign_wins(write: Write, book: PriceBook) -> None:
    write("a.xlsx", saved(workbook(LONG)))
    path = write("a.xlsx#Sheet1", saved(workbook([("month", "service", "calls"), ("2026-11", "label", 3)])))
    assert told(path, book)[0] == {(None, "2026-11", "label"): 3}


def test_a_sheet_of_a_csv_is_refused(write: Write, book: PriceBook) -> None:
    path = write("a.csv", table("month,service,calls", "2026-11,label,1"))
    assert told(path, book, "S")[1] == ["t: this is not a workbook, so it has no sheet S; leave out what follows the #"]


# ---- What is in the cells


def test_hidden_rows_are_read_and_said(write: Write, book: PriceBook) -> None:
    made = workbook([*LONG, ("2026-11", "label", 5), (None, None, None)])
    for row in (3, 4):
        made["Sheet1"].row_dimensions[row].hidden = True
    assert of(write, book, made) == (
        {(None, "2026-11", "label"): 1_500_005},
        [],
        ["t#Sheet1: 1 hidden row is read, too"],
    )


def test_merged_names_count_for_each_of_their_rows_and_merged_counts_are_refused(write: Write, book: PriceBook) -> None:
    rows = [
        ("账号", "月份", "服务", "调用量"),
        ("100001", FIRST, "label", 1),
        (None, None, "porn", 2),
        ("100002", None, "label", 4),
    ]
    made = workbook(rows)
    made["Sheet1"].merge_cells("A2:A3")
    made["Sheet1"].merge_cells("B2:B4")
    assert of(write, book, made)[0] == {
        ("100001", "2026-11", "label"): 1,
        ("100001", "2026-11", "porn"): 2,
        ("100002", "2026-11", "label"): 4,
    }
    made["Sheet1"].merge_cells("D3:D4")
    cell = (
        "this cell is merged with others, so it is unclear which of them has the count; split it, and enter each count"
    )
    assert of(write, book, made)[1] == [f"t#Sheet1!D3: {cell}", f"t#Sheet1!D4: {cell}"]


def test_headings_over_two_rows_are_those_of_the_lower_row_and_of_what_is_merged_into_it(
    write: Write, book: PriceBook
) -> None:
    made = workbook([("月份", "2026 年", None), (None, "label", "porn"), ("2026-11", 5, 6)])
    made["Sheet1"].merge_cells("A1:A2")
    made["Sheet1"].merge_cells("B1:C1")
    assert of(write, book, made)[0] == {(None, "2026-11", "label"): 5, (None, "2026-11", "porn"): 6}


NO_VALUE = "the file has no computed result of this formula; open it in a spreadsheet program, and save it again"


def test_formulas_have_their_stored_value_or_are_refused(write: Write, book: PriceBook) -> None:
    made = workbook([("month", "label"), ("2026-11", "=1+1")])
    assert of(write, book, made)[1] == [f"t#Sheet1!B2: {NO_VALUE}"]
    long = workbook([("month", "service", "calls", "note"), ("2026-11", "label", 5, "=1")])
    assert of(write, book, long)[0] == {(None, "2026-11", "label"): 5}
    heading = workbook([("month", "service", '="calls"'), ("2026-11", "label", 5)])
    assert of(write, book, heading)[1] == [f"t#Sheet1!C1: {NO_VALUE}"]
    cells = (
        '<row r="1"><c r="A1" t="str"><v>month</v></c><c r="B1" t="str"><v>label</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>"2026-11"</f><v>2026-11</v></c><c r="B2"><f>2+3</f><v>5</v></c></row>'
    )
    stored = with_parts(saved(workbook([])), {"xl/worksheets/sheet1.xml": sheet_xml(cells)})
    # openpyxl asks for all formulas to be computed when the file is opened; then 5 may be a placeholder.
    assert of(write, book, stored)[1] == [f"t#Sheet1!A2: {NO_VALUE}"]
    book_xml = ZipFile(write("s.xlsx", stored)).read("xl/workbook.xml").replace(b'fullCalcOnLoad="1"', b"")
    assert of(write, book, with_parts(stored, {"xl/workbook.xml": book_xml}))[0] == {(None, "2026-11", "label"): 5}


def test_error_cells_and_truth_values_are_refused_where_they_count(write: Write, book: PriceBook) -> None:
    made = workbook([("month", "label", "porn"), ("2026-11", "#N/A", 5), ("2026-12", 5, True)])
    made["Sheet1"]["B2"].data_type = "e"
    assert of(write, book, made)[1] == [
        "t#Sheet1!B2: #N/A is a spreadsheet error; correct the formula, or delete the row",
        "t#Sheet1!C3: TRUE is not a count; write 1500000, 1,500,000, 1.5M or 150万",
    ]


@pytest.mark.parametrize(
    ("number", "calls"),
    [(0.1 + 0.2, 3_000), (250.125, 2_501_250), (149.99999999999997, 1_500_000), (1e-4, 1), (2.0**40, 2**40 * 10_000)],
)
def test_numbers_are_what_a_spreadsheet_shows(write: Write, book: PriceBook, number: float, calls: int) -> None:
    made = workbook([("month", "service", "calls(万)"), ("2026-11", "label", number)])
    assert of(write, book, made)[0] == {(None, "2026-11", "label"): calls}


def test_numbers_that_are_not_whole_or_have_lost_digits_are_refused(write: Write, book: PriceBook) -> None:
    rows = [("account", "month", "label"), (1, "2026-10", 1.5), (2, "2026-11", 2**53), (2**60, "2026-12", 1)]
    digits = "this number has more digits than a workbook can keep; format the cell as text, and enter it again"
    assert of(write, book, workbook(rows))[1] == [
        "t#Sheet1!C2: 1.5 is not a whole number of calls",
        f"t#Sheet1!C3: {digits}",
        f"t#Sheet1!A4: {digits}",
    ]
    rows[1:] = [(1, "2026-10", 2**53 - 1), (2, "2026-11", str(2**53 + 1))]
    assert set(of(write, book, workbook(rows))[0].values()) == {2**53 - 1, 2**53 + 1}


def test_a_date_that_shows_only_its_month_is_the_month(write: Write, book: PriceBook) -> None:
    made = workbook([("month", "service", "calls"), (FIRST, "label", 5), (datetime.date(2026, 11, 2), "label", 6)])
    assert of(write, book, made)[0] == {(None, "2026-11", "label"): 11}
    made["Sheet1"]["A2"].number_format = MONTH
    # A month and a day of it: one may be the sum of the other.
    assert of(write, book, made)[1][0].startswith("t#Sheet1!B3: label in 2026-11 is counted by days")
    across = workbook([("service", FIRST, datetime.date(2026, 12, 1)), ("label", 5, 6)])
    across["Sheet1"]["B1"].number_format = across["Sheet1"]["C1"].number_format = 'yyyy"年"m"月"'
    assert of(write, book, across)[0] == {(None, "2026-11", "label"): 5, (None, "2026-12", "label"): 6}


@pytest.mark.parametrize(("code", "whole"), [(57, True), (31, False), (17, True)])
def test_formats_that_chinese_excel_does_not_write_out_are_dates(
    write: Write, book: PriceBook, code: int, whole: bool
) -> None:
    made = workbook([("月份", "服务", "调用量"), (FIRST, "label", 5), ("2026-11-02", "label", 6)])
    content = saved(made)
    styles = ZipFile(write("s.xlsx", content)).read("xl/styles.xml")
    styles = re.sub(rb'(<xf [^>]*numFmtId=")16[0-9]', rb"\g<1>%d" % code, styles)
    counts, problems, _ = of(write, book, with_parts(content, {"xl/styles.xml": styles}))
    assert (counts == {(None, "2026-11", "label"): 11}, len(problems)) == (not whole, int(whole))


@pytest.mark.parametrize(
    ("code", "month"),
    [
        *(('yyyy"年"m"月"', True), ("[$-804]yyyy/m;@", True), ("mmm-yy", True), ('m"月"', True), ("yyyy\\-mm", True)),
        *(("yyyy-mm-dd", None), ("mm:ss", None), ("yyyy-m h", None), ("General", None), ('#,##0"m"', None)),
        *(('0.0,"万"', None), ("0.0_m", None), ("0.0;m", None)),
    ],
)
def test_a_format_shows_a_month_if_it_has_one_and_no_day(code: str, month: bool | None) -> None:
    assert shows_month(164, {164: code}) is month


# ---- Other formats and makers


@pytest.fixture(scope="session")
def forecast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workbook that has nearly everything, made with openpyxl."""
    made = workbook(
        [
            ("2026 年预测", None, None, None),
            (None, None, None, None),
            ("月份", "账号", "服务", "调用量(万)"),
            (FIRST, 100001, "图像标签", 1.5),
            (None, None, "图像鉴黄", 0.1 + 0.2),
            (datetime.date(2026, 12, 1), "100002", "图像标签", "=D4*2"),
            ("合计", None, None, "=SUM(D4:D6)"),
        ],
        "预测",
        at=(2, 3),
    )
    sheet = made["预测"]
    fill(sheet, [(1.5 * 2,)], at=(7, 6))
    fill(sheet, [(1.5 + 0.3 + 3,)], at=(8, 6))
    for cells in ("C2:F2", "C5:C6", "D5:D6", "C8:E8"):
        sheet.merge_cells(cells)
    sheet["C5"].number_format = sheet["C7"].number_format = MONTH
    sheet.row_dimensions[6].hidden = True
    fill(made.create_sheet("参数"), [("x", 1)])
    made["参数"].sheet_state = "hidden"
    path = tmp_path_factory.mktemp("workbook") / "forecast.xlsx"
    path.write_bytes(saved(made))
    return path


READ = {
    ("100001", "2026-11", "label"): 15_000,
    ("100001", "2026-11", "porn"): 3_000,
    ("100002", "2026-12", "label"): 30_000,
}
SAID = [
    "t: skipped the hidden sheet 参数; to read it, add its name to that of the file: 't#参数'",
    "t#预测: 1 hidden row is read, too",
    "t#预测: skipped 1 line above the header: 2026 年预测",
    "t#预测: counts are multiplied by 10,000 because of the unit in the heading: 调用量(万)",
]


def test_a_forecast_with_nearly_everything_is_read(forecast: Path, book: PriceBook) -> None:
    assert told(forecast, book) == (READ, [], SAID)


@pytest.mark.process
@pytest.mark.parametrize("extension", ["xlsx", "xls", "ods"])
def test_a_workbook_that_libreoffice_saved_reads_the_same(
    forecast: Path, book: PriceBook, tmp_path_factory: pytest.TempPathFactory, extension: str
) -> None:
    profile = tmp_path_factory.getbasetemp() / "libreoffice"
    assert told(converted(forecast, extension, profile), book) == (READ, [], SAID)


@pytest.mark.process
@pytest.mark.parametrize("extension", ["xlsx", "xls", "ods"])
def test_traps_are_found_in_every_format(
    write: Write, book: PriceBook, tmp_path_factory: pytest.TempPathFactory, extension: str
) -> None:
    rows = [("month", "label", "porn"), ("2026-11", "=1/0", 1), ("2026-12", 2, 3), ("2027-01", 5, 2**60)]
    made = workbook(rows, at=(3, 2))
    made["Sheet1"].merge_cells("C5:D5")
    profile = tmp_path_factory.getbasetemp() / "libreoffice"
    _, problems, _ = told(converted(write("t.xlsx", saved(made)), extension, profile), book)
    assert [problem.split(":")[0] for problem in problems] == [f"t#Sheet1!{cell}" for cell in ("C4", "C5", "D6")]


# ---- What cannot be read, in bounded time and memory


def test_a_workbook_without_its_extra_says_what_to_install(
    write: Write, book: PriceBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiia_cost.inputs.tables.workbook.spool.find_spec", lambda _: None)
    path = write("t.xlsx", saved(workbook(LONG)))
    assert told(path, book)[1] == [
        't: a workbook needs an optional dependency; install it: pip install "tiia-cost[excel]"'
    ]


FAR = [
    ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "XFD1048576"),
    ('<row r="1048576"><c r="A1048576"><v>1</v></c></row><row r="1"><c r="XFD1"><v>1</v></c></row>', "XFD1048576"),
]


@pytest.mark.parametrize(("cells", "last"), FAR)
def test_a_cell_far_away_is_refused_before_it_costs_memory(
    write: Write, book: PriceBook, cells: str, last: str
) -> None:
    made = with_parts(saved(workbook(LONG)), {"xl/worksheets/sheet1.xml": sheet_xml(cells)})
    assert of(write, book, made)[1] == [
        f"t: the sheet Sheet1 reaches to cell {last}, too far to be read;"
        " delete everything outside the table, and save it again"
    ]


def test_a_size_that_is_a_lie_does_not_cost_memory_here(write: Write, book: PriceBook) -> None:
    lie = sheet_xml(FAR[0][0], before='<dimension ref="A1:B2"/>')
    (problem,) = of(write, book, with_parts(saved(workbook(LONG)), {"xl/worksheets/sheet1.xml": lie}))[1]
    assert problem.startswith("t: the workbook is damaged, or needs too much memory or time;")


def test_empty_cells_far_away_do_not_matter(write: Write, book: PriceBook) -> None:
    made = workbook(LONG)
    made["Sheet1"]["XFD1048576"].number_format = "0.00"
    made["Sheet1"]["XFD1"].number_format = "0.00"
    assert of(write, book, made)[0] == NOVEMBER


def bomb(megabytes: int) -> bytes:
    """Return a workbook of some kilobytes whose sheet unpacks to that many megabytes."""
    made = with_parts(saved(workbook(LONG)), {})
    big = sheet_xml("<row><c><v>1</v></c></row>" + " " * (megabytes << 20))
    return with_parts(made, {"xl/worksheets/sheet1.xml": big})


def test_a_bomb_is_refused_by_its_declared_size(write: Write, book: PriceBook) -> None:
    path = write("t.xlsx", bomb(300))
    assert path.stat().st_size < 1 << 20
    assert told(path, book)[1] == [
        "t: the workbook is larger than 256 MB when it is unpacked; save the sheet as CSV (UTF-8)"
    ]


def test_a_bomb_that_lies_about_its_size_is_refused(write: Write, book: PriceBook) -> None:
    content = bytearray(bomb(300))
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):  # the size in the directory, and before the part
        start = content.find(signature)
        while start >= 0:
            (size,) = struct.unpack_from("<I", content, start + at)
            if size > 1 << 20:
                struct.pack_into("<I", content, start + at, 1000)
            start = content.find(signature, start + 4)
    (problem,) = told(write("t.xlsx", bytes(content)), book)[1]
    assert problem.startswith("t: the workbook is damaged")


def test_declared_numbers_of_strings_are_not_believed(write: Write, book: PriceBook) -> None:
    # python-calamine makes room for as many strings as are declared, and a failed allocation ends its process.
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="99999999999"></sst>'
    path = write("t.xlsx", with_parts(saved(workbook(LONG)), {"xl/sharedStrings.xml": strings}))
    assert told(path, book)[1] == [
        "t: the workbook is damaged, or needs too much memory or time;"
        " open it in a spreadsheet program, and save the sheet as CSV (UTF-8)"
    ]


@pytest.fixture(scope="module")
def whole() -> bytes:
    """Return a workbook that is the same in every example, though it has the time at which it was made."""
    return saved(workbook(LONG))


@given(st.data())
@settings(max_examples=cases(60))
def test_damage_anywhere_gives_a_count_or_a_refusal(
    book: PriceBook, write: Write, whole: bytes, data: st.DataObject
) -> None:
    content = bytearray(whole)
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    for _ in range(data.draw(st.integers(0, 4))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    counts, problems, _ = told(write("t.xlsx", bytes(content)), book)
    assert counts == NOVEMBER or problems


def test_a_text_named_like_a_workbook_is_read_as_the_text_it_is(write: Write, book: PriceBook) -> None:
    assert told(write("t.xlsx", table("month,service,calls", "2026-11,label,1500000")), book) == (NOVEMBER, [], [])
    assert told(write("t.xls", "<html><table>"), book)[1][0].startswith(
        "t: this is an HTML page, which cannot be read;"
    )


def test_a_protected_workbook_is_named_as_that(write: Write, book: PriceBook) -> None:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    assert told(write("t.xlsx", content), book)[1] == [
        "t: the workbook is protected by a password; save a copy without one"
    ]
    document = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "WordDocument".encode("utf-16-le")
    assert told(write("t.doc", document), book)[1][0].startswith("t: this is an Office document without sheets, which")


@pytest.mark.parametrize(
    ("header", "cell", "said"),
    [
        (["项目", "2027-01", "2027-02"], "A2", "no service column found among 项目, 2027-01, 2027-02"),
        (["服务", "1月(万次)"], "B2", "1月(万次) has no year"),
        (["图像标签", 5], "A2", "this row looks like data"),
    ],
)
def test_a_header_that_is_refused_below_a_title_is_told_at_its_cell(
    write: Write, book: PriceBook, header: list[object], cell: str, said: str
) -> None:
    made = workbook([["2027年图像服务用量预测"], header, ["图像标签", 5]])
    (problem,) = of(write, book, made)[1]
    assert problem.startswith(f"t#Sheet1!{cell}: {said}")


def test_all_columns_that_a_sheet_can_have_are_refused_quickly(write: Write, book: PriceBook) -> None:
    made = workbook([[f"c{i}" for i in range(16_384)], range(16_384)])
    (problem,) = of(write, book, made)[1]
    assert problem.startswith("t#Sheet1!A1: no service column found among c0, c1, c2")


def test_a_part_that_is_missing_or_no_xml_is_damage(write: Write, book: PriceBook) -> None:
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        for content in ("", "<a", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
            (problem,) = of(write, book, with_parts(saved(workbook(LONG)), {part: content}))[1]
            assert problem.startswith("t: the workbook is damaged")


def test_a_compressed_workbook_is_unpacked(write: Write, book: PriceBook) -> None:
    import gzip

    assert told(write("t.xlsx.gz", gzip.compress(saved(workbook(LONG)))), book)[0] == NOVEMBER
