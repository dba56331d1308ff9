"""CSV: one row per record, plain figures, a header with the names of the JSON. Safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What spreadsheets take for the start of a formula (OWASP, "CSV injection"), also after a semicolon or tab, which
# some of them take for the end of a cell. Numbers are only shown.
_FORMULA = re.compile(r"((?:^|[;\t])[\s\u200b-\u200f\ufeff]*)(?=[=+\-@＝＋－＠])")
_RISKY = re.compile(r"[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def render(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a header and rows; None is an empty cell. Before what would be a formula stands an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _safe(cell: object) -> object:
    # Most cells have none of these characters, and a million bills have many cells.
    if not isinstance(cell, str) or _RISKY.search(cell) is None or _NUMBER.fullmatch(cell):
        return cell
    return _FORMULA.sub(r"\1'", cell)
