"""Folding text into lines by the cells a terminal needs: at spaces, and in Chinese between characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPENING, _CLOSING = "（“「《", "，。；：、！？）”」》"
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# What stays together: a word or figure with its unit, or one Chinese character, and the punctuation that no line
# may end or begin with.
_PIECE = rf"\s+|[{_OPENING}]*(?:[^\s{_WIDE}]+(?:(?:(?<=[0-9]) )?[万亿次元起]+)?|[{_WIDE}])[{_CLOSING}]*"


def _pieces(text: str) -> list[str]:
    # To compile the pattern takes longer than to draw a table, and before its first character it comes to this.
    return re.findall(r"\s+|\S+" if max(text, default="") < "“" else _PIECE, text)


def fold(text: str, width: int) -> list[str]:
    """Return text as lines of at most `width` cells; a piece that is longer by itself is not cut."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and cell_len(lines[-1] + piece.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def width_of(text: str) -> int:
    """Return how many cells a text takes in one line."""
    return cell_len(text)


def longest_piece(texts: Iterable[str]) -> int:
    """Return how many cells the longest piece takes that folding keeps together."""
    return max((cell_len(piece) for text in texts for piece in _pieces(text)), default=0)
