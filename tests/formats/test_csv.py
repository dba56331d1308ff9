from __future__ import annotations

import csv
import io

import pytest

from tiia_cost.formats.csv import render


def test_a_header_rows_and_empty_cells() -> None:
    assert render(("a", "b"), [("x", 1), (None, "1.50")]) == "a,b\nx,1\n,1.50\n"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0", "-", "-1.", "--1"],
)  # fmt: skip
def test_no_cell_starts_a_formula(text: str) -> None:
    (row,) = csv.reader(io.StringIO(render(("a",), [(text,)]).partition("\n")[2], newline=""))
    assert row == [f"'{text}"]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (" =1", " '=1"),
        ("\t=1", "\t'=1"),
        ("\ufeff=1", "\ufeff'=1"),
        ("x;=1+1", "x;'=1+1"),
        ("-1;-2", "'-1;'-2"),
        ("x\t +1", "x\t '+1"),
    ],
)
def test_no_cell_starts_a_formula_behind_what_cannot_be_seen_or_separates(text: str, safe: str) -> None:
    assert render(("a",), [(text,)]) == f"a\n{safe}\n"


@pytest.mark.parametrize("text", ["-1", "-12.50", "12.50", "a=b", "100001", "a-1", ""])
def test_numbers_and_other_text_stay_as_they_are(text: str) -> None:
    assert render(("a",), [(text, "")]) == f"a\n{text},\n"
