"""Workbooks, read by python-calamine and openpyxl, and where digits count, as they are written."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tiia_cost.errors import OutputError
from tiia_cost.formats import workbook
from tiia_cost.formats.sheet import Column, Fact, Sheet, figure, toned
from tiia_cost.formats.workbook import Tab, render

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

BILLS = Sheet(
    "",
    (Column("account", figure=False), Column("calls"), Column("next month's freeze")),
    (
        ("100012345678", figure("1,500,000", 1_500_000, "count"), figure("3,278.00", Decimal("3278.00"), "amount")),
        ("=1+1", figure("–", None, "count"), ""),
    ),
    ("total", figure("1,500,000", 1_500_000, "count"), figure("3,278.00", Decimal("3278.00"), "amount")),
)


def opened(*tabs: Tab) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(render(tabs, {})))


def drawn(sheet: Sheet) -> Worksheet:
    """Return a list, as openpyxl reads it."""
    return opened(Tab("t", [sheet]))["t"]


def values(content: bytes, name: str) -> list[list[Any]]:
    return [*CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(name).to_python()]


def column(*cells: str, figure: bool = True) -> Sheet:
    """Return a list of one column."""
    return Sheet("", (Column("x", figure=figure),), tuple((cell,) for cell in cells))


def written(cell: str) -> str | None:
    """Return the digits of the only cell of a column, None if it is written as text."""
    with ZipFile(BytesIO(render([Tab("t", [column(cell)])], {}))) as file:
        found = re.search(r'<c r="A2"(?! s="\d+" t=)[^>]*><v>(.*?)</v>', file.read("xl/worksheets/sheet1.xml").decode())
    return found[1] if found else None


def test_a_list_has_its_headings_in_row_1_and_numbers_that_are_numbers() -> None:
    assert values(render([Tab("Bills", [BILLS])], {}), "Bills") == [
        ["Account", "Calls", "Next month's freeze"],
        ["100012345678", 1_500_000.0, 3278.0],
        ["=1+1", "–", ""],
        ["Total", 1_500_000.0, 3278.0],
    ]


def test_the_headings_of_a_list_stay_in_view_and_filter_all_rows_but_the_total() -> None:
    sheet = drawn(BILLS)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet.print_title_rows == "$1:$1"


def test_a_page_has_a_heading_sentences_facts_and_tables_with_titles_and_notes() -> None:
    table = BILLS._replace(title="By account", notes=("A note.",))
    tab = Tab(
        "Summary", [table, table._replace(title="", notes=())], "Total", ["Why."], [Fact("Most", "1.00", "2026-11")]
    )
    rows = values(render([tab], {}), "Summary")
    assert [row[0] for row in rows] == [
        *("Total", "Why.", "", "Most", ""),
        *("By account", "Account", "100012345678", "=1+1", "Total", "", "A note.", ""),
        *("Account", "100012345678", "=1+1", "Total"),
    ]
    assert rows[3][1] == "1.00 · 2026-11"


def test_sentences_alone_are_a_column() -> None:
    assert values(render([Tab("Notes", sentences=["One.", "Two."])], {}), "Notes") == [["One."], ["Two."]]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (figure("1,500,000", 1_500_000, "count"), "#,##0"),
        (figure("3,278.00", Decimal("3278.00"), "amount"), "#,##0.00"),
        (figure("-1.00", Decimal("-1.00"), "change"), "+#,##0.00;-#,##0.00;0.00"),
        (figure("83.71%", Decimal("0.8371"), "share"), "0.00%"),
        (figure("0.0032", Decimal("0.0032"), "price"), "0.00##########"),
        (figure("–", None, "amount"), "General"),
    ],
)
def test_each_kind_of_number_has_its_format(cell: str, shown: str) -> None:
    assert drawn(column(cell))["A2"].number_format == shown


def test_words_stay_text_when_somebody_edits_them() -> None:
    cell = drawn(column("100012345678", figure=False))["A2"]
    assert (cell.data_type, cell.number_format) == ("s", "@")


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 10))
def test_a_number_of_15_digits_is_written_digit_by_digit(digits: int, decimals: int) -> None:
    number = Decimal(digits).scaleb(-decimals)
    text = written(figure("…", number, "amount"))
    assert text is not None
    assert Decimal(text) == number
    assert Decimal(repr(float(text))) == number  # what a spreadsheet shows of it


@pytest.mark.parametrize(
    "number", [10**15, 2**53 + 1, 10**18, Decimal("10000000000000.01"), Decimal("-12345678901234.50")]
)
def test_a_number_of_more_digits_is_text_aligned_right(number: int | Decimal) -> None:
    text = f"{number:,}"
    assert written(figure(text, number, "amount")) is None
    cell = drawn(column(figure(text, number, "amount")))["A2"]
    assert (cell.value, cell.alignment.horizontal) == (text, "right")


HOSTILE = [
    *(
        "=cmd|'/c calc'!A0",
        "+1",
        "-1",
        "@SUM(1)",
        "{=1}",
        "http://example.com",
        "mailto:a@b",
        "internal:t!A1",
        "1E10",
        "0012",
    ),
    *(
        "<script>alert(1)</script>",
        "<r><t>x</t></r>",
        "<r></r>",
        "&amp;",
        "_x0041_",
        " x ",
        "a\tb",
        "\u200f123",
        "😀",
        "TRUE",
    ),
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("least", [0, 10**6])
def test_text_is_shown_as_it_is(text: str, least: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGE", least)
    tab = Tab("t", [column(text, figure=False)._replace(title=text, notes=(text,))], text, [text], [Fact(text, text)])
    content = render([tab], {})
    shown = [text, text, text, text, text, "X", text, text]
    assert [cell for row in values(content, "t") for cell in row if cell != ""] == shown
    cells = [cell for row in openpyxl.load_workbook(BytesIO(content))["t"].iter_rows() for cell in row if cell.value]
    assert [cell.data_type for cell in cells] == ["s"] * len(shown)
    assert not any(cell.hyperlink for cell in cells)


def test_a_tone_is_a_colour() -> None:
    sheet = drawn(column(toned(figure("1", 1, "count"), "bad"), toned("over", "good"), figure("2", 2, "count")))
    colours = [
        cell.font.color.rgb if cell.font.color and cell.font.color.type == "rgb" else None for cell in sheet["A"]
    ]
    assert colours == [None, "FFC00000", "FF1E7B34", None]


def test_a_property_of_the_document_tells_programs_what_it_is() -> None:
    book = openpyxl.load_workbook(BytesIO(render([Tab("账单", [BILLS])], {"tiia-cost": "账单"})))
    assert {one.name: one.value for one in book.custom_doc_props.props} == {"tiia-cost": "账单"}


def test_the_same_input_gives_the_same_bytes() -> None:
    tabs = [Tab("a", [BILLS]), Tab("b", sentences=["One."])]
    assert render(tabs, {"x": "y"}) == render(tabs, {"x": "y"})
    assert opened(*tabs).properties.created == datetime(2000, 1, 1)  # not now


def test_a_sheet_with_more_rows_than_a_workbook_holds_is_refused() -> None:
    rows = (("x",),) * (workbook.MOST_ROWS - 1)  # and the headings: they would just fit
    with pytest.raises(OutputError, match=r"cannot hold sheet Bills with 1,048,575 rows; use --format csv"):
        render([Tab("Bills", [Sheet("", (Column("x"),), rows, ("total",))])], {})


@pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384])
def test_a_text_that_no_cell_holds_is_refused(text: str) -> None:
    with pytest.raises(OutputError, match=r"text of more than 32,767 characters, as sheet t would have"):
        render([Tab("t", [column(text)])], {})


def test_columns_are_as_wide_as_their_text_and_chinese_is_twice_as_wide() -> None:
    sheet = drawn(Sheet("", (Column("a", figure=False), Column("b", figure=False)), (("x" * 20, "公众人物识别" * 3),)))
    narrow, wide = sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width
    assert 20 < narrow < 25
    assert 36 < wide < 41


def test_a_sheet_is_printed_as_wide_as_a_page_which_lies_across_if_it_is_wide() -> None:
    wide = Sheet("", (Column("a", figure=False),) * 4, (("x" * 40,) * 4,))
    for sheet, orientation in ((BILLS, "portrait"), (wide, "landscape")):
        page = drawn(sheet)
        assert (page.page_setup.orientation, str(page.page_setup.paperSize)) == (orientation, page.PAPERSIZE_A4)
        assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight) == (True, 0)


def test_a_long_sentence_is_broken_into_lines_that_all_show() -> None:
    page = opened(Tab("t", [BILLS], "Total", ["word " * 60]))["t"]
    assert page["A2"].alignment.wrap_text
    assert page.row_dimensions[2].height > 3 * 11  # three lines and more of 11 points
    assert opened(Tab("t", [BILLS], "Total", ["word"]))["t"].row_dimensions[2].height is None  # that of one line
