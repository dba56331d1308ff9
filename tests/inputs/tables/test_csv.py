"""Records of any text know where each of their cells begins."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.errors import Problems
from tiia_cost.inputs.tables.csv import CsvLocator, records
from tiia_cost.inputs.tables.record import BrokenRecord


@given(st.text(alphabet='ab",;\n\r ', max_size=40), st.sampled_from(",;"))
def test_every_cell_of_any_text_begins_where_it_is_told_to(text: str, delimiter: str) -> None:
    locator = CsvLocator("t.csv", Problems(), delimiter)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        for record in records(io.StringIO(text, newline=""), delimiter):
            for index, cell in enumerate(record[2]):
                place = locator.place(record, index)
                assert place.line is not None
                assert place.column is not None
                rest = lines[place.line - 1][place.column - 1 :]
                first = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")[0]
                # a quoted cell stands there with its quotes doubled
                assert rest.startswith((first, '"' + first.replace('"', '""')))
                assert place.column == 1 or lines[place.line - 1][place.column - 2] == delimiter
    except BrokenRecord:
        pass


@pytest.mark.parametrize("row", ['s"",x', '"s""",x', '"s"" ""t",x', 's"t,x', '"",x', 's""t"u,x'])
def test_quotes_in_a_cell_do_not_hide_the_next(row: str) -> None:
    (record,) = records(io.StringIO(row, newline=""), ",")
    assert CsvLocator("t.csv", Problems(), ",").place(record, 1).column == len(row)
