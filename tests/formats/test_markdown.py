from __future__ import annotations

from tests.conftest import texts
from tiia_cost.formats.markdown import render
from tiia_cost.formats.sheet import Column, Sheet


def test_a_sheet_is_a_heading_and_a_pipe_table() -> None:
    sheet = Sheet(
        "t", (Column("service", figure=False), Column("cost")), (("label", "1.00"),), ("total", "1.00"), ("n",)
    )
    assert render([sheet, sheet._replace(total=None, notes=())]) == texts(
        [
            "### t",
            "",
            "| service | cost |",
            "| --- | ---: |",
            "| label | 1.00 |",
            "| **total** | **1.00** |",
            "",
            "n",
            "",
            "### t",
            "",
            "| service | cost |",
            "| --- | ---: |",
            "| label | 1.00 |",
        ]
    )


def test_the_closing_line_is_the_last_paragraph_and_stands_out() -> None:
    sheet = Sheet("t", (Column("x"),), (("1",),), notes=("n",), closing="a * b")
    assert render([sheet]).splitlines()[-3:] == ["n", "", r"**a \* b**"]


def test_what_markdown_would_obey_is_escaped() -> None:
    sheet = Sheet("a_b", (Column("x", figure=False),), (("a|b<script>*[x](y)`\\ &lt;",),))
    assert render([sheet]).splitlines()[0] == r"### a\_b"
    assert render([sheet]).splitlines()[-1] == r"| a\|b\<script\>\*\[x\](y)\`\\ \&lt; |"
