"""Legend in a terminal: the character that draws each series, before its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiia_cost.formats.fold import fold, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Style = tuple[str, int | None]
    """Character that fills a cell, and its colour of the terminal's 256; None is that of text."""


def legend(names: Sequence[str], styles: Iterable[Style], width: int, *, colour: bool) -> list[str]:
    """Return the names of series after the characters of their styles, in lines of at most `width` cells."""
    lines: list[str] = []
    room = 0
    for name, (fill, tint) in zip(names, styles, strict=False):
        shown = f"\x1b[38;5;{tint}m{fill}\x1b[0m" if colour and tint is not None else fill
        needed = width_of(f"{fill} {name}")
        if lines and needed + 2 <= room:
            lines[-1] += f"  {shown} {name}"
            room -= needed + 2
        else:
            first, *more = fold(name, width - 2)
            lines += [f"{shown} {first}", *(f"  {line}" for line in more)]
            room = 0 if more else width - needed
    return lines
