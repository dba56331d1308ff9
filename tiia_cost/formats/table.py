"""Tables for a terminal: no figure is ever cut; if the terminal is narrow, the least useful columns are left out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tiia_cost.formats.fold import fold, fold_heading, longest_piece, longest_word
from tiia_cost.formats.sheet import EXTRA, tone_of
from tiia_cost.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tiia_cost.formats.sheet import Sheet

_NATURAL = 1_000_000
"""A width so large that it makes nothing narrower."""

_LEAST_TEXT, _NATURAL_TEXT = 30, 80
"""Least width of sentences: with a given width, and without one, where they are folded at the width of the table."""

_LEAST_WRAPPED = 8
"""Least width of a column that wraps. Chinese can be broken anywhere; with four in a line a name can still be read."""

_INDENT = "  "

_GAP, _NARROW_GAP = 2, 1
"""Spaces between columns: a padding, if any, and the box's own divider, which is one space."""

_COLOURS = {"good": "green", "warning": "yellow", "bad": "red"}


def render(sheets: Iterable[Sheet], *, width: int | None, colour: bool, lang: str = "en") -> str:
    """Render the sheets as text, at most `width` cells wide unless figures would be cut; None is the natural width.

    Columns that are left out are named below a sheet, once for sheets that lack the same.
    """
    console = Console(
        file=io.StringIO(),
        width=_NATURAL,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        emoji=False,
        highlight=False,
        markup=False,
    )
    fitted = [(sheet, *_fitting(sheet, width)) for sheet in sheets]
    hidden = [[c.name for i, c in enumerate(sheet.columns) if i not in kept] for sheet, kept, _ in fitted]
    for index, names in enumerate(hidden):
        if names and names not in hidden[index + 1 :]:
            sheet, kept, gap = fitted[index]
            note = say("left-out", lang, columns=list(dict.fromkeys(names)))
            fitted[index] = sheet._replace(notes=(*sheet.notes, note)), kept, gap
    return "\n".join(_sheet(console, sheet, kept, gap, width) for sheet, kept, gap in fitted)


def _sheet(console: Console, sheet: Sheet, kept: Sequence[int], gap: int, limit: int | None) -> str:
    if sheet.total is not None and not any(sheet.total[index] for index in kept[1:]):
        sheet = sheet._replace(total=None)  # nothing is left of it but its name
    width = limit or max(_width(sheet, kept, gap), _NATURAL_TEXT)
    text_width = max(width, _LEAST_TEXT)

    def print_text(text: str, style: str = "", indent: str = "") -> None:
        for line in fold(text, text_width - len(indent)):
            console.print(Text(indent + line, style=_style(text, style)))

    with console.capture() as capture:
        print_text(sheet.title, "bold")
        console.print(_table(sheet, _widths(sheet, kept, gap, limit), gap))
        for note in sheet.notes:
            print_text(note, indent=_INDENT)
        if sheet.closing:
            print_text(sheet.closing, "bold")
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def _style(text: str, style: str = "") -> str:
    tone = tone_of(text)
    return f"{style} {_COLOURS[tone]}".strip() if tone else style


def _fitting(sheet: Sheet, limit: int | None) -> tuple[list[int], int]:
    """Return the columns that fit the terminal, and the gap between them.

    Extra columns are left out first, then the gaps are narrowed, then other columns are left out.
    """
    kept = list(range(len(sheet.columns)))
    for gap, least in ((_GAP, EXTRA), (_NARROW_GAP, 1)):
        while limit is not None and _width(sheet, kept, gap) > limit:
            spare = max(sheet.columns[index].spare for index in kept)
            if spare < least:
                break
            kept = [index for index in kept if sheet.columns[index].spare != spare]
    fits = limit is None or _width(sheet, kept, _GAP) <= limit
    return kept, _GAP if fits else _NARROW_GAP


def _width(sheet: Sheet, kept: Sequence[int], gap: int) -> int:
    """Return the least width of a table with these columns at which nothing is cut."""
    return sum(_least(sheet, index) for index in kept) + gap * (len(kept) - 1)


def _widths(sheet: Sheet, kept: Sequence[int], gap: int, limit: int | None) -> dict[int, int]:
    """Return the width of each column: its least width, and of the rest an equal share, or as much as it can use.

    A table that cannot be narrower becomes wider than the terminal: no figure is cut.
    """
    widths = {index: _least(sheet, index) for index in kept}
    left = max((limit or _NATURAL) - _width(sheet, kept, gap), 0)
    wanted = {index: _natural(sheet, index) - widths[index] for index in kept}
    for done, index in enumerate(sorted(wanted, key=lambda index: wanted[index])):
        more = min(wanted[index], left // (len(kept) - done))
        widths[index] += more
        left -= more
    return widths


def _natural(sheet: Sheet, index: int) -> int:
    """Return the width at which nothing in a column is wrapped."""
    return max(map(cell_len, _texts(sheet, index)), default=0)


def _least(sheet: Sheet, index: int) -> int:
    """Return the least width of a column: that of its widest cell or, if it wraps, of its longest piece."""
    natural = _natural(sheet, index)
    if not sheet.columns[index].wraps:
        return natural
    return max(longest_piece(_texts(sheet, index)), min(natural, _LEAST_WRAPPED))


def _texts(sheet: Sheet, index: int) -> list[str]:
    return [*_folded(sheet, index).split("\n"), *_cells(sheet, index)]


def _cells(sheet: Sheet, index: int) -> list[str]:
    return [row[index] for row in (*sheet.rows, *([sheet.total] if sheet.total else []))]


def _folded(sheet: Sheet, index: int) -> str:
    """Return a heading folded into lines, so that it is not wider than the cells below it or its longest word."""
    heading = sheet.columns[index].heading
    widest = max((cell_len(cell) for cell in _cells(sheet, index)), default=0)
    return "\n".join(fold_heading(heading, max(widest, longest_word(heading))))


def _table(sheet: Sheet, widths: Mapping[int, int], gap: int) -> Table:
    table = Table(
        box=SIMPLE,
        show_edge=False,
        pad_edge=False,
        padding=(0, gap - _NARROW_GAP, 0, 0),
        show_footer=sheet.total is not None,
    )
    for index, width in widths.items():
        column = sheet.columns[index]
        table.add_column(
            Text(_folded(sheet, index), style="bold"),
            Text(sheet.total[index], style=_style(sheet.total[index], "bold")) if sheet.total else "",
            justify="right" if column.figure else "left",
            no_wrap=not column.wraps,
            overflow="fold",  # nothing is cut, not even a name
            width=width,
        )
    for row in sheet.rows:
        table.add_row(*(Text(row[index], style=_style(row[index])) for index in widths))
    return table
