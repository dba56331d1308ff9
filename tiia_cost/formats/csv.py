"""CSV: one row per record, plain figures, a header with the same names as in JSON. Safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Start of a formula for a spreadsheet (OWASP, "CSV injection"), also after a semicolon or tab, which some spreadsheets
# take for the end of a cell. A plain number with a sign is no formula: it is only shown.
_FORMULA = re.compile(r"((?:^|[;\t])[\s\u200b-\u200f\ufeff]*)(?=[=+\-@＝＋－＠])")
_RISKY = re.compile(r"[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def render(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Render a header and rows; None is an empty cell. An apostrophe is put before anything that would be a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _safe(cell: object) -> object:
    # A quick test first: most cells have none of these characters, and a million bills have many cells.
    if not isinstance(cell, str) or _RISKY.search(cell) is None or _NUMBER.fullmatch(cell):
        return cell
    return _FORMULA.sub(r"\1'", cell)
