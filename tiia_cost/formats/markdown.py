"""Markdown: tables for pull requests, job summaries and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.formats.sheet import Sheet


def render(sheets: Iterable[Sheet]) -> str:
    """Render the sheets one below the other, as headings and pipe tables."""
    return "\n".join(_sheet(sheet) for sheet in sheets)


def _sheet(sheet: Sheet) -> str:
    lines = [f"### {_escaped(sheet.title)}", ""]
    lines.append(_row([column.name for column in sheet.columns]))
    lines.append("| " + " | ".join("---:" if column.figure else "---" for column in sheet.columns) + " |")
    lines += [_row(row) for row in sheet.rows]
    if sheet.total is not None:
        lines.append(_row(sheet.total, bold=True))
    for note in sheet.notes:
        lines += ["", _escaped(note)]
    if sheet.closing:
        lines += ["", f"**{_escaped(sheet.closing)}**"]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str], *, bold: bool = False) -> str:
    return "| " + " | ".join(f"**{_escaped(c)}**" if bold and c else _escaped(c) for c in cells) + " |"


def _escaped(text: str) -> str:
    """Escape text so that Markdown shows it unchanged, in a table cell and outside one."""
    return "".join(f"\\{c}" if c in "\\|*_`<>[]~#&" else c for c in text)
