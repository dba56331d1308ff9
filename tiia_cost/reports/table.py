"""Tables for a terminal: whole figures at any width, columns of least use left out when it is narrow."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tiia_cost.reports.sheet import Column, Sheet

_NATURAL = 1_000_000
"""A width that never makes anything narrower."""


def render(sheets: Iterable[Sheet], *, width: int | None, colour: bool, lang: str = "en") -> str:
    """Return the sheets as text, at most `width` cells wide if whole figures allow it; None is natural width."""
    console = Console(
        file=io.StringIO(),
        width=width or _NATURAL,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        emoji=False,
        highlight=False,
        markup=False,
    )
    parts = [_sheet(console, sheet, width or _NATURAL, lang) for sheet in sheets]
    return "\n".join(parts)


def _sheet(console: Console, sheet: Sheet, width: int, lang: str) -> str:
    kept = list(range(len(sheet.columns)))
    table = _table(sheet, kept)
    while (widest := _needed(console, table)) > width:
        spare = max(kept, key=lambda index: sheet.columns[index].spare)
        if sheet.columns[spare].spare == 0:
            break
        kept.remove(spare)
        table = _table(sheet, kept)
    with console.capture() as capture:
        console.print(Text(sheet.title, style="bold"))
        # A table that cannot be narrower runs wider than the terminal rather than cut a figure.
        console.print(table, width=max(width, widest), crop=False, no_wrap=False, soft_wrap=False)
        for note in sheet.notes:
            console.print(Padding(Text(note), (0, 0, 0, 2)))
        left_out = [column.heading for i, column in enumerate(sheet.columns) if i not in kept]
        if left_out:
            console.print(Padding(Text(say("left-out", lang, columns=left_out), style="dim"), (0, 0, 0, 2)))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def _needed(console: Console, table: Table) -> int:
    """Return the least width at which no figure is cut."""
    return Measurement.get(console, console.options.update(width=_NATURAL), table).minimum


def _table(sheet: Sheet, kept: Sequence[int]) -> Table:
    table = Table(
        box=SIMPLE, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), show_footer=sheet.total is not None
    )
    for index in kept:
        column = sheet.columns[index]
        cells = [row[index] for row in (*sheet.rows, *([sheet.total] if sheet.total else []))]
        table.add_column(
            Text(_folded(column, cells), style="bold"),
            Text(sheet.total[index], style="bold") if sheet.total else "",
            justify="right" if column.figure else "left",
            no_wrap=column.figure,
        )
    for row in sheet.rows:
        table.add_row(*(Text(row[index]) for index in kept))
    return table


def _folded(column: Column, cells: Sequence[str]) -> str:
    """Return a heading on as many lines as keep it from being wider than the cells below it."""
    widest = max((cell_len(cell) for cell in cells), default=0)
    longest_word = max(map(len, column.heading.split()), default=1)
    return textwrap.fill(column.heading, max(widest, longest_word, 1), break_long_words=False)
