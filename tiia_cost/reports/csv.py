"""CSV: one row per record, plain figures, a header with the names of the JSON. Safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What spreadsheets take for the start of a formula, but for numbers, which they only show (OWASP, "CSV injection").
_FORMULA = re.compile(r"(?!-[0-9]+(\.[0-9]+)?\Z)\s*[=+\-@\t\r＝＋－＠]")


def render(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a header and rows; None is an empty cell. A text that would be a formula is quoted by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
